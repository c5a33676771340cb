"""Writes docs/what-we-show.md anew from the payloads: `python -m tests.wire`."""

from __future__ import annotations

from tests.conftest import SHARED
from tests.wire.corpus import payloads
from tests.wire.table import DOCUMENT, page

DOCUMENT.write_text(page(payloads(SHARED / "wire")), encoding="utf-8")
print(DOCUMENT)
