"""Others' wishes on what we serve of theirs: headers, bytes and pages of copies, and what an Update does to them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from federation.objects import Attachment, Emoji
from fediart.actions import boost
from fediart.actions.settings import save_instance
from fediart.rights.kept import read_kept
from fediart.rights.model import POLICIES, Preset
from fediart.rights.read_http import read_headers
from fediart.rights.read_image import read_image
from fediart.rights.values import values
from fediart.rights.wishes import heard, said_in
from fediart.rights.xmp import packet
from fediart.store import accounts, posts, remote_media
from fediart.store.settings import read_settings
from fediart.store.sqlite import SqliteDatabase
from tests.audit.made import CAWG, sealed
from tests.inbox.conftest import Meeting, meeting
from tests.rights.made import rights
from tests.site import Answer, change_settings, drain, make_artist

__all__ = ["meeting"]

OPEN = {"contentUsage": "train-ai=y, search=y", "contentSignal": "search=yes, ai-input=yes, ai-train=yes"}
NO_AI = {"contentSignal": "ai-input=no, ai-train=no"}
PLUS = "http://ns.useplus.org/ldf/vocab/"
SIGNALS: dict[str, dict[str, Any]] = {
    "contentUsage": {"contentUsage": "train-ai=n, search=n"},
    "contentSignal": {"contentSignal": "search=yes, ai-input=no, ai-train=no"},
    "tdmReservation": {"tdmReservation": 1, "tdmPolicy": "https://a.example/p"},
    "dataMining": {"dataMining": f"{PLUS}DMI-PROHIBITED"},
    "xRobotsTag": {"xRobotsTag": ["noai", "noimageai"]},
    "searchableBy": {"searchableBy": []},
    "license": {"license": "https://creativecommons.org/licenses/by/4.0/"},
}


def png(**more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#336699").save(out, "PNG", **more)
    return out.getvalue()


def webp(xmp: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#993366").save(out, "WEBP", xmp=xmp)
    return out.getvalue()


def pictured(meeting: Meeting, path: str = "/1.png", *, terms: dict[str, Any] | None = None) -> dict[str, Any]:
    """A note of bob with one picture; the terms are of the picture's attachment."""
    picture = Attachment(f"{meeting.bob.origin}{path}", media_type="image/png", alt="A square")
    note = meeting.bob.note("<p>Look</p>", attachments=(picture,))
    note["attachment"][0] |= terms or {}
    return note


async def copy_of(meeting: Meeting, note: dict[str, Any]) -> Answer:
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    async with meeting.site.db.reading() as tx:
        (media,) = (await remote_media.of_posts(tx, [row["id"]]))[row["id"]]
    answer = await meeting.web.get(media.path)
    assert answer.status == 200, media
    return answer


async def page_of(meeting: Meeting, note: dict[str, Any]) -> Answer:
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    return await meeting.web.get(f"/posts/{row['id']}")


def says(answer: Answer, preset: Preset) -> None:
    """Headers and bytes both say exactly this."""
    heads(answer, preset)
    said = {one.signal: one.value for one in read_image(answer.body)}
    assert said["plus:DataMining"] == values(POLICIES[preset]).data_mining_uri


def heads(answer: Answer, preset: Preset) -> None:
    expected = values(POLICIES[preset])
    said = {one.signal: one.value for one in read_headers(answer.headers.items())}
    assert said["Content-Usage"] == expected.content_usage
    assert said["Content-Signal"] == expected.content_signal
    assert said["tdm-reservation"] == str(expected.reservation)
    assert said.get("X-Robots-Tag", "") == expected.robots_line


async def arrives(meeting: Meeting, note: dict[str, Any]) -> None:
    assert await meeting.says(meeting.bob.create(note)) == 202


async def follow_one_to_be_found(meeting: Meeting) -> None:
    """Bob says nothing about searching, so that what his posts say of it can be seen."""
    meeting.bob.publish_actor(indexable=None)
    await meeting.follow_bob()


async def update(meeting: Meeting, note: dict[str, Any]) -> None:
    meeting.site.clock.move(60_000)  # type: ignore[attr-defined]
    stamped = meeting.bob.note(path="/stamp", updated=meeting.site.clock.now())["updated"]
    assert await meeting.says(meeting.bob.update(note | {"updated": stamped})) == 202


@pytest.mark.one_engine
async def test_taking_in_a_post_costs_the_same_with_and_without_a_wish(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await arrives(meeting, meeting.bob.note("<p>First</p>"))
    plain = await _statements(meeting, meeting.bob.note("<p>Plain</p>"))
    assert not any("wishes" in sql for sql in plain)
    for name, terms in SIGNALS.items():
        wished = await _statements(meeting, meeting.bob.note("<p>Wish</p>") | terms)
        assert len(wished) == len(plain), name
    assert await meeting.count("remote_wishes") == 0


async def _statements(meeting: Meeting, note: dict[str, Any]) -> list[str]:
    found: list[str] = []
    database = meeting.site.db
    assert isinstance(database, SqliteDatabase)
    for connection in database._all:
        await connection.set_trace_callback(found.append)
    await arrives(meeting, note)
    for connection in database._all:
        await connection.set_trace_callback(lambda _: None)
    return [sql for sql in found if sql.split()[0].lower() in ("insert", "update", "delete") and "jobs" not in sql]


@pytest.mark.parametrize(("indexable", "preset"), [(None, Preset.NO_AI), (False, Preset.NO_AI_NO_SEARCH)])
async def test_a_plain_post_with_a_picture_gets_our_policy_and_no_row(
    meeting: Meeting, indexable: bool | None, preset: Preset
) -> None:
    """Mastodon says `indexable: false` of everybody who has not chosen otherwise."""
    meeting.bob.publish_actor(indexable=indexable)
    await meeting.follow_bob()
    meeting.bob.serve("/1.png", png(), kind="image/png")
    note = pictured(meeting)
    await arrives(meeting, note)
    says(await copy_of(meeting, note), preset)
    assert await meeting.count("remote_wishes") == 0
    page = await page_of(meeting, note)
    assert "AI use" not in page.text and "Our copies say" not in page.text
    heads(page, Preset.NO_AI_NO_SEARCH)


@pytest.mark.one_engine
async def test_each_signal_of_a_post_or_its_picture_holds_for_the_copy(meeting: Meeting) -> None:
    """On an instance that permits everything, so that each restriction is theirs."""
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/1.png", png(), kind="image/png")
    expected = dict.fromkeys(SIGNALS, Preset.NO_AI) | {
        "contentUsage": Preset.NO_AI_NO_SEARCH, "dataMining": Preset.NO_AI_NO_SEARCH,
        "searchableBy": Preset.NO_AI_NO_SEARCH, "tdmReservation": Preset.NO_TRAINING,
    }  # fmt: skip
    for name, terms in SIGNALS.items():
        for note in (pictured(meeting) | terms, pictured(meeting, terms=terms)):
            await arrives(meeting, note)
            says(await copy_of(meeting, note), expected[name])
    for post, attachment, preset in ((OPEN, {}, Preset.OPEN), (OPEN, NO_AI, Preset.NO_AI), (NO_AI, OPEN, Preset.NO_AI)):
        note = pictured(meeting, terms=attachment) | post
        await arrives(meeting, note)
        says(await copy_of(meeting, note), preset)


async def test_what_headers_and_bytes_say_is_kept_and_shown(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")

    async def refusing(request: web.Request) -> web.Response:
        headers = {"Content-Type": "image/png", "X-Robots-Tag": "noimageai", "TDM-Reservation": "1"}
        return web.Response(body=png(), headers=headers)

    meeting.bob.serve("/1.png", refusing)
    by_header = pictured(meeting) | OPEN
    await arrives(meeting, by_header)
    says(await copy_of(meeting, by_header), Preset.NO_AI)
    page = await page_of(meeting, by_header)
    assert "Its artist’s server says: AI training is permitted, use as input for AI is permitted" in page.text
    assert "The server it was fetched from says: no AI training, no use as input for AI." in page.text
    assert '<a href="/policies/no-ai">No AI</a>' in page.text

    meeting.bob.serve("/2.webp", webp(packet(rights(Preset.NO_AI_NO_SEARCH))), kind="image/webp")
    by_bytes = pictured(meeting, "/2.webp") | OPEN
    await arrives(meeting, by_bytes)
    copy = await copy_of(meeting, by_bytes)
    says(copy, Preset.NO_AI_NO_SEARCH)
    kept = read_kept(copy.body)
    assert (kept.creators, kept.statement) == (("Jane Artist",), "https://art.example/works/1")
    assert kept.licensor_url == "https://art.example/@jane/licensing" and "© 2026 Jane Artist" in kept.notice
    page = await page_of(meeting, by_bytes)
    assert "The picture file says: no AI training, no use as input for AI, no search engines." in page.text
    assert "© 2026 Jane Artist" in page.text
    assert await meeting.count("remote_wishes") == 2
    await meeting.says(meeting.bob.delete(by_bytes["id"]))
    assert await meeting.count("remote_wishes") == 1


@pytest.mark.one_engine
async def test_content_credentials_of_a_picture_are_heard(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/3.png", sealed("PNG", CAWG[Preset.NO_TRAINING]), kind="image/png")
    note = pictured(meeting, "/3.png") | OPEN
    await arrives(meeting, note)
    says(await copy_of(meeting, note), Preset.NO_TRAINING)


async def test_an_update_that_tightens_or_opens_is_heeded_in_headers_bytes_and_words(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/1.png", png(), kind="image/png")
    note = pictured(meeting) | OPEN
    await arrives(meeting, note)
    first = await copy_of(meeting, note)
    says(first, Preset.OPEN)
    await update(meeting, note | NO_AI)
    second = await copy_of(meeting, note)
    says(second, Preset.NO_AI)
    assert first.path == second.path and pixels(first) == pixels(second)
    assert "immutable" not in second.headers["Cache-Control"]
    assert "no AI training, no use as input for AI" in (await page_of(meeting, note)).text
    await update(meeting, note | OPEN)
    says(await copy_of(meeting, note), Preset.OPEN)
    attachment = note["attachment"][0] | {"tdmReservation": 1}
    await update(meeting, note | OPEN | {"attachment": [attachment]})
    says(await copy_of(meeting, note), Preset.NO_TRAINING)
    assert await meeting.count("jobs", "kind = 'remote-media'") <= 2, "nothing is fetched again"


def pixels(answer: Answer) -> bytes:
    return Image.open(io.BytesIO(answer.body)).convert("RGB").tobytes()


async def test_the_default_of_a_person_holds_for_faces_and_silent_posts(meeting: Meeting) -> None:
    meeting.bob.serve("/1.png", png(), kind="image/png")
    meeting.bob.serve("/face.png", png(), kind="image/png")
    icon = {"icon": {"type": "Image", "url": f"{meeting.bob.origin}/face.png", "mediaType": "image/png"}}
    meeting.bob.publish_actor(**icon, **OPEN, indexable=None)
    await change_settings(meeting.site, ai_policy="no-training")
    await meeting.follow_bob()
    silent, refusing = pictured(meeting), pictured(meeting) | NO_AI
    for note in (silent, refusing):
        await arrives(meeting, note)
    bob = await meeting.bob_here()
    async with meeting.site.db.reading() as tx:
        (face,) = await remote_media.of_actor(tx, bob.id)
    says(await meeting.web.get(face.path), Preset.NO_TRAINING)
    says(await copy_of(meeting, silent), Preset.NO_TRAINING)
    says(await copy_of(meeting, refusing), Preset.NO_AI)

    told = meeting.bob.publish_actor(**icon, indexable=False, xRobotsTag=["noai"])
    await meeting.says(meeting.bob.update(told))
    for answer in (await meeting.web.get(face.path), await copy_of(meeting, silent), await copy_of(meeting, refusing)):
        says(answer, Preset.NO_AI_NO_SEARCH)
    page = await meeting.web.get(f"/{meeting.bob.handle}")
    assert "Their server says: no AI training, no use as input for AI, no search engines." in page.text
    heads(page, Preset.NO_AI_NO_SEARCH)


async def test_copies_follow_when_the_instance_permits_less_or_more(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/1.png", png(), kind="image/png")
    given, silent = pictured(meeting) | OPEN, pictured(meeting)
    for note in (given, silent):
        await arrives(meeting, note)
    admin, _ = await make_artist(meeting.site, "ada", role="admin")
    async with meeting.site.db.reading() as tx:
        settings = await read_settings(tx)
    for change, of_given in (({"ai_policy_floor": "no-training", "ai_policy": "no-training"}, Preset.NO_TRAINING),
                             ({"ai_policy_floor": "open", "ai_policy": "open"}, Preset.OPEN)):  # fmt: skip
        await _save(meeting, admin, settings, **change)
        says(await copy_of(meeting, given), of_given)
        says(await copy_of(meeting, silent), Preset.NO_AI)


async def _save(meeting: Meeting, admin: accounts.Account, settings: Any, **change: str) -> None:
    await save_instance(meeting.site, admin, replace(settings, contact_email="a@art.example", **change))
    await drain(meeting.site)


@pytest.mark.one_engine
async def test_a_wish_that_comes_while_the_picture_is_fetched_is_not_lost(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    note = pictured(meeting) | OPEN

    async def slow(request: web.Request) -> web.Response:
        async with meeting.site.db.writing() as tx:
            found = await posts.by_uri(tx, note["id"])
            assert found is not None
            words = '{"xRobotsTag": ["noai"]}'
            await tx.run("update posts set remote_rights = :words where id = :id", words=words, id=found.id)
        return web.Response(body=png(), headers={"Content-Type": "image/png"})

    meeting.bob.serve("/1.png", slow)
    await arrives(meeting, note)
    says(await copy_of(meeting, note), Preset.NO_AI)


@pytest.mark.one_engine
async def test_a_timeline_permits_no_more_than_what_was_boosted(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/1.png", png(), kind="image/png")
    heads(await meeting.web.get("/@jane/timeline"), Preset.OPEN)
    for terms, preset in ((OPEN, Preset.OPEN), ({"tdmReservation": 1}, Preset.NO_TRAINING), ({}, Preset.NO_AI)):
        note = pictured(meeting) | terms
        await arrives(meeting, note)
        row = await meeting.row("posts", "uri = :uri", uri=note["id"])
        await boost.boost(meeting.site, meeting.jane, row["id"])
        await drain(meeting.site)
        heads(await meeting.web.get("/@jane/timeline"), preset)
    heads(await meeting.web.get("/@jane"), Preset.OPEN)


@pytest.mark.one_engine
async def test_an_emoji_keeps_its_makers_name_and_permits_nothing(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    await change_settings(meeting.site, ai_policy="open")
    meeting.bob.serve("/blob.webp", webp(packet(rights(Preset.OPEN, name="Blob Maker"))), kind="image/webp")
    emoji = Emoji(":blob:", f"{meeting.bob.origin}/blob.webp")
    note = meeting.bob.note("<p>Hi :blob:</p>", emojis=(emoji,))
    await arrives(meeting, note)
    row = await meeting.row("emojis", "shortcode = 'blob'")
    answer = await meeting.web.get("/emojis/" + row["key"].rpartition("/")[2])
    says(answer, Preset.NO_AI_NO_SEARCH)
    assert read_kept(answer.body).creators == ("Blob Maker",)


@pytest.mark.one_engine
async def test_words_of_a_file_are_text_on_the_page_and_in_our_copy(meeting: Meeting) -> None:
    await follow_one_to_be_found(meeting)
    evil = packet(rights(Preset.NO_AI, name="<script>alert(1)</script>"))
    meeting.bob.serve("/1.png", webp(evil), kind="image/webp")
    note = pictured(meeting) | {"usageInfo": "javascript:alert(1)", "contentUsage": "train-ai=n"}
    await arrives(meeting, note)
    page = await page_of(meeting, note)
    assert "&lt;script&gt;alert(1)" in page.text and "<script>alert(1)" not in page.text
    assert "javascript:" not in page.text
    copy = await copy_of(meeting, note)
    assert read_kept(copy.body).creators == ("<script>alert(1)</script>",)
    assert said_in(heard([], copy.body).file, "image")["train_gen"] is False
