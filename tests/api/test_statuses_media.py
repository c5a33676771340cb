"""Pictures that apps send in before their post: processed, described, seen by their artist alone, then let go."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import tidy
from fediart.store import app_files
from fediart.store.database import Database
from tests.api.house import app_of
from tests.api.writing import form, picture, sent
from tests.site import drain, make_artist, running_site, served


async def test_a_picture_is_processed_behind_the_answer(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, _ = await make_artist(site, "jane")
        app = await app_of(client, account)
        answer = await app.post("/api/v2/media", data=form(picture(), description="The sea", focus="0.5,-0.25"))
        assert (answer.status, answer.json["url"], answer.json["type"]) == (202, None, "image")
        assert answer.json["description"] == "The sea"
        assert answer.json["meta"]["focus"] == {"x": 0.5, "y": -0.25}
        path = f"/api/v1/media/{answer.json['id']}"
        assert (await app.get(path)).status == 206
        await drain(site)
        done = await app.get(path)
        assert (done.status, done.json["meta"]["original"]["size"]) == (200, "64x40")
        assert done.json["blurhash"]
        shown = await client.get(done.json["preview_url"].removeprefix(client.origin))
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/webp")
        assert "no-store" in shown.headers["Cache-Control"]
        assert "tdm-reservation" in shown.headers
        changed = await app.put(path, {"description": "A grey sea", "focus": "0,1"})
        assert (changed.json["description"], changed.json["meta"]["focus"]["y"]) == ("A grey sea", 1.0)
        assert (await app.delete(path)).status == 200
        assert (await app.get(path)).status == 404
        assert (await client.get(done.json["preview_url"].removeprefix(client.origin))).status == 404


async def test_what_is_no_picture_is_refused_in_words(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        for data in (b"<svg onload=alert(1)>", b"", b"GIF89a broken", picture()[:40]):
            answer = await app.post("/api/v2/media", data=form(data, name='<img src=x onerror="1">.png'))
            assert answer.status == 422, answer.text
            assert len(answer.json["error"]) > 10
        assert (await app.post("/api/v2/media", data=form(picture(), focus="nan,2"))).status == 422
        nothing = await app.post("/api/v2/media", {"description": "no file"})
        assert nothing.status == 422
        text = await app.post("/api/v2/media", {"file": "text instead of a file"})
        assert text.status == 422


async def test_files_are_their_artists_alone_and_bounded(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        jane, actor = await make_artist(site, "jane")
        app, other = await app_of(client, jane), await app_of(client, (await make_artist(site, "mallory"))[0])
        number = await sent(app)
        for method, given in (("GET", None), ("PUT", {"description": "mine"}), ("DELETE", None)):
            more = {"json": given} if given else {}
            assert (await other.request(method, f"/api/v1/media/{number}", **more)).status == 404
        assert (await app.get("/api/v1/media/99999999999999999999")).status == 404
        for scopes in ({"read"}, {"write:statuses"}):
            assert (await (await app_of(client, jane, scopes)).get(f"/api/v1/media/{number}")).status == 403
        async with site.db.writing() as tx:
            known = await app_files.by_id(tx, int(number))
            assert known is not None
            many = [replace(known, id=n, preview_name="") for n in range(1, 200)]
            await app_files.insert(tx, many)
        full = await app.post("/api/v2/media", data=form(picture()))
        assert full.status == 422
        assert "200" in full.json["error"]
        async with site.db.reading() as tx:
            assert await app_files.count(tx, actor.id) == 200


async def test_a_file_no_work_takes_is_gone_after_a_day(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        number = await sent(app)
        async with site.db.reading() as tx:
            file = await app_files.by_id(tx, int(number))
        assert file is not None
        for key in (file.original, file.preview):
            os.utime(site.config.files / key, (0, 0))
        clock.move(DAY - HOUR)
        await tidy(site, {})
        assert (await app.get(f"/api/v1/media/{number}")).status == 200
        clock.move(2 * HOUR)
        await tidy(site, {})
        await tidy(site, {})
        assert (await app.get(f"/api/v1/media/{number}")).status == 404
        for key in (file.original, file.preview):
            assert not (site.config.files / key).exists()
