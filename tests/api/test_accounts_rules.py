"""Lists, filters and tags through an app: they are one's own, and the same as on pages."""

from __future__ import annotations

from fediart.actions import follow, note, reply
from fediart.clock import HOUR
from fediart.site import Site
from fediart.store import lists
from tests import seeds
from tests.api.house import app_of
from tests.site import Client, drain, log_in, make_artist


async def test_lists_are_made_filled_and_their_owners_alone(site: Site, client: Client) -> None:
    (account, ann), (other, ben) = await make_artist(site, "ann"), await make_artist(site, "ben")
    app, theirs = await app_of(client, account), await app_of(client, other)
    made = (await app.post("/api/v1/lists", {"title": "<b>Friends</b>", "replies_policy": "list"})).json
    path = f"/api/v1/lists/{made['id']}"
    assert (made["title"], made["replies_policy"], made["exclusive"]) == ("<b>Friends</b>", "list", False)
    assert (await app.post("/api/v1/lists", {"title": " "})).status == 422
    assert (await app.post(f"{path}/accounts", {"account_ids": [str(ben.id)]})).status == 404, "not followed yet"
    await follow.follow(site, ann, ben.id)
    assert (await app.post(f"{path}/accounts", {"account_ids": [str(ben.id)]})).status == 200
    assert (await app.post(f"{path}/accounts", {"account_ids": [str(ben.id)]})).status == 422
    assert [one["acct"] for one in (await app.get(f"{path}/accounts?limit=0")).json] == ["ben"]
    assert [one["id"] for one in (await app.get(f"/api/v1/accounts/{ben.id}/lists")).json] == [made["id"]]
    assert (await theirs.get(f"/api/v1/accounts/{ben.id}/lists")).json == []
    for method, where, given in (
        ("GET", path, None), ("PUT", path, {"title": "Mine"}), ("DELETE", path, None),
        ("GET", f"{path}/accounts", None),
        ("POST", f"{path}/accounts", {"account_ids": [str(ann.id)]}),
        ("DELETE", f"{path}/accounts", {"account_ids": [str(ben.id)]}),
    ):  # fmt: skip
        answer = await theirs.request(method, where, **({"json": given} if given else {}))
        assert answer.status == 404 and "Friends" not in answer.text, (method, where)
    changed = (await app.put(path, {"title": "Inks", "exclusive": True, "replies_policy": "followed"})).json
    assert (changed["title"], changed["replies_policy"], changed["exclusive"]) == ("Inks", "followed", True)
    assert (await app.put(path, {"title": "Inks"})).json["exclusive"] is True, "what is not said stays"
    assert (await app.delete(f"{path}/accounts?account_ids[]={ben.id}")).status == 200
    assert (await app.get(f"{path}/accounts")).json == []
    assert (await app.delete(path)).json == {} and (await app.get("/api/v1/lists")).json == []


async def test_a_list_shows_the_replies_that_its_owner_wants(site: Site, client: Client) -> None:
    people = [(await make_artist(site, name))[1] for name in ("ann", "ben", "cleo", "dora")]
    ann, ben, cleo, dora = people
    number = 0
    for one in (ben, cleo):
        await follow.follow(site, ann, one.id)
    await follow.follow(site, ann, dora.id)
    root = [await note.write_note(site, one, f"by {one.name}") for one in (cleo, dora)]
    for post in root:
        await reply.reply(site, ben, post.id, f"to {post.id}")

    async def said(policy: str) -> set[str]:
        async with site.db.writing() as tx:
            await lists.put(tx, ann.id, lists.PeopleList(number, "x", 0, replies=policy), now=site.clock.now())
        async with site.db.reading() as tx:
            return {one.post.source for one in await lists.timeline(tx, number, ann.id)}

    async with site.db.writing() as tx:
        number = site.ids.new()
        made = lists.PeopleList(number, "x", 0)
        await lists.put(tx, ann.id, made, now=site.clock.now())
        for one in (ben, cleo):
            await lists.add_person(tx, ann.id, made, one.id, now=site.clock.now())
    assert await said("none") == {"by cleo"}
    assert await said("list") == {"by cleo", f"to {root[0].id}"}
    assert await said("followed") == {"by cleo", f"to {root[0].id}", f"to {root[1].id}"}


async def test_filters_are_the_rules_of_the_page(site: Site, client: Client) -> None:
    (account, _ann), (other, ben) = await make_artist(site, "ann"), await make_artist(site, "ben")
    app, theirs = await app_of(client, account), await app_of(client, other)
    work = await seeds.hang(site, ben, "Spiderweb")
    given = {
        "title": "Crawlers", "context": ["home", "public"], "filter_action": "hide", "expires_in": 3600,
        "keywords_attributes": [{"keyword": "spider", "whole_word": False}, {"keyword": "<i>ant</i>"}],
    }  # fmt: skip
    made = (await app.post("/api/v2/filters", given)).json
    path = f"/api/v2/filters/{made['id']}"
    assert (made["filter_action"], made["context"], len(made["keywords"])) == ("hide", ["home", "public"], 2)
    assert made["expires_at"] and made == (await app.get(path)).json == (await app.get("/api/v2/filters")).json[0]
    status = (await app.get(f"/api/v1/statuses/{work.id}")).json
    assert [(one["filter"]["title"], one["keyword_matches"]) for one in status["filtered"]] == [
        ("Crawlers", ["spider"])
    ]
    browser = client.fresh()
    await log_in(browser, "ann")
    page = (await browser.get("/settings/muted")).text
    assert "Crawlers" in page and "“spider”" in page and "<i>ant" not in page
    assert "Spiderweb" not in (await browser.get("/")).text, "hidden on walls"
    word = made["keywords"][1]["id"]
    for where in (path, f"/api/v2/filters/keywords/{word}", f"{path}/keywords", f"{path}/statuses"):
        assert (await theirs.get(where)).status == 404, where
    assert (await theirs.put(path, {"title": "Mine"})).status == 404
    assert (await theirs.delete(f"/api/v2/filters/keywords/{word}")).status == 404
    assert (await theirs.post(f"{path}/statuses", {"status_id": str(work.id)})).status == 404
    changes = {"title": "Legs", "keywords_attributes": [{"id": word, "_destroy": True}, {"keyword": "beetle"}]}
    changed = (await app.put(path, changes)).json
    assert [one["keyword"] for one in changed["keywords"]] == ["spider", "beetle"] and changed["title"] == "Legs"
    assert changed["context"] == ["home", "public"]
    added = (await app.post(f"{path}/keywords", {"keyword": "wasp", "whole_word": True})).json
    put = await app.put(f"/api/v2/filters/keywords/{added['id']}", {"keyword": "hornet"})
    assert put.json == {"id": added["id"], "keyword": "hornet", "whole_word": True}
    named = (await app.post(f"{path}/statuses", {"status_id": str(work.id)})).json
    assert named["status_id"] == str(work.id)
    assert (await app.post(f"{path}/statuses", {"status_id": str(work.id)})).status == 422
    found = (await app.get(f"/api/v1/statuses/{work.id}")).json["filtered"][0]
    assert found["status_matches"] == [str(work.id)]
    assert (await app.delete(f"/api/v2/filters/statuses/{named['id']}")).json == named
    for bad in ({}, {"title": "x"}, {"title": "x", "context": ["nowhere"]}, {"title": "", "context": ["home"]}):
        assert (await app.post("/api/v2/filters", bad)).status == 422, bad
    site.clock.move(2 * HOUR)
    await drain(site)
    assert (await app.get("/api/v2/filters")).json == [] == (await app.get("/api/v1/filters")).json


async def test_older_apps_filter_word_by_word(site: Site, client: Client) -> None:
    (account, _ann), (other, _ben) = await make_artist(site, "ann"), await make_artist(site, "ben")
    app, theirs = await app_of(client, account), await app_of(client, other)
    given = {"phrase": "spider", "context": ["home", "account"], "irreversible": True, "whole_word": True}
    made = (await app.post("/api/v1/filters", given)).json
    assert made == {**made, **given, "expires_at": None}
    path = f"/api/v1/filters/{made['id']}"
    assert (await theirs.get(path)).status == 404 == (await theirs.delete(path)).status
    changed = (await app.put(path, {"phrase": "ant", "context": ["home"]})).json
    assert (changed["phrase"], changed["irreversible"]) == ("ant", False)
    assert [one["title"] for one in (await app.get("/api/v2/filters")).json] == ["ant"]
    assert (await app.delete(path)).json == {} and (await app.get("/api/v2/filters")).json == []


async def test_tags_are_followed_counted_and_shown_on_the_profile(site: Site, client: Client) -> None:
    (account, ann), (other, ben) = await make_artist(site, "ann"), await make_artist(site, "ben")
    app = await app_of(client, account)
    for one, words in ((ann, "#Ink one"), (ben, "#ink two"), (ben, "#ink three")):
        await note.write_note(site, one, words)
    await note.write_note(site, ben, "#ink quiet", visibility="followers")
    shown = (await app.get("/api/v1/tags/Ink")).json
    assert (shown["name"], shown["following"], shown["featuring"]) == ("ink", False, False)
    assert len(shown["history"]) == 7 and (shown["history"][0]["uses"], shown["history"][0]["accounts"]) == ("3", "2")
    assert (await app.post("/api/v1/tags/ink/follow")).json["following"]
    assert [one["name"] for one in (await app.get("/api/v1/followed_tags")).json] == ["ink"]
    assert not (await app.post("/api/v1/tags/ink/unfollow")).json["following"]
    assert (await app.get("/api/v1/tags/%20a%20b")).status == 404
    assert [one["name"] for one in (await app.get("/api/v1/featured_tags/suggestions")).json] == ["ink"]
    made = (await app.post("/api/v1/featured_tags", {"name": "#Ink"})).json
    assert (made["name"], made["statuses_count"]) == ("Ink", "1") and made["last_status_at"]
    assert (await app.get("/api/v1/featured_tags/suggestions")).json == []
    theirs = await app_of(client, other)
    assert (await theirs.delete(f"/api/v1/featured_tags/{made['id']}")).status == 404
    assert (await theirs.get(f"/api/v1/accounts/{ann.id}/featured_tags")).json == [made]
    assert "#Ink" in (await client.get("/@ann/about")).text
    wire = await client.get("/users/ann/featured-tags", headers={"Accept": "application/activity+json"})
    tag = wire.json["items"][0] if isinstance(wire.json["items"], list) else wire.json["items"]
    assert (wire.json["type"], tag["type"], tag["name"]) == ("Collection", "Hashtag", "#Ink")
    actor = (await client.get("/users/ann", headers={"Accept": "application/activity+json"})).json
    assert actor["featuredTags"] == wire.json["id"]
    assert not (await app.post("/api/v1/tags/ink/unfeature")).json["featuring"]
    assert (await app.post("/api/v1/featured_tags", {"name": "two words"})).status == 422
    for number in range(10):
        assert (await app.post("/api/v1/featured_tags", {"name": f"tag{number}"})).status == 200
    assert (await app.post("/api/v1/featured_tags", {"name": "one more"})).status == 422
    assert (await app.post("/api/v1/tags/onemore/feature")).status == 422
