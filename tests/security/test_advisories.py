"""The list of advisories is whole, and docs/security-tests.md says what the tests say."""

from __future__ import annotations

import re
from pathlib import Path

from tests.security.advisories import ABSENT, collected, table

ROOT = Path(__file__).resolve().parents[2]
ROWS = range(1, 114)


def test_every_row_has_a_test_or_a_reason() -> None:
    rows = {one.row for one in collected()}
    assert not rows & set(ABSENT)
    assert set(ROWS) == rows | set(ABSENT)


def test_tests_are_named_after_an_advisory() -> None:
    for one in collected():
        name = one.test.partition("::test_")[2]
        assert re.match(r"(?:cve_\d{4}_\d+|ghsa_[a-z0-9]{4}_|mastodon_|fedify_|akkoma_|gts_|peertube_)", name), name


def test_the_document_says_what_the_tests_say() -> None:
    written = (ROOT / "docs/security-tests.md").read_text(encoding="utf-8")
    assert written == table(), "run `python -m tests.security`"
