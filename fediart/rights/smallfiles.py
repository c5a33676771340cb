"""Three small well-known files: Spawning's ai.txt, JournalList's trust.txt, and gpc.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from fediart.rights.model import Override, Policy
from fediart.rights.paths import written

_PICTURES = ("avif", "gif", "heic", "jpeg", "jpg", "png", "tiff", "webp")


def ai_txt(policy: Policy, overrides: Sequence[Override] = ()) -> str:
    """`/ai.txt`: which files may go into training sets."""
    lines = ["# Spawning AI", "# Prevent datasets from using the following file types", "", "User-Agent: *"]
    for override in overrides:
        word = "Allow" if override.policy.train_gen else "Disallow"
        lines += [f"{word}: {written(path)}" for path in override.paths]
    if policy.train_gen:
        lines.append("Allow: /")
    else:
        lines += [f"Disallow: *.{ending}" for ending in _PICTURES]
        lines += ["Disallow: /", "Disallow: *"]
    return "\n".join(lines) + "\n"


def trust_txt(policy: Policy) -> str:
    """`/trust.txt` and `/.well-known/trust.txt`."""
    return f"datatrainingallowed={'yes' if policy.train_gen else 'no'}\n"


def gpc_json(last_update: date) -> bytes:
    """`/.well-known/gpc.json`: this site heeds Global Privacy Control (which is about personal data)."""
    return json.dumps({"gpc": True, "lastUpdate": last_update.isoformat()}).encode()
