"""Payloads of other servers as they were on the wire, and which software each came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from federation.activities import ACTIVITY_TYPES
from federation.lenient import kind_of
from federation.vocab import Activity, Thing, read_activity, read_object

# The first that is found in the path, else in the body, names the software.
_BY_PATH = (
    "mastodon", "misskey", "pleroma", "akkoma", "peertube", "lemmy", "mobilizon", "friendica", "wordpress", "hubzilla",
    "osada", "funkwhale", "smithereen", "bookwyrm", "mitra", "lotide", "mbin", "nodebb", "discourse", "gnusocial",
    "kroeg", "prismo", "owncast", "guppe", "fedibird", "bridgy", "rebased", "roadhouse", "buffalo", "munching",
)  # fmt: skip
_BY_NAME = {
    "masto": "mastodon", "wedistribute": "wordpress", "framatube": "peertube", "framasoft": "peertube",
    "info.pleroma.site": "pleroma", "gerzilla": "hubzilla", "funkwhale": "funkwhale", "poll_": "pleroma",
    "absturztau": "misskey", "skippers": "misskey", "puckipedia": "kroeg", "baptiste": "plume",
    "buffalo": "bovine", "munching": "bovine", "gleasonator": "rebased", "soapbox": "rebased", "mewmew": "rebased",
    "emelie": "mastodon", "mayumayu": "honk", "shitposter": "pleroma", "p.helene.moe": "pleroma", "tusooa": "rebased",
    "http___mastodon": "mastodon", "mastdon.example": "pleroma", "7even": "peertube", "craigmaloney": "peertube",
    "peertube": "peertube", "rin": "pleroma", "lambadalambda": "pleroma", "sjw": "pleroma", "rye": "pleroma",
    "hellpie": "mastodon", "lucifermysticus": "mastodon", "lemmy": "lemmy", "admin@": "mastodon", "eal": "pleroma",
    "relay": "activityrelay", "emoji-reaction": "pleroma", "custom-emoji": "pleroma", "chat-message": "pleroma",
    "fep-e232": "mitra", "application_actor": "mastodon", "104410921027210069": "mastodon",
    "9wTkLEnuq47B25EehM": "pleroma", "tuxcrafting": "pleroma", "emoji-in-summary": "pleroma", "aimu": "misskey",
    "moonman": "pleroma", "spoofed": "mastodon", "object_integrity": "mastodon", "instance.json": "lemmy",
}  # fmt: skip
_NAMES = {
    "gnusocial": "GNU social", "wordpress": "WordPress", "peertube": "PeerTube", "bookwyrm": "BookWyrm",
    "nodebb": "NodeBB", "mbin": "Mbin", "honk": "honk", "lotide": "lotide", "bovine": "bovine",
    "activityrelay": "ActivityRelay", "bridgy": "Bridgy Fed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payload:
    """One file: where it lies, what sent it, and its JSON."""

    path: str
    software: str
    raw: dict[str, Any]


def payloads(folder: Path) -> Iterator[Payload]:
    """Every JSON object below the folder, in the order of their paths."""
    for path in sorted(folder.rglob("*.json")):
        where = path.relative_to(folder).as_posix()
        yield Payload(where, software_of(where), json.loads(path.read_bytes()))


def software_of(where: str) -> str:
    """By the folder or the name of the file; `other` where neither says."""
    found = re.search(r"lemmy-apub-assets/(\w+)/|^(bookwyrm)/", where)
    word = found[1] or found[2] if found else ""
    name = where.rpartition("/")[2]
    if not word:
        word = next((known for part, known in _BY_NAME.items() if part in name), "")
    word = word or next((known for known in _BY_PATH if known in name or f"/{known}/" in where), "other")
    return _NAMES.get(word, word.capitalize())


def read(raw: dict[str, Any]) -> Activity | Thing:
    """As the inbox reads what is pushed, and as the gate reads what is fetched."""
    if kind_of(raw, ACTIVITY_TYPES) in ACTIVITY_TYPES and raw.get("id"):
        return read_activity(raw)
    return read_object(raw)


def inside(thing: Activity | Thing) -> Thing:
    """The post or actor that an activity carries; else the thing itself."""
    while isinstance(thing, Activity) and thing.object is not None and not isinstance(thing.object, str):
        thing = thing.object
    return thing
