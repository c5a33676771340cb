"""Writes a detector's manifest: for models that came without one, and when an admin has measured one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.admission.manifest import Manifest


def manifest_text(manifest: Manifest) -> str:
    """The manifest as TOML, every entry of it; `load_manifest` reads it back as it was."""
    parts: dict[str, Mapping[str, Any]] = {
        "input": {
            "size": manifest.size,
            "layout": manifest.layout,
            "channels": manifest.channels,
            "divisor": manifest.divisor,
            "mean": list(manifest.mean),
            "deviation": list(manifest.deviation),
        },
        "crops": {
            "strategy": manifest.strategy,
            "count": manifest.crops,
            "short_side": manifest.short_side,
            "batch": manifest.batch,
            "pool": manifest.pool,
            "edge": manifest.edge,
            "resample": manifest.resample,
            "pressed": manifest.pressed,
        },
        "output": {
            "meaning": manifest.meaning,
            "generated_index": manifest.generated_index,
            "inverted": manifest.inverted,
        },
        "calibration": {"kind": "platt", "slope": manifest.slope, "offset": manifest.offset},
        "abstain": {} if manifest.distance is None else {"distance": manifest.distance},
        "thresholds": manifest.thresholds,
        "folds": manifest.folds,
        "measured": manifest.measured,
    }
    head = {name: getattr(manifest, name) for name in ("name", "version", "file", "sha256", "licence")}
    lines = ["# docs/detector.md explains every entry.", *_entries(head)]
    for name, entries in parts.items():
        if entries:
            lines += ["", f"[{name}]", *_entries(entries)]
    return "\n".join(lines) + "\n"


def _entries(entries: Mapping[str, Any]) -> list[str]:
    return [f"{_text(name)} = {_value(value)}" for name, value in entries.items()]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(name)} = {_value(each)}" for name, each in value.items()) + " }"
    return _text(str(value))


def _text(text: str) -> str:
    """A TOML basic string: control characters as \\uXXXX, so that no text can break out of its quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in escaped) + '"'
