"""Rows of verdicts: every judgement by the machine or by a person. They are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One judgement. `picture_id` is None where it is about the whole artwork, `account_id` where the machine judged.

    `evidence` holds findings, `reasons` pairs of code and text; `decision` is publish, label, hold or refuse, or a step
    of a case (fediart/actions/review_steps.py).
    """

    id: int
    artwork_id: int
    picture_id: int | None
    sha256: str
    model: str
    score: float | None
    abstained: int
    evidence: tuple[Mapping[str, Any], ...]
    policy_version: int
    decision: str
    label: str
    reasons: tuple[Mapping[str, str], ...]
    account_id: int | None
    note: str
    created: int


_COLUMNS = tuple(item.name for item in fields(VerdictRow))
_LISTED = ", ".join(_COLUMNS)


def verdict_from(row: Row) -> VerdictRow:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    values["evidence"] = tuple(json.loads(values["evidence"]))
    values["reasons"] = tuple(json.loads(values["reasons"]))
    return VerdictRow(**values)


async def insert(tx: Writing, verdict: VerdictRow) -> None:
    values = {name: getattr(verdict, name) for name in _COLUMNS}
    values["evidence"] = json.dumps([dict(item) for item in verdict.evidence], ensure_ascii=False)
    values["reasons"] = json.dumps([dict(item) for item in verdict.reasons], ensure_ascii=False)
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into verdicts ({_LISTED}) values ({places})", **values)


async def of_artwork(tx: Reading, artwork_id: int) -> list[VerdictRow]:
    """The whole history, the oldest first."""
    rows = await tx.all(
        f"select {_LISTED} from verdicts where artwork_id = :artwork_id order by id", artwork_id=artwork_id
    )
    return [verdict_from(row) for row in rows]


async def of_picture(tx: Reading, picture_id: int, *, policy_version: int) -> VerdictRow | None:
    """The machine's newest judgement of this picture under that policy version."""
    row = await tx.one(
        f"""select {_LISTED} from verdicts where picture_id = :picture_id and policy_version = :version
        and account_id is null order by id desc limit 1""",
        picture_id=picture_id,
        version=policy_version,
    )
    return verdict_from(row) if row else None


async def model_of(tx: Reading, artwork_id: int) -> str:
    """The model that has judged the work last; empty where none has."""
    found = await tx.value(
        "select model from verdicts where artwork_id = :id and model <> '' order by id desc limit 1", id=artwork_id
    )
    return str(found or "")


def newest_by_picture(history: Sequence[VerdictRow]) -> dict[int, VerdictRow]:
    """From a whole history: what the machine last said of each picture."""
    return {row.picture_id: row for row in history if row.picture_id is not None and row.account_id is None}
