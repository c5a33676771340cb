"""Writes JSON: the one place that knows the library."""

from __future__ import annotations

from typing import Any

import orjson


def json_bytes(body: Any) -> bytes:
    """UTF-8 without spaces. Raises TypeError for what is no JSON."""
    return orjson.dumps(body)
