"""Streams against those who want to hear what is not theirs, hold what they may not, or take more than their part."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack

import aiohttp
import pytest

from fediart.actions import lists as list_actions
from fediart.actions import message, note, passwords, person_deeds, staff, tokens
from fediart.actions.strikes import Cause
from fediart.api.streaming import hub as hubs
from fediart.api.streaming import listener as listeners
from fediart.clock import HandClock
from fediart.site import Site
from tests.api.house import token_for
from tests.api.streams import Stream, heard_until_marked, listening, socket
from tests.seeds import follow as follows
from tests.seeds import say, stranger
from tests.site import PASSWORD, Client, log_in, make_artist


@pytest.mark.parametrize("path", ["user", "user/notification", "direct", "list?list=1", "public/remote", ""])
async def test_visitors_hear_public_posts_of_this_server_alone(client: Client, path: str) -> None:
    answer = await client.get(f"/api/v1/streaming/{path}", headers={"Connection": "keep-alive"})
    assert answer.status in (401, 426)


async def test_a_scope_opens_what_it_names(site: Site, client: Client) -> None:
    account, _ = await make_artist(site, "jane")
    posts_only = {"Authorization": f"Bearer {await token_for(site, account, ['read:statuses'])}"}
    news_only = {"Authorization": f"Bearer {await token_for(site, account, ['read:notifications'])}"}
    narrow = {"Authorization": f"Bearer {await token_for(site, account, ['read:accounts', 'write'])}"}
    for headers, paths in (
        (posts_only, ["user/notification"]),
        (news_only, ["user", "direct", "public", "hashtag?tag=x"]),
        (narrow, ["user", "user/notification", "direct", "public", ""]),
    ):
        for path in paths:
            assert (await client.get(f"/api/v1/streaming/{path}", headers=headers)).status == 403, path
    async with socket(client, "", token=news_only["Authorization"].removeprefix("Bearer ")) as app:
        for stream in ("user", "direct", "public"):
            await app.say("subscribe", stream)
            assert (await app.next())["status"] == 403
    app_alone = {"Authorization": f"Bearer {await token_for(site, None)}"}
    assert (await client.get("/api/v1/streaming/user", headers=app_alone)).status == 422


async def test_news_come_home_only_to_tokens_that_may_read_them(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    _, tom = await make_artist(site, "tom")
    async with listening(client, "user", await token_for(site, account, ["read:statuses"])) as home:
        await note.write_note(site, tom, "Good evening, @jane")
        assert await heard_until_marked(site, jane, home) == []


async def test_a_list_of_another_and_one_that_is_not_there_look_alike(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    account, _ = await make_artist(site, "tom")
    number = await list_actions.make(site, jane, "Mine")
    headers = {"Authorization": f"Bearer {await token_for(site, account)}"}
    others, nobodys = [
        await client.get(f"/api/v1/streaming/list?list={one}", headers=headers) for one in (number, 9 * 10**17)
    ]
    assert (others.status, others.body) == (nobodys.status, nobodys.body)
    assert others.status == 404
    async with socket(client, "", await token_for(site, account)) as app:
        for wrong in (str(number), "1 or 1=1", "", "-1", "9" * 30):
            await app.say("subscribe", "list", list=wrong)
            assert (await app.next())["status"] == 404


async def test_what_is_for_some_never_comes_where_everybody_listens(site: Site, client: Client) -> None:
    """Followers-only, unlisted and direct posts, and those of the silenced, where everybody or a stranger listens."""
    account, jane = await make_artist(site, "jane")
    _, tom = await make_artist(site, "tom")
    _, ann = await make_artist(site, "ann")
    await follows(site, ann, tom)
    far, quiet = await stranger(site, "far"), await stranger(site, "quiet")
    async with site.db.writing() as tx:
        await tx.run("insert into actor_limits (actor_id, silenced) values (:id, 1)", id=quiet.id)
    token = await token_for(site, account)
    async with AsyncExitStack() as opened:
        streams: list[Stream] = []
        for path in ("public", "public/local", "public/remote", "hashtag?tag=secret", "direct", "user"):
            streams.append(await opened.enter_async_context(listening(client, path, token)))
        visitors = await opened.enter_async_context(listening(client, "public"))
        tags = await opened.enter_async_context(listening(client, "hashtag?tag=secret"))
        for visibility in ("followers", "unlisted"):
            await note.write_note(site, tom, "A #secret", visibility=visibility)
            await say(site, far, "<p>secret</p>", visibility=visibility)
        await message.write_to(site, tom, [ann], "A #secret")
        await say(site, quiet, "<p>secret</p>")
        here = await note.write_note(site, tom, "An open #secret")
        there = await say(site, far, "<p>open</p>")
        expected = [[here.id, there.id], [here.id], [there.id], [here.id]]
        for stream, ids in zip(streams, expected, strict=False):
            assert [(await stream.next())[1]["id"] for _ in ids] == [str(one) for one in ids]
        assert (await visitors.next())[1]["id"] == (await tags.next())[1]["id"] == str(here.id)
        assert await heard_until_marked(site, jane, streams[-1]) == []
        assert not any(stream.waits for stream in [*streams, visitors, tags])


async def test_revocation_suspension_and_a_new_password_end_streams_at_once(site: Site, client: Client) -> None:
    jane, _ = await make_artist(site, "jane")
    tom, _ = await make_artist(site, "tom")
    ann, _ = await make_artist(site, "ann")
    mine = await tokens.make_own(site, jane, ["read"], label="phone")
    async with AsyncExitStack() as opened:
        enter = opened.enter_async_context
        janes, kept = (
            await enter(listening(client, "user", mine)),
            await enter(listening(client, "user", await token_for(site, jane))),
        )
        toms, anns = (
            await enter(listening(client, "public", await token_for(site, tom))),
            await enter(socket(client, "?stream=user", await token_for(site, ann))),
        )
        async with site.db.reading() as tx:
            number = await tx.value("select id from access_tokens where label = 'phone'")
        await tokens.revoke_own(site, jane, number)
        assert await janes.ended()
        await staff.suspend(site, None, "tom")
        assert await toms.ended()
        await passwords.change_password(site, ann, PASSWORD, "another horse entirely", session="", address="127.0.0.1")
        with pytest.raises(ConnectionError, match="1008"):
            await anns.next()
        await person_deeds.act(site, None, jane.actor_id, "freeze", Cause(reason="For now."))
        assert await kept.ended()
    assert (await client.get("/api/v1/streaming/user", headers={"Authorization": f"Bearer {mine}"})).status == 401


async def test_a_token_that_ends_by_itself_is_noticed(
    site: Site, client: Client, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BEAT", 0.01)  # seconds
    account, _ = await make_artist(site, "jane")
    token = await token_for(site, account)
    async with listening(client, "user", token) as home:
        async with site.db.writing() as tx:
            await tx.run("update access_tokens set expires = :soon", soon=site.clock.now() + 1000)
        clock.move(2000)
        assert await home.ended()


async def test_tokens_come_in_any_of_three_ways_and_never_into_the_log(
    site: Site, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    account, jane = await make_artist(site, "jane")
    token = await token_for(site, account)
    with caplog.at_level(logging.DEBUG):
        async with (
            listening(client, f"user?access_token={token}") as query,
            socket(client, "?stream=user", protocols=(token,)) as protocol,
            socket(client, f"?stream=user&access_token={token}") as both,
        ):
            assert protocol.socket.protocol == token
            made = await note.write_note(site, jane, "Words")
            assert (await query.next())[1]["id"] == str(made.id)
            assert (await protocol.next())["event"] == (await both.next())["event"] == "update"
        for path in ("user", "public"):
            assert (await client.get(f"/api/v1/streaming/{path}?access_token=wrong-{token}")).status == 401
        # Elsewhere a token in the address opens nothing: it would stand in other people's logs.
        assert (await client.get(f"/api/v1/timelines/home?access_token={token}")).status == 401
    assert token not in caplog.text


async def test_cookies_open_no_stream_so_any_page_may_open_a_socket(site: Site, client: Client) -> None:
    account, _ = await make_artist(site, "jane")
    await log_in(client, "jane")
    assert (await client.get("/api/v1/streaming/user")).status == 401
    with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
        async with socket(client, "?stream=user", origin="https://evil.example"):
            pass
    token = await token_for(site, account)
    async with socket(client, "?stream=user", token, origin="https://app.example") as app:
        await app.say("subscribe", "public")
        await app.say("subscribe", "nonsense")
        assert (await app.next())["status"] == 400


async def test_nobody_holds_more_streams_than_their_part(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_OF_PERSON", 2)
    monkeypatch.setattr(hubs, "MOST_OF_ADDRESS", 1)
    monkeypatch.setattr(hubs, "MOST_CHANNELS", 2)
    account, _ = await make_artist(site, "jane")
    token = await token_for(site, account)
    headers = {"Authorization": f"Bearer {token}"}
    async with listening(client, "user", token), socket(client, "?stream=user", token) as app:
        assert (await client.get("/api/v1/streaming/public", headers=headers)).status == 429
        for tag in ("a", "b", "c"):
            await app.say("subscribe", "hashtag", tag=tag)
        assert (await app.next())["status"] == 429
    async with listening(client, "public"):
        assert (await client.get("/api/v1/streaming/public/local")).status == 429


async def test_who_does_not_read_is_cut_off(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "MOST_WAITING", -1)  # as if much waited for them already
    account, jane = await make_artist(site, "jane")
    async with listening(client, "user", await token_for(site, account)) as home:
        await note.write_note(site, jane, "Words")
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await home.next()


async def test_what_a_socket_says_is_bounded(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fediart.api.streaming.sockets.MOST_ASKED", 5)
    account, _ = await make_artist(site, "jane")
    token = await token_for(site, account)
    async with socket(client, "", token) as app:
        for text in ("[]", "{", '"x"', '{"type": 5, "stream": {}}'):
            await app.socket.send_str(text)
        await app.say("subscribe", "nonsense")
        assert (await app.next())["status"] == 400
        await app.socket.send_str("one more")
        with pytest.raises(ConnectionError, match="1008"):
            await app.next()
    async with socket(client, "", token) as app:
        await app.socket.send_str("x" * 5000)
        with pytest.raises(ConnectionError, match="1009"):
            await app.next()
