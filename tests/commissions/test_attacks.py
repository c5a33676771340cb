"""Attacks on what is private: ids guessed, links forged, others' files, forms from elsewhere, strangers' mail."""

from __future__ import annotations

import pytest

from fediart.actions.commission_sides import link_word
from fediart.store import blocks, commissions
from tests.commissions.conftest import World, member
from tests.side.made import png
from tests.site import Client, drain, mails

pytestmark = pytest.mark.one_engine


async def _tom(world: World, role: str = "artist") -> Client:
    tom = world.artist.fresh()
    await member(world.site, tom, "tom", role=role)
    return tom


async def _visitors(world: World) -> str:
    """The link of a visitor who has asked and confirmed."""
    asked = {"title": "A boat", "words": "Small.", "name": "Ann", "email": "ann@x.example"}
    assert (await world.visitor.post_form(f"/@jane/commissions/{world.offer}/ask", asked)).status == 200
    await drain(world.site)
    link = mails(world.site).last_link()
    await world.visitor.post_form(f"{link}/confirm", page=link)
    return link


async def test_others_get_nothing_by_guessing_numbers(world: World) -> None:
    path = await world.ask()
    await world.client.post_form(
        f"{path}/message", {"words": "x", "files": ("a.png", png((8, 8)), "image/png")}, page=path
    )
    file = (await world.client.get(path)).text.split('<ul class="talk-files">')[1].split('href="')[1].split('"')[0]
    tom = await _tom(world)
    for address in (path, file, f"{file}/preview", f"{path}/export.zip"):
        assert (await tom.get(address)).status == 404, address
    for deed, fields in (("step", {"was": "asked", "to": "accepted"}), ("agree", {"price": "1", "currency": "EUR"}),
                         ("put-away", {}), ("block", {}), ("moderators", {})):  # fmt: skip
        assert (await tom.post_form(f"{path}/{deed}", fields, page="/home")).status == 404, deed
    assert (
        await tom.post_form(f"{path}/message", {"words": "hi", "files": ("", b"", "a/b")}, page="/home")
    ).status == 404
    assert await world.state(path) == "asked"
    other = await world.ask(title="Another")
    swapped = file.replace(path, other)
    assert (await world.client.get(swapped)).status == 404  # a file of one is not found under another


async def test_a_moderator_reads_only_what_was_shown_to_them(world: World) -> None:
    path = await world.ask()
    mo = await _tom(world, role="moderator")
    assert (await mo.get(path)).status == 404
    shown = await world.client.post_form(f"{path}/moderators", page=path)
    assert shown.location == "/@jane/report"
    assert "Both asleep" in (await mo.get(path)).text
    assert (await mo.post_form(f"{path}/step", {"was": "asked", "to": "accepted"}, page=path)).status == 422
    assert (await mo.post_form(f"{path}/put-away", page=path)).status == 403
    assert (await mo.get(f"{path}/export.zip")).status == 404


async def test_a_link_that_we_did_not_make_opens_nothing(world: World) -> None:
    link = await _visitors(world)
    word = link.rsplit("/", 1)[-1]
    number, _dot, seal = word.partition(".")
    nearly = seal[:-1] + ("A" if seal[-1] != "A" else "B")
    forged = (
        f"{number}.{nearly}",
        f"{number}.",
        number,
        f"{int(number) + 1}.{seal}",
        "0.é",
        f"{'9' * 30}.{seal}",
        "x.y",
    )
    for one in forged:
        assert (await world.visitor.get(f"/commissions/by-mail/{one}")).status == 404, one
    path = await world.ask()  # a member's has no link, whatever seal one could make for it
    async with world.site.db.reading() as tx:
        found = await commissions.by_id(tx, int(path.rsplit("/", 1)[-1]))
    assert found is not None
    made = link_word(world.site.config, found)
    assert (await world.visitor.get(f"/commissions/by-mail/{made}")).status == 404


async def test_a_visitors_link_does_not_do_what_is_the_artists(world: World) -> None:
    link = await _visitors(world)
    fields = {"was": "asked", "to": "accepted"}
    assert (await world.visitor.post_form(f"{link}/step", fields, page=link)).status == 422
    assert (await world.visitor.post_form(f"{link}/agree", page=link)).status == 404
    assert (await world.visitor.post_form(f"{link}/block", page=link)).status == 404


async def test_forms_from_elsewhere_do_nothing(world: World) -> None:
    path, link = await world.ask(), await _visitors(world)
    for who, at, fields in ((world.artist, f"{path}/step", {"was": "asked", "to": "declined"}),
                            (world.visitor, f"{link}/step", {"was": "asked", "to": "withdrawn"})):  # fmt: skip
        assert (await who.post(at, data=fields)).status == 403
        crossed = await who.post_form(at, fields, page=path if who is world.artist else link,
                                      headers={"Sec-Fetch-Site": "cross-site"})  # fmt: skip
        assert crossed.status == 403
    assert await world.state(path) == "asked"


async def test_nobody_floods_a_mailbox_or_an_artist(world: World) -> None:
    ask = f"/@jane/commissions/{world.offer}/ask"
    fields = {"title": "A boat", "words": "Small.", "name": "Ann", "email": "ann@x.example"}
    statuses = [(await world.visitor.post_form(ask, fields)).status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    await drain(world.site)
    assert len(mails(world.site).sent) == 3
    for number in range(3):
        await world.ask(title=f"Cat {number}")
    assert (await world.client.post_form(ask, {"title": "Cat 4", "words": "x"})).status == 422


async def test_who_is_blocked_is_not_heard(world: World) -> None:
    path = await world.ask()
    assert (await world.artist.post_form(f"{path}/block", page=path)).location == "/commissions"
    assert await world.state(path) == "declined"
    async with world.site.db.reading() as tx:
        assert await blocks.blocks(tx, world.jane.id, world.kim.id)
    again = await world.client.post_form(f"/@jane/commissions/{world.offer}/ask", {"title": "x", "words": "y"})
    assert again.status == 404
    assert (await world.say(world.client, path, "Please")).status == 422
    link = await _visitors(world)
    number = link.rsplit("/", 1)[-1].partition(".")[0]
    assert (await world.artist.post_form(f"/commissions/{number}/block", page="/commissions")).status == 303
    sent = len(mails(world.site).sent)
    asked = {"title": "A boat", "words": "Again.", "name": "Ann", "email": "ANN@x.example"}
    quiet = await world.visitor.post_form(f"/@jane/commissions/{world.offer}/ask", asked)
    assert "Look into your mail" in quiet.text  # nobody learns that they are blocked
    await drain(world.site)
    assert len([mail for mail in mails(world.site).sent[sent:] if "A boat" in mail["text"]]) == 0
    async with world.site.db.reading() as tx:
        assert await tx.value("select count(*) from commissions where state = 'unconfirmed'") == 0


async def test_a_suspended_artist_offers_nothing(world: World) -> None:
    async with world.site.db.writing() as tx:
        await tx.run("update actors set suspended = 1 where id = :id", id=world.jane.id)
    ask = f"/@jane/commissions/{world.offer}/ask"
    assert (await world.client.get("/@jane/commissions")).status == 404
    assert (await world.client.get(ask)).status == 404
    assert (await world.client.post_form(ask, {"title": "x", "words": "y"}, page="/home")).status == 404


async def test_scripts_in_every_field_stay_words(world: World) -> None:
    evil = "<script>alert(1)</script>"
    fields = {"title": evil, "included": evil, "terms": evil, "currency": "EUR", "price_from": "1", "state": "open"}
    await world.artist.post_form("/commissions/offers/new", fields)
    await world.artist.post_form("/settings/work", {
        "state": "open", "listed": "1", "remote": "1", "visitors": "1", "words": evil, "terms": evil, "place": evil,
        "mediums": evil, "styles": evil, "languages": evil,
    })  # fmt: skip
    path = await world.ask(title=evil, words=evil)
    for who, page in ((world.visitor, "/@jane/commissions"), (world.visitor, "/artists"), (world.artist, path),
                      (world.artist, "/commissions"), (world.artist, "/commissions/offers"),
                      (world.artist, "/settings/work"), (world.client, "/commissions/asked")):  # fmt: skip
        text = (await who.get(page)).text
        assert "alert(1)" in text, page
        assert evil not in text, page
