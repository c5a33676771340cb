"""The rules of the instance as they were from some time on, and what they are in other languages.

Those that hold are among the instance's settings; each change of them leaves a version here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """Held from `created` (milliseconds) until the next version was written."""

    id: int
    rules: tuple[str, ...]
    created: int


async def add(tx: Writing, version: RulesVersion, *, account_id: int | None) -> None:
    await tx.run(
        "insert into rule_versions (id, rules, account_id, created) values (:id, :rules, :account_id, :created)",
        id=version.id,
        rules=json.dumps(version.rules),
        account_id=account_id,
        created=version.created,
    )


async def versions(tx: Reading, *, limit: int = 50) -> Sequence[RulesVersion]:
    """The newest first; the first of them is what holds."""
    rows = await tx.all(
        "select id, rules, created from rule_versions where id > 0 order by id desc limit :limit", limit=limit
    )
    return [RulesVersion(row["id"], tuple(json.loads(row["rules"])), row["created"]) for row in rows]


async def translate(tx: Writing, rule: str, language: str, words: str) -> None:
    """No words take the translation away."""
    await tx.run(
        "delete from rule_translations where rule = :rule and language = :language", rule=rule, language=language
    )
    if words:
        await tx.run(
            "insert into rule_translations (rule, language, words) values (:rule, :language, :words)",
            rule=rule,
            language=language,
            words=words,
        )


async def translations(tx: Reading, rules: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Of each rule that has some, its words by the code of their language."""
    if not rules:
        return {}
    places = ", ".join(f":r{number}" for number in range(len(rules)))
    rows = await tx.all(
        f"select rule, language, words from rule_translations where rule in ({places}) order by rule, language",
        **{f"r{number}": rule for number, rule in enumerate(rules)},
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["rule"], {})[row["language"]] = row["words"]
    return found
