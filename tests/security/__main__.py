"""Writes docs/security-tests.md from the markers on the tests."""

from pathlib import Path

from tests.security.advisories import table

Path("docs/security-tests.md").write_text(table(), encoding="utf-8")
