"""The admission filter: what it said of a work, the artist's answer and appeal, and what it does here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import answer as answer_moderators
from fediart.actions.appeal import appeal as appeal_decision
from fediart.actions.judging import models_in_use
from fediart.actions.submission import Upload
from fediart.admission.policy import ArtistState
from fediart.admission.policy_words import in_sentences
from fediart.api.call import Call
from fediart.api.entities.ours_admission import OurAdmissionPolicy, OurCase, OurDetector
from fediart.api.given import File, asked
from fediart.api.ours import whose
from fediart.api.shown.ours_admission import case_of
from fediart.api.shown.ours_artworks import say_rights
from fediart.language import _
from fediart.store import actors
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.web.about import Detector, detector_in_words, evidence_in_words, manifests_of


@dataclass(frozen=True, slots=True)
class SaidToModerators:
    """The artist's words. Only moderators read them."""

    note: str | None = asked("How it was made: sketches, layers, time, tools.", required=True, most=20_000)
    files: tuple[File, ...] = asked("What shows it, in a multipart body.", default=(), most=50)
    about: str = asked("A word about the files.", default="", most=20_000)

    def uploads(self) -> list[Upload]:
        return [Upload(one.path, one.name) for one in self.files]


async def show(call: Call) -> OurCase:
    """Shows how an artwork stands at the filter, and why: to its artist and to moderators."""
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, await whose.told(tx, call, call.number()))


async def _shown(tx: Reading, call: Call, work: Artwork) -> OurCase:
    artist = await actors.by_id(tx, work.actor_id)
    if artist is not None:
        say_rights(call, work, artist, f"{artist.url}/{work.id}")
    return await case_of(tx, call, work)


async def appeal(call: Call, given: SaidToModerators) -> OurCase:
    """Puts a decision before another moderator, once."""
    number = call.number()
    await appeal_decision(call.site, call.actor, number, given.note or "", given.uploads(), given.about)
    return await _own(call, number)


async def answer(call: Call, given: SaidToModerators) -> OurCase:
    """Answers the moderators, or tells them more while a person is to decide."""
    number = call.number()
    await answer_moderators(call.site, call.actor, number, given.note or "", given.uploads(), given.about)
    return await _own(call, number)


async def _own(call: Call, number: int) -> OurCase:
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, await whose.told(tx, call, number))


async def policy(call: Call) -> OurAdmissionPolicy:
    """Shows what the filter does here, in the sentences of the about and transparency pages."""
    async with call.site.db.reading() as tx:
        one = await current_policy(tx)
        models = await models_in_use(tx, call.site.config)
    detector = detector_in_words(one, await asyncio.to_thread(manifests_of, models))
    return {
        "version": one.version,
        "url": f"{call.site.config.origin}/transparency",
        "new_artists": list(in_sentences(one, ArtistState.NEW)),
        "trusted_artists": list(in_sentences(one, ArtistState.TRUSTED)),
        "evidence": [{"what": _(what), "consequence": said} for what, said in evidence_in_words(one)],
        "detector": _detector(detector) if detector else None,
        "answer_days": one.answer_days,
        "decide_days": one.decide_days,
        "appeal_days": one.appeal_days,
    }


def _detector(one: Detector) -> OurDetector:
    return {
        "name": one.name,
        "false_alarms": one.false_alarms,
        "found": one.found,
        "found_reduced": one.found_reduced,
        "consequences": [_(said) for said in one.consequences],
    }
