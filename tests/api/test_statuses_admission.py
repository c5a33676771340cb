"""The same filter and the same answers as on every other way in: published, held, refused."""

from __future__ import annotations

import html
import io
from pathlib import Path

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.api.house import app_of
from tests.api.writing import at_work, form, sent
from tests.publish import works
from tests.site import log_in, make_artist, running_site, served


async def test_a_refused_work_is_answered_in_the_words_of_its_page(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        media = (await app.post("/api/v1/media", data=form(works.a1111_png(), description="x"))).json
        refused = await app.post("/api/v1/statuses", {"status": "Mine", "media_ids": [media["id"]]})
        assert refused.status == 422, refused.text
        said = refused.json["fediart"]["admission"]
        assert said["state"] == "refused" and refused.json["error"] == " ".join(said["words"])
        await log_in(client, "jane")
        page = (await client.get(said["url"].removeprefix(client.origin))).text
        assert said["words"][1] in html.unescape(page)
        number = said["url"].rpartition("/")[2]
        assert (await app.get(f"/api/v1/statuses/{number}")).status == 404


async def test_a_held_work_is_seen_by_its_artist_and_moderators_alone(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        mo = await app_of(client, (await make_artist(site, "mo", role="moderator"))[0])
        other = await app_of(client, (await make_artist(site, "mallory"))[0])
        number = await sent(app, 20, description="Sea")
        async with at_work(site):
            work = (await app.post("/api/v1/statuses", {"status": "Sea <i>", "media_ids": [number]})).json
        async with site.db.writing() as tx:  # as the filter leaves a work that a moderator is to look at
            await tx.run("update artworks set state = 'held', published = 0 where id = :id", id=int(work["id"]))
            await tx.run("delete from post_tags where post_id = :id", id=int(work["id"]))
            await tx.run("delete from notifications where post_id = :id", id=int(work["id"]))
            await tx.run("delete from posts where id = :id", id=int(work["id"]))
        path = f"/api/v1/statuses/{work['id']}"
        mine = (await app.get(path)).json
        assert mine["content"].startswith("<p>Not published yet: a moderator looks at your artwork first.")
        assert mine["fediart"]["admission"]["state"] == "held"
        assert mine["media_attachments"][0]["preview_url"].startswith(f"{client.origin}/waiting-media/")
        assert (await mo.get(path)).json["fediart"]["admission"]["words"]
        assert (await other.get(path)).status == (await client.get(path)).status == 404
        for deed in ("favourite", "reblog", "bookmark"):
            assert (await other.post(f"{path}/{deed}")).status == 404
        changed = (await app.put(path, {"status": "Calm sea"})).json
        assert changed["fediart"]["title"] == "Calm sea"
        assert (await other.put(path, {"status": "x"})).status == 404
        assert (await app.delete(path)).status == 200
        assert (await app.get(path)).status == 404


async def test_the_servers_rule_for_descriptions_holds(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, require_alt=True) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        number = await sent(app, 20)
        refused = await app.post("/api/v1/statuses", {"status": "Sea", "media_ids": [number]})
        assert (refused.status, "Describe picture 1" in refused.text) == (422, True)
        await app.put(f"/api/v1/media/{number}", {"description": "The sea"})
        assert (await app.post("/api/v1/statuses", {"status": "Sea", "media_ids": [number]})).status == 200


async def test_where_works_hang_is_the_artists_choice(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        await log_in(client, "jane")
        assert "In my portfolio" in (await client.get("/settings/from-apps")).text
        await client.post_form("/settings/from-apps", {"hangs": "timeline"})
        one = (await app.post("/api/v1/statuses", {"status": "One", "media_ids": [await sent(app, 11)]})).json
        assert one["fediart"]["portfolio"] is False
        two = {"status": "Two", "media_ids": [await sent(app, 99)], "fediart": {"portfolio": True}}
        assert (await app.post("/api/v1/statuses", two)).json["fediart"]["portfolio"] is True


async def test_attacks_on_what_is_sent(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        large = b'{"status": "' + b"x" * 40_000_000 + b'"}'
        headers = {"Content-Type": "application/json"}
        assert (await app.post("/api/v1/statuses", data=io.BytesIO(large), headers=headers)).status == 413
        evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
        number = await sent(app, 40, description=evil)
        given = {
            "status": evil, "spoiler_text": evil, "media_ids": [number],
            "fediart": {"title": evil, "medium": evil, "tools": evil, "series": evil, "year": "<b>", "size": "<i>"},
        }  # fmt: skip
        work = (await app.post("/api/v1/statuses", given)).json
        assert "<script" not in work["content"] and "<img" not in work["content"]
        page = (await client.get(work["url"].removeprefix(client.origin))).text
        assert "<script>alert" not in page and "<img src=x" not in page
        for fediart in ("text", ["list"], {"title": {"a": 1}}, {"licence": "none"}, {"ai_policy": "open"}):
            answer = await app.post("/api/v1/statuses", {"status": "x", "media_ids": ["1"], "fediart": fediart})
            assert answer.status == 422, fediart
        for ids in (["-1"], ["abc"], [10**20], ["1", "2", "3"]):
            assert (await app.post("/api/v1/statuses", {"status": "x", "media_ids": ids})).status in (404, 422)
        odd = await app.post("/api/v1/statuses", {"status": "x", "language": "x y"})
        assert (odd.status, odd.json["language"]) != (200, "x y")
        for wrong in ({"scheduled_at": "soon"}, {"scheduled_at": "9999-12-31T23:59:59Z"}, {"in_reply_to_id": "x"}):
            assert (await app.post("/api/v1/statuses", {"status": "x", **wrong})).status in (404, 422), wrong
