"""The advisories of other servers that this folder attacks us with, and the table in docs/security-tests.md.

    @advisory(14, "CVE-2024-23832", "Mastodon", "a fetched object does not say by itself whose it is")
    async def test_cve_2024_23832_a_fetched_object_does_not_say_whose_it_is(world): ...

The decorator only keeps what it is told; `python -m tests.security` writes the table.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])

HEAD = """# Security tests

Holes that servers of the fediverse have had, in the order of our list, what we learn from each, and the test in
`tests/security/` that attacks a running fediart with it. This file is written by `python -m tests.security` from the
markers on those tests; a test fails when the two differ, or when a row has no test.

| row | advisory | server | lesson | test |
|---|---|---|---|---|
"""
NOT_OURS = """
## What we have no surface for

| row | advisory | server | why |
|---|---|---|---|
"""

# Rows of the list that ask for something this server does not do at all.
ABSENT = {
    43: (
        "CVE-2026-29178",
        "Lemmy",
        "no image service behind us that takes parameters: renditions are files with names",
    ),
    46: (
        "CVE-2025-32948",
        "PeerTube",
        "no playlists of files elsewhere: pictures are uploaded, never given by address",
    ),
    82: ("CVE-2023-28853", "Mastodon", "no directory service (LDAP) is asked who somebody is"),
    102: (
        "GHSA-vm39-j3vx-pch3",
        "Mastodon",
        "nobody logs in by another service, so no account is attached to one by its e-mail address",
    ),
    113: ("GHSA-qgmm-vr4c-ggjg", "Mastodon", "no auxiliary service is believed about who somebody is"),
}


@dataclass(frozen=True, slots=True, order=True)
class Advisory:
    """`row` is the place in our list; `test` is `file::function`."""

    row: int
    id: str
    server: str
    lesson: str
    test: str


def advisory(row: int, id_: str, server: str, lesson: str) -> Callable[[Test], Test]:
    """Says which advisory a test is about. May be given several times."""

    def keep(test: Test) -> Test:
        told = getattr(test, "advisories", [])
        where = f"{test.__module__.rpartition('.')[2]}.py::{test.__name__}"
        test.advisories = [Advisory(row, id_, server, lesson, where), *told]  # type: ignore[attr-defined]
        return test

    return keep


def collected() -> Iterator[Advisory]:
    """Those of all test modules in this folder."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("test_"):
            for thing in vars(importlib.import_module(f"tests.security.{module.name}")).values():
                yield from getattr(thing, "advisories", ())


def table() -> str:
    """The whole of docs/security-tests.md."""
    rows = [
        f"| {one.row} | {one.id} | {one.server} | {one.lesson} | `{one.test}` |\n" for one in sorted(set(collected()))
    ]
    absent = [f"| {row} | {told[0]} | {told[1]} | {told[2]} |\n" for row, told in sorted(ABSENT.items())]
    return HEAD + "".join(rows) + NOT_OURS + "".join(absent)
