"""Whatever people type or paste is found, in every form a handle or an address has; else they are told why not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation import write
from federation.fetched import Document
from federation.pages import activity_link
from fediart.actions.find import anything, find
from fediart.cli import main
from fediart.config import example
from fediart.errors import NotFound, Problem
from fediart.store import domain_rules
from fediart.store.actors import Actor
from fediart.store.domain_rules import SUSPEND, DomainRule
from fediart.store.posts import Post
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer
from tests.site import log_in


@pytest.fixture
async def cleo(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    async with RemoteServer("cleo", clock=meeting.site.clock.now) as server:
        yield server


def page(address: str, *, rel: str = "alternate", kind: str = "application/activity+json") -> bytes:
    return f'<!doctype html><html><head><LINK rel="{rel}" TYPE=\'{kind}\' href="{address}"></head>'.encode()


@pytest.mark.parametrize(
    "form", ["@bob@{host}", "bob@{host}", "acct:bob@{host}", "  @bob@{host} ", "{origin}/users/bob", "{origin}/@bob"]
)
async def test_every_form_of_a_person_is_found(meeting: Meeting, form: str) -> None:
    meeting.bob.serve("/@bob", page("/users/bob"), kind="text/html; charset=utf-8")
    found = await find(meeting.site, form.format(host=meeting.bob.host, origin=meeting.bob.origin))
    assert isinstance(found, Actor) and found.uri == meeting.bob.actor_id


async def test_a_page_may_redirect_or_name_its_object(meeting: Meeting) -> None:
    note = meeting.bob.note("<p>Look</p>", path="/n/1")
    meeting.bob.serve("/@bob/1", note["id"], status=302)
    meeting.bob.serve("/@bob/2", page(note["id"]), kind="text/html")
    meeting.bob.serve("/activities/1", write.create(f"{meeting.bob.origin}/activities/1", meeting.bob.actor_id, note))
    for path in ("/@bob/1", "/@bob/2", "/n/1", "/activities/1"):
        found = await find(meeting.site, meeting.bob.origin + path)
        assert isinstance(found, Post) and found.uri == note["id"]


async def test_what_is_ours_is_found_by_its_pages(meeting: Meeting) -> None:
    mine, origin = await post_by(meeting.site, meeting.jane), meeting.site.config.origin
    bob = await meeting.meet(meeting.bob)
    for text, wanted in (
        ("@jane", meeting.jane.id), (f"@jane@{meeting.site.config.instance.host}", meeting.jane.id),
        (f"{origin}/@jane", meeting.jane.id), (f"{origin}/@jane/{mine.id}", mine.id), (mine.uri, mine.id),
        (f"{origin}/@bob@{meeting.bob.host}", bob.id), (f"{origin}/posts/{mine.id}", mine.id),
    ):  # fmt: skip
        assert (await find(meeting.site, text)).id == wanted, text


async def test_a_page_that_names_somebody_elses_object_gains_nothing(meeting: Meeting, cleo: RemoteServer) -> None:
    lie = cleo.note("<p>False</p>", path="/lie") | {"id": f"{meeting.bob.origin}/n/1"}
    cleo.serve("/lie", lie)
    cleo.serve("/page", page(f"{cleo.origin}/lie"), kind="text/html")
    meeting.bob.note("<p>True</p>", path="/n/1")
    found = await find(meeting.site, f"{cleo.origin}/page")
    assert isinstance(found, Post) and found.content == "<p>True</p>"


async def test_each_thing_in_the_way_has_its_own_words(meeting: Meeting, cleo: RemoteServer) -> None:
    origin = meeting.bob.origin
    meeting.bob.serve("/gone", {}, status=410)
    meeting.bob.serve("/plain", b"hello", kind="text/plain")
    meeting.bob.serve("/blog", b"<html><head><title>x</title></head><body><link rel=alternate>", kind="text/html")
    meeting.bob.serve("/list", write.ordered_collection(f"{origin}/list", 0, items=[]))
    private = meeting.bob.note(path="/private", to=(f"{meeting.bob.actor_id}/followers",), cc=())
    async with meeting.site.db.writing() as tx:
        await domain_rules.put_rule(tx, DomainRule("blocked.example", severity=SUSPEND))
    meeting.site.rules.changed()
    for text, said in (
        (f"{origin}/gone", "it is gone (410)"), (f"{origin}/nowhere", "it is not there (404)"),
        (f"{origin}/plain", "not application/activity+json"), (f"{origin}/blog", "names no ActivityPub object"),
        (f"{origin}/list", "of the type OrderedCollection"), (private["id"], "not for everyone"),
        ("https://blocked.example/x", "does not talk to blocked.example"), ("@x@sub.blocked.example", "blocked that"),
        ("a b@c.example", "Write the handle like @name@host"), (f"@nobody@{meeting.bob.host}", "Nobody answers"),
        ("@nobody", "Nobody here is called nobody"), (f"{meeting.site.config.origin}/@nobody", "no such person"),
        ("http://127.0.0.1:1/", "cannot be asked"), ("http://10.0.0.1/", "private address"),
    ):  # fmt: skip
        with pytest.raises(Problem) as problem:
            await find(meeting.site, text)
        assert said in problem.value.message, (text, problem.value.message)


async def test_the_search_box_finds_the_same_and_says_what_is_in_the_way(meeting: Meeting) -> None:
    meeting.bob.serve("/@bob", page("/users/bob"), kind="text/html")
    meeting.bob.serve("/plain", b"hello", kind="text/plain")
    await log_in(meeting.web, "jane")
    answer = await meeting.web.get(f"/search?q={meeting.bob.origin}/@bob")
    assert (answer.status, answer.location) == (303, f"/@bob@{meeting.bob.host}")
    text = (await meeting.web.get(f"/search?q={meeting.bob.origin}/plain")).text
    assert "That led nowhere" in text and "not application/activity+json" in text
    assert await anything(meeting.site, f"{meeting.bob.origin}/nowhere", viewer_id=meeting.jane.id) is None
    with pytest.raises(NotFound):
        await find(meeting.site, f"{meeting.bob.origin}/nowhere")


def test_advisory_58_a_page_of_nothing_but_openings_is_read_in_no_time() -> None:
    for body in (b"<" * 500_000, b"<link " * 100_000, b"<!--" * 200_000, b"<a b='" * 100_000, b"&" * 500_000):
        assert activity_link(Document("https://x.example/", "text/html", body, {})) is None
    far = b"<p>" * 100_000 + page("https://x.example/1")
    assert activity_link(Document("https://x.example/", "text/html", far, {})) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//[", ""])
def test_only_an_address_on_the_web_is_followed(address: str) -> None:
    assert activity_link(Document("https://x.example/", "text/html", page(address), {})) in (None, "https://x.example/")


def test_fediart_fetch_prints_what_it_found_or_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "x"), "--host", "art.example"]) == 0
    config = str(tmp_path / "x" / "config.toml")
    capsys.readouterr()
    assert main(["-c", config, "fetch", "--json", "https://art.example/actor"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "https://art.example/actor" and told["what"].startswith("Application")
    assert main(["-c", config, "fetch", "https://127.0.0.1/x"]) == 1
    assert "private address" in capsys.readouterr().err
    assert "fetch_budget" in example()
