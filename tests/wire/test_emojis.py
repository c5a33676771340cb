"""Custom emojis of other servers: fetched once by our connector, made small by our decoder, served from here alone."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

from federation.objects import Emoji
from fediart.clock import DAY, HOUR
from fediart.jobs import tidy
from fediart.store import domain_rules, emojis
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer
from tests.site import drain, log_in

SHOWN = re.compile(r'<img class="emoji" src="(/emojis/[0-9a-f]{64}\.webp)" alt=":(\w+):" title=":\w+:" height="20"')


def picture(colour: str = "#aa3366", kind: str = "PNG", size: tuple[int, int] = (128, 128)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, kind)
    return out.getvalue()


def used(bob: RemoteServer, name: str = "blob", **more: Any) -> Emoji:
    return Emoji(f":{name}:", f"{bob.origin}/emoji/{name}.png", **more)


async def page_of(meeting: Meeting, note: dict[str, Any]) -> str:
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    return (await meeting.web.get(f"/posts/{row['id']}")).text


async def test_an_emoji_is_fetched_once_and_shown_from_here(meeting: Meeting) -> None:
    meeting.bob.serve("/emoji/blob.png", picture(), kind="image/png")
    words = "<p>Hi :blob: <code>:blob:</code> 12:blob:30 :unknown:</p>"
    first = meeting.bob.note(words, emojis=(used(meeting.bob),), summary=":blob: inside")
    second = meeting.bob.note("<p>Again :blob:</p>", emojis=(used(meeting.bob),))
    for note in (first, second):
        await meeting.says(meeting.bob.create(note))
    asked = [path for _, path, _ in meeting.bob.requests if path.startswith("/emoji/")]
    assert asked == ["/emoji/blob.png"]
    page = await page_of(meeting, first)
    ((path, _), (_, _)) = SHOWN.findall(page)  # in the warning and in the words; not in code, not within a word
    assert "<code>:blob:</code>" in page and ":unknown:" in page and "12:blob:30" in page
    answer = await meeting.web.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "nosniff" in answer.headers["X-Content-Type-Options"]
    assert Image.open(io.BytesIO(answer.body)).size == (96, 96)
    assert meeting.bob.origin + "/emoji" not in page


async def test_names_and_biographies_show_theirs(meeting: Meeting) -> None:
    meeting.bob.serve("/emoji/blob.png", picture(), kind="image/png")
    tag = [
        {"type": "Emoji", "name": ":blob:", "icon": {"type": "Image", "url": f"{meeting.bob.origin}/emoji/blob.png"}}
    ]
    line = {"type": "PropertyValue", "name": "Mood :blob:", "value": "Good :blob:"}
    meeting.bob.publish_actor(name="Bob :blob: & Co", summary="<p>Paints :blob:</p>", tag=tag, attachment=[line])
    await meeting.says(meeting.bob.update(meeting.bob.documents["/users/bob"][1]))
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>Hello</p>")))
    profile = (await meeting.web.get(f"/{meeting.bob.handle}")).text
    assert len(SHOWN.findall(profile)) >= 4
    assert "&amp; Co<" in profile or "&amp; Co " in profile
    await log_in(meeting.web, "jane")
    assert len(SHOWN.findall((await meeting.web.get("/home")).text)) == 1


async def test_one_that_its_server_changes_is_fetched_again(meeting: Meeting) -> None:
    meeting.bob.serve("/emoji/blob.png", picture("#ff0000"), kind="image/png")
    note = meeting.bob.note("<p>:blob:</p>", emojis=(used(meeting.bob, updated=1000),))
    await meeting.says(meeting.bob.create(note))
    before = SHOWN.findall(await page_of(meeting, note))
    meeting.bob.serve("/emoji/blob.png", picture("#00ff00"), kind="image/png")
    later = meeting.bob.note("<p>:blob:</p>", emojis=(used(meeting.bob, updated=2000),))
    await meeting.says(meeting.bob.create(later))
    after = SHOWN.findall(await page_of(meeting, note))
    assert before and after and before != after
    meeting.site.clock.move(HOUR * 3)  # type: ignore[attr-defined]
    assert await tidy.sweep(meeting.site, "public") >= 0
    assert (await meeting.web.get(after[0][0])).status == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "image/svg+xml"),
        (b"<html>not a picture</html>", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_000, "image/png"),
    ],
)
async def test_what_is_no_small_picture_stays_a_word(meeting: Meeting, body: bytes, kind: str) -> None:
    """Advisories 65 and 67: an emoji is a picture from a stranger like any other."""
    meeting.bob.serve("/emoji/blob.png", body, kind=kind)
    note = meeting.bob.note("<p>Hi :blob:</p>", emojis=(used(meeting.bob),))
    await meeting.says(meeting.bob.create(note))
    page = await page_of(meeting, note)
    assert "Hi :blob:" in page and 'class="emoji"' not in page
    assert (await meeting.row("emojis", "shortcode = 'blob'"))["state"] == "failed"


async def test_emojis_are_bounded_and_named_harmlessly(meeting: Meeting) -> None:
    """A post that names a thousand makes us fetch forty; names with markup are none."""
    many = tuple(used(meeting.bob, f"e{number}") for number in range(200))
    bad = Emoji(':"><script>:', f"{meeting.bob.origin}/emoji/x.png")
    note = meeting.bob.note("<p>" + " ".join(one.name for one in many) + "</p>", emojis=(bad, *many))
    await meeting.says(meeting.bob.create(note))
    assert await meeting.count("emojis") == 40
    assert (await page_of(meeting, note)).count("<script>") == 0


async def test_an_emoji_belongs_to_the_host_that_uses_it(meeting: Meeting) -> None:
    """Nobody puts a picture into the words of another server's people."""
    meeting.bob.serve("/emoji/blob.png", picture(), kind="image/png")
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>:blob:</p>", emojis=(used(meeting.bob),))))
    async with meeting.site.db.reading() as tx:
        found = await emojis.used_in(
            tx, [(meeting.bob.host, "a :blob: b"), ("other.example", ":blob:"), ("", ":blob:")]
        )
    assert list(found) == [meeting.bob.host, "other.example"]
    assert list(found[meeting.bob.host]) == ["blob"] and found["other.example"] == {}


async def test_one_that_cannot_be_reached_is_tried_again(meeting: Meeting) -> None:
    gone = Emoji(":blob:", "http://127.0.0.1:9/blob.png")
    note = meeting.bob.note("<p>:blob:</p>", emojis=(gone,))
    await meeting.says(meeting.bob.create(note))
    assert (await meeting.row("emojis", "shortcode = 'blob'"))["state"] == "waiting"
    meeting.bob.serve("/emoji/blob.png", picture(), kind="image/png")
    meeting.site.clock.move(DAY)  # type: ignore[attr-defined]
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>:blob:</p>", emojis=(used(meeting.bob),))))
    await drain(meeting.site)
    assert (await meeting.row("emojis", "shortcode = 'blob'"))["state"] == "kept"


async def test_a_server_whose_media_are_rejected_brings_no_emojis(meeting: Meeting) -> None:
    meeting.bob.serve("/emoji/blob.png", picture(), kind="image/png")
    async with meeting.site.db.writing() as tx:
        await domain_rules.put_rule(
            tx, domain_rules.DomainRule(meeting.bob.host, severity=domain_rules.NONE, reject_media=True)
        )
        await domain_rules.rules_changed(tx)
    meeting.site.rules.changed()
    note = meeting.bob.note("<p>Hi :blob:</p>", emojis=(used(meeting.bob),))
    await meeting.says(meeting.bob.create(note))
    assert (await meeting.row("emojis", "shortcode = 'blob'"))["state"] == "rejected"
    assert 'class="emoji"' not in await page_of(meeting, note)
    assert [path for _, path, _ in meeting.bob.requests if path.startswith("/emoji/")] == []
