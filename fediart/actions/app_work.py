"""A whole work out of an app: everything an artist can say of one, with pictures that were sent in before.

What apps of other makers post comes by app_post.py; both lead through the same filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fediart.actions import app_files
from fediart.actions.app_post import is_made
from fediart.actions.moved import demand_not_moved
from fediart.actions.publish import send_in
from fediart.actions.submission import Details, Submission, checked, checked_alt, checked_caption, within
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import app_choices, consent, work_words
from fediart.store.actors import Actor
from fediart.store.pictures import Picture
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.work_words import ROLES, PictureWords


@dataclass(frozen=True, slots=True)
class SentPicture:
    """A file that waits, and what is said of it; None stays as it was sent in."""

    id: int
    alt: str | None = None
    focal: tuple[float, float] | None = None
    caption: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class SentWork:
    """`said` are fields of `Details`, without what is left to the artist's settings; `consent` the verbs that were
    chosen. `look_first` and `publish_at` (ms) as in `Submission`."""

    said: Mapping[str, Any]
    consent: Mapping[str, str]
    pictures: tuple[SentPicture, ...] = ()
    look_first: bool = False
    publish_at: int = 0


async def details_of(site: Site, artist: Actor, sent: SentWork) -> Details:
    """With the artist's own defaults where nothing was said."""
    async with site.db.reading() as tx:
        hangs = await app_choices.hang_in_portfolio(tx, artist.id)
        own = await consent.default_of(tx, artist.id)
    said = {"portfolio": hangs, **sent.said}
    return Details(**said, consent=replace(own, **sent.consent) if sent.consent else None)


async def send(site: Site, artist: Actor, sent: SentWork, number: int) -> None:
    """Sends it in under this number; once, however often it is called.

    Raises Problems by field: then nothing was sent, and the files wait on.
    """
    demand_not_moved(artist)
    most = site.config.media.max_pictures
    if not sent.pictures:
        raise Problem(_("Choose at least one picture."), field="pictures")
    if len(sent.pictures) > most:
        raise Problem(_("Choose at most %(most)s pictures for one artwork.", most=most), field="pictures")
    details = await details_of(site, artist, sent)
    async with site.db.writing() as tx:
        if await is_made(tx, number):
            return
        settings = await read_settings(tx)
        details = checked(details, settings)
        files = {one.id: one for one in await app_files.taken(tx, artist, [one.id for one in sent.pictures])}
        images = await app_files.pictures_of(tx, site, [files[one.id] for one in sent.pictures], number)
        images = _described(sent.pictures, images, settings)
        zone = "UTC" if sent.publish_at else ""
        submission = Submission(details, look_first=sent.look_first, publish_at=sent.publish_at, zone=zone)
        await send_in(tx, site, artist, number, submission, images)
        beside = {image.id: words_of(one) for image, one in zip(images, sent.pictures, strict=True)}
        await work_words.keep_words(tx, number, beside)
    site.bell.ring()


def words_of(one: SentPicture) -> PictureWords:
    return PictureWords(checked_caption(one.caption), one.role if one.role in ROLES else "")


def _described(sent: Sequence[SentPicture], images: Sequence[Picture], settings: InstanceSettings) -> list[Picture]:
    """Raises Problems, each for its field `alt-N`."""
    said = tuple(image.alt if one.alt is None else one.alt for one, image in zip(sent, images, strict=True))
    made = []
    for one, image, alt in zip(sent, images, checked_alt(said, settings), strict=True):
        across, up = (image.focal_x, image.focal_y) if one.focal is None else one.focal
        made.append(replace(image, alt=alt, focal_x=within(across), focal_y=within(up)))
    return made
