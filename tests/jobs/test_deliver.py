"""Deliveries: in order, retried with patience, easy on hosts that are down, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.signatures import Scheme
from fediart.actions import outbox
from fediart.clock import DAY, HandClock
from fediart.jobs.deliver import Deliverer
from fediart.jobs.retry import MOST_TRIES, host_wait_after, wait_after
from fediart.site import Site
from fediart.store import actors, deliveries, domain_rules, follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.domain_rules import DomainRule
from fediart.store.follows import ACCEPTED
from tests.remote import RemoteServer
from tests.site import drain, make_artist, running_site, served


class Post:
    """`site` with the artist jane; what she sends goes to the servers she is followed from."""

    def __init__(self, site: Site, jane: Actor) -> None:
        self.site = site
        self.jane = jane
        self.deliverer = Deliverer(site, chance=lambda: 0.0)

    async def followed_from(self, server: RemoteServer) -> Actor:
        uri, now = server.actor_id, self.site.clock.now()
        one = replace(
            self.jane, id=self.site.ids.new(), uri=uri, name=server.name, host=server.host, url=uri,
            inbox=server.inbox, shared_inbox=f"{server.origin}/inbox", public_key_id=server.key.id,
            public_key=server.pair.public_pem, private_key="",
        )  # fmt: skip
        async with self.site.db.writing() as tx:
            await actors.insert(tx, one)
            await follows.put(tx, follows.Follow(self.site.ids.new(), one.id, self.jane.id, ACCEPTED, f"{uri}#f", now))
        return one

    async def sends(self, kind: str = "Create", *, post_id: int | None = None) -> str:
        """Queues an activity for all followers; its id."""
        number = self.site.ids.new()
        uri = f"{self.jane.uri}#{kind.lower()}s/{number}"
        activity: dict[str, Any] = write.like(uri, self.jane.uri, "https://a.example/1", [PUBLIC]) | {"type": kind}
        async with self.site.db.writing() as tx:
            await outbox.send(tx, self.site, actor=self.jane, activity=activity, post_id=post_id)
        return uri

    async def states(self) -> list[str]:
        async with self.site.db.reading() as tx:
            rows = await tx.all("select state from deliveries order by id")
        return [row["state"] for row in rows]

    async def wait(self, milliseconds: int) -> int:
        """Time passes, and what is due is delivered."""
        self.site.clock.move(milliseconds)  # type: ignore[attr-defined]
        return await self.deliverer.drain()

    async def host(self) -> Any:
        async with self.site.db.reading() as tx:
            return await tx.one("select * from hosts")


@pytest.fixture
async def post(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Post]:
    async with running_site(db, tmp_path, clock) as site, served(site):
        _, jane = await make_artist(site, "jane")
        yield Post(site, jane)


@asynccontextmanager
async def elsewhere(post: Post, *names: str, **how: Any) -> AsyncIterator[list[RemoteServer]]:
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(RemoteServer(name, clock=post.site.clock.now, **how)) for name in names
        ]
        for server in servers:
            await post.followed_from(server)
        yield servers


async def test_every_server_gets_it_once_and_signed(post: Post) -> None:
    async with elsewhere(post, "bob", "carol") as servers:
        await post.sends()
        await post.deliverer.drain()
        assert [len(one.received) for one in servers] == [1, 1]
        assert not any(one.refused for one in servers)
        assert await post.states() == ["delivered", "delivered"]
        assert await post.deliverer.drain() == 0


async def test_followers_on_one_server_share_a_delivery(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        async with post.site.db.writing() as tx:
            found = await actors.by_uri(tx, bob.actor_id)
            assert found is not None
            twin = replace(found, id=post.site.ids.new(), uri=found.uri + "2", name="bob2", inbox=found.inbox + "2")
            await actors.insert(tx, twin)
            await follows.put(
                tx, follows.Follow(post.site.ids.new(), twin.id, post.jane.id, ACCEPTED, "x", post.site.clock.now())
            )
        await post.sends()
        await post.deliverer.drain()
        assert len(bob.received) == 1


async def test_the_signature_a_server_reads_is_remembered(post: Post) -> None:
    async with elsewhere(post, "bob", accepts=(Scheme.CAVAGE,)) as (bob,):
        await post.sends()
        await post.deliverer.drain()
        assert len(bob.refused) == 1, "RFC 9421 first, as the server is not known"
        await post.sends()
        await post.deliverer.drain()
        assert len(bob.refused) == 1
        assert len(bob.received) == 2
        assert (await post.host())["scheme"] == "cavage"


async def test_the_same_activity_is_not_sent_twice(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        activity = write.like(f"{post.jane.uri}#likes/1", post.jane.uri, "https://a.example/1", [PUBLIC])
        for _ in range(2):
            async with post.site.db.writing() as tx:
                await outbox.send(tx, post.site, actor=post.jane, activity=activity)
        await post.deliverer.drain()
        assert len(bob.received) == 1


async def test_a_host_that_is_down_costs_one_probe_at_a_time(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        sent = [await post.sends() for _ in range(12)]
        bob.answer_next(503, times=12)
        await post.deliverer.drain()
        tried = sum(one[0] == "POST" for one in bob.requests)
        assert tried <= post.site.config.federation.deliveries_per_host
        state = await post.host()
        assert state["failures"] == 1
        assert await post.wait(host_wait_after(1) - 2_000) == 0
        before = sum(one[0] == "POST" for one in bob.requests)
        await post.wait(2_000)
        assert sum(one[0] == "POST" for one in bob.requests) == before + 1
        assert (await post.host())["failures"] == 2
        bob._answers.clear()
        await post.wait(host_wait_after(2))
        await post.wait(60_000)
        assert {one["id"] for one in bob.received} == set(sent)
        assert (await post.host())["failures"] == 0


async def test_a_server_that_cannot_be_reached_is_held_as_a_whole(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        for _ in range(6):
            await post.sends()
        gone = bob.host
    await post.deliverer.drain()
    assert set(await post.states()) == {"waiting"}
    state = await post.host()
    assert (state["host"], state["failures"]) == (gone, 1)
    assert state["last_error"] == "the server refuses connections"


async def test_retry_after_is_heeded(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        await post.sends()
        bob.answer_next(429, headers={"Retry-After": "3600"})
        await post.deliverer.drain()
        assert await post.wait(3_500_000) == 0
        await post.wait(102_000)
        assert len(bob.received) == 1


async def test_after_sixteen_tries_it_is_given_up(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        await post.sends()
        bob.answer_next(401, times=100)
        for tries in range(1, MOST_TRIES + 1):
            await post.deliverer.drain()
            post.site.clock.move(wait_after(tries, 0.0) + 1_000)  # type: ignore[attr-defined]
        assert await post.states() == ["given-up"]
        assert await post.deliverer.drain() == 0


def test_the_sixteen_tries_take_about_two_days() -> None:
    total = sum(wait_after(tries, 0.5) for tries in range(1, MOST_TRIES))
    assert 1 * DAY < total < 3 * DAY


async def test_what_a_dead_host_has_not_taken_in_a_week_is_given_up(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        await post.sends()
        await post.sends()
        bob.answer_next(503, times=100)
        await post.deliverer.drain()
        await post.wait(8 * DAY)
        assert await post.states() == ["given-up", "given-up"]


async def test_a_no_is_final_and_says_nothing_against_the_host(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        await post.sends()
        bob.answer_next(404, times=1)
        await post.deliverer.drain()
        assert await post.states() == ["rejected"]
        await post.sends()
        await post.deliverer.drain()
        assert await post.states() == ["rejected", "delivered"]


async def test_410_at_a_persons_own_inbox_ends_the_follows_of_that_person(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        async with post.site.db.writing() as tx:
            await tx.run("update actors set shared_inbox = '' where uri = :uri", uri=bob.actor_id)
        await post.sends()
        bob.answer_next(410)
        await post.deliverer.drain()
        assert await post.states() == ["gone"]
        async with post.site.db.reading() as tx:
            assert await follows.follower_inboxes(tx, post.jane.id) == []
            found = await actors.by_id(tx, post.jane.id)
        assert found is not None and found.follower_count == 0
        await post.sends()
        assert await post.deliverer.drain() == 0


async def test_410_at_a_shared_inbox_is_asked_about_first(post: Post) -> None:
    """Bob is still there: his server only has no shared inbox any more."""
    async with elsewhere(post, "bob") as (bob,):
        bob.publish_actor(endpoints=None)
        await post.sends()
        bob.answer_next(410)
        await drain(post.site)
        async with post.site.db.reading() as tx:
            assert await follows.follower_inboxes(tx, post.jane.id) == [bob.inbox]
        sent = await post.sends()
        await post.deliverer.drain()
        assert [one["id"] for one in bob.received] == [sent]


async def test_410_at_a_shared_inbox_whose_people_are_gone_ends_all_their_follows(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        bob.serve(f"/users/{bob.name}", {"error": "gone"}, status=410)
        await post.sends()
        bob.answer_next(410)
        await drain(post.site)
        async with post.site.db.reading() as tx:
            assert await follows.follower_inboxes(tx, post.jane.id) == []
            found = await actors.by_id(tx, post.jane.id)
        assert found is not None and found.follower_count == 0


async def test_what_is_about_one_post_arrives_in_order(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        first = await post.sends("Create", post_id=7)
        second = await post.sends("Update", post_id=7)
        other = await post.sends("Create", post_id=8)
        bob.answer_next(401, times=2)  # both signatures are tried
        await post.deliverer.drain()
        assert [one["id"] for one in bob.received] == [other], "what is about another post does not wait"
        third = await post.sends("Delete", post_id=7)
        await post.deliverer.drain()
        assert [one["id"] for one in bob.received] == [other]
        await post.wait(wait_after(1, 0.0) + 1_000)
        assert [one["id"] for one in bob.received] == [other, first, second, third]


async def test_one_activity_a_server_stumbles_over_holds_up_no_other(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        poison = await post.sends("Create", post_id=1)
        bob.answer_next(500)
        await post.deliverer.drain()
        others = [await post.sends("Create", post_id=number) for number in (2, 3)]
        await post.deliverer.drain()
        assert not bob.received
        await post.wait(host_wait_after(1))
        assert [one["id"] for one in bob.received] == others
        await post.wait(30_000)
        assert bob.received[-1]["id"] == poison


async def test_what_was_taken_when_the_process_died_is_taken_again(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        await post.sends()
        assert len(await deliveries.take(post.site.db, now=post.site.clock.now(), limit=10)) == 1
        assert await post.deliverer.drain() == 0, "another process may still be at it"
        await post.wait(deliveries.LEASE + 1)
        assert len(bob.received) == 1


async def test_nothing_goes_to_a_blocked_domain(post: Post) -> None:
    async with elsewhere(post, "bob") as (bob,):
        async with post.site.db.writing() as tx:
            await domain_rules.put_rule(tx, DomainRule("127.0.0.1"))
        post.site.rules.changed()
        await post.sends()
        assert await post.deliverer.drain() == 0
        assert not bob.received


async def test_slow_servers_do_not_hold_up_the_others(post: Post) -> None:
    async with elsewhere(post, "bob", "carol") as (bob, carol):
        free = asyncio.Event()
        bob.answer_next(202, until=free, times=3)
        for _ in range(3):
            await post.sends()
        work = asyncio.create_task(post.deliverer.drain())
        await carol.heard("Create", 3)
        assert not bob.received
        free.set()
        await work
        assert len(bob.received) == 3
