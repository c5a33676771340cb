"""Changing a work: its words, the order and descriptions of its pictures, who may see it, its AI policy.

A published work's Update goes to everyone who was told of it, and its files get their rights packet anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fediart.actions import indexing, outbox, series_told
from fediart.actions.admission_policy import current_policy
from fediart.actions.artwork_post import rewrite_post
from fediart.actions.history import differences, note_edit
from fediart.actions.policy_changes import Changed, begin_for
from fediart.actions.rights import packet_of, queue_embedding
from fediart.actions.series import series_named
from fediart.actions.submission import Details, checked, checked_alt, checked_caption, within
from fediart.actions.words_of_works import edited_words
from fediart.admission.review import declared_verdict, public_label
from fediart.admission.verdict import Decision
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import (
    artworks,
    camera,
    credentials,
    pictures,
    policy_changes,
    process,
    revisions,
    series,
    work_words,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.consent import consent_of, kept
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture
from fediart.store.process import Process
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.work_words import ROLES, WorkFacts
from fediart.store.work_words import PictureWords as Beside
from fediart.translate.rights import source_of

_OPEN_TO_ALL = ("public", "unlisted")


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What an edit says of one picture; their sequence is the new order. `role` is one of store.work_words.ROLES.

    `caption` None leaves caption and role as they are.
    """

    id: int
    alt: str
    focal: tuple[float, float] = (0.0, 0.0)
    caption: str | None = None
    role: str = ""


async def edit(site: Site, artist: Actor, artwork_id: int, details: Details, images: Sequence[PictureWords]) -> Artwork:
    """Raises NotFound if it is not theirs, Problems with everything that is wrong."""
    details = await edited_words(site, artist, details)
    async with site.db.writing() as tx:
        after = await edited(tx, site, artist, artwork_id, details, images)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
    return after


async def edited(
    tx: Writing, site: Site, artist: Actor, artwork_id: int, details: Details, images: Sequence[PictureWords]
) -> Artwork:
    """As `edit`, in the caller's transaction: ring both bells and say that pages have changed after the commit."""
    before = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
    if before is None:
        raise NotFound(_("There is no such artwork."))
    if before.state == "withdrawn":
        raise Problem(_("It can be edited again when the moderators have brought it back."))
    if await revisions.by_id(tx, artwork_id) is not None:
        raise Problem(_("These are new pictures for a work. What is said of it is edited there."))
    tidy, images = _checked(details, images, before, await read_settings(tx))
    label = await _label(tx, before, tidy)
    known = await pictures.of_artwork(tx, artwork_id)
    arranged = _arranged(known, images)
    after = await _save(tx, site, before, tidy, label, arranged)
    packet, was = await packet_of(tx, site, artwork_id), await credentials.choice_of(tx, artwork_id)
    await artworks.save(tx, after)
    await _keep_beside(tx, artwork_id, tidy, images)
    if after.series_id and after.series_id != before.series_id:
        await series.append(tx, after.series_id, artwork_id)
    if after.state == "published":
        await note_edit(tx, site, artwork_id, differences(before, after, known, arranged))
        await rewrite_post(tx, site, after, now=site.clock.now())
        await indexing.wake(tx, site)
        await _tell(tx, site, artist, after, *packet)
        await _tell_series(tx, site, artist, before, after)
        if tidy.credentials not in ("", was):
            await queue_embedding(tx, site, artwork_id)
    return after


async def _keep_beside(tx: Writing, artwork_id: int, tidy: Details, images: Sequence[PictureWords]) -> None:
    """What is said of a work in tables of its own."""
    await camera.show(tx, artwork_id, tidy.camera)
    await process.keep(tx, artwork_id, Process(tidy.process, tidy.how, tidy.how_public))
    await work_words.keep_facts(tx, artwork_id, WorkFacts(tidy.year, tidy.size))
    await work_words.keep_words(tx, artwork_id, _beside(images))
    if tidy.credentials:
        await credentials.choose(tx, artwork_id, tidy.credentials)


async def _tell(tx: Writing, site: Site, artist: Actor, after: Artwork, packet: bytes, was: str) -> None:
    """The Update goes out. With another AI policy the files get other addresses: then they are written first."""
    now, became = await packet_of(tx, site, after.id)
    if became != was:
        scope, title = policy_changes.ARTWORK, after.title
        await policy_changes.work_told(tx, after.id, "")  # not told yet of the words either, whatever the policy
        await begin_for(tx, site, artist, Changed(scope, was, became, artist.id, after.id, title))
        return
    await outbox.artwork_changed(tx, site, after.id)
    if now != packet:
        await queue_embedding(tx, site, after.id)


async def _tell_series(tx: Writing, site: Site, artist: Actor, before: Artwork, after: Artwork) -> None:
    """The work has left one series, or come into one, before everyone's eyes."""
    was, now = before.series_id if before.is_public else None, after.series_id if after.is_public else None
    if was and was != now:
        await series_told.removed(tx, site, artist, before)
    if now and now != was:
        await series_told.added(tx, site, artist, after)


def _checked(
    details: Details, images: Sequence[PictureWords], before: Artwork, settings: InstanceSettings
) -> tuple[Details, list[PictureWords]]:
    found: list[Problem] = []
    alts: tuple[str, ...] = ()
    try:
        details = checked(details, settings, kept_policy=before.ai_policy)
    except Problems as problems:
        found += problems.found
    try:
        alts = checked_alt(tuple(one.alt for one in images), settings)
    except Problems as problems:
        found += problems.found
    closing = before.visibility in _OPEN_TO_ALL and details.visibility not in _OPEN_TO_ALL
    if before.state == "published" and closing:
        found.append(
            Problem(
                _(
                    "It was public, so other servers have copies that cannot be closed again. "
                    "Delete it there and here, and publish it anew for fewer people."
                ),
                field="visibility",
            )
        )
    if found:
        raise Problems(found)
    return details, [replace(one, alt=alt) for one, alt in zip(images, alts, strict=True)]


def _beside(images: Sequence[PictureWords]) -> dict[int, Beside]:
    """The captions and roles that are said anew."""
    return {
        one.id: Beside(checked_caption(one.caption), one.role if one.role in ROLES else "")
        for one in images
        if one.caption is not None
    }


async def _label(tx: Reading, before: Artwork, details: Details) -> str:
    """A work that was judged already cannot be declared into what the instance would not have published."""
    if before.state not in ("preparing", "published") or details.source_type == before.digital_source_type:
        return before.ai_label
    verdict = declared_verdict(await current_policy(tx), source_of(details.source_type))
    if verdict is None or verdict.decision is Decision.PUBLISH:
        return before.ai_label
    if verdict.decision is Decision.LABEL:
        return "generated" if before.ai_label == "generated" else public_label(verdict)
    raise Problem(
        _("This instance would not have published it as that. Delete it, or write to the moderators."),
        field="source_type",
    )


def _arranged(known: list[Picture], images: Sequence[PictureWords]) -> list[Picture]:
    by_id = {picture.id: picture for picture in known}
    if sorted(by_id) != sorted(one.id for one in images):
        raise Problem(_("The pictures have changed meanwhile. Load the page again, then edit."))
    return [
        replace(by_id[one.id], position=place, alt=one.alt, focal_x=within(one.focal[0]), focal_y=within(one.focal[1]))
        for place, one in enumerate(images)
    ]


async def _save(
    tx: Writing, site: Site, before: Artwork, details: Details, label: str, arranged: list[Picture]
) -> Artwork:
    """Describes the pictures, and makes the artwork's new row."""
    await pictures.describe(tx, arranged)
    series_id = await series_named(tx, site, before.actor_id, details.series)
    return replace(
        before,
        title=details.title,
        description=details.description,
        medium=details.medium,
        tools=details.tools,
        tags=details.tags,
        series_id=series_id,
        series_position=before.series_position if series_id == before.series_id else 0,
        licence=details.licence,
        warning=details.warning,
        mature=int(details.mature),
        visibility=details.visibility,
        language=details.language,
        ai_policy=details.ai_policy,
        ai_label=label,
        portfolio=int(details.portfolio),
        digital_source_type=details.source_type,
        consent=kept(consent_of(details.consent)) if details.consent else before.consent,
        changed=site.clock.now(),
    )
