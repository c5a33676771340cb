"""Artworks at `/api/fediart/v1`: whole on the way in and out, and never to whom they are not for."""

from __future__ import annotations

import io

from aiohttp import FormData

from fediart.actions import staff
from fediart.site import Site
from tests.api.house import App, app_of
from tests.api.writing import at_work, form, picture, sent
from tests.publish import works
from tests.seeds import follow, hang, new_series
from tests.site import Client, drain, make_artist

ROOT = "/api/fediart/v1"
WATCHED = True
SAID = {
    "title": "Low tide",
    "description": "Before the <b>rain</b>.",
    "medium": "Ink on paper",
    "tools": "A brush",
    "tags": ["sea", "pen and ink"],
    "series": "Shores",
    "licence": "cc-by-4.0",
    "warning": "Waves",
    "mature": True,
    "visibility": "unlisted",
    "language": "en",
    "ai_policy": "no-ai-no-search",
    "process": "by-hand",
    "how": "In one sitting.",
    "how_public": True,
    "year": "2025",
    "size": "20 by 30 cm",
    "portfolio": True,
    "consent": {"boost": "followers", "quote": "nobody"},
}


async def test_everything_that_can_be_said_goes_in_and_comes_out(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    one, two = await sent(app, 20, description="The sea"), await sent(app, 200)
    pictures = [{"id": two, "alt": "Sand", "caption": "Later", "role": "process", "focus": "0.5,-0.5"}, {"id": one}]
    async with at_work(site):
        answer = await app.post(f"{ROOT}/artworks", {**SAID, "pictures": pictures})
    work = answer.json
    assert answer.status == 200, answer.text
    same = [name for name in SAID if name not in ("series", "licence", "ai_policy", "tags", "consent")]
    assert {name: work[name] for name in same} == {name: SAID[name] for name in same}
    assert (work["tags"], work["series"]["title"], work["state"]) == (["sea", "PenAndInk"], "Shores", "published")
    assert work["consent"] == {"like": "everyone", "reply": "everyone", "boost": "followers", "quote": "nobody"}
    assert (work["rights"]["licence"], work["rights"]["ai_policy"]) == ("cc-by-4.0", "no-ai-no-search")
    first, second = work["pictures"]
    assert (first["id"], first["caption"], first["role"]) == (two, "Later", "process")
    assert (first["media"]["description"], first["media"]["meta"]["focus"]) == ("Sand", {"x": 0.5, "y": -0.5})
    assert (second["media"]["description"], second["media"]["type"]) == ("The sea", "image")
    visitor = App(client)
    seen = await visitor.get(f"{ROOT}/artworks/{work['id']}")
    assert "chosen_ai_policy" not in seen.json and "admission" not in seen.json and seen.json["how"]
    assert "train-ai=n" in seen.headers["Content-Usage"] and "creativecommons.org" in str(seen.headers.getall("Link"))
    status = (await visitor.get(f"/api/v1/statuses/{work['id']}")).json
    assert status["fediart"]["title"] == "Low tide" and status["url"] == work["url"]


async def test_files_come_with_the_work_and_the_same_key_sends_them_once(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])

    def body() -> FormData:
        made = FormData()
        for shade in (30, 220):
            made.add_field("files[]", io.BytesIO(picture(shade)), filename="a.png", content_type="image/png")
        for name, value in (("title", "Two"), ("alts[]", "One"), ("alts[]", "Other"), ("captions[]", "First")):
            made.add_field(name, value)
        return made

    async with at_work(site):
        answers = [
            await app.post(f"{ROOT}/artworks", data=body(), headers={"Idempotency-Key": "one"}) for _ in range(2)
        ]
    assert {answer.status for answer in answers} == {200}, answers[0].text
    work, again = (answer.json for answer in answers)
    assert work["id"] == again["id"]
    assert [one["media"]["description"] for one in work["pictures"]] == ["One", "Other"]
    assert [one["caption"] for one in work["pictures"]] == ["First", ""]
    broken = b'--x\r\nContent-Disposition: form-data; name="\x00"\r\n\r\nx\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await app.post(f"{ROOT}/artworks", data=broken, headers=headers)).status == 400


async def test_what_is_left_out_stays_and_pictures_take_another_order(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    ids = [await sent(app, shade, description=f"No {shade}") for shade in (20, 120)]
    async with at_work(site):
        work = (await app.post(f"{ROOT}/artworks", {**SAID, "media_ids": ids})).json
        path = f"{ROOT}/artworks/{work['id']}"
        turned = [{"id": one["id"]} for one in reversed(work["pictures"])]
        turned[0] |= {"caption": "Here", "alt": "New words"}
        changed = await app.patch(path, {"title": "High tide", "consent": {"like": "nobody"}, "pictures": turned})
        assert changed.status == 200, changed.text
        now = changed.json
        assert (now["title"], now["medium"], now["tags"]) == ("High tide", work["medium"], work["tags"])
        assert (now["consent"]["like"], now["consent"]["boost"]) == ("nobody", "followers")
        assert [one["id"] for one in now["pictures"]] == [one["id"] for one in turned]
        assert (now["pictures"][0]["caption"], now["pictures"][0]["media"]["description"]) == ("Here", "New words")
        third = await sent(app, 250, description="Third")
        more = await app.put(path, {"pictures": [*turned, {"id": third, "alt": "Third"}]})
        assert more.status == 200, more.text
        assert len(more.json["pictures"]) == 3
        assert (await app.delete(path)).json == {}
    assert (await app.get(path)).status == 404


async def test_what_the_filter_refuses_is_told_in_its_words_and_shown_to_nobody_else(
    site: Site, client: Client
) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    mo = await app_of(client, (await make_artist(site, "mo", role="moderator"))[0])
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    async with at_work(site):
        media = (await app.post("/api/v1/media", data=form(works.a1111_png(), description="x"))).json["id"]
        refused = await app.post(f"{ROOT}/artworks", {"title": "Mine", "media_ids": [media]})
    assert refused.status == 422 and refused.json["fediart"]["admission"]["state"] == "refused", refused.text
    path = f"{ROOT}/artworks/{refused.json['fediart']['id']}"
    assert (await app.get(path)).json["admission"]["words"] == refused.json["fediart"]["admission"]["words"]
    assert (await mo.get(path)).status == 200
    assert [(await one.get(path)).status for one in (eve, App(client))] == [404, 404]
    assert (await app.get(f"{ROOT}/artworks?state=refused")).json[0]["title"] == "Mine"
    assert (await eve.get(f"{ROOT}/artworks?state=refused")).json == []


async def test_works_of_others_are_nobodys_to_change(site: Site, client: Client) -> None:
    _account, jane = await make_artist(site, "jane")
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    hidden = {
        state: await hang(site, jane, "Hushed", state=state)
        for state in ("held", "checking", "previewed", "scheduled", "failed", "withdrawn", "refused")
    }
    closed = await hang(site, jane, "Hushed", visibility="followers")
    up = await hang(site, jane, "Open")
    for work in (*hidden.values(), closed, up):
        path = f"{ROOT}/artworks/{work.id}"
        assert (await eve.patch(path, {"title": "Mine"})).status == 404
        assert (await eve.post(f"{path}/publish")).status == 404
        assert (await eve.delete(path)).status == 404
        if work is not up:
            for one in (eve, App(client)):
                answer = await one.get(path)
                assert answer.status == 404 and "Hushed" not in answer.text
    listed = await App(client).get(f"{ROOT}/accounts/jane/artworks?order=newest")
    assert [one["title"] for one in listed.json] == ["Open"]
    for wrong in ("0", "x", "9" * 19, "9" * 30):
        assert (await eve.get(f"{ROOT}/artworks/{wrong}")).status == 404
        assert (await eve.get(f"{ROOT}/accounts/{wrong}/artworks")).status == 404


async def test_an_artists_works_come_in_the_order_of_the_portfolio_page_by_page(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app = await app_of(client, account)
    made = [await hang(site, jane, f"W{number}", published=1000 + number) for number in range(6)]
    closed = await hang(site, jane, "Closed", visibility="followers", published=2000)
    _fan, fan = await make_artist(site, "fan")
    await follow(site, fan, jane)
    given = {"pinned": [made[2].id], "sections": [{"heading": "A", "artworks": [made[0].id, closed.id, made[4].id]}]}
    assert (await app.patch(f"{ROOT}/portfolio", given)).status == 200
    visitor, names = App(client), []
    path = f"{ROOT}/accounts/@jane/artworks?limit=2"
    while path:
        page = await visitor.get(path)
        names += [one["title"] for one in page.json]
        link = page.headers.get("Link", "")
        path = link.partition("<")[2].partition(">")[0].removeprefix(client.origin) if 'rel="next"' in link else ""
    assert names == ["W2", "W0", "W4", "W5", "W3", "W1"]
    follower = await app_of(client, _fan)
    assert (await follower.get(f"{ROOT}/accounts/{jane.id}/artworks?limit=3")).json[2]["title"] == "Closed"
    shelf = await new_series(site, jane, "Shelf", "shelf")
    for place, title in ((2, "Second"), (1, "First")):
        await hang(site, jane, title, series_id=shelf.id, series_position=place)
    listed = (await visitor.get(f"{ROOT}/accounts/jane/artworks?series_id={shelf.id}")).json
    assert [one["title"] for one in listed] == ["First", "Second"]
    assert (await visitor.get(f"{ROOT}/accounts/fan/artworks?series_id={shelf.id}")).status == 404
    await staff.suspend(site, None, "jane")
    assert (await visitor.get(f"{ROOT}/accounts/jane/artworks")).status == 404
    assert (await visitor.get(f"{ROOT}/artworks/{made[0].id}")).status == 404


async def test_a_work_waits_for_its_time_and_goes_up_when_it_is_told_to(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    async with at_work(site):
        given = {"title": "Later", "media_ids": [await sent(app)], "scheduled_at": "2026-12-31T12:00:00Z"}
        work = await app.post(f"{ROOT}/artworks", given)
        assert (work.status, work.json["state"]) == (200, "scheduled"), work.text
        path = f"{ROOT}/artworks/{work.json['id']}"
        assert work.json["scheduled_at"] == "2026-12-31T12:00:00.000Z"
        assert (await App(client).get(path)).status == 404
        moved = (await app.patch(path, {"scheduled_at": "2027-01-01T00:00:00Z"})).json
        assert moved["scheduled_at"] == "2027-01-01T00:00:00.000Z"
        assert (await app.post(f"{path}/publish")).status == 200
    await drain(site)
    assert (await App(client).get(path)).json["state"] == "published"
    for wrong in (
        {"title": ""}, {"licence": "none"}, {"ai_policy": "x"}, {"pictures": [{"id": "1"}]}, {"tags": ["1"]},
    ):  # fmt: skip
        assert (await app.patch(path, wrong)).status in (404, 422), wrong
    late = await app.patch(path, {"title": "Not this", "scheduled_at": "2027-02-01T00:00:00Z"})
    assert (late.status, (await app.get(path)).json["title"]) == (422, "Later")
    nothing = await app.post(f"{ROOT}/artworks", {"title": "Without pictures"})
    assert nothing.status == 422 and "picture" in nothing.text


async def test_whom_its_artist_blocks_sees_nothing_and_words_for_moderators_stay_with_them(
    site: Site, client: Client
) -> None:
    account, jane = await make_artist(site, "jane")
    app = await app_of(client, account)
    mo = await app_of(client, (await make_artist(site, "mo", role="moderator"))[0])
    blocked, bob = await make_artist(site, "bob")
    given = {"title": "Sea", "how": "quokka", "how_public": False, "process": "mixed", "media_ids": [await sent(app)]}
    async with at_work(site):
        work = (await app.post(f"{ROOT}/artworks", given)).json
    path = f"{ROOT}/artworks/{work['id']}"
    assert work["how"] == "quokka" == (await mo.get(path)).json["how"]
    seen = await App(client).get(path)
    assert seen.json["process"] == "mixed" and "quokka" not in seen.text
    await app.post(f"/api/v1/accounts/{bob.id}/block")
    await app.patch(f"{ROOT}/portfolio", {"pinned": [work["id"]]})
    bobs = await app_of(client, blocked)
    for hidden in (path, f"{path}/rights"):
        assert (await bobs.get(hidden)).status == 404
    assert (await bobs.get(f"{ROOT}/accounts/jane/artworks")).json == []
    assert (await bobs.get(f"{ROOT}/portfolios/{jane.id}")).json["pinned"] == []
