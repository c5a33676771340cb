"""Rows of admission policies: every version an admin ever saved; the newest is in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class SavedPolicy:
    """`body` is the policy's JSON form as `admission.policy.policy_to_dict` writes it."""

    version: int
    body: Mapping[str, Any]
    account_id: int | None
    created: int


def _saved(row: Row) -> SavedPolicy:
    return SavedPolicy(row["version"], json.loads(row["body"]), row["account_id"], row["created"])


async def current(tx: Reading) -> SavedPolicy | None:
    """None where nobody has saved one yet: then the default is in force."""
    row = await tx.one(
        "select version, body, account_id, created from admission_policies order by version desc limit 1"
    )
    return _saved(row) if row else None


async def by_version(tx: Reading, version: int) -> SavedPolicy | None:
    """One version; None where there is none of that number."""
    row = await tx.one(
        "select version, body, account_id, created from admission_policies where version = :version", version=version
    )
    return _saved(row) if row else None


async def history(tx: Reading, *, limit: int = 20) -> list[SavedPolicy]:
    """The newest first."""
    rows = await tx.all(
        "select version, body, account_id, created from admission_policies order by version desc limit :limit",
        limit=limit,
    )
    return [_saved(row) for row in rows]


async def insert(tx: Writing, policy: SavedPolicy) -> bool:
    """False where somebody else saved this version a moment earlier."""
    touched = await tx.run(
        """insert into admission_policies (version, body, account_id, created)
        values (:version, :body, :account_id, :created) on conflict (version) do nothing""",
        version=policy.version,
        body=json.dumps(dict(policy.body)),
        account_id=policy.account_id,
        created=policy.created,
    )
    return touched > 0
