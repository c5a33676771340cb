"""`/api/v1/instance`, `/api/v2/instance` and NodeInfo: Mastodon's documented shape, true values, our policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fediart.rights.read_feed import read_metadata
from fediart.site import Site
from fediart.store.domain_rules import ALLOW_LIST, Moderation, save_moderation
from tests import seeds
from tests.site import Client, change_settings, make_artist

PATHS = {"/api/v1/instance": "V1Instance", "/api/v2/instance": "Instance"}


async def told(client: Client, path: str) -> dict[str, Any]:
    answer = await client.get(path, headers={"Accept": "application/json"})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.shared
@pytest.mark.one_engine
@pytest.mark.parametrize(("path", "entity"), PATHS.items())
async def test_it_has_the_documented_shape(site: Site, client: Client, shared: Path, path: str, entity: str) -> None:
    await change_settings(site, contact_email="hello@art.example")
    document = json.loads((shared / "mastodon-openapi.json").read_text(encoding="utf-8"))
    schema = {"$ref": f"#/components/schemas/{entity}", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(await told(client, path))


async def test_its_values_are_true(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    await seeds.hang(site, jane, "One")
    await seeds.stranger(site, "ana")
    async with site.db.writing() as tx:
        await tx.run("insert into hosts (host) values ('elsewhere.example')")
    rules = ("Be kind.", "Credit others.")
    await change_settings(
        site, name="Kiln", tagline="Clay & ink", description="For **all**.\n\nHello <b>", registrations="approval",
        rules=rules, contact_email="hello@art.example",
    )  # fmt: skip
    first, second = await told(client, "/api/v1/instance"), await told(client, "/api/v2/instance")
    assert (first["uri"], first["title"], second["domain"]) == (site.config.instance.host, "Kiln", first["uri"])
    assert first["stats"] == {"user_count": 1, "status_count": 1, "domain_count": 1}
    assert second["usage"]["users"]["active_month"] == 1
    assert first["description"] == "<p>For **all**.</p><p>Hello &lt;b&gt;</p>"
    assert second["description"] == "Clay & ink"
    assert first["approval_required"] is second["registrations"]["approval_required"] is True
    assert second["registrations"]["reason_required"] is True
    assert [(one["id"], one["text"]) for one in second["rules"]] == [("1", "Be kind."), ("2", "Credit others.")]
    assert first["email"] == second["contact"]["email"] == "hello@art.example"
    media = second["configuration"]["media_attachments"]
    assert media["image_size_limit"] == site.config.media.max_file_mb * 1_000_000
    assert second["configuration"]["statuses"]["max_media_attachments"] == site.config.media.max_pictures
    assert second["configuration"]["urls"]["streaming"] == f"ws://{site.config.instance.host}"
    assert first["version"] == second["version"] and first["version"].startswith("4.5.0 (compatible; fediart ")
    assert second["api_versions"] == {"mastodon": 7}
    for address in (second["source_url"], second["configuration"]["urls"]["about"], second["thumbnail"]["url"]):
        assert (await client.get(address.removeprefix(site.config.origin))).status == 200


@pytest.mark.one_engine
@pytest.mark.parametrize(("mode", "enabled", "message"), [
    ("open", True, None), ("approval", True, None), ("invitation", False, "One joins by invitation of a member."),
    ("closed", False, "No new members are taken at the moment."),
])  # fmt: skip
async def test_doors_are_told_as_they_are(
    site: Site, client: Client, mode: str, enabled: bool, message: str | None
) -> None:
    await change_settings(site, registrations=mode)
    first, second = await told(client, "/api/v1/instance"), await told(client, "/api/v2/instance")
    assert first["registrations"] is second["registrations"]["enabled"] is enabled
    assert second["registrations"]["message"] == message
    assert first["invites_enabled"] is (mode != "closed")


@pytest.mark.one_engine
async def test_an_allow_list_is_told(site: Site, client: Client) -> None:
    assert (await told(client, "/api/v2/instance"))["configuration"]["limited_federation"] is False
    async with site.db.writing() as tx:
        await save_moderation(tx, Moderation(mode=ALLOW_LIST), now=site.clock.now())
    site.rules.changed()
    site.pages.changed()
    second = await told(client, "/api/v2/instance")
    assert second["configuration"]["limited_federation"] is True
    assert second["usage"]["users"]["active_month"] == 0


@pytest.mark.one_engine
async def test_the_policy_stands_in_keys_of_our_own(site: Site, client: Client) -> None:
    await change_settings(site, ai_policy="ask-first")
    for path in (*PATHS, "/nodeinfo/2.1", "/nodeinfo/2.0"):
        answer = await client.get(path, headers={"Accept": "application/json"})
        found = {one.signal: one.value for one in read_metadata(answer.body)}
        assert found["contentUsage"] == "train-ai=n, search=y", path
        assert found["contentSignal"] == "search=yes, ai-input=no, ai-train=no", path
        assert found["tdmReservation"] == "1", path
        assert found["tdmPolicy"] == f"{site.config.origin}/policies/ask-first.jsonld", path
        assert answer.headers["Content-Usage"] == found["contentUsage"], path
        own = answer.json.get("metadata", answer.json)
        assert own["aiPolicy"] == f"{site.config.origin}/policies/ask-first"


@pytest.mark.one_engine
async def test_nodeinfo_tells_of_the_feeds(client: Client) -> None:
    document = (await client.get("/nodeinfo/2.1", headers={"Accept": "application/json"})).json
    assert document["services"] == {"inbound": [], "outbound": ["atom1.0", "rss2.0"]}
