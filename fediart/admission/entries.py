"""Typed entries out of a model's manifest; every complaint names the file and the entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fediart.errors import Problem


class ModelError(Problem):
    """A model folder that cannot be used; the message names the file, the entry and the fix."""


class Entries:
    """Takes typed entries out of parsed TOML; every complaint names the file and the entry."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self._path = path
        self._data = data

    def wrong(self, entry: str, problem: str) -> ModelError:
        return ModelError(f"{self._path}: '{entry}' {problem}.", field=entry)

    def _get(self, entry: str) -> Any:
        value: Any = self._data
        for part in entry.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value

    def text(self, entry: str) -> str:
        value = self._get(entry)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(entry, "must be a text")
        return value.strip()

    def choice(self, entry: str, allowed: tuple[str, ...], default: str | None) -> str:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if value not in allowed:
            raise self.wrong(entry, f"must be one of {', '.join(allowed)}")
        return str(value)

    def whole(self, entry: str, low: int, high: int, default: int | None = None) -> int:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(entry, f"must be a whole number from {low} to {high}")
        return value

    def number(self, entry: str, default: float | None, *, above: float | None = None) -> float:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if not isinstance(value, (int, float)) or isinstance(value, bool) or (above is not None and value <= above):
            raise self.wrong(entry, "must be a number" + (f" above {above:g}" if above is not None else ""))
        return float(value)

    def triple(self, entry: str, default: float) -> tuple[float, ...]:
        value = self._get(entry)
        if value is None:
            return (default,) * 3
        numbers = isinstance(value, list) and all(isinstance(each, (int, float)) for each in value)
        if not numbers or len(value) != 3 or (entry.endswith("deviation") and not all(value)):
            raise self.wrong(entry, "must be three numbers, none of them zero for a deviation")
        return tuple(float(each) for each in value)

    def flag(self, entry: str) -> bool:
        value = self._get(entry)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(entry, "must be true or false")
        return bool(value)

    def folds(self) -> Mapping[str, int]:
        found = self.table("folds")
        for group, fold in found.items():
            if not isinstance(fold, int) or isinstance(fold, bool) or not 0 <= fold < 1000:
                raise self.wrong(f"folds.{group}", "must be the whole number of a fold")
        return dict(found)

    def table(self, entry: str) -> Mapping[str, Any]:
        value = self._get(entry)
        return value if isinstance(value, dict) else {}

    def thresholds(self) -> Mapping[str, float]:
        found = self.table("thresholds")
        if not found:
            return {}
        for rate in ("1%", "0.1%"):
            value = found.get(rate)
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= 1:
                raise self.wrong(f"thresholds.{rate}", "must be the probability reached at that false alarm rate")
        return {rate: float(value) for rate, value in found.items() if isinstance(value, (int, float))}
