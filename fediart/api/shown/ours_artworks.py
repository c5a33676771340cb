"""Artworks of this server for apps, in any state: who asks has to make sure that the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.actions.artwork_post import post_of
from fediart.actions.permissions import may
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.ours_artworks import OurArtwork, OurConsent, OurPicture
from fediart.api.shown.accounts import accounts
from fediart.api.shown.media import attachment
from fediart.api.shown.waiting import admission_of
from fediart.api.shown.waiting_media import waiting_pictures
from fediart.api.shown.words import VISIBILITIES, when, when_ever
from fediart.api.shown.works import of_work
from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.rights.process import process_of
from fediart.store import actors, pictures, posts, process, schedules, verdicts, whole_posts
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.consent import choice_of
from fediart.store.database import Reading
from fediart.store.images import Image
from fediart.store.process import Process
from fediart.store.whole_posts import Whole, WholeWork
from fediart.store.work_words import UNSAID
from fediart.translate.rights import artwork_policy
from fediart.web.request import set_rights
from fediart.web.work_case import told

UNSAID_PROCESS: Final = Process()


def is_told(call: Call, work: Artwork) -> bool:
    """Whether the viewer is its artist or a moderator."""
    judges = call.bearer is not None and may(call.bearer.account, "review")
    return work.actor_id == call.viewer_id or judges


async def shown(tx: Reading, call: Call, found: Sequence[Whole]) -> list[OurArtwork]:
    """In their order; what is no artwork of this server is left out."""
    works = [(one, one.work) for one in found if one.work is not None]
    ids = [work.artwork.id for _one, work in works]
    made, due = await process.of_artworks(tx, ids), await schedules.of_artworks(tx, ids)
    people = await accounts(tx, call, list({one.author.id: one.author for one, _work in works}.values()))
    authors = {account["id"]: account for account in people}
    listed = []
    for one, work in works:
        number = work.artwork.id
        entry = _artwork(call, one, work, authors[str(one.author.id)], made.get(number, UNSAID_PROCESS))
        if is_told(call, work.artwork):
            entry["scheduled_at"] = when(due[number].due) if number in due and not work.artwork.published else None
        listed.append(entry)
    return listed


async def of_rows(tx: Reading, call: Call, works: Sequence[Artwork]) -> list[OurArtwork]:
    """The same, of works in any state."""
    known = await posts.by_ids(tx, [one.id for one in works if one.state == "published"])
    people = await actors.by_ids(tx, {one.actor_id for one in works})
    listed = [
        known.get(one.id) or post_of(call.site, one, people[one.actor_id], one.created)
        for one in works
        if one.actor_id in people
    ]
    found = await whole_posts.whole(tx, listed)
    return await shown(tx, call, [found[one.id] for one in listed if one.id in found])


async def of_row(tx: Reading, call: Call, work: Artwork) -> OurArtwork:
    """One, with what the filter said of it where the viewer may know; the answer's headers say its rights."""
    found = await of_rows(tx, call, [work])
    if not found:
        raise NotFound(_("Record not found"))
    made = found[0]
    artist = await actors.by_id(tx, work.actor_id)
    if artist is not None:
        say_rights(call, work, artist, made["url"])
    if is_told(call, work):
        made["admission"] = await admission_of(tx, call, work)
        if work.state == "published":
            reasons, advice = told(await verdicts.of_artwork(tx, work.id))
            made["admission"]["words"] = [_(one) for one in (*reasons, advice) if one]
    if work.state != "published":
        small = await waiting_pictures(tx, call, await pictures.of_artwork(tx, work.id))
        for picture in made["pictures"]:
            picture["media"] = _clearer(picture["media"], small.get(int(picture["id"])))
    return made


def say_rights(call: Call, work: Artwork, artist: Actor, page: str) -> None:
    """The answer's headers carry this work's policy and licence."""
    licence = LICENCES.get(work.licence, ALL_RIGHTS_RESERVED).uri
    set_rights(call.request, artwork_policy(work, artist, call.settings), licence_uri=licence, page=page)


def _clearer(known: MediaAttachment, small: MediaAttachment | None) -> MediaAttachment:
    return small if small is not None and known["type"] == "unknown" else known


def _artwork(call: Call, one: Whole, work: WholeWork, author: Account, made: Process) -> OurArtwork:
    row, said = work.artwork, of_work(call, work, one.author, one.images)
    told_all = is_told(call, row)
    known = process_of(made.process, row.digital_source_type)
    entry: OurArtwork = {
        "id": str(row.id),
        "uri": one.post.uri,
        "url": one.post.url or one.post.uri,
        "state": row.state,  # type: ignore[typeddict-item]  # one of artworks.STATES, and never deleted
        "account": author,
        "title": row.title,
        "description": row.description,
        "medium": row.medium,
        "tools": row.tools,
        "year": work.facts.year,
        "size": work.facts.size,
        "tags": list(row.tags),
        "series": said["series"],
        "warning": row.warning,
        "mature": bool(row.mature),
        "visibility": VISIBILITIES.get(row.visibility, "direct"),
        "language": row.language or None,
        "process": known.value if known else "",
        "how": made.words if made.public or told_all else "",
        "ai_label": row.ai_label,
        "portfolio": bool(row.portfolio),
        "colours": said["colours"],
        "consent": _consent(row),
        "pictures": _pictures(call, one.images, work),
        "rights": said["rights"],
        "created_at": when(row.created),
        "published_at": when_ever(row.published),
    }
    if told_all:
        entry["chosen_ai_policy"] = row.ai_policy
        entry["how_public"] = made.public
    return entry


def _consent(row: Artwork) -> OurConsent:
    choice = choice_of(row.consent)
    return {"like": choice.like, "reply": choice.reply, "boost": choice.boost, "quote": choice.quote}


def _pictures(call: Call, images: Sequence[Image], work: WholeWork) -> list[OurPicture]:
    origin, member = call.site.config.origin, call.viewer is not None
    made: list[OurPicture] = []
    for image in images:
        words = work.words.get(image.id, UNSAID)
        media = attachment(origin, image, member=member)
        made.append({"id": str(image.id), "caption": words.caption, "role": words.role, "media": media})
    return made
