"""Seals the public files of a work with Content Credentials, last of all, where the instance does so.

A file that cannot be sealed is published without: the seal is one signal among many. Why is kept for the admins.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fediart import __version__
from fediart.actions.certificates import status
from fediart.actions.marks import wish_for
from fediart.admission.judgement import trust_anchors
from fediart.errors import Problem
from fediart.media import studio
from fediart.media.errors import BadImage, BadKey, WorkFailed
from fediart.media.sealing import Kept, Seal, Sealed, ToSeal, Upload, room_for
from fediart.rights.credentials import entries
from fediart.site import Site
from fediart.store import actors, artworks, credentials, marks
from fediart.store.artworks import Artwork
from fediart.store.credentials import SealProblem
from fediart.store.database import Reading
from fediart.store.pictures import Picture
from fediart.store.renditions import Rendition
from fediart.store.settings import read_settings
from fediart.translate.outgoing import work_rights

log = logging.getLogger("fediart.sealing")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the files of one work are sealed: `certificate` is a fingerprint, `with_credentials` are the pictures whose
    uploads brought some along."""

    seal: Seal
    kept: Kept
    certificate: str
    with_credentials: frozenset[int]

    @property
    def mark(self) -> bytes:
        """What tells one plan's files from another's."""
        said = (self.certificate, self.seal.title, self.seal.entries, self.seal.source_type, self.kept.value)
        return json.dumps(said).encode()


def mark_of(plan: Plan | None) -> bytes:
    """The mark of a plan; nothing without one."""
    return plan.mark if plan else b""


@dataclass(frozen=True, slots=True)
class Made:
    """A public file in its last temporary place, with all but its seal. `role` is web or federated.

    `marks` are C2PA's words for what was put into its pixels here.
    """

    path: Path
    media_type: str
    role: str
    width: int
    height: int
    marks: tuple[str, ...] = ()


async def plan_of(tx: Reading, site: Site, artwork_id: int) -> Plan | None:
    """How a work is to be sealed now; None where this instance seals nothing, or the work is gone."""
    settings = await read_settings(tx)
    if not settings.content_credentials:
        return None
    now = await asyncio.to_thread(status, site.config, now=site.clock.now())
    artwork = await artworks.by_id(tx, artwork_id)
    artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if not now.ready or artwork is None or artist is None:
        return None
    rights = work_rights(site.config, settings, artist, artwork)
    seal = Seal(
        certificate=now.files.certificate,
        key=now.files.key,
        version=__version__,
        title=rights.work_url,
        entries=entries(rights),
        source_type=rights.digital_source_type.uri if rights.digital_source_type else "",
        anchors=_anchors(site),
    )
    kept = Kept(await credentials.choice_of(tx, artwork_id))
    return Plan(seal, kept, now.fingerprint, frozenset(await credentials.of_artwork(tx, artwork_id)))


def _anchors(site: Site) -> str:
    try:
        return trust_anchors(site.config.admission.trust_anchors, site.config.folder)
    except Problem:
        return ""  # the filter complains of it already


async def seal(site: Site, plan: Plan | None, picture: Picture, made: Sequence[Made]) -> None:
    """Seals files of one picture in their places. Without a plan nothing happens."""
    if plan is None or not made:
        return
    upload = await _upload(site, plan, picture)
    try:
        ended = await studio.seal(site.pool, [_to_seal(one, picture) for one in made], plan.seal, upload)
    except (WorkFailed, BadImage) as error:
        ended = (Sealed(0, False, problem=str(error)),)
    await _note(site, picture.artwork_id, ended)


async def _upload(site: Site, plan: Plan, picture: Picture) -> Upload:
    """The original, looked into only if it brought something along. Without it, a seal says nothing of what it said."""
    if plan.kept is not Kept.NONE and picture.id in plan.with_credentials:
        with contextlib.suppress(FileNotFoundError, BadKey):
            return Upload(await site.storage.local(picture.original), picture.media_type, plan.kept)
    return Upload(Path(picture.original), picture.media_type)


def marks_of(*, visible: bool, hidden: bool) -> tuple[str, ...]:
    """What was put into the pixels of a file, in C2PA's words."""
    return (*(("c2pa.edited",) if visible else ()), *(("c2pa.watermarked.unbound",) if hidden else ()))


async def marks_in(tx: Reading, artwork: Artwork, files: Sequence[Rendition]) -> dict[int, tuple[str, ...]]:
    """What was put into the pixels of these files of a work when they were made, by their ids."""
    made = await marks.marked(tx, artwork.id)
    if not made.marks:
        return {}
    visible = (await wish_for(tx, artwork)).visible != "none"
    widest = sorted(files, key=lambda one: (one.width, one.id), reverse=True)
    holding = {one.id for one in widest[: made.hidden]}  # the smallest have no room for it
    return {one.id: marks_of(visible=visible, hidden=one.id in holding) for one in files}


def _to_seal(one: Made, picture: Picture) -> ToSeal:
    room = room_for(one.role, one.path.stat().st_size)
    return ToSeal(one.path, one.media_type, witnessed(one, picture), room)


def witnessed(one: Made, picture: Picture) -> tuple[str, ...]:
    """What was done here to make this file of the upload, in C2PA's words."""
    done = []
    if one.media_type != picture.media_type:
        done.append("c2pa.converted")
    elif one.role != "federated":
        done.append("c2pa.transcoded")
    if one.width < picture.width:
        done.append("c2pa.resized")
    return (*done, *one.marks, "c2pa.edited.metadata", "c2pa.published")


async def _note(site: Site, artwork_id: int, ended: Sequence[Sealed]) -> None:
    failed = next((one.problem for one in ended if not one.done), "")
    if failed:
        log.warning("work %s is published without a seal: %s", artwork_id, failed)
    async with site.db.writing() as tx:
        if failed:
            await credentials.not_sealed(tx, SealProblem(artwork_id, failed[:300], site.clock.now()))
        else:
            await credentials.sealed(tx, artwork_id)
