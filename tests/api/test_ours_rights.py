"""Rights and admission at `/api/fediart/v1`: the very signals that are sent, and the very words of the pages."""

from __future__ import annotations

import html
import io

from aiohttp import FormData

from fediart.actions import staff
from fediart.rights.model import Preset
from fediart.site import Site
from fediart.store.settings import read_settings
from fediart.translate.rights import offered
from tests.api.house import App, app_of
from tests.api.writing import at_work, form, sent
from tests.publish import works
from tests.seeds import hang
from tests.site import Client, change_settings, drain, log_in, make_artist

ROOT = "/api/fediart/v1"
WATCHED = True


async def test_the_rights_to_a_work_are_told_as_they_are_sent_on_every_surface(site: Site, client: Client) -> None:
    app, visitor = await app_of(client, (await make_artist(site, "jane"))[0]), App(client)
    async with at_work(site):
        given = {"title": "Sea", "media_ids": [await sent(app)], "licence": "cc-by-4.0", "ai_policy": "ask-first"}
        work = (await app.post(f"{ROOT}/artworks", given)).json
    answer = await visitor.get(f"{ROOT}/artworks/{work['id']}/rights")
    said = answer.json
    assert (said["policy"]["ai_policy"], said["by"], said["licence"]) == ("ask-first", "artwork", "cc-by-4.0")
    page = await client.get(work["url"].removeprefix(client.origin))
    for name in ("Content-Usage", "Content-Signal", "tdm-reservation", "tdm-policy", "X-Robots-Tag"):
        told = [one["value"] for one in said["surfaces"]["headers"] if one["name"] == name]
        assert told == page.headers.getall(name) == answer.headers.getall(name), name
    assert all(line in page.text for line in said["surfaces"]["html"].splitlines() if "tdm" in line)
    note = (await client.get(f"/users/jane/posts/{work['id']}", headers={"Accept": "application/activity+json"})).json
    terms = said["surfaces"]["activitypub"]
    assert {name: note[name] for name in terms} == terms
    file = await client.get(work["pictures"][0]["media"]["url"].removeprefix(client.origin))
    assert said["surfaces"]["xmp"].encode() in file.body
    assert "chosen" not in said and "offered" not in said


async def test_an_artist_chooses_for_all_works_and_for_one(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app, visitor = await app_of(client, account), App(client)
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    work = await hang(site, jane, "Sea")
    path = f"{ROOT}/artworks/{work.id}/rights"
    assert (await visitor.get(path)).json["by"] == "instance"
    mine = await app.put(f"{ROOT}/rights", {"ai_policy": "no-ai-no-search"})
    assert (mine.status, mine.json["chosen"]) == (200, "no-ai-no-search"), mine.text
    async with site.db.reading() as tx:
        words = offered(await read_settings(tx))
    assert [one["ai_policy"] for one in mine.json["offered"]] == list(words)
    assert (await visitor.get(path)).json["by"] == "artist"
    assert (await visitor.get(f"{ROOT}/accounts/jane/rights")).json["policy"]["permits"]["search"] is False
    listed = (await visitor.get(f"{ROOT}/rights")).json["exceptions"]
    assert listed == [{"url": jane.url, "ai_policy": "no-ai-no-search", "used": ["no-ai-no-search"]}]
    one = await app.put(path, {"ai_policy": "ask-first", "licence": "cc-by-sa-4.0"})
    assert (one.json["by"], one.json["licence"], one.json["chosen"]) == ("artwork", "cc-by-sa-4.0", "ask-first")
    await drain(site)  # what follows for files and other servers
    assert (await app.put(path, {"ai_policy": ""})).json["by"] == "artist"
    assert (await eve.put(path, {"ai_policy": "ask-first"})).status == 404
    assert (await eve.get(f"{ROOT}/accounts/jane/rights")).json.keys().isdisjoint({"chosen", "offered"})
    assert (await app.put(f"{ROOT}/rights", {"ai_policy": "everything"})).status == 422
    assert (await app.put(path, {"licence": "everything"})).status == 422
    await app.put(path, {"ai_policy": "ask-first"})
    await change_settings(site, ai_policy_floor="no-ai-no-search")
    under = (await visitor.get(path)).json
    assert (under["by"], under["policy"]["ai_policy"]) == ("floor", "no-ai-no-search")
    closed = await hang(site, jane, "Closed", visibility="followers")
    held = await hang(site, jane, "Held", state="held")
    for hidden in (closed, held):
        assert (await visitor.get(f"{ROOT}/artworks/{hidden.id}/rights")).status == 404
        assert (await eve.get(f"{ROOT}/artworks/{hidden.id}/rights")).status == 404
    assert (await app.get(f"{ROOT}/artworks/{held.id}/rights")).status == 200
    await staff.suspend(site, None, "jane")
    assert [(await visitor.get(each)).status for each in (path, f"{ROOT}/accounts/jane/rights")] == [404, 404]


async def test_the_instances_policies_are_told_to_everybody_as_on_the_pages(site: Site, client: Client) -> None:
    await change_settings(site, ai_policy="no-training", ai_policy_floor="no-training")
    answer = await client.get(f"{ROOT}/rights")
    said = answer.json
    assert (said["policy"]["ai_policy"], said["floor"]["ai_policy"]) == ("no-training", "no-training")
    assert "open" not in {one["ai_policy"] for one in said["offered"]} <= {one.value for one in Preset}
    assert {one["value"] for one in said["surfaces"]["headers"] if one["name"] == "Content-Usage"} == {
        answer.headers["Content-Usage"]
    }
    for document in said["documents"].values():
        assert (await client.get(document.removeprefix(client.origin))).status == 200
    said = (await client.get(f"{ROOT}/admission/policy")).json
    page = html.unescape((await client.get("/transparency")).text)
    assert said["new_artists"] and all(words in page for words in said["new_artists"])
    about = html.unescape((await client.get("/about")).text)
    assert all(f"{one['what']}: {one['consequence']}" in about for one in said["evidence"])
    assert (said["detector"], said["appeal_days"] > 0) == (None, True)


async def test_a_refusal_is_told_whole_to_its_artist_who_appeals_once(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    mo = await app_of(client, (await make_artist(site, "mo", role="moderator"))[0])
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    async with at_work(site):
        media = (await app.post("/api/v1/media", data=form(works.a1111_png(), description="x"))).json["id"]
        refused = (await app.post(f"{ROOT}/artworks", {"title": "Mine", "media_ids": [media]})).json
    number = refused["fediart"]["id"]
    path = f"{ROOT}/artworks/{number}"
    case = (await app.get(f"{path}/admission")).json
    assert (case["state"], case["may"]) == ("refused", "appeal") and case["appeal_until"] and case["reasons"]
    found = case["pictures"][0]["evidence"]
    assert found and found[0]["claim"] and found[0]["where"]
    await log_in(client, "jane")
    page = html.unescape((await client.get(f"/works/{number}")).text)
    for words in (*case["next"], *case["reasons"], found[0]["claim"]):
        assert words in page, words
    assert (await mo.get(f"{path}/admission")).json["reasons"] == case["reasons"]
    for other in (eve, App(client)):
        assert (await other.get(f"{path}/admission")).status in (401, 404)
    for deed in ("appeal", "answer"):
        assert (await eve.post(f"{path}/{deed}", {"note": "Mine!"})).status == 404
    assert (await app.post(f"{path}/answer", {"note": "More"})).status == 422  # nobody asked
    assert (await app.post(f"{path}/appeal", {"note": ""})).status == 422
    body = FormData()
    body.add_field("note", "I drew it for three days.")
    body.add_field("files[]", io.BytesIO(works.a1111_png()), filename="sketch.png", content_type="image/png")
    appealed = await app.post(f"{path}/appeal", data=body)
    assert (appealed.status, appealed.json["state"], appealed.json["may"]) == (200, "held", "answer"), appealed.text
    assert any("three days" in step["note"] for step in appealed.json["history"])
    told = await app.post(f"{path}/answer", {"note": "With a pen."})
    assert told.status == 200 and any("With a pen." in step["note"] for step in told.json["history"])
    assert (await app.post(f"{path}/appeal", {"note": "Again"})).status == 422
