"""Clip Studio Paint's CLIP: chunks, one of which is an SQLite database with the list of layers and a preview.

The database is a stranger's, so it is opened from a copy, read-only and immutable, with time and sizes bounded.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from fediart.admission.attached.facts import MOST_LAYERS
from fediart.admission.attached.source import MOST_BYTES, Damaged, Found, Source, demand

_MOST_CHUNKS: Final = 200_000
_MOST_DATABASE: Final = 512 << 20
_PIECE: Final = 4 << 20
_SECONDS: Final = 10.0
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_COLUMNS: Final = "MainId, LayerName, LayerFolder, LayerVisibility, LayerNextIndex, LayerFirstChildIndex, LayerType"
_TABLES: Final = ("Canvas", "Layer", "CanvasPreview")


def read_clip(source: Source, found: Found, folder: Path) -> None:
    """Fills `found` from the database; `folder` takes its copy. Damaged."""
    copy = folder / "layers.db"
    _copy(source, copy)
    try:
        with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            _bound(database)
            known = _tables(database)
            if "Canvas" in known:
                _canvas(database, found)
            if "CanvasPreview" in known:
                _preview(database, found)
            if "Layer" in known:
                _layers(database, found)
    except (sqlite3.Error, OverflowError) as error:
        raise Damaged("its list of layers cannot be read") from error
    finally:
        copy.unlink(missing_ok=True)


def _copy(source: Source, copy: Path) -> None:
    at = source.number(">Q", 16)  # where the first chunk is
    for _ in range(_MOST_CHUNKS):
        name, length = source.numbers(">8sQ", at)
        at += 16
        if name == b"CHNKSQLi":
            break
        demand(name.startswith(b"CHNK") and name != b"CHNKFoot", "its list of layers is missing")
        at += length
    else:
        raise Damaged("it has too many chunks")
    demand(length <= _MOST_DATABASE, "its list of layers is too large")
    demand(source.read(at, 16) == b"SQLite format 3\0", "its list of layers is in a form that we do not read")
    with copy.open("wb") as out:
        for start in range(0, length, _PIECE):
            out.write(source.read(at + start, min(_PIECE, length - start)))


def _bound(database: sqlite3.Connection) -> None:
    """Reading tables is all that may happen, and not for long."""
    database.execute("pragma trusted_schema = off")
    database.execute("pragma cell_size_check = on")
    database.execute("pragma mmap_size = 0")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    end = time.monotonic() + _SECONDS
    database.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)


def _tables(database: sqlite3.Connection) -> set[str]:
    """Those that are plain tables: a view or a virtual table could be anything."""
    rows = _rows(database, "sqlite_master", "type, name, sql", 1_000)
    plain = [(name, sql) for kind, name, sql in rows if kind == "table" and isinstance(sql, str)]
    return {name for name, sql in plain if name in _TABLES and "virtual" not in sql[:40].lower()}


def _rows(database: sqlite3.Connection, table: str, columns: str, most: int) -> list[tuple[Any, ...]]:
    """The first rows of one of their tables, which are not ours and have no index that we know of."""
    return database.execute(f"select {columns} from {table} limit {most}").fetchall()


def _canvas(database: sqlite3.Connection, found: Found) -> None:
    row = next(iter(_rows(database, "Canvas", "CanvasWidth, CanvasHeight", 1)), (0, 0))
    found.width, found.height = (int(one) if isinstance(one, int | float) and 0 < one < 1e7 else 0 for one in row)


def _preview(database: sqlite3.Connection, found: Found) -> None:
    for (data,) in _rows(database, "CanvasPreview", "ImageData", 1):
        found.picture = data if isinstance(data, bytes) else b""


def _layers(database: sqlite3.Connection, found: Found) -> None:
    """Each layer names the next one and its first child; the outermost is the canvas itself."""
    rows = _rows(database, "Layer", _COLUMNS, MOST_LAYERS + 2)
    demand(len(rows) <= MOST_LAYERS + 1, f"it has more than {MOST_LAYERS} layers")
    by_id: dict[Any, Any] = {row[0]: row for row in rows}
    root = next((row for row in rows if row[6] == 256), None)
    met: set[Any] = set()
    waiting = [(root[5], 0)] if root else [(row[0], 0) for row in rows]
    while waiting:
        number, level = waiting.pop()
        row = by_id.get(number)
        if row is None or number in met:
            continue
        met.add(number)
        name = row[1] if isinstance(row[1], str) else ""
        found.add(name, "group" if row[2] else "layer", level, bool(row[3]))
        if root:
            waiting += [(row[4], level), (row[5], level + 1)]
