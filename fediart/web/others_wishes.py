"""What others wish for their works, in plain words, for the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fediart.language import _
from fediart.rights.kept import Kept
from fediart.rights.model import Policy
from fediart.rights.wishes import Wishes, held_to, in_words, together
from fediart.store.actors import Actor
from fediart.store.remote_media import KEPT
from fediart.store.threads import Spoken
from fediart.store.wishes import Told
from fediart.translate.remote_rights import kept_in, meaning_of, terms_in, wishes_for, wishes_of_post
from fediart.web.preset_words import words_for


@dataclass(frozen=True, slots=True)
class ShownWishes:
    """`lines` are (who says it, what): nothing where nobody says anything. `terms` is an address of their own words;
    `copies` and `copies_at` are what our copies say, and where that is explained; `rights` are (what, words)."""

    lines: tuple[tuple[str, str], ...]
    terms: str = ""
    copies: str = ""
    copies_at: str = ""
    rights: tuple[tuple[str, str], ...] = ()


def wishes_of_said(said: Spoken, pictures: Sequence[Told], local: Policy) -> ShownWishes | None:
    """Of a post of another server and its pictures; None where nobody says anything."""
    whole = wishes_of_post(said.author.remote_rights, said.post.remote_rights, pictures)
    kept = [one for one in pictures if one.media.state == KEPT]
    each = [wishes_for(one) for one in kept]
    lines = _lines(whole, each)
    rights = tuple(dict.fromkeys(line for one in kept for line in _rights(kept_in(one))))
    if not lines and not rights:
        return None
    terms = terms_in(said.post.remote_rights, said.author.remote_rights)
    if not kept:
        return ShownWishes(lines, terms, rights=rights)
    preset = held_to(together([whole.all, *(one.all for one in each)]), local).preset
    return ShownWishes(lines, terms, words_for(preset).title, f"/policies/{preset.value}", rights)


def wishes_of_actor(actor: Actor) -> ShownWishes | None:
    """What somebody's server says of all their works; None where it says nothing."""
    words = in_words(meaning_of(actor.remote_rights))
    return ShownWishes(((_("Their server says"), words),), terms_in(actor.remote_rights)) if words else None


def _lines(whole: Wishes, each: Sequence[Wishes]) -> tuple[tuple[str, str], ...]:
    said = (
        (_("Its artist’s server says"), whole.declared),
        (_("The server it was fetched from says"), together(one.server for one in each)),
        (_("A picture file says") if len(each) > 1 else _("The picture file says"), together(one.file for one in each)),
    )
    return tuple((who, words) for who, what in said if (words := in_words(what)))


def _rights(kept: Kept) -> Iterator[tuple[str, str]]:
    named = (
        (_("Rights"), kept.notice),
        (_("Creator"), ", ".join(kept.creators)),
        (_("Credit"), kept.credit if kept.credit not in kept.creators else ""),
        (_("Terms of use"), kept.usage_terms),
    )
    return ((what, words) for what, words in named if words)
