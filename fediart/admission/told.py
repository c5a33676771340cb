"""What the Content Credentials of an upload say, boiled down for people: who signed what, and what in it is private.

Everything here is a stranger's word: cut to a length, counted, and shown as text only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from fediart.media.credential_library import read_report
from fediart.media.manifests import private_parts, stays
from fediart.media.sealing import Report

STATES: Final = {"Trusted": "trusted", "Valid": "valid"}
_LONGEST: Final = 200  # characters of one text
_MOST: Final = 30
_MOST_STEPS: Final = 20
_MOST_VALUES: Final = 2000
_KINDS: Final = (
    ("c2pa.thumbnail", "pictures"),
    ("cawg.identity", "names"),
    ("stds.schema-org.CreativeWork", "names"),
    ("stds.", "camera"),
    ("c2pa.metadata", "camera"),
    ("cawg.metadata", "camera"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One manifest, the newest first. `time` is as its signer's time stamp has it, or empty."""

    signer: str
    tool: str
    time: str
    actions: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """`state`: trusted | valid | invalid | unchecked (no library). `why` are C2PA's codes of what does not hold.

    `names` are people named in it, `files` file names, `private` the kinds of what a trimmed manifest does without
    (pictures, names, camera, other); `trimmable` says whether that can be done.
    """

    state: str
    why: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    names: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    trimmable: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


UNCHECKED: Final = Told("unchecked", trimmable=False)


def told_from(raw: Mapping[str, Any]) -> Told:
    """As `as_json` wrote it down."""
    steps = tuple(
        Step(one["signer"], one["tool"], one["time"], tuple(one["actions"]), tuple(one["sources"]))
        for one in raw["steps"]
    )
    lists = {name: tuple(raw[name]) for name in ("why", "names", "files", "private")}
    return Told(str(raw["state"]), steps=steps, trimmable=bool(raw["trimmable"]), **lists)


def read_told(path: Path, media_type: str, anchors: str = "") -> Told:
    """What a file's manifests say; runs in a worker process."""
    report = read_report(path, media_type, anchors)
    return UNCHECKED if report is None else told(report)


def told(read: Report) -> Told:
    """What was read, for people."""
    manifests = _dict(read.report.get("manifests"))
    order = [str(read.report.get("active_manifest")), *manifests]
    steps = [_dict(manifests[label]) for label in dict.fromkeys(order) if label in manifests][:_MOST_STEPS]
    failures = _rows(read.report.get("validation_status"))
    return Told(
        state=STATES.get(str(read.report.get("validation_state")), "invalid"),
        why=_texts(one.get("code") for one in failures),
        steps=tuple(_step(one) for one in steps),
        names=_texts(name for one in steps for name in _names(one)),
        files=_texts(name for one in steps for name in _files(one)),
        private=_private(read),
        trimmable=private_parts(read) is not None,
    )


def _step(manifest: Mapping[str, Any]) -> Step:
    signature = _dict(manifest.get("signature_info"))
    actions = [
        action
        for assertion in _rows(manifest.get("assertions"))
        if str(assertion.get("label")).startswith("c2pa.actions")
        for action in _rows(_dict(assertion.get("data")).get("actions"))
    ]
    return Step(
        signer=_text(signature.get("issuer") or signature.get("common_name")),
        tool=", ".join(_texts(one.get("name") for one in _rows(manifest.get("claim_generator_info")))),
        time=_text(signature.get("time")),
        actions=_texts(str(one.get("action")).removeprefix("c2pa.") for one in actions),
        sources=_texts(str(one.get("digitalSourceType") or "").rpartition("/")[2] for one in actions),
    )


def _names(manifest: Mapping[str, Any]) -> Iterator[Any]:
    """Every `name` inside assertions that are about people."""
    for assertion in _rows(manifest.get("assertions")):
        if str(assertion.get("label")).startswith(("stds.schema-org.CreativeWork", "cawg.identity")):
            yield from _named(assertion.get("data"))


def _named(data: object) -> Iterator[Any]:
    waiting = [data]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield from (value[key] for key in ("name", "username") if isinstance(value.get(key), str))
            waiting.extend(one for one in value.values() if isinstance(one, list | dict))


def _files(manifest: Mapping[str, Any]) -> Iterator[Any]:
    yield manifest.get("title")
    yield from (one.get("title") for one in _rows(manifest.get("ingredients")))


def _private(read: Report) -> tuple[str, ...]:
    labels = [label for labels in read.stores.values() for label in labels if not stays(label)]
    return tuple(dict.fromkeys(_kind(label) for label in labels))


def _kind(label: str) -> str:
    return next((kind for start, kind in _KINDS if label.startswith(start)), "other")


def _rows(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """One line without control characters."""
    if not isinstance(value, str):
        return ""
    return "".join(one if one.isprintable() else " " for one in value[:_LONGEST]).strip()


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for one in values if (text := _text(one))))[:_MOST]
