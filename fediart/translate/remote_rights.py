"""What others say about AI and their works, joined with our own policy: the more restrictive of the two holds."""

from __future__ import annotations

import json
from collections.abc import Mapping

from federation.lenient import http_url
from fediart.rights.licences import LICENCES, Licence
from fediart.rights.meaning import meaning
from fediart.rights.model import AXES, POLICIES, Axis, Policy, Preset

MOST_LICENCES = 4
_LOOSEST_FIRST = (Preset.OPEN, Preset.NO_TRAINING, Preset.NO_AI, Preset.NO_AI_NO_SEARCH)


def joined(remote_rights: str, local: Policy) -> Policy:
    """The loosest preset that permits nothing that either side refuses. Who says nothing is held to permit no AI."""
    said = _said(remote_rights)
    base = local if said else POLICIES[Preset.NO_AI]
    allowed = {axis for axis in AXES if said.get(axis, getattr(base, axis)) and getattr(local, axis)}
    for preset in _LOOSEST_FIRST:
        policy = POLICIES[preset]
        if {axis for axis in AXES if getattr(policy, axis)} <= allowed:
            return policy
    return POLICIES[Preset.NO_AI_NO_SEARCH]


def licences_in(remote_rights: str) -> tuple[Licence, ...]:
    """The licences others put a work under (FEP-6757): several are alternatives. Unknown ones go by their address."""
    terms = json.loads(remote_rights)
    told = terms.get("license", []) if isinstance(terms, dict) else []
    uris = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    known = {_bare(one.uri): one for one in LICENCES.values()}
    found = [url for one in uris[:MOST_LICENCES] if isinstance(one, str) and (url := http_url(one)) is not None]
    return tuple(known.get(_bare(url)) or Licence("", url.partition("://")[2], url) for url in found)


def _bare(uri: str) -> str:
    """With and without http, with and without a slash at the end, it is the same licence."""
    return uri.partition("://")[2].removesuffix("/").lower()


def _said(remote_rights: str) -> Mapping[Axis, bool]:
    """Where two terms of one document differ, the refusal holds."""
    found: dict[Axis, bool] = {}
    terms = json.loads(remote_rights)
    for name, value in terms.items() if isinstance(terms, dict) else ():
        for axis, permitted in (meaning(name, _text(value)) or {}).items():
            found[axis] = found.get(axis, True) and permitted
    return found


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)
