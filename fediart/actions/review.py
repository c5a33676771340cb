"""Where people decide: moderators about held works, artists who ask for a second look. Every word becomes a row."""

from __future__ import annotations

from enum import StrEnum

from fediart.actions.permissions import demand
from fediart.actions.publish import queue
from fediart.actions.submission import paragraphs
from fediart.actions.telling import reviewers, tell_artist, tell_moderators
from fediart.admission.review import UNREADABLE
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.site import Site
from fediart.store import artworks, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import log
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.verdicts import VerdictRow

LONGEST_NOTE = 1_000
MOST_APPEALS = 5
APPEAL = "appeal"
"""The decision word of a row in which the artist speaks."""


class Choice(StrEnum):
    """What a moderator can do with a held work."""

    PUBLISH = "publish"
    LABEL_ASSISTED = "label-assisted"
    LABEL_GENERATED = "label-generated"
    REFUSE = "refuse"


_LABELS = {Choice.LABEL_ASSISTED: "assisted", Choice.LABEL_GENERATED: "generated"}


async def decide(site: Site, moderator: Account, artwork_id: int, choice: Choice, note: str = "") -> None:
    """Publishes or refuses a held work. `note` is for the artist, and a refusal needs one.

    Raises NotAllowed for one's own work while others could decide, Problem where somebody was faster.
    """
    demand(moderator, "review")
    note = _checked_note(note)
    if choice is Choice.REFUSE and not note:
        raise Problem("Tell the artist why, and what would help.", field="note")
    now = site.clock.now()
    async with site.db.writing() as tx:
        artwork = await _reviewable(tx, moderator, artwork_id)
        if choice is Choice.REFUSE:
            moved = await artworks.move(tx, artwork_id, to="refused", among=["held"], now=now)
        else:
            moved = await artworks.admit(tx, artwork_id, label=_LABELS.get(choice, ""), among=["held"], now=now)
        if not moved:
            raise Problem("Somebody else decided about this work already, or its artist withdrew it.")
        await artworks.set_note(tx, artwork_id, note)
        await verdicts.insert(tx, _row(site, artwork_id, moderator, choice, note))
        await log(
            tx, site.ids, account_id=moderator.id, action=f"review: {choice.value}",
            subject=f"artwork {artwork_id}", detail=note, now=now,
        )  # fmt: skip
        if choice is Choice.REFUSE:
            await tell_artist(tx, site, artwork, "artwork-refused", words=note)
        else:
            await queue(tx, site, artwork_id, again=True)
    site.bell.ring()


async def _reviewable(tx: Reading, moderator: Account, artwork_id: int) -> Artwork:
    artwork = await artworks.by_id(tx, artwork_id)
    if artwork is None or artwork.state == "deleted":
        raise NotFound("There is no such artwork.")
    if not await may_decide(tx, moderator, artwork):
        raise NotAllowed("Somebody else has to decide about your own work.")
    return artwork


async def may_decide(tx: Reading, moderator: Account, artwork: Artwork) -> bool:
    """Nobody decides about their own work, unless there is nobody else."""
    if artwork.actor_id != moderator.actor_id:
        return True
    return all(account.id == moderator.id for account in await reviewers(tx))


async def appeal(site: Site, artist: Actor, artwork_id: int, word: str) -> None:
    """The artist's word on how a work was made: added to a held one; what the machine refused is held by it.

    NotFound if it is not theirs; Problem where a person refused it, or the file cannot be read.
    """
    word = _checked_note(word)
    if not word:
        raise Problem("Say how you made it: sketches, layers, time, tools.", field="note")
    now = site.clock.now()
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=now)
        if artwork is None:
            raise NotFound("There is no such artwork.")
        history = await verdicts.of_artwork(tx, artwork_id)
        if not may_appeal(artwork, history):
            raise Problem("There is nothing to look at again here. Publish it anew, or write to the moderators.")
        await verdicts.insert(tx, _said(site, artwork_id, APPEAL, "", word, None))
        if await artworks.move(tx, artwork_id, to="held", among=["refused"], now=now):
            await tell_moderators(tx, site, artwork)


def may_appeal(artwork: Artwork, history: list[VerdictRow]) -> bool:
    """A held work can be spoken for; a refused one if only the machine refused it, and could read it."""
    if sum(row.decision == APPEAL for row in history) >= MOST_APPEALS:
        return False
    if artwork.state == "held":
        return True
    by_people = any(row.account_id is not None and row.decision != APPEAL for row in history)
    broken = any(reason["code"] == UNREADABLE for row in history for reason in row.reasons)
    return artwork.state == "refused" and not by_people and not broken


def _checked_note(note: str) -> str:
    tidy = paragraphs(note)
    if len(tidy) > LONGEST_NOTE:
        raise Problem(f"Shorten this to {LONGEST_NOTE} characters.", field="note")
    return tidy


def _row(site: Site, artwork_id: int, moderator: Account, choice: Choice, note: str) -> VerdictRow:
    label = _LABELS.get(choice, "")
    return _said(site, artwork_id, "label" if label else choice.value, label, note, moderator.id)


def _said(site: Site, artwork_id: int, decision: str, label: str, note: str, account_id: int | None) -> VerdictRow:
    return VerdictRow(
        id=site.ids.new(),
        artwork_id=artwork_id,
        picture_id=None,
        sha256="",
        model="",
        score=None,
        abstained=0,
        evidence=(),
        policy_version=0,
        decision=decision,
        label=label,
        reasons=(),
        account_id=account_id,
        note=note,
        created=site.clock.now(),
    )
