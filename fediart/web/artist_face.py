"""What stands at the head of all pages of an artist, where the portfolio itself is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from fediart.store import enquiries, portfolios
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.work_profiles import State
from fediart.translate.rights import artist_policy
from fediart.web import people
from fediart.web.preset_words import words_for
from fediart.web.request import settings_of


@dataclass(frozen=True, slots=True)
class Face:
    """`accent` is the word of the artist's colour; `open` how they stand to commissions, None where there is nothing
    to say; `writable` whether the viewer may write to them here."""

    headline: str
    accent: str
    open: State | None
    policy_title: str
    policy_sentence: str
    policy_path: str
    writable: bool


async def face_of(tx: Reading, request: web.Request, artist: Actor) -> Face:
    """As the viewer of this request sees it."""
    look, preset = await portfolios.shown(tx, artist.id), artist_policy(artist, settings_of(request)).preset
    words = words_for(preset)
    return Face(
        headline=look.headline,
        accent=look.accent,
        open=await people.open_state(tx, artist),
        policy_title=words.title,
        policy_sentence=words.sentence,
        policy_path=f"/policies/{preset.value}",
        writable=await enquiries.may_write(tx, artist.id, people.viewer_id(request)),
    )
