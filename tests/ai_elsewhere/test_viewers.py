"""Viewers hide, cover or show what carries an AI label, wherever it hangs: counted, reversible, and without a leak."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import remote_labels
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.gallery import FIRST, Cursor
from fediart.store.posts import Post
from fediart.store.remote_labels import Label, Standing, Word
from fediart.web.seeing import ROUNDS, filled
from tests import seeds
from tests.site import Client, change_settings, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine

TILE = re.compile(r'<a class="work-title" href="([^"]+)">([^<]*)</a>')
OLDER = re.compile(r'rel="next" href="([^"]+)"')


@dataclass
class House:
    site: Site
    web: Client
    jane: Actor
    tomasz: Actor
    clock: HandClock

    async def hang(self, title: str, label: str = "", **more: object) -> int:
        self.clock.move(HOUR)
        return (await seeds.hang(self.site, self.jane, title, ai_label=label, **more)).id

    async def say(self, text: str, standing: Standing, author: Actor, **more: object) -> Post:
        """A post of another server, labelled so."""
        self.clock.move(HOUR)
        post = await seeds.say(self.site, author, f"<p>{text}</p>", kind="note", **more)
        await seeds.remote_picture(self.site, post, kept=True)
        async with self.site.db.writing() as tx:
            await tx.batch([remote_labels.saying(post.id, standing, now=0)])
        self.site.pages.changed()
        return post

    async def chooses(self, **form: str) -> None:
        await log_in(self.web, "tomasz")
        answer = await self.web.post_form("/settings/seeing", {"ai": "show", "assisted": "1"} | form)
        assert answer.status == 303, answer.text

    async def titles(self, path: str) -> list[str]:
        return [title for _, title in TILE.findall((await self.web.get(path)).text)]


SAID = Standing(Label.GENERATED, Word.OBJECT, "digitalSourceType: trainedAlgorithmicMedia")
TAGGED = Standing(Label.TAGGED, Word.TAGS, "#aiart")
SUSPECTED = Standing(Label.SUSPECTED, Word.SCORE)


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[House]:
    async with running_site(db, tmp_path, clock) as site, served(site) as web:
        jane, tomasz = (await make_artist(site, "jane"))[1], (await make_artist(site, "tomasz"))[1]
        yield House(site, web, jane, tomasz, clock)


async def test_a_visitor_hides_labelled_works_by_the_address_alone(house: House) -> None:
    for title, label in (("Ink", ""), ("Machine", "generated"), ("Half", "assisted")):
        await house.hang(title, label, tags=("blue",))
    for path in ("/", "/tags/blue", "/@jane", "/search?q=M"):
        page = await house.web.get(path)
        assert "carr" in page.text and "ai=hide" in page.text, path
        asked = f"{path}{'&' if '?' in path else '?'}ai=hide"
        hidden = await house.web.get(asked)
        assert "Machine" not in hidden.text, path
        assert "hidden for an AI label" in hidden.text
        assert "ai=show" in hidden.text
        assert not hidden.headers.getall("Set-Cookie", [])
    assert await house.titles("/?ai=hide") == ["Ink"]
    assert await house.titles("/?ai=nonsense") == ["Half", "Machine", "Ink"]


async def test_series_and_their_faces_hide_them_too(house: House) -> None:
    series = await seeds.new_series(house.site, house.jane, "Reservoir", "reservoir")
    for place, (title, label) in enumerate((("Machine", "generated"), ("Ink", ""))):
        await house.hang(title, label, series_id=series.id, series_position=place)
    path = "/@jane/series/reservoir"
    assert await house.titles(path) == ["Machine", "Ink"]
    assert await house.titles(f"{path}?ai=hide") == ["Ink"]
    assert "1 work hidden for an AI label" in (await house.web.get(f"{path}?ai=hide")).text
    row = re.compile(r'<section class="series-row".*?</section>', re.DOTALL)
    assert "<img" in row.findall((await house.web.get("/@jane")).text)[0]
    for way in ("hide", "blur"):
        assert "<img" not in row.findall((await house.web.get(f"/@jane?ai={way}")).text)[0]


async def test_a_member_hides_them_and_pages_stay_full_and_complete(house: House) -> None:
    for number in range(84):
        await house.hang(f"Work {number:03}", "generated" if number % 2 else "")
    await house.chooses(ai="hide")
    first = await house.web.get("/")
    assert len(TILE.findall(first.text)) == 40, "a page is as full as ever"
    assert "40 works hidden by" in first.text
    second = await house.titles(OLDER.findall(first.text)[0].replace("&amp;", "&"))
    shown = [title for _, title in TILE.findall(first.text)] + second
    assert shown == [f"Work {number:03}" for number in range(82, -1, -2)]
    everything = await house.web.get("/?ai=show")
    assert "Work 083" in everything.text
    assert "Back to your settings" in everything.text
    assert "ai=show" in OLDER.findall(everything.text)[0]


async def test_a_stretch_of_nothing_but_hidden_works_ends_and_goes_on() -> None:
    """The numbers from 3,000 down, of which one in 700 is shown: pages end, and together they show them all."""

    async def below(at: Cursor, limit: int) -> list[int]:
        return list(range(min(at[0], 3001) - 1, 0, -1))[:limit]

    shown: list[int] = []
    hidden, rounds, before, more = 0, 0, FIRST, True
    while more:
        page = await filled(below, lambda one: (one, 0), lambda one: one % 700 > 0, before=before, size=40)
        assert page.hidden <= 41 * ROUNDS
        shown, hidden, before, more = [*shown, *page.items], hidden + page.hidden, page.last, page.more
        rounds += 1
    assert shown == [2800, 2100, 1400, 700]
    assert (hidden, rounds) == (2996, 13)


async def test_an_empty_page_says_why_it_is_empty(house: House) -> None:
    await house.hang("Machine", "generated")
    await house.chooses(ai="hide")
    page = (await house.web.get("/")).text
    assert "1 work hidden by" in page
    assert "The walls are still empty" not in page


async def test_covered_works_keep_their_place_and_open_without_scripts(house: House) -> None:
    work = await house.hang("Machine", "generated")
    await house.chooses(ai="blur")
    tile = (await house.web.get("/")).text
    assert "Machine" in tile and 'picture covered"><span>AI-generated' in tile
    page = (await house.web.get(f"/@jane/{work}")).text
    assert '<details class="cover cover-stage">' in page
    assert "covered by your settings" in page
    assert "og:image" not in page and "application/ld+json" not in page


async def test_whose_own_work_it_is_and_whom_they_except_are_left_alone(house: House) -> None:
    await house.hang("Machine", "generated")
    far = await seeds.stranger(house.site, "kim", "far.example")
    await seeds.follow(house.site, house.tomasz, far)
    await house.say("From far", SAID, far)
    await house.chooses(ai="hide", exempt="@jane\nfar.example")
    assert await house.titles("/") == ["Machine"]
    assert "From far" in (await house.web.get("/home")).text
    await house.chooses(ai="hide")
    assert "From far" not in (await house.web.get("/home")).text
    await log_in(house.web, "jane")
    await house.web.post_form("/settings/seeing", {"ai": "hide"})
    assert await house.titles("/") == ["Machine"], "jane sees her own"


async def test_what_is_hidden_stands_in_no_title_and_no_head(house: House) -> None:
    far = await seeds.stranger(house.site, "kim", "far.example")
    await seeds.follow(house.site, house.tomasz, far)
    post = await house.say("Secret words", SAID, far)
    await house.chooses(ai="hide")
    for path in ("/home", "/elsewhere", "/@kim@far.example"):
        text = (await house.web.get(path)).text
        assert "Secret words" not in text, path
        assert "1 post hidden by" in text, path
    page = (await house.web.get(f"/posts/{post.id}")).text
    head, _, body = page.partition("</head>")
    assert "Secret words" not in head
    assert 'class="cover"' in body


async def test_a_suspicion_is_shown_to_nobody_who_did_not_ask(house: House) -> None:
    far = await seeds.stranger(house.site, "kim", "far.example")
    await seeds.follow(house.site, house.tomasz, far)
    post = await house.say("Red picture", SUSPECTED, far)
    for who in ("", "tomasz"):
        if who:
            await log_in(house.web, who)
        text = (await house.web.get(f"/posts/{post.id}")).text
        assert "AI-generated" not in text and "filter" not in text
    await house.chooses(ai="hide")
    assert "Red picture" in (await house.web.get("/home")).text
    await house.chooses(ai="hide", suspected="1")
    assert "Red picture" not in (await house.web.get("/home")).text
    await house.chooses(ai="show", suspected="1")
    assert "It can be wrong." in (await house.web.get("/home")).text


async def test_an_instance_covers_or_keeps_out(house: House) -> None:
    far = await seeds.stranger(house.site, "kim", "far.example")
    await seeds.follow(house.site, house.tomasz, far)
    posts = [await house.say(f"From far: {one.label}", one, far) for one in (SAID, TAGGED, SUSPECTED)]
    await log_in(house.web, "tomasz")
    shown = (await house.web.get("/elsewhere")).text
    assert shown.count("From far") == 3
    assert "says the server it comes from" in shown and "Tagged #aiart by its author" in shown
    await change_settings(house.site, elsewhere="blur")
    pages = [(await house.web.get(f"/posts/{post.id}")).text for post in posts]
    assert all('class="cover"' in page for page in pages)
    assert "Covered by this server’s settings" in pages[2] and "AI-generated" not in pages[2]
    await change_settings(house.site, elsewhere="keep-out")
    assert "From far" not in (await house.web.get("/elsewhere")).text
    assert (await house.web.get("/home")).text.count("From far") == 3, "whom one follows, one sees"
    await change_settings(house.site, elsewhere="off")
    assert "says the server" not in (await house.web.get("/home")).text


async def test_what_is_neither_handle_nor_server_is_told_at_the_field(house: House) -> None:
    await log_in(house.web, "tomasz")
    for exempt in ("not a handle", "@", "far", "@a@b@c", "<script>x", "@kim@far.example/../x"):
        answer = await house.web.post_form("/settings/seeing", {"ai": "hide", "exempt": exempt})
        assert answer.status == 422, exempt
        assert "neither a handle" in answer.text
        assert "<script>x" not in answer.text
    assert (await house.web.post_form("/settings/seeing", {"ai": "everything"})).status == 422
