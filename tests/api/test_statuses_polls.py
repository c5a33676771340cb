"""Polls through apps, and posts that wait for their time."""

from __future__ import annotations

from pathlib import Path

from fediart.api.shown.words import when
from fediart.clock import DAY, HOUR, MINUTE, HandClock
from fediart.store.database import Database
from tests.api.house import app_of
from tests.api.writing import at_work, sent
from tests.site import drain, make_artist, running_site, served


async def test_votes_count_once_and_nobody_votes_in_their_own(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        poll = {"options": ["Ink <b>", "Oil"], "expires_in": 3600, "multiple": True, "hide_totals": True}
        note = (await app.post("/api/v1/statuses", {"status": "Which?", "poll": poll})).json
        assert note["poll"]["id"] == note["id"] and note["poll"]["voted"] is True
        assert [one["votes_count"] for one in note["poll"]["options"]] == [None, None]
        path = f"/api/v1/polls/{note['id']}"
        for choices in ([], [2], [-1], [0, 7], ["x"]):
            assert (await other.post(f"{path}/votes", {"choices": choices})).status == 422, choices
        own = await app.post(f"{path}/votes", {"choices": [0]})
        assert (own.status, "your own poll" in own.text) == (422, True)
        voted = (await other.post(f"{path}/votes", {"choices": [0, 1]})).json
        assert (voted["voted"], voted["own_votes"], voted["voters_count"], voted["votes_count"]) == (True, [0, 1], 1, 2)
        assert (await other.post(f"{path}/votes", {"choices": [0]})).status == 422
        visitor = (await client.get(path, headers={"Accept": "application/json"})).json
        assert "own_votes" not in visitor and visitor["options"][0]["title"] == "Ink <b>"
        clock.move(HOUR + 1)
        await drain(site)
        assert [one["votes_count"] for one in (await app.get(path)).json["options"]] == [1, 1]
        late = await (await app_of(client, (await make_artist(site, "late"))[0])).post(
            f"{path}/votes", {"choices": [0]}
        )
        assert (late.status, "has ended" in late.text) == (422, True)


async def test_what_no_poll_can_be_is_refused(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        for poll in (
            {"options": ["one"], "expires_in": 3600}, {"options": ["a", "a"], "expires_in": 3600},
            {"options": ["a", "b"], "expires_in": 10}, {"options": ["a", "b"], "expires_in": 10**9},
            {"options": [str(n) for n in range(9)], "expires_in": 3600},
            {"options": ["a", "x" * 101], "expires_in": 600},
        ):  # fmt: skip
            assert (await app.post("/api/v1/statuses", {"status": "?", "poll": poll})).status == 422, poll
        note = (await app.post("/api/v1/statuses", {"status": "no poll"})).json
        assert (await app.get(f"/api/v1/polls/{note['id']}")).status == 404
        assert (await app.post(f"/api/v1/polls/{note['id']}/votes", {"choices": [0]})).status == 404
        with_picture = {"status": "?", "media_ids": ["5"], "poll": {"options": ["a", "b"], "expires_in": 600}}
        assert (await app.post("/api/v1/statuses", with_picture)).status == 422


async def test_texts_and_works_wait_for_their_time(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        soon = await app.post("/api/v1/statuses", {"status": "soon", "scheduled_at": when(clock.now() + MINUTE)})
        assert soon.status == 422
        at = when(clock.now() + HOUR)
        given = {"status": "later", "scheduled_at": at, "visibility": "unlisted", "language": "en",
                 "poll": {"options": ["a", "b"], "expires_in": 600}}  # fmt: skip
        text = (await app.post("/api/v1/statuses", given)).json
        assert (text["scheduled_at"], text["params"]["text"], text["params"]["visibility"]) == (at, "later", "unlisted")
        picture = await sent(app, 70, description="Sea")
        work = (
            await app.post("/api/v1/statuses", {"status": "a work", "scheduled_at": at, "media_ids": [picture]})
        ).json
        assert work["media_attachments"][0]["id"] == picture and work["params"]["media_ids"] == [picture]
        listed = (await app.get("/api/v1/scheduled_statuses")).json
        assert [one["id"] for one in listed] == [work["id"], text["id"]]
        page = await app.get("/api/v1/scheduled_statuses?limit=1")
        assert f"max_id={work['id']}" in page.headers["Link"]
        path = f"/api/v1/scheduled_statuses/{text['id']}"
        for method in ("GET", "PUT", "DELETE"):
            more = {"json": {"scheduled_at": at}} if method == "PUT" else {}
            assert (await other.request(method, path, **more)).status == 404
        assert (await other.get("/api/v1/scheduled_statuses")).json == []
        later = when(clock.now() + DAY)
        assert (await app.put(path, {"scheduled_at": later})).json["scheduled_at"] == later
        assert (await app.put(f"/api/v1/scheduled_statuses/{work['id']}", {"scheduled_at": later})).status == 200
        clock.move(2 * HOUR)
        await drain(site)
        assert len((await app.get("/api/v1/scheduled_statuses")).json) == 2
        assert (await app.delete(f"/api/v1/scheduled_statuses/{work['id']}")).status == 200
        clock.move(DAY)
        await drain(site)
        assert (await app.get("/api/v1/scheduled_statuses")).json == []
        async with site.db.reading() as tx:
            (row,) = await tx.all("select id, content, visibility from posts")
        assert "later" in row["content"] and row["visibility"] == "unlisted"
        assert (await app.get(f"/api/v1/polls/{row['id']}")).json["expired"] is False


async def test_what_cannot_be_posted_any_more_stays_with_why(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        note = (await app.post("/api/v1/statuses", {"status": "parent"})).json
        at = when(clock.now() + HOUR)
        given = {"status": "reply", "scheduled_at": at, "in_reply_to_id": note["id"]}
        waits = (await app.post("/api/v1/statuses", given)).json
        await app.delete(f"/api/v1/statuses/{note['id']}")
        clock.move(2 * HOUR)
        await drain(site)
        (kept,) = (await app.get("/api/v1/scheduled_statuses")).json
        assert kept["id"] == waits["id"] and "no such post" in kept["fediart_problem"]
