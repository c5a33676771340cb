"""Path patterns of robots.txt (RFC 9309) and tdmrep.json: `*` stands for anything, a final `$` ends the match.

Matching takes time in proportion to the path times the pattern's parts, whatever the pattern says.
"""

from __future__ import annotations

from urllib.parse import quote

# Everything a path may hold unescaped, and % itself: patterns come percent-encoded or not.
_SAFE = "/*$%@:;,=+~!'()&?-._"


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern covers the path; without a final `$` it matches as a prefix."""
    anchored = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if len(parts) == 1:
        return not anchored or at == len(path)
    if anchored:
        return len(path) - len(parts[-1]) >= at and path.endswith(parts[-1])
    return path.find(parts[-1], at) >= 0


def written(pattern: str) -> str:
    """The pattern as one line may hold it: no spaces, comments or line breaks.

    Raises ValueError when it does not start with a slash, since both formats would read it as something else.
    """
    if not pattern.startswith("/"):
        raise ValueError(f"a path pattern starts with a slash, and {pattern!r} does not")
    return quote(pattern, safe=_SAFE)
