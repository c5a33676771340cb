"""Archives of Mastodon and Pixelfed, and the lists of people that most servers give."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import follow, imports
from fediart.store import artworks, blocks, bookmarks, follow_options, follows, import_items, lists, mutes
from fediart.translate.imports import reading
from fediart.translate.imports.found import ArchiveError
from tests.imports.packed import picture, zipped
from tests.inbox.conftest import Meeting, meeting
from tests.site import drain, make_artist

__all__ = ["meeting"]

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
HERE = "https://old.example/users/jane"


def note(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "Create",
        "object": {
            "id": f"{HERE}/statuses/{number}", "type": "Note", "published": f"2020-01-0{number}T10:00:00Z",
            "to": [PUBLIC], "cc": [f"{HERE}/followers"], "summary": None, "sensitive": False, "inReplyTo": None,
            "content": "<p>Low tide</p><p>For <span class=\"h-card\"><a href=\"https://b.example/@bob\" "
            "class=\"u-url mention\">@<span>bob</span></a></span> <a href=\"https://old.example/tags/sea\" "
            "class=\"mention hashtag\" rel=\"tag\">#<span>sea</span></a></p>",
            "contentMap": {"en": ""},
            "attachment": [{"type": "Document", "mediaType": "image/jpeg", "name": "Mud and gulls",
                            "url": f"/media_attachments/files/{number}/original/x.jpg"}],
            "tag": [{"type": "Mention", "href": "https://b.example/@bob", "name": "@bob@b.example"},
                    {"type": "Hashtag", "name": "#sea"}],
        } | more,
    }  # fmt: skip


def archive_files() -> dict[str, bytes | str]:
    outbox = [
        note(1), note(2, summary="Blood", sensitive=True, to=[f"{HERE}/followers"], cc=[]),
        note(3, attachment=[]), {"type": "Announce", "object": "https://b.example/1"},
        note(4, to=["https://b.example/@bob"], cc=[]), note(5, inReplyTo="https://b.example/1"),
    ]  # fmt: skip
    files: dict[str, bytes | str] = {
        f"media_attachments/files/{number}/original/x.jpg": picture(number) for number in (1, 2, 4, 5)
    }
    return files | {
        "outbox.json": json.dumps({"orderedItems": outbox}), "actor.json": "{}",
        "bookmarks.json": json.dumps({"orderedItems": ["https://b.example/2"]}),
        "likes.json": json.dumps({"orderedItems": ["https://b.example/3"]}),
    }  # fmt: skip


def test_an_archive_of_mastodon(tmp_path: Path) -> None:
    found = reading.read("mastodon", [(zipped(tmp_path / "a.zip", archive_files()), "archive.zip")])
    told = [(one.kind, one.part, one.possible, one.chosen, one.body.get("visibility")) for one in found.items]
    assert told == [
        ("bookmark", "bookmark", True, True, None), ("like", "like", True, False, None),
        ("work", "posts", True, True, "public"), ("work", "posts", True, True, "followers"),
        ("work", "posts", False, False, "direct"), ("work", "replies", True, False, "public"),
    ]  # fmt: skip
    first, second = found.items[2].body, found.items[3].body
    assert (first["title"], first["description"], first["tags"]) == ("Low tide", "For @bob@b.example", ["sea"])
    assert first["pictures"][0]["alt"] == "Mud and gulls" and first["language"] == "en"
    assert second["warning"] == "Blood"
    with pytest.raises(ArchiveError, match=r"no outbox\.json"):
        reading.read("mastodon", [(zipped(tmp_path / "b.zip", {"x.txt": "?"}), "b.zip")])


def packed(path: Path) -> Path:
    """As Mastodon gave archives until 2023; with a link that leads out."""
    with tarfile.open(path, "w:gz") as pack:
        link = tarfile.TarInfo("passwd")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        pack.addfile(link)
        for name, content in archive_files().items():
            data = content.encode() if isinstance(content, str) else content
            about = tarfile.TarInfo(name)
            about.size = len(data)
            pack.addfile(about, io.BytesIO(data))
    return path


@pytest.mark.one_engine
async def test_a_tar_of_mastodon_comes_in(meeting: Meeting, tmp_path: Path) -> None:
    site, jane = meeting.site, meeting.jane
    number = await imports.begin(site, jane, "mastodon", [(packed(tmp_path / "a.tar.gz"), "archive-1.tar.gz")])
    await drain(site)
    async with site.db.writing() as tx:
        items = await import_items.page(tx, number)
        await import_items.tick(tx, number, [one.id for one in items if one.kind != "work"], chosen=False)
    await imports.start(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        works = await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=10)
    assert [(one.title, one.visibility, one.warning) for one in works] == [
        ("Low tide", "followers", "Blood"), ("Low tide", "public", ""),
    ]  # fmt: skip


def test_lists_of_mastodon(tmp_path: Path) -> None:
    def read(name: str, text: str) -> list[tuple[str, dict[str, Any]]]:
        path = tmp_path / "list"
        path.write_text(text)
        return [(one.kind, dict(one.body)) for one in reading.read("lists", [(path, name)]).items]

    heads = "Account address,Show boosts,Notify on new posts,Languages\n"
    assert read("following_accounts.csv", heads + 'bob@b.example,false,true,"en, de"\nno handle,,,\n') == [
        ("follow", {"name": "bob@b.example", "boosts": False, "tells": True, "languages": ["en", "de"]})
    ]
    assert read("blocked_accounts.csv", "eve@b.example\neve@b.example\n") == [("block", {"name": "eve@b.example"})]
    assert read("x.csv", "Account address,Hide notifications\na@b.example,false\n") == [
        ("mute", {"name": "a@b.example", "news": False})
    ]
    assert read("lists.csv", "Painters,bob@b.example\n") == [("list", {"name": "bob@b.example", "list": "Painters"})]
    assert read("blocked_domains.csv", "Bad.example\n<script>\n") == [("domain", {"name": "bad.example"})]
    assert read("bookmarks.csv", "https://b.example/1\n") == [("bookmark", {"uri": "https://b.example/1"})]
    assert read("muted-and-blocked-accounts.json", '{"muted": ["https://b.example/@a"], "blocked": null}') == [
        ("mute", {"name": "https://b.example/@a"})
    ]
    with pytest.raises(ArchiveError, match="cannot be told"):
        read("people.csv", "bob@b.example\n")


def test_statuses_of_pixelfed(tmp_path: Path) -> None:
    status = {
        "uri": "https://pix.example/p/jane/1", "content": "Dunes <a href=\"https://pix.example/discover/tags/sand\">#sand</a>",
        "created_at": "2021-05-01T08:00:00.000000Z", "sensitive": True, "spoiler_text": "", "visibility": "private",
        "media_attachments": [{"type": "image", "url": "https://cdn.example/1.jpg", "description": "Dunes"},
                              {"type": "video", "url": "https://cdn.example/1.mp4"}],
        "tags": [{"name": "sand"}], "in_reply_to_id": None, "reblog": None,
    }  # fmt: skip
    path = tmp_path / "s"
    path.write_text(json.dumps([status, {**status, "reblog": {"id": 1}}, {**status, "media_attachments": []}]))
    [one] = reading.read("pixelfed", [(path, "pixelfed-statuses.json")]).items
    assert (one.body["title"], one.body["tags"], one.body["visibility"]) == ("Dunes", ["sand"], "followers")
    assert one.body["pictures"] == [{"url": "https://cdn.example/1.jpg", "alt": "Dunes", "caption": ""}]
    assert one.body["mature"] is True and "film" in one.words[0]


async def test_ties_come_and_go(meeting: Meeting, tmp_path: Path) -> None:
    """Follows are asked for; what was so before stays when the import is taken back; what is wrong is told."""
    site, jane, bob = meeting.site, meeting.jane, meeting.bob
    post = bob.note("<p>Hello</p>")
    bob.serve(post["id"].removeprefix(bob.origin), post)
    files = {
        "following_accounts.csv": "Account address,Show boosts,Notify on new posts,Languages\n"
        f"{bob.handle},false,true,en\nnobody@{bob.host},true,false,\n",
        "lists.csv": f"Painters,{bob.handle}\n", "bookmarks.csv": f"{post['id']}\n",
        "blocked_domains.csv": "bad.example\n",
    }  # fmt: skip
    number = await imports.begin(site, jane, "lists", [(zipped(tmp_path / "a.zip", files), "a.zip")])
    await drain(site)
    await imports.start(site, jane, number)
    await drain(site)
    there = await meeting.bob_here()
    async with site.db.reading() as tx:
        items = {one.source.partition(":")[0]: one for one in await import_items.page(tx, number)}
        options = await follow_options.of(tx, jane.id, there.id)
        [made] = await lists.of_actor(tx, jane.id)
        assert [one.id for one in await lists.people(tx, jane.id, made.id)] == [there.id]
        assert [one.host for one in await mutes.hosts(tx, jane.id)] == ["bad.example"]
        assert len(await bookmarks.newest(tx, jane.id)) == 1
        failed = [one for one in await import_items.page(tx, number) if one.state == "failed"]
    assert (options.boosts, options.tells, options.languages) == (False, True, ("en",))
    assert len(failed) == 1 and failed[0].outcome and items["list"].state == "done"
    assert [one["type"] for one in await bob.heard("Follow")] == ["Follow"]
    await imports.undo(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        assert await follows.between(tx, jane.id, there.id) is None
        assert await lists.of_actor(tx, jane.id) == [] and await mutes.hosts(tx, jane.id) == []
        assert await bookmarks.newest(tx, jane.id) == []
        assert not await blocks.blocks(tx, jane.id, there.id)
    assert await bob.heard("Undo")


@pytest.mark.one_engine
async def test_a_list_can_be_the_whole(meeting: Meeting, tmp_path: Path) -> None:
    """Whom one follows besides is let go, and followed again when the import is taken back."""
    site, jane = meeting.site, meeting.jane
    _, kim = await make_artist(site, "kim")
    _, lee = await make_artist(site, "lee")
    await follow.follow(site, jane, kim.id)
    path = tmp_path / "following_accounts.csv"
    path.write_text(f"Account address\nlee@{site.config.instance.host}\n")
    number = await imports.begin(site, jane, "lists", [(path, path.name)])
    await drain(site)
    await imports.choose(site, jane, number, {"mode": "overwrite"})
    await imports.start(site, jane, number)
    await drain(site)

    async def followed() -> list[bool]:
        async with site.db.reading() as tx:
            return [await follows.between(tx, jane.id, one.id) is not None for one in (kim, lee)]

    assert await followed() == [False, True]
    await imports.undo(site, jane, number)
    await drain(site)
    assert await followed() == [True, False]


@pytest.mark.one_engine
async def test_pictures_of_pixelfed_are_fetched_when_they_come(meeting: Meeting, tmp_path: Path) -> None:
    """By the one connector, from where they are; what is no picture there, or not there any more, is told of."""
    site, jane, bob = meeting.site, meeting.jane, meeting.bob
    there = bob.serve("/m/1.jpg", picture(1), kind="image/jpeg")
    lost = f"{bob.origin}/m/lost.jpg"
    page = bob.serve("/m/page.jpg", b"<html>", kind="text/html")
    statuses = [
        {"uri": f"{bob.origin}/p/{number}", "content": f"Dunes {number}", "created_at": f"2021-05-0{number}T08:00:00Z",
         "visibility": "public", "media_attachments": [{"type": "image", "url": url}]}
        for number, url in enumerate((there, lost, page, "http://169.254.169.254/latest.jpg"), 1)
    ]  # fmt: skip
    path = tmp_path / "pixelfed-statuses.json"
    path.write_text(json.dumps(statuses))
    number = await imports.begin(site, jane, "pixelfed", [(path, path.name)])
    await drain(site)
    await imports.start(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        items = await import_items.page(tx, number)
        works = await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=10)
    assert [one.title for one in works] == ["Dunes 1"]
    assert [one.state for one in items] == ["done", "failed", "failed", "failed"]
    assert all("could not be fetched" in one.outcome for one in items[1:])
    assert not any("169.254" in url for _method, url, _headers in bob.requests)
