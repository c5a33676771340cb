"""The choice of full detail, on the pages of sizes: for all works, and for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from fediart.actions.full_detail import choose_for_all, choose_for_work
from fediart.errors import Problem
from fediart.language import _
from fediart.store import tile_sets
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.choices import Choice
from fediart.web.request import answers, number_in, site_of, viewer

_MEANT: Final = {"": None, "0": False, "1": True}
_WORDS: Final = {None: "", False: "0", True: "1"}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form shows: `choices` and the value of the one that holds."""

    choices: tuple[Choice, ...] = ()
    chosen: str = "0"


OFFERED_NO: Final = Offered()


async def offered(tx: Reading, artist: Actor, work: Artwork | None = None) -> Offered:
    """For a work, the artist's own choice comes first."""
    usual = bool(await tile_sets.choice_of(tx, artist.id))
    choices = (
        ("0", _("As in the page"), _("The largest file that is made of it for pages.")),
        ("1", _("Every pixel"), _("Of a picture that is larger than that, people can see every detail. It is cut into "
         "pieces for that, and each of them says what AI may do with it, as all your files do.")),
    )  # fmt: skip
    if work is None:
        return Offered(choices, "1" if usual else "0")
    own = (_("As your other works: every pixel") if usual else _("As your other works: as in the page"), "")
    return Offered((("", *own), *choices), _WORDS[await tile_sets.choice_of(tx, work.id)])


async def send(request: web.Request) -> web.StreamResponse:
    """`/settings/detail`."""
    said = (await answers(request)).get("detail", "")
    if said not in ("0", "1"):
        raise Problem(_("Choose how near people may come."))
    await choose_for_all(site_of(request), viewer(request).actor, said == "1")
    return pages.go(request, "/settings/sizes", notice=_("Saved. Your works follow one after another."))


async def send_work(request: web.Request) -> web.StreamResponse:
    """`/works/ID/detail`."""
    said, work_id = (await answers(request)).get("detail", ""), number_in(request)
    if said not in _MEANT:
        raise Problem(_("Choose how near people may come."))
    await choose_for_work(site_of(request), viewer(request).actor, work_id, _MEANT[said])
    return pages.go(request, f"/works/{work_id}/size", notice=_("Saved. It takes a moment until it is made."))
