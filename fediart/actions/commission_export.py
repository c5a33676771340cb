"""A commission to keep: one ZIP with everything that was agreed, said and sent, for either of the two sides."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fediart.clock import iso
from fediart.site import Site
from fediart.store import actors, commission_talk
from fediart.store.commission_talk import Event, File
from fediart.store.commissions import Commission


async def write_zip(site: Site, one: Commission, folder: Path) -> Path:
    """The file, in `folder`; whoever asks for it discards the folder."""
    async with site.db.reading() as tx:
        events = await commission_talk.events_of(tx, one.id)
        files = await commission_talk.files_of(tx, one.id)
        people = await actors.by_ids(tx, [number for number in (one.artist_id, one.client_id) if number])
    names = {
        "artist": people[one.artist_id].uri if one.artist_id in people else "",
        "client": people[one.client_id].uri if one.client_id in people else one.client_name,
    }
    told = _told(one, names, events, files)
    paths = []
    for place, file in enumerate(files, 1):
        try:
            paths.append((_name(place, file), await site.storage.local(file.stored)))
        except FileNotFoundError:
            continue  # said in the list, and not there any more
    out = folder / "commission.zip"
    await asyncio.to_thread(_write, out, told, paths)
    return out


def _name(place: int, file: File) -> str:
    """Safe to unpack anywhere: a number, and of the sender's name what no system minds (advisory 71)."""
    kept = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "._- ") else "_" for mark in file.name)
    return f"files/{place:03} {kept.strip('. ')[-100:] or 'file'}"


def _told(
    one: Commission, names: Mapping[str, str], events: Sequence[Event], files: Sequence[File]
) -> Mapping[str, Any]:
    by_event: dict[int, list[str]] = {}
    for place, file in enumerate(files, 1):
        by_event.setdefault(file.event_id, []).append(_name(place, file))
    return {
        **names,
        "title": one.title,
        "state": one.state,
        "offer": dict(one.offer),
        "price": {"hundredths": one.price, "currency": one.currency},
        "due": iso(one.due) if one.due else "",
        "created": iso(one.created),
        "history": [
            {
                "at": iso(event.created),
                "by": event.side,
                "what": event.kind,
                "words": event.words,
                "files": by_event.get(event.id, []),
            }
            for event in events
        ],
    }


def _write(out: Path, told: Mapping[str, Any], paths: Sequence[tuple[str, Path]]) -> None:
    """Stored, not packed: pictures do not get smaller."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("commission.json", json.dumps(told, ensure_ascii=False, indent=2))
        for name, path in paths:
            packed.write(path, name)
