"""What one process changes, the others know in a moment, whatever they keep in memory; and who dies leaves no gap."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from fediart.actions import domains, tokens, unwelcome, word_rules
from fediart.actions.staff import suspend
from fediart.clock import HandClock
from fediart.ids import SEATS, Ids
from fediart.jobs import company
from fediart.store import app_answers, deliveries, jobs, own_domains
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.app_answers import AppAnswer
from fediart.store.deliveries import Place
from fediart.store.domain_rules import DomainRule
from fediart.store.own_domains import DNS, VERIFIED, OwnDomain
from fediart.store.postgres import PostgresDatabase
from fediart.store.unwelcome import Network
from fediart.store.word_rules import POST, REFUSE, WordRule
from tests.api.house import token_for
from tests.cluster.pair import Pair, becomes, pair
from tests.postgres import Cluster
from tests.seeds import hang, say
from tests.site import change_settings, make_artist


@pytest.fixture(scope="module")
async def two(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(company, "LOOK", 0.05)
        patch.setattr(company, "COUNTED", 0.05)
        async with pair(postgres, tmp_path_factory.mktemp("pair"), HandClock()) as made:
            yield made


@pytest.fixture(scope="module")
async def jane(two: Pair) -> tuple[Account, Actor]:
    return await make_artist(two.one, "jane")


@pytest.fixture(scope="module")
async def owner(two: Pair) -> Account:
    return (await make_artist(two.one, "owner", role="owner"))[0]


async def test_pages_and_settings_follow(two: Pair, jane: tuple[Account, Actor]) -> None:
    await page_follows(two, jane[1], "Heron at low tide")
    await change_settings(two.one, name="The other gallery")

    async def is_called_so() -> bool:
        return "The other gallery" in (await two.there.get("/")).text

    await becomes(is_called_so)


async def page_follows(two: Pair, artist: Actor, title: str) -> None:
    assert title not in (await two.there.get("/")).text
    await hang(two.one, artist, title)

    async def shows_it() -> bool:
        return title in (await two.there.get("/")).text

    await becomes(shows_it)


async def test_rules_follow_where_the_connector_asks(two: Pair, owner: Account) -> None:
    assert two.two.rules.permits("bad.example")
    await domains.set_rule(two.one, owner, DomainRule("bad.example"))

    async def refused() -> bool:
        return not two.two.rules.permits("bad.example")

    await becomes(refused)


async def test_rules_for_words_follow(two: Pair, owner: Account) -> None:
    async def fits() -> bool:
        async with two.two.db.reading() as tx:
            return (await two.two.words.read(tx, now=two.clock.now())).holds_in(POST)

    assert not await fits()
    await word_rules.save(two.one, owner, WordRule(0, "words", "buy now", (POST,), REFUSE))
    await becomes(fits)


async def test_a_timeline_follows(two: Pair, jane: tuple[Account, Actor]) -> None:
    auth = {"Authorization": f"Bearer {await token_for(two.one, jane[0])}"}
    before = await two.there.get("/api/v1/timelines/home", headers=auth)
    assert before.status == 200 and before.json == (await two.there.get("/api/v1/timelines/home", headers=auth)).json
    made = await say(two.one, jane[1], "<p>from elsewhere in the house</p>")

    async def shows_it() -> bool:
        return str(made.id) in (await two.there.get("/api/v1/timelines/home", headers=auth)).text

    await becomes(shows_it)


async def test_revoked_and_suspended_is_out_everywhere(two: Pair, owner: Account) -> None:
    account, _ = await make_artist(two.one, "tom")
    token = await tokens.make_own(two.one, account, ["read"], label="phone")

    async def status(given: str) -> int:
        answer = await two.there.get("/api/v1/timelines/home", headers={"Authorization": f"Bearer {given}"})
        return answer.status

    assert await status(token) == 200
    await tokens.revoke_all(two.one, account)

    async def is_out() -> bool:
        return await status(token) == 401

    await becomes(is_out)
    token = await tokens.make_own(two.one, account, ["read"], label="phone")
    assert await status(token) == 200
    await suspend(two.one, owner, "tom", note="spam")
    await becomes(is_out)


async def test_networks_and_own_domains_follow(two: Pair, owner: Account, jane: tuple[Account, Actor]) -> None:
    now = two.clock.now()
    assert (await two.there.get("/", headers={"Host": "jane.art"})).text.count("<form")
    await change_settings(two.one, own_domains=True)
    async with two.one.db.writing() as tx:
        await own_domains.put(tx, OwnDomain("jane.art", jane[1].id, VERIFIED, "s", DNS, now, now, 0, "", now))
    two.one.pages.changed()

    async def is_janes() -> bool:
        text = (await two.there.get("/", headers={"Host": "jane.art"})).text
        return re.search("<title>[^<]*jane", text) is not None

    await becomes(is_janes)
    shut = await unwelcome.put_network(two.one, owner, Network(0, "127.0.0.0/8", "no_access", "", now, 0))

    async def closed() -> bool:
        return (await two.there.get("/")).status == 403

    await becomes(closed)
    await unwelcome.drop_network(two.one, owner, shut.id)

    async def opened() -> bool:
        return (await two.there.get("/")).status == 200

    await becomes(opened)


async def test_bells_are_heard(two: Pair) -> None:
    for ring, wait in ((two.one.bell, two.two.bell), (two.two.delivery_bell, two.one.delivery_bell)):
        waiting = asyncio.create_task(wait.wait(timeout=60))
        await asyncio.sleep(0)
        ring.ring()
        async with asyncio.timeout(5):
            await waiting


async def test_what_apps_ask_is_counted_together(two: Pair, jane: tuple[Account, Actor]) -> None:
    auth = {"Authorization": f"Bearer {await token_for(two.one, jane[0])}"}

    async def left(client: object) -> int:
        answer = await client.get("/api/v1/markers", headers=auth)  # type: ignore[attr-defined]
        return int(answer.headers["X-RateLimit-Remaining"])

    before = await left(two.there)
    for _ in range(5):
        await left(two.here)

    async def counted() -> bool:
        nonlocal before
        before -= 1
        return await left(two.there) <= before - 5

    await becomes(counted)


async def test_ids_of_different_seats_never_meet(two: Pair, clock: HandClock) -> None:
    seats = {two.one.ids.seat, two.two.ids.seat}
    assert len(seats) == 2 and 0 not in seats
    makers = [two.one.ids, two.two.ids]
    made = [ids.new() for _ in range(20_000) for ids in makers]
    assert len(set(made)) == len(made)
    assert {one % SEATS for one in made} == seats
    assert made[::2] == sorted(made[::2])
    late = Ids(clock)
    first = late.new()
    late.seat = 7
    assert first < late.new() < late.new()


async def test_what_was_missed_is_not_believed(
    two: Pair, jane: tuple[Account, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks, and something changes before there is a new one."""
    monkeypatch.setattr(company, "_PAUSE", 0.0)
    before = (two.two.pages.number, two.two.db.changes.number)
    connection = await asyncpg.connect(two.dsn)
    ended = await connection.fetch(
        """select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())"""
    )
    await connection.close()
    assert ended

    async def again() -> bool:
        return (two.two.pages.number, two.two.db.changes.number) > before and two.two.company.seat != 0

    await becomes(again)
    await page_follows(two, jane[1], "Heron in the morning")


async def test_work_of_the_dead_is_taken_over_at_once(two: Pair, jane: tuple[Account, Actor]) -> None:
    """A third process takes a job, a delivery and a request, and is killed: its connections end, and nothing else."""
    site, now = two.one, two.clock.now()
    async with site.db.writing() as tx:
        for number in (1, 2):
            await jobs.enqueue(tx, number, "paint", {}, now=now)
        await tx.run(
            """insert into outgoing (id, uri, actor_id, kind, body, created)
            values (5, 'https://a', :actor, 'Create', '{}', 0)""",
            actor=jane[1].id,
        )
        places = [Place(f"https://{host}/{name}", host, now) for host in ("a.example", "b.example") for name in "xy"]
        await deliveries.queue(tx, site.ids, 5, places, now=now)
    assert isinstance(site.db, PostgresDatabase)
    async with site.db.company(seats=SEATS) as (seat, _):
        assert seat not in (site.company.seat, two.two.company.seat, 0)
        (mine,) = await jobs.take(site.db, now=now, limit=1, seat=seat)
        held = AppAnswer(jane[0].id, "key", "asked", 9, now + 40_000, 0, "", now, seat)
        async with site.db.writing() as tx:
            await app_answers.begin(tx, held)
        (first,) = await deliveries.take(site.db, now=now, limit=1, seat=seat)
        others = await deliveries.take(site.db, now=now, limit=9, seat=site.company.seat)
        assert {one.host for one in others} == {"a.example", "b.example"} - {first.host}, "a host is one process's"
        theirs = await jobs.take(site.db, now=now, limit=9, seat=site.company.seat)
        assert mine.id not in {one.id for one in theirs}
    found: list[jobs.Job] = []

    async def taken_over() -> bool:
        found.extend(await jobs.take(site.db, now=now, limit=9, seat=site.company.seat))
        async with site.db.reading() as tx:
            answer = await app_answers.find(tx, jane[0].id, "key")
        return bool(found) and answer is not None and answer.held_until == 0

    await becomes(taken_over)
    rest = await deliveries.take(site.db, now=now, limit=9, seat=site.company.seat)
    assert {one.host for one in rest} == {first.host} and len(rest) == 2
    assert {one.id for one in theirs}.isdisjoint({one.id for one in found}), "what the living have stays"
