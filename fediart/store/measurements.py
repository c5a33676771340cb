"""Rows of measurements: what pictures measure by their bytes, so that a policy can decide without looking again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Writing

_AT_ONCE = 200
_LISTS = ("crops", "votes", "evidence")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One picture measured by one model, or by several that voted; `created` in ms.

    `crops` are (x, y, side, probability) in pixels of the original as it is shown, `width` by `height`.
    """

    sha256: str
    model: str
    probability: float | None
    band: str
    abstained: int
    why: str
    crops: tuple[tuple[int, int, int, float], ...]
    width: int
    height: int
    votes: tuple[Mapping[str, Any], ...]
    evidence: tuple[Mapping[str, Any], ...]
    created: int


_COLUMNS = tuple(item.name for item in fields(Measurement))
_LISTED = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{name}" for name in _COLUMNS)
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("sha256", "model"))


async def keep(tx: Writing, found: Measurement) -> None:
    """The newest look of the same model at the same bytes replaces the older one."""
    values = {name: getattr(found, name) for name in _COLUMNS}
    values |= {name: json.dumps(values[name], ensure_ascii=False) for name in _LISTS}
    await tx.run(
        f"""insert into measurements ({_LISTED}) values ({_PLACES})
        on conflict (sha256, model) do update set {_CHANGED}""",
        **values,
    )


async def of_model(tx: Reading, sha256s: Iterable[str], model: str) -> dict[str, Measurement]:
    """As `newest`, of this model's looks alone."""
    return await _found(tx, sha256s, model)


async def newest(tx: Reading, sha256s: Iterable[str]) -> dict[str, Measurement]:
    """By the pictures' hashes; what was never measured is not in it."""
    return await _found(tx, sha256s, None)


async def _found(tx: Reading, sha256s: Iterable[str], model: str | None) -> dict[str, Measurement]:
    wanted = sorted(set(sha256s) - {""})
    found: dict[str, Measurement] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        names = {f"h{number}": value for number, value in enumerate(part)}
        places = ", ".join(f":{name}" for name in names)
        its = "" if model is None else "and model = :model"
        more = {} if model is None else {"model": model}
        rows = await tx.all(
            f"select {_LISTED} from measurements where sha256 in ({places}) {its} order by created, model",
            **names,
            **more,
        )
        found |= {row["sha256"]: _from(row) for row in rows}
    return found


def _from(row: Mapping[str, Any]) -> Measurement:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    values |= {name: tuple(json.loads(values[name])) for name in _LISTS}
    values["crops"] = tuple((int(x), int(y), int(side), float(value)) for x, y, side, value in values["crops"])
    return Measurement(**values)
