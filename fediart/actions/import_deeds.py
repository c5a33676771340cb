"""What is done with each kind of thing in an import, and how it is taken back: the whole list on one screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fediart.actions import import_faces as faces
from fediart.actions import import_here as here
from fediart.actions import import_home as homes
from fediart.actions import import_notes, import_works
from fediart.actions import import_overwriting as ends
from fediart.actions import import_ties as ties
from fediart.actions.import_once import doing_once
from fediart.actions.import_ties import doing, undoing
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.import_items import Item
from fediart.store.imports import Import

Act = Callable[[Site, Actor, Import, Item], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Deed:
    """`do` brings a waiting thing in and settles its row, `undo` takes a thing that is `undoing` back and settles it.

    Both may be broken off anywhere and run again, and raise Problem with what is in the way.
    """

    do: Act
    undo: Act


DEEDS: Final[Mapping[str, Deed]] = {
    "work": Deed(import_works.bring, import_works.take_back),
    "follow": Deed(doing(ties.follow_them), undoing(ties.unfollow_them)),
    "block": Deed(doing(ties.block_them), undoing(ties.unblock_them)),
    "mute": Deed(doing(ties.mute_them), undoing(ties.unmute_them)),
    "list": Deed(doing(ties.put_in_list), undoing(ties.take_out_of_list)),
    "bookmark": Deed(doing(ties.keep_post), undoing(ties.let_go_of_post)),
    "note": Deed(import_notes.bring, import_notes.take_back),
    "series": Deed(doing(homes.put_series), undoing(homes.undo_series)),
    "offer": Deed(doing_once(homes.look_at_offers, homes.put_offer), undoing(homes.undo_offer)),
    "portfolio": Deed(doing_once(homes.look_at_portfolio, homes.put_portfolio), undoing(homes.undo_portfolio)),
    "rule": Deed(doing_once(homes.look_at_rules, homes.put_rule), undoing(homes.undo_rule)),
    "setting": Deed(doing_once(here.look_at_setting, here.put_setting), undoing(here.undo_setting)),
    "face": Deed(faces.put_face, faces.take_back),
    "like": Deed(doing(ties.like_post), undoing(ties.unlike_post)),
    "domain": Deed(doing(ties.block_server), undoing(ties.unblock_server)),
    "end-follow": Deed(doing(ends.end_follow), undoing(ends.follow_again)),
    "end-block": Deed(doing(ends.end_block), undoing(ends.block_again)),
    "end-mute": Deed(doing(ends.end_mute), undoing(ends.mute_again)),
    "end-list": Deed(doing(ends.end_in_list), undoing(ends.put_in_again)),
    "end-bookmark": Deed(doing(ends.end_bookmark), undoing(ends.keep_again)),
    "end-domain": Deed(doing(ends.end_server), undoing(ends.block_server_again)),
}
AFTER_WORKS: Final = frozenset({"note", "series", "offer", "portfolio"})
"""They name works: they come when all works before them have been looked at."""
