"""Reads the archive of an account at another fediart (docs/leaving.md): its works, with all that was said of them, and
whatever else is its member's.

What the filter decided there counts for nothing here: every picture is looked at anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from fediart.language import written
from fediart.translate.imports import own_home, sealed, tables
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.captions import named_at
from fediart.translate.imports.dates import moment
from fediart.translate.imports.found import MISSING, MOST_ITEMS, ArchiveError, Found, FoundItem, FoundPicture, work
from fediart.translate.imports.own_home import text as _text

DIRECT: Final = written("It was not published there.")
FAULTY: Final = written("A file of it is not as it was packed.")
STAYS: Final = (
    written("Followers do not come with an archive: they come when you move the account."),
    written("Messages, commissions and what was decided about works stay in the archive: others have a part in it."),
    written("Boosts, likes and news stay there, too. Apps, log-ins and a domain of your own are set up anew here."),
)
"""What does not come and why, for the page."""
_TEXTS: Final = (
    "medium", "tools", "licence", "warning", "visibility", "language", "ai_policy", "source_type", "series", "process",
    "how", "year", "size", "credentials",
)  # fmt: skip
_FLAGS: Final = ("mature", "portfolio", "how_public")
_BESIDE: Final = ("consent", "sizes", "detail", "marks")


def read(archive: Archive) -> Found:
    """Every work, the oldest first, then everything else. Raises ArchiveError."""
    listed = archive.find("works.json")
    if listed is None or archive.find("manifest.json") is None:
        raise ArchiveError(written("This is no archive of a fediart account: works.json is not in it."))
    works = archive.json(listed)
    if not isinstance(works, list):
        raise ArchiveError(written("works.json is damaged; download the archive anew."))
    manifest = sealed.manifest_of(archive)
    faults, evidence = sealed.faults(archive, manifest), _evidence(archive)
    items = [_item(archive, one, evidence, faults) for one in works if isinstance(one, Mapping)]
    items.sort(key=lambda one: one.happened)
    items += own_home.read(archive, _host_of(manifest))
    items += [*tables.read_all(archive), *sealed.told(faults)]
    if len(items) > MOST_ITEMS:
        raise ArchiveError(written("There are more than %(most)s things in it; send them in parts."), most=MOST_ITEMS)
    return Found(tuple(items), STAYS, sealed.maker_of(manifest))


def _host_of(manifest: Mapping[str, Any]) -> str:
    try:
        return urlsplit(_text(manifest, "attributedTo")).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _item(
    archive: Archive, one: Mapping[str, Any], evidence: Mapping[str, Sequence[Mapping[str, Any]]],
    faults: Mapping[str, str],
) -> FoundItem:  # fmt: skip
    said, missing = _pictures(archive, one.get("pictures"))
    published = _text(one, "published")
    faulty = any(picture.member in faults for picture in said)
    words = [word for word, there in ((MISSING, missing), (FAULTY, faulty), (DIRECT, not published)) if there]
    more: dict[str, Any] = {name: _text(one, name) for name in _TEXTS}
    more |= {name: one[name] for name in _FLAGS if isinstance(one.get(name), bool)}
    more |= {name: one[name] for name in _BESIDE if one.get(name) is not None}
    shown = own_home.words(one.get("camera"))
    more |= {"camera": shown} if shown else {}
    kept = evidence.get(_text(one, "id").rpartition("/")[2], ())
    more |= {"evidence": kept} if kept else {}
    description = named_at(_text(one, "description"), _host_of({"attributedTo": _text(one, "id")}))
    return work(
        said, title=_text(one, "title"), description=description, tags=own_home.words(one.get("tags")),
        part="works", source=_text(one, "id"), happened=moment(published or _text(one, "created")), words=words,
        chosen=bool(published), **more,
    )  # fmt: skip


def _evidence(archive: Archive) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What was shown to moderators of a work, by its number there."""
    member, found = archive.find("evidence.json"), dict[str, list[Mapping[str, Any]]]()
    listed = archive.json(member) if member is not None else None
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, Mapping) or one.get("step") != "submission":
            continue
        packed = archive.find(_text(one, "member")) if _text(one, "member") else None
        if packed is not None:
            said = {"file": packed.file, "member": packed.name, "name": _text(one, "name"), "note": _text(one, "note")}
            found.setdefault(str(one.get("artwork_id")), []).append(said)
    return found


def _pictures(archive: Archive, given: object) -> tuple[Sequence[FoundPicture], bool]:
    """Those that are there, and whether one is missing."""
    found, missing = [], False
    for one in given if isinstance(given, list) else []:
        member = archive.find(_text(one, "member")) if isinstance(one, Mapping) and _text(one, "member") else None
        if member is None:
            missing = True
        else:
            found.append(_picture(member, one))
    return found, missing


def _picture(member: Member, one: Mapping[str, Any]) -> FoundPicture:
    focal = one.get("focal")
    fits = isinstance(focal, list) and len(focal) == 2 and all(isinstance(at, (int, float)) for at in focal)
    more: dict[str, Any] = {"focal": [max(-1.0, min(1.0, float(at))) for at in focal or ()]} if fits else {}
    more |= {name: _text(one, key) for name, key in (("role", "role"), ("name", "file_name")) if _text(one, key)}
    return FoundPicture(member.file, member.name, alt=_text(one, "alt"), caption=_text(one, "caption"), more=more)
