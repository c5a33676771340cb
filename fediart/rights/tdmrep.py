"""`/.well-known/tdmrep.json`: TDMRep for the whole site, exceptions first, since the first match wins."""

from __future__ import annotations

import json

from fediart.rights.exceptions import Form, Line, SiteTerms, chosen
from fediart.rights.model import POLICIES, Policy, policy_document
from fediart.rights.values import values

Entry = dict[str, str | int]

LIMIT = 500 * 1024  # bytes; the protocol names none, and a reader that has read robots.txt can read as much here
_BETWEEN = ",\n "


def entries(terms: SiteTerms, origin: str) -> list[Entry]:
    """The array: longest paths first, `/` last (W3C TDMRep, section on the well-known file)."""
    last = _entry("/", terms.policy, origin)

    weights = {policy.preset: len(_text(_entry("", policy, origin)) + _BETWEEN) for policy in POLICIES.values()}
    says = {policy.preset: _says(policy) for policy in POLICIES.values()}

    def cost(line: Line) -> int:
        alike = says[line.policy.preset] == says[line.cover.preset]
        return 0 if alike else len(line.path) + weights[line.policy.preset]

    found = chosen(terms, Form(_says, cost, LIMIT - len(_text(last)) - 8))
    return [*(_entry(line.path, line.policy, origin) for line in found.lines), last]


def document(terms: SiteTerms, origin: str) -> bytes:
    """The file, to be served as application/json: one entry per line."""
    return f"[\n {_BETWEEN.join(map(_text, entries(terms, origin)))}\n]\n".encode()


def _says(policy: Policy) -> int:
    """All that TDMRep can say: mining is reserved for ever, reserved with an offer, or free."""
    if values(policy).reservation == 0:
        return 2
    return 1 if policy.negotiable else 0


def _text(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _entry(path: str, policy: Policy, origin: str) -> Entry:
    entry: Entry = {"location": path, "tdm-reservation": values(policy).reservation}
    if policy.negotiable:
        entry["tdm-policy"] = policy_document(origin, policy.preset)
    return entry
