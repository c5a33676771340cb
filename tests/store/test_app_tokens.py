"""Codes and tokens that renew are used once, on either database, also by several at the same moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fediart.actions.app_tokens import Denied, Issued, for_code, renewed
from fediart.actions.apps import register
from fediart.actions.authorizing import Question, allow
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import access_tokens
from fediart.store.apps import Registration
from fediart.store.database import Database
from tests.site import make_artist, running_site

BACK = "feather://in"
BOTH = ("read", "offline_access")


async def holds(site: Site, token: str) -> bool:
    async with site.db.reading() as tx:
        return await access_tokens.find(tx, token, now=site.clock.now()) is not None


async def test_what_is_used_twice_ends_all_that_came_of_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        jane, _ = await make_artist(site, "jane")
        app, _secret = await register(site, Registration("Feather", "", (BACK,), BOTH), confidential=True)
        asked = Question(app, BACK, BOTH, None, "")

        async def fetch(code: str) -> Issued:
            return await for_code(site, app, code, redirect_uri=BACK, verifier="")

        code = await allow(site, asked, jane)
        made = await asyncio.gather(*(fetch(code) for _ in range(3)), return_exceptions=True)
        [one] = [each for each in made if isinstance(each, Issued)]
        assert sum(isinstance(each, Denied) for each in made) == 2
        assert not await holds(site, one.token)

        first = await fetch(await allow(site, asked, jane))
        clock.move(1000)
        second = await renewed(site, app, first.renewal, scope="")
        assert await holds(site, first.token) and await holds(site, second.token)
        async with db.reading() as tx:
            [listed] = await access_tokens.apps_of(tx, jane.id, now=clock.now())
        assert (listed.name, set(listed.scopes), listed.since) == ("Feather", set(BOTH), first.created)
        with pytest.raises(Denied):
            await renewed(site, app, first.renewal, scope="")
        assert not await holds(site, first.token) and not await holds(site, second.token)
        async with db.reading() as tx:
            assert await access_tokens.apps_of(tx, jane.id, now=clock.now()) == []
