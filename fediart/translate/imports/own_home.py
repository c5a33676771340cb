"""Reads what an account of another fediart has beside works: home.json and notes.json (actions/account_home.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.captions import named_at
from fediart.translate.imports.dates import moment
from fediart.translate.imports.found import MISSING, FoundItem

POLL: Final = written("What was asked with it, and how people voted, stays away.")
QUOTED: Final = written("It quoted another post; here it comes as words alone.")
EMPTY: Final = written("There are no words in it.")
UNSENT: Final = written("It was sent to them long ago; here it stands below what it answers, and is not sent again.")
ON_PROFILE: Final = ("name", "bio", "links", "featured")
_MOST: Final = 500


def read(archive: Archive, host: str) -> list[FoundItem]:
    """Notes with their dates, then series, portfolio, offers, rules, choices and profile. Raises ArchiveError."""
    said = _document(archive, "home.json")
    home: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    return [
        *_notes(archive, host),
        *(FoundItem("series", one, source=f"series:{one.get('title')}") for one in _each(home.get("series"))),
        *(FoundItem("offer", one) for one in _each(home.get("offers"))),
        *_portfolio(home),
        *(FoundItem("rule", one) for one in _each(home.get("rules"))),
        *_settings(home),
        *_faces(archive, home),
    ]


def _document(archive: Archive, name: str) -> Any:
    member = archive.find(name)
    return archive.json(member) if member is not None else None


def _each(given: object) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)][:_MOST] if isinstance(given, list) else []


def _portfolio(home: Mapping[str, Any]) -> Iterator[FoundItem]:
    if isinstance(home.get("portfolio"), Mapping):
        yield FoundItem("portfolio", {"face": home["portfolio"]})


def _settings(home: Mapping[str, Any]) -> Iterator[FoundItem]:
    said = home.get("settings")
    for name, value in said.items() if isinstance(said, Mapping) else ():
        part = "profile" if name in ON_PROFILE else "choices"
        yield FoundItem("setting", {"setting": name, "value": value}, part=part)


def _faces(archive: Archive, home: Mapping[str, Any]) -> Iterator[FoundItem]:
    alts = home.get("alts")
    for name in ("avatar", "header"):
        member = archive.find(text(home, name)) if text(home, name) else None
        alt = text(alts, name) if isinstance(alts, Mapping) else ""
        if member is not None:
            body = {"setting": name, "file": member.file, "member": member.name, "alt": alt}
            yield FoundItem("face", body, part="profile")
        elif text(home, name):
            yield FoundItem("face", {"setting": name}, part="profile", words=(MISSING,), possible=False)


def _notes(archive: Archive, host: str) -> list[FoundItem]:
    found = _document(archive, "notes.json")
    items = [_note(one, host) for one in (found if isinstance(found, list) else []) if isinstance(one, Mapping)]
    return sorted(items, key=lambda one: one.happened)


def _note(one: Mapping[str, Any], host: str) -> FoundItem:
    words, answers = named_at(text(one, "text"), host), text(one, "reply_to")
    own = not answers or one.get("own") is True
    said = {name: text(one, name) for name in ("visibility", "warning", "language")}
    noticed = [word for word, there in ((POLL, one.get("poll") is True), (QUOTED, text(one, "quoted"))) if there]
    noticed += [] if own else [UNSENT]
    body = {"title": words[:80], "text": words, "sensitive": one.get("sensitive") is True, **said}
    body |= {"reply_to": answers} if answers else {}
    return FoundItem(
        "note", body, part="notes" if own else "replies", source=text(one, "id"),
        happened=moment(text(one, "published")), words=tuple(noticed if words else [*noticed, EMPTY]),
        possible=bool(words), chosen=own and bool(words),
    )  # fmt: skip


def text(one: Mapping[str, Any], name: str) -> str:
    """A field of a stranger's document that should be a text; empty where it is none."""
    value = one.get(name)
    return value if isinstance(value, str) else ""


def words(given: object) -> list[str]:
    """The texts of what should be a list of them."""
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
