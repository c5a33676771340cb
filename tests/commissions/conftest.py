"""An artist with an offer, a member who may ask, and a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from yarl import URL

from fediart.actions.commission_offers import OfferForm, save
from fediart.clock import HandClock
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import sessions
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.web.cookies import cookie_name
from tests.site import Answer, Client, make_artist, running_site, served

OFFER = {
    "title": "Portrait", "included": "Half a body, in ink", "terms": "Half of it beforehand", "price_from": "120",
    "currency": "EUR", "slots": "1", "days": "14", "waits": "1", "state": "open",
}  # fmt: skip
NO_FILE = ("", b"", "application/octet-stream")
WISH = {"title": "My two cats", "words": "Both asleep on a blue chair."}


@dataclass(frozen=True, slots=True)
class World:
    """`artist` and `client` are browsers of jane and kim, `visitor` one of nobody."""

    jane: Actor
    kim: Actor
    artist: Client
    client: Client
    visitor: Client
    offer: int
    clock: HandClock

    @property
    def site(self) -> Site:
        return self.artist.site

    async def ask(self, **changes: str) -> str:
        """The path of a new commission that kim asks of jane."""
        path = f"/@jane/commissions/{self.offer}/ask"
        answer = await self.client.post_form(path, WISH | changes)
        assert answer.status == 303, answer.text
        return answer.location

    async def step(self, who: Client, path: str, was: str, to: str, **more: str) -> int:
        return (await who.post_form(f"{path}/step", {"was": was, "to": to, **more}, page=path)).status

    async def say(self, who: Client, path: str, words: str, file: tuple[str, bytes, str] = NO_FILE) -> Answer:
        """As a browser does: the field for files is sent even when none is chosen."""
        return await who.post_form(f"{path}/message", {"words": words, "files": file}, page=path)

    async def state(self, path: str) -> str:
        number = int(path.rsplit("/", 1)[-1])
        async with self.site.db.reading() as tx:
            return str(await tx.value("select state from commissions where id = :id", id=number))


def comes_in(client: Client, token: str) -> None:
    """As somebody who has logged in before."""
    name = cookie_name(client.site.config, "session")
    client.session.cookie_jar.update_cookies({name: token}, URL(client.origin))


async def member(site: Site, browser: Client, name: str, *, role: str = "artist") -> Actor:
    """A new member, logged in with this browser."""
    account, actor = await make_artist(site, name, role=role)
    async with site.db.writing() as tx:
        await sessions.insert(tx, token := secret_token(), account.id, agent="", now=site.clock.now())
    comes_in(browser, token)
    return actor


@pytest.fixture
async def world(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with running_site(db, tmp_path, clock) as site, served(site) as artist:
        client, visitor = artist.fresh(), artist.fresh()
        jane, kim = await member(site, artist, "jane"), await member(site, client, "kim")
        form = OfferForm("Portrait", "Half a body, in ink", "Half of it beforehand", "120", "", "EUR", "14", "1")
        yield World(jane, kim, artist, client, visitor, await save(site, jane, form), clock)
