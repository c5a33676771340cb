"""`/.well-known/tdmrep.json`: TDMRep for the whole site, exceptions first, since the first match wins."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fediart.rights.model import Override, Policy, policy_document
from fediart.rights.paths import written
from fediart.rights.values import values

Entry = dict[str, str | int]


def entries(policy: Policy, origin: str, overrides: Sequence[Override] = ()) -> list[Entry]:
    """The array: longest paths first, `/` last (W3C TDMRep, section on the well-known file)."""
    scoped = [(path, o.policy) for o in overrides for path in o.paths]
    scoped.sort(key=lambda rule: -len(rule[0]))
    return [_entry(path, own, origin) for path, own in (*scoped, ("/", policy))]


def document(policy: Policy, origin: str, overrides: Sequence[Override] = ()) -> bytes:
    """The file, to be served as application/json."""
    return json.dumps(entries(policy, origin, overrides), indent=1).encode()


def _entry(path: str, policy: Policy, origin: str) -> Entry:
    entry: Entry = {"location": written(path), "tdm-reservation": values(policy).reservation}
    if policy.negotiable:
        entry["tdm-policy"] = policy_document(origin, policy.preset)
    return entry
