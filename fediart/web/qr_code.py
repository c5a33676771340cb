"""Square codes that a phone reads from the screen; the only module that knows segno."""

from __future__ import annotations

import segno


def drawn(text: str) -> str:
    """An SVG as a `data:` address: nothing of it is fetched, so nothing of it stays in a log or a cache."""
    code = segno.make(text, error="m", micro=False)
    address: str = code.svg_data_uri(scale=6, border=4, dark="#000", light="#fff")
    return address
