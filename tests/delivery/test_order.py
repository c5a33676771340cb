"""Who goes first: people before crowds, and nobody in memory without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.clock import DAY, MINUTE, HandClock
from fediart.ids import Ids
from fediart.jobs.deliver import Deliverer
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.slots import Slots, Turns
from fediart.jobs.worker import Worker
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import deliveries, hosts, jobs, outgoing
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.deliveries import Place
from fediart.store.hosts import Host
from fediart.store.outgoing import Outgoing
from tests.remote import RemoteServer
from tests.site import make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with (
        running_site(db, tmp_path, clock, config={"federation": {"deliveries_at_once": 1}}) as made,
        served(made),
    ):
        yield made


async def send(site: Site, artist: Actor, inboxes: list[str], number: int, *to: str) -> str:
    uri = f"{artist.uri}#likes/{number}"
    activity = write.like(uri, artist.uri, "https://a.example/1", list(to))
    async with site.db.writing() as tx:
        await outbox.send(tx, site, actor=artist, activity=activity, inboxes=inboxes)
    return uri


async def test_a_message_to_a_person_overtakes_the_crowd(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(RemoteServer(name, clock=site.clock.now)) for name in ("a", "b", "c")
        ]
        inboxes = [one.inbox for one in servers]
        crowd = [await send(site, jane, inboxes, number, PUBLIC) for number in range(8)]
        message = await send(site, jane, [servers[2].inbox], 99, servers[2].actor_id)
        await Deliverer(site, chance=lambda: 0.0).drain()
        assert servers[2].received[0]["id"] == message
        assert [one["id"] for one in servers[0].received] == crowd, "and each crowd in its order"


async def test_who_is_named_in_what_is_for_all_is_told_first(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    activity = write.like(f"{jane.uri}#1", jane.uri, "https://a.example/1", [PUBLIC])
    inboxes = [f"http://127.0.0.1:{port}/inbox" for port in range(1, 40)]
    async with site.db.writing() as tx:
        await outbox.send(tx, site, actor=jane, activity=activity, inboxes=inboxes, first=[inboxes[30]])
    taken = await deliveries.take(site.db, now=site.clock.now(), limit=5)
    assert taken[0].inbox == inboxes[30]
    assert [one.priority for one in taken] == [0, 1, 1, 1, 1]


async def test_what_is_about_a_post_does_not_overtake_it(site: Site) -> None:
    """The Create went with the crowd; an edit that names somebody must not come before it."""
    _, jane = await make_artist(site, "jane")
    inbox = "http://127.0.0.1:9/inbox"
    for kind, first in (("Create", []), ("Update", [inbox])):
        activity = write.like(f"{jane.uri}#{kind}", jane.uri, "https://a.example/1", [PUBLIC]) | {"type": kind}
        async with site.db.writing() as tx:
            await outbox.send(tx, site, actor=jane, activity=activity, inboxes=[inbox], first=first, post_id=7)
    taken = await deliveries.take(site.db, now=site.clock.now(), limit=5)
    assert [(one.kind, one.priority) for one in taken] == [("Create", 1), ("Update", 1)]


async def test_twenty_thousand_servers_are_queued_in_one_transaction(site: Site) -> None:
    """One row for each inbox, and the first batch is there at once."""
    _, jane = await make_artist(site, "jane")
    now = site.clock.now()
    places = [Place(f"http://h{number}.example/inbox", f"h{number}.example", now) for number in range(20_000)]
    async with site.db.writing() as tx:
        row = Outgoing(site.ids.new(), f"{jane.uri}#1", jane.id, "Create", None, "{}", now)
        await outgoing.insert(tx, row)
        assert await deliveries.queue(tx, site.ids, row.id, places, now=now) == 20_000
    assert len(await deliveries.take(site.db, now=now, limit=256)) == 256


async def test_what_is_for_all_spares_the_dead_and_waits_for_the_troubled(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    now = site.clock.now()
    ill = Host("ill.example", failures=3, retry_at=now + MINUTE, last_failure=now, last_error="x", down_since=now)
    dead = replace(ill, host="dead.example", down_since=now - 8 * DAY)
    async with site.db.writing() as tx:
        await hosts.save(tx, [ill, dead])
    inboxes = [f"http://{name}.example/inbox" for name in ("ill", "dead", "well")]
    await send(site, jane, inboxes, 1, PUBLIC)
    async with site.db.reading() as tx:
        rows = {row["host"]: row for row in await tx.all("select host, state, due, outcome from deliveries")}
    assert (rows["ill.example"]["state"], rows["ill.example"]["due"]) == ("waiting", now + MINUTE)
    assert rows["dead.example"]["state"] == "given-up" and "not been reached since" in rows["dead.example"]["outcome"]
    assert (rows["well.example"]["state"], rows["well.example"]["due"]) == ("waiting", now)


async def test_an_activity_from_a_server_in_trouble_is_a_sign_of_life(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with RemoteServer("bob", clock=site.clock.now) as bob:
        deliverer = Deliverer(site, chance=lambda: 0.0)
        bob.answer_next(503)
        sent = await send(site, jane, [bob.inbox], 1, PUBLIC)
        await deliverer.drain()
        assert await deliverer.drain() == 0 and not bob.received
        inbox = f"{site.config.origin}/inbox"
        assert await bob.deliver(inbox, bob.follow(jane.uri), how="unsigned") == 401
        assert await deliverer.drain() == 0, "what anybody may say is no sign of life"
        assert await bob.deliver(inbox, bob.follow(jane.uri)) == 202
        await deliverer.drain()
        assert [one["id"] for one in bob.received] == [sent]


async def test_turns_are_given_to_the_first_first() -> None:
    turns, order = Turns(lambda: 1), list[str]()
    await turns.enter()

    async def one(name: str, first: bool) -> None:
        await turns.enter(first=first)
        order.append(name)
        turns.leave()

    tasks = [asyncio.create_task(one(name, name == "urgent")) for name in ("a", "b", "urgent")]
    await asyncio.sleep(0)
    turns.leave()
    await asyncio.gather(*tasks)
    assert order == ["urgent", "a", "b"]


async def test_who_waits_for_an_answer_makes_room_for_the_next() -> None:
    """One slot: the silent is moved aside, and three others pass while it waits."""
    slots, answered, passed = Slots(1, 10), asyncio.Event(), list[int]()
    aside = asyncio.Event()

    async def silent() -> None:
        async with slots.place(quick=True, first=False, on_aside=aside.set, on_stuck=lambda: None):
            await answered.wait()

    async def quick(number: int) -> None:
        async with slots.place(quick=True, first=False, on_aside=lambda: None, on_stuck=lambda: None):
            passed.append(number)

    waiting = asyncio.create_task(silent())
    await asyncio.sleep(0)
    await asyncio.gather(*(quick(number) for number in range(3)))
    assert aside.is_set() and slots.waiting == 1 and passed == [0, 1, 2]
    answered.set()
    await waiting
    assert slots.waiting == 0


async def test_a_lane_that_ends_wakes_the_worker_for_what_waited_behind_it(site: Site) -> None:
    """The second job of an order key is not free before the first has ended: the bell says when."""
    done: list[int] = []

    async def work(site: Site, payload: dict[str, int]) -> Outcome:
        done.append(payload["n"])
        return Done()

    ids = Ids(site.clock)
    async with site.db.writing() as tx:
        await jobs.enqueue(tx, ids.new(), "inbox", {"n": 1}, now=site.clock.now(), order_key="a")
    worker = Worker(site, {**HANDLERS, "inbox": work})  # type: ignore[dict-item]
    await worker.round()
    async with asyncio.timeout(0.5):
        await site.bell.wait(timeout=5)
    assert done == [1]
