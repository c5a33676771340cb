"""What a post, its emojis and an actor have beside the usual, as the rows beside `posts` and `actors`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from federation.exif import exif_of
from federation.objects import Actor as ActorDocument
from federation.objects import Emoji, Note, Particulars, Telling
from fediart.ids import Ids
from fediart.sanitize import plain
from fediart.store.details import ActorDetails, PostDetails, Version
from fediart.store.emojis import CustomEmoji
from fediart.translate.body import title_of, told

MAX_EMOJIS = 40
_PLAIN = PostDetails()
_SHORTCODE = re.compile(r":?([\w+\-]{1,100}(?:@[\w.-]{1,100})?):?")


def post_details(note: Note, people: Mapping[str, str]) -> PostDetails:
    """Nothing beyond the default for a plain Note, which then needs no row."""
    telling = any(one.duration or "exifData" in one.raw for one in note.attachments)
    if note.particulars is None and not note.tellings and not telling:
        return _PLAIN
    about = note.particulars or Particulars()
    files = {one.url for one in note.attachments}
    link = about.link if about.link and about.link not in files and about.link != note.url else ""
    plain_type = note.type in ("Note", "Question")
    return PostDetails(
        type="Note" if plain_type else note.type,
        summary="" if plain_type or not note.content else plain(note.summary or "")[:1000],
        link=link,
        starts=about.starts or 0,
        ends=about.ends or 0,
        zone=about.zone,
        place=about.place,
        online=about.online or "",
        duration=about.duration or 0,
        category=about.category,
        licence=about.licence,
        versions=tuple(_versions(note, people)),
        durations={one.url: one.duration for one in note.attachments if one.duration},
        camera=_cameras(note),
    )


def _cameras(note: Note) -> dict[str, list[list[str]]]:
    """What was said of how the pictures were made (FEP-ee3a), by their addresses."""
    found = {one.url: [list(pair) for pair in exif_of(one.raw)] for one in note.attachments if "exifData" in one.raw}
    return {url: pairs for url, pairs in found.items() if pairs}


def _versions(note: Note, people: Mapping[str, str]) -> Iterable[Version]:
    """Each language; what one of them does not say is taken from the post itself."""
    for one in note.tellings:
        yield _version(one, note, people)


def _version(telling: Telling, note: Note, people: Mapping[str, str]) -> Version:
    warning = plain(telling.summary or note.summary or "")[:500] if note.type in ("Note", "Question") else ""
    said = telling.content or note.content
    title = plain(telling.name).replace("\n", " ")[:300] or title_of(note)
    return Version(telling.language[:35], told(said, note.media_type, note, people), title, warning)


def actor_details(document: ActorDocument) -> ActorDetails:
    """What only the page of the actor shows."""
    return ActorDetails(document.published or 0, int(document.memorial), int(document.suspended))


def emoji_rows(emojis: Iterable[Emoji], host: str, ids: Ids, *, now: int) -> list[CustomEmoji]:
    """Those with a usable name, each once."""
    found: dict[str, CustomEmoji] = {}
    for one in emojis:
        name = _SHORTCODE.fullmatch(one.name)
        if name is not None and name[1] not in found and len(found) < MAX_EMOJIS:
            found[name[1]] = CustomEmoji(ids.new(), host, name[1], one.icon, "", "waiting", one.updated or 0, now)
    return list(found.values())
