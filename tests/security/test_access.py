"""Who may see and do what: followers' posts, secure mode, blocks, lists of domains, reports, suspensions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from federation.media_types import ACTIVITY_JSON
from federation.objects import Mention
from federation.signatures import sign_cavage
from fediart.actions import follow, resolve
from fediart.actions.block import block, unblock
from fediart.jobs.refresh import refresh_actor
from fediart.store import actors, domain_rules
from fediart.store.domain_rules import DomainRule
from fediart.web.access import ANYONE, APPS, DOCUMENTS, FILES, PEERS
from fediart.web.routes import ROUTES
from tests.remote import RemoteServer
from tests.security.advisories import advisory
from tests.security.world import Neighbour, World, act
from tests.site import Answer, change_settings, drain, log_in, make_artist

DOCUMENT = {"Accept": ACTIVITY_JSON}


async def fetch(world: World, path: str, server: RemoteServer | None = None) -> Answer:
    """A document, asked for unsigned or as the server's actor."""
    url = world.site.config.origin + path
    signed = sign_cavage("GET", url, {}, None, server.key, world.clock.now()) if server else {}
    return await world.web.get(path, headers=DOCUMENT | signed)


def path_of(world: World, uri: str) -> str:
    return uri.removeprefix(world.site.config.origin)


@advisory(
    84,
    "CVE-2025-30741",
    "Pixelfed",
    "a follow counts once the one followed has accepted, for that follower",
)
async def test_cve_2025_30741_a_follow_that_was_asked_for_is_none_yet(world: World) -> None:
    async with world.server("bob") as bob, world.server("eve") as eve:
        await make_artist(world.site, "mia")
        found = await resolve.remote_actor(world.site, bob.actor_id, resolve.budget_of(world.site))
        assert found is not None
        await follow.follow(world.site, world.jane, found.id)
        await drain(world.site)
        asked = [one for one in bob.received if one["type"] == "Follow"][-1]
        followers = (f"{bob.actor_id}/followers",)
        # Nobody else can say yes, neither to this follow nor to one that was never asked for.
        neighbour = Neighbour(bob, "impostor")
        for said in (neighbour.act("Accept", asked), neighbour.act("Accept", asked["id"])):
            await neighbour.says(world, said)
        assert await world.says(eve, act(eve, "Accept", asked)) == 403
        assert await world.says(eve, act(eve, "Accept", asked["id"])) == 202
        invented = asked | {"id": f"{world.jane.uri}#follows/1", "object": eve.actor_id}
        assert await world.says(eve, act(eve, "Accept", invented)) == 202
        assert not await world.count("follows", "follower_id = :jane and state = 'accepted'", jane=world.jane.id)
        # So what is for followers does not come, and where it came for another, it is not for her.
        note = bob.note("<p>For those I let</p>", to=followers, cc=())
        assert await world.says(bob, bob.create(note)) == 202
        assert not await world.count("posts", "uri = :uri", uri=note["id"])
        assert await world.says(bob, bob.accept(asked)) == 202
        assert await world.says(bob, bob.create(note)) == 202
        row = (await world.rows("select id from posts where uri = :uri", uri=note["id"]))[0]
        browsers = {name: world.web.fresh() for name in ("jane", "mia", "")}
        for name, browser in browsers.items():
            if name:
                await log_in(browser, name)
            page = await browser.get(f"/posts/{row['id']}")
            assert page.status == (200 if name == "jane" else 404), name


HIDDEN = ["", "/replies", "/replies?page=1", "/likes", "/shares", "/context"]


@advisory(85, "CVE-2024-25108", "Pixelfed", "nobody sees what is not for them, at whichever address it has")
@advisory(86, "GHSA-qh6w-pq52-qxxq", "Pixelfed", "posts for followers are for followers")
@advisory(105, "GHSA-gwhw-gcjx-72v8", "Mastodon", "absent and forbidden look alike, to the letter")
@pytest.mark.parametrize("part", HIDDEN)
async def test_cve_2024_25108_what_is_hidden_is_not_there(world: World, part: str) -> None:
    async with world.server("eve") as eve:
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        absent = f"{path_of(world, world.note.uri)}9{part}"
        for post in (world.private, world.secret):
            path = path_of(world, post.uri)
            for who in (None, eve):
                there, nowhere = await fetch(world, path + part, who), await fetch(world, absent, who)
                assert there.status == nowhere.status == 404
                assert there.body == nowhere.body
                assert there.headers.get("Cache-Control") == nowhere.headers.get("Cache-Control")
            pages = [await world.web.get(f"/@jane/{post.id}"), await world.web.get(f"/posts/{post.id}")]
            assert [page.status for page in pages] == [404, 404]
        for collection in ("outbox?page=true", "featured", "followers?page=true"):
            body = (await fetch(world, f"/users/jane/{collection}", eve)).text
            assert world.private.uri not in body and world.secret.uri not in body
        for what in (world.private.uri, world.secret.uri):
            async with world.unchanged("actors"):
                for said in (eve.like(what), eve.announce(what), act(eve, "EmojiReact", what, content="x")):
                    assert await world.says(eve, said) == 202
                reply = eve.note("<p>I see you</p>", in_reply_to=what)
                assert await world.says(eve, act(eve, "QuoteRequest", what, instrument=reply)) == 202


@asynccontextmanager
async def settings(world: World, **changes: Any) -> AsyncIterator[None]:
    """These settings, for a while."""
    await change_settings(world.site, **changes)
    world.clock.move(60_000)
    try:
        yield
    finally:
        await change_settings(world.site, **dict.fromkeys(changes, False))
        world.clock.move(60_000)


COLLECTIONS = ["", "/outbox", "/outbox?page=true", "/featured", "/followers", "/following"]


@advisory(
    106,
    "GHSA-ccpr-m53r-mfwr",
    "Mastodon",
    "in secure mode no answer is kept for somebody else, and strangers get none",
)
@pytest.mark.parametrize("part", COLLECTIONS)
async def test_ghsa_ccpr_m53r_mfwr_secure_mode_leaks_nothing_through_caches(world: World, part: str) -> None:
    async with world.server("friend") as friend, world.server("foe") as foe:
        for one in (friend, foe):
            assert await world.says(one, one.like(world.note.uri)) == 202
        path = f"/users/jane{part}"
        async with settings(world, authorized_fetch=True):
            shown = await fetch(world, path, friend)
            assert shown.status == 200
            assert "Signature" in shown.headers["Vary"]
            assert shown.headers["Cache-Control"] == "private, no-store"
            blocked = await resolve.remote_actor(world.site, foe.actor_id, resolve.budget_of(world.site))
            assert blocked is not None
            await block(world.site, world.jane, blocked.id)
            refused = await fetch(world, path, foe)  # of the actor the keys are left, to verify what we send
            assert refused.status in (403, 404) or (not part and "outbox" not in refused.json)
            # Only a key may be seen unsigned, that two servers in secure mode can begin to talk.
            unsigned = await fetch(world, path)
            assert unsigned.status == 401 or (not part and "outbox" not in unsigned.json)
            assert (await fetch(world, path, friend)).status == 200
            await unblock(world.site, world.jane, blocked.id)


@advisory(107, "GHSA-94h4-fj37-c825", "Mastodon", "whom we block is told to nobody whom the admin does not show it")
async def test_ghsa_94h4_fj37_c825_the_list_of_domains_is_not_shown(world: World) -> None:
    async with world.site.db.writing() as tx:
        rule = DomainRule("shame.example", comment="a private reason", public_comment="a public reason")
        await domain_rules.put_rule(tx, rule)
    world.site.rules.changed()
    member = world.web.fresh()
    await log_in(member, "jane")
    try:
        for path in ("/about", "/about/domains", "/api/v1/instance/domain_blocks", "/nodeinfo/2.1", "/admin/domains",
                     "/admin/domains/export", "/admin/domains.csv"):  # fmt: skip
            for browser in (world.web, member):
                page = await browser.get(path)
                assert "shame.example" not in page.text, path
                assert "a private reason" not in page.text
    finally:
        async with world.site.db.writing() as tx:
            await domain_rules.drop_rule(tx, "shame.example")
        world.site.rules.changed()


async def suspend(world: World, server: RemoteServer, when: int) -> None:
    async with world.site.db.writing() as tx:
        found = await actors.by_uri(tx, server.actor_id)
        assert found is not None
        await actors.save(tx, replace(found, suspended=when))
    world.clock.move(60_000)


@advisory(108, "GHSA-5h2f-wg8j-xqwp", "Mastodon", "who was suspended here is not let back in by their own server")
async def test_ghsa_5h2f_wg8j_xqwp_our_suspension_holds(world: World) -> None:
    async with world.server("eve") as eve:
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        await suspend(world, eve, world.clock.now())
        row = await world.actor(eve)
        changed = eve.publish_actor(suspended=False, name="Innocent")
        async with world.unchanged():
            assert await world.says(eve, eve.update(changed)) == 202
            assert await world.says(eve, eve.announce(world.note.uri)) == 202
        await refresh_actor(world.site, {"actor_id": row["id"]})
        await resolve.remote_actor(world.site, eve.actor_id, resolve.budget_of(world.site), fresh=True)
        assert (await world.actor(eve))["suspended"] == row["suspended"] != 0
        async with world.unchanged():
            assert await world.says(eve, eve.like(world.note.uri)) == 202


@advisory(
    109,
    "GHSA-5fq7-3p3j-9vrf",
    "Mastodon",
    "a private mention reaches whom it names, from whom they do not block",
)
async def test_ghsa_5fq7_3p3j_9vrf_private_mentions_are_filtered(world: World) -> None:
    async with world.server("eve") as eve:
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        row = await world.actor(eve)
        mention = (Mention(world.jane.uri, "@jane"),)
        note = eve.note("<p>psst #ink</p>", to=(world.jane.uri,), cc=(), mentions=mention, in_reply_to=world.note.uri)
        assert await world.says(eve, eve.create(note)) == 202
        post = (await world.rows("select * from posts where uri = :uri", uri=note["id"]))[0]
        for path in (f"/@jane/{world.note.id}", "/tags/ink", "/search?q=psst"):
            page = await world.web.get(path)
            assert "<p>psst" not in page.text and f"/posts/{post['id']}" not in page.text, path
        assert note["id"] not in (await fetch(world, f"{path_of(world, world.note.uri)}/replies?page=1", eve)).text
        await block(world.site, world.jane, row["id"])
        again = eve.note("<p>psst again</p>", to=(world.jane.uri,), cc=(), mentions=mention)
        before = await world.count("notifications", "from_id = :eve", eve=row["id"])
        assert await world.says(eve, eve.create(again)) == 202
        assert await world.count("notifications", "from_id = :eve", eve=row["id"]) <= before
        await unblock(world.site, world.jane, row["id"])


@advisory(
    112,
    "GtS #593, #2371",
    "GoToSocial",
    "a block holds at every address, for all that is done there",
)
async def test_gts_593_a_block_holds_at_every_address(world: World) -> None:
    async with world.server("eve", verify=False) as eve:  # who is blocked cannot have Jane's key to verify with
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        row = await world.actor(eve)
        await block(world.site, world.jane, row["id"])
        paths = [f"/users/jane{part}" for part in COLLECTIONS]
        paths += [path_of(world, world.note.uri) + part for part in HIDDEN if part != "/context"]
        for path in paths:
            refused = await fetch(world, path, eve)  # of the actor the keys are left, to verify what we send
            assert refused.status in (403, 404) or ("publicKey" in refused.json and "outbox" not in refused.json), path
        note = eve.note("<p>@jane</p>", in_reply_to=world.note.uri, mentions=(Mention(world.jane.uri, "@jane"),))
        async with world.unchanged("outgoing", "deliveries"):
            for said in (
                eve.follow(world.jane.uri), eve.like(world.note.uri), eve.announce(world.note.uri),
                act(eve, "EmojiReact", world.note.uri, content="x"),
                act(eve, "QuoteRequest", world.note.uri, instrument=eve.note("<p>q</p>", quote=world.note.uri)),
            ):  # fmt: skip
                assert await world.says(eve, said) in (202, 403)
        before = await world.count("notifications", "actor_id = :jane", jane=world.jane.id)
        assert await world.says(eve, eve.create(note)) == 202
        assert await world.count("notifications", "actor_id = :jane", jane=world.jane.id) == before
        await unblock(world.site, world.jane, row["id"])
        # Who is suspended here, or whose server is, gets no document by signing, not even a wrong signature.
        await suspend(world, eve, world.clock.now())
        for path in paths:
            refused = await fetch(world, path, eve)
            assert refused.status in (403, 404) or ("publicKey" in refused.json and "outbox" not in refused.json), path
        await suspend(world, eve, 0)


@advisory(91, "GHSA-r64r-5h43-26qv", "Lemmy", "a report shows what its reporter could see, to moderators only")
async def test_ghsa_r64r_5h43_26qv_a_report_opens_nothing(world: World) -> None:
    async with world.server("eve") as eve:
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        async with world.site.db.writing() as tx:
            await tx.run("update posts set content = '<p>between us</p>' where id = :id", id=world.secret.id)
        await make_artist(world.site, "mona", role="moderator")
        flag = act(
            eve, "Flag", [world.jane.uri, world.secret.uri, world.private.uri], content="<b>bad</b> <script>x</script>"
        )
        assert await world.says(eve, flag) == 202
        report = (await world.rows("select * from reports order by id desc limit 1"))[0]
        assert "<" not in report["text"]
        mona, jane = world.web.fresh(), world.web.fresh()
        await log_in(mona, "mona")
        await log_in(jane, "jane")
        for path in ("/admin/reports", f"/admin/reports/{report['id']}"):
            seen = await mona.get(path)
            assert seen.status == 200 and "between us" not in seen.text
            assert (await jane.get(path)).status in (403, 404)
            assert (await world.web.get(path)).status in (303, 401, 404)
        # And reporting the same thing twice, or somebody else's things, does nothing.
        async with world.unchanged("actors"):
            assert await world.says(eve, flag) == 202
            assert await world.says(eve, act(eve, "Flag", [eve.actor_id, "https://elsewhere.example/1"])) == 202


@advisory(87, "CVE-2026-93960", "Pixelfed", "each address says who may use it, the list of peers too")
@advisory(88, "CVE-2026-28431", "Misskey", "what is not said to be for everyone is for nobody")
async def test_cve_2026_28431_every_address_says_whom_it_is_for(world: World) -> None:
    for route in ROUTES:
        if route.access in (ANYONE, DOCUMENTS, FILES, PEERS, APPS):  # those of apps: tests/api/test_deny.py
            continue
        path = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "1", route.path)
        answer = await world.web.request(route.method, path)
        assert answer.status in (303, 401, 403, 404, 405), route.path
    for path in ("/admin/federation", "/admin/reports", "/api/v1/instance/domain_blocks", "/peers"):
        assert (await world.web.get(path)).status in (303, 401, 404)


@advisory(77, "GHSA-x2rc-v5wx-g3m5", "Mastodon", "only http and https addresses are kept of whatever others send")
async def test_ghsa_x2rc_v5wx_g3m5_no_other_scheme_is_kept(world: World) -> None:
    async with world.server("eve") as eve:
        bad = [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "JaVaScRiPt:x",
            " javascript:x",
        ]
        await world.follow(eve)
        for number, one in enumerate(bad):
            changed = eve.publish_actor(
                url=one, icon={"type": "Image", "url": one}, image={"type": "Image", "url": one}, movedTo=one,
                attachment=[{"type": "PropertyValue", "name": "x", "value": f'<a href="{one}">x</a>'}],
            )  # fmt: skip
            assert await world.says(eve, eve.update(changed)) == 202
            note = eve.note(f'<a href="{one}">x</a>', path=f"/bad/{number}", url=one, quote=one, in_reply_to=one)
            note |= {"attachment": [{"type": "Link", "href": one}, {"type": "Image", "url": one}], "tag": [
                {"type": "Hashtag", "name": "#a", "href": one}, {"type": "Emoji", "name": ":a:", "icon": {"url": one}},
            ]}  # fmt: skip
            assert await world.says(eve, eve.create(note)) == 202
        kept = str({**await world.all_rows()}).lower()
        for scheme in ("javascript:", "vbscript:", "data:text/html", "file:///"):
            assert scheme not in kept


@advisory(81, "CVE-2026-73211", "PeerTube", "an address of others is a value in a statement, never a part of it")
async def test_cve_2026_73211_an_inbox_address_is_a_value(world: World) -> None:
    async with world.server("eve") as eve:
        odd = f"{eve.actor_id}/inbox'; drop table posts; --"
        odd_ = odd.replace(" ", "%20")
        eve.publish_actor(
            inbox=odd_, endpoints={"sharedInbox": f"{eve.origin}/in'%20or%201=1;--"}, preferredUsername="e'; --"
        )
        assert await world.says(eve, eve.follow(world.jane.uri)) == 202
        world.clock.move(60_000)
        await drain(world.site)
        assert await world.count("posts") >= 3
        assert not world.complaints.heard
