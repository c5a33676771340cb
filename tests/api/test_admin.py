"""Those who run an instance do it from their apps: people, reports, rules for servers, domains of mail and networks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import report
from fediart.clock import DAY, HandClock
from fediart.store import unwelcome
from fediart.store.database import Database
from fediart.store.unwelcome import Network
from tests import seeds
from tests.api.house import App, app_of
from tests.site import PASSWORD, Client, make_artist, running_site, served


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock, registrations="open") as site, served(site) as browser:
        yield browser


async def staffed(client: Client, role: str = "owner") -> App:
    account, _actor = await make_artist(client.site, "olga", role=role)
    return await app_of(client, account)


async def an_app(client: Client) -> App:
    """One that is registered and speaks for itself: with it people sign up."""
    given = {"client_name": "Ivory", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}
    made = (await App(client).post("/api/v1/apps", given)).json
    asked = {"grant_type": "client_credentials", "client_id": made["client_id"], "client_secret": made["client_secret"]}
    token = (await App(client).post("/oauth/token", asked | {"scope": "read write"})).json["access_token"]
    return App(client, token)


async def test_people_are_found_by_state_name_and_mail(client: Client) -> None:
    olga = await staffed(client)
    await make_artist(client.site, "jane")
    waiting, _actor = await make_artist(client.site, "wim", approved=0, reason="I paint boats")

    async def names(query: str, version: int = 2) -> set[str]:
        answer = await olga.get(f"/api/v{version}/admin/accounts?{query}")
        assert answer.status == 200, answer.text
        return {one["username"] for one in answer.json}

    assert await names("origin=local") == {"olga", "jane", "wim"}
    assert await names("status=pending") == {"wim"}
    assert await names("pending=true&local=1", 1) == {"wim"}
    assert await names("permissions=staff") == {"olga"}
    assert await names("username=AN") == {"jane"}
    assert await names("email=wim@") == {"wim"}
    assert await names("ip=192.0.2.1") == set()
    wim = (await olga.get("/api/v2/admin/accounts?status=pending")).json[0]
    assert wim["invite_request"] == "I paint boats" and wim["email"] == waiting.email and not wim["approved"]
    assert (await olga.post(f"/api/v1/admin/accounts/{wim['id']}/approve")).json["approved"]


async def test_pages_follow_each_other(client: Client) -> None:
    olga = await staffed(client)
    for name in ("ada", "bea", "cleo"):
        await make_artist(client.site, name)
    first = await olga.get("/api/v2/admin/accounts?origin=local&limit=2")
    assert [one["username"] for one in first.json] == ["cleo", "bea"]
    older = first.headers["Link"].partition(">")[0].removeprefix(f"<{client.origin}")
    assert [one["username"] for one in (await olga.get(older)).json] == ["ada", "olga"]


async def test_a_suspension_from_an_app_holds_and_is_lifted(client: Client) -> None:
    olga = await staffed(client)
    account, actor = await make_artist(client.site, "jane")
    jane = await app_of(client, account)
    done = await olga.post(f"/api/v1/admin/accounts/{actor.id}/action", {"type": "suspend", "text": "Spam"})
    assert (done.status, done.json) == (200, {})
    assert (await jane.get("/api/v1/timelines/home")).status in (401, 403)
    assert (await olga.get(f"/api/v1/admin/accounts/{actor.id}")).json["suspended"]
    assert not (await olga.post(f"/api/v1/admin/accounts/{actor.id}/unsuspend")).json["suspended"]
    refused = await olga.post(f"/api/v1/admin/accounts/{actor.id}/action", {"type": "banish"})
    assert refused.status == 422 and "suspend" in refused.json["error"]


async def test_every_deed_of_an_app_holds_is_told_and_is_undone(client: Client) -> None:
    olga = await staffed(client)
    account, actor = await make_artist(client.site, "jane")
    jane, base = await app_of(client, account), f"/api/v1/admin/accounts/{actor.id}"
    await report.report_person(client.site, (await make_artist(client.site, "rob"))[1], actor.id, "spam", "Spam")
    (reported,) = (await olga.get("/api/v1/admin/reports")).json
    told = {"type": "silence", "text": "Too much of it.", "report_id": reported["id"]}
    assert (await olga.post(f"{base}/action", told)).status == 200
    assert (await olga.get(base)).json["silenced"]
    assert (await olga.get(f"/api/v1/admin/reports/{reported['id']}")).json["action_taken"]
    assert (await client.get(f"/api/v1/accounts/{actor.id}")).json["limited"]
    (news,) = (await jane.get("/api/v1/notifications")).json
    warning = news["moderation_warning"]
    assert (news["type"], warning["action"], warning["text"]) == ("moderation_warning", "silence", "Too much of it.")
    assert not (await olga.post(f"{base}/unsilence")).json["silenced"]
    await olga.post(f"{base}/action", {"type": "sensitive"})
    assert (await olga.get(base)).json["sensitized"]
    assert not (await olga.post(f"{base}/unsensitive")).json["sensitized"]
    await olga.post(f"{base}/action", {"type": "disable", "text": "A pause."})
    assert (await olga.get("/api/v2/admin/accounts?status=disabled")).json[0]["disabled"]
    frozen = await jane.get("/api/v1/timelines/home")
    assert (frozen.status, frozen.json["error"]) == (403, "Your login is currently disabled")
    assert not (await olga.post(f"{base}/enable")).json["disabled"]
    assert (await jane.get("/api/v1/timelines/home")).status == 200
    assert (await olga.delete(base)).status == 422, "only who is suspended is deleted"
    await olga.post(f"{base}/action", {"type": "suspend"})
    assert (await olga.delete(base)).status == 200
    mod, _mona = await make_artist(client.site, "mona", role="moderator")
    assert (await (await app_of(client, mod)).delete(base)).status == 403


async def test_a_report_is_taken_let_go_and_named_anew(client: Client) -> None:
    olga = await staffed(client)
    (_one, jane), (_two, rob) = await make_artist(client.site, "jane"), await make_artist(client.site, "rob")
    await report.report_person(client.site, jane, rob.id, "spam", "Spam")
    base = f"/api/v1/admin/reports/{(await olga.get('/api/v1/admin/reports')).json[0]['id']}"
    assert (await olga.post(f"{base}/assign_to_self")).json["assigned_account"]["username"] == "olga"
    assert (await olga.post(f"{base}/unassign")).json["assigned_account"] is None
    assert (await olga.put(base, {"category": "legal"})).json["category"] == "legal"


async def test_a_moderator_cannot_touch_the_owner(client: Client) -> None:
    _account, owner = await make_artist(client.site, "odin", role="owner")
    await make_artist(client.site, "osha", role="owner")
    mod = await staffed(client, "moderator")
    assert (await mod.post(f"/api/v1/admin/accounts/{owner.id}/action", {"type": "suspend"})).status == 403


async def test_reports_are_settled_but_not_by_who_is_reported(client: Client) -> None:
    olga = await staffed(client)
    _account, jane = await make_artist(client.site, "jane")
    mod_account, mod = await make_artist(client.site, "mona", role="moderator")
    await report.report_person(client.site, jane, mod.id, "spam", "Buys followers")
    found = (await olga.get("/api/v1/admin/reports")).json
    assert [(one["category"], one["comment"]) for one in found] == [("spam", "Buys followers")]
    assert not found[0]["action_taken"]
    mona = await app_of(client, mod_account)
    assert (await mona.get("/api/v1/admin/reports")).json == []
    assert (await mona.get(f"/api/v1/admin/reports/{found[0]['id']}")).status == 404
    assert (await mona.post(f"/api/v1/admin/reports/{found[0]['id']}/resolve")).status == 404
    settled = (await olga.post(f"/api/v1/admin/reports/{found[0]['id']}/resolve")).json
    assert settled["action_taken"] and settled["action_taken_by_account"]["username"] == "olga"
    assert len((await olga.get("/api/v1/admin/reports?resolved=true")).json) == 1
    assert not (await olga.post(f"/api/v1/admin/reports/{found[0]['id']}/reopen")).json["action_taken"]


async def test_rules_for_servers(client: Client) -> None:
    olga = await staffed(client)
    made = await olga.post("/api/v1/admin/domain_blocks", {"domain": "Bad.Example", "severity": "suspend"})
    assert (made.json["domain"], made.json["severity"], len(made.json["digest"])) == ("bad.example", "suspend", 64)
    milder = {"severity": "silence", "public_comment": "Spam"}
    changed = await olga.put("/api/v1/admin/domain_blocks/bad.example", milder)
    assert (changed.json["severity"], changed.json["public_comment"]) == ("silence", "Spam")
    assert [one["id"] for one in (await olga.get("/api/v1/admin/domain_blocks")).json] == ["bad.example"]
    assert (await olga.delete("/api/v1/admin/domain_blocks/bad.example")).json == {}
    assert (await olga.get("/api/v1/admin/domain_blocks/bad.example")).status == 404
    assert (await olga.post("/api/v1/admin/domain_allows", {"domain": "good.example"})).json["id"] == "good.example"
    assert (await olga.delete("/api/v1/admin/domain_allows/good.example")).status == 200
    assert (await olga.get("/api/v1/admin/domain_allows")).json == []


SOMEBODY = {"username": "newton", "password": PASSWORD, "agreement": True, "locale": "en"}


async def test_nobody_signs_up_with_mail_of_a_domain_that_is_turned_away(client: Client) -> None:
    olga, app = await staffed(client), await an_app(client)
    made = await olga.post("/api/v1/admin/email_domain_blocks", {"domain": "Throwaway.Example"})
    assert made.json["domain"] == "throwaway.example"
    again = await olga.post("/api/v1/admin/email_domain_blocks", {"domain": "throwaway.example"})
    assert again.status == 422
    for address in ("a@throwaway.example", "a@sub.throwaway.example"):
        assert (await app.post("/api/v1/accounts", SOMEBODY | {"email": address})).status == 403
    await olga.delete(f"/api/v1/admin/email_domain_blocks/{made.json['id']}")
    assert (await app.post("/api/v1/accounts", SOMEBODY | {"email": "a@throwaway.example"})).status == 200


@pytest.mark.parametrize(("severity", "status"), [("sign_up_block", 403), ("sign_up_requires_approval", 200)])
async def test_sign_ups_from_a_network(client: Client, severity: str, status: int) -> None:
    olga, app = await staffed(client), await an_app(client)
    rule = {"ip": "127.0.0.0/8", "severity": severity, "expires_in": 60}
    made = (await olga.post("/api/v1/admin/ip_blocks", rule)).json
    assert made["ip"] == "127.0.0.0/8" and made["expires_at"]
    answer = await app.post("/api/v1/accounts", SOMEBODY | {"email": "new@mail.example"})
    assert answer.status == status, answer.text
    waiting = (await olga.get("/api/v2/admin/accounts?status=pending")).json
    assert len(waiting) == (1 if status == 200 else 0)


async def test_a_network_that_is_shut_out_gets_nothing_until_the_rule_ends(client: Client, clock: HandClock) -> None:
    site = client.site
    async with site.db.writing() as tx:
        end = clock.now() + DAY
        await unwelcome.put_network(tx, Network(7, "127.0.0.0/8", "no_access", "", clock.now(), end))
    site.passes.changed()
    for path in ("/", "/api/v2/instance", "/inbox", "/static/fediart.css"):
        answer = await client.get(path)
        assert answer.status == 403 and "<" not in answer.text, path
    clock.move(DAY + 1)
    assert (await client.get("/")).status == 200


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "10.0.0.0/4", "no network", ""])
async def test_nobody_shuts_out_the_whole_world_by_mistake(client: Client, network: str) -> None:
    olga = await staffed(client)
    answer = await olga.post("/api/v1/admin/ip_blocks", {"ip": network, "severity": "no_access"})
    assert answer.status == 422 and "ip" in answer.json["details"]


async def test_measures_count_days(client: Client) -> None:
    olga = await staffed(client)
    await make_artist(client.site, "jane")
    today = (await olga.get("/api/v1/admin/accounts?local=1")).json[0]["created_at"][:10]
    asked = {"keys": ["new_users", "opened_reports", "active_users"], "start_at": today, "end_at": today}
    found = (await olga.post("/api/v1/admin/measures", asked)).json
    assert [(one["key"], one["total"]) for one in found] == [("new_users", "2"), ("opened_reports", "0")]
    assert [len(one["data"]) for one in found] == [1, 1]
    assert (await olga.post("/api/v1/admin/measures", asked | {"end_at": "soon"})).status == 422
    versions = (await olga.post("/api/v1/admin/dimensions", {"keys": ["software_versions"]})).json
    assert versions[0]["data"][0]["key"] == "fediart"


async def test_people_of_other_servers_are_suspended_too(client: Client) -> None:
    olga = await staffed(client)
    bob = await seeds.stranger(client.site, "bob")
    found = (await olga.get("/api/v2/admin/accounts?by_domain=elsewhere.example")).json
    assert [(one["username"], one["domain"], one["email"]) for one in found] == [("bob", "elsewhere.example", "")]
    assert (await olga.post(f"/api/v1/admin/accounts/{bob.id}/action", {"type": "suspend"})).status == 200
    assert (await olga.get("/api/v2/admin/accounts?origin=remote&status=suspended")).json[0]["id"] == str(bob.id)
    assert (await olga.post(f"/api/v1/admin/accounts/{bob.id}/approve")).status == 404
