"""Mastodon's CSV of domain rules: read line by line with every error named, and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fediart.actions.domain_names import foreign_domain
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store.domain_rules import NONE, SEVERITIES, SILENCE, SUSPEND, DomainRule

HEAD = ("#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate")
MOST_BYTES = 900_000
MOST_LINES = 20_000
MOST_WRONG = 200
MOST_COMMENT = 500
_WORDS = {
    "": SUSPEND,
    "noop": NONE,
    "none": NONE,
    "limit": SILENCE,
    "block": SUSPEND,
    **{one: one for one in SEVERITIES},
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be used, counted from 1, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file asks for: each domain once, the last line of it counts."""

    rules: tuple[DomainRule, ...]
    wrong: tuple[Wrong, ...]


def read(site: Site, text: str) -> ReadList:
    """With Mastodon's head line, or another server's without `#`; without any, one domain per line.

    Raises Problem for what is no such file at all, or too large.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Problem(_("The list is larger than %(most)s kB. Split it.", most=MOST_BYTES // 1000), field="list")
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise Problem(_("The list has more than %(most_lines)s lines. Split it.", most_lines=MOST_LINES), field="list")
    columns, first = _columns(lines)
    rules: dict[str, DomainRule] = {}
    wrong: list[Wrong] = []
    for number, line in enumerate(lines[first:], first + 1):
        if not line.strip() or line.startswith("# "):
            continue
        try:
            rule = _rule(site, _cells(line, columns))
            rules[rule.domain] = rule
        except Problem as problem:
            wrong.append(Wrong(number, problem.message))
    if not rules and not wrong:
        raise Problem(_("There is no domain in this list."), field="list")
    return ReadList(tuple(rules.values()), tuple(wrong[:MOST_WRONG]))


def written(rules: Iterable[DomainRule]) -> str:
    """As Mastodon exports it. What it has no column for (marking as sensitive, private comments) stays here."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(HEAD)
    for one in rules:
        severity = "noop" if one.severity == NONE else one.severity
        lines.writerow([one.domain, severity, one.reject_media, one.reject_reports, _plain(one.public_comment),
                        one.obfuscate])  # fmt: skip
    return out.getvalue()


def _plain(text: str) -> str:
    """No spreadsheet may take a comment for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _columns(lines: list[str]) -> tuple[list[str], int]:
    for number, line in enumerate(lines[:10]):
        try:
            names = [cell.strip().lower().lstrip("#") for cell in next(csv.reader([line]), [])]
        except csv.Error:  # a cell longer than any line of a list
            continue
        if "domain" in names:
            return names, number + 1
    return ["domain"], 0


def _cells(line: str, columns: list[str]) -> Mapping[str, str]:
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error as problem:
        raise Problem(_("This line cannot be read (%(problem)s).", problem=problem)) from problem
    return dict(zip(columns, (cell.strip() for cell in cells), strict=False))


def _rule(site: Site, given: Mapping[str, str]) -> DomainRule:
    word = given.get("severity", "").lower()
    if word not in _WORDS:
        raise Problem(_("“%(word)s” is not noop, silence or suspend.", word=word[:40]))
    if "*" in given.get("domain", "").removeprefix("*."):
        raise Problem(_("The name is starred out; nobody can tell which domain is meant."))
    rule = DomainRule(
        foreign_domain(site, given.get("domain", "")),
        _WORDS[word],
        reject_media=_flag(given, "reject_media"),
        reject_reports=_flag(given, "reject_reports"),
        public_comment=given.get("public_comment", "").removeprefix("'")[:MOST_COMMENT],
        obfuscate=_flag(given, "obfuscate"),
    )
    if not rule.does_something:
        raise Problem(_("This rule would do nothing."))
    return rule


def _flag(given: Mapping[str, str], name: str) -> bool:
    word = given.get(name, "").lower()
    if word not in ("", "true", "false", "1", "0", "yes", "no"):
        raise Problem(_("%(name)s is not True or False.", name=name))
    return word in ("true", "1", "yes")
