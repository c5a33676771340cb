"""One's own posts: edited, deleted, told as they were typed; and what any post said before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fediart.actions import app_edit
from fediart.actions.app_edit import AppEdit, SaidOfPicture
from fediart.actions.app_post import joined_text
from fediart.api.call import Call
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.statuses import Status, StatusEdit, StatusSource
from fediart.api.given import File, Id, asked
from fediart.api.media import focal_of
from fediart.api.posting import GivenPoll, GivenWork, settled
from fediart.api.refusals import Refused
from fediart.api.shown.statuses import status
from fediart.api.shown.versions import versions
from fediart.api.shown.waiting import admission_of, waiting_status
from fediart.api.shown.waiting_media import attachment
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import app_files, artworks, posts
from fediart.store.artworks import UNDER_WAY
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.visibility import may_see

_NEW_PICTURES: Final = N_("Its new pictures are not shown yet: they go through this server's filter first.")


@dataclass(frozen=True, slots=True)
class GivenPicture:
    """What is said of one picture."""

    id: Id | None = asked("Which.", required=True)
    description: str | None = asked("What it shows.", most=20_000)
    focus: str | None = asked("The point that cropped views keep: two numbers from -1 to 1.")
    thumbnail: File | None = asked("Taken, and not used.")


@dataclass(frozen=True, slots=True)
class Edited:
    """What is to be changed; what is left out stays."""

    status: str | None = asked("The text.")
    spoiler_text: str | None = asked("The warning above it.")
    sensitive: bool | None = asked("Whether it is covered at first.")
    language: str | None = asked("A code such as `en`.", most=35)
    media_ids: tuple[Id, ...] | None = asked("Its pictures in order, old and new ones.", most=100)
    media_attributes: tuple[GivenPicture, ...] = asked("What is said of its pictures.", default=(), most=100)
    poll: GivenPoll | None = asked("Its question. Other answers void all votes.")
    quote_approval_policy: Literal["public", "followers", "nobody"] | None = asked("Who may quote it.")
    fediart: GivenWork | None = asked("What is said of a work beside its text.")


@dataclass(frozen=True, slots=True)
class Deleted:
    """What becomes of its pictures."""

    delete_media: bool = asked("Whether its pictures go at once; else they wait for another post.", default=False)


@dataclass(frozen=True, slots=True)
class Quoters:
    """Who may quote."""

    quote_approval_policy: Literal["public", "followers", "nobody"] | None = asked("Who may quote it.", required=True)


async def edit(call: Call, given: Edited) -> Status:
    """Edits one's own post. New pictures of a work go before the filter, and it shows the old ones until then."""
    number = call.number()
    revision = await app_edit.change(call.site, call.actor, number, _edit_of(given))
    made = await _shown(call, number)
    if revision is not None:
        made = await _with_new_pictures(call, number, revision, made)
    return made


def _edit_of(given: Edited) -> AppEdit:
    said = tuple(SaidOfPicture(one.id or 0, one.description, focal_of(one.focus)) for one in given.media_attributes)
    return AppEdit(
        text=given.status,
        warning=given.spoiler_text,
        sensitive=given.sensitive,
        language=given.language,
        media=given.media_ids,
        said=said,
        poll=given.poll.asking() if given.poll and given.poll.options else None,
        quoters=given.quote_approval_policy or "",
        work=given.fediart.said() if given.fediart else {},
    )


async def _with_new_pictures(call: Call, number: int, revision: int, made: Status) -> Status:
    """Waits for the filter as a new work does. Raises Refused where it says no; the words of the edit hold."""
    carrier = await settled(call, revision)
    if carrier is None or carrier.state == "deleted":
        return await _shown(call, number)
    async with call.site.db.reading() as tx:
        admission = await admission_of(tx, call, carrier)
    if carrier.state == "refused":
        raise Refused(422, " ".join(admission["words"]), fediart={"admission": admission})
    if carrier.state in (*UNDER_WAY, "held", "failed"):
        admission["words"] = [_(_NEW_PICTURES), *admission["words"][1:]]
        made["fediart"] = {**made["fediart"], "admission": admission}
    return made


async def _shown(call: Call, number: int) -> Status:
    """One's own post, published or not."""
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
        if post is not None and not post.deleted:
            return await status(tx, call, post)
        return await waiting_status(tx, call, await _own_work(tx, call, number))


async def _own_work(tx: Reading, call: Call, number: int) -> artworks.Artwork:
    work = await artworks.owned(tx, number, call.actor.id)
    if work is None:
        raise NotFound(_("Record not found"))
    return work


async def delete(call: Call, given: Deleted) -> Status:
    """Deletes one's own post and tells what was typed, to write it anew. Its pictures wait for that for a day."""
    number, me = call.number(), call.actor
    async with call.site.db.reading() as tx:
        text = await _source(tx, call, number)
    made = await _shown(call, number)
    await app_edit.take_back(call.site, me, number, keep_media=not given.delete_media)
    made["text"] = text["text"]
    ids = [int(one["id"]) for one in made["media_attachments"]]
    async with call.site.db.reading() as tx:
        kept = await app_files.owned(tx, ids, me.id)
    waiting: list[MediaAttachment] = [attachment(call, kept[one]) for one in ids if one in kept]
    made["media_attachments"] = waiting or made["media_attachments"]
    return made


async def source(call: Call) -> StatusSource:
    """Tells what was typed, of one's own posts."""
    async with call.site.db.reading() as tx:
        return await _source(tx, call, call.number())


async def _source(tx: Reading, call: Call, number: int) -> StatusSource:
    work = await artworks.owned(tx, number, call.actor.id)
    if work is not None and work.state != "refused":
        return {"id": str(number), "text": joined_text(work.description, work.tags), "spoiler_text": work.warning}
    post = await posts.by_id(tx, number)
    if post is None or post.actor_id != call.actor.id or post.deleted:
        raise NotFound(_("Record not found"))
    return {"id": str(number), "text": post.source, "spoiler_text": post.warning}


async def history(call: Call) -> list[StatusEdit]:
    """Tells what a post said before its edits, the oldest first, with what it says now."""
    async with call.site.db.reading() as tx:
        return await versions(tx, call, await _seen(tx, call))


async def _seen(tx: Reading, call: Call) -> Post:
    post = await posts.by_id(tx, call.number())
    if post is None or not await may_see(tx, post, call.viewer_id):
        raise NotFound(_("Record not found"))
    return post


async def choose_quoters(call: Call, given: Quoters) -> Status:
    """Chooses who may quote one's own post from now on."""
    number = call.number()
    await app_edit.choose_quoters(call.site, call.actor, number, given.quote_approval_policy or "nobody")
    return await _shown(call, number)
