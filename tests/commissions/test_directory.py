"""The directory of artists who are open for work: who is found by what, in which order, and who is not in it."""

from __future__ import annotations

import pytest

from fediart.clock import DAY
from fediart.store.work_profiles import open_for_work
from tests.commissions.conftest import OFFER, World, member
from tests.seeds import hang
from tests.site import Client

USUAL = {"state": "open", "listed": "1", "visitors": "1", "remote": "1"}


async def _opens(world: World, name: str, **changes: str) -> Client:
    who = world.artist if name == "jane" else world.client if name == "kim" else world.artist.fresh()
    if who not in (world.artist, world.client):
        await member(world.site, who, name)
    assert (await who.post_form("/settings/work", USUAL | changes)).status == 303
    world.clock.move(1000)
    return who


async def _found(world: World, query: str = "") -> list[str]:
    text = (await world.visitor.get(f"/artists{query}")).text
    return [part.split('"')[0] for part in text.split('<h2><a href="/@')[1:]]


async def test_artists_are_found_by_what_they_do_where_and_for_how_much(world: World) -> None:
    await _opens(world, "jane", mediums="Ink, Lino", styles="Portraits", languages="English, Norsk", place="Bergen")
    await _opens(world, "kim", mediums="oil", styles="portraits", languages="Español", place="Lima", remote="")
    await _opens(world, "tom", state="waiting", mediums="ink", place="bergen, or nearby")
    offer = OFFER | {"price_from": "900"}
    assert (await world.client.post_form("/commissions/offers/new", offer)).status == 303
    assert await _found(world) == ["tom", "kim", "jane"]  # who has opened last comes first
    assert await _found(world, "?medium=INK") == ["tom", "jane"]
    assert await _found(world, "?style=portraits") == ["kim", "jane"]
    assert await _found(world, "?medium=ink&style=portraits") == ["jane"]
    assert await _found(world, "?language=norsk") == ["jane"]
    assert await _found(world, "?place=BERG") == ["tom", "jane"]
    assert await _found(world, "?place=%25") == []  # a sign of the database's own is a letter like any other
    assert await _found(world, "?remote=1") == ["tom", "jane"]
    assert await _found(world, "?now=1") == ["kim", "jane"]
    assert await _found(world, "?currency=EUR&most=200") == ["jane"]
    assert await _found(world, "?currency=EUR&most=1,000.00") == ["kim", "jane"]
    assert await _found(world, "?currency=USD&most=200") == []
    assert await _found(world, "?most=cheap&currency=EUR") == ["kim", "jane"]
    assert "Nobody fits all of this" in (await world.visitor.get("/artists?medium=marble")).text


@pytest.mark.one_engine
async def test_who_is_closed_unlisted_suspended_or_gone_is_not_in_it(world: World) -> None:
    await _opens(world, "jane", mediums="ink")
    await _opens(world, "kim", mediums="ink", listed="")
    assert await _found(world, "?medium=ink") == ["jane"]
    async with world.site.db.reading() as tx:
        states = await open_for_work(tx, [world.jane.id, world.kim.id, 5])
    assert {key: (one.state, one.offers) for key, one in states.items()} == {
        world.jane.id: ("open", True), world.kim.id: ("open", False),
    }  # fmt: skip
    await _opens(world, "jane", state="closed", mediums="ink")
    assert await _found(world) == []
    ask = f"/@jane/commissions/{world.offer}/ask"
    assert (await world.client.post_form(ask, {"title": "x", "words": "y"}, page="/home")).status == 422
    assert "takes no more requests" in (await world.client.get(ask)).text
    await _opens(world, "jane", mediums="ink")
    for deed in ("suspended = 1", "suspended = 0, moved_to = 'https://x.example/u'", "moved_to = '', deleted = 1"):
        async with world.site.db.writing() as tx:
            await tx.run(f"update actors set {deed} where id = :id", id=world.jane.id)
        world.site.pages.changed()
        assert await _found(world, "?medium=ink") == [], deed


@pytest.mark.one_engine
async def test_closing_and_opening_again_does_not_bring_one_to_the_front(world: World) -> None:
    await _opens(world, "jane")
    await _opens(world, "kim")
    await _opens(world, "jane", state="closed")
    await _opens(world, "jane")
    assert await _found(world) == ["kim", "jane"]
    await _opens(world, "jane", state="closed")
    world.clock.move(8 * DAY)
    await _opens(world, "jane")
    assert await _found(world) == ["jane", "kim"]


@pytest.mark.one_engine
async def test_works_that_not_everybody_may_see_are_nowhere(world: World) -> None:
    shown = await hang(world.site, world.jane, "Open sea")
    hidden = await hang(world.site, world.jane, "Secret sea", visibility="followers")
    await hang(world.site, world.jane, "Bare sea", mature=1)
    theirs = await hang(world.site, world.kim, "Kim’s sea")
    fields = OFFER | {"examples": [str(shown.id), str(hidden.id)]}
    assert (await world.artist.post_form(f"/commissions/offers/{world.offer}", fields)).status == 303
    await _opens(world, "jane")
    for page in ("/@jane/commissions", "/artists"):
        text = (await world.visitor.get(page)).text
        assert f"/@jane/{shown.id}" in text, page
        assert "Secret" not in text, page
        assert str(hidden.id) not in text, page
        assert "Bare sea" not in text, page
    stolen = await world.artist.post_form(f"/commissions/offers/{world.offer}", OFFER | {"examples": [str(theirs.id)]})
    assert stolen.status == 422
    answer = await world.visitor.get("/@jane/commissions")
    assert "noai" in answer.headers["X-Robots-Tag"]


@pytest.mark.one_engine
async def test_who_wants_no_visitors_is_asked_by_members_alone(world: World) -> None:
    await _opens(world, "jane", visitors="")
    ask = f"/@jane/commissions/{world.offer}/ask"
    assert "/log-in?next=" in (await world.visitor.get("/@jane/commissions")).text
    assert (await world.visitor.get(ask)).location.startswith("/log-in?next=/@jane")
    fields = {"title": "x", "words": "y", "name": "Ann", "email": "ann@x.example"}
    assert (await world.visitor.post_form(ask, fields, page="/log-in")).status == 404
    assert (await world.ask()).startswith("/commissions/")


@pytest.mark.one_engine
async def test_offers_are_put_in_order_and_wrong_ones_say_what_is_wrong(world: World) -> None:
    await world.artist.post_form("/commissions/offers/new", OFFER | {"title": "Cover"})
    text = (await world.visitor.get("/@jane/commissions")).text
    assert text.index("Portrait") < text.index("Cover")
    await world.artist.post_form(f"/commissions/offers/{world.offer}/down", page="/commissions/offers")
    text = (await world.visitor.get("/@jane/commissions")).text
    assert text.index("Cover") < text.index("Portrait")
    wrongs = (
        ({"title": ""}, "Say in a few words"),
        ({"price_from": "much"}, "Give the amount as a number"),
        ({"price_from": "9", "price_to": "3"}, "must not be below"),
        ({"currency": ""}, "Choose the currency"),
        ({"slots": "-1"}, "Give a whole number"),
        ({"state": "x"}, "Choose whether"),
    )
    for wrong, words in wrongs:
        answer = await world.artist.post_form("/commissions/offers/new", OFFER | wrong)
        assert answer.status == 422
        assert words in answer.text
    tried = await world.client.post_form(f"/commissions/offers/{world.offer}", OFFER, page="/commissions/offers/new")
    assert tried.status == 404  # nobody changes another's
    assert (await world.client.post_form(f"/commissions/offers/{world.offer}/remove", page="/home")).status == 404
