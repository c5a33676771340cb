"""What others say about AI and their works, joined with our own policy: the more restrictive of the two holds."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fediart.rights.meaning import meaning
from fediart.rights.model import AXES, POLICIES, Axis, Policy, Preset

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
