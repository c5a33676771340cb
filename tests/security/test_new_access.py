"""Who sees and does what on the newer pages and documents: quotes, polls, reports, lists, emojis, another's work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from federation.media_types import ACTIVITY_JSON
from federation.quotes import Authorization, authorization
from federation.rules import Forbidden, check_id
from federation.signatures import sign_cavage
from fediart.actions import domains, find
from fediart.actions.block import block, unblock
from fediart.actions.domain_csv import MOST_BYTES
from fediart.actions.domain_lists import import_file, subscribe, unsubscribe
from fediart.actions.report import MOST_POSTS_KEPT
from fediart.errors import Problem
from fediart.store.domain_rules import DomainRule
from tests.remote import RemoteServer
from tests.security.advisories import advisory
from tests.security.world import World, act
from tests.seeds import hang, new_series
from tests.site import Answer, drain, log_in, make_artist

DOCUMENT = {"Accept": ACTIVITY_JSON}


async def ask(world: World, path: str, server: RemoteServer | None, **headers: str) -> Answer:
    url = world.site.config.origin + path
    signed = sign_cavage("GET", url, {}, None, server.key, world.clock.now()) if server else {}
    return await world.web.get(path, headers=DOCUMENT | signed | headers)


@advisory(106, "GHSA-ccpr-m53r-mfwr", "Mastodon", "whom an artist blocks finds no collection, not even a kept one")
async def test_ghsa_ccpr_m53r_mfwr_no_document_is_left_to_the_blocked(world: World) -> None:
    shelf = await new_series(world.site, world.jane, "Nights", "nights")
    work = await hang(world.site, world.jane, "Night", series_id=shelf.id, portfolio=1)
    parts = ["", "/outbox", "/outbox?page=true", "/followers", "/following", "/featured", "/collections", "/portfolio",
             "/portfolio?page=true", "/series/nights", "/series/nights?page=1", f"/posts/{work.id}"]  # fmt: skip
    parts += [f"/posts/{work.id}/{one}" for one in ("replies", "replies?page=1", "context", "likes", "shares")]
    paths = [f"/users/jane{part}" for part in parts] + ["/@jane", f"/@jane/{work.id}"]
    async with world.server("foe") as foe:
        assert await world.says(foe, foe.like(world.note.uri)) == 202
        foe_id = (await world.actor(foe))["id"]
        await block(world.site, world.jane, foe_id)
        try:
            for path in paths:
                open_to_all = await ask(world, path, None)
                assert open_to_all.status == 200, path
                for more in ({}, {"If-None-Match": open_to_all.headers.get("ETag", "*")}):
                    refused = await ask(world, path, foe, **more)
                    bare = refused.status == 200 and "outbox" not in refused.json
                    assert refused.status == 404 or bare, f"{path} {refused.status}"
                    assert refused.headers["Cache-Control"] in ("private, no-store", "no-store"), path
            for kind in (ACTIVITY_JSON, "text/html"):
                asked = await ask(world, "/users/jane/followers/synchronization", foe, Accept=kind)
                assert asked.status == 404 and foe.actor_id not in asked.text
        finally:
            await unblock(world.site, world.jane, foe_id)


@asynccontextmanager
async def a_quote(
    world: World, end: str
) -> AsyncIterator[tuple[RemoteServer, RemoteServer, dict[str, Any], dict[str, Any]]]:
    """Eve quotes the victim, with the victim's consent: both servers, the quoted post, and the one that quotes."""
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        await world.follow(eve)
        quoted = victim.note(f"<p>A heron, {end}</p>")
        assert await world.says(victim, victim.create(quoted)) == 202
        stamp = f"{victim.origin}/stamps/1"
        note = eve.note("<p>Ha</p>", quote=quoted["id"], quote_authorization=stamp)
        victim.serve("/stamps/1", authorization(Authorization(stamp, victim.actor_id, note["id"], quoted["id"])))
        assert await world.says(eve, eve.create(note)) == 202
        yield victim, eve, quoted, note


@advisory(31, "GHSA-8h43-rcqj-wpc6", "Mastodon", "what may be quoted is shown no longer than it may be seen")
@pytest.mark.parametrize("end", ["deleted", "its consent", "its domain", "its author"])
async def test_ghsa_8h43_rcqj_wpc6_a_quote_shows_nothing_that_is_gone(world: World, end: str) -> None:
    async with a_quote(world, end) as (victim, _, quoted, note):
        row = (await world.rows("select id from posts where uri = :uri", uri=note["id"]))[0]
        member = world.web.fresh()
        await log_in(member, "jane")
        assert f"A heron, {end}" in (await member.get(f"/posts/{row['id']}")).text
        match end:
            case "deleted":
                await world.says(victim, victim.delete(quoted["id"]))
            case "its consent":
                await world.says(victim, victim.delete(f"{victim.origin}/stamps/1"))
            case "its domain":
                await domains.set_rule(world.site, None, DomainRule(victim.host))
            case _:
                await world.says(victim, victim.delete(victim.actor_id))
        for browser in (member, world.web):
            assert f"A heron, {end}" not in (await browser.get(f"/posts/{row['id']}")).text
            if end != "its consent":
                assert f"A heron, {end}" not in (await browser.get("/home", follow=True)).text
        if end == "its domain":
            await domains.remove_rule(world.site, None, victim.host)


async def test_a_member_votes_once_and_only_where_they_see(world: World) -> None:
    async with world.server("bob") as bob:
        await world.follow(bob)
        await make_artist(world.site, "otto")
        options = [{"type": "Note", "name": one, "replies": {"totalItems": 0}} for one in ("Ink", "Oil")]
        note = bob.note("<p>Ink or oil?</p>", to=(f"{bob.actor_id}/followers",), cc=())
        note |= {"type": "Question", "anyOf": options}
        assert await world.says(bob, bob.create(note)) == 202
        post = (await world.rows("select id from posts where uri = :uri", uri=note["id"]))[0]["id"]
        jane, otto = world.web.fresh(), world.web.fresh()
        await log_in(jane, "jane")
        await log_in(otto, "otto")
        where = f"/posts/{post}/vote"
        assert (await otto.post_form(where, {"option": "0"}, page="/settings/profile")).status == 404
        token = await jane.csrf("/settings/profile")
        tries = [{"csrf": token, "option": one} for one in ("0", "1", "0", "1", "7", "-1", "²", "999999999999")]
        await asyncio.gather(*(jane.post(where, data=one) for one in tries))
        await drain(world.site)
        assert await world.count("votes", "post_id = :post", post=post) == 1
        assert (await world.rows("select voters from polls where post_id = :post", post=post))[0]["voters"] == 1
        assert len([one for one in bob.received if one["type"] == "Create"]) == 1
        assert not world.complaints.heard


async def test_no_report_grows_without_end(world: World) -> None:
    async with world.server("eve") as eve:
        for _ in range(MOST_POSTS_KEPT // 20 + 2):
            works = [await hang(world.site, world.jane, "x") for _ in range(20)]
            flagged = [world.jane.uri, *(f"{world.jane.uri}/posts/{one.id}" for one in works)]
            assert await world.says(eve, act(eve, "Flag", flagged, content="<img src=x onerror=alert(1)>bad")) == 202
        eve_id = (await world.actor(eve))["id"]
        named = "report_id in (select id from reports where reporter_id = :eve)"
        assert await world.count("report_posts", named, eve=eve_id) == MOST_POSTS_KEPT
        assert await world.count("reports", "reporter_id = :eve", eve=eve_id) == 1
        await make_artist(world.site, "maud", role="moderator")
        maud = world.web.fresh()
        await log_in(maud, "maud")
        number = (await world.rows("select id from reports where reporter_id = :eve", eve=eve_id))[0]["id"]
        page = await maud.get(f"/admin/reports/{number}")
        assert page.status == 200 and "<img src=x" not in page.text


BOMBS = {
    "one endless cell": "x" * 200_000,
    "an endless quoted cell": '"' + "x" * 200_000,
    "quotes": "#domain\n" + '"' * 150_001,
    "commas": "," * 800_000,
    "lines": "\n" * 25_000,
    "size": "a.example\n" * (MOST_BYTES // 10 + 1),
    "nothing": "\x00\x00\n\x00",
    "formulas": "#domain,#public_comment\n=cmd|x,=1\n",
}


@pytest.mark.parametrize("case", BOMBS)
async def test_a_list_of_domains_is_no_bomb(world: World, case: str) -> None:
    """From a file, and from somebody whose list is subscribed to."""
    before = await world.count("domain_blocks")
    world.complaints.heard.clear()
    try:
        await import_file(world.site, None, BOMBS[case])
    except Problem as problem:
        assert problem.message
    async with world.server("lists") as lists:
        url = lists.serve("/list.csv", BOMBS[case].encode(), kind="text/csv")
        made = await subscribe(world.site, None, url, auto=True)
        await drain(world.site)
        await unsubscribe(world.site, None, made.id)
    assert not world.complaints.heard
    assert await world.count("domain_blocks") == before


@advisory(20, "GHSA-288h-6j8h-6x5j", "Mastodon", "a server has one spelling: no rule for it is passed by another")
@pytest.mark.parametrize("host", [
    "EVIL.example", "evil.example.", "evil.example:443", "evil%2Eexample", "evil。example", "ｅvil.example",
    "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.01", "[0:0:0:0:0:0:0:1]", "[::1%25lo]",
    "a@evil.example",
])  # fmt: skip
async def test_ghsa_288h_6j8h_6x5j_a_server_has_one_spelling(world: World, host: str) -> None:
    with pytest.raises(Forbidden):
        check_id(f"https://{host}/users/eve")
    said = {"id": f"https://{host}/1", "type": "Like", "actor": f"https://{host}/users/eve", "object": world.note.uri}
    async with world.server("eve") as eve, world.unchanged():
        assert await world.says(eve, said) in (202, 400, 401, 403)


async def test_no_emoji_of_one_server_stands_for_that_of_another(world: World) -> None:
    async with world.server("bob") as bob, world.server("eve") as eve:
        await world.follow(bob)
        await world.follow(eve)
        for server, name in (
            (bob, ":sun:"),
            (eve, ':x" onerror="alert(1):'),
            (eve, f":sun@{bob.host}:"),
            (eve, ":sun:"),
        ):
            icon = {"type": "Image", "url": f"{eve.origin}/e.png"}
            tag = [{"type": "Emoji", "id": f"{bob.origin}/emojis/sun", "name": name, "icon": icon}]
            note = server.note(f"<p>{name}</p>") | {"tag": tag}
            assert await world.says(server, server.create(note)) == 202
        rows = await world.rows("select host, shortcode from emojis where url = :url", url=f"{eve.origin}/e.png")
        assert {row["shortcode"] for row in rows if row["host"] == bob.host} == {"sun"}
        assert all('"' not in row["shortcode"] for row in rows)


async def test_nobody_works_on_what_is_anothers(world: World) -> None:
    """Each page of a work, a series, a quote, a request and a picture, for a member whose it is not."""
    _, nosy = await make_artist(world.site, "nosy")
    shelf = await new_series(world.site, world.jane, "Mine", "mine")
    waiting = await hang(world.site, world.jane, "Unseen", state="previewed", published=0)
    nosy_browser = world.web.fresh()
    await log_in(nosy_browser, "nosy")
    files = await world.rows(
        "select artwork_id, name, media_type from renditions where artwork_id = :id", id=waiting.id
    )
    pictures = await world.rows("select id from pictures where artwork_id = :id", id=waiting.id)
    work = f"/works/{waiting.id}"
    seen = [work, f"{work}/state", f"{work}/deliveries", f"{work}/elsewhere", f"{work}/edit", f"{work}/delete",
            f"/works/series/{shelf.id}", f"/@jane/{waiting.id}", f"/posts/{waiting.id}", f"/review/{waiting.id}",
            f"{work}/pictures/{pictures[0]['id']}"]  # fmt: skip
    kinds = {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png"}
    seen += [f"/media/{waiting.id}/{row['name']}.{kinds[row['media_type']]}" for row in files]
    async with world.unchanged():
        for path in seen:
            for browser in (nosy_browser, world.web):
                assert (await browser.get(path)).status in (303, 403, 404), path
            assert (await ask(world, path, None)).status in (303, 401, 403, 404), path
        token = await nosy_browser.csrf("/settings/profile")
        for path in (f"{work}/elsewhere", f"{work}/delete", f"{work}/again", f"{work}/pin", f"{work}/appeal",
                     f"/works/series/{shelf.id}", f"/works/series/{shelf.id}/delete", "/quotes/1/allow",
                     "/quotes/1/revoke", "/follow-requests/1/approve"):  # fmt: skip
            answer = await nosy_browser.post(path, data={"csrf": token, "title": "Mine now", "text": "x"})
            assert answer.status in (403, 404, 422), path
    assert nosy.id != world.jane.id


async def test_a_handle_elsewhere_is_no_way_round_a_rule(world: World) -> None:
    async with world.server("eve") as eve, world.server("eve") as front:
        await domains.set_rule(world.site, None, DomainRule(eve.host, severity="silence", mark_sensitive=True))
        handle = f"eve@{front.host}"
        links = [{"rel": "self", "type": ACTIVITY_JSON, "href": eve.actor_id}]
        front.serve("/.well-known/webfinger", {"subject": f"acct:{handle}", "links": links})
        found = await find.anything(world.site, f"@{handle}", viewer_id=world.jane.id)
        assert found is not None and (await world.actor(eve))["host"] == front.host
        limits = await world.rows("select * from actor_limits where actor_id = :id", id=found.id)
        assert [(one["silenced"], one["sensitive"]) for one in limits] == [(1, 1)]
        await domains.remove_rule(world.site, None, eve.host)
