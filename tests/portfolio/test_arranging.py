"""The face of an artist is arranged in private, looked at, published, and taken back."""

from __future__ import annotations

import json
import re
from typing import Any

from fediart.actions.pins import MOST, pin
from fediart.store import portfolios
from fediart.store.portfolios import Portfolio, Section
from fediart.web.arranging import REST, TOP, Group, sent_to, step
from tests import seeds
from tests.portfolio.conftest import World
from tests.site import log_in, make_artist

ACTIVITY = {"Accept": "application/activity+json"}
LOOK: dict[str, object] = {
    "layout": "masonry",
    "accent": "teal",
    "headline": "Ferries at night",
    "cover": "",
    "rest": 1,
}


def hung(text: str) -> list[str]:
    """The titles on the walls, in order."""
    return re.findall(r'<p class="caption"><a class="work-title" href="[^"]+">([^<]+)</a>', text)


async def told(world: World) -> list[dict[str, Any]]:
    async with world.site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


async def test_nobody_sees_a_draft_until_it_is_published_and_undo_brings_back_what_was(world: World) -> None:
    first, second, third = await world.hang("First", "Second", "Third")
    before = (await world.out.get("/@jane")).text
    assert hung(before) == ["Third", "Second", "First"]
    fields = {**LOOK, "heading-s1": "At sea", "words-s1": "Two *nights* of work."}
    assert await world.arrange(fields, {TOP: [], "s1": [first, third], REST: [second]}) == 303
    assert hung((await world.out.get("/@jane")).text) == ["Third", "Second", "First"]
    seen = (await world.own.get("/settings/portfolio/preview")).text
    assert hung(seen) == ["First", "Third", "Second"]
    assert "Nobody else sees it yet" in seen
    await world.own.post_form("/settings/portfolio/publish", page="/settings/portfolio")
    now = (await world.out.get("/@jane")).text
    assert hung(now) == ["First", "Third", "Second"]
    assert 'data-layout="masonry"' in now
    assert 'data-accent="teal"' in now
    assert "Ferries at night" in now
    assert "Two <em>nights</em> of work." in now
    assert re.search(r'<h2 id="section-s1">At sea</h2>', now)
    await world.own.post_form("/settings/portfolio/undo", page="/settings/portfolio")
    assert hung((await world.out.get("/@jane")).text) == ["Third", "Second", "First"]
    await world.own.post_form("/settings/portfolio/undo", page="/settings/portfolio")
    assert hung((await world.out.get("/@jane")).text) == ["First", "Third", "Second"]


async def test_changes_can_be_thrown_away(world: World) -> None:
    (first,) = await world.hang("First")
    await world.arrange({**LOOK, "headline": "Not this"}, {"s1": [first]})
    assert "Not this" in (await world.own.get("/settings/portfolio")).text
    await world.own.post_form("/settings/portfolio/discard", page="/settings/portfolio")
    assert "Not this" not in (await world.own.get("/settings/portfolio")).text
    again = await world.own.post_form("/settings/portfolio/publish", page="/settings/portfolio")
    assert again.status == 422
    assert "nothing new to publish" in again.text


async def test_works_without_a_place_can_stay_off_the_face(world: World) -> None:
    first, second = await world.hang("Chosen", "Early try")
    fields = {name: value for name, value in LOOK.items() if name != "rest"}
    await world.arrange(fields, {"s1": [first], REST: [second]}, "publish")
    assert hung((await world.out.get("/@jane")).text) == ["Chosen"]
    assert (await world.out.get(f"/@jane/{second}")).status == 200


async def test_what_hangs_at_the_top_is_pinned_and_told_to_other_servers(world: World) -> None:
    bob = await seeds.stranger(world.site, "bob", "far.example")
    await seeds.follow(world.site, bob, world.jane)
    first, second, third = await world.hang("First", "Second", "Third")
    await pin(world.site, world.jane, first)
    await world.arrange(LOOK, {TOP: [third, second], "s1": [first]}, "publish")
    said = [(one["type"], one["object"].rsplit("/", 1)[1]) for one in await told(world)]
    assert said == [("Add", str(first)), ("Remove", str(first)), ("Add", str(third)), ("Add", str(second))]
    featured = (await world.out.get("/users/jane/featured", headers=ACTIVITY)).text
    assert str(first) not in featured
    assert hung((await world.out.get("/@jane")).text) == ["Third", "Second", "First"]


async def test_other_servers_read_the_order_of_the_portfolio(world: World) -> None:
    first, second, third, fourth = await world.hang("First", "Second", "Third", "Fourth")
    await world.arrange(LOOK, {TOP: [second], "s1": [third, first], REST: [fourth]}, "publish")
    page = (await world.out.get("/users/jane/portfolio?page=true", headers=ACTIVITY)).json
    assert [one.rsplit("/", 1)[1] for one in page["orderedItems"]] == [str(n) for n in (second, third, first, fourth)]


async def test_a_work_pinned_while_a_draft_waits_is_in_the_draft_too(world: World) -> None:
    first, second = await world.hang("First", "Second")
    await world.arrange(LOOK, {TOP: [first]})
    await world.own.post_form(f"/works/{second}/pin", page=f"/@jane/{second}")
    await world.own.post_form("/settings/portfolio/publish", page="/settings/portfolio")
    assert hung((await world.out.get("/@jane")).text) == ["First", "Second"]


async def test_nothing_but_ones_own_works_can_be_hung(world: World) -> None:
    """Advisories 24 and 89: what is touched must be the artist's."""
    _, mallory = await make_artist(world.site, "mallory")
    theirs = await seeds.hang(world.site, mallory, "Not hers")
    (own,) = await world.hang("Hers")
    fields = {**LOOK, "cover": theirs.id, "cover-s1": theirs.id}
    await world.arrange(fields, {TOP: [theirs.id], "s1": [theirs.id, own, 2**62]}, "publish")
    text = (await world.out.get("/@jane")).text
    assert hung(text) == ["Hers"]
    assert "Not hers" not in text


async def test_who_may_not_see_a_work_does_not_see_it_in_a_portfolio(world: World) -> None:
    (first,) = await world.hang("For all")
    (secret,) = await world.hang("For followers", visibility="followers")
    (mature,) = await world.hang("For adults", mature=1)
    fields = {**LOOK, "cover": secret, "cover-s1": mature}
    await world.arrange(fields, {TOP: [secret], "s1": [first, mature]}, "publish")
    for path in ("/@jane", "/@jane/about", "/@jane/print", "/@jane/print?by=pages"):
        text = (await world.out.get(path)).text
        assert "For followers" not in text, path
        assert str(secret) not in text, path
    assert "cover-work" not in (await world.out.get("/@jane")).text
    assert "<figure" not in (await world.out.get("/@jane")).text
    _, fan = await make_artist(world.site, "fan")
    await seeds.follow(world.site, fan, world.jane)
    browser = world.out.fresh()
    await log_in(browser, "fan")
    assert "For followers" in (await browser.get("/@jane")).text
    async with world.site.db.reading() as tx:
        assert await tx.all("select 1 from pins") == [], "what only followers see is not pinned for everyone"


async def test_too_much_is_refused_with_a_word_at_its_field(world: World) -> None:
    many = await world.hang(*(f"Work {number}" for number in range(MOST + 1)))
    assert await world.arrange({**LOOK, "headline": "x" * 161}, {TOP: []}) == 422
    assert await world.arrange(LOOK, {TOP: many}) == 422
    assert await world.arrange({**LOOK, "layout": "<b>"}, {}) == 422
    assert await world.arrange(LOOK, {f"s{number}": [] for number in range(30)}) == 422
    async with world.site.db.reading() as tx:
        assert (await portfolios.kept(tx, world.jane.id)).draft is None


async def test_markup_in_the_words_stays_words(world: World) -> None:
    (first,) = await world.hang("First")
    evil = '<img src=x onerror=alert(1)>"><script>alert(1)</script>'
    fields = {**LOOK, "headline": evil, "heading-s1": evil, "words-s1": f"{evil} [x](javascript:alert(1))"}
    await world.arrange(fields, {"s1": [first]}, "publish")
    for browser, path in ((world.out, "/@jane"), (world.own, "/settings/portfolio"), (world.out, "/@jane/print")):
        text = (await browser.get(path)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


async def test_the_buttons_do_without_a_script_what_dragging_does(world: World) -> None:
    first, second, third = await world.hang("First", "Second", "Third")
    await world.arrange(LOOK, {TOP: [], REST: [third, second, first]}, "place-all")
    await world.arrange(LOOK, {TOP: [], "s1": [third, second, first], REST: []}, f"down:{third}")
    await world.arrange(LOOK, {TOP: [], "s1": [second, third, first], REST: []}, "add-section")
    await world.arrange(
        {**LOOK, "tick": third, "target": "s2"}, {TOP: [], "s1": [second, third, first], "s2": [], REST: []}, "send"
    )
    async with world.site.db.reading() as tx:
        draft = (await portfolios.kept(tx, world.jane.id)).draft
    assert draft is not None
    assert [(one.key, one.works) for one in draft.sections] == [("s1", (second, first)), ("s2", (third,))]
    await world.arrange(LOOK, {"s1": [second, first], "s2": [third]}, "section-up:s2")
    await world.arrange(LOOK, {"s2": [third], "s1": [second, first]}, "remove-section:s1")
    async with world.site.db.reading() as tx:
        draft = (await portfolios.kept(tx, world.jane.id)).draft
    assert draft is not None
    assert [(one.key, one.works) for one in draft.sections] == [("s2", (third,))]


def test_a_step_beyond_the_end_of_a_group_leads_into_the_next() -> None:
    groups = [Group(TOP, ()), Group("s1", (1, 2)), Group(REST, (3,))]
    assert step(groups, 1, -1) == [Group(TOP, (1,)), Group("s1", (2,)), Group(REST, (3,))]
    assert step(groups, 2, 1) == [Group(TOP, ()), Group("s1", (1,)), Group(REST, (2, 3))]
    assert step(groups, 3, 1) == groups
    assert step(groups, 9, 1) == groups
    assert sent_to(groups, [3, 1], TOP) == [Group(TOP, (1, 3)), Group("s1", (2,)), Group(REST, ())]
    assert sent_to(groups, [3], "s7") == groups


def test_a_row_of_another_version_is_read_as_far_as_it_is_known() -> None:
    face = Portfolio(layout="index", sections=(Section("s1", "A", "b", 3, (4, 5)),), pinned=(1,))
    assert portfolios.read(portfolios.written(face)) == face
    said = json.loads(portfolios.written(face)) | {"layout": "spiral", "music": "loud", "about": {"hobbies": ["x"]}}
    assert portfolios.read(json.dumps(said)) == Portfolio(sections=face.sections, pinned=(1,))


async def test_only_members_arrange_and_only_from_here(world: World) -> None:
    assert (await world.out.get("/settings/portfolio")).location.startswith("/log-in")
    assert (await world.out.get("/settings/portfolio/preview")).location.startswith("/log-in")
    for path in ("", "/publish", "/discard", "/undo", "/about", "/contact"):
        assert (await world.own.post(f"/settings/portfolio{path}", data={"layout": "grid"})).status == 403, path
