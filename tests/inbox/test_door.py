"""The inbox's door: sizes, shapes, blocked domains, repeats and floods."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json

import aiohttp

from fediart.store import domain_rules
from fediart.store.domain_rules import DomainRule
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by

KIND = {"Content-Type": "application/activity+json"}


async def post(meeting: Meeting, body: bytes) -> int:
    url = f"{meeting.site.config.origin}/inbox"
    async with aiohttp.ClientSession() as session, session.post(url, data=io.BytesIO(body), headers=KIND) as answer:
        return answer.status


async def test_too_long_a_body_is_not_read_to_its_end(meeting: Meeting) -> None:
    """Advisory 52: with and without a Content-Length."""
    assert await post(meeting, b"{" + b" " * (1024 * 1024)) == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(40):
            yield b" " * 65_536

    url = f"{meeting.site.config.origin}/inbox"
    async with aiohttp.ClientSession() as session:
        # The connection may be closed before all of it was sent.
        with contextlib.suppress(aiohttp.ClientError):
            async with session.post(url, data=chunks(), headers=KIND) as answer:
                assert answer.status == 413


async def test_what_is_no_activity_is_a_bad_request(meeting: Meeting) -> None:
    deep = json.dumps({"type": "Like"})[:-1] + ',"x":' + "[" * 200 + "]" * 200 + "}"
    half_json = b'{"type":"Like"'
    bodies = [
        b"", b"nonsense", b"[]", b"1", b"\xff\xfe", deep.encode(), half_json, b'{"type":"Like"}',
        b'{"id":"javascript:x","type":"Like","actor":"https://a.example/1"}',
        '\ufeff{"id":"https://a.example/2","type":"Like","actor":"https://a.example/1"}'.encode(),
        '{"id":"https://a.example/2","type":"Like","actor":"https://a.example/1"}'.encode("utf-16"),
    ]  # fmt: skip
    for body in bodies:
        assert await post(meeting, body) == 400, body[:60]
    assert await meeting.count("jobs", "kind = 'inbox'") == 0


async def test_a_blocked_domain_is_answered_and_nothing_happens(meeting: Meeting) -> None:
    async with meeting.site.db.writing() as tx:
        await domain_rules.put_rule(tx, DomainRule("127.0.0.1"))
    meeting.site.rules.changed()
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri), how="unsigned") == 202
    assert not meeting.bob.requests, "not even its key is asked for"
    assert await meeting.count("jobs", "kind = 'inbox'") == 0
    assert await meeting.count("follows") == 0


async def test_a_flood_of_repeats_is_one_job(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    like, inbox = meeting.bob.like(mine.uri), f"{meeting.site.config.origin}/inbox"
    statuses = await asyncio.gather(*(meeting.bob.deliver(inbox, like) for _ in range(30)))
    assert set(statuses) == {202}
    await meeting.drain()
    assert await meeting.count("jobs", "kind = 'inbox'") == 1
    assert await meeting.count("likes") == 1
    keys = [one for one in meeting.bob.requests if one[1] == f"/users/{meeting.bob.name}"]
    assert len(keys) == 1, "requests side by side wait for one fetch of the key"


async def test_the_personal_inbox_takes_what_the_shared_one_takes(meeting: Meeting) -> None:
    assert await meeting.bob.deliver(meeting.jane.inbox, meeting.bob.follow(meeting.jane.uri)) == 202
    await meeting.drain()
    assert await meeting.count("follows") == 1


async def test_an_id_taken_by_another_server_blocks_nothing(meeting: Meeting) -> None:
    """Advisory 11: what is handled once is the pair of signer and id."""
    mine = await post_by(meeting.site, meeting.jane)
    mallory = await meeting.neighbour("mallory")
    await meeting.meet(mallory)
    like = meeting.bob.like(mine.uri)
    assert await mallory.says(like | {"actor": mallory.actor_id}) == 202
    assert await meeting.says(like) == 202
    assert await meeting.count("likes") == 2
