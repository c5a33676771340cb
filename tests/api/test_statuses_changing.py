"""Posts changed by apps: edited, deleted and written anew, pinned, muted, quoted; and never by others."""

from __future__ import annotations

from pathlib import Path

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.api.house import app_of
from tests.api.writing import at_work, sent
from tests.remote import RemoteServer
from tests.site import drain, make_artist, running_site, served


async def test_a_text_is_edited_and_remembers(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        note = (await app.post("/api/v1/statuses", {"status": "first", "language": "en"})).json
        path = f"/api/v1/statuses/{note['id']}"
        clock.move(5000)
        changed = await app.put(
            path, {"status": "second <i>", "spoiler_text": "cw", "sensitive": True, "language": "de"}
        )
        assert "second &lt;i&gt;" in changed.json["content"] and changed.json["edited_at"]
        assert (changed.json["spoiler_text"], changed.json["language"]) == ("cw", "de")
        clock.move(5000)
        assert (await app.put(path, {"spoiler_text": "", "sensitive": False})).json["sensitive"] is False
        said = (await app.get(f"{path}/history")).json
        assert [one["spoiler_text"] for one in said] == ["", "cw", ""] and "first" in said[0]["content"]
        assert said[0]["created_at"] == note["created_at"] < said[1]["created_at"] < said[2]["created_at"]
        assert (await app.get(f"{path}/source")).json == {"id": note["id"], "text": "second <i>", "spoiler_text": ""}
        for method, tail in (("PUT", ""), ("DELETE", ""), ("GET", "/source")):
            more = {"json": {"status": "mine"}} if method == "PUT" else {}
            assert (await other.request(method, path + tail, **more)).status == 404
        assert len((await other.get(f"{path}/history")).json) == 3
        gone = (await app.delete(path)).json
        assert (gone["id"], gone["text"]) == (note["id"], "second <i>")
        assert (await app.get(path)).status == (await app.delete(path)).status == 404


async def test_a_work_is_edited_with_its_pictures(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        one, two = await sent(app, 10, description="One"), await sent(app, 200, description="Two")
        given = {"status": "Two seas\n\n#Sea", "media_ids": [one, two]}
        work = (await app.post("/api/v1/statuses", given)).json
        path = f"/api/v1/statuses/{work['id']}"
        assert (await app.get(f"{path}/source")).json["text"] == "Two seas\n\n#Sea"
        edit = {
            "status": "Two calm seas\n\n#Calm", "media_ids": [two, one],
            "media_attributes": [{"id": one, "description": "One, calm", "focus": "0.5,0.5"}],
        }  # fmt: skip
        changed = (await app.put(path, edit)).json
        assert [(each["id"], each["description"]) for each in changed["media_attachments"]] == [
            (two, "Two"), (one, "One, calm"),
        ]  # fmt: skip
        assert changed["fediart"]["title"] == "Two calm seas" and [tag["name"] for tag in changed["tags"]] == ["Calm"]
        said = (await app.get(f"{path}/history")).json
        assert len(said) == 2 and "Two seas" in said[0]["content"] and "calm" not in said[0]["content"]
        third = await sent(app, 120, description="Three")
        more = await app.put(path, {"media_ids": [third, two]})
        assert [each["description"] for each in more.json["media_attachments"]] == ["Three", "Two"]
        assert (await app.put(path, {"media_ids": []})).status == 422


async def test_a_work_is_taken_back_and_written_anew(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        number = await sent(app, 10, description="The sea")
        work = (await app.post("/api/v1/statuses", {"status": "Sea", "media_ids": [number]})).json
        gone = (await app.delete(f"/api/v1/statuses/{work['id']}")).json
        (kept,) = gone["media_attachments"]
        assert (gone["text"], kept["id"], kept["description"]) == ("Sea", number, "The sea")
        shown = await client.get(kept["preview_url"].removeprefix(client.origin))
        assert shown.status == 200 and shown.headers["Content-Type"].startswith("image/")
        stolen = await other.post("/api/v1/statuses", {"status": "mine", "media_ids": [number]})
        assert (stolen.status, "not found" in stolen.text) == (422, True)
        again = await app.post("/api/v1/statuses", {"status": "The sea, anew", "media_ids": [number]})
        assert again.json["media_attachments"][0]["description"] == "The sea", again.text
        await app.delete(f"/api/v1/statuses/{again.json['id']}?delete_media=true")
        assert (await app.get(f"/api/v1/media/{number}")).status == 404


async def test_pins_mutes_and_lists_of_who(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        note = (await app.post("/api/v1/statuses", {"status": "hello @kim"})).json
        path = f"/api/v1/statuses/{note['id']}"
        assert (await app.post(f"{path}/pin")).json["pinned"] is True
        foreign = await other.post(f"{path}/pin")
        assert (foreign.status, foreign.json["error"]) == (
            422, "Validation failed: Someone else's post cannot be pinned",
        )  # fmt: skip
        for number in range(4):
            each = (await app.post("/api/v1/statuses", {"status": f"{number}"})).json
            assert (await app.post(f"/api/v1/statuses/{each['id']}/pin")).status == 200
        more = (await app.post("/api/v1/statuses", {"status": "one too many"})).json
        assert "maximum number" in (await app.post(f"/api/v1/statuses/{more['id']}/pin")).text
        assert (await app.post(f"{path}/unpin")).json["pinned"] is False
        assert (await other.post(f"{path}/favourite")).json["favourited"] is True
        boost = (await other.post(f"{path}/reblog", {"visibility": "unlisted"})).json
        assert boost["reblog"]["id"] == note["id"] != boost["id"]
        assert (await other.post(f"{path}/reblog", {"visibility": "private"})).status == 422
        for tail in ("favourited_by", "reblogged_by"):
            assert [one["username"] for one in (await app.get(f"{path}/{tail}")).json] == ["kim"]
        assert (await other.post(f"/api/v1/statuses/{boost['id']}/unreblog")).json["reblogged"] is False
        assert (await other.post(f"{path}/bookmark")).json["bookmarked"] is True
        assert (await other.post(f"{path}/mute")).json["muted"] is True
        assert (
            await app.post("/api/v1/statuses", {"status": "@kim again", "in_reply_to_id": note["id"]})
        ).status == 200
        news = "select count(*) from notifications n where kind = 'mention'"
        async with site.db.reading() as tx:
            assert await tx.value(news) == 2
        assert (await other.get("/api/v1/notifications")).json == []
        await other.post(f"{path}/unmute")
        assert len((await other.get("/api/v1/notifications")).json) == 2
        refused = await other.post(f"{path}/translate")
        assert (refused.status, "does not translate" in refused.text) == (503, True)


async def test_private_posts_are_not_there_for_others(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "mallory"))[0])
        given = {"status": "for few", "visibility": "private", "poll": {"options": ["a", "b"], "expires_in": 600}}
        private = (await app.post("/api/v1/statuses", given)).json
        path = f"/api/v1/statuses/{private['id']}"
        for deed in ("favourite", "unfavourite", "reblog", "bookmark", "pin", "mute", "translate"):
            assert (await other.post(f"{path}/{deed}")).status == 404, deed
        for tail in ("history", "favourited_by", "reblogged_by", "quotes", "source"):
            assert (await other.get(f"{path}/{tail}")).status == 404, tail
        assert (await other.get(f"/api/v1/polls/{private['id']}")).status == 404
        assert (await other.post(f"/api/v1/polls/{private['id']}/votes", {"choices": [0]})).status == 404
        for given in ({"in_reply_to_id": private["id"]}, {"quoted_status_id": private["id"]}):
            assert (await other.post("/api/v1/statuses", {"status": "in", **given})).status == 404
        assert (await app.post(f"{path}/reblog")).status in (403, 404)


async def test_quotes_are_listed_and_leave_taken_back(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        note = (await app.post("/api/v1/statuses", {"status": "quote me", "quote_approval_policy": "public"})).json
        quote = (await other.post("/api/v1/statuses", {"status": "see", "quoted_status_id": note["id"]})).json
        assert quote["quote"]["state"] == "accepted" and quote["quote"]["quoted_status"]["id"] == note["id"]
        path = f"/api/v1/statuses/{note['id']}"
        assert [one["id"] for one in (await app.get(f"{path}/quotes")).json] == [quote["id"]]
        assert (await other.post(f"{path}/quotes/{quote['id']}/revoke")).status == 404
        assert (await app.post(f"{path}/quotes/{quote['id']}/revoke")).json["quote"]["state"] == "revoked"
        assert (await app.get(f"{path}/quotes")).json == []
        closed = await app.put(f"{path}/interaction_policy", {"quote_approval_policy": "nobody"})
        assert closed.json["quote_approval"]["automatic"] == []
        assert (await other.put(f"{path}/interaction_policy", {"quote_approval_policy": "public"})).status == 404
        denied = await other.post("/api/v1/statuses", {"status": "again", "quoted_status_id": note["id"]})
        assert denied.status == 403


async def test_what_apps_write_and_change_goes_out(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with (
        running_site(db, tmp_path, clock) as site, served(site) as client, RemoteServer("bob", clock=clock.now) as bob,
    ):  # fmt: skip
        account, jane = await make_artist(site, "jane")
        app = await app_of(client, account)
        await bob.deliver(f"{site.config.origin}/inbox", bob.follow(jane.uri))
        await drain(site)
        note = (await app.post("/api/v1/statuses", {"status": "Which? @" + bob.handle.lstrip("@"),
                "poll": {"options": ["a", "b"], "expires_in": 3600}, "language": "en"})).json  # fmt: skip
        await drain(site)
        clock.move(1000)
        edit = {"status": "Which one?", "poll": {"options": ["a", "c"], "expires_in": 3600}}
        changed = (await app.put(f"/api/v1/statuses/{note['id']}", edit)).json
        assert [one["title"] for one in changed["poll"]["options"]] == ["a", "c"]
        await drain(site)
        await app.delete(f"/api/v1/statuses/{note['id']}")
        await drain(site)
        created, updated = (
            next(one["object"] for one in bob.received if one["type"] == kind) for kind in ("Create", "Update")
        )
        assert (created["type"], created["contentMap"].keys()) == ("Question", {"en"})
        assert [one["name"] for one in updated["oneOf"]] == ["a", "c"] and updated["updated"]
        assert [one["type"] for one in bob.received].count("Delete") == 1
