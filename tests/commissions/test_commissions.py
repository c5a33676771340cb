"""Commissions from the first word to the last: asked, accepted, in progress, delivered, completed; and otherwise."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile

import pytest

from fediart.clock import DAY
from fediart.jobs.tidy import tidy
from fediart.store import commissions, notifications
from tests.commissions.conftest import OFFER, World
from tests.side.made import png
from tests.site import drain, mails


async def test_a_member_asks_and_both_sides_go_through_to_the_end(world: World) -> None:
    path = await world.ask()
    await drain(world.site)
    assert [mail["to"] for mail in mails(world.site).sent] == ["jane@mail.example"]
    assert "cats" not in mails(world.site).sent[0]["text"]  # what was said is read on the page
    board = (await world.artist.get("/commissions")).text
    assert "My two cats" in board
    assert await world.step(world.artist, path, "asked", "accepted") == 303
    noted = await world.artist.post_form(f"{path}/agree", {"price": "140.50", "currency": "EUR", "due": "2026-07-01"})
    assert noted.status == 303
    assert "140.50 EUR" in (await world.client.get(path)).text
    for was, to in (("accepted", "in-progress"), ("in-progress", "delivered")):
        assert await world.step(world.artist, path, was, to) == 303
    assert await world.step(world.client, path, "delivered", "completed") == 303
    assert await world.state(path) == "completed"
    told = (await world.client.get(path)).text
    for words in ("has accepted", "at work on it", "has delivered", "it is complete", "140.50 EUR, until 1 July 2026"):
        assert words in told
    assert "My two cats" in (await world.artist.get("/commissions/ended")).text
    assert "My two cats" in (await world.client.get("/commissions/asked")).text


@pytest.mark.one_engine
async def test_only_the_right_side_takes_a_step_and_nobody_twice(world: World) -> None:
    path = await world.ask()
    assert await world.step(world.client, path, "asked", "accepted") == 422
    assert await world.step(world.artist, path, "asked", "withdrawn") == 422
    assert await world.step(world.artist, path, "asked", "completed") == 422
    assert await world.step(world.artist, path, "asked", "declined", why="Too many cats") == 303
    assert await world.step(world.artist, path, "asked", "accepted") == 422  # the page was old
    assert "Too many cats" in (await world.client.get(path)).text
    assert await world.step(world.artist, path, "declined", "asked") == 303  # the slip of a hand is undone
    assert await world.step(world.client, path, "asked", "withdrawn") == 303
    assert await world.state(path) == "withdrawn"


async def test_of_two_that_take_the_last_slot_at_once_one_gets_it(world: World) -> None:
    paths = [await world.ask(title=f"Cat {number}") for number in range(2)]
    token = await world.artist.csrf(paths[0])
    fields = {"csrf": token, "was": "asked", "to": "accepted"}
    answers = await asyncio.gather(*(world.artist.post(f"{path}/step", data=fields) for path in paths))
    assert sorted(answer.status for answer in answers) == [303, 422]
    async with world.site.db.reading() as tx:
        assert await commissions.taken(tx, world.offer) == 1
    page = (await world.visitor.get("/@jane/commissions")).text
    assert "Waiting list" in page
    assert "0 slots free" in page
    won = paths[0] if await world.state(paths[0]) == "accepted" else paths[1]
    assert await world.step(world.artist, won, "accepted", "in-progress") == 303
    assert await world.step(world.artist, won, "in-progress", "delivered") == 303
    assert "1 slot free" in (await world.visitor.get("/@jane/commissions")).text


@pytest.mark.one_engine
async def test_what_was_offered_when_it_was_asked_stays_and_full_means_full(world: World) -> None:
    path = await world.ask()
    changed = OFFER | {"terms": "All of it beforehand", "price_from": "900", "waits": ""}
    assert (await world.artist.post_form(f"/commissions/offers/{world.offer}", changed)).status == 303
    told = (await world.client.get(path)).text
    assert "Half of it beforehand" in told
    assert "120 EUR" in told
    assert await world.step(world.artist, path, "asked", "accepted") == 303
    ask = f"/@jane/commissions/{world.offer}/ask"
    assert "All slots taken" in (await world.visitor.get("/@jane/commissions")).text
    assert (await world.client.post_form(ask, {"title": "More", "words": "More cats"})).status == 422
    assert (await world.artist.post_form(f"/commissions/offers/{world.offer}/remove", page=path)).status == 303
    assert (await world.client.get(ask)).status == 404
    assert (await world.client.get(path)).status == 200


async def test_a_visitor_asks_by_mail_and_needs_no_account(world: World) -> None:
    ask = f"/@jane/commissions/{world.offer}/ask"
    wish = {
        "title": "A boat",
        "words": "With my <script>alert(1)</script> name.",
        "name": "Ann",
        "email": "ann@x.example",
    }
    sent = await world.visitor.post_form(ask, wish)
    assert sent.status == 200
    assert "Look into your mail" in sent.text
    await drain(world.site)
    assert [mail["to"] for mail in mails(world.site).sent] == ["ann@x.example"]
    assert "boat" not in mails(world.site).sent[0]["text"]  # nobody sends strangers words by our mail
    assert "A boat" not in (await world.artist.get("/commissions")).text
    link = mails(world.site).last_link()
    page = await world.visitor.get(link)
    # Without a referrer a browser would not say where its forms come from, and they would be refused
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert (await world.visitor.post_form(f"{link}/confirm", page=link)).location == link
    board = (await world.artist.get("/commissions")).text
    assert "A boat" in board
    assert "Ann" in board
    assert "ann@x.example" not in board
    path = board.split('board-card new">')[1].split('href="')[1].split('"')[0]
    page = (await world.artist.get(path)).text
    assert "ann@x.example" not in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    await drain(world.site)
    assert await world.step(world.artist, path, "asked", "accepted") == 303
    said = await world.say(world.artist, path, "Which colour?")
    assert said.status == 303
    await drain(world.site)
    assert [mail["to"] for mail in mails(world.site).sent[-1:]] == ["ann@x.example"]
    assert mails(world.site).last_link() == link
    answered = await world.say(world.visitor, link, "Red.")
    assert answered.status == 303
    assert "Red." in (await world.artist.get(path)).text
    assert await world.step(world.visitor, link, "accepted", "withdrawn") == 303
    gone = await world.visitor.post_form(f"{link}/put-away", page=link)
    assert gone.status == 303
    assert (await world.visitor.get(link)).status == 404  # the address is forgotten, and the link opens nothing


@pytest.mark.one_engine
async def test_files_are_private_and_go_out_as_downloads(world: World) -> None:
    path = await world.ask()
    picture = png((40, 30))
    sent = await world.client.post_form(
        f"{path}/message", {"words": "Like this", "files": ("cats.html", picture, "text/html")}, page=path
    )
    assert sent.status == 303, sent.text
    page = (await world.artist.get(path)).text
    file = page.split('<ul class="talk-files">')[1].split('href="')[1].split('"')[0]
    got = await world.artist.get(file)
    assert got.body == picture
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in got.headers["Cache-Control"]
    preview = await world.client.get(f"{file}/preview")
    assert preview.headers["Content-Type"] == "image/webp"
    assert preview.body != picture
    assert (await world.visitor.get(file, follow=False)).status == 303  # to the log-in
    refused = await world.client.post_form(
        f"{path}/message", {"words": "", "files": ("run.exe", b"MZ" + bytes(200), "image/png")}, page=path
    )
    assert refused.status == 422
    packed = await world.client.get(f"{path}/export.zip")
    names = zipfile.ZipFile(io.BytesIO(packed.body)).namelist()
    assert names == ["commission.json", "files/001 cats.html"]
    told = json.loads(zipfile.ZipFile(io.BytesIO(packed.body)).read("commission.json"))
    assert told["title"] == "My two cats"
    assert told["history"][1]["files"] == ["files/001 cats.html"]


async def test_what_ended_long_ago_goes_with_its_files(world: World) -> None:
    path = await world.ask()
    await world.client.post_form(
        f"{path}/message", {"words": "", "files": ("a.png", png((8, 8)), "image/png")}, page=path
    )
    asked = {"title": "A boat", "words": "Small.", "name": "Ann", "email": "ann@x.example"}
    await world.visitor.post_form(f"/@jane/commissions/{world.offer}/ask", asked)
    await world.step(world.artist, path, "asked", "declined")
    world.clock.move(4 * DAY)
    await tidy(world.site, {})
    async with world.site.db.reading() as tx:
        assert await tx.value("select count(*) from commissions") == 1  # what nobody confirmed is gone
    world.clock.move(366 * DAY)
    await tidy(world.site, {})
    async with world.site.db.reading() as tx:
        for table in ("commissions", "commission_events", "commission_files"):
            assert await tx.value(f"select count(*) from {table}") == 0
    left = [found.key async for found in world.site.storage.keys("attachments")]
    assert left == []


@pytest.mark.one_engine
async def test_both_remove_it_and_it_is_gone(world: World) -> None:
    path = await world.ask()
    assert (await world.client.post_form(f"{path}/put-away", page=path)).status == 422  # it is under way
    await world.step(world.client, path, "asked", "withdrawn")
    assert (await world.client.post_form(f"{path}/put-away", page=path)).location == "/commissions/asked"
    assert "My two cats" not in (await world.client.get("/commissions/asked")).text
    assert (await world.artist.get(path)).status == 200
    assert (await world.artist.post_form(f"{path}/put-away", page=path)).status == 303
    assert (await world.artist.get(path)).status == 404


async def test_history_is_never_changed(world: World) -> None:
    path = await world.ask()
    with pytest.raises(Exception, match="never changed"):
        async with world.site.db.writing() as tx:
            await tx.run("update commission_events set words = 'Dogs' where id > 0")
    assert "Both asleep" in (await world.artist.get(path)).text


@pytest.mark.one_engine
async def test_news_are_told_once_until_they_are_read(world: World) -> None:
    path = await world.ask()
    for words in ("One", "Two", "Three"):
        await world.say(world.client, path, words)
    await drain(world.site)
    assert len(mails(world.site).sent) == 1
    async with world.site.db.reading() as tx:
        told = await notifications.latest(tx, world.jane.id, before=2**62, limit=10)
    assert sorted(one.kind for one in told) == ["commission-asked", "commission-said"]
    assert path in (await world.artist.get("/notifications")).text
    await world.artist.get(path)
    world.clock.move(1)
    await world.say(world.client, path, "Four")
    await drain(world.site)
    assert len(mails(world.site).sent) == 2
