"""Publishing in the browser: the form, what it refuses and keeps, and the page where one sees what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import artwork_of, files_of, jane, pictures_of
from tests.site import Answer, Client, change_settings, drain, log_in, make_artist, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock, config={"media": {"max_file_mb": 1, "max_pictures": 3}}) as made:
        yield made


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    await jane(site)
    async with served(site) as browser:
        await log_in(browser, "jane")
        yield browser


def form(*files: tuple[str, bytes], **fields: Any) -> dict[str, Any]:
    """The fields as a browser sends them: texts first, files last."""
    given = {"title": works.TITLE, "visibility": "public", "licence": "cc-by-4.0", "alt-1": "A heron", **fields}
    return given | {"files": [(name, data, "application/octet-stream") for name, data in files]}


async def publish(client: Client, *files: tuple[str, bytes], **fields: Any) -> Answer:
    return await client.post_form("/new", form(*(files or (("heron.png", works.human_png()),)), **fields))


def number_in(answer: Answer) -> int:
    assert answer.status == 303, answer.text
    return int(answer.location.rpartition("/")[2])


async def rows(site: Site, table: str) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value(f"select count(*) from {table}"))


async def test_from_the_form_to_the_gallery(client: Client, site: Site) -> None:
    assert "New artwork" in (await client.get("/new")).text
    sent = await publish(
        client, ("heron.png", works.human_png()), ("second.jpg", works.human_jpeg()),
        **{"alt-2": "Its feet", "focal-2": "0.5,-0.25", "tags": "ink, pen and ink", "series": "Tide", "mature": "1"},
    )  # fmt: skip
    work_id = number_in(sent)
    waiting = await client.get(sent.location)
    assert "On its way" in waiting.text
    state = await client.get(f"{sent.location}/state", headers={"Accept": "application/json"})
    assert state.json == {"state": "submitted", "stage": "On its way", "done": False, "url": sent.location}
    await drain(site)
    done = (await client.get(f"{sent.location}/state", headers={"Accept": "application/json"})).json
    assert done == {"state": "published", "stage": "Published", "done": True, "url": f"/@jane/{work_id}"}
    artwork = await artwork_of(site, work_id)
    assert (artwork.tags, artwork.licence, artwork.mature) == (("ink", "PenAndInk"), "cc-by-4.0", 1)
    first, second = await pictures_of(site, work_id)
    assert (first.alt, second.alt, second.focal_x, second.focal_y) == ("A heron", "Its feet", 0.5, -0.25)
    assert works.TITLE in (await client.fresh().get(done["url"])).text
    assert works.TITLE in (await client.get("/works")).text


async def test_a_script_is_told_in_json(client: Client) -> None:
    headers = {"Accept": "application/json"}
    refused = await client.post_form("/new", form(("a.png", b"no picture"), title=""), headers=headers)
    assert refused.status == 422
    assert set(refused.json["problems"]) == {"title"}
    sent = await client.post_form("/new", form(("a.png", works.human_png())), headers=headers)
    assert sent.status == 201
    assert sent.json["url"] == f"/works/{sent.json['id']}"


async def test_what_was_typed_is_kept_when_something_is_wrong(client: Client, site: Site) -> None:
    sent = await publish(client, title="", description="Salt marsh <b>", tags="ink, 2024", warning="w" * 201)
    assert sent.status == 422
    assert "Give the artwork a title." in sent.text
    assert "needs at least one letter" in sent.text
    assert "Salt marsh &lt;b&gt;" in sent.text
    assert "A heron" in sent.text
    assert 'action="/drafts/' in sent.text and await rows(site, "draft_files") == 1, "the files are kept as a draft"
    assert await rows(site, "artworks") == 0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not a picture"),
        ("bomb.png", None, "megapixels"),
        ("nothing.jpg", b"", "empty"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "not a picture"),
        ("large.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4300, "more than 1 MB"),
    ],
    ids=["svg named png", "bomb", "empty", "html", "too large"],
)
async def test_hostile_files_are_refused_with_a_sentence(
    client: Client, site: Site, name: str, data: bytes | None, words: str
) -> None:
    sent = await publish(client, (name, bomb() if data is None else data))
    assert sent.status == 422
    assert words in sent.text
    assert await rows(site, "artworks") == 0
    assert await rows(site, "jobs") == 0
    assert list((site.config.files / "incoming").iterdir()) == []


def bomb() -> bytes:
    """A PNG of a few bytes whose header promises 18,000 by 18,000 pixels."""
    data = bytearray(works.human_png())
    data[16:24] = (18_000).to_bytes(4, "big") * 2
    return bytes(data)


async def test_a_truncated_picture_is_refused_at_the_door_or_by_the_filter(client: Client, site: Site) -> None:
    sent = await publish(client, ("cut.jpg", works.human_jpeg()[:-9000]))
    if sent.status == 422:
        assert "damaged" in sent.text
        return
    work_id = number_in(sent)
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "refused"
    page = (await client.get(sent.location)).text
    assert "damaged" in page
    assert "AI-generated pictures" not in page


async def test_a_name_is_never_a_path(client: Client, site: Site) -> None:
    name = "../../../etc/heron.png"
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    title = '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n'
    sent = await client.post(
        "/new", data=(title + head).encode() + works.human_png() + b"\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b", "X-CSRF-Token": await client.csrf("/new"),
                 "Accept": "text/html"},
    )  # fmt: skip
    (picture,) = await pictures_of(site, number_in(sent))
    assert picture.file_name == "heron.png"
    stored = [path for path in site.config.files.rglob("*") if path.is_file()]
    assert [path.relative_to(site.config.files).parts[0] for path in stored] == ["originals"]


async def test_too_many_pictures_are_too_many(client: Client, site: Site) -> None:
    files = [(f"{number}.png", works.human_png(seed=number)) for number in range(4)]
    sent = await publish(client, *files)
    assert sent.status == 422
    assert "at most 3 pictures" in sent.text


async def test_the_same_file_twice_is_fine(client: Client, site: Site) -> None:
    work_id = number_in(await publish(client, ("a.png", works.human_png()), ("b.png", works.human_png())))
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "published"
    one, two = await pictures_of(site, work_id)
    assert one.original == two.original


async def test_the_instance_can_ask_for_descriptions(client: Client, site: Site) -> None:
    await change_settings(site, require_alt=True)
    sent = await publish(client, **{"alt-1": " "})
    assert sent.status == 422
    assert "Describe picture 1" in sent.text
    number_in(await publish(client))


async def test_only_policies_the_instance_offers(client: Client, site: Site) -> None:
    await change_settings(site, ai_policy_choices=("no-ai",))
    assert (await publish(client, ai_policy="open")).status == 422
    number_in(await publish(client, ai_policy="no-ai"))


async def test_without_the_token_nothing_is_read(client: Client, site: Site) -> None:
    fields = {"title": works.TITLE}
    for given in ({}, {"csrf": "made up"}):
        data = aiohttp.FormData()
        for key, value in {**given, **fields}.items():
            data.add_field(key, value)
        data.add_field("files", works.human_png(), filename="a.png", content_type="image/png")
        assert (await client.post("/new", data=data)).status == 403
    late = aiohttp.FormData()
    late.add_field("files", works.human_png(), filename="a.png", content_type="image/png")
    late.add_field("csrf", await client.csrf("/new"))
    assert (await client.post("/new", data=late)).status == 403
    there = {"Origin": "https://evil.example"}
    elsewhere = await client.post_form("/new", form(("a.png", works.human_png())), headers=there)
    assert elsewhere.status == 403
    assert await rows(site, "artworks") == 0
    assert list((site.config.files / "incoming").iterdir()) == []


async def test_a_visitor_cannot_publish(client: Client) -> None:
    visitor = client.fresh()
    assert (await visitor.get("/new")).location.startswith("/log-in")
    sent = await visitor.post_form("/new", form(("a.png", works.human_png())), page="/log-in")
    assert sent.status == 401


@pytest.mark.parametrize(
    ("draw", "heading", "words"),
    [
        (works.a1111_png, "Not published", "parameters"),
        (works.iptc_jpeg, "Not published", "trainedAlgorithmicMedia"),
        (works.red_png, "Waiting for a moderator", "resembles generated pictures"),
    ],
    ids=["automatic1111", "iptc", "detector"],
)
async def test_the_artist_is_told_why_and_what_to_do(
    client: Client, site: Site, draw: Callable[[], bytes], heading: str, words: str
) -> None:
    sent = await publish(client, ("picture", draw()))
    await drain(site)
    page = (await client.get(sent.location)).text
    assert heading in page
    assert words in page
    assert "What you can do" in page
    assert (await client.fresh().get(f"/@jane/{number_in(sent)}")).status == 404
    assert works.TITLE not in (await client.fresh().get("/")).text


async def test_anothers_works_are_nobodys(client: Client, site: Site) -> None:
    """Advisory 89: whose a work is stands in every question."""
    work_id = number_in(await publish(client))
    await drain(site)
    (picture,) = await pictures_of(site, work_id)
    await make_artist(site, "mallory")
    other = client.fresh()
    await log_in(other, "mallory")
    for path in ("", "/edit", "/delete", "/state", f"/pictures/{picture.id}"):
        assert (await other.get(f"/works/{work_id}{path}")).status == 404, path
    for path in ("/edit", "/delete", "/appeal", "/again"):
        answer = await other.post_form(f"/works/{work_id}{path}", {"title": "Mine", "note": "Mine"}, page="/new")
        assert answer.status in (404, 422), path
        assert answer.status == 404, path
    assert (await artwork_of(site, work_id)).title == works.TITLE
    assert len(await files_of(site, work_id)) > 0


async def test_a_number_too_large_is_absent(client: Client) -> None:
    for path in ("/works/9999999999999999999", "/works/9999999999999999999/edit", "/media/9999999999999999999/x.jpg"):
        assert (await client.get(path)).status == 404, path


async def test_deleting_asks_first(client: Client, site: Site) -> None:
    work_id = number_in(await publish(client))
    await drain(site)
    assert "cannot be undone" in (await client.get(f"/works/{work_id}/delete")).text
    gone = await client.post_form(f"/works/{work_id}/delete")
    assert gone.location == "/works"
    assert (await client.get(f"/works/{work_id}")).status == 404
    assert (await client.fresh().get(f"/@jane/{work_id}")).status in (404, 410)
    assert await files_of(site, work_id) == []


async def test_editing_in_the_browser(client: Client, site: Site) -> None:
    work_id = number_in(await publish(client, ("a.png", works.human_png()), ("b.png", works.human_png(seed=8))))
    await drain(site)
    first, second = await pictures_of(site, work_id)
    page = await client.get(f"/works/{work_id}/edit")
    assert f'name="alt-{first.id}"' in page.text
    assert ">CC BY 4.0 · How it was made: I would rather not say<" in page.text, "what is folded says what is chosen"
    assert ">Like and react: Everyone · Reply: Everyone · " in page.text
    fields = {
        "title": "Heron, again", "visibility": "unlisted", "licence": "cc0-1.0", "tags": "ink",
        f"place-{first.id}": 2, f"place-{second.id}": 1,
        f"alt-{first.id}": "The heron", f"alt-{second.id}": "Its feet", f"focal-{second.id}": "0.3,0.4",
    }  # fmt: skip
    wrong = await client.post_form(f"/works/{work_id}/edit", fields | {"title": ""})
    assert wrong.status == 422
    assert "Its feet" in wrong.text
    saved = await client.post_form(f"/works/{work_id}/edit", fields)
    assert saved.location == f"/@jane/{work_id}"
    now = await pictures_of(site, work_id)
    assert [(one.id, one.alt) for one in now] == [(second.id, "Its feet"), (first.id, "The heron")]
    assert (now[0].focal_x, now[0].focal_y) == (0.3, 0.4)
    assert (await artwork_of(site, work_id)).visibility == "unlisted"


async def test_a_series_is_arranged(client: Client, site: Site) -> None:
    ids = []
    for n in (1, 2, 3):
        ids.append(number_in(await publish(client, ("a.png", works.human_png(seed=n)), series="Tides")))
        await drain(site)  # the order of a series is that of publication
    series_id = (await artwork_of(site, ids[0])).series_id
    page = f"/works/series/{series_id}"
    assert f'href="{page}"' in (await client.get("/works")).text
    assert f'name="order" value="{ids[2]}"' in (await client.get(page)).text
    refused = await client.post_form(page, {"title": " "})
    assert refused.status == 422
    saved = await client.post_form(page, {"title": "High tides", "description": "Of 2026", "order": [ids[2]]})
    assert saved.location == "/@jane/series/tides"
    assert [(await artwork_of(site, one)).series_position for one in ids] == [2, 3, 1]
    assert "High tides" in (await client.fresh().get(saved.location)).text
    await make_artist(site, "mallory")
    other = client.fresh()
    await log_in(other, "mallory")
    assert (await other.get(page)).status == 404
    assert (await other.post_form(page, {"title": "Mine"}, page="/new")).status == 404
    assert (await other.post_form(f"{page}/delete", page="/new")).status == 404
    assert (await client.post_form(f"{page}/delete", page=page)).location == "/works"
    assert (await artwork_of(site, ids[0])).series_id is None


async def test_the_empty_list_invites(client: Client) -> None:
    assert "Publish your first artwork" in (await client.get("/works")).text
