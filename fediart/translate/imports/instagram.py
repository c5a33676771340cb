"""Instagram's “Download your information”, as JSON and as HTML, whatever year it was made in.

Posts, carousels, archived posts and stories; reels and other films cannot be shown here and are told of. In JSON each
byte of UTF-8 is a letter of its own (`captions.mended`). A post is named by its first file, in both forms the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports import captions
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.dates import moment, of_seconds
from fediart.translate.imports.found import (
    MISSING,
    MOST_ITEMS,
    VIDEO,
    ArchiveError,
    Found,
    FoundItem,
    FoundPicture,
    work,
)
from fediart.translate.imports.instagram_html import posts_of_page
from fediart.translate.imports.instagram_post import Post
from fediart.translate.imports.manifest import PICTURES

HOST: Final = "instagram.com"
ROUGH: Final = written("Only its month is known; look at the date.")
_FILES: Final = re.compile(r"(posts|archived_posts|stories|reels|other_content)(?:_\d+)?\.(json|html)")
_PARTS: Final = {"posts": "posts", "other_content": "posts", "archived_posts": "archived", "stories": "stories",
                 "reels": "reels"}  # fmt: skip
_LISTS: Final = ("ig_archived_post_media", "ig_stories", "ig_reels_media", "ig_other_media", "media")
_MONTH: Final = re.compile(r"/(\d{4})(\d{2})/")


def read(archive: Archive) -> Found:
    """Raises ArchiveError where it is no download of Instagram."""
    indexes = archive.named(lambda base: bool(_FILES.fullmatch(base)))
    json_too = {one.name.rpartition(".")[0] for one in indexes if one.suffix == ".json"}
    items: dict[str, FoundItem] = {}
    for index in indexes:
        if index.suffix == ".html" and index.name.rpartition(".")[0] in json_too:
            continue
        found = _FILES.fullmatch(index.base)
        part = _PARTS[found[1]] if found else "posts"
        for post in reversed(list(_posts(archive, index))):  # the newest stands first
            item = _item(archive, index, post, part)
            items.setdefault(item.source, item)
            if len(items) > MOST_ITEMS:
                raise ArchiveError(
                    written("There are more than %(most)s posts in it; send them in parts."), most=MOST_ITEMS
                )
    if not indexes:
        raise ArchiveError(
            written(
                "There are no posts of Instagram in it. Ask for your posts there, as JSON or HTML; if it came in parts,"
                " choose all of them."
            )
        )
    return Found(sorted(items.values(), key=lambda one: one.happened))


def _posts(archive: Archive, index: Member) -> Iterator[Post]:
    if index.suffix == ".html":
        yield from posts_of_page(archive.text(index))
        return
    raw = archive.json(index)
    if isinstance(raw, Mapping):
        raw = next((raw[name] for name in _LISTS if isinstance(raw.get(name), list)), [raw])
    for one in raw if isinstance(raw, list) else []:
        if isinstance(one, Mapping):
            yield _of_json(one)


def _of_json(raw: Mapping[str, Any]) -> Post:
    """A post with `media`, or, as stories are, one that is its own only medium."""
    listed = raw.get("media")
    media = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    media = media or [raw]
    times = [of_seconds(one.get("creation_timestamp")) for one in (raw, *media)]
    texts = [captions.mended(str(one.get("title") or "")) for one in (raw, *media)]
    labelled = _labelled(raw.get("label_values"))
    own = texts[0].strip() or (texts[1].strip() if len(media) == 1 else "") or labelled
    below = [text.strip() if text.strip() != own else "" for text in texts[1:]]
    files = [str(one.get("uri") or "") for one in media]
    return Post(own, tuple(files), tuple(below), next((one for one in times if one), of_seconds(raw.get("timestamp"))))


def _labelled(values: object) -> str:
    """The caption in downloads that name every value."""
    for one in values if isinstance(values, list) else []:
        if isinstance(one, Mapping) and str(one.get("label")) == "Caption":
            return captions.mended(str(one.get("value") or "")).strip()
    return ""


def _item(archive: Archive, index: Member, post: Post, part: str) -> FoundItem:
    pictures, words = [], []
    for file, below in zip(post.files, post.below, strict=True):
        member = archive.find(file, beside=index) if file else None
        if member is None:
            words.append(MISSING)
        elif member.suffix not in PICTURES:
            words.append(VIDEO)
        else:
            said = captions.read(below, host=HOST)
            pictures.append(FoundPicture(member.file, member.name, caption="\n".join((said.title, said.words)).strip()))
    said = captions.read(post.caption, host=HOST)
    first = next((one for one in post.files if one), "")
    happened = post.happened
    if not happened and (found := _MONTH.search(first)):
        happened = moment(f"{found[1]}-{found[2]}")
        words.append(ROUGH)
    return work(
        pictures, title=said.title, description=said.words, tags=said.tags, part=part,
        source=f"instagram:{_stem(first)}", happened=happened, words=words, chosen=part == "posts",
    )  # fmt: skip


def _stem(file: str) -> str:
    """What stays the same in every download: the name of the file, which is Instagram's number for it."""
    return file.rpartition("/")[2].partition(".")[0]
