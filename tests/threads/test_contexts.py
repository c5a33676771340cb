"""A thread is named the same by all its posts, and its collection lists everything in it that everyone may see."""

from __future__ import annotations

from typing import Any

from fediart.actions import block, reply
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.threads.made import arrived, by_uri

AP = {"Accept": "application/activity+json"}


async def document(meeting: Meeting, url: str) -> Any:
    answer = await meeting.web.get(url.removeprefix(meeting.site.config.origin), headers=AP)
    assert answer.status == 200, answer.text
    return answer.json


async def test_our_post_names_the_collection_of_its_thread_and_answers_inherit_it(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    note = await document(meeting, mine.uri)
    assert note["context"] == note["conversation"] == f"{mine.uri}/context"
    theirs = meeting.bob.note("<p>Lovely</p>", in_reply_to=mine.uri)
    await meeting.says(meeting.bob.create(theirs))
    answer = await by_uri(meeting.site, theirs["id"])
    assert answer is not None
    again = await reply.reply(meeting.site, meeting.jane, answer.id, "Thank you")
    assert (await document(meeting, again.uri))["context"] == note["context"]
    whole = await document(meeting, note["context"])
    assert whole["type"] == "OrderedCollection" and whole["attributedTo"] == meeting.jane.uri
    assert whole["totalItems"] == 3 and whole["id"] == note["context"]
    assert whole["first"]["orderedItems"] == [mine.uri, theirs["id"], again.uri]
    page = await document(meeting, whole["first"]["id"])
    assert page["orderedItems"] == whole["first"]["orderedItems"] and page["partOf"] == whole["id"]


async def test_an_answer_keeps_the_names_that_its_thread_has_elsewhere(meeting: Meeting) -> None:
    about = {"context": f"{meeting.bob.origin}/contexts/7", "conversation": "tag:bob.example,2026:7"}
    note = meeting.bob.note("<p>Hello</p>") | about
    post = await arrived(meeting, note)
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Hello yourself")
    mine = await document(meeting, made.uri)
    assert {name: mine[name] for name in about} == about
    await meeting.drain()
    (sent,) = [one for one in meeting.bob.received if one["type"] == "Create"]
    assert sent["object"]["context"] == about["context"]


async def test_a_thread_that_nobody_has_named_is_named_once(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note("<p>No word of a context</p>"))
    one = await reply.reply(meeting.site, meeting.jane, post.id, "First")
    two = await reply.reply(meeting.site, meeting.jane, post.id, "Second")
    first, second = await document(meeting, one.uri), await document(meeting, two.uri)
    assert first["context"] == second["context"] == f"{one.uri}/context"
    whole = await document(meeting, first["context"])
    assert whole["first"]["orderedItems"] == [post.uri, one.uri, two.uri]


async def test_a_stranger_who_backdates_an_answer_does_not_rename_our_thread(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    lie = meeting.bob.note("<p>Older than it is</p>", in_reply_to=mine.uri, published=1)
    await meeting.says(meeting.bob.create(lie | {"context": f"{meeting.bob.origin}/contexts/trap"}))
    made = await reply.reply(meeting.site, meeting.jane, mine.id, "Still mine")
    assert (await document(meeting, made.uri))["context"] == f"{mine.uri}/context"


async def test_the_collection_lists_nothing_private_and_nobody_whom_its_owner_blocks(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    secret = await post_by(meeting.site, meeting.jane, visibility="followers")
    open_, closed = (
        meeting.bob.note("<p>Open</p>", in_reply_to=mine.uri),
        meeting.bob.note("<p>Closed</p>", in_reply_to=mine.uri, to=(meeting.jane.uri,), cc=()),
    )
    for one in (open_, closed):
        await meeting.says(meeting.bob.create(one))
    whole = await document(meeting, f"{mine.uri}/context")
    assert whole["first"]["orderedItems"] == [mine.uri, open_["id"]] and whole["totalItems"] == 2
    private = await meeting.web.get(f"{secret.uri}/context".removeprefix(meeting.site.config.origin), headers=AP)
    assert private.status == 404
    await block.block(meeting.site, meeting.jane, (await meeting.bob_here()).id)
    whole = await document(meeting, f"{mine.uri}/context")
    assert whole["first"]["orderedItems"] == [mine.uri] and whole["totalItems"] == 1


async def test_a_long_thread_comes_in_pages(meeting: Meeting, monkeypatch: Any) -> None:
    monkeypatch.setattr("fediart.web.contexts.ON_A_PAGE", 2)
    mine = await post_by(meeting.site, meeting.jane)
    made = [await reply.reply(meeting.site, meeting.jane, mine.id, f"Number {number}") for number in range(4)]
    whole = await document(meeting, f"{mine.uri}/context")
    page, listed = whole["first"], []
    for _ in range(5):
        listed += page["orderedItems"]
        if "next" not in page:
            break
        page = await document(meeting, page["next"])
    assert listed == [mine.uri, *(one.uri for one in made)]


async def test_an_answer_that_names_our_thread_joins_it_with_what_lies_between(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    about = {"context": f"{mine.uri}/context"}
    between = meeting.bob.note("<p>Between</p>", path="/between", in_reply_to=mine.uri)
    note = meeting.bob.note("<p>Further down</p>", in_reply_to=between["id"]) | about
    await meeting.says(meeting.bob.create(note))
    for one in (between, note):
        kept = await by_uri(meeting.site, one["id"])
        assert kept is not None and kept.thread_id == mine.id


async def test_naming_our_thread_plants_nothing_that_does_not_lead_there(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    elsewhere = meeting.bob.note("<p>Buy</p>", path="/buy")
    for about, parent in (
        (f"{mine.uri}/context", elsewhere["id"]),
        (f"{mine.uri}/context", "https://far.example/1"),
        (f"{mine.uri}", elsewhere["id"]),
        (f"{meeting.site.config.origin}/context", elsewhere["id"]),
    ):
        await meeting.says(meeting.bob.create(meeting.bob.note(in_reply_to=parent) | {"context": about}))
        assert (await meeting.outcome()).startswith("ignored")
    assert await meeting.count("posts", "local = 0") == 0


async def test_replies_come_in_pages_the_first_inlined_and_without_whom_the_artist_blocks(
    meeting: Meeting,
) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    made = []
    for number in range(23):
        made.append(meeting.bob.note(f"<p>{number}</p>", path=f"/r/{number}", in_reply_to=mine.uri))
        await meeting.says(meeting.bob.create(made[-1]))
    assert (await document(meeting, mine.uri))["replies"]["first"]["items"] == [one["id"] for one in made[:20]]
    page = (await document(meeting, f"{mine.uri}/replies"))["first"]
    assert page["items"] == [one["id"] for one in made[:20]]
    assert (await document(meeting, page["next"]))["items"] == [one["id"] for one in made[20:]]
    await block.block(meeting.site, meeting.jane, (await meeting.bob_here()).id)
    assert (await document(meeting, f"{mine.uri}/replies"))["first"]["items"] == []
