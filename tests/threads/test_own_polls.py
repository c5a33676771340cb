"""Polls of members: asked in a note, federated as a Question, voted in from anywhere, told of at their end."""

from __future__ import annotations

from typing import Any

from fediart.actions.message import post_to
from fediart.actions.note import write_note
from fediart.actions.poll import Asking
from fediart.actions.written import More
from fediart.clock import DAY, HOUR, MINUTE
from fediart.store.posts import Post
from tests.inbox.conftest import Meeting
from tests.policy_changes.test_messages import AS, expanded
from tests.site import log_in, make_artist


async def asked(meeting: Meeting, *, multiple: bool = False, hidden: bool = False, visibility: str = "public") -> Post:
    asking = Asking(("Hills", "<b>Pears</b> & plums", "Sea"), HOUR, multiple, hidden)
    return await write_note(meeting.site, meeting.jane, "What next?", visibility=visibility, more=More(poll=asking))


def vote(meeting: Meeting, post: Post, name: str) -> dict[str, Any]:
    bob = meeting.bob
    number = bob.next_id()
    note = {
        "id": f"{number}/vote", "type": "Note", "name": name, "attributedTo": bob.actor_id, "to": [meeting.jane.uri],
        "inReplyTo": post.uri,
    }  # fmt: skip
    return bob.create(note)


async def votes_of(meeting: Meeting, post: Post) -> tuple[list[int], int]:
    async with meeting.site.db.reading() as tx:
        rows = await tx.all("select votes from poll_options where post_id = :id order by position", id=post.id)
        voters = await tx.value("select voters from polls where post_id = :id", id=post.id)
    return [row["votes"] for row in rows], int(voters)


async def test_a_poll_goes_out_as_a_question_and_its_tallies_follow(meeting: Meeting) -> None:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    post = await asked(meeting)
    await meeting.drain()
    (create,) = [one for one in meeting.bob.received if one["type"] == "Create"]
    question = create["object"]
    assert (question["type"], question["votersCount"], "closed" in question) == ("Question", 0, False)
    assert [one["name"] for one in question["oneOf"]] == ["Hills", "<b>Pears</b> & plums", "Sea"]
    assert [one["replies"]["totalItems"] for one in question["oneOf"]] == [0, 0, 0]
    assert question["endTime"] > question["published"]
    (meant,) = expanded(create)[f"{AS}object"]
    assert meant["http://joinmastodon.org/ns#votersCount"] and meant[f"{AS}oneOf"] and meant[f"{AS}endTime"]
    await meeting.says(vote(meeting, post, "<b>Pears</b> & plums"))
    assert await votes_of(meeting, post) == ([0, 1, 0], 1)
    assert (
        await meeting.count("posts", "kind = 'reply'") == 0
        and await meeting.count("notifications", "kind = 'reply'") == 0
    )
    meeting.site.clock.move(4 * MINUTE)  # type: ignore[attr-defined]  # the tests' clock
    await meeting.drain()
    updates = [one["object"] for one in meeting.bob.received if one["type"] == "Update"]
    assert [one["replies"]["totalItems"] for one in updates[-1]["oneOf"]] == [0, 1, 0]
    assert "updated" not in updates[-1] and bytes(meeting.bob.actor_id, "ascii") not in repr(updates[-1]).encode()
    meeting.site.clock.move(HOUR)  # type: ignore[attr-defined]
    await meeting.drain()
    last = [one["object"] for one in meeting.bob.received if one["type"] == "Update"][-1]
    assert last["closed"] and last["votersCount"] == 1
    assert await meeting.count("notifications", "kind = 'poll' and actor_id = :id", id=meeting.jane.id) == 1


async def test_votes_from_elsewhere_count_once_and_before_the_end(meeting: Meeting) -> None:
    one, several = await asked(meeting), await asked(meeting, multiple=True)
    for name in ("Hills", "Hills", "Sea"):
        await meeting.says(vote(meeting, one, name))
        await meeting.says(vote(meeting, several, name))
    assert await votes_of(meeting, one) == ([1, 0, 0], 1)
    assert await votes_of(meeting, several) == ([1, 0, 1], 1)
    await meeting.says(vote(meeting, several, "Nothing of this"))
    assert "no such answer" in await meeting.outcome()
    meeting.site.clock.move(2 * HOUR)  # type: ignore[attr-defined]
    await meeting.drain()
    await meeting.says(vote(meeting, several, "<b>Pears</b> & plums"))
    assert "ended" in await meeting.outcome()
    assert await votes_of(meeting, several) == ([1, 0, 1], 1)


async def test_nobody_votes_who_may_not_see_it(meeting: Meeting) -> None:
    private = await asked(meeting, visibility="followers")
    await meeting.says(vote(meeting, private, "Hills"))
    assert "not for the sender" in await meeting.outcome()
    assert await votes_of(meeting, private) == ([0, 0, 0], 0)
    bob = await meeting.bob_here()
    message = await post_to(meeting.site, meeting.jane, [bob], "no poll")
    await meeting.says(vote(meeting, message, "Hills"))
    assert "no such poll" in await meeting.outcome()


async def test_members_vote_on_the_page_once_and_not_in_their_own(meeting: Meeting) -> None:
    await make_artist(meeting.site, "kim")
    post = await asked(meeting, hidden=True)
    path = f"/@jane/{post.id}"
    await log_in(meeting.web, "jane")
    page = await meeting.web.get(path)
    assert "The results are shown when the poll has ended." in page.text and 'type="radio"' not in page.text
    own = await meeting.web.post_form(f"/posts/{post.id}/vote", {"option": "1"}, page=path, follow=True)
    assert "your own poll" in own.text
    kim = meeting.web.fresh()
    await log_in(kim, "kim")
    page = await kim.get(path)
    assert "&lt;b&gt;Pears&lt;/b&gt;" in page.text and "Results so far" not in page.text
    for said in ("You have voted.", "You have already voted on this poll."):
        answer = await kim.post_form(f"/posts/{post.id}/vote", {"option": "1"}, page=path, follow=True)
        assert said in answer.text
    assert await votes_of(meeting, post) == ([0, 1, 0], 1)
    meeting.site.clock.move(2 * HOUR)  # type: ignore[attr-defined]
    await meeting.drain()
    assert "100 %" in (await kim.get(path)).text
    news = (await kim.get("/notifications")).text
    assert "A poll</a> you took part in has ended" in news


async def test_a_poll_is_asked_on_the_page_of_a_note(meeting: Meeting) -> None:
    await log_in(meeting.web, "jane")
    assert "Ask a question with a poll" in (await meeting.web.get("/notes/new")).text
    for options, lasts, said in (
        (["one"], DAY, "from 2 to 8 answers"), (["same", "Same "], DAY, "are the same"),
        (["a", "b"], 10, "five minutes"),
        (["a", "x" * 101], DAY, "at most 100"),
    ):  # fmt: skip
        given = {"text": "Which?", "option": options, "lasts": str(lasts)}
        refused = await meeting.web.post_form("/notes/new", given)
        assert (refused.status, said in refused.text) == (422, True), said
    assert await meeting.count("posts") == 0
    given = {"text": "Which?", "option": ["Ink", "", "Oil"], "lasts": str(DAY), "multiple": "1"}
    page = await meeting.web.post_form("/notes/new", given, follow=True)
    assert "Which?" in page.text and "Ink" in page.text
    assert await meeting.count("polls", "multiple = 1") == 1
