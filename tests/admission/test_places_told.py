"""The place of a finding survives the database, is told to moderators, and may be missing in older rows."""

from __future__ import annotations

import json
from pathlib import Path

from fediart.admission.findings import finding_from
from fediart.admission.judge import judge_file
from fediart.web.review_evidence import evidence_in_words
from tests.admission import made


def test_a_place_is_kept_and_told(tmp_path: Path) -> None:
    (found,) = judge_file(made.png(tmp_path / "a.png", {"parameters": made.A1111})).evidence
    row = json.loads(json.dumps(found.as_json()))
    assert finding_from(row) == found
    assert list(row) == ["grade", "claim", "code", "where", "quote", "offset", "length", "sha256"]
    told = evidence_in_words(row)
    assert told.where == f'PNG text "parameters", {found.length:,} bytes from byte {found.offset:,} of the file'


def test_rows_from_before_places_are_still_read() -> None:
    row = {"grade": "declared", "claim": "generated", "code": "x", "where": "XMP", "quote": "y"}
    assert (finding_from(row).offset, finding_from(row).sha256) == (None, "")
    assert evidence_in_words(row).where == "XMP"
