"""What it costs us: floods, bombs, loops, drips, depths and lengths; each attack may cost the attacker, not us."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import re
import struct
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ThreadedResolver, web
from aiohttp.abc import AbstractResolver, ResolveResult

from federation import nodeinfo
from federation.fetch import Fetcher, FetchError, Limits
from federation.keys import PrivateKey
from federation.media_types import ACTIVITY_JSON
from federation.newcomers import MOST_OF_ONE_DOMAIN, Newcomers
from federation.objects import Attachment
from federation.signatures import SignatureError, arrived, parse
from federation.vocab import read_note
from federation.webfinger import BadHandle, parse_handle
from fediart.clock import MINUTE, HandClock
from fediart.jobs import lanes
from fediart.jobs.backlinks import links_with_me
from fediart.jobs.lanes import Lanes
from fediart.sanitize import clean, plain
from fediart.store.hosts import Host
from fediart.translate.body import inline_files, told
from fediart.translate.words import handles_in, html_of, tags_in
from fediart.web import inbox as inbox_page
from fediart.web import keys
from tests.security.advisories import advisory
from tests.security.world import KIND, World, act, body_of, look, open_world, wire
from tests.site import drain, log_in

MIB = 1024 * 1024


class Wild(AbstractResolver):
    """Every name below evil.example is this machine."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return await self._inner.resolve("127.0.0.1" if host.endswith("evil.example") else host, port, family)

    async def close(self) -> None:
        await self._inner.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """An instance that waits half a second for others instead of thirty, in a world with a wildcard name."""

    async def nobody(_: str) -> bool:
        return False

    def connector(clock: HandClock) -> Fetcher:
        return Fetcher(
            clock.now, "fediart/test", allow_loopback=True, allow_http=True, limits=Limits(total_s=0.5),
            resolver=Wild(), newcomers=Newcomers(clock.now, nobody),
        )  # fmt: skip

    async with open_world(tmp_path_factory.mktemp("hasty"), connector) as made:
        yield made


def asked(server: Any) -> int:
    """How often we have asked it for something."""
    return len([one for one in server.requests if one[0] == "GET"])


@advisory(47, "CVE-2022-46405", "Mastodon", "hosts invented below one domain are met slowly, however many there are")
async def test_cve_2022_46405_a_wildcard_name_does_not_keep_us_asking(hasty: World) -> None:
    async with hasty.server() as eve:
        # Each mention of a host leads to an actor whose posts name the next.
        for number in range(3 * MOST_OF_ONE_DOMAIN):
            host = f"http://w{number}.evil.example:{eve.port}"
            key = PrivateKey(f"{host}/users/x#main-key", eve.pair.private_pem)
            body = body_of(act(eve, "Like", hasty.note.uri, actor=f"{host}/users/x", id=f"{host}/1"))
            async with hasty.unchanged():
                assert (await hasty.post(body, hasty.signed(key, body))).status == 401
        hosts = {headers["Host"] for _, _, headers in eve.requests if "evil" in headers["Host"]}
        assert 0 < len(hosts) <= MOST_OF_ONE_DOMAIN


@advisory(
    48, "Mastodon 4.1.0", "Mastodon", "one activity makes us fetch so many things and no more, however they are linked"
)
@advisory(49, "Mastodon #35600", "Mastodon", "quotes of quotes are not followed without end")
@pytest.mark.parametrize("by", ["inReplyTo", "quote", "context", "replies"])
async def test_mastodon_35600_chains_end_with_the_budget(world: World, by: str) -> None:
    async with world.server() as eve:
        await world.follow(eve)
        for number in range(60):
            made = eve.note(f"<p>{number}</p>", path=f"/chain/{number}")
            made[by] = f"{eve.origin}/chain/{number + 1}"
            eve.serve(f"/chain/{number}", made)
        before, budget = asked(eve), world.site.config.federation.fetch_budget
        assert await world.says(eve, act(eve, "Announce", f"{eve.origin}/chain/0")) == 202
        await drain(world.site)
        assert asked(eve) - before <= 2 * budget
        assert await world.count("posts", "local = 0 and uri like :eve", eve=f"{eve.origin}/chain/%") < 60
        # A ring is no endless chain either.
        ring = eve.note("<p>ring</p>", path="/ring")
        ring[by] = f"{eve.origin}/ring"
        eve.serve("/ring", ring)
        before = asked(eve)
        assert await world.says(eve, act(eve, "Announce", f"{eve.origin}/ring")) == 202
        assert asked(eve) - before <= budget


@advisory(50, "CVE-2023-36461", "Mastodon", "an answer has one deadline for all of it, not one for each byte")
async def test_cve_2023_36461_an_answer_that_drips_is_left(hasty: World) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": ACTIVITY_JSON})
        await answer.prepare(request)
        for _ in range(100_000):
            await answer.write(b" ")
            await asyncio.sleep(0.05)
        return answer

    async with hasty.server() as eve:
        eve.serve(f"/users/{eve.name}", drip)
        start = time.monotonic()
        async with hasty.unchanged():
            assert await hasty.says(eve, eve.like(hasty.note.uri)) == 401
        assert time.monotonic() - start < 5


@advisory(50, "CVE-2023-36461", "Mastodon", "a request that drips is left, too")
async def test_cve_2023_36461_a_delivery_that_drips_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_page, "MOST_SECONDS", 0.2)
    port = int(world.site.config.instance.host.rpartition(":")[2])
    head = b"POST /inbox HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
    async with world.unchanged():
        answer = await wire(port, head)
    assert answer.startswith(b"HTTP/1.1 408 ")


@advisory(
    51, "CVE-2026-34148", "Fedify", "redirects end soon, and a key that could not be had is not asked for again at once"
)
@pytest.mark.parametrize("how", ["loop", "missing", "no key", "broken"])
async def test_cve_2026_34148_a_key_that_cannot_be_had_is_asked_for_once(world: World, how: str) -> None:
    async with world.server() as eve:
        path = f"/users/{eve.name}"
        answers: dict[str, tuple[Any, int]] = {
            "loop": (f"{eve.origin}{path}", 302), "missing": ({"error": "none"}, 404),
            "no key": ({"id": eve.actor_id, "type": "Person", "inbox": eve.inbox}, 200), "broken": (b"{", 200),
        }  # fmt: skip
        body, status = answers[how]
        eve.serve(path, body, status=status)
        async with world.unchanged():
            for _ in range(5):
                assert await world.says(eve, eve.like(world.note.uri)) == 401
        assert asked(eve) <= 4


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """JSON that is small only while it is compressed."""
    return gzip.compress(b'{"a":"' + b" " * (60 * MIB) + b'"}', 9)


@advisory(52, "GHSA-mc44-6cfg-2v6w", "Fedify", "what others send or serve is read to a bound, after decompression too")
@pytest.mark.parametrize("where", ["actor", "nodeinfo", "webfinger"])
async def test_ghsa_mc44_6cfg_2v6w_no_answer_is_read_without_bound(world: World, where: str, bomb: bytes) -> None:
    served = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal served
        answer = web.StreamResponse(headers={"Content-Type": ACTIVITY_JSON})
        await answer.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # whoever asked has heard enough
            for _ in range(1000):
                await answer.write(b" " * 65_536)
                served += 65_536
        return answer

    async def small(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": ACTIVITY_JSON, "Content-Encoding": "gzip"}
        return web.Response(body=bomb, headers=headers)

    async with world.server() as eve:
        for answer in (endless, small):
            eve.serve(f"/users/{eve.name}", answer)
            eve.serve("/.well-known/nodeinfo", answer)
            eve.serve("/users/ann", answer)
            tracemalloc.start()
            async with world.unchanged():
                if where == "actor":
                    assert await world.says(eve, eve.like(world.note.uri)) == 401
                    world.clock.move(20 * MINUTE)
                elif where == "nodeinfo":
                    with pytest.raises(FetchError):
                        await nodeinfo.look_at(world.site.http, eve.origin)
                else:
                    assert await look(world, f"{eve.origin}/users/ann") is None
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert served < 20 * MIB
            assert peak < 40 * MIB, "the bomb was never whole in memory"


@advisory(52, "GHSA-mc44-6cfg-2v6w", "Fedify", "an inbox reads one MiB, whatever it is told of lengths and encodings")
@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
async def test_ghsa_mc44_6cfg_2v6w_an_inbox_reads_one_mebibyte(world: World, encoding: str) -> None:
    plain_ = b'{"a":"' + b" " * (30 * MIB) + b'"}'
    body = {"": plain_[: 3 * MIB], "gzip": gzip.compress(plain_, 1), "deflate": zlib.compress(plain_, 1)}[encoding]
    del plain_
    headers = KIND | ({"Content-Encoding": encoding} if encoding else {})
    tracemalloc.start()
    async with world.unchanged():
        try:
            answer = await world.web.post("/inbox", data=io.BytesIO(body), headers=headers)
            assert answer.status in (400, 413)
        except ConnectionError:
            pass  # closed while we were still sending
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * MIB


SHAPES = {
    "deep arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "half a million numbers": b'{"a":[' + b"0," * 500_000 + b"0]}",
    "many names": b"{" + b",".join(b'"a%d":0' % n for n in range(60_000)) + b"}",
    "one long number": b'{"a":' + b"9" * 1_000_000 + b"}",
    "a large exponent": b'{"a":1e999999999}',
    "no number": b'{"a":NaN,"b":Infinity}',
    "half a pair": b'{"a":"\\ud800"}',
    "nothing": b'{"a":"\\u0000"}',
    "no JSON": b"\x00" * 1000,
    "another encoding": '{"a":"b"}'.encode("utf-16"),
    "a mark": b"\xef\xbb\xbf{}",
}


@advisory(53, "GHSA-vgm8-frgh-rh2v", "Mastodon", "depth, number and lengths are bounded before anything is read")
@pytest.mark.parametrize("name", SHAPES)
async def test_ghsa_vgm8_frgh_rh2v_shapes_are_bounded(world: World, name: str) -> None:
    async with world.server() as eve:
        body = SHAPES[name]
        start = time.process_time()
        async with world.unchanged():
            assert (await world.post(body, world.signed(eve.key, body))).status == 400
            eve.serve(f"/users/{eve.name}", body)
            assert await world.says(eve, eve.like(world.note.uri)) == 401
        assert time.process_time() - start < 5


@advisory(53, "GHSA-vgm8-frgh-rh2v", "Mastodon", "an activity as deep as allowed is no burden")
async def test_ghsa_vgm8_frgh_rh2v_activities_in_activities_end(world: World) -> None:
    async with world.server() as eve:
        said: Any = world.note.uri
        for number in range(25):
            said = {"type": "Undo", "id": f"{eve.origin}/{number}", "actor": eve.actor_id, "object": said}
        async with world.unchanged("actors", "actor_keys"):
            assert await world.says(eve, said) in (202, 400, 403)


@advisory(
    54,
    "CVE-2026-23962",
    "Mastodon",
    "polls, tags, mentions, pictures, fields, names and aliases are all counted and cut",
)
async def test_cve_2026_23962_a_post_of_everything_is_cut(world: World) -> None:
    async with world.server() as eve:
        await world.follow(eve)
        poll = eve.note("<p>x</p>", path="/poll") | {"type": "Question"}
        poll["oneOf"] = [{"type": "Note", "name": str(one)} for one in range(5000)]
        async with world.unchanged():
            assert await world.says(eve, eve.create(poll)) == 400
        huge = eve.note("<p>y</p>" * 2, path="/huge") | {
            "name": "n" * 100_000, "summary": "s" * 100_000,
            "tag": [{"type": "Hashtag", "name": f"#t{one}"} for one in range(3000)]
            + [{"type": "Mention", "href": world.jane.uri, "name": "@jane"}] * 500,
            "attachment": [{"type": "Image", "mediaType": "text/html", "url": f"{eve.origin}/{n}"} for n in range(500)],
        }  # fmt: skip
        assert await world.says(eve, eve.create(huge)) == 202
        row = (await world.rows("select * from posts where uri = :uri", uri=huge["id"]))[0]
        assert len(row["title"]) <= 300 and len(row["warning"]) <= 500
        assert await world.count("post_tags", "post_id = :id", id=row["id"]) <= 300
        assert await world.count("mentions", "post_id = :id", id=row["id"]) <= 1
        assert await world.count("remote_media", "post_id = :id", id=row["id"]) <= 64
        assert (await world.web.get(f"/posts/{row['id']}")).status == 200


@advisory(54, "CVE-2026-23962", "Mastodon", "so are those of actors")
async def test_cve_2026_23962_an_actor_of_everything_is_cut(world: World) -> None:
    async with world.server() as eve:
        line = {"type": "PropertyValue", "name": "n" * 5000, "value": "v" * 5000}
        eve.publish_actor(
            name="N" * 100_000, summary="<b>" * 30_000, preferredUsername="e" * 5000, attachment=[line] * 60,
            alsoKnownAs=[f"{eve.origin}/{one}" for one in range(2000)],
            tag=[{"type": "Emoji", "name": f":{n}:", "icon": {"url": f"{eve.origin}/{n}.png"}} for n in range(900)],
        )  # fmt: skip
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        row = await world.actor(eve)
        assert len(row["name"]) <= 128 and len(row["display_name"]) <= 2048
        assert len(row["bio_html"]) < 200_000 and len(row["fields"]) < 200_000 and len(row["also_known_as"]) < 20_000


@advisory(55, "GHSA-6x3w-9g92-gvf3", "Mastodon", "what members write has a longest length in every field")
async def test_ghsa_6x3w_9g92_gvf3_fields_of_members_are_bounded(world: World) -> None:
    browser = world.web.fresh()
    await log_in(browser, "jane")
    page = await browser.get("/settings/profile")
    names = set(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', page.text)) - {"csrf"}
    assert len(names) > 4
    before = (await world.rows("select * from actors where id = :id", id=world.jane.id))[0]
    for name in sorted(names):
        answer = await browser.post_form("/settings/profile", {name: "x" * 20_000})
        assert answer.status < 500
        row = (await world.rows("select * from actors where id = :id", id=world.jane.id))[0]
        assert max(len(str(value)) for value in row.values()) <= max(
            5000, *(len(str(value)) for value in before.values())
        )
    answer = await browser.post_form(f"/posts/{world.note.id}/reply", {"text": "x" * 200_000}, page="/settings/profile")
    assert answer.status in (422, 413, 400)
    assert not await world.count("posts", "length(source) > 100000")
    assert (await browser.get(f"/search?q={'a' * 7000}")).status < 500


MARKUP = [
    "<math><mtext><table><mglyph><style><math><img src onerror=x>", "<math>" * 30_000, "<b>" * 33_000,
    "<ul><li>" * 12_000, "<blockquote>" * 8_000, "<a href='" * 9_000, "<!--" * 20_000, "<![CDATA[" * 9_000,
    "&" * 90_000,
    "<svg><style><!--</style><img src=x onerror=x>--></svg>", "</p>" * 25_000, "<select><template><p>" * 4_000,
    "<p>\ud800</p>", "\x00<p>", "<noscript><p title='</noscript><img src=x onerror=x>'>", "<" * 90_000,
]  # fmt: skip


@advisory(56, "CVE-2026-50129", "Mastodon", "the sanitizer always answers: what it cannot clean is shown as text")
@pytest.mark.parametrize("number", range(len(MARKUP)))
def test_cve_2026_50129_the_sanitizer_always_answers(number: int) -> None:
    start = time.process_time()
    for made in (clean(MARKUP[number]), plain(MARKUP[number])):
        assert "onerror=x>" not in made or "&lt;img" in made or "<img" not in made
    assert time.process_time() - start < 1, "and it answers soon"


@advisory(56, "CVE-2026-50129", "Mastodon", "a post of broken markup breaks no page it is on")
async def test_cve_2026_50129_pages_survive_broken_markup(world: World) -> None:
    async with world.server() as eve:
        await world.follow(eve)
        for number, markup in enumerate([MARKUP[0], MARKUP[3], MARKUP[9], MARKUP[14]]):
            note = eve.note(markup, path=f"/odd/{number}", in_reply_to=world.note.uri)
            assert await world.says(eve, eve.create(note)) == 202
            row = (await world.rows("select id from posts where uri = :uri", uri=note["id"]))[0]
            page = await world.web.get(f"/posts/{row['id']}", headers={"Accept": "text/html"})
            assert page.status == 200
            assert "onerror=x>" not in page.text
        assert not world.complaints.heard


UNITS = [
    " ", "a", "<", "</", '"', "'", "\\", "@a", "#", "&", ",", ";", "=", ":", ".", "-", "0", "(", "[", "a.", "a-", "a,",
    "a=", 'a="', 'a="b",', "<a ", "<a b=", "\n", "\n ", " \n", "%", "/", "//a", "https://a", "a@", "é", "*", "_", "`",
    "![", "](", "<br>", "<p>", "</div>", "<img ", "- a\n", "> a\n", "# ", "* * ", "**a", "~~a", "![a](",
    "[a](http://a ", "```\n", "sig1=(", ";a=", 'keyId="', "sha-256=:", "acct:a@", "<!--", "<![", "<script>",
    "<a rel=me href='", "<link ",
]  # fmt: skip


def _signed(text: str) -> None:
    for name in ("signature", "signature-input", "content-digest", "digest"):
        headers = {"host": "art.example", "date": text, "signature": "sig1=:YQ==:", name: text}
        with suppress(SignatureError):
            parse(arrived("POST", "/inbox", "https://art.example/inbox", headers.items(), b"{}"), 0)


def _handle(text: str) -> None:
    with suppress(BadHandle):
        parse_handle(text)


NOTE = read_note({
    "id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/u",
    "tag": [{"type": "Hashtag", "name": "#a", "href": "https://a.example/tags/a"}],
})  # fmt: skip
READERS = {
    "markup": lambda text: told(text, "text/html", NOTE, {}),
    "markdown": lambda text: told(text, "text/markdown", NOTE, {}),
    "plain text": lambda text: told(text, "text/plain", NOTE, {}),
    "pictures in markup": lambda text: inline_files(replace(NOTE, content=text)),
    "what members write": lambda text: html_of(text, origin="https://art.example", people={}),
    "names and tags": lambda text: (handles_in(text, "art.example"), tags_in(text)),
    "signatures": _signed,
    "handles": _handle,
}


@advisory(57, "GHSA-jpxp-r43f-rhvx", "Mastodon", "no text takes time that grows with the square of its length")
@pytest.mark.parametrize("reader", READERS)
def test_ghsa_jpxp_r43f_rhvx_reading_takes_linear_time(reader: str) -> None:
    """Generous: what is linear takes some thousandths of a second."""
    for unit in UNITS:
        for length in (40, 20_000):  # what is exponential shows itself early
            text = (unit * length)[:length]
            start = time.process_time()
            READERS[reader](text)
            assert time.process_time() - start < 1, repr(unit)


@advisory(58, "CVE-2025-68475", "Fedify", "a page elsewhere is read in one pass, and no more of it than a bound")
@pytest.mark.parametrize("unit", UNITS)
def test_cve_2025_68475_a_page_elsewhere_is_read_in_one_pass(unit: str) -> None:
    start = time.process_time()
    links_with_me((unit * MIB)[:MIB])
    assert time.process_time() - start < 3


@advisory(
    59, "CVE-2026-69132", "Fedify", "what is kept of each host is forgotten, and there is never more than a bound of it"
)
async def test_cve_2026_69132_what_is_kept_of_hosts_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_GATES", 10)
    made = Lanes(4)
    for number in range(100):
        made.meet(f"h{number}.example", Host(f"h{number}.example"))
        made.forget_idle()
    assert len(made.gates) <= 11


@advisory(
    60,
    "CVE-2025-32947",
    "PeerTube",
    "a collection without an end is left after so many pages, and no page is read twice",
)
@pytest.mark.parametrize("step", [0, 1])
async def test_cve_2025_32947_an_endless_collection_is_left(world: World, step: int) -> None:
    async with world.server() as eve:
        first = {"type": "OrderedCollection", "first": f"{eve.origin}/page/0"}
        for name in ("outbox", "featured", "followers", "replies"):
            eve.serve(f"/users/{eve.name}/{name}", {"id": f"{eve.actor_id}/{name}", **first})
        eve.publish_actor(featured=f"{eve.actor_id}/featured")
        eve.serve(f"/users/{eve.name}/outbox", {"id": f"{eve.actor_id}/outbox", **first})
        for number in range(200):
            url = f"{eve.origin}/page/{number}"
            page = {
                "type": "OrderedCollectionPage",
                "id": url,
                "orderedItems": [],
                "next": f"{eve.origin}/page/{number + step}",
            }
            eve.serve(f"/page/{number}", page)
        await world.follow(eve)
        note = eve.note("<p>x</p>", replies=f"{eve.actor_id}/replies")
        assert await world.says(eve, eve.create(note)) == 202
        world.clock.move(10 * MINUTE)
        await drain(world.site)
        pages = [path for method, path, _ in eve.requests if path.startswith("/page/")]
        assert len(pages) <= 100
        if step == 0:
            assert len(pages) <= 8
        assert not world.complaints.heard


@advisory(
    63, "CVE-2024-56200", "Altair", "pictures of others are served by the number of our copy, never by an address"
)
async def test_cve_2024_56200_there_is_no_open_image_proxy(world: World) -> None:
    async with world.server() as eve:
        address = f"{eve.origin}/x.png"
        for path in (
            f"/remote-media/1.webp?url={address}", f"/remote-media/{address}", f"/media/1/{address}",
            f"/avatars/{address}", f"/remote-media/999.webp?file_type=png&proxy={address}", f"/proxy?url={address}",
        ):  # fmt: skip
            assert (await world.web.get(path)).status == 404
        assert not asked(eve)


HASHES = [
    "", "x", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "~" * 164, "L" + "0" * 163, "é" * 20, "LEHV6nWB2yk8pyo0adR*.7kCMd\n", 7,
    ["x"], "|" + "0" * 200, "9" * 28, '"><script>',
]  # fmt: skip


@advisory(
    64,
    "Mastodon 4.0.0",
    "Mastodon",
    "a blurhash has the right letters, the right length and at most five by five parts",
)
async def test_mastodon_4_0_0_a_blurhash_that_is_none_is_dropped(world: World) -> None:
    async with world.server() as eve:
        await world.follow(eve)
        true = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
        note = eve.note("<p>x</p>")
        note["attachment"] = [
            {"type": "Image", "mediaType": "image/png", "url": f"{eve.origin}/{n}.png", "blurhash": one}
            for n, one in enumerate([*HASHES, true])
        ]
        assert await world.says(eve, eve.create(note)) == 202
        rows = await world.rows(
            "select blurhash from remote_media where url like :eve and role = 'post'", eve=f"{eve.origin}/%"
        )
        assert {row["blurhash"] for row in rows} == {"", true}


def png(width: int, height: int) -> bytes:
    """A picture that is large only once it is decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\x00" * 1_000_000, 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@advisory(
    65, "Mastodon attachmentable.rb", "Mastodon", "pixels are counted from the header before a picture is decoded"
)
async def test_mastodon_attachmentable_a_picture_that_unfolds_is_not_decoded(world: World) -> None:
    async with world.server() as eve:
        await world.follow(eve)
        sizes = [(60_000, 60_000), (2_000_000_000, 2), (0, 0), (8000, 8000)]
        files = []
        for number, (width, height) in enumerate(sizes):
            url = eve.serve(f"/{number}.png", png(width, height), kind="image/png")
            files.append(Attachment(url, media_type="image/png", type="Image"))
        assert await world.says(eve, eve.create(eve.note("<p>x</p>", attachments=tuple(files)))) == 202
        await drain(world.site)
        rows = await world.rows(
            "select state from remote_media where url like :eve and role = 'post'", eve=f"{eve.origin}/%"
        )
        assert [row["state"] for row in rows] == ["failed"] * len(sizes)
        assert not world.complaints.heard


@advisory(59, "CVE-2026-69132", "Fedify", "so is what is kept of keys that could not be had")
async def test_cve_2026_69132_keys_in_memory_are_bounded(hasty: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_KEPT", 5)
    finder = keys.Keys(hasty.site)
    for number in range(12):
        assert await finder.find(f"http://nowhere.invalid/users/{number}#main-key", fresh=True) is None
    assert max(len(value) for value in vars(finder).values() if isinstance(value, dict)) <= 6
