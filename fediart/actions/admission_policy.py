"""The admission policy in force, and how an admin changes it: every version is kept, none is ever changed."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions.permissions import demand
from fediart.admission.policy import BALANCED, Policy, policy_from_dict, policy_to_dict
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import admission_policies
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.admission_policies import SavedPolicy
from fediart.store.database import Reading


async def current_policy(tx: Reading) -> Policy:
    """What decides now. Where nobody has saved one yet, `balanced` is version 1."""
    saved = await admission_policies.current(tx)
    if saved is None:
        return BALANCED
    return replace(policy_from_dict(dict(saved.body)), version=saved.version)


async def policy_of(tx: Reading, version: int) -> Policy | None:
    """One version; None where there is none of that number. Version 1 is the default, whether it was saved or not."""
    saved = await admission_policies.by_version(tx, version)
    if saved is None:
        return BALANCED if version == BALANCED.version else None
    return replace(policy_from_dict(dict(saved.body)), version=saved.version)


async def save_policy(site: Site, account: Account | None, body: object, *, seen_version: int) -> Policy:
    """Puts a policy (its JSON form, or a preset's name) in force as the next version.

    `account` is None for the command line. `seen_version` is the one the admin was looking at: somebody else's
    newer one is never overwritten unseen.
    Raises PolicyError for the wrong field, Problem where a newer one exists.
    """
    if account is not None:
        demand(account, "change instance")
    policy = policy_from_dict(body)
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await current_policy(tx)
        if before.version != seen_version:
            raise Problem(
                _("Version %(version)s was saved meanwhile. Look at it, then change it again.", version=before.version)
            )
        policy = replace(policy, version=before.version + 1)
        saved = SavedPolicy(policy.version, policy_to_dict(policy), account.id if account else None, now)
        if not await admission_policies.insert(tx, saved):
            raise Problem(_("Somebody else saved a policy at this moment. Look at it, then change it again."))
        await log(
            tx, site.ids, account_id=account.id if account else None, action="change admission policy",
            subject=f"version {policy.version}", detail=policy.name, now=now, kind=RULE,
        )  # fmt: skip
    return policy


async def restore_policy(site: Site, account: Account, version: int, *, seen_version: int) -> Policy:
    """Puts what an older version said in force again, as the next version. Raises as `save_policy`, and NotFound."""
    demand(account, "change instance")
    async with site.db.reading() as tx:
        found = await policy_of(tx, version)
    if found is None:
        raise NotFound(_("There is no such version."))
    return await save_policy(site, account, policy_to_dict(found), seen_version=seen_version)
