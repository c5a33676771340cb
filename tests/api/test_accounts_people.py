"""People through an app: finding them, standing to them, and what stays hidden from whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediart.actions import boost, follow, note
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors, home
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests import seeds
from tests.api.house import App, app_of
from tests.site import Client, drain, log_in, make_artist, running_site, served


@dataclass
class Street:
    """Three neighbours with an app each, and a visitor's."""

    site: Site
    client: Client
    ann: Actor
    ben: Actor
    cleo: Actor
    ann_app: App
    ben_app: App
    visitor: App


@pytest.fixture
async def street(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Street]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, ann = await make_artist(site, "ann")
        other, ben = await make_artist(site, "ben")
        _third, cleo = await make_artist(site, "cleo")
        yield Street(
            site, client, ann, ben, cleo, await app_of(client, account), await app_of(client, other), App(client)
        )


async def test_people_are_found_by_id_handle_and_words(street: Street) -> None:
    app, ben = street.ann_app, street.ben
    assert (await street.visitor.get(f"/api/v1/accounts/{ben.id}")).json["acct"] == "ben"
    many = (await app.get(f"/api/v1/accounts?id[]={ben.id}&id[]=5&id[]={street.cleo.id}")).json
    assert [one["username"] for one in many] == ["ben", "cleo"]
    assert (await street.visitor.get("/api/v1/accounts/lookup?acct=@BEN")).json["id"] == str(ben.id)
    host = street.site.config.instance.host
    assert (await street.visitor.get(f"/api/v1/accounts/lookup?acct=ben@{host}")).json["id"] == str(ben.id)
    for path in ("/api/v1/accounts/5", "/api/v1/accounts/nobody", "/api/v1/accounts/lookup?acct=nobody"):
        assert (await street.visitor.get(path)).status == 404, path
    found = (await app.get("/api/v1/accounts/search?q=@be")).json
    assert [one["acct"] for one in found] == ["ben"]
    assert (await app.get("/api/v1/accounts/search?q=be&following=true")).json == []
    await app.post(f"/api/v1/accounts/{ben.id}/follow")
    assert len((await app.get("/api/v1/accounts/search?q=be&following=true")).json) == 1
    assert (await app.get("/api/v1/accounts/search?q=be&offset=1")).json == []
    assert (await street.visitor.get("/api/v1/accounts/search?q=be")).status == 401
    async with street.site.db.reading() as tx:
        instance = await actors.by_uri(tx, f"{street.site.config.origin}/actor")
    assert instance is None or (await app.get(f"/api/v1/accounts/{instance.id}")).status == 404


async def test_following_and_how(street: Street) -> None:
    app, ben = street.ann_app, street.ben
    path = f"/api/v1/accounts/{ben.id}"
    made = (await app.post(f"{path}/follow", {"notify": True, "reblogs": False, "languages": ["de", "en"]})).json
    assert made["following"] and made["notifying"] and not made["showing_reblogs"]
    assert made["languages"] == ["de", "en"]
    kept = (await app.post(f"{path}/follow", data={"notify": "false"})).json
    assert not kept["notifying"] and not kept["showing_reblogs"], "what is not said stays"
    assert (await app.post(f"{path}/follow", {"languages": ["<b>"]})).status == 422
    assert (await app.post(f"/api/v1/accounts/{street.ann.id}/follow")).status == 422
    assert (await app.post("/api/v1/accounts/7/follow")).status == 404
    ended = (await app.post(f"{path}/unfollow")).json
    assert not ended["following"] and ended["languages"] is None
    again = (await app.post(f"{path}/follow")).json
    assert again["showing_reblogs"] and not again["notifying"], "another follow begins anew"
    back = (await street.ben_app.post(f"/api/v1/accounts/{street.ann.id}/remove_from_followers")).json
    assert not back["followed_by"]


async def test_new_posts_are_told_and_boosts_left_out_as_chosen(street: Street) -> None:
    site, app, ben = street.site, street.ann_app, street.ben
    await app.post(f"/api/v1/accounts/{ben.id}/follow", {"notify": True})
    work = await seeds.hang(site, street.cleo, "Waterfall")
    said = await note.write_note(site, ben, "Back from the sea")
    await note.write_note(site, ben, "Leise", language="de")
    await boost.boost(site, ben, work.id)
    await drain(site)
    await drain(site)
    async with site.db.reading() as tx:
        told = await tx.all("select kind, from_id, post_id from notifications where actor_id = :id", id=street.ann.id)
        assert [row["kind"] for row in told] == ["status", "status"], "boosts are not told"
        assert said.id in {row["post_id"] for row in told} and {row["from_id"] for row in told} == {ben.id}
        assert len(await home.home(tx, street.ann.id)) == 3
    assert "posted something new" in (await (await browser(street, "ann")).get("/notifications")).text
    await app.post(f"/api/v1/accounts/{ben.id}/follow", {"notify": False, "reblogs": False, "languages": ["en"]})
    await note.write_note(site, ben, "Untold", visibility="followers")
    await drain(site)
    async with site.db.reading() as tx:
        seen = [one.post.source for one in await home.home(tx, street.ann.id)]
        many = await tx.value("select count(*) from notifications where actor_id = :id", id=street.ann.id)
    assert seen == ["Untold", "Back from the sea"], "neither boosts nor posts in German"
    assert many == 2


async def browser(street: Street, name: str) -> Client:
    """A browser in which somebody is logged in."""
    fresh = street.client.fresh()
    await log_in(fresh, name)
    return fresh


async def test_lists_of_followers_are_turned_by_links_and_can_be_kept_private(street: Street) -> None:
    for one in (street.ann, street.cleo):
        await follow.follow(street.site, one, street.ben.id)
    path = f"/api/v1/accounts/{street.ben.id}/followers"
    first = await street.visitor.get(f"{path}?limit=1")
    assert [one["acct"] for one in first.json] == ["cleo"]
    link = first.headers["Link"].split(";")[0].strip("<>").removeprefix(street.site.config.origin)
    older = await street.visitor.get(link)
    assert [one["acct"] for one in older.json] == ["ann"] and "limit=1" in link
    newer = older.headers["Link"].split("<")[-1].split(">")[0].removeprefix(street.site.config.origin)
    assert [one["acct"] for one in (await street.visitor.get(newer)).json] == ["cleo"]
    familiar = (await street.ann_app.get(f"/api/v1/accounts/familiar_followers?id={street.ben.id}")).json
    assert familiar == [{"id": str(street.ben.id), "accounts": []}]
    await follow.follow(street.site, street.ann, street.cleo.id)
    familiar = (await street.ann_app.get(f"/api/v1/accounts/familiar_followers?id={street.ben.id}")).json
    assert [one["acct"] for one in familiar[0]["accounts"]] == ["cleo"]

    hidden = await street.ben_app.patch("/api/v1/accounts/update_credentials", {"hide_collections": True})
    assert hidden.json["source"]["hide_collections"] is True
    assert (await street.visitor.get(path)).json == [] == (await street.ann_app.get(path)).json
    assert len((await street.ben_app.get(path)).json) == 2, "one sees one's own"
    assert (await street.ann_app.get(f"/api/v1/accounts/familiar_followers?id={street.ben.id}")).json == []
    page = (await street.client.get("/@ben/followers")).text
    assert "keeps this list private" in page and "/@cleo" not in page
    wire = await street.client.get("/users/ben/followers", headers={"Accept": "application/activity+json"})
    assert wire.json["totalItems"] == 2 and "first" not in wire.json
    paged = await street.client.get("/users/ben/followers?page=true", headers={"Accept": "application/activity+json"})
    assert paged.status == 404


async def test_blocks_mutes_notes_and_recommendations_are_ones_own(street: Street) -> None:
    app, path = street.ann_app, f"/api/v1/accounts/{street.ben.id}"
    noted = (await app.post(f"{path}/note", {"comment": "<b>met</b> at the fair"})).json
    assert noted["note"] == "<b>met</b> at the fair", "plain text, for one's own eyes"
    theirs = (await street.ben_app.get(f"/api/v1/accounts/relationships?id={street.ann.id}")).json
    assert theirs[0]["note"] == "" and not theirs[0]["blocked_by"]
    assert (await app.post(f"{path}/note", {"comment": "x" * 2001})).status == 422
    assert (await app.post(f"{path}/note", {"comment": ""})).json["note"] == ""

    muted = (await app.post(f"{path}/mute", {"duration": 3600, "notifications": False})).json
    assert muted["muting"] and not muted["muting_notifications"] and muted["muting_expires_at"]
    listed = (await app.get("/api/v1/mutes")).json
    assert [one["acct"] for one in listed] == ["ben"] and listed[0]["mute_expires_at"]
    assert (await street.ben_app.get("/api/v1/mutes")).json == []
    assert not (await app.post(f"{path}/unmute")).json["muting"]

    assert (await app.post(f"{path}/endorse")).status == 422, "only whom one follows"
    await app.post(f"{path}/follow")
    assert (await app.post(f"{path}/pin")).json["endorsed"]
    shown = (await street.visitor.get(f"/api/v1/accounts/{street.ann.id}/endorsements")).json
    assert (
        [one["acct"] for one in shown] == ["ben"] == [o["acct"] for o in (await app.get("/api/v1/endorsements")).json]
    )
    assert not (await app.post(f"{path}/unpin")).json["endorsed"]
    await app.post(f"{path}/endorse")

    blocked = (await app.post(f"{path}/block")).json
    assert blocked["blocking"] and not blocked["following"] and not blocked["endorsed"]
    assert [one["acct"] for one in (await app.get("/api/v1/blocks")).json] == ["ben"]
    assert (await street.ben_app.post(f"/api/v1/accounts/{street.ann.id}/follow")).status == 403
    own = f"/api/v1/accounts/{street.ann.id}"
    for private in ("followers", "following", "endorsements", "featured_tags"):
        assert (await street.ben_app.get(f"{own}/{private}")).json == [], private
    assert not (await app.post(f"{path}/unblock")).json["blocking"]
    assert (await app.get(f"{path}/identity_proofs")).json == []
    assert (await app.get(f"{path}/collections")).json == {"collections": []}
    assert (await app.get("/api/v1/collections/5")).status == 404


async def test_who_asks_to_follow_is_let_in_or_not(street: Street) -> None:
    await street.ben_app.patch("/api/v1/accounts/update_credentials", {"locked": True})
    asked = (await street.ann_app.post(f"/api/v1/accounts/{street.ben.id}/follow")).json
    assert asked["requested"] and not asked["following"]
    assert [one["acct"] for one in (await street.ben_app.get("/api/v1/follow_requests")).json] == ["ann"]
    said = await street.ben_app.post(f"/api/v1/follow_requests/{street.ann.id}/authorize")
    assert said.json["followed_by"]
    assert (await street.ben_app.post(f"/api/v1/follow_requests/{street.ann.id}/reject")).status == 404
    assert (await street.ann_app.post(f"/api/v1/follow_requests/{street.ben.id}/authorize")).status == 404


async def test_whole_servers_are_muted(street: Street) -> None:
    app = street.ann_app
    for name in ("b.example", "https://a.example/about", "c.example"):
        assert (await app.post("/api/v1/domain_blocks", {"domain": name})).status == 200, name
    assert (await app.get("/api/v1/domain_blocks")).json == ["a.example", "b.example", "c.example"]
    first = await app.get("/api/v1/domain_blocks?limit=2")
    link = first.headers["Link"].split(";")[0].strip("<>").removeprefix(street.site.config.origin)
    assert (await app.get(link)).json == ["c.example"]
    assert (await street.ben_app.get("/api/v1/domain_blocks")).json == []
    assert (await app.delete("/api/v1/domain_blocks?domain=b.example")).status == 200
    assert len((await app.get("/api/v1/domain_blocks")).json) == 2
    for bad in ("", "not a host", street.site.config.instance.host):
        assert (await app.post("/api/v1/domain_blocks", {"domain": bad})).status == 422, bad


async def test_suggestions_and_directory_are_in_the_order_of_time(street: Street) -> None:
    await seeds.hang(street.site, street.cleo, "Old")
    await follow.follow(street.site, street.ann, street.ben.id)
    found = (await street.ann_app.get("/api/v2/suggestions")).json
    assert [(one["account"]["acct"], one["sources"]) for one in found] == [("cleo", ["featured"])]
    await follow.follow(street.site, street.ben, street.cleo.id)
    found = (await street.ann_app.get("/api/v2/suggestions")).json
    assert [(one["account"]["acct"], one["sources"]) for one in found] == [("cleo", ["friends_of_friends"])]
    assert (await street.ann_app.get("/api/v1/suggestions")).json[0]["acct"] == "cleo"
    assert (await street.ann_app.delete(f"/api/v1/suggestions/{street.cleo.id}")).json == {}
    assert (await street.ann_app.get("/api/v2/suggestions")).json == []
    new = (await street.visitor.get("/api/v1/directory?order=new&local=true")).json
    assert [one["acct"] for one in new] == ["cleo", "ben", "ann"]
    active = (await street.visitor.get("/api/v1/directory?order=active&local=true")).json
    assert [one["acct"] for one in active] == ["cleo"]
    await street.ben_app.patch("/api/v1/accounts/update_credentials", {"discoverable": False})
    new = (await street.visitor.get("/api/v1/directory?order=new&offset=1")).json
    assert [one["acct"] for one in new] == ["ann"]


async def test_people_and_posts_are_reported(street: Street) -> None:
    work = await seeds.hang(street.site, street.ben, "Waterfall")
    given = {
        "account_id": str(street.ben.id), "status_ids": [str(work.id)], "comment": "<script>", "rule_ids": ["1"],
        "forward": True,
    }  # fmt: skip
    made = (await street.ann_app.post("/api/v1/reports", given)).json
    assert made["category"] == "violation" and made["target_account"]["acct"] == "ben" and not made["forwarded"]
    async with street.site.db.reading() as tx:
        row = await tx.one("select text, reason, reporter_id from reports")
    assert row and row["reporter_id"] == street.ann.id and row["text"].startswith("Against the rule")
    assert (await street.ann_app.post("/api/v1/reports", {"account_id": "5"})).status == 404
    assert (await street.ann_app.post("/api/v1/reports", {})).status in (404, 422)
    assert (await street.ann_app.post("/api/v1/reports", {"account_id": str(street.ann.id)})).status == 422


async def test_pages_and_apps_know_the_same_of_somebody(street: Street) -> None:
    path, ann = f"/api/v1/accounts/{street.ben.id}", await browser(street, "ann")
    await street.ann_app.post(f"{path}/follow", {"reblogs": False})
    await street.ann_app.post(f"{path}/note", {"comment": "</textarea><script>alert(1)</script>"})
    page = (await ann.get("/@ben")).text
    assert "&lt;/textarea&gt;" in page and "<script>alert" not in page
    assert "alert(1)" not in (await (await browser(street, "cleo")).get("/@ben")).text, "the note is for one alone"
    await ann.post_form("/@ben/how", {"tells": "1", "boosts": "1"}, page="/@ben")
    await ann.post_form("/@ben/note", {"comment": "Met at the fair"}, page="/@ben")
    (tie,) = (await street.ann_app.get(f"/api/v1/accounts/relationships?id={street.ben.id}")).json
    assert tie["notifying"] and tie["showing_reblogs"] and tie["note"] == "Met at the fair"
    assert (await ann.post("/@ben/note", data={"comment": "forged"})).status == 403, "a form of ours alone"
    assert (await ann.post_form("/@cleo/how", {"tells": "1"}, page="/@cleo")).status == 404, "who is not followed"
    assert (await ann.post_form("/@nobody/note", {"comment": "x"}, page="/@ben")).status == 404
