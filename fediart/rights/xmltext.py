"""Text from people made safe to stand inside XML we write."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# What XML 1.0 cannot hold (controls, surrogates, non-characters), and line breaks, which no field needs.
_UNWRITABLE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str, limit: int = 2_000) -> str:
    """The text escaped, at most `limit` characters of it, without what XML cannot hold."""
    return escape(_UNWRITABLE.sub(" ", text)[:limit], {'"': "&quot;"})
