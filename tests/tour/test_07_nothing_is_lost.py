"""Chapter seven. Other servers fall silent, for an hour or a week; what they missed reaches them, in order and once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from fediart.clock import DAY, HOUR, MINUTE
from fediart.jobs import tidy
from tests.remote import RemoteServer
from tests.site import Client, drain
from tests.tour.hands import press
from tests.tour.places import Place, publish, says


@dataclass(frozen=True, slots=True)
class Silence:
    """Bob and Carol, on servers of their own, follow Jane; Bob's server will be down."""

    place: Place
    jane: Client
    bob: RemoteServer
    carol: RemoteServer

    async def passes(self, milliseconds: int) -> None:
        """Time goes by, and the server does what is due."""
        self.place.site.clock.move(milliseconds)
        await drain(self.place.site)

    async def left(self) -> int:
        """Deliveries that have not been made yet."""
        return len(await self.place.rows("select id from deliveries where state = 'waiting'"))


@pytest.fixture
async def silence(place: Place) -> AsyncIterator[Silence]:
    clock = place.site.clock.now
    jane = await place.member("jane")
    async with RemoteServer("bob", clock=clock) as bob, RemoteServer("carol", clock=clock) as carol:
        for follower in (bob, carol):
            follow = follower.follow(f"{place.origin}/users/jane")
            assert await follower.deliver(f"{place.origin}/inbox", follow) == 202
        await drain(place.site)
        async with place.site.db.writing() as tx:
            await tidy.schedule(tx, place.site)  # once an hour, as in a server that runs
        yield Silence(place, jane, bob, carol)


def kinds(server: RemoteServer) -> list[str]:
    return [one["type"] for one in server.received if one["type"] != "Accept"]


async def test_a_server_that_is_down_gets_it_when_it_is_up_again(silence: Silence) -> None:
    # Given that Bob's server fails three times
    silence.bob.answer_next(503, times=3)

    # When Jane publishes
    await publish(silence.place, silence.jane, "Low sun")

    # Then it hangs here and Carol has it, whatever Bob's server does
    assert (kinds(silence.bob), kinds(silence.carol)) == ([], ["Create"])
    assert await silence.left() == 1

    # And it is tried again: not at once, but soon, then more rarely, until it is there
    await drain(silence.place.site)
    tried = [path for method, path, _ in silence.bob.requests if method == "POST"]
    assert len(tried) == 2, "the Accept, and one try"
    for _ in range(60):
        if not await silence.left():
            break
        await silence.passes(5 * MINUTE)
    assert (kinds(silence.bob), kinds(silence.carol)) == (["Create"], ["Create"])
    assert await silence.left() == 0


async def test_an_hour_is_asked_for_and_granted(silence: Silence) -> None:
    silence.bob.answer_next(429, headers={"Retry-After": "3600"})
    await publish(silence.place, silence.jane, "Low sun")
    await silence.passes(HOUR - 2 * MINUTE)
    assert kinds(silence.bob) == []
    await silence.passes(4 * MINUTE)
    assert kinds(silence.bob) == ["Create"]


async def test_what_comes_later_does_not_overtake(silence: Silence) -> None:
    # Given a silence in which a work is published, renamed and taken down
    silence.bob.answer_next(503, times=2)
    page = await publish(silence.place, silence.jane, "Low sun")
    work = page.rsplit("/", 1)[1]
    await silence.passes(1)
    await press(silence.jane, f"/works/{work}/edit", "Save", {"title": "Last light"})
    await silence.passes(1)
    await press(silence.jane, f"/works/{work}/delete", "Delete it")

    # When the silence ends
    for _ in range(60):
        await silence.passes(MINUTE)

    # Then everything has arrived in the order in which it happened, the end last
    assert kinds(silence.carol) == ["Create", "Update", "Delete"]
    assert kinds(silence.bob) in (["Create", "Update", "Delete"], ["Create", "Delete"])
    assert await silence.left() == 0


async def test_one_server_that_is_down_costs_one_probe_however_much_waits(silence: Silence) -> None:
    silence.bob.answer_next(503, times=99)
    for number in range(4):
        await publish(silence.place, silence.jane, f"Study {number}")
    probes = [path for method, path, _ in silence.bob.requests if method == "POST"]
    assert len(probes) <= 3, "the Accept, and no more than two tries for four works"

    # And when it is up again, all four arrive
    silence.bob.answers_again()
    for _ in range(60):
        await silence.passes(10 * MINUTE)
    assert sorted(kinds(silence.bob)) == ["Create"] * 4
    assert len({one["id"] for one in silence.bob.received}) == len(silence.bob.received)


async def test_after_a_week_of_silence_it_is_given_up_and_the_artist_can_see_it(silence: Silence) -> None:
    silence.bob.answer_next(503, times=999)
    await publish(silence.place, silence.jane, "Low sun")
    for _ in range(10 * 4):
        await silence.passes(DAY // 4)
    [ended] = await silence.place.rows("select state, outcome, tries from deliveries where state not in ('delivered')")
    assert ended["state"] == "given-up" and ended["outcome"]
    assert ended["tries"] > 5

    # But Bob still follows. His server is asked now and then; once it is back, what comes next reaches him
    silence.bob.answers_again()
    for _ in range(8):
        await silence.passes(DAY // 4)
    await publish(silence.place, silence.jane, "Blue hour")
    for _ in range(30):
        await silence.passes(10 * MINUTE)
    assert kinds(silence.bob) == ["Create"]
    says(await silence.jane.get("/@jane"), "2 followers")
