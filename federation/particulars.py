"""What only some posts have: several languages, a markup that is not HTML, a link, a time and place, a duration.

Article, Page, Event, Video and Audio as WordPress, Lemmy, Mobilizon, PeerTube, Funkwhale and others write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from federation.lenient import each, http_url, kind_of, language_of, links, moment, text
from federation.objects import Particulars, Raw, Telling

MAX_CONTENT = 100_000
MAX_NAME = 2048
MAX_LANGUAGES = 12

_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d+)?S)?)?")
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}$")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


def body_of(raw: Raw) -> tuple[str, str]:
    """`(text, media type)` of what the post says: its content, else its source, else Misskey's own words."""
    plain = text(raw.get("content"), MAX_CONTENT)
    if plain:
        return plain, _markup(raw.get("mediaType")) or "text/html"
    by_language = raw.get("contentMap")
    if isinstance(by_language, dict):
        told = next((one[:MAX_CONTENT] for one in by_language.values() if isinstance(one, str) and one), None)
        if told:
            return told, _markup(raw.get("mediaType")) or "text/html"
    source = raw.get("source")
    if isinstance(source, dict) and (written := text(source.get("content"), MAX_CONTENT)):
        return written, _markup(source.get("mediaType")) or "text/plain"
    return text(raw.get("_misskey_content"), MAX_CONTENT) or "", "text/plain"


def _markup(value: object) -> str:
    """A media type without its parameters, in lower case."""
    return (text(value, 128) or "").partition(";")[0].strip().lower()


def tellings_of(raw: Raw) -> tuple[Telling, ...]:
    """The post in each of its languages; empty where there are fewer than two."""
    maps = {name: found for name in ("content", "name", "summary") if isinstance(found := raw.get(f"{name}Map"), dict)}
    spoken = list(dict.fromkeys(key for found in maps.values() for key in found if language_of(key)))
    if len(spoken) < 2:
        return ()

    def said(name: str, key: str, limit: int) -> str:
        found = maps.get(name, {}).get(key)
        return found[:limit] if isinstance(found, str) else ""

    return tuple(
        Telling(key, said("content", key, MAX_CONTENT), said("name", key, MAX_NAME), said("summary", key, MAX_NAME))
        for key in spoken[:MAX_LANGUAGES]
    )


def named_language(raw: Raw) -> str | None:
    """The language where there is no map: PeerTube's and Lemmy's `language`, Mobilizon's `inLanguage`."""
    told = raw.get("language", raw.get("inLanguage"))
    return language_of(told.get("identifier") if isinstance(told, dict) else told)


def particulars_of(raw: Raw, kind: str) -> Particulars | None:
    """What a post has beside words and pictures; None for a post that has nothing of it."""
    if kind in ("Note", "Question"):
        return None
    starts, ends, place = None, None, ""
    if kind == "Event":
        starts, ends, place = moment(raw.get("startTime")), moment(raw.get("endTime")), place_of(raw.get("location"))
    return Particulars(
        link=_link(raw, kind),
        starts=starts,
        ends=ends,
        zone=_zone(raw) if starts is not None else "",
        place=place,
        online=_online(raw) if kind == "Event" else None,
        duration=duration_of(raw.get("duration")),
        category=_named(raw.get("category")),
        licence=_named(raw.get("licence")),
    )


def duration_of(value: object) -> int | None:
    """An xsd:duration of days or less, or a number of seconds, in milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000) if 0 < value < 10_000_000 else None
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) < 64 else None
    if found is None:
        return None
    days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 or None


def place_of(value: object) -> str:
    """A Place in one line: its name and address, each word once."""
    words: dict[str, None] = {}
    for one in each(value)[:4]:
        if not isinstance(one, dict):
            words |= dict.fromkeys(_words(one))
        elif kind_of(one) != "VirtualLocation":
            address = one.get("address")
            inside = [address.get(name) for name in _ADDRESS] if isinstance(address, dict) else [address]
            for part in (one.get("name"), *inside):
                words |= dict.fromkeys(_words(part))
    return ", ".join(words)[:500]


def _words(value: object) -> Iterator[str]:
    found = (text(value, 200) or "").strip()
    if found and http_url(found) is None:
        yield found


def _online(raw: Raw) -> str | None:
    """Where an event takes place on the web, or where one joins it."""
    for one in each(raw.get("location"))[:4]:
        if isinstance(one, dict) and kind_of(one) == "VirtualLocation" and (found := http_url(one.get("url"))):
            return found
    return http_url(raw.get("onlineAddress")) or http_url(raw.get("externalParticipationUrl"))


def _link(raw: Raw, kind: str) -> str | None:
    """What a Page is about: Lemmy attaches a Link, Friendica and lotide put it in `url`, on another server."""
    for one in each(raw.get("attachment"))[:64]:
        if isinstance(one, dict) and kind_of(one) == "Link" and (found := http_url(one.get("href"))):
            return found
    if kind != "Page":
        return None
    return next((url for url, _ in links(raw.get("url"))), None)


def _zone(raw: Raw) -> str:
    """The event's own time zone: a name (Mobilizon) or the offset that its start was written with."""
    named = text(raw.get("timezone"), 64) or ""
    if _ZONE.fullmatch(named):
        return named
    found = _OFFSET.search(text(raw.get("startTime"), 64) or "")
    return found[0] if found else "UTC"


def _named(value: Any) -> str:
    """A word, or the name of a thing (PeerTube's `{identifier, name}`)."""
    if isinstance(value, dict):
        value = value.get("name")
    return (text(value, 200) or "").strip()
