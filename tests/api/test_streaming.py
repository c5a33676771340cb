"""Streams: what happens comes to those in whose timelines it stands, by server-sent events and by WebSocket."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from fediart.actions import boost, follow, like, message, note
from fediart.actions import lists as list_actions
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import posts
from tests.api.house import app_of, token_for
from tests.api.streams import heard_until_marked, listening, socket
from tests.seeds import follow as follows
from tests.seeds import hang, say, stranger
from tests.site import Client, make_artist, served


@pytest.mark.both_engines
async def test_a_story_of_two_people(site: Site, client: Client, clock: HandClock) -> None:
    jane_account, jane = await make_artist(site, "jane")
    tom_account, tom = await make_artist(site, "tom")
    await follow.follow(site, tom, jane.id)
    async with (
        listening(client, "user", await token_for(site, tom_account)) as home,
        socket(client, "?stream=user", await token_for(site, jane_account)) as janes,
        listening(client, "public/local") as everybody,
    ):
        made = await note.write_note(site, jane, "A first #sketch")
        event, said = await home.next()
        assert (event, said["id"], said["favourited"], said["filtered"]) == ("update", str(made.id), False, [])
        asked = await (await app_of(client, tom_account)).get(f"/api/v1/statuses/{made.id}")
        assert said == asked.json
        own = await janes.next()
        assert (own["stream"], own["event"], own["payload"]["id"]) == (["user"], "update", str(made.id))
        assert own["payload"]["pinned"] is False
        event, seen = await everybody.next()
        assert (event, seen["id"]) == ("update", str(made.id)) and "favourited" not in seen
        await like.like(site, tom, made.id)
        told = await janes.next()
        assert (told["event"], told["payload"]["type"]) == ("notification", "favourite")
        assert told["payload"]["account"]["username"] == "tom"
        clock.move(1000)
        async with site.db.writing() as tx:
            await posts.mark_edited(tx, made.id, now=site.clock.now())
        event, changed = await home.next()
        assert (event, changed["id"], changed["favourited"]) == ("status.update", str(made.id), True)
        assert (await everybody.next())[0] == "status.update" and (await janes.next())["event"] == "status.update"
        async with site.db.writing() as tx:
            await posts.bury(tx, made.id, now=site.clock.now())
        assert await home.next() == ("delete", made.id) == await everybody.next()
        gone = await janes.next()
        assert (gone["event"], gone["payload"]) == ("delete", str(made.id))


async def test_boosts_come_to_who_follows_the_one_who_boosts(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    _, ann = await make_artist(site, "ann")
    tom_account, tom = await make_artist(site, "tom")
    await follow.follow(site, tom, ann.id)
    work = await hang(site, jane, "Low tide")
    async with listening(client, "user", await token_for(site, tom_account)) as home:
        await boost.boost(site, ann, work.id)
        event, said = await home.next()
        assert (event, said["account"]["username"], said["reblog"]["id"]) == ("update", "ann", str(work.id))
        assert said["reblog"]["filtered"] == []
        await boost.unboost(site, ann, work.id)
        assert await home.next() == ("delete", int(said["id"]))
        await follow.choose_options(site, tom, ann.id, boosts=False)
        await boost.boost(site, ann, work.id)
        assert await heard_until_marked(site, tom, home) == []


async def test_one_socket_for_many_streams(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    far = await stranger(site, "far")
    await follows(site, jane, far)
    number = await list_actions.make(site, jane, "Far away", off_home=True)
    await list_actions.put_in(site, jane, number, [far.id])
    async with socket(client, "", await token_for(site, account)) as app:
        for stream, more in (("public", {}), ("public:remote", {}), ("user", {}), ("hashtag", {"tag": "#Ink"}),
                             ("hashtag:local", {"tag": "ink"}), ("list", {"list": str(number)})):  # fmt: skip
            await app.say("subscribe", stream, **more)
        await app.say("subscribe", "nonsense")
        assert await app.next() == {"error": "Unknown stream type", "status": 400}
        made = await say(site, far, "<p>words</p>", language="en")
        heard = [await app.next() for _ in range(3)]
        assert sorted(one["stream"] for one in heard) == [["list", str(number)], ["public"], ["public:remote"]]
        assert {one["payload"]["id"] for one in heard} == {str(made.id)}  # not at home: its list is read apart
        for stream in ("public", "public:remote"):
            await app.say("unsubscribe", stream)
        await app.say("unsubscribe", "list", list=str(number))
        await app.say("subscribe", "nonsense")
        assert (await app.next())["status"] == 400
        mine = await note.write_note(site, jane, "With #INK")
        heard = [await app.next() for _ in range(3)]
        assert sorted(one["stream"] for one in heard) == [["hashtag", "ink"], ["hashtag:local", "ink"], ["user"]]
        assert {one["payload"]["id"] for one in heard} == {str(mine.id)}


async def test_messages_come_as_conversations_to_those_they_are_for(site: Site, client: Client) -> None:
    jane_account, jane = await make_artist(site, "jane")
    tom_account, tom = await make_artist(site, "tom")
    ann_account, ann = await make_artist(site, "ann")
    await follows(site, jane, tom)
    await follows(site, ann, tom)
    async with (
        listening(client, "direct", await token_for(site, jane_account)) as janes,
        listening(client, "user", await token_for(site, ann_account)) as home,
        listening(client, "user/notification", await token_for(site, jane_account)) as news,
    ):
        await message.write_to(site, tom, [jane], "Between us")
        event, talk = await janes.next()
        assert (event, talk["unread"], talk["last_status"]["visibility"]) == ("conversation", True, "direct")
        assert [one["username"] for one in talk["accounts"]] == ["tom"]
        assert [(name, said["type"]) for name, said in [await news.next()]] == [("notification", "mention")]
        assert await heard_until_marked(site, ann, home) == []
    assert tom_account.id


async def test_what_a_timeline_leaves_out_no_stream_brings(site: Site, client: Client) -> None:
    """Followers-only, blocked, muted, filtered, in another language, too old: what the timelines leave out."""
    account, jane = await make_artist(site, "jane")
    _, tom = await make_artist(site, "tom")
    people = {name: await stranger(site, name) for name in ("muted", "blocking", "french", "plain", "unfollowed")}
    for name in ("muted", "blocking", "french", "plain"):
        await follows(site, jane, people[name])
    await follow.choose_options(site, jane, people["french"].id, languages=("en",))
    async with site.db.writing() as tx:
        for table, one, other in (("mutes", jane, people["muted"]), ("blocks", people["blocking"], jane)):
            await tx.run(f"insert into {table} (actor_id, target_id, created) values (:a, :b, 1)", a=one.id, b=other.id)
    token = await token_for(site, account)
    app = await app_of(client, account)
    hidden = await app.post("/api/v2/filters", {
        "title": "war", "context": ["home", "public"], "filter_action": "hide",
        "keywords_attributes": [{"keyword": "battle", "whole_word": True}],
    })  # fmt: skip
    warned = await app.post("/api/v2/filters", {
        "title": "food", "context": ["home", "public"], "filter_action": "warn",
        "keywords_attributes": [{"keyword": "soup", "whole_word": True}],
    })  # fmt: skip
    assert hidden.status == warned.status == 200, hidden.text
    async with AsyncExitStack() as open_:
        home = await open_.enter_async_context(listening(client, "user", token))
        public = await open_.enter_async_context(listening(client, "public", token))
        visitors = await open_.enter_async_context(listening(client, "public"))
        for name in ("muted", "blocking"):
            await say(site, people[name], "<p>not for jane</p>")
        await say(site, people["french"], "<p>en français</p>", language="fr", visibility="followers")
        await say(site, people["unfollowed"], "<p>only theirs</p>", visibility="followers")
        await say(site, people["plain"], "<p>a battle</p>")
        await say(site, people["plain"], "<p>old</p>", published=site.clock.now() - 7 * HOUR)
        await say(site, people["plain"], "<p>gone</p>", deleted=site.clock.now())
        theirs = await say(site, people["plain"], "<p>for followers</p>", visibility="followers")
        soup = await say(site, people["plain"], "<p>soup</p>")
        here = await say(site, tom, "<p>of here</p>")
        event, said = await home.next()
        assert (event, said["id"], said["visibility"]) == ("update", str(theirs.id), "private")
        event, said = await home.next()
        assert (event, said["id"]) == ("update", str(soup.id))
        assert [one["filter"]["title"] for one in said["filtered"]] == ["food"]
        ids = [(await public.next())[1]["id"] for _ in range(2)]
        assert ids == [str(soup.id), str(here.id)]
        assert (await visitors.next())[1]["id"] == str(here.id)  # of other servers, visitors are shown nothing
        assert await heard_until_marked(site, jane, home) == []
        shown = (await app.get("/api/v1/timelines/home")).json
        assert [one["id"] for one in shown[:2]] == [str(soup.id), str(theirs.id)]


async def test_only_media_means_pictures(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    async with listening(client, "public/local?only_media=true") as pictures:
        await note.write_note(site, jane, "Words alone")
        work = await hang(site, jane, "Low tide")
        event, said = await pictures.next()
        assert (event, said["id"], said["fediart"]["title"]) == ("update", str(work.id), "Low tide")


async def test_announcements_come_to_members(site: Site, client: Client) -> None:
    account, _ = await make_artist(site, "jane")
    now = site.clock.now()
    made: dict[str, Any] = {"id": site.ids.new(), "now": now}
    async with listening(client, "user", await token_for(site, account)) as home:
        async with site.db.writing() as tx:
            await tx.run(
                """insert into announcements (id, text, published, created, updated)
                values (:id, '**Tea** at five', :now, :now, :now)""",
                **made,
            )
        event, said = await home.next()
        assert (event, said["id"], said["reactions"]) == ("announcement", str(made["id"]), [])
        assert "<strong>Tea</strong>" in said["content"]
        app = await app_of(client, account)
        assert (await app.put(f"/api/v1/announcements/{said['id']}/reactions/🍵")).status == 200
        event, reaction = await home.next()
        assert event == "announcement.reaction"
        assert reaction == {"name": "🍵", "count": 1, "announcement_id": str(made["id"])}
        async with site.db.writing() as tx:
            await tx.run("update announcements set gone = :now where id = :id", **made)
        assert await home.next() == ("announcement.delete", made["id"])


async def test_health_and_nothing_else_needs_no_stream(client: Client) -> None:
    answer = await client.get("/api/v1/streaming/health")
    assert (answer.status, answer.text) == (200, "OK")
    assert (await client.get("/api/v1/streaming")).status == 426
    assert (await client.request("HEAD", "/api/v1/streaming/public")).status == 200


async def test_when_the_server_stops_streams_end_at_once(site: Site) -> None:
    account, _ = await make_artist(site, "jane")
    headers = {"Authorization": f"Bearer {await token_for(site, account)}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with served(site) as client:
            response = await session.get(f"{client.origin}/api/v1/streaming/user")
            app = await session.ws_connect(f"{client.origin}/api/v1/streaming?stream=user")
            assert await response.content.readline() == b":)\n"
            begun = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - begun < 1  # shorter than the server waits for requests
        assert await response.content.read() == b""
        assert (await app.receive()).data == 1001
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from stream_listeners") == 0
