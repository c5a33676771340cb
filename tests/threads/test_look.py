"""A thread that a member opens becomes whole: answers are looked up on their own servers, within bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from socket import AF_INET
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from federation.fetch import Fetcher
from fediart.actions import look
from fediart.clock import MINUTE
from fediart.store.posts import Post
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer
from tests.site import log_in
from tests.threads.made import answered, arrived, asked, bare, by_uri, forged, question

CONTEXT = {"@context": "https://www.w3.org/ns/activitystreams"}


@pytest.fixture
async def cleo(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    """Somebody on a third server."""
    async with RemoteServer("cleo", clock=meeting.site.clock.now) as server:
        yield server


async def looked(meeting: Meeting, post: Post) -> int:
    return await look.look(meeting.site, post)


async def test_opening_a_thread_brings_what_others_have_said(meeting: Meeting, cleo: RemoteServer) -> None:
    note = meeting.bob.note("<p>Opening tonight</p>")
    deep = cleo.note("<p>Me too</p>", path="/deep", in_reply_to=f"{cleo.origin}/answer")
    answer = answered(cleo, cleo.note("<p>I will come</p>", path="/answer", in_reply_to=note["id"]), [deep["id"]])
    own = meeting.bob.note("<p>Bring friends</p>", in_reply_to=note["id"])
    note = answered(meeting.bob, note, [bare(own), answer["id"]])
    post = await arrived(meeting, note)
    assert "I will come" not in (await meeting.web.get(f"/posts/{post.id}")).text
    await meeting.drain()
    assert await meeting.count("jobs", "kind = 'thread'") == 0  # a visitor causes no look
    await log_in(meeting.web, "jane")
    assert "being looked for" in (await meeting.web.get(f"/posts/{post.id}")).text
    await meeting.drain()
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    for words in ("Bring friends", "I will come", "Me too"):
        assert words in page
    assert "being looked for" not in page
    assert await meeting.count("notifications", "kind = 'reply'") == 0
    kept = await by_uri(meeting.site, deep["id"])
    assert kept is not None and kept.thread_id == post.id
    assert not asked(meeting.bob, own["id"].removeprefix(meeting.bob.origin))  # what its server inlines is believed


async def test_a_thread_is_left_alone_for_a_while_after_a_look(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note())
    await log_in(meeting.web, "jane")
    for minutes, jobs in ((0, 1), (14, 1), (2, 2)):
        meeting.site.clock.move(minutes * MINUTE)
        await meeting.web.get(f"/posts/{post.id}")
        assert await meeting.count("jobs", "kind = 'thread'") == jobs


async def test_the_context_collection_brings_the_thread_in_whatever_order(meeting: Meeting, cleo: RemoteServer) -> None:
    url = f"{meeting.bob.origin}/contexts/1"
    note = meeting.bob.note("<p>Begin</p>", path="/begin") | {"context": url}
    meeting.bob.serve("/begin", note)
    one = cleo.note("<p>One</p>", path="/one", in_reply_to=note["id"])
    two = cleo.note("<p>Two</p>", path="/two", in_reply_to=one["id"])
    astray = cleo.note("<p>Of another thread</p>", path="/astray", in_reply_to="https://far.example/1")
    items = [two["id"], astray["id"], one["id"], note["id"]]
    meeting.bob.serve("/contexts/1", CONTEXT | {"id": url, "type": "OrderedCollection", "orderedItems": items})
    post = await arrived(meeting, note)
    assert await looked(meeting, post) == 2
    assert await meeting.count("posts", "thread_id = :id", id=post.id) == 3
    assert await by_uri(meeting.site, astray["id"]) is None


async def test_answers_to_answers_of_our_own_post_are_found(meeting: Meeting, cleo: RemoteServer) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    answer = meeting.bob.note("<p>Lovely</p>", path="/a", in_reply_to=mine.uri)
    further = cleo.note("<p>Is it not</p>", in_reply_to=answer["id"])
    await meeting.says(meeting.bob.create(answered(meeting.bob, answer, [further["id"]])))
    assert await looked(meeting, mine) == 1
    async with meeting.site.db.reading() as tx:
        assert await tx.value("select count(*) from posts where thread_id = :id", id=mine.id) == 3


async def test_a_look_brings_the_tallies_of_a_poll(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob, path="/q"))
    question(meeting.bob, (("Hills", 30), ("Pears", 12)), path="/q")
    await looked(meeting, post)
    assert (await meeting.row("poll_options", "post_id = :id and position = 1", id=post.id))["votes"] == 12


async def test_ancestors_are_fetched_in_a_loop_and_joined(meeting: Meeting, cleo: RemoteServer) -> None:
    above = [cleo.note("<p>0</p>", path="/0")]
    for number in range(1, 4):
        above.append(cleo.note(f"<p>{number}</p>", path=f"/{number}", in_reply_to=above[-1]["id"]))
    post = await arrived(meeting, meeting.bob.note("<p>At last</p>", in_reply_to=above[-1]["id"]))
    first = await by_uri(meeting.site, above[0]["id"])
    assert first is not None and post.thread_id == first.id
    assert await meeting.count("posts", "thread_id = :id", id=first.id) == 5


async def test_ancestors_that_lead_in_a_circle_end(meeting: Meeting, cleo: RemoteServer) -> None:
    cleo.note("<p>hen</p>", path="/hen", in_reply_to=f"{cleo.origin}/egg")
    cleo.note("<p>egg</p>", path="/egg", in_reply_to=f"{cleo.origin}/hen")
    await arrived(meeting, meeting.bob.note("<p>Which was first?</p>", in_reply_to=f"{cleo.origin}/hen"))
    assert len(asked(cleo, "/hen")) + len(asked(cleo, "/egg")) == 2


# Attacks.


def endless(server: RemoteServer, path: str, page: Callable[[int], dict[str, Any]]) -> list[int]:
    """Every page of the collection leads to another one; what was asked for, as numbers."""
    counted: list[int] = []

    async def answer(request: web.Request) -> web.Response:
        number = int(request.query.get("page", "0"))
        counted.append(number)
        body = CONTEXT | {"id": server.origin + request.path_qs, "type": "CollectionPage", **page(number)}
        return web.json_response(body, content_type="application/activity+json")

    for number in range(60):
        server.serve(f"{path}?page={number}", answer)
    return counted


async def test_advisory_60_an_endless_collection_ends(meeting: Meeting) -> None:
    note = meeting.bob.note(path="/n")
    url = f"{meeting.bob.origin}/n/replies"
    counted = endless(meeting.bob, "/n/replies", lambda number: {"items": [], "next": f"{url}?page={number + 1}"})
    whole = {"id": url, "type": "Collection", "first": f"{url}?page=0"}
    meeting.bob.serve("/n", note | {"replies": whole})
    await looked(meeting, await arrived(meeting, note))
    assert counted == [0, 1, 2, 3, 4]


async def test_advisory_60_a_page_is_never_read_twice(meeting: Meeting) -> None:
    note = meeting.bob.note(path="/n")
    url = f"{meeting.bob.origin}/n/replies"
    counted = endless(meeting.bob, "/n/replies", lambda number: {"items": [], "next": f"{url}?page={1 - number}"})
    meeting.bob.serve("/n", note | {"replies": {"id": url, "type": "Collection", "first": f"{url}?page=0"}})
    await looked(meeting, await arrived(meeting, note))
    assert counted == [0, 1]


async def test_what_is_inlined_of_another_server_is_asked_there(meeting: Meeting, cleo: RemoteServer) -> None:
    note = meeting.bob.note(path="/n")
    true = cleo.note("<p>What I said</p>", path="/true", in_reply_to=note["id"])
    lie = bare(true) | {"content": "<p>What I never said</p>"}
    note = answered(meeting.bob, note, [lie])
    await looked(meeting, await arrived(meeting, note))
    kept = await by_uri(meeting.site, true["id"])
    assert kept is not None and kept.content == "<p>What I said</p>"


async def test_nobody_is_made_to_say_what_they_did_not(meeting: Meeting, cleo: RemoteServer) -> None:
    """A server lists posts of its own that name others, from here and elsewhere, as their author."""
    note = meeting.bob.note(path="/n")
    ours = await post_by(meeting.site, meeting.jane)
    lies = [
        forged(meeting.bob, author, f"/lie/{number}") | {"inReplyTo": note["id"]}
        for number, author in enumerate((cleo.actor_id, meeting.jane.uri))
    ]
    for lie in lies:
        meeting.bob.serve(lie["id"].removeprefix(meeting.bob.origin), lie)
    changed = {"id": ours.uri, "type": "Note", "attributedTo": meeting.bob.actor_id, "content": "<p>Mine now</p>"}
    note = answered(meeting.bob, note, [bare(lies[0]), lies[1]["id"], changed, ours.uri])
    post = await arrived(meeting, note)
    assert await looked(meeting, post) == 0
    assert await meeting.count("posts", "local = 0") == 1
    assert (await meeting.row("posts", "id = :id", id=ours.id))["content"] == "<p>Hello</p>"


async def test_posts_that_answer_something_else_are_not_planted(meeting: Meeting, cleo: RemoteServer) -> None:
    planted = [cleo.note(f"<p>Buy {number}</p>", path=f"/spam/{number}")["id"] for number in range(3)]
    note = answered(meeting.bob, meeting.bob.note(path="/n"), planted)
    assert await looked(meeting, await arrived(meeting, note)) == 0
    assert await meeting.count("posts", "local = 0") == 1


async def test_a_huge_collection_costs_no_more_than_its_budget(meeting: Meeting, cleo: RemoteServer) -> None:
    note = meeting.bob.note(path="/n")
    answers = [cleo.note(f"<p>{number}</p>", path=f"/m/{number}", in_reply_to=note["id"]) for number in range(150)]
    note = answered(meeting.bob, note, [one["id"] for one in answers])
    post = await arrived(meeting, note)
    before = len(asked(cleo)) + len(asked(meeting.bob))
    kept = await looked(meeting, post)
    assert len(asked(cleo)) + len(asked(meeting.bob)) - before <= meeting.site.config.federation.thread_budget
    assert 0 < kept < 100


class Everywhere(AbstractResolver):
    """A wildcard name: every host of the domain is there, at bob's."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.add(host)
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Holds nothing."""


async def test_advisory_47_many_names_of_one_domain_are_not_all_asked(meeting: Meeting) -> None:
    note = meeting.bob.note(path="/n")
    names = [f"http://host{number}.wild.example:{meeting.bob.port}/x" for number in range(40)]
    note = answered(meeting.bob, note, names)
    post = await arrived(meeting, note)
    resolver = Everywhere()
    async with Fetcher(meeting.site.clock.now, "test", allow_loopback=True, allow_http=True, resolver=resolver) as http:
        await look.look(replace(meeting.site, http=http), post)
    assert len(resolver.asked) == look.MOST_HOSTS


async def test_advisory_48_a_thread_without_bottom_is_not_followed_to_it(meeting: Meeting, cleo: RemoteServer) -> None:
    note = meeting.bob.note(path="/n")
    await _ladder(cleo, note["id"], 30)
    note = answered(meeting.bob, note, [f"{cleo.origin}/step/0"])
    assert await looked(meeting, await arrived(meeting, note)) == look.MOST_DEEP
    assert await meeting.count("jobs", "kind = 'thread'") == 0  # a look causes no other look


async def _ladder(server: RemoteServer, first: str, steps: int) -> None:
    above = first
    for number in range(steps):
        step = server.note(f"<p>{number}</p>", path=f"/step/{number}", in_reply_to=above)
        answered(server, step, [f"{server.origin}/step/{number + 1}"])
        above = step["id"]


async def test_answers_that_are_not_for_everyone_stay_away(meeting: Meeting, cleo: RemoteServer) -> None:
    note = meeting.bob.note(path="/n")
    private = meeting.bob.note(
        "<p>Only for you</p>", path="/p", in_reply_to=note["id"], to=(f"{meeting.bob.actor_id}/followers",), cc=()
    )
    note = answered(meeting.bob, note, [bare(private)])
    assert await looked(meeting, await arrived(meeting, note)) == 0
