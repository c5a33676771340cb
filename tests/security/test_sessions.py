"""Who somebody is: sessions, tokens, second factors, links, and how often one may try."""

from __future__ import annotations

import re
from pathlib import Path

from fediart.actions import passwords, staff, tokens
from fediart.api.endpoints import ENDPOINTS
from fediart.clock import HOUR, MINUTE
from fediart.store import accounts, mail_links
from fediart.store.mail_links import CONFIRM, RESET
from tests.api.house import ALL, App, app_of
from tests.api.streams import listening
from tests.api.test_deny import address
from tests.safety.second import App as Phone
from tests.safety.second import password, scanned, second
from tests.security.advisories import advisory
from tests.security.world import World
from tests.seeds import hang
from tests.site import PASSWORD, Client, log_in, make_artist

ROOT = Path(__file__).resolve().parents[2]


async def member(world: World, name: str, role: str = "artist") -> Client:
    world.clock.move(HOUR)
    await make_artist(world.site, name, role=role)
    browser = world.web.fresh()
    await log_in(browser, name)
    return browser


async def with_phone(world: World, name: str) -> Phone:
    """An artist whose log-in demands a second step."""
    browser = await member(world, name)
    phone = await scanned(browser)
    fields = {"code": phone.code()}
    assert (await browser.post_form("/settings/safety/app/on", fields, page="/settings/safety")).status == 200
    world.clock.move(MINUTE)
    return phone


@advisory(90, "CVE-2026-48115", "Misskey", "announcements are written by admins, and read by members")
async def test_cve_2026_48115_announcements_are_not_everybodys(world: World) -> None:
    artist = await member(world, "listens")
    for deed in ("publish", "save", "delete"):
        refused = await artist.post_form(f"/admin/announcements/{deed}", {"text": "x"}, page="/settings/profile")
        assert refused.status in (403, 404, 405), deed
    assert (await artist.get("/admin/announcements")).status == 403
    assert (await App(world.web).get("/api/v1/announcements")).status == 401
    assert (await App(world.web).post("/api/v1/announcements/1/dismiss")).status == 401


@advisory(92, "GHSA-58x8-3qxw-6hm7", "Mastodon", "a scope gives nobody a deed that their role has not")
@advisory(93, "GHSA-7pxq-6xx9-xpgm", "Misskey", "a role gives an app nothing for which it has no scope")
async def test_ghsa_7pxq_6xx9_xpgm_role_and_scope_are_both_needed(world: World) -> None:
    jane, _ = await make_artist(world.site, "wants-all")
    owner, _ = await make_artist(world.site, "owns-all", role="owner")
    admin = [one for one in ENDPOINTS if one.deed and one.deed != "publish"]
    assert len(admin) > 20
    by_scope, by_role = await app_of(world.web, jane, ALL), await app_of(world.web, owner, ("read", "write", "follow"))
    for one in admin:
        for app in (by_scope, by_role):
            answer = await app.request(one.method, address(one), json={})
            assert answer.status == 403, f"{one.method} {one.path}"


@advisory(94, "GHSA-7gwh-mw97-qjgp", "Mastodon", "a stream asks for the scope that reading asks for")
async def test_ghsa_7gwh_mw97_qjgp_a_stream_needs_its_scope(world: World) -> None:
    jane, _ = await make_artist(world.site, "streams")
    writes = await app_of(world.web, jane, ("write", "profile", "push"))
    for path in ("user", "user/notification", "list?list=1", "direct", "public", "hashtag?tag=a"):
        assert (await writes.get(f"/api/v1/streaming/{path}")).status == 403, path
        assert (await App(world.web, "guessed").get(f"/api/v1/streaming/{path}")).status == 401, path


@advisory(95, "CVE-2025-62175", "Mastodon", "a stream ends with its token, and with its listener's suspension")
async def test_cve_2025_62175_streams_end_with_what_opened_them(world: World) -> None:
    ann, _ = await make_artist(world.site, "streams-on")
    token = await tokens.make_own(world.site, ann, ["read"], label="radio")
    async with listening(world.web, "user", token) as one:
        await tokens.revoke_all(world.site, ann)
        assert await one.ended()
    token = await tokens.make_own(world.site, ann, ["read"], label="radio again")
    async with listening(world.web, "user", token) as one:
        await staff.suspend(world.site, None, "streams-on")
        assert await one.ended()
    assert (await App(world.web, token).get("/api/v1/streaming/user")).status in (401, 403)


@advisory(
    96, "GHSA-f3q3-rmf7-9655", "Mastodon", "a password that is set from the shell ends all that the old one opened"
)
async def test_ghsa_f3q3_rmf7_9655_a_reset_ends_everything(world: World) -> None:
    browser = await member(world, "was-robbed")
    async with world.site.db.reading() as tx:
        account = await accounts.by_name(tx, "was-robbed")
    app = await app_of(world.web, account)
    assert (await browser.get("/works")).status == 200
    await passwords.reset_password(world.site, "was-robbed", "another fine day")
    assert (await browser.get("/works")).status == 303
    assert (await app.get("/api/v1/accounts/verify_credentials")).status == 401


@advisory(
    97, "CVE-2025-24896", "Misskey", "after the log-out the session's cookie opens nothing, wherever it was copied to"
)
async def test_cve_2025_24896_logging_out_ends_the_session_here(world: World) -> None:
    browser = await member(world, "owner-leaves", role="owner")
    cookie = {"Cookie": f"session-{world.site.config.instance.host.replace(':', '-')}={browser.cookie('session')}"}
    stranger = world.web.fresh()
    assert (await stranger.get("/admin/settings", headers=cookie)).status == 200
    await browser.post_form("/log-out", page="/settings/profile")
    for path in ("/admin/settings", "/works", "/api/v1/admin/reports"):
        assert (await world.web.fresh().get(path, headers=cookie)).status in (303, 401), path


@advisory(98, "CVE-2026-57574", "Misskey", "a code counts once, and none of an earlier half minute after it")
async def test_cve_2026_57574_a_code_counts_once(world: World) -> None:
    phone = await with_phone(world, "has-phone")
    code = phone.code()
    met = []
    for _ in range(2):
        browser = world.web.fresh()
        await password(browser, "has-phone", PASSWORD)
        met.append((await second(browser, code)).status)
    assert met == [303, 422]
    await password(browser := world.web.fresh(), "has-phone", PASSWORD)
    assert (await second(browser, phone.code(steps_on=-1))).status == 422


@advisory(99, "GHSA-vx32-x96w-qq65", "Mastodon", "no order of steps leads past the password or the second factor")
async def test_ghsa_vx32_x96w_qq65_there_is_no_way_round_a_step(world: World) -> None:
    """Each step without the one before it, at pages, at an app's consent and with an app that has the password."""
    phone = await with_phone(world, "two-steps")
    fresh = world.web.fresh()
    right = {"csrf": await fresh.csrf("/log-in"), "code": phone.code(), "name": "two-steps"}
    assert (await fresh.post("/log-in/second", data=right)).location.startswith("/log-in")
    half = world.web.fresh()
    await password(half, "two-steps", PASSWORD)
    name = await phone_app(world)
    asked = f"/oauth/authorize?response_type=code&client_id={name[0]}&redirect_uri=urn:ietf:wg:oauth:2.0:oob&scope=read"
    assert (await half.get(asked)).location.startswith("/log-in?")
    for path in ("/works", "/settings/safety", "/sure", "/settings/account"):
        assert (await half.get(path)).status == 303 and "/log-in" in (await half.get(path)).location
    token = await half.csrf("/log-in")
    for path in ("/settings/safety/off", "/settings/safety/codes", "/settings/account/password", "/oauth/authorize"):
        assert (await half.post(path, data={"csrf": token})).status in (303, 401, 403), path
    grant = {"grant_type": "password", "client_id": name[0], "client_secret": name[1], "username": "two-steps"}
    answer = await App(world.web).post("/oauth/token", grant | {"password": PASSWORD, "scope": "read"})
    assert answer.status == 400 and answer.json["error"] == "invalid_grant"
    async with world.site.db.writing() as tx:
        account = await accounts.by_name(tx, "two-steps")
        assert account is not None
        now = world.clock.now()
        link = await mail_links.make(tx, account.id, RESET, account.email, now=now, life=HOUR)
    reset = await half.post_form(f"/reset/{link}", {"password": "another fine day"})
    assert reset.status == 303 and (await half.get("/works")).status == 303
    assert (await password(half, "two-steps", "another fine day")).location.startswith("/log-in/second")
    assert not half.cookie("session")


async def phone_app(world: World) -> tuple[str, str]:
    made = await App(world.web).post(
        "/api/v1/apps", {"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}
    )
    return made.json["client_id"], made.json["client_secret"]


@advisory(
    100, "GHSA-62j4-hvj7-px3f", "Mastodon", "staff who are suspended, or are staff no longer, lose it all at once"
)
async def test_ghsa_62j4_hvj7_px3f_staff_no_longer(world: World) -> None:
    for name, end in (("suspended", "suspend"), ("demoted", "artist")):
        browser = await member(world, f"mod-{name}", role="moderator")
        async with world.site.db.reading() as tx:
            account = await accounts.by_name(tx, f"mod-{name}")
        app = await app_of(world.web, account)
        assert (await app.get("/api/v1/admin/reports")).status == 200
        assert (await browser.get("/admin/reports")).status == 200
        if end == "suspend":
            await staff.suspend(world.site, None, f"mod-{name}")
        else:
            await staff.set_role(world.site, None, f"mod-{name}", end)
        assert (await app.get("/api/v1/admin/reports")).status in (401, 403)
        assert (await browser.get("/admin/reports")).status in (303, 403)


@advisory(101, "CVE-2022-2651", "BookWyrm", "a link's secret cannot be guessed, and who tries is slowed down")
async def test_cve_2022_2651_links_are_not_guessed(world: World) -> None:
    account, _ = await make_artist(world.site, "unsure", confirmed=0)
    async with world.site.db.writing() as tx:
        now = world.clock.now()
        made = [await mail_links.make(tx, account.id, CONFIRM, account.email, now=now, life=HOUR) for _ in range(2)]
    assert made[0] != made[1] and min(map(len, made)) >= 43  # 256 bits
    guesser = world.web.fresh()
    token = await guesser.csrf("/log-in")
    for kind in ("confirm", "reset", "not-me"):
        met = [(await guesser.post(f"/{kind}/{'x' * 42}{turn}", data={"csrf": token})).status for turn in range(30)]
        assert 429 in met and 200 not in met and 303 not in met, kind
        world.clock.move(25 * HOUR)


@advisory(103, "GHSA-5r37-qpwq-2jhh", "Mastodon", "a link confirms the address that it was sent to, and no other")
async def test_ghsa_5r37_qpwq_2jhh_a_link_is_for_one_address(world: World) -> None:
    account, _ = await make_artist(world.site, "moves-mail", confirmed=0)
    async with world.site.db.writing() as tx:
        now = world.clock.now()
        link = await mail_links.make(tx, account.id, CONFIRM, "old@mail.example", now=now, life=HOUR)
    browser = world.web.fresh()
    assert (await browser.post_form(f"/confirm/{link}", page="/log-in")).status == 404
    async with world.site.db.reading() as tx:
        after = await accounts.by_id(tx, account.id)
    assert after is not None and not after.confirmed


FORGED = [f"9.9.{turn // 200}.{turn % 200}" for turn in range(400)]


@advisory(
    104, "GHSA-c2r5-cfqr-c553", "Mastodon", "brakes hold by account and by true address, whatever is claimed or written"
)
async def test_ghsa_c2r5_cfqr_c553_no_brake_is_dodged(world: World) -> None:
    """By another claimed address, by another spelling of the path, of the name, at another page, or a second step."""
    await make_artist(world.site, "guessed-at")
    browser = world.web.fresh()
    token = await browser.csrf("/log-in")
    met = []
    for turn, name in enumerate(["guessed-at", "GUESSED-AT", "@guessed-at", "Guessed-At@mail.example"] * 2):
        headers = {"X-Forwarded-For": FORGED[turn], "Forwarded": f"for={FORGED[turn]}", "X-Real-IP": FORGED[turn]}
        fields = {"csrf": token, "name": name, "password": "wrong"}
        met.append((await browser.post("/log-in", data=fields, headers=headers)).status)
    assert met == [422] * 5 + [429] * 3
    for path in ("/log-in.json", "/log-in/", "/LOG-IN", "/log-in?format=json", "/log-in;x", "//log-in"):
        answer = await browser.post(path, data={"csrf": token, "name": "guessed-at", "password": PASSWORD})
        assert answer.status in (404, 405, 429), path
    one = (await world.web.get("/forgot")).status
    assert one == 200 and not browser.cookie("session")
    world.clock.move(HOUR)
    phone = await with_phone(world, "guessed-codes")
    await password(thief := world.web.fresh(), "guessed-codes", PASSWORD)
    tried = [(await second(thief, f"{turn:06}")).status for turn in range(7)]
    assert tried[:5] == [422] * 5 and tried[5:] == [429] * 2 and phone
    world.clock.move(HOUR)
    asking = [(await forgot(thief, "guessed-codes@mail.example")) for _ in range(5)]
    assert 429 in asking


async def forgot(client: Client, email: str) -> int:
    return (await client.post_form("/forgot", {"email": email})).status


@advisory(
    111, "PeerTube 6.0.3", "PeerTube", "who may have a file is judged here; the proxy's file serves none by itself"
)
async def test_peertube_6_0_3_private_files_are_judged_here(world: World) -> None:
    work = await hang(world.site, world.jane, "Not yet", state="held")
    rows = await world.rows("select id, original from pictures where artwork_id = :id", id=work.id)
    stranger = await member(world, "peeps")
    for path in (
        f"/works/{work.id}/pictures/{rows[0]['id']}", f"/originals/{rows[0]['original']}",
        f"/media/{work.id}/{rows[0]['original']}", f"/files/originals/{rows[0]['original']}",
    ):  # fmt: skip
        assert (await stranger.get(path)).status == 404, path
        assert (await world.web.fresh().get(path)).status in (303, 404), path
    told = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    served = re.findall(r"^\s*location [^{]*\{[^}]*\b(?:root|alias)\s+([^;]+);", told, re.MULTILINE)
    assert set(served) <= {"/var/www/html"} and "X-Accel-Redirect" not in told and "autoindex on" not in told
