"""Artworks out of apps: sent in through the same filter as everywhere, changed, brought on their way, deleted."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal

from fediart.actions import app_edit, app_post, app_work, preview, scheduling
from fediart.actions.app_edit import AppEdit, SaidOfPicture
from fediart.actions.app_work import SentPicture, SentWork
from fediart.actions.delete import delete as delete_work
from fediart.actions.publish import submit, try_again
from fediart.actions.submission import Submission, Upload
from fediart.actions.turns import demand_turn
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.ours_artworks import OurArtwork
from fediart.api.given import File, Id, asked
from fediart.api.idempotency import number_of
from fediart.api.media import focal_of
from fediart.api.ours import whose
from fediart.api.posting import due_of, settled
from fediart.api.refusals import Refused
from fediart.api.shown import ours_artworks as showing
from fediart.api.shown.waiting import admission_of
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.consent import choice_of

Who = Literal["everyone", "followers", "following", "nobody"]
_BESIDE: Final = ("consent", "visibility", "scheduled_at", "pictures", "media_ids", "files", "alts", "captions")
_VISIBILITIES: Final = {"public": "public", "unlisted": "unlisted", "private": "followers"}
_SETTLED: Final = ("published", "withdrawn", "refused")
_ON_THE_WAY: Final = N_("Its new pictures are not shown yet: they go through this server's filter first.")


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """Who may do what; what is left out stays, or is as the artist has it for all works."""

    like: Who | None = asked("Who may like it.")
    reply: Who | None = asked("Who may answer it.")
    boost: Who | None = asked("Who may boost it.")
    quote: Literal["everyone", "followers", "following", "nobody", "approval"] | None = asked("Who may quote it.")

    def said(self) -> dict[str, str]:
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) is not None}


@dataclass(frozen=True, slots=True)
class GivenPicture:
    """A picture and what is said of it; what is left out stays."""

    id: Id | None = asked("Which: of `/api/v2/media`, or one that the work has.", required=True)
    alt: str | None = asked("What it shows, for people who cannot see it.", most=20_000)
    focus: str | None = asked("The point that cropped views keep: two numbers from -1 to 1, such as 0.1,-0.5.")
    caption: str | None = asked("What stands below it.", most=5_000)
    role: Literal["", "process", "before", "after"] | None = asked("Its part in the work; goes with the caption.")


@dataclass(frozen=True, slots=True)
class SaidOfWork:
    """What can be said of an artwork. What is left out stays, or is as the artist's settings have it."""

    title: str | None = asked("Its title.", most=1_000)
    description: str | None = asked("The text below it.", most=50_000)
    medium: str | None = asked("Such as `Ink on paper`.", most=1_000)
    tools: str | None = asked("What it was made with.", most=1_000)
    tags: tuple[str, ...] | None = asked("Tags, without `#`.", most=100)
    series: str | None = asked("The title of a series, which is made where there is none.", most=1_000)
    licence: str | None = asked("One of this server's words for licences.", most=100)
    warning: str | None = asked("A warning above it.", most=1_000)
    mature: bool | None = asked("Whether it is covered at first.")
    visibility: Literal["public", "unlisted", "private"] | None = asked("Who may see it.")
    language: str | None = asked("A code such as `en`.", most=35)
    ai_policy: str | None = asked("One of this server's AI policies; empty for the series' or one's own.", most=100)
    process: str | None = asked("How it was made: one of this server's words.", most=100)
    how: str | None = asked("How it was made, in one's own words.", most=5_000)
    how_public: bool | None = asked("Whether everybody may read that; else moderators.")
    year: str | None = asked("When it was made.", most=1_000)
    size: str | None = asked("How large the thing itself is.", most=1_000)
    portfolio: bool | None = asked("Whether it hangs in the portfolio; else in the timeline alone.")
    consent: GivenConsent | None = asked("Who may like, answer, boost and quote it.")
    scheduled_at: str | None = asked("When it is published; empty for as soon as may be.", most=60)
    pictures: tuple[GivenPicture, ...] | None = asked("Its pictures, in order, with their words.", most=100)

    def said(self) -> dict[str, Any]:
        """By the names of `Details`."""
        made = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _BESIDE}
        made["visibility"] = _VISIBILITIES.get(self.visibility or "")
        return {name: value for name, value in made.items() if value is not None}


@dataclass(frozen=True, slots=True)
class NewWork(SaidOfWork):
    """A work to be: with files that were sent in before, or with the files themselves."""

    media_ids: tuple[Id, ...] = asked("Pictures of `/api/v2/media`, in order; or `pictures`.", default=(), most=100)
    files: tuple[File, ...] = asked("The files themselves, in a multipart body.", default=(), most=100)
    alts: tuple[str, ...] = asked("What each of the files shows.", default=(), most=100)
    captions: tuple[str, ...] = asked("What stands below each of the files.", default=(), most=100)


async def write(call: Call, given: NewWork) -> OurArtwork:
    """Sends an artwork in and waits a while for the filter; refused ones are 422 with its words."""
    number, due = number_of(call), due_of(given.scheduled_at, call.now)
    consent = given.consent.said() if given.consent else {}
    sent = SentWork(given.said(), consent, tuple(_pictures(given)), publish_at=due)
    await demand_turn(call.site)
    if given.files:
        await _send_files(call, given, sent, number)
    else:
        await app_work.send(call.site, call.actor, sent, number)
    return await _settled(call, number)


def _pictures(given: NewWork) -> list[SentPicture]:
    listed = given.pictures or tuple(GivenPicture(one) for one in given.media_ids)
    made = {one.id: SentPicture(one.id or 0, one.alt, focal_of(one.focus), one.caption or "", one.role or "")
            for one in listed}  # fmt: skip
    return list(made.values())


async def _send_files(call: Call, given: NewWork, sent: SentWork, number: int) -> None:
    if sent.pictures:
        raise Problem(_("Send either files, or pictures that were sent in before."), field="files")
    async with call.site.db.reading() as tx:
        if await app_post.is_made(tx, number):
            return
    details = await app_work.details_of(call.site, call.actor, sent)
    uploads = tuple(
        Upload(file.path, file.name, _at(given.alts, place), caption=_at(given.captions, place))
        for place, file in enumerate(given.files)
    )
    zone = "UTC" if sent.publish_at else ""
    whole = Submission(details, uploads, publish_at=sent.publish_at, zone=zone)
    await submit(call.site, call.actor, whole, number)


def _at(words: tuple[str, ...], place: int) -> str:
    return words[place] if place < len(words) else ""


async def _settled(call: Call, number: int) -> OurArtwork:
    """As it is once the filter has spoken, or patience is at its end. Raises Refused where it says no."""
    work = await settled(call, number)
    if work is None or work.state == "deleted":
        raise NotFound(_(whose.ABSENT))
    if work.state == "refused":
        await _refuse(call, work)
    async with call.site.db.reading() as tx:
        return await showing.of_row(tx, call, work)


async def _refuse(call: Call, work: Artwork) -> None:
    async with call.site.db.reading() as tx:
        said = await admission_of(tx, call, work)
    raise Refused(422, " ".join(said["words"]), fediart={"id": str(work.id), "admission": said})


async def change(call: Call, given: SaidOfWork) -> OurArtwork:
    """Changes one's own artwork. New pictures go before the filter, and it shows the old ones until then."""
    number = call.number()
    async with call.site.db.reading() as tx:
        work = await whose.owned(tx, call, number)
    due = None if given.scheduled_at is None else due_of(given.scheduled_at, call.now)
    if due is not None and work.state in _SETTLED:
        raise Problem(_("This artwork does not wait for a time."), field="scheduled_at")
    said = given.said()
    if given.consent is not None:
        said["consent"] = replace(choice_of(work.consent), **given.consent.said())
    listed = given.pictures
    asked_for = AppEdit(
        media=None if listed is None else tuple(one.id or 0 for one in listed),
        said=tuple(_words(one) for one in listed or ()),
        work=said,
    )
    revision = await app_edit.change(call.site, call.actor, number, asked_for)
    if due is not None:
        await scheduling.reschedule(call.site, call.actor, number, due, "UTC")
    return await _changed(call, number, revision)


def _words(one: GivenPicture) -> SaidOfPicture:
    return SaidOfPicture(one.id or 0, one.alt, focal_of(one.focus), one.caption, one.role or "")


async def _changed(call: Call, number: int, revision: int | None) -> OurArtwork:
    """With what the filter says of new pictures, which are under way as `revision`."""
    carrier = await settled(call, revision) if revision is not None else None
    if carrier is not None and carrier.state == "refused":
        await _refuse(call, carrier)
    async with call.site.db.reading() as tx:
        made = await showing.of_row(tx, call, await whose.owned(tx, call, number))
        if carrier is not None and carrier.state in (*UNDER_WAY, "held", "failed"):
            made["admission"] = await admission_of(tx, call, carrier)
            made["admission"]["words"] = [_(_ON_THE_WAY), *made["admission"]["words"][1:]]
        return made


async def go_on(call: Call) -> OurArtwork:
    """Publishes what waits: one that is to be looked at first, one that has a time, one that failed."""
    number = call.number()
    async with call.site.db.reading() as tx:
        work = await whose.owned(tx, call, number)
    if work.state == "previewed":
        await preview.publish_seen(call.site, call.actor, number)
    elif work.state == "failed":
        await try_again(call.site, call.actor, number)
    else:
        await scheduling.reschedule(call.site, call.actor, number, 0, "UTC")
    return await _settled(call, number)


async def delete(call: Call) -> Empty:
    """Deletes one's own artwork, here and wherever it was sent, or withdraws one that is not published."""
    await delete_work(call.site, call.actor, call.number())
    return {}
