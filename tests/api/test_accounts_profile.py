"""A profile changed by an app: all of it or nothing, in the words pages use, and nothing of it can do harm."""

from __future__ import annotations

import struct
import zlib

from fediart.clock import DAY
from fediart.jobs.profiles import AGAIN
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from tests.api.house import app_of
from tests.api.writing import picture
from tests.remote import RemoteServer
from tests.site import Client, drain, form_data, make_artist

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">'


async def now(site: Site, actor: Actor) -> Actor:
    async with site.db.reading() as tx:
        found = await actors.by_id(tx, actor.id)
    assert found is not None
    return found


def huge_png() -> bytes:
    """A small file that says it has 3.6 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(180_001))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


async def test_everything_of_a_profile_is_changed_and_told(site: Site, client: Client) -> None:
    account, _ann = await make_artist(site, "ann")
    app, path = await app_of(client, account), "/api/v1/accounts/update_credentials"
    form = {
        "display_name": "Ann", "note": "Ink and rain", "locked": "true", "bot": "1", "discoverable": "false",
        "hide_collections": "on", "indexable": "false", "fields_attributes[0][name]": "Shop",
        "fields_attributes[0][value]": "https://shop.example", "fields_attributes[1][name]": "Ink",
        "fields_attributes[1][value]": "iron gall", "source[privacy]": "unlisted", "source[sensitive]": "true",
        "source[language]": "de", "source[quote_policy]": "nobody", "attribution_domains[]": "https://Blog.example/a",
        "avatar": ("me.png", picture(), "image/png"), "avatar_description": "Ann at the sea",
    }  # fmt: skip
    made = await app.patch(path, data=form_data(form))
    assert made.status == 200, made.text
    said = made.json
    assert (said["display_name"], said["locked"], said["bot"], said["discoverable"]) == ("Ann", True, True, False)
    assert [(one["name"], one["verified_at"]) for one in said["source"]["fields"]] == [("Shop", None), ("Ink", None)]
    source = said["source"]
    assert (source["privacy"], source["sensitive"], source["language"]) == ("unlisted", True, "de")
    assert (source["quote_policy"], source["attribution_domains"]) == ("nobody", ["blog.example"])
    assert said["avatar_description"] == "Ann at the sea" and "/avatars/" in said["avatar"]
    wire = (await client.get("/users/ann", headers={"Accept": "application/activity+json"})).json
    assert (wire["type"], wire["indexable"], wire["searchableBy"]) == ("Service", False, wire["id"])
    assert wire["attributionDomains"] == ["blog.example"]
    kept = (await app.get("/api/v1/profile")).json
    assert kept["note"] == "Ink and rain" and kept["hide_collections"] and kept["show_media"] is True
    preferred = (await app.get("/api/v1/preferences")).json
    assert preferred["posting:default:visibility"] == "unlisted" and preferred["posting:default:language"] == "de"
    new = (await app.post("/api/v1/statuses", {"status": "Guten Morgen"})).json
    assert (new["visibility"], new["language"], new["sensitive"]) == ("unlisted", "de", True)
    loud = {"status": "Laut", "visibility": "public", "sensitive": False, "language": "en"}
    said_so = (await app.post("/api/v1/statuses", loud)).json
    assert (said_so["visibility"], said_so["language"], said_so["sensitive"]) == ("public", "en", False)
    small = (await app.patch("/api/v1/profile", {"display_name": "", "show_media": False})).json
    assert (small["display_name"], small["show_media"], small["note"]) == ("", False, "Ink and rain")
    gone = (await app.delete("/api/v1/profile/avatar")).json
    assert "/avatars/" not in gone["avatar"] and gone["source"]["privacy"] == "unlisted"
    assert (await app.delete("/api/v1/profile/header")).status == 200


async def test_what_is_wrong_is_said_and_nothing_changes(site: Site, client: Client) -> None:
    account, ann = await make_artist(site, "ann")
    app, path = await app_of(client, account), "/api/v1/accounts/update_credentials"
    wrong = {
        "display_name": {"display_name": "x" * 200}, "note": {"note": "x" * 3_000},
        "fields": {"fields_attributes": [{"name": "", "value": "only this"}]},
        "attribution_domains": {"attribution_domains": ["javascript:alert(1)"]},
        "source[privacy]": {"source": {"privacy": "everyone"}}, "language": {"source": {"language": "<b>"}},
    }  # fmt: skip
    for field, given in wrong.items():
        answer = await app.patch(path, given)
        assert answer.status == 422 and field in answer.json["details"], (field, answer.text)
    bomb = {"display_name": "Changed", "avatar": ("a.png", picture()[:60], "image/png")}
    files = (bomb["avatar"], ("a.svg", b"<svg onload=alert(1)>", "image/svg+xml"), ("a.png", b"", "image/png"))
    for file in (*files, ("huge.png", huge_png(), "image/png")):
        answer = await app.patch(path, data=form_data({"display_name": "Changed", "avatar": file}))
        assert answer.status == 422, answer.text
    assert (await app.patch(path, {"avatar": "data:image/png;base64,AAAA"})).status == 422
    assert await now(site, ann) == ann, "nothing of it is kept"


async def test_nothing_in_a_profile_is_taken_for_markup(site: Site, client: Client) -> None:
    account, _ann = await make_artist(site, "ann")
    app = await app_of(client, account)
    given = {
        "display_name": EVIL[:60], "note": EVIL, "fields_attributes": [{"name": EVIL[:60], "value": EVIL}],
        "avatar_description": EVIL,
    }  # fmt: skip
    made = await app.patch("/api/v1/accounts/update_credentials", given)
    assert made.status == 200, made.text
    assert "<script" not in made.json["note"] and "<img" not in made.json["note"]
    assert "<script" not in made.json["fields"][0]["value"]
    for path in ("/@ann", "/@ann/about"):
        page = (await client.get(path)).text
        assert "<script>alert" not in page and "<img src=x" not in page, path
    await app.post("/api/v1/featured_tags", {"name": "ink<b>"})
    assert "ink<b>" not in (await client.get("/@ann/about")).text


async def test_links_that_lead_back_are_verified_and_asked_again(site: Site, client: Client) -> None:
    account, ann = await make_artist(site, "ann")
    app = await app_of(client, account)
    async with RemoteServer("shop", clock=site.clock.now) as shop:
        url = shop.serve("/me", f'<a rel="me" href="{ann.url}">Ann</a>'.encode(), kind="text/html")
        fields = [{"name": "Shop", "value": url}, {"name": "Inner", "value": "http://169.254.169.254/latest"}]
        await app.patch("/api/v1/accounts/update_credentials", {"fields_attributes": fields})
        await drain(site)
        first, second = (await app.get("/api/v1/accounts/verify_credentials")).json["fields"]
        assert first["verified_at"] and second["verified_at"] is None
        assert "verified" in (await client.get("/@ann/about")).text
        shop.serve("/me", b"<p>nothing leads back any more</p>", kind="text/html")
        site.clock.move(AGAIN + DAY)
        await drain(site)
        first = (await app.get("/api/v1/accounts/verify_credentials")).json["fields"][0]
        assert first["verified_at"] is None


async def test_only_whose_token_it_is_is_shown(site: Site, client: Client) -> None:
    account, _ann = await make_artist(site, "ann")
    narrow = await app_of(client, account, ["profile"])
    assert (await narrow.get("/api/v1/accounts/verify_credentials")).json["username"] == "ann"
    assert (await narrow.patch("/api/v1/accounts/update_credentials", {"note": "x"})).status == 403
    assert (await narrow.get("/api/v1/lists")).status == 403
