"""The table of handlers, and what FEDERATION.md says of it."""

from __future__ import annotations

import re
from pathlib import Path

from federation.activities import ACTIVITY_TYPES
from fediart.inbox import HANDLERS

ROOT = Path(__file__).resolve().parents[2]


def test_every_activity_we_read_has_a_handler() -> None:
    assert set(HANDLERS) == set(ACTIVITY_TYPES.values())


def test_the_document_names_exactly_the_activities_of_the_table() -> None:
    text = (ROOT / "FEDERATION.md").read_text(encoding="utf-8")
    section = text.partition("## What we accept")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))
    assert named == {kind.__name__ for kind in HANDLERS}


def test_what_the_document_calls_ignored_is_what_the_table_ignores() -> None:
    text = (ROOT / "FEDERATION.md").read_text(encoding="utf-8")
    section = text.partition("## What we accept")[2].partition("\n## ")[0]
    ignored = set(re.findall(r"^\| `(\w+)` \| ignored", section, re.MULTILINE))
    table = {kind.__name__ for kind, handler in HANDLERS.items() if handler.__module__.endswith("unsupported")}
    assert ignored == table
