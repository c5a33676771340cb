"""Where we can be sent: every address that somebody else chooses, tried with what is not theirs to choose."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import quote

import pytest

from federation import nodeinfo
from federation.fetch import FetchError
from federation.keys import PrivateKey
from federation.objects import Attachment
from tests.remote import RemoteServer
from tests.rules.test_architecture import modules
from tests.security.advisories import advisory
from tests.security.world import World, act, body_of, look
from tests.site import drain, log_in


class Trap:
    """Listens on all addresses of this machine; whoever connects has been sent here."""

    def __init__(self) -> None:
        self.caught = 0

    @asynccontextmanager
    async def set(self) -> AsyncIterator[Trap]:
        servers = [await asyncio.start_server(self._caught, "0.0.0.0", 0)]
        self.port = servers[0].sockets[0].getsockname()[1]
        with suppress(OSError):
            servers.append(await asyncio.start_server(self._caught, "::", self.port))
        try:
            yield self
        finally:
            for one in servers:
                one.close()

    async def _caught(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.caught += 1
        writer.close()


# Hosts that are this machine, its neighbours, or a cloud's metadata: written in every way that some resolver reads.
CLIENTS = "urllib[.]request|http[.]client|requests|httpx|urllib3|smtplib|ftplib|aiosmtplib"

HOSTS = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "0", "localhost", "localhost.", "[::1]",
    "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
    "[2001:0:7f00:1:0:ffff:80ff:fffe]", "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
    "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[fe80::1%25lo]", "[fc00::1]", "[fec0::1]",
    "[ff02::1]", "[64:ff9b:1::7f00:1]", "[2001:db8::1]", "[::ffff:0:127.0.0.1]", "127.0.0.1%00.example.com",
]  # fmt: skip


@advisory(33, "CVE-2024-39687", "Fedify", "each address of a name is checked, and the one checked is connected to")
@advisory(35, "CVE-2026-50131", "Fedify", "only global addresses, and of IPv6 those whose IPv4 inside is global too")
@advisory(36, "GHSA-vwhj-3g83-v276", "Mastodon", "`::127.0.0.1` is this machine")
@advisory(42, "CVE-2026-33693", "Lemmy", "so are 0.0.0.0, `::` and broadcast")
@pytest.mark.parametrize("host", HOSTS)
async def test_cve_2024_39687_a_key_is_never_asked_for_at_a_private_address(public: World, host: str) -> None:
    async with public.server() as eve, Trap().set() as trap, public.unchanged():
        for scheme in ("https", "http"):
            key = PrivateKey(f"{scheme}://{host}:{trap.port}/users/eve#main-key", eve.pair.private_pem)
            body = body_of(act(eve, "Like", public.note.uri, actor=key.id.partition("#")[0]))
            assert (await public.post(body, public.signed(key, body))).status in (202, 400, 401)
        assert not trap.caught


@advisory(33, "CVE-2024-39687", "Fedify", "a member's search goes nowhere private either")
@advisory(44, "CVE-2024-52579", "Misskey", "every deed that takes an address asks the same connector")
@advisory(45, "GHSA-5m7g-66h6-5cvq", "BookWyrm", "nothing is imported by address but through it, and only by members")
async def test_cve_2024_52579_no_deed_of_a_member_reaches_a_private_address(public: World) -> None:
    browser = public.web.fresh()
    await log_in(browser, "jane")
    async with Trap().set() as trap:
        for host in HOSTS:
            for address in (
                f"https://{host}:{trap.port}/users/x",
                f"http://{host}:{trap.port}/",
                f"@x@{host}:{trap.port}",
            ):
                answer = await browser.get(f"/search?q={quote(address, safe='')}")
                assert answer.status < 500, address
        await drain(public.site)
        assert not trap.caught
        for path in ("/search?q=", "/interact?uri="):
            await public.web.fresh().get(f"{path}{quote(f'http://127.0.0.1:{trap.port}/', safe='')}")
        assert not trap.caught


@advisory(34, "CVE-2025-23221", "Fedify", "WebFinger follows few redirects, each checked, to http(s) alone")
@pytest.mark.parametrize("where", ["itself", "private", "file", "data", "ftp"])
async def test_cve_2025_23221_webfinger_is_not_led_astray(world: World, where: str) -> None:
    async with world.server() as eve, Trap().set() as trap:
        path = f"/.well-known/webfinger?resource=acct:eve@{eve.host}"
        targets = {
            "itself": f"{eve.origin}{path}", "private": f"http://0.0.0.0:{trap.port}/", "file": "file:///etc/passwd",
            "data": "data:application/jrd+json,{}", "ftp": f"ftp://127.0.0.1:{trap.port}/",
        }  # fmt: skip
        eve.serve("/.well-known/webfinger", targets[where], status=302)
        async with world.unchanged():
            assert await look(world, eve.handle) is None
            assert await look(world, f"@eve@0.0.0.0:{trap.port}") is None
        assert not trap.caught
        assert len(eve.requests) <= 8


@advisory(37, "GHSA-xfrj-c749-jxxq", "Mastodon", "there is one connector, and everything that asks goes through it")
@advisory(38, "GHSA-46w6-g98f-wxqm", "Mastodon", "no new part brings an HTTP client of its own")
def test_ghsa_46w6_g98f_wxqm_one_module_opens_connections() -> None:
    """As tests/rules/test_architecture.py has it; here by the letters of each file."""
    opens = re.compile(rf"ClientSession\(|create_connection\(|open_connection\(|^(?:import|from) (?:{CLIENTS})\b", re.M)
    where = {one.where for one in modules() if opens.search(one.text)}
    assert where <= {"federation/fetch.py", "federation/connector.py", "fediart/mail.py"}


@advisory(39, "CVE-2026-62857", "Fedify", "a NodeInfo link is followed on its own server only")
@pytest.mark.parametrize("link", [
    "http://0.0.0.0:{port}/nodeinfo/2.1", "data:application/json,{{}}", "//0.0.0.0:{port}/2.1", "file:///etc/passwd",
    "http://127.0.0.1:{port}/2.1", "http://[::ffff:127.0.0.1]:{port}/", "javascript:1", "http://[::1",
    "http://a]b/", "", 7,
])  # fmt: skip
async def test_cve_2026_62857_nodeinfo_leads_nowhere_else(world: World, link: object) -> None:
    async with world.server() as eve, Trap().set() as trap:
        href = link.format(port=trap.port) if isinstance(link, str) else link
        links = {"links": [{"rel": f"{nodeinfo.SCHEMA}2.1", "href": href}]}
        eve.serve("/.well-known/nodeinfo", links, kind="application/json")
        async with world.unchanged():
            with pytest.raises(FetchError):
                await nodeinfo.look_at(world.site.http, eve.origin)
        assert not trap.caught


@advisory(40, "CVE-2026-77632", "Fedify", "a signed fetch is redirected to no private address")
async def test_cve_2026_77632_a_signed_fetch_checks_each_hop(world: World) -> None:
    async with world.server() as eve, Trap().set() as trap:
        for host in ("0.0.0.0", "[::]", "[::ffff:10.0.0.1]", "169.254.169.254", "[::127.0.0.1]"):
            eve.serve(f"/users/{eve.name}", f"http://{host}:{trap.port}/users/eve", status=302)
            world.clock.move(60 * 60_000)
            async with world.unchanged():
                assert await world.says(eve, eve.like(world.note.uri)) == 401
        assert not trap.caught


async def followed_by(world: World, server: RemoteServer) -> None:
    assert await world.says(server, server.follow(world.jane.uri)) == 202


@advisory(41, "GHSA-f59r-8gcj-68f2", "Fedify", "a delivery goes to its actor's own server, and follows no redirect")
async def test_ghsa_f59r_8gcj_68f2_a_delivery_is_not_redirected(world: World) -> None:
    async with world.server() as eve, Trap().set() as trap:
        # An inbox elsewhere is none at all.
        eve.publish_actor(inbox=f"http://0.0.0.0:{trap.port}/inbox")
        assert await world.says(eve, eve.follow(world.jane.uri)) == 401
        # And one that leads elsewhere is not followed there.
        eve.publish_actor()
        world.clock.move(60 * 60_000)
        for status in (301, 302, 303, 307, 308):
            eve.answer_next(status, headers={"Location": f"http://0.0.0.0:{trap.port}/inbox"}, times=4)
        await followed_by(world, eve)
        world.clock.move(60_000)
        await drain(world.site)
        assert [one for one in eve.requests if one[0] == "POST"], "it was delivered to"
        assert not trap.caught
        eve.answers_again()


@advisory(41, "GHSA-f59r-8gcj-68f2", "Fedify", "no actor lends us a shared inbox of somebody else's")
async def test_ghsa_f59r_8gcj_68f2_a_shared_inbox_is_ones_own(world: World) -> None:
    async with world.server() as eve, Trap().set() as trap:
        eve.publish_actor(endpoints={"sharedInbox": f"http://127.0.0.1:{trap.port}/inbox"})
        await followed_by(world, eve)
        assert (await world.actor(eve))["shared_inbox"] == ""
        assert not trap.caught


@advisory(
    37,
    "GHSA-crr4-7rm4-8gpw",
    "Mastodon",
    "nothing that a post names is fetched from a private address",
)
async def test_ghsa_crr4_7rm4_8gpw_nothing_in_a_post_reaches_a_private_address(world: World) -> None:
    async with world.server() as eve, Trap().set() as trap:
        there = [
            f"http://{host}:{trap.port}/x.png" for host in ("0.0.0.0", "[::]", "[::ffff:0.0.0.0]", "169.254.169.254")
        ]
        eve.publish_actor(icon={"type": "Image", "url": there[0]}, image={"type": "Image", "url": there[1]},
                          featured=there[0], outbox=there[1], followers=there[2])  # fmt: skip
        await world.follow(eve)
        files = tuple(Attachment(one, media_type="image/png", type="Image") for one in there)
        emoji = {"type": "Emoji", "name": ":x:", "icon": {"type": "Image", "url": there[0]}}
        for number, one in enumerate(there):
            note = eve.note(f"<p>{number} :x:</p>", in_reply_to=one, attachments=files, quote=one, replies=one)
            note |= {"tag": [emoji, {"type": "Mention", "href": one}], "context": one, "quoteUrl": one}
            assert await world.says(eve, eve.create(note)) == 202
            assert await world.says(eve, act(eve, "Announce", one)) == 202
        assert not trap.caught
        assert not await world.count("remote_media", "state = 'kept'")
        assert not world.complaints.heard


@advisory(39, "CVE-2026-62857", "Fedify", "what describes a server is read from that server")
async def test_cve_2026_62857_nodeinfo_in_public_asks_nobody_private(public: World) -> None:
    async with Trap().set() as trap:
        for host in HOSTS:
            with pytest.raises(FetchError):
                await nodeinfo.look_at(public.site.http, f"https://{host}:{trap.port}")
        assert not trap.caught
