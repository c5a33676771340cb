"""What is left of log-ins and of apps' sign-ins that nobody needs any more: swept once an hour, with the rest."""

from __future__ import annotations

from typing import Final

from fediart.actions.log_in_places import KEPT
from fediart.clock import DAY
from fediart.store import access_tokens, app_grants, apps, known_places, passkeys, second_factors
from fediart.store.database import Writing

KEPT_CODES: Final = DAY  # after they expired, so that a stolen one that comes late still ends what came of it
KEPT_OF_APPS: Final = 180 * DAY  # tokens of apps that speak for nobody, without use
NEVER_USED: Final = 30 * DAY  # apps that never signed anybody in
NOT_USED: Final = 365 * DAY  # apps that have nobody signed in any more


async def forget(tx: Writing, *, now: int) -> None:
    await access_tokens.forget_expired(tx, now=now, apps_before=now - KEPT_OF_APPS)
    await app_grants.forget_expired(tx, now=now, codes_before=now - KEPT_CODES)
    await second_factors.forget_expired(tx, now=now)
    await passkeys.forget_challenges(tx, now=now)
    await known_places.forget_old(tx, before=now - KEPT)
    await apps.forget_unused(tx, never_since=now - NEVER_USED, not_since=now - NOT_USED)
