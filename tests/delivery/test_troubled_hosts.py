"""Servers in every kind of trouble, all at once: the others hardly notice, and everyone is told the truth."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.fetch import Fetcher, Limits
from fediart.actions import outbox
from fediart.actions.arrived import arrivals
from fediart.cli.federation import show_status
from fediart.clock import DAY, HOUR, MINUTE, HandClock
from fediart.jobs import looking, tidy
from fediart.jobs.deliver import Deliverer
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.site import Site
from fediart.store import actors, follows, hosts
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, Follow
from tests.delivery.odd_servers import Odd, asks_to_wait, is_late, is_silent, never_ends, takes
from tests.delivery.odd_servers import gone as gone_
from tests.delivery.odd_servers import resets as resets_
from tests.remote import RemoteServer
from tests.site import Client, log_in, make_artist, running_site, served


class House:
    """Jane is followed from each of these servers; `passes` moves the clock and delivers what is due."""

    def __init__(self, site: Site, jane: Actor, client: Client) -> None:
        self.site, self.jane, self.client = site, jane, client
        self.clock = site.clock
        self.deliverer = Deliverer(site, chance=lambda: 0.0)
        self.worker = Worker(site, HANDLERS)

    async def followed_from(self, odd: Odd | RemoteServer) -> None:
        uri, now = f"{odd.origin}/users/fan", self.clock.now()
        one = replace(
            self.jane, id=self.site.ids.new(), uri=uri, name=f"fan{odd.port}", host=odd.host, url=uri,
            inbox=f"{uri}/inbox", shared_inbox=f"{odd.origin}/inbox", public_key_id=f"{uri}#main-key", private_key="",
        )  # fmt: skip
        async with self.site.db.writing() as tx:
            await actors.insert(tx, one)
            await follows.put(tx, Follow(self.site.ids.new(), one.id, self.jane.id, ACCEPTED, f"{uri}#f", now))

    async def publishes(self, number: int, kind: str = "Create") -> str:
        uri = f"{self.jane.uri}/posts/{number}"
        activity = write.like(f"{uri}#{kind.lower()}", self.jane.uri, uri, [PUBLIC]) | {"type": kind}
        async with self.site.db.writing() as tx:
            await outbox.send(tx, self.site, actor=self.jane, activity=activity, post_id=number)
        return str(activity["id"])

    async def passes(self, milliseconds: int = 0) -> None:
        """Time passes in steps, so that what was tried again is tried again."""
        assert isinstance(self.clock, HandClock)
        end = self.clock.now() + milliseconds
        while True:
            await self.deliverer.drain()
            if self.clock.now() >= end:
                return
            self.clock.move(min(max(milliseconds // 24, MINUTE), end - self.clock.now()))

    async def state(self, odd: Odd) -> hosts.Host:
        async with self.site.db.reading() as tx:
            return (await hosts.some(tx, [odd.host]))[odd.host]

    async def told(self, capsys: pytest.CaptureFixture[str], odd: Odd) -> str:
        """What the shell says of a server; the page must say the same."""
        capsys.readouterr()
        await show_status(self.site, odd.host, only="all", as_json=False)
        said = capsys.readouterr().out
        page = await self.client.get(f"/admin/federation/servers/{odd.host}")
        assert page.status == 200
        assert said.partition(": ")[2].partition(".\n")[0].partition(",")[0] in page.text
        return said


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[House]:
    async with running_site(db, tmp_path, clock) as plain:
        limits = Limits(total_s=1.0, drain_s=0.1)
        async with Fetcher(clock.now, "fediart/test", allow_loopback=True, allow_http=True, limits=limits) as http:
            site = replace(plain, http=http)
            async with served(site) as client:
                _, jane = await make_artist(site, "jane", role="admin")
                await log_in(client, "jane")
                yield House(site, jane, client)


async def test_every_kind_of_trouble_at_once(
    house: House, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "fediart.deliver")
    kinds = (takes, takes, takes, is_late, resets_, asks_to_wait, gone_, never_ends, is_silent)
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(Odd(kind)) for kind in kinds]
        well, fine, down, late, resets, waits, gone, endless, silent = servers
        for one in servers:
            await house.followed_from(one)
        await down.stop()

        # The quick ones have the first post while the late one still thinks: nobody waits for it.
        first = await house.publishes(1)
        work = asyncio.create_task(house.deliverer.drain())
        while not (well.received and fine.received and endless.received and late.asked):
            await asyncio.sleep(0.001)
        assert not late.received
        late.late.set()
        await work
        assert late.received == well.received == fine.received == endless.received == [first]
        assert "Well." in await house.told(capsys, late)
        assert "Well." in await house.told(capsys, endless), "it said yes; how long it then talks is its own affair"

        # One try each: the rest of what waits for them was not even begun.
        assert (resets.asked, waits.asked, silent.asked) == (1, 1, 1)
        for odd, words in (
            (down, "the server refuses connections"),
            (resets, "the server broke off the connection"),
            (waits, "the server asked us to come later (429)"),
            (silent, "the server took too long to answer"),
        ):
            assert (await house.state(odd)).last_error == words
            assert f"{odd.host}: {words}; everything for it waits" in caplog.text
            assert "Failed once" in (said := await house.told(capsys, odd)) and words in said

        silent.behaviour = resets_  # it has been silent long enough for a test

        # 410: the person behind that inbox is looked up, is gone, and follows nobody any more.
        await house.worker.drain()
        async with house.site.db.reading() as tx:
            assert f"{gone.origin}/inbox" not in await follows.follower_inboxes(tx, house.jane.id)
        assert "did not want the last delivery" in await house.told(capsys, gone)

        # For hours, posts go out: each is with the quick ones in the same round, and the troubled see few tries.
        sent = [first]
        for number in range(2, 8):
            sent.append(await house.publishes(number))
            await house.deliverer.drain()
            assert well.received == fine.received == late.received == endless.received == sent
            await house.passes(9 * MINUTE)
        assert gone.asked == 1
        assert waits.asked == 1, "it asked for an hour, and gets it"
        assert 5 <= resets.asked <= 20
        assert "Failed" in await house.told(capsys, down)

        # It is up again and gets all it has missed, in order; and so does the one that asked us to wait.
        await down.start()
        waits.behaviour = takes
        await house.passes(6 * HOUR)
        assert sorted(down.received) == sorted(waits.received) == sorted(sent)
        assert "Well." in await house.told(capsys, down)
        assert f"{down.host} answers again" in caplog.text

        # After a week of nothing but failures the others are dead: nothing is sent, but a deletion waits.
        await house.passes(8 * DAY)
        assert f"{resets.host} has not been reached for a week" in caplog.text
        assert "Not reached for 8 days" in await house.told(capsys, resets)
        before = resets.asked
        late_post, deletion = await house.publishes(9), await house.publishes(9, "Delete")
        await house.deliverer.drain()
        assert well.received[-2:] == [late_post, deletion]
        assert resets.asked == before
        async with house.site.db.reading() as tx:
            found = await arrivals(tx, house.site, 9)
        why = {(one.host, what): one.why for one in found.late for what in one.what}
        assert "not sent, as the server has not been reached since" in why[resets.host, "The artwork"]
        assert why[resets.host, "The deletion"].startswith("Waiting: the server broke off the connection, since ")
        assert {(one.name, one.arrived, one.all) for one in found.things} == {
            ("The artwork", 6, 8), ("The deletion", 6, 8)
        }  # fmt: skip

        # It answers a probe: it is delivered to again, the deletion first of all.
        resets.behaviour = takes
        assert isinstance(house.clock, HandClock)
        house.clock.move(8 * DAY)
        async with house.site.db.writing() as tx:
            await tidy.schedule(tx, house.site)
            await looking.schedule(tx, house.site)
        await house.worker.drain()
        await house.passes(MINUTE)
        assert resets.received[-1:] == [deletion] and late_post not in resets.received
        assert "Well." in await house.told(capsys, resets)

        # The list says the same of all of them.
        capsys.readouterr()
        await show_status(house.site, "", only="all", as_json=True)
        listed = {row["host"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
        assert {one.host for one in servers} == set(listed)
        assert listed[silent.host]["state"] == "dead" and listed[well.host]["state"] == "well"
        page = (await house.client.get("/admin/federation?only=dead")).text
        assert silent.host in page and well.host not in page
