"""Apps for tests: a token for somebody, and a client that speaks the API as apps do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from fediart.site import Site
from fediart.store import access_tokens
from fediart.store.accounts import Account
from tests.site import Answer, Client

ALL = ("read", "write", "follow", "push", "profile", "admin:read", "admin:write")


async def token_for(site: Site, account: Account | None, scopes: Iterable[str] = ALL) -> str:
    """A token that lets an app do what the scopes say; without an account it speaks for the app alone."""
    token = secrets.token_urlsafe(16)
    async with site.db.writing() as tx:
        await access_tokens.insert(
            tx, site.ids.new(), token, app_id=None, account_id=account.id if account else None,
            scopes=frozenset(scopes), now=site.clock.now(),
        )  # fmt: skip
    return token


class App:
    """One app in somebody's hand. Without a token it is a visitor's."""

    def __init__(self, client: Client, token: str = "") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def request(self, method: str, path: str, **more: Any) -> Answer:
        headers = {"Accept": "application/json"} | self.headers | dict(more.pop("headers", {}))
        return await self.client.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.request("GET", path, **more)

    async def post(self, path: str, given: Any = None, **more: Any) -> Answer:
        """`given` goes as JSON; `data=` sends a form instead."""
        return await self.request("POST", path, **({"json": given} if given is not None else {}), **more)

    async def put(self, path: str, given: Any = None, **more: Any) -> Answer:
        return await self.request("PUT", path, **({"json": given} if given is not None else {}), **more)

    async def patch(self, path: str, given: Any = None, **more: Any) -> Answer:
        return await self.request("PATCH", path, **({"json": given} if given is not None else {}), **more)

    async def delete(self, path: str, given: Any = None, **more: Any) -> Answer:
        return await self.request("DELETE", path, **({"json": given} if given is not None else {}), **more)


async def app_of(client: Client, account: Account | None, scopes: Iterable[str] = ALL) -> App:
    return App(client, await token_for(client.site, account, scopes))
