"""Custom emojis put into text that is safe already: small pictures of our own in the place of `:name:`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from fediart.store.emojis import CODE

MOST = 200

# The sanitizer writes attributes in double quotes with `>` escaped, so this finds whole tags.
_PIECE = re.compile(r"(<[^>]*>)")


def with_emojis(markup: str, emojis: Mapping[str, str]) -> str:
    """`markup` is clean. `emojis` are paths of our copies by name; code is left as it is written."""
    if not emojis or ":" not in markup:
        return markup
    made: list[str] = []
    inside, left = 0, MOST

    def placed(match: re.Match[str]) -> str:
        nonlocal left
        path = emojis.get(match[1])
        if path is None or left == 0:
            return match[0]
        left -= 1
        name = html.escape(match[0])
        return f'<img class="emoji" src="{html.escape(path)}" alt="{name}" title="{name}" height="20" loading="lazy">'

    for piece in _PIECE.split(markup):
        if piece.startswith("<"):
            inside += piece.startswith(("<code", "<pre")) - piece.startswith(("</code", "</pre"))
            made.append(piece)
        else:
            made.append(piece if inside > 0 else CODE.sub(placed, piece))
    return "".join(made)
