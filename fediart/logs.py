"""What is written to the log, and about what: each line names the request or the job in whose course it was written.

As text for people, or as one JSON object a line for programs.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

_about: ContextVar[str] = ContextVar("fediart_about", default="")

_KNOWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def reference() -> str:
    """What is being done: the id of a request, `job 12`, `job 12 of` that request, `delivery 34`; else nothing."""
    return _about.get()


def cause() -> str:
    """What set off what is being done: the request, or the job that nobody's request has queued."""
    return _about.get().rpartition(" of ")[2]


def speak_of(reference: str) -> None:
    """From here on lines are about this, up to the end of the task."""
    _about.set(reference)


@contextmanager
def about(reference: str) -> Iterator[None]:
    """Lines written in the block are about this."""
    before = _about.set(reference)
    try:
        yield
    finally:
        _about.reset(before)


def set_up(form: str, level: str, *, stream: TextIO | None = None) -> None:
    """Writes to `stream` (the error output) from now on: `form` is text or json, `level` counts for fediart's own
    lines. Of the libraries only warnings are written."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("fediart", "federation"):
        logging.getLogger(name).setLevel(level.upper())


class TextLines(logging.Formatter):
    """`2026-11-23 02:10:11,123 WARNING fediart.web [1f3a-7]: words`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(about)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        said = reference()
        record.about = f" [{said}]" if said else ""
        return super().format(record)


class JsonLines(logging.Formatter):
    """One object: `time` (UTC), `level`, `logger`, `message`, `about`, `error`, and what the caller gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if said := reference():
            line["about"] = said
        line.update((name, value) for name, value in vars(record).items() if name not in _KNOWN and name != "about")
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
