"""Three small well-known files: Spawning's ai.txt, JournalList's trust.txt, and gpc.json."""

from __future__ import annotations

import json
from datetime import date

from fediart.rights.exceptions import Form, Line, SiteTerms, chosen
from fediart.rights.model import Policy

_PICTURES = ("avif", "gif", "heic", "jpeg", "jpg", "png", "tiff", "webp")
_MOST = 100 * 1024  # bytes of exceptions in ai.txt


def ai_txt(terms: SiteTerms) -> str:
    """`/ai.txt`: which files may go into training sets."""
    lines = ["# Spawning AI", "# Prevent datasets from using the following file types", "", "User-Agent: *"]
    found = chosen(terms, Form(_may_train, _cost, _MOST))
    lines += [f"{'Allow' if line.policy.train_gen else 'Disallow'}: {line.path}" for line in found.lines]
    if terms.policy.train_gen:
        lines.append("Allow: /")
    else:
        lines += [f"Disallow: *.{ending}" for ending in _PICTURES]
        lines += ["Disallow: /", "Disallow: *"]
    return "\n".join(lines) + "\n"


def _may_train(policy: Policy) -> int:
    return int(policy.train_gen)


def _cost(line: Line) -> int:
    return len(f"Disallow: {line.path}\n") if line.policy.train_gen != line.cover.train_gen else 0


def trust_txt(policy: Policy) -> str:
    """`/trust.txt` and `/.well-known/trust.txt`."""
    return f"datatrainingallowed={'yes' if policy.train_gen else 'no'}\n"


def gpc_json(last_update: date) -> bytes:
    """`/.well-known/gpc.json`: this site heeds Global Privacy Control (which is about personal data)."""
    return json.dumps({"gpc": True, "lastUpdate": last_update.isoformat()}).encode()
