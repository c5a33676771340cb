"""Writing to an artist whose address nobody learns: who may, what keeps programs out, and where the answer goes."""

from __future__ import annotations

import html
import re
from typing import Any

from fediart.actions.enquiries import LETTERS_ADDRESS, LETTERS_TO_ARTIST
from fediart.clock import DAY, HOUR, MINUTE, SECOND
from fediart.store import blocks, enquiries
from fediart.store.enquiries import CLOSED, MEMBERS
from tests.portfolio.conftest import World
from tests.site import Answer, Client, drain, log_in, mails, make_artist

WORDS = "We would like to show six of your prints next spring."
LETTER = {"name": "Gro Dahl", "email": "gro@gallery.example", "subject": "A show", "words": WORDS}


async def write(world: World, browser: Client, wait: int = 10 * SECOND, **changes: Any) -> Answer:
    page = (await browser.get("/@jane/contact")).text
    begun = re.search(r'name="begun" value="([^"]+)"', page)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    world.clock.move(wait)
    found = {"csrf": csrf, "begun": begun}
    sealed = {name: html.unescape(one[1]) for name, one in found.items() if one}
    return await browser.post("/@jane/contact", data={**LETTER, **sealed, **changes})


async def kept(world: World) -> list[enquiries.Enquiry]:
    async with world.site.db.reading() as tx:
        return await enquiries.listed(tx, world.jane.id, limit=100)


async def close_to(world: World, who: str) -> None:
    await world.own.post_form("/settings/portfolio/contact", {"who": who})


async def test_a_gallerist_writes_and_the_artist_answers_by_mail(world: World) -> None:
    assert 'href="/@jane/contact"' in (await world.out.get("/@jane")).text
    sent = await write(world, world.out)
    assert (sent.status, sent.location) == (303, "/@jane/contact?sent=1")
    thanks = (await world.out.get(sent.location)).text
    assert "on its way" in thanks
    await drain(world.site)
    (mail,) = mails(world.site).sent
    assert mail["to"] == "jane@mail.example"
    assert mail["reply_to"] == "gro@gallery.example"
    assert WORDS in mail["text"]
    assert "jane@mail.example" not in thanks + sent.text
    assert "message</a> through your portfolio" in (await world.own.get("/notifications")).text
    letters = (await world.own.get("/enquiries")).text
    assert WORDS in letters
    assert "mailto:gro%40gallery.example?subject=Re%3A%20A%20show" in letters
    assert 'badge">New<' in letters
    assert 'badge">New<' not in (await world.own.get("/enquiries")).text
    (letter,) = await kept(world)
    await world.own.post_form(f"/enquiries/{letter.id}/delete", page="/enquiries")
    assert await kept(world) == []


async def test_the_same_letter_comes_once(world: World) -> None:
    for _ in range(2):
        assert (await write(world, world.out)).status == 303
    await drain(world.site)
    assert len(await kept(world)) == len(mails(world.site).sent) == 1


async def test_programs_are_kept_out_without_learning_why(world: World) -> None:
    assert (await write(world, world.out, website="https://pills.example")).status == 303
    quick = await write(world, world.out, wait=SECOND)
    assert quick.status == 422
    assert WORDS in quick.text, "what was written is not lost"
    assert (await write(world, world.out, wait=3 * DAY)).status == 422
    assert (await write(world, world.out, begun="1700000000000.forged")).status == 422
    assert (await write(world, world.out, words=WORDS + " https://a.example" * 4)).status == 422
    assert (await world.out.post("/@jane/contact", data=LETTER)).status == 403, "no token of the form"
    assert await kept(world) == []


async def test_what_is_wrong_is_said_at_its_field(world: World) -> None:
    for field, value in (
        ("name", " "), ("words", "Hi"), ("subject", "x" * 121), ("email", "nobody"),
        ("email", "a@b.example, c@d.example"),
        ("email", "a@b.example\r\nBcc: all@b.example"),
    ):  # fmt: skip
        answer = await write(world, world.out, 10 * SECOND, **{field: value})
        assert answer.status == 422, (field, value)
        assert f'id="error-{field}"' in answer.text, (field, value)
        world.clock.move(HOUR)
    assert await kept(world) == []


async def test_floods_are_held_back(world: World) -> None:
    for number in range(LETTERS_ADDRESS.free):
        assert (await write(world, world.out, words=f"{WORDS} {number}")).status == 303
    held = await write(world, world.out, words=f"{WORDS} again")
    assert held.status == 429
    assert "Wait" in held.text
    world.clock.move(LETTERS_ADDRESS.first + MINUTE)
    assert (await write(world, world.out, words=f"{WORDS} later")).status == 303
    assert len(await kept(world)) < LETTERS_TO_ARTIST.most


async def test_the_artist_says_who_may_write(world: World) -> None:
    await make_artist(world.site, "fan")
    member = world.out.fresh()
    await log_in(member, "fan")
    await close_to(world, MEMBERS)
    assert (await world.out.get("/@jane/contact")).status == 404
    assert "/@jane/contact" not in (await world.out.get("/@jane")).text
    assert (await write(world, member)).status == 303
    (letter,) = await kept(world)
    assert letter.from_id is not None
    await close_to(world, CLOSED)
    assert (await member.get("/@jane/contact")).status == 404
    assert (await world.own.post_form("/settings/portfolio/contact", {"who": "the moon"})).status == 422


async def test_whom_the_artist_blocks_does_not_get_through_to_them(world: World) -> None:
    _, troll = await make_artist(world.site, "troll")
    browser = world.out.fresh()
    await log_in(browser, "troll")
    page = (await browser.get("/@jane/contact")).text
    async with world.site.db.writing() as tx:
        await blocks.block(tx, world.jane.id, troll.id, now=world.clock.now())
    found: dict[str, Any] = dict(re.findall(r'name="(csrf|begun)" value="([^"]+)"', page))
    world.clock.move(MINUTE)
    sealed = {name: html.unescape(value) for name, value in found.items()}
    assert (await browser.post("/@jane/contact", data={**LETTER, **sealed})).status == 404
    assert await kept(world) == []


async def test_letters_are_for_their_artist_alone(world: World) -> None:
    """IDs guessed, and markup in every field."""
    evil = "<script>alert(1)</script>"
    assert (await write(world, world.out, name=evil, subject=evil, words=evil + WORDS)).status == 303
    (letter,) = await kept(world)
    assert "<script>alert" not in (await world.own.get("/enquiries")).text
    assert "<script>alert" not in (await world.own.get("/notifications")).text
    assert (await world.out.get("/enquiries")).location.startswith("/log-in")
    await make_artist(world.site, "mallory")
    mallory = world.out.fresh()
    await log_in(mallory, "mallory")
    assert WORDS not in (await mallory.get("/enquiries")).text
    assert (await mallory.post_form(f"/enquiries/{letter.id}/delete", page="/enquiries")).status == 404
    assert (await world.own.post_form(f"/enquiries/{2**63 - 1}/delete", page="/enquiries")).status == 404
    assert len(await kept(world)) == 1
