"""The versions of the admission policy as the page lists them: who saved each, when, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.admission.policy import BALANCED, policy_from_dict
from fediart.admission.policy_words import differences
from fediart.language import _
from fediart.store import accounts, actors, admission_policies
from fediart.store.database import Reading

LISTED = 20


@dataclass(frozen=True, slots=True)
class Version:
    """`by` says who saved it; `changes` is against the version before, of the first one against the default.

    `at` is 0 for the default, which nobody has saved.
    """

    version: int
    name: str
    at: int
    by: str
    changes: Sequence[str]


async def versions(tx: Reading, *, listed: int = LISTED) -> tuple[Version, ...]:
    """The newest first."""
    saved = await admission_policies.history(tx, limit=listed + 1)
    policies = [policy_from_dict(dict(one.body)) for one in saved]
    names = {one: await _name(tx, one) for one in {one.account_id for one in saved} if one is not None}
    found = []
    for place, (one, policy) in enumerate(zip(saved[:listed], policies, strict=False)):
        before = policies[place + 1] if place + 1 < len(policies) else BALANCED
        nobody = _("When the instance was set up") if one.version == 1 else _("At the command line")
        by = nobody if one.account_id is None else names[one.account_id]
        found.append(Version(one.version, policy.name, one.created, by, differences(before, policy)))
    if saved and len(saved) <= listed and saved[-1].version == BALANCED.version + 1:
        found.append(Version(BALANCED.version, BALANCED.name, 0, _("The default"), ()))
    return tuple(found)


async def _name(tx: Reading, account_id: int) -> str:
    account = await accounts.by_id(tx, account_id)
    actor = await actors.by_id(tx, account.actor_id) if account else None
    return f"@{actor.name}" if actor else "a former admin"
