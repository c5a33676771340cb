"""Posting: texts, and works, which go through the admission filter (docs.joinmastodon.org/methods/statuses/#create)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final, Literal

from fediart.actions import app_post, app_schedule, post_defaults
from fediart.actions.app_post import AppPost
from fediart.actions.poll import Asking
from fediart.api.call import Call
from fediart.api.entities.scheduled import ScheduledStatus
from fediart.api.entities.statuses import Status
from fediart.api.given import Id, asked
from fediart.api.idempotency import number_of
from fediart.api.refusals import Refused
from fediart.api.shown.scheduled import scheduled_text, scheduled_work
from fediart.api.shown.statuses import status
from fediart.api.shown.waiting import admission_of, waiting_status
from fediart.clock import MINUTE
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import artworks, posts, scheduled_texts
from fediart.store.artworks import UNDER_WAY, Artwork

PATIENCE: Final = 15.0  # seconds that an app waits for the filter's word
_LOOK: Final = 0.05
_VISIBILITIES: Final = {"public": "public", "unlisted": "unlisted", "private": "followers", "direct": "direct"}
_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_EARLIEST: Final = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class GivenPoll:
    """A question."""

    options: tuple[str, ...] = asked("What can be chosen.", default=(), most=50)
    expires_in: int = asked("For how many seconds people can vote.", default=0)
    multiple: bool = asked("Whether several things can be chosen.", default=False)
    hide_totals: bool = asked("Whether the tallies are told at the end only.", default=False)

    def asking(self) -> Asking:
        return Asking(self.options, self.expires_in * 1000, self.multiple, self.hide_totals)


@dataclass(frozen=True, slots=True)
class GivenWork:
    """What is said of a work beside its text. What is left out is as the artist's settings have it."""

    title: str | None = asked("Its title; else the first words of the text.", most=1_000)
    medium: str | None = asked("Such as `Ink on paper`.", most=1_000)
    tools: str | None = asked("What it was made with.", most=1_000)
    series: str | None = asked("The title of a series, which is made where there is none.", most=1_000)
    portfolio: bool | None = asked("Whether it hangs in the portfolio; else in the timeline alone.")
    licence: str | None = asked("One of this server's words for licences.", most=100)
    ai_policy: str | None = asked("One of this server's AI policies.", most=100)
    process: str | None = asked("How it was made: one of this server's words.", most=100)
    year: str | None = asked("When it was made.", most=1_000)
    size: str | None = asked("How large the thing itself is.", most=1_000)

    def said(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) is not None}


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A post to be."""

    status: str | None = asked("The text.")
    media_ids: tuple[Id, ...] = asked("Pictures that were sent in before: then it is a work.", default=(), most=100)
    poll: GivenPoll | None = asked("A question.")
    in_reply_to_id: Id | None = asked("What it answers.")
    sensitive: bool | None = asked("Whether it is covered at first; else as the member chose.")
    spoiler_text: str | None = asked("The warning above it.")
    visibility: Literal["public", "unlisted", "private", "direct"] | None = asked("Who may see it.")
    language: str | None = asked("A code such as `en`.", most=35)
    scheduled_at: str | None = asked("When it is posted; at least five minutes ahead.", most=60)
    quoted_status_id: Id | None = asked("What it quotes.")
    quote_approval_policy: Literal["public", "followers", "nobody"] | None = asked("Who may quote it.")
    fediart: GivenWork | None = asked("What is said of a work beside its text.")


async def write(call: Call, given: NewStatus) -> Status | ScheduledStatus:
    """Posts a text; or a work, which is published, held or refused in the filter's own words."""
    number = number_of(call)
    wanted = await post_defaults.filled(call.site, call.actor, app_post_of(given), sensitive=given.sensitive)
    due = due_of(given.scheduled_at, call.now)
    if due and not wanted.media:
        await app_schedule.schedule(call.site, call.actor, wanted, due, number)
        async with call.site.db.reading() as tx:
            row = await scheduled_texts.owned(tx, number, call.actor.id)
            if row is not None:
                return await scheduled_text(tx, call, row)
        raise NotFound(_("Record not found"))
    await app_post.post(call.site, call.actor, wanted, number, publish_at=due)
    if wanted.media:
        return await _work(call, number, due)
    async with call.site.db.reading() as tx:
        made = await posts.by_id(tx, number)
        if made is None:
            raise NotFound(_("Record not found"))
        return await status(tx, call, made)


def app_post_of(given: NewStatus) -> AppPost:
    """A language that is no code is passed over, as Mastodon does."""
    return AppPost(
        text=given.status or "",
        visibility=_VISIBILITIES.get(given.visibility or "", ""),
        warning=given.spoiler_text or "",
        sensitive=bool(given.sensitive),
        language=given.language if given.language and _CODE.fullmatch(given.language) else "",
        reply_to=given.in_reply_to_id or 0,
        quoted=given.quoted_status_id or 0,
        quoters=given.quote_approval_policy or "",
        media=tuple(given.media_ids),
        poll=given.poll.asking() if given.poll and given.poll.options else None,
        work=given.fediart.said() if given.fediart else {},
    )


def due_of(said: str | None, now: int) -> int:
    """When it is to be posted (milliseconds); 0 for at once, which a time that has passed means, as on Mastodon."""
    if not said:
        return 0
    moment = moment_of(said)
    if moment <= now:
        return 0
    return demand_ahead(moment, now)


def moment_of(said: str) -> int:
    """ISO 8601; without a zone it is UTC. Raises Refused in Mastodon's words: no person writes such times by hand."""
    try:
        found = datetime.fromisoformat(said.strip())
        return int(found.replace(tzinfo=found.tzinfo or UTC).timestamp() * 1000)
    except (ValueError, OverflowError):
        words = _("Give the time as 2027-01-31T18:30:00Z.")
        told = {"scheduled_at": [{"error": "ERR_INVALID", "description": words}]}
        raise Refused(422, "Record invalid", details=told) from None


def demand_ahead(moment: int, now: int) -> int:
    """Raises Problem where it is less than five minutes from now, or more than a year."""
    if moment < now + _EARLIEST:
        raise Problem(_("The scheduled date must be in the future, by five minutes at least."), field="scheduled_at")
    if moment > now + app_schedule.LATEST:
        raise Problem(_("Choose a day within the next year."), field="scheduled_at")
    return moment


async def _work(call: Call, artwork_id: int, due: int) -> Status | ScheduledStatus:
    """Waits for the filter, and no longer than a person would."""
    artwork = await settled(call, artwork_id)
    if artwork is None or artwork.state == "deleted":
        raise NotFound(_("Record not found"))
    async with call.site.db.reading() as tx:
        if artwork.state == "published":
            post = await posts.by_id(tx, artwork_id)
            if post is None:
                raise NotFound(_("Record not found"))
            return await status(tx, call, post)
        if artwork.state == "refused":
            said = await admission_of(tx, call, artwork)
            raise Refused(422, " ".join(said["words"]), fediart={"admission": said})
        if due:
            return await scheduled_work(tx, call, artwork, due)
        return await waiting_status(tx, call, artwork)


async def settled(call: Call, artwork_id: int) -> Artwork | None:
    """The work once the filter has spoken, or patience is at its end."""
    for _turn in range(int(PATIENCE / _LOOK)):
        async with call.site.db.reading() as tx:
            artwork = await artworks.by_id(tx, artwork_id)
        if artwork is None or artwork.state not in UNDER_WAY:
            return artwork
        await asyncio.sleep(_LOOK)
    return artwork
