"""Replies to a post whose author looks at each one first: asked for, allowed, refused; and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.objects import InteractionPolicy, Permission
from fediart.actions import reply
from fediart.errors import Problem
from fediart.store import posts
from fediart.store.posts import Post
from tests.interactions.conftest import Meeting, heard, kinds

FIRST = InteractionPolicy(can_reply=Permission(manual=(PUBLIC,)))


async def asked(meeting: Meeting) -> tuple[Post, dict[str, Any]]:
    """Jane has answered bob's post; her reply and the request that bob has got."""
    await meeting.follow_bob()
    note = meeting.bob.note("<p>A tree</p>", policy=FIRST)
    await meeting.says(meeting.bob.create(note))
    async with meeting.site.db.reading() as tx:
        post = await posts.by_uri(tx, note["id"])
    assert post is not None
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Lovely")
    await meeting.drain()
    (request,) = heard(meeting, "ReplyRequest")
    return made, request


def answer(meeting: Meeting, request: dict[str, Any], **more: Any) -> dict[str, Any]:
    echoed = {name: request[name] for name in ("id", "type", "actor", "object")} | {
        "instrument": request["instrument"]["id"]
    }
    said = write.accept(meeting.bob.next_id(), meeting.bob.actor_id, echoed, [meeting.jane.uri])
    return said | {"result": f"{meeting.bob.origin}/authorizations/1"} | more


async def test_the_author_is_asked_and_the_reply_goes_out_with_the_yes(meeting: Meeting) -> None:
    made, request = await asked(meeting)
    assert not heard(meeting, "Create"), "nobody gets it before"
    assert request["actor"] == meeting.jane.uri and request["object"] == made.reply_to_uri
    assert request["to"] == [meeting.bob.actor_id] and "https://gotosocial.org/ns" in request["@context"]
    assert request["instrument"]["id"] == made.uri and "Lovely" in request["instrument"]["content"]
    assert "@context" not in request["instrument"] and "replyAuthorization" not in request["instrument"]
    with pytest.raises(Problem, match="waits for the author, or was refused"):
        await reply.edit_reply(meeting.site, meeting.jane, made.id, "Else")
    yes = answer(meeting, request)
    for one in (yes, answer(meeting, request)):
        await meeting.says(one)
    assert await meeting.outcome() == "done: answered already"
    (create,) = heard(meeting, "Create")
    assert create["object"]["id"] == made.uri
    assert create["object"]["replyAuthorization"] == yes["result"]
    terms = [one for one in create["@context"] if isinstance(one, dict)]
    assert any("replyAuthorization" in one for one in terms)
    served = await meeting.web.get(
        made.uri.removeprefix(meeting.site.config.origin), headers={"Accept": "application/activity+json"}
    )
    assert served.json["replyAuthorization"] == yes["result"]


async def test_a_no_keeps_the_reply_here_and_is_told(meeting: Meeting) -> None:
    _, request = await asked(meeting)
    no = answer(meeting, request, type="Reject")
    del no["result"]
    await meeting.says(no)
    assert await meeting.outcome() == "done: the reply stays here"
    assert not heard(meeting, "Create") and "reply-refused" in await kinds(meeting)
    await meeting.says(answer(meeting, request))
    assert not heard(meeting, "Create"), "a no is a no"


async def test_nobody_else_answers_and_the_yes_is_on_the_authors_server(meeting: Meeting) -> None:
    _, request = await asked(meeting)
    nina = await meeting.neighbour("nina")
    await nina.says(answer(meeting, request) | {"actor": nina.actor_id, "id": f"{nina.actor_id}/activities/5"})
    assert await meeting.outcome() == "refused: only the author of what is answered can answer"
    assert await meeting.says(answer(meeting, request, result="https://elsewhere.example/1")) == 403
    bare = answer(meeting, request)
    del bare["result"]
    await meeting.says(bare)
    assert await meeting.outcome() == "refused: the yes names no authorization"
    assert not heard(meeting, "Create")


async def test_a_reply_that_is_deleted_meanwhile_does_not_come_back(meeting: Meeting) -> None:
    made, request = await asked(meeting)
    await reply.delete_reply(meeting.site, meeting.jane, made.id)
    await meeting.says(answer(meeting, request))
    assert not heard(meeting, "Create") and await meeting.count("reply_approvals") == 0
