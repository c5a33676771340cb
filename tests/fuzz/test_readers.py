"""The readers of what others send raise what they say and nothing else, whatever they are given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.found import FOUND
from tests.fuzz.grammar import activities, anything, collections, documents, notes, people, settled
from tests.fuzz.targets import SEEDS, TARGETS

quick = settings(deadline=None, derandomize=True, max_examples=150, database=None)


@quick
@given(st.sampled_from(sorted(TARGETS)), st.binary(max_size=400))
def test_bytes_break_no_reader(name: str, data: bytes) -> None:
    TARGETS[name](data)


@quick
@given(st.sampled_from(sorted(TARGETS)), st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_text_breaks_no_reader(name: str, text: str) -> None:
    TARGETS[name](text.encode())


@settings(quick, max_examples=150)
@given(st.one_of(activities, documents, notes, people, collections, anything))
def test_json_breaks_no_reader(value: Any) -> None:
    data = json.dumps(settled(value, "https://a.example", "https://art.example")).encode()
    for name in ("activity", "document", "embedded"):
        TARGETS[name](data)


@settings(quick, max_examples=120)
@given(st.sampled_from(SEEDS["evidence"]), st.data())
def test_damaged_files_break_no_judge(seed: bytes, data: st.DataObject) -> None:
    raw = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(8, len(raw)))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    TARGETS["evidence"](bytes(raw))
    TARGETS["judging"](bytes(raw))


HEADER = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80),
    st.lists(st.sampled_from([
        'keyId="https://a.example/k"', "headers=", '"(request-target) host date digest"', "(created)", ",", ";", "=",
        "sig1",
        '("@method" "@target-uri" "content-digest")', "created=1790000000", 'keyid="x"', 'alg="rsa-v1_5-sha256"',
        ":YQ==:",
        'signature="YQ=="', "SHA-256=", "sha-256=:", "Sun, 06 Nov 1994 08:49:37 GMT", 'algorithm="hs2019"', '"', "\\",
        "(", ")",
    ])).map("".join),
)  # fmt: skip


@settings(quick, max_examples=300)
@given(st.lists(HEADER, min_size=6, max_size=6))
def test_headers_break_no_reader(lines: list[str]) -> None:
    TARGETS["signature"]("\n".join(lines).encode("latin-1"))


@pytest.mark.parametrize(
    ("name", "data"), [(name, one) for name in TARGETS for one in [*SEEDS[name], *FOUND.get(name, [])]]
)
def test_what_fuzzing_begins_with_and_found_is_read(name: str, data: bytes) -> None:
    TARGETS[name](data)
