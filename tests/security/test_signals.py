"""Signals made to exhaust, mislead or lead astray whoever reads them: files, feeds, lists, seals and identifiers."""

from __future__ import annotations

import json
import stat
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import pytest
from PIL import Image

from federation.fetch import Fetcher, Refused
from fediart.actions.certificates import ensure, files_of, renew, status
from fediart.actions.copies import CARRIES, HELD, Match, meet
from fediart.actions.identify import ASKED, identify
from fediart.actions.marks import CHANGES, REMARK_ALL, identifier_key, save_default
from fediart.actions.policy_check import check_url, stays_out
from fediart.actions.visit import Visit
from fediart.admission.fingerprint import Likeness, Print
from fediart.admission.policy import BALANCED, Action
from fediart.admission.verdict import Decision, Verdict
from fediart.config import parse
from fediart.errors import Problem, TooOften
from fediart.media.credential_library import report_of
from fediart.media.hidden import hide
from fediart.media.jpeg import walk
from fediart.media.manifests import stays
from fediart.media.sealing import Kept
from fediart.rights.crawlers import read_crawlers
from fediart.rights.discovery import discovered
from fediart.rights.read_c2pa import manifest_store
from fediart.rights.read_feed import feed_items, read_feed, read_oembed
from fediart.rights.read_rsl import read_license
from fediart.rights.read_site import read_robots, read_tdmrep
from fediart.rights.read_small import read_ai_txt, read_odrl
from fediart.rights.reading import read_body
from fediart.rights.structured import dictionary
from fediart.rights.wishes import heard
from fediart.store import pictures
from fediart.store.artworks import Artwork
from fediart.store.marks import Wish
from fediart.store.picture_hashes import Holder
from tests.copies.art import drawn
from tests.credentials import made
from tests.credentials.test_sealing import sealed
from tests.security.advisories import advisory
from tests.security.test_policy_access import member
from tests.security.test_ssrf import HOSTS, Trap
from tests.security.world import World
from tests.seeds import hang
from tests.site import drain, form_data, make_artist

MOST = 1.5  # seconds of this process's own work
CRAWLERS = read_crawlers()
RSL = '<rsl xmlns="https://rslstandard.org/rsl">'
X = 'xmlns:t="http://www.w3.org/ns/tdmrep/" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


def jpeg(packet: bytes) -> bytes:
    """With the packet in as many segments as a reader may look for one in."""
    return b"\xff\xd8" + b"\xff\xe1\x00\x02" * 60_000 + b"<x:xmpmeta " + packet


def chunks(count: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abcd\0\0\0\0" * count


def nested(tag: str, count: int, within: str = "") -> str:
    return f"<{tag}>" * count + within + f"</{tag.split()[0]}>" * count


def billion(root: str) -> bytes:
    lines = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    return f"<?xml version='1.0'?><!DOCTYPE {root} [<!ENTITY a 'ha'>{lines}]><{root}>&j;</{root}>".encode()


SLOW: dict[str, Callable[[], object]] = {
    "nested properties": lambda: heard((), jpeg(f"{X}>{nested('t:policy', 45_000)}</x:xmpmeta>".encode())),
    "nested lists": lambda: heard((), jpeg(f"{X}>{nested('r:li', 70_000)}</x:xmpmeta>".encode())),
    "fill bytes": lambda: heard((), b"\xff\xd8" + b"\xff" * 16_000_000),
    "segments": lambda: heard((), b"\xff\xd8" + b"\xff\xe1\x00\x02" * 2_000_000),
    "chunks": lambda: heard((), chunks(700_000)),
    "pieces": lambda: heard((), b"RIFF\0\0\0\0WEBP" + b"ABCD\0\0\0\0" * 1_000_000),
    "packets": lambda: heard((), b"II*\0" + b"<x:xmpmeta></x:xmpmeta>" * 600_000),
    "header lines": lambda: heard([("Content-Usage", "a=(" * 20_000)] * 50, b""),
    "contents": lambda: read_license(f"{RSL}{nested('content', 30_000)}</rsl>".encode(), "/"),
    "patterns": lambda: read_tdmrep(json.dumps([{"location": "/*a" * 20 + "b"}] * 20_000).encode(), "/" + "a" * 60),
    "crawlers": lambda: read_robots(
        "\n".join(f"User-agent: {one}" for one in CRAWLERS.training).encode() + b"\nAllow:/*a*b" * 30_000,
        "/1",
        CRAWLERS,
    ),
    "groups": lambda: read_robots(b"User-agent: GPTBot\nAllow: /\n" * 9_000, "/1", CRAWLERS),
    "ai.txt": lambda: read_ai_txt(b"Disallow: *" + b"*a" * 60 + b"\n" * 2_000_000, "/" + "a" * 60),
    "items": lambda: (read_feed(nested("item", 40_000).encode(), "x"), feed_items(nested("item", 40_000).encode())),
    "depth": lambda: (read_odrl(b"[" * 4_000_000), read_oembed(b'{"a":' * 900_000), read_feed(b"{" * 900_000, "x")),
    "numbers": lambda: (read_odrl(b'{"a": 1' + b"0" * 4_000_000 + b"}"), read_tdmrep(b"[1" + b"0" * 900_000, "/")),
    "laughs": lambda: [read(billion(root)) for read in (read_oembed, feed_items) for root in ("rss", "feed", "oembed")],
    "tags": lambda: (discovered(b"<link " * 50_000, "https://a.example/"), read_body(b"<html><script " * 20_000)),
    "scripts": lambda: read_body(b"<html>" + b'<script type="application/rsl+xml"><rsl></script>' * 5_000, "text/html"),
    "values": lambda: dictionary("a=" + '"' + "\\\\" * 100_000 + ", " + "b;c" * 20_000),
}  # fmt: skip


@advisory(
    57, "GHSA-jpxp-r43f-rhvx", "Mastodon", "what others say of AI is read in linear time, in whichever form it comes"
)
@advisory(53, "GHSA-vgm8-frgh-rh2v", "Mastodon", "signals are nested no deeper than they mean something")
@advisory(73, "CVE-2023-5588", "Pleroma", "feeds, licences and packets of others expand no entity")
@pytest.mark.parametrize("case", SLOW)
def test_ghsa_jpxp_r43f_rhvx_signals_are_read_in_linear_time(case: str) -> None:
    before = time.process_time()
    found = SLOW[case]()
    assert time.process_time() - before < MOST
    assert "hahaha" not in str(found)[:5_000]


@advisory(37, "GHSA-xx55-4rrg-8xg6", "Mastodon", "a page that is looked at leads nobody into a private network")
async def test_ghsa_xx55_4rrg_8xg6_a_look_at_a_policy_stays_outside(world: World) -> None:
    may = stays_out("https://art.example/1")
    assert [host for host in HOSTS if may(f"http://{host}/")] == []
    async with world.server("trap") as eve, Trap().set() as trap:
        places = [
            f"http://{host}:{trap.port}/" for host in ("127.1", "2130706433", "0x7f.1", "[::]", "[::ffff:7f00:1]", "0")
        ]
        places += ["file:///etc/passwd", "gopher://127.0.0.1/", f"{eve.origin}/led", f"{eve.origin}/circle"]
        eve.serve("/led", "http://169.254.169.254/latest/meta-data/", status=302)
        eve.serve("/circle", f"{eve.origin}/circle", status=302)
        links = "".join(f'<link rel="alternate" type="application/atom+xml" href="{one}">' for one in places)
        links += "".join(f'<link rel="license" type="application/rsl+xml" href="{one}">' for one in places)
        links += "".join(f'<meta property="og:image" content="{one}">' for one in places)
        eve.serve("/page", f"<!doctype html><html><head>{links}</head></html>", kind="text/html")
        async with Fetcher(world.clock.now, "a test", allow_loopback=True, allow_http=True) as http:
            visit = Visit(http, CRAWLERS, stays_out(f"{eve.origin}/page"))
            found = await check_url(visit, f"{eve.origin}/page")
        assert not trap.caught and "root:" not in json.dumps(found.as_json())
        async with Fetcher(world.clock.now, "a test", allow_http=True) as public:
            for place in (*places[:6], f"{eve.origin}/page"):
                with pytest.raises((Problem, Refused)):
                    await check_url(Visit(public, CRAWLERS, stays_out(place)), place)
        assert not trap.caught


def boxes(depth: int) -> bytes:
    """A PNG whose manifest store is one box in another."""
    about = b"c2pa".ljust(16, b"\0") + b"\x03c2pa\0"
    told = struct.pack(">I4s", 8 + len(about), b"jumd") + about
    store = b"".join(struct.pack(">I4s", n * (8 + len(told)), b"jumb") + told for n in range(depth, 0, -1))
    whole = made.picture("PNG", (64, 64))
    body = b"caBX" + store
    return whole[:33] + struct.pack(">I", len(store)) + body + struct.pack(">I", crc32(body)) + whole[33:]


@advisory(64, "Mastodon 4.0.0", "Mastodon", "manifests that are no manifests break no worker and take no time")
@pytest.mark.parametrize("depth", [3, 60, 20_000])
def test_mastodon_4_0_0_credentials_that_are_none(depth: int) -> None:
    data, before = boxes(depth), time.process_time()
    assert report_of(data, "image/png") is None
    assert not heard((), data).file
    assert time.process_time() - before < MOST


def test_what_is_trimmed_goes_whatever_it_calls_itself(tmp_path: Path) -> None:
    """An assertion whose label begins like one that stays is as private as any other."""
    for label in (
        "c2pa.actions.home",
        "c2pa.ingredients",
        "c2pa.hash.data.note",
        "c2pa.ai_generated_content2",
        "c2pa.hash.",
    ):
        assert not stays(label), label
    for label in (
        "c2pa.actions",
        "c2pa.actions.v2__1",
        "c2pa.ingredient.v3__12",
        "c2pa.hash.data",
        "cawg.training-mining",
    ):
        assert stays(label), label
    manifest = made.private_manifest()
    manifest["assertions"] = [
        {
            "label": "c2pa.actions.v2",
            "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": made.DRAWN}]},
        },
        {"label": "c2pa.ingredients.of.my.life", "data": {"name": made.NAME}},
    ]
    upload = made.signed(made.picture(), manifest=manifest)
    assert made.NAME.encode() in upload
    _, after, _ = sealed(tmp_path, upload=upload, kept=Kept.TRIMMED)
    assert made.NAME.encode() not in after


def test_a_word_that_is_split_is_found() -> None:
    """Data boxes cannot be blacked out, and a file may split their name in two."""
    manifest = made.private_manifest()
    manifest["assertions"] = [
        {
            "label": "c2pa.actions.v2",
            "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": made.DRAWN}]},
        },
        {"label": "org.example.boxes", "data": {"in": "c2pa.databoxes"}},
    ]
    whole = made.signed(made.picture(), manifest=manifest)
    store = manifest_store(whole)
    assert store is not None
    ends = sorted({store.index(b"c2pa.databoxes") + 5, len(store), *range(60_000, len(store), 60_000)})
    parts = [store[at:end] if at == 0 else store[:8] + store[at:end] for at, end in pairwise([0, *ends])]
    bodies = [b"JP\0\1" + struct.pack(">I", number) + part for number, part in enumerate(parts, 1)]
    data = b"".join([whole[:2], *(b"\xff\xeb" + struct.pack(">H", len(one) + 2) + one for one in bodies)])
    bare = whole
    for piece in reversed(list(walk(whole))):
        bare = bare if piece.marker != 0xEB else bare[: piece.start] + bare[piece.end :]
    data += bare[2:]
    assert b"c2pa.databoxes" not in data
    report = report_of(data, "image/jpeg")
    assert report is not None and "c2pa.databoxes" in report.closed


def test_the_key_of_the_seal_is_for_nobody_else(tmp_path: Path) -> None:
    """Neither a link that waits in its place nor another's file there is written through."""
    raw = {
        "instance": {"host": "localhost:1", "development": True},
        "secrets": {"key": "for tests only, of no worth at all"},
    }
    config = parse(raw, folder=tmp_path / "own")
    (tmp_path / "own" / "c2pa").mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for name in ("key.new", "key.pem", "root-key.new", "certificate.new"):
        (tmp_path / "own" / "c2pa" / name).symlink_to(victim)
    assert ensure(config, now=1_790_000_000_000)
    files = files_of(config)
    assert victim.read_text() == "mine"
    for key in (files.key, files.root_key):
        assert not key.is_symlink() and stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "PRIVATE" not in files.certificate.read_text() + files.root.read_text()


def test_a_renewal_that_is_broken_off_is_ended(tmp_path: Path) -> None:
    """Killed between its two files, the newer key stands beside the older certificate, and nothing could be sealed."""
    raw = {"instance": {"host": "localhost:1", "development": True}, "secrets": {"key": "of no worth at all " * 3}}
    config, now = parse(raw, folder=tmp_path), 1_790_000_000_000
    assert ensure(config, now=now)
    files = files_of(config)
    older = files.certificate.read_bytes()
    renew(config, now=now)
    files.certificate.replace(files.certificate.with_suffix(".new"))
    files.certificate.write_bytes(older)
    assert status(config, now=now).problem
    assert not ensure(config, now=now) and not status(config, now=now).problem


async def test_no_key_is_served(world: World) -> None:
    for path in ("/c2pa/key.pem", "/c2pa/root-key.pem", "/static/../c2pa/key.pem", "/static/%2e%2e/c2pa/key.pem",
                 "/media/open/1/..%2f..%2fc2pa%2fkey.pem", "/content-credentials.pem/../c2pa/key.pem"):  # fmt: skip
        answer = await world.web.get(path)
        assert answer.status in (400, 404) and "PRIVATE KEY" not in answer.text, path
    answer = await world.web.get("/content-credentials.pem")
    assert answer.status in (200, 404) and "PRIVATE" not in answer.text


async def test_an_identifier_that_was_carried_over_accuses_nobody(world: World, tmp_path: Path) -> None:
    """Somebody's identifier in a picture of somebody else: it is not that work, and people decide."""
    site = world.site
    first = await hang(site, world.jane, "The first of them")
    hidden = await hang(site, world.jane, "Kept back", state="held", published=0)
    for work in (first, hidden):
        forged = hide(drawn(4).resize((520, 390), Image.Resampling.LANCZOS), work.id, identifier_key(site.config))
        assert forged is not None
        forged.save(tmp_path / "forged.png")
        found = await identify(site, tmp_path / "forged.png", everything=False)
        assert found.number == work.id and not found.resembles and not found.alike
        assert (found.work is None) == (work is hidden), "nobody is told of a work that is not public"
    nosy = await member(world, "nosy8")
    sent = {"file": ("x.png", (tmp_path / "forged.png").read_bytes(), "image/png")}
    page = await nosy.post_form("/identify", sent)
    assert page.status == 200 and "Kept back" not in page.text and "@jane" not in page.text
    verdict = await met(world, first)
    assert verdict.decision is Decision.HOLD and CARRIES in verdict.reasons and HELD not in verdict.reasons


async def met(world: World, first: Artwork) -> Verdict:
    """What follows for kim's upload that carries the identifier of another's work, where copies are refused."""
    site, taken = world.site, Print(("0f" * 32,) * 8, 100, 0, b"", b"")
    _, kim = await make_artist(site, "kim8")
    work, whole = await hang(site, kim, "Upload", state="checking", published=0), (0.0, 0.0, 1.0, 1.0)
    async with site.db.reading() as tx:
        (theirs,), (own,) = await pictures.of_artwork(tx, first.id), await pictures.of_artwork(tx, work.id)
    holder = Holder(0, theirs.id, first.id, first.actor_id, first.state, first.visibility, first.published)
    carried = Match(holder, Likeness(0, True, 0, 0.0, 0, whole, whole))
    (verdict,) = await meet(site, work, own, taken, replace(BALANCED, copies=Action.REFUSE), hidden=carried)
    return verdict


async def test_marks_are_changed_so_often_and_no_more(world: World) -> None:
    """Each change may make every file of an artist anew."""
    _, busy = await make_artist(world.site, "busy8")
    before = await world.count("jobs", "kind = :kind", kind=REMARK_ALL)
    with pytest.raises(TooOften):
        for number in range(CHANGES.most + 1):
            await save_default(world.site, busy, Wish(hidden=bool(number % 2)))
    assert await world.count("jobs", "kind = :kind", kind=REMARK_ALL) == before + CHANGES.most
    await drain(world.site)


async def test_who_asks_whose_a_picture_is_asks_so_often_and_no_more(world: World) -> None:
    asker = await member(world, "asker")
    out = BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    bomb = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000) + b"\x08\x06\0\0\0" + b"\0" * 4
    hostile = (bomb, b"GIF89a" + b"\xff" * 4, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0" * 1_000)
    token = await asker.csrf("/identify")
    for number in range(ASKED.most + 1):
        data = hostile[number % len(hostile)] if number < 2 * len(hostile) else b"\0"
        answer = await asker.post("/identify", data=form_data({"csrf": token, "file": ("x.png", data, "image/png")}))
        assert answer.status in (422, 429), number
    assert answer.status == 429 and answer.headers["Retry-After"]
    assert not list((world.site.config.folder / world.site.config.storage.folder).glob("incoming/*"))
    await drain(world.site)
