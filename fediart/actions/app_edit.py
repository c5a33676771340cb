"""What apps change of a post, and how they take it back to write it anew; for works by the rules of every edit."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fediart.actions import app_files as waiting
from fediart.actions import outbox
from fediart.actions.app_post import QUOTERS, split_tags, title_of
from fediart.actions.current import current_details
from fediart.actions.delete import deleted
from fediart.actions.edit import PictureWords, edit
from fediart.actions.new_pictures import revise
from fediart.actions.poll import Asking
from fediart.actions.reply import edit_reply
from fediart.actions.submission import Upload
from fediart.actions.written import Changed
from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.media.facts import MEDIA_TYPES
from fediart.site import Site
from fediart.store import app_files, artworks, consent, pictures, posts, renditions
from fediart.store.actors import Actor
from fediart.store.app_files import READY, AppFile
from fediart.store.artworks import Artwork
from fediart.store.consent import consent_of
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture
from fediart.store.posts import Post
from fediart.store.renditions import Rendition
from fediart.translate.artwork_words import begins_with_title

_SMALLEST = 300  # pixels of the width of a preview, where there is a file as wide
_READ_BY_ALL = frozenset({MEDIA_TYPES["JPEG"], MEDIA_TYPES["PNG"], MEDIA_TYPES["WEBP"]})


@dataclass(frozen=True, slots=True)
class SaidOfPicture:
    """What an edit says of one picture; None stays. `role` goes with the caption."""

    id: int
    alt: str | None = None
    focal: tuple[float, float] | None = None
    caption: str | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class AppEdit:
    """What is to be changed; None stays. `media` are the pictures in order, those that stay and those that waited."""

    text: str | None = None
    warning: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    media: tuple[int, ...] | None = None
    said: tuple[SaidOfPicture, ...] = ()
    poll: Asking | None = None
    quoters: str = ""
    work: Mapping[str, Any] = field(default_factory=dict)


async def change(site: Site, actor: Actor, number: int, asked: AppEdit) -> int | None:
    """Changes one's own post. Raises NotFound for everything else, Problems by field.

    Where a work gets new pictures, these go before the filter, and the number is returned under which they do.
    """
    async with site.db.reading() as tx:
        work = await artworks.owned(tx, number, actor.id)
        post = await posts.by_id(tx, number)
    if work is not None:
        return await _change_work(site, actor, work, asked)
    if post is None or post.actor_id != actor.id:
        raise NotFound(_("There is no such post of yours."))
    if asked.media:
        words = _("A text takes no pictures later. Delete it and post it anew with them.")
        raise Problem(words, field="media_ids")
    text = post.source if asked.text is None else asked.text
    warning = post.warning if asked.warning is None else asked.warning
    more = Changed(asked.language, asked.sensitive, asked.poll)
    await edit_reply(site, actor, number, text, warning=warning, more=more)
    if asked.quoters:
        await choose_quoters(site, actor, number, asked.quoters)
    return None


async def choose_quoters(site: Site, actor: Actor, number: int, quoters: str) -> None:
    """Who may quote this post of one's own from now on, in apps' words. Raises NotFound, Problem."""
    async with site.db.reading() as tx:
        work = await artworks.owned(tx, number, actor.id)
    if work is not None:
        await _change_work(site, actor, work, AppEdit(quoters=quoters))
        return
    async with site.db.writing() as tx:
        post = await posts.by_id(tx, number)
        if post is None or post.actor_id != actor.id or not post.local or post.deleted:
            raise NotFound(_("There is no such post of yours."))
        choice = replace(consent.choice_of(post.consent), quote=QUOTERS[quoters])
        changed = replace(post, consent=consent.kept(consent_of(choice)))
        await posts.edit(tx, changed)
        await outbox.post_changed(tx, site, changed)
    site.delivery_bell.ring()
    site.pages.changed()


async def _change_work(site: Site, artist: Actor, work: Artwork, asked: AppEdit) -> int | None:
    if asked.poll:
        raise Problem(_("A poll goes with text alone: without pictures."), field="poll")
    async with site.db.reading() as tx:
        details = await current_details(tx, work)
        known = await pictures.of_artwork(tx, work.id)
    if asked.text is not None:
        text, tags = split_tags(asked.text)
        title = title_of(asked.text) if begins_with_title(work) else details.title
        details = replace(details, description=text, tags=tags, title=title)
    named = {"warning": asked.warning, "mature": asked.sensitive, "language": asked.language}
    said = {name: value for name, value in {**named, **asked.work}.items() if value is not None}
    details = replace(details, **said)
    if asked.quoters:
        details = replace(details, consent=replace(consent.choice_of(work.consent), quote=QUOTERS[asked.quoters]))
    wanted = [one.id for one in known] if asked.media is None else list(dict.fromkeys(asked.media))
    same = sorted(wanted) == sorted(one.id for one in known)
    await edit(site, artist, work.id, details, _words(known, asked, wanted if same else [one.id for one in known]))
    return None if same else await _exchange(site, artist, work.id, known, wanted)


def _words(known: Sequence[Picture], asked: AppEdit, order: Sequence[int]) -> list[PictureWords]:
    said, by_id = {one.id: one for one in asked.said}, {one.id: one for one in known}
    made = []
    for number in order:
        picture, words = by_id[number], said.get(number, SaidOfPicture(number))
        focal = (picture.focal_x, picture.focal_y) if words.focal is None else words.focal
        alt = picture.alt if words.alt is None else words.alt
        made.append(PictureWords(number, alt, focal, words.caption, words.role))
    return made


async def _exchange(
    site: Site, artist: Actor, artwork_id: int, known: Sequence[Picture], wanted: Sequence[int]
) -> int | None:
    """New pictures go before the filter, as copies: what waited is let go of once they are on their way."""
    stay = {one.id for one in known}
    fresh = [number for number in wanted if number not in stay]
    async with site.db.writing() as tx:
        files = {one.id: one for one in await waiting.taken(tx, artist, fresh)}
    folder = site.storage.incoming()
    try:
        places: list[int | Upload] = []
        for number in wanted:
            places.append(number if number in stay else await _copied(site, folder, files[number]))
        return await revise(site, artist, artwork_id, places)
    except Problem:
        async with site.db.writing() as tx:
            await app_files.put_back(tx, list(files.values()))
        raise
    finally:
        site.storage.discard(folder)


async def _copied(site: Site, folder: Path, file: AppFile) -> Upload:
    original, copy = await site.storage.local(file.original), folder / str(file.id)
    shutil.copyfile(original, copy)
    return Upload(copy, file.file_name, file.alt, (file.focal_x, file.focal_y))


async def take_back(site: Site, actor: Actor, number: int, *, keep_media: bool) -> None:
    """Deletes one's own post, here and wherever it was sent. Its pictures wait for another post for a day, if they are
    to be kept. Raises NotFound for everything else."""
    async with site.db.writing() as tx:
        work = await artworks.owned(tx, number, actor.id)
        if work is not None:
            files = await _files(tx, site, work) if keep_media else []
            await deleted(tx, site, actor, number)
            await app_files.put_back(tx, files)
        else:
            await _delete_text(tx, site, actor, await posts.by_id(tx, number))
    site.delivery_bell.ring()
    site.pages.changed()


async def _delete_text(tx: Writing, site: Site, actor: Actor, post: Post | None) -> None:
    if post is None or post.actor_id != actor.id or not post.local or post.deleted:
        raise NotFound(_("There is no such post of yours."))
    await outbox.post_deleted(tx, site, post)
    await posts.bury(tx, post.id, now=site.clock.now())


async def _files(tx: Reading, site: Site, work: Artwork) -> list[AppFile]:
    """Its pictures as files that wait; a published file stands for the small picture."""
    files = await renditions.of_artwork(tx, work.id)
    known = await pictures.of_artwork(tx, work.id)
    small = {one.id: _small([file for file in files if file.picture_id == one.id]) for one in known}
    before = await app_files.by_pictures(tx, (one.id for one in known))
    return [_waiting_file(site, work, one, small[one.id], before.get(one.id)) for one in known]


def _small(files: Sequence[Rendition]) -> Rendition | None:
    read = [one for one in files if one.media_type in _READ_BY_ALL]
    wide = [one for one in read if one.width >= _SMALLEST]
    return wide[0] if wide else (read[-1] if read else None)


def _waiting_file(
    site: Site, work: Artwork, picture: Picture, small: Rendition | None, before: AppFile | None
) -> AppFile:
    kept = (before.preview, before.preview_width, before.preview_height) if before else ("", 0, 0)
    key, width, height = (small.key, small.width, small.height) if small else kept
    return AppFile(
        picture.id, work.actor_id, READY, "", picture.original, picture.sha256, picture.bytes, picture.file_name,
        picture.media_type, picture.width, picture.height, picture.alt, picture.focal_x, picture.focal_y,
        site.clock.now(), picture.blurhash or (before.blurhash if before else ""), key,
        secret_token(18) if key else "", width, height,
    )  # fmt: skip
