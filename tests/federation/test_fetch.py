"""The one outbound connector: what it brings home, what it refuses, where it stops."""

from __future__ import annotations

import asyncio
import gzip
import io
import socket

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from federation.addresses import may_connect
from federation.fetch import (
    Budget,
    BudgetSpent,
    Denied,
    Fetcher,
    FetchError,
    Gone,
    Limits,
    NotFound,
    Refused,
    TimedOut,
    TooLarge,
    Unreachable,
    Unsuitable,
    _next,
    is_activity_json,
)
from federation.keys import PrivateKey
from federation.newcomers import Newcomers, registrable
from federation.remote_keys import fetch_key
from federation.signatures import Scheme, verify_request
from tests.remote import RemoteServer, key_pair, system_now

PRIVATE = """0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1
64:ff9b:1::1 64:ff9b:1:7f00:0:100:: 100::1 2001:db8::1 2001:0:7f00:1:0:ffff:8080:8080
2001:0:808:808:0:ffff:80ff:fffe 2002:7f00:1::1 2002:c0a8:101::1 2001:10::1 3fff::1 5f00::1 fc00::1 fd00::1
fe80::1 fe80::1%eth0 fec0::1 ff02::1 2a00:1450:4001:0:0:5efe:7f00:1 4000::1 nonsense"""
PUBLIC_ONES = """8.8.8.8 1.1.1.1 93.184.216.34 2606:4700::1111 2a00:1450:4001:80b::200e ::ffff:8.8.8.8
64:ff9b::8.8.8.8 2002:808:808::1"""


@pytest.fixture
async def fetcher():
    limits = Limits(document_bytes=20_000, total_s=5)
    async with Fetcher(system_now, "fediart/test", allow_loopback=True, allow_http=True, limits=limits) as made:
        yield made


@pytest.fixture
async def bob():
    async with RemoteServer("bob") as server:
        yield server


@pytest.mark.parametrize("address", PRIVATE.split())
def test_advisories_33_to_37_and_42_no_private_address(address):
    assert not may_connect(address, allow_loopback=False)


@pytest.mark.parametrize("address", PUBLIC_ONES.split())
def test_public_addresses_are_permitted(address):
    assert may_connect(address, allow_loopback=False)


def test_loopback_alone_is_opened_for_development():
    assert may_connect("127.0.0.1", allow_loopback=True) and may_connect("::1", allow_loopback=True)
    for address in ("10.0.0.1", "0.0.0.0", "169.254.169.254", "::ffff:10.0.0.1", "fd00::1"):
        assert not may_connect(address, allow_loopback=True)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.1",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "localhost",
        "[64:ff9b::7f00:1]",
        "10.1.2.3",
    ],
)
async def test_advisory_33_each_way_of_writing_a_private_host(host):
    async with Fetcher(system_now, "fediart/test", allow_http=True) as strict:
        with pytest.raises(FetchError) as caught:
            await strict.get_json(f"http://{host}:1/")
        assert isinstance(caught.value, Refused), caught.value
        with pytest.raises(Refused):
            await strict.post(f"http://{host}:1/inbox", {}, b"")


class Table(AbstractResolver):
    """A name server whose answers a test decides."""

    def __init__(self, **names):
        self.names = {name.replace("_", "."): list(found) for name, found in names.items()}

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        return [
            {"hostname": host, "host": one, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for one in self.names[host]
        ]

    async def close(self):
        self.names.clear()


async def test_advisory_33_a_name_that_resolves_to_a_private_address():
    names = Table(inside_example=["10.0.0.5", "192.168.0.1"])
    async with Fetcher(system_now, "fediart/test", allow_http=True, resolver=names) as strict:
        with pytest.raises(Refused, match="no public address"):
            await strict.get_json("http://inside.example/")


async def test_only_the_checked_address_is_connected_to(bob):
    """A name with a forbidden and a permitted address: only the permitted one is used."""
    names = Table(art_example=["10.0.0.5", "127.0.0.1"])
    async with Fetcher(system_now, "t", allow_http=True, allow_loopback=True, resolver=names) as fetcher:
        bob.serve("/d", b"<p>", kind="text/html")
        found = await fetcher.get_document(f"http://art.example:{bob.port}/d", ["text/html"])
        assert found.body == b"<p>"


async def test_advisories_34_and_40_each_hop_is_checked_also_when_signed(bob):
    bob.serve("/away", "http://10.0.0.1/secret", status=302)
    bob.serve("/file", "file:///etc/passwd", status=302)
    bob.serve("/data", "data:application/activity+json,{}", status=302)
    async with Fetcher(system_now, "t", allow_http=True, allow_loopback=True) as fetcher:
        for path in ("/away", "/file", "/data"):
            with pytest.raises(Refused):
                await fetcher.get_json(bob.origin + path, signer=bob.key)


async def test_http_only_in_development(bob):
    async with Fetcher(system_now, "t", allow_loopback=True) as fetcher:
        with pytest.raises(Refused, match="only https"):
            await fetcher.get_json(bob.actor_id)


async def test_an_object_comes_home(fetcher, bob):
    note = bob.note("<p>é</p>")
    found = await fetcher.get_json(note["id"])
    assert (found.url, found.body) == (note["id"], note)
    assert (await fetcher.get_json(bob.actor_id + "#main-key")).body["id"] == bob.actor_id


async def test_a_fetch_is_signed_and_verifies(fetcher, bob):
    key = PrivateKey("https://art.example/actor#main-key", key_pair("ann").private_pem)
    await fetcher.get_json(bob.actor_id, signer=key)
    method, target, headers = bob.requests[-1]

    class Keys:
        async def find(self, key_id, *, fresh):
            from federation.keys import PublicKey

            return PublicKey(key_id, "https://art.example/actor", key_pair("ann").public_pem)

    signer = await verify_request(method, target, bob.origin + target, headers, b"", Keys(), system_now())
    assert signer.actor_id == "https://art.example/actor" and signer.scheme is Scheme.CAVAGE


async def test_advisory_14_a_claimed_id_is_asked_itself(fetcher, bob):
    async with RemoteServer("eve") as eve:
        real = bob.note("<p>mine</p>", path="/notes/real")
        eve.serve("/forged", real | {"content": "<p>forged</p>"})
        found = await fetcher.get_json(eve.origin + "/forged")
        assert (found.url, found.body["content"]) == (real["id"], "<p>mine</p>")
        with pytest.raises(Unsuitable, match="id is not the URL"):
            await fetcher.get_json(eve.origin + "/forged", exact=True)
        eve.serve("/forged", real | {"id": eve.origin + "/other"})
        eve.serve("/other", real)
        with pytest.raises(Unsuitable, match="id is not the URL"):
            await fetcher.get_json(eve.origin + "/forged")
        eve.serve("/forged", {"type": "Note"})
        with pytest.raises(Unsuitable):
            await fetcher.get_json(eve.origin + "/forged")


async def test_advisories_10_and_23_redirects_give_no_authority(fetcher, bob):
    async with RemoteServer("eve") as eve:
        note = eve.note("<p>by eve</p>", path="/notes/1")
        bob.serve("/moved", note["id"], status=302)
        assert (await fetcher.get_json(bob.origin + "/moved")).url == note["id"]
        with pytest.raises(Unsuitable):
            await fetcher.get_json(bob.origin + "/moved", exact=True)
        eve.serve("/notes/2", note | {"id": bob.origin + "/moved2"})
        bob.serve("/moved2", eve.origin + "/notes/2", status=302)
        with pytest.raises(Unsuitable):
            await fetcher.get_json(bob.origin + "/moved2")


async def test_advisory_51_redirect_loops_end(fetcher, bob):
    bob.serve("/loop", "/loop", status=302)
    with pytest.raises(Refused, match="in a circle"):
        await fetcher.get_json(bob.origin + "/loop")
    assert len(bob.requests) == 1
    for number in range(9):
        bob.serve(f"/long/{number}", f"/long/{number + 1}", status=301)
    with pytest.raises(Refused, match="too many redirects"):
        await fetcher.get_json(bob.origin + "/long/0")
    assert len(bob.requests) == 5
    for number in range(3):
        bob.serve(f"/{number}", f"/{number + 1}", status=301)
    bob.serve("/3", {"id": bob.origin + "/3"})
    assert (await fetcher.get_json(bob.origin + "/0")).url == bob.origin + "/3"
    bob.serve("/nowhere", "", status=302)
    with pytest.raises(Unsuitable):
        await fetcher.get_json(bob.origin + "/nowhere")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/html",
        "application/ld+json",
        "",
        "image/png",
        'application/ld+json; profile="https://evil.example/"',
    ],
)
async def test_advisories_15_and_16_only_activity_json_is_an_object(fetcher, bob, kind):
    bob.serve("/upload.json", {"id": bob.origin + "/upload.json"}, kind=kind)
    with pytest.raises(Unsuitable):
        await fetcher.get_json(bob.origin + "/upload.json")


def test_both_media_types_of_activitystreams():
    assert is_activity_json("application/activity+json; charset=utf-8")
    assert is_activity_json('application/ld+json; profile="https://www.w3.org/ns/activitystreams"')
    assert is_activity_json("Application/LD+JSON;profile=https://www.w3.org/ns/activitystreams")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"nonsense", b'{"a":' * 3000])
async def test_a_body_that_is_no_object(fetcher, bob, body):
    bob.serve("/x", body)
    with pytest.raises(Unsuitable):
        await fetcher.get_json(bob.origin + "/x")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, NotFound),
        (410, Gone),
        (401, Denied),
        (403, Denied),
        (429, Unreachable),
        (503, Unreachable),
        (400, Unsuitable),
    ],
)
async def test_a_status_has_its_error(fetcher, bob, status, error):
    bob.serve("/x", {}, status=status)
    with pytest.raises(error):
        await fetcher.get_json(bob.origin + "/x")


async def test_advisory_52_no_more_than_the_limit_also_unpacked(fetcher, bob):
    bob.serve("/big", b" " * 20_001)
    with pytest.raises(TooLarge):
        await fetcher.get_json(bob.origin + "/big")

    async def packed(_):
        return web.Response(
            body=gzip.compress(b" " * 5_000_000),
            headers={"Content-Encoding": "gzip", "Content-Type": "application/activity+json"},
        )

    async def endless(request):
        answer = web.StreamResponse(headers={"Content-Type": "application/activity+json"})
        await answer.prepare(request)
        while True:  # until the other side hangs up
            await answer.write(b" " * 1000)

    for how in (packed, endless):
        bob.serve("/more", how)
        with pytest.raises(TooLarge):
            await fetcher.get_json(bob.origin + "/more")


async def test_advisory_50_a_slow_drip_ends(bob):
    async def drip(request):
        answer = web.StreamResponse(headers={"Content-Type": "application/activity+json"})
        await answer.prepare(request)
        await asyncio.Event().wait()
        return answer

    bob.serve("/drip", drip)
    limits = Limits(total_s=0.2)
    async with Fetcher(system_now, "t", allow_loopback=True, allow_http=True, limits=limits) as impatient:
        with pytest.raises(TimedOut):
            await impatient.get_json(bob.origin + "/drip")


async def test_a_server_that_is_not_there(fetcher):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        await fetcher.get_json(f"http://127.0.0.1:{port}/")


async def test_advisories_47_to_49_a_budget_ends(fetcher, bob):
    budget = Budget(2)
    await fetcher.get_json(bob.actor_id, budget=budget)
    await fetcher.get_json(bob.actor_id, budget=budget)
    with pytest.raises(BudgetSpent):
        await fetcher.get_json(bob.actor_id, budget=budget)
    assert budget.left == 0


async def test_files_are_streamed_within_their_limit(fetcher, bob):
    bob.serve("/a.png", b"x" * 50_000, kind="image/png")
    into = io.BytesIO()
    saved = await fetcher.get_bytes(bob.origin + "/a.png", 50_000, {"image/png"}, into)
    assert (saved.size, saved.media_type, into.getvalue()) == (50_000, "image/png", b"x" * 50_000)
    with pytest.raises(TooLarge):
        await fetcher.get_bytes(bob.origin + "/a.png", 49_999, {"image/png"}, io.BytesIO())
    nothing = io.BytesIO()
    with pytest.raises(Unsuitable):
        await fetcher.get_bytes(bob.origin + "/a.png", 50_000, {"image/jpeg"}, nothing)
    assert nothing.getvalue() == b""


async def test_documents_have_the_type_asked_for(fetcher, bob):
    url = bob.serve("/page", b"<p>", kind="text/html; charset=utf-8")
    found = await fetcher.get_document(url, ["text/html"])
    assert (found.url, found.media_type, found.body) == (url, "text/html", b"<p>")
    with pytest.raises(Unsuitable):
        await fetcher.get_document(url, ["application/json"])


async def test_a_key_comes_from_its_owner(fetcher, bob):
    key, actor = await fetch_key(fetcher, bob.key.id)
    assert (key.owner, key.pem, actor.username) == (bob.actor_id, bob.pair.public_pem, "bob")
    document = {"id": bob.origin + "/keys/1", "owner": bob.actor_id, "publicKeyPem": key.pem}
    bob.serve("/keys/1", document)
    with pytest.raises(Unsuitable, match="does not name"):
        await fetch_key(fetcher, document["id"])
    bob.rename_key(document["id"], bob.pair)
    assert (await fetch_key(fetcher, document["id"]))[0].id == document["id"]


async def test_advisory_9_a_key_that_names_anothers_actor(fetcher, bob):
    async with RemoteServer("eve") as eve:
        forged = {"id": eve.origin + "/key", "owner": bob.actor_id, "publicKeyPem": eve.pair.public_pem}
        eve.serve("/key", forged)
        with pytest.raises(Unsuitable, match="no owner on its own server"):
            await fetch_key(fetcher, forged["id"])
        eve.serve("/users/eve", eve.publish_actor() | {"publicKey": forged})
        with pytest.raises(Unsuitable):
            await fetch_key(fetcher, eve.actor_id + "#main-key")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.com", "example.com"),
        ("example.com", "example.com"),
        ("x.example.co.uk:8443", "example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("a.b.art.de", "art.de"),
        ("127.0.0.1:99", "127.0.0.1:99"),
        ("[2a00::1]:99", "[2a00::1]:99"),
        ("localhost", "localhost"),
    ],
)
def test_the_domain_somebody_registered(host, domain):
    assert registrable(host) == domain


async def test_advisory_47_wildcard_names_run_out(bob):
    """An actor on each of many invented hosts of one domain: ten are asked in an hour, also as targets of redirects."""
    now, met = [system_now()], {"known.example"}

    async def known(host):
        return host in met

    class Everywhere(Table):
        async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
            return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    newcomers = Newcomers(lambda: now[0], known)
    async with Fetcher(
        system_now, "t", allow_http=True, allow_loopback=True, resolver=Everywhere(), newcomers=newcomers
    ) as fetcher:
        bob.serve("/d", b"<p>", kind="text/html")
        bob.serve("/away", f"http://h99.evil.example:{bob.port}/d", status=302)

        async def ask(host, path="/d"):
            await fetcher.get_document(f"http://{host}:{bob.port}{path}", ["text/html"], budget=Budget())

        for number in range(10):
            await ask(f"h{number}.evil.example")
        with pytest.raises(BudgetSpent, match="new hosts"):
            await ask("h10.evil.example")
        met.add(f"ally.example:{bob.port}")
        with pytest.raises(BudgetSpent):
            await ask("ally.example", "/away")
        await ask("h3.evil.example")
        await ask("other.example")
        now[0] += 3_700_000
        await ask("h10.evil.example")


def test_a_redirect_away_from_https_is_refused():
    assert _next("https://a.example/x", "/y") == "https://a.example/y"
    for target in ("http://a.example/y", "ftp://a.example/", "data:,x", "HTTP://a.example/"):
        with pytest.raises(Refused, match="away from https"):
            _next("https://a.example/x", target)


async def test_an_inbox_that_talks_on_has_still_said_yes(fetcher, bob):
    """The answer counts when its head is there; what drips after it holds nobody up (advisory 50)."""
    done = asyncio.Event()

    async def drips(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\nx")
        await done.wait()
        writer.close()

    server = await asyncio.start_server(drips, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limits = Limits(total_s=5, drain_s=0.05)
    async with Fetcher(system_now, "t", allow_http=True, allow_loopback=True, limits=limits) as short:
        assert (await short.post(f"http://127.0.0.1:{port}/inbox", {}, b"{}")).status == 202
    done.set()
    server.close()
    await server.wait_closed()
