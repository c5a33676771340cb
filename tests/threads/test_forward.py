"""Answers to our posts go on to the followers of their author, and so does what becomes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation.audience import PUBLIC
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer


@pytest.fixture
async def cleo(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    """A follower of jane on a third server; she takes what jane's server signs, whoever the actor is."""
    async with RemoteServer("cleo", clock=meeting.site.clock.now, verify=False) as server:
        await server.deliver(f"{meeting.site.config.origin}/inbox", server.follow(meeting.jane.uri))
        await meeting.drain()
        server.received.clear()
        server.requests.clear()
        yield server


def answer(meeting: Meeting, parent: str, *, to: tuple[str, ...] = (PUBLIC,)) -> dict[str, Any]:
    """Bob's answer, which he also tells the followers of jane."""
    return meeting.bob.note(
        "<p>Lovely</p>", path="/answer", in_reply_to=parent, to=to, cc=(meeting.jane.followers_uri,)
    )


async def test_an_answer_its_edit_and_its_end_are_passed_on_word_for_word(meeting: Meeting, cleo: RemoteServer) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    note = answer(meeting, mine.uri)
    create = meeting.bob.create(note) | {"signature": {"type": "RsaSignature2017"}, "odd": [1.5, "é"]}
    await meeting.says(create)
    update = meeting.bob.update(note | {"content": "<p>Very lovely</p>", "updated": "2036-01-01T00:00:00Z"})
    await meeting.says(update)
    delete = meeting.bob.delete(note["id"])
    await meeting.says(delete)
    assert cleo.received == [create, update, delete]
    keys = [headers.get("Signature", "") + headers.get("Signature-Input", "") for _, _, headers in cleo.requests]
    assert all(meeting.jane.public_key_id in key for key in keys)
    assert not [one for one in meeting.bob.received if one["type"] in ("Create", "Update", "Delete")]


async def test_what_comes_twice_goes_on_once(meeting: Meeting, cleo: RemoteServer) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    create = meeting.bob.create(answer(meeting, mine.uri))
    for again in (create, create, create | {"id": meeting.bob.next_id()}):
        await meeting.says(again)
    assert [one["id"] for one in cleo.received] == [create["id"]]


@pytest.mark.parametrize("case", ["not for everyone", "not for her followers", "no answer", "blocked"])
async def test_everything_else_stays_here(meeting: Meeting, cleo: RemoteServer, case: str) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    if case == "blocked":
        from fediart.actions.block import block

        await block(meeting.site, meeting.jane, (await meeting.meet(meeting.bob)).id)
        await meeting.drain()
    note = {
        "not for everyone": lambda: answer(meeting, mine.uri, to=()),
        "not for her followers": lambda: meeting.bob.note(in_reply_to=mine.uri),
        "no answer": lambda: meeting.bob.note(cc=(meeting.jane.followers_uri,)),
        "blocked": lambda: answer(meeting, mine.uri),
    }[case]()
    await meeting.says(meeting.bob.create(note))
    assert [one for one in cleo.received if one["type"] == "Create"] == []


async def test_a_change_of_what_was_never_passed_on_is_not_either(meeting: Meeting, cleo: RemoteServer) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    note = meeting.bob.note(in_reply_to=mine.uri)
    await meeting.says(meeting.bob.create(note))
    await meeting.says(meeting.bob.delete(note["id"]))
    assert cleo.received == []
