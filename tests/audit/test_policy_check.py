"""`fediart policy check` at servers of others: what is there, missing or contradictory, and where it will not go."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from federation.fetch import Fetcher
from fediart.actions.policy_check import check_file, check_url, stays_out
from fediart.actions.visit import Visit
from fediart.cli import main
from fediart.clock import SystemClock
from fediart.errors import Problem
from fediart.rights.crawlers import read_crawlers
from fediart.rights.headers import headers
from fediart.rights.html import head, render
from fediart.rights.model import POLICIES, Preset
from fediart.rights.report import Report, from_json
from fediart.rights.xmp import packet
from tests.audit.made import CAWG, atom, json_feed, picture, sealed
from tests.audit.strangers import stranger
from tests.rights.made import jpeg, rights

ROBOTS = "User-agent: *\nContent-Usage: train-ai=n, search=y\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"


async def checked(url: str) -> Report:
    async with Fetcher(SystemClock().now, "a test", allow_loopback=True, allow_http=True) as http:
        return await check_url(Visit(http, read_crawlers(), stays_out(url)), url)


def by_name(found: Report) -> dict[str, set[tuple[str, str]]]:
    return {place.name: {(one.signal, one.status) for one in place.signals} for place in found.places}


async def test_a_server_that_says_nothing_is_told_what_to_say_where() -> None:
    pages = {"/": ("text/html", "<!doctype html><title>Art</title><p>Nothing"), "/robots.txt": ("text/plain", "")}
    async with stranger(pages) as bare:
        found = await checked(f"{bare.origin}/")
    assert set(found.decision.values()) == {"unknown"} and found.worst == "missing"
    assert all(("Content-Usage", "missing") in by_name(found)[place] for place in ("page", "robots.txt"))
    told = " ".join(found.advice)
    for word in (
        "Content-Usage: train-ai=n",
        "tdm-reservation: 1",
        "X-Robots-Tag: noai",
        '<meta name="robots"',
        "tdmrep",
    ):
        assert word in told, word
    assert from_json(json.loads(json.dumps(found.as_json()))) == found


def a_work(feed: Preset = Preset.NO_AI) -> dict[str, tuple[str, str | bytes]]:
    """A page, its object, picture, feeds, oEmbed and site files, all of which refuse training."""
    note = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": "ORIGIN/note", "type": "Note",
        "attributedTo": "ORIGIN/jane", "url": "ORIGIN/1", "contentUsage": "train-ai=n, search=y",
        "attachment": [{"type": "Image", "url": "ORIGIN/1.jpg", "contentUsage": "train-ai=n, search=y"}],
    }  # fmt: skip
    links = (
        '<link rel="alternate" type="application/activity+json" href="/note">'
        '<link rel="alternate" type="application/atom+xml" href="/feed.atom">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed">'
        '<link rel="license" type="application/rsl+xml" href="/terms.xml">'
        '<meta name="tdm-policy" content="/policy.json">'
    )
    licence = '<content url="/"><license><prohibits>ai-all</prohibits></license></content>'
    terms = f'<rsl xmlns="https://rslstandard.org/rsl">{licence}</rsl>'
    return {
        "/1": ("text/html", f"<!doctype html>{render(head(POLICIES[Preset.NO_AI], 'ORIGIN', rsl=False))}{links}"),
        "/note": ("application/activity+json", json.dumps(note)),
        "/jane": ("application/activity+json", json.dumps(note | {"id": "ORIGIN/jane", "type": "Person"})),
        "/1.jpg": ("image/jpeg", jpeg(packet(rights(Preset.NO_AI)))),
        "/feed.atom": ("application/atom+xml", atom(("ORIGIN/2", Preset.OPEN), ("ORIGIN/1", feed)).decode()),
        "/feed.json": ("application/feed+json", json_feed(("ORIGIN/2", Preset.OPEN)).decode()),
        "/oembed": ("application/json", json.dumps({"type": "photo", "contentUsage": "train-ai=n"})),
        "/terms.xml": ("application/rsl+xml", terms),
        "/policy.json": ("application/ld+json", json.dumps({"prohibition": [{"action": "tdm:mine"}]})),
        "/robots.txt": ("text/plain", ROBOTS),
        "/.well-known/tdmrep.json": ("application/json", '[{"location": "/", "tdm-reservation": 1}]'),
    }


async def test_everything_a_page_leads_to_is_read_and_agrees() -> None:
    sent = dict(headers(POLICIES[Preset.NO_AI], "https://a.example", rsl=False))
    async with stranger(a_work(), sent) as other:
        found = await checked(f"{other.origin}/1")
    names = by_name(found)
    assert names.keys() >= {
        "page", "object", "artist", "picture 1", "Atom feed", "Atom feed, as a whole", "oEmbed", "terms.xml",
        "Policy document", "robots.txt", "tdmrep.json",
    }  # fmt: skip
    assert "JSON feed" not in names  # it has no item of this work
    assert found.decision == {"train_gen": "deny", "train_other": "deny", "ai_input": "deny", "search": "allow"}
    assert found.worst == "missing"  # the object lacks some terms, and says so
    assert not [one for place in found.places for one in place.signals if one.status == "contradictory"]
    assert {place.name for place in found.places if place.troubles} <= {"object", "artist"}


async def test_one_place_that_says_otherwise_is_named_on_both_sides() -> None:
    async with stranger(a_work(feed=Preset.OPEN)) as other:
        found = await checked(f"{other.origin}/1")
    assert found.worst == "contradictory"
    assert ("rsl:license", "contradictory") in by_name(found)["Atom feed"]
    assert ("Content-Usage", "contradictory") in by_name(found)["robots.txt"]
    assert any("something else here says otherwise" in one for one in found.advice)


async def test_a_page_leads_nobody_to_what_only_this_machine_can_reach() -> None:
    async with stranger({"/secret": ("text/plain", "x")}) as inside, stranger() as other:
        traps = "".join(
            f'<link rel="alternate" type="application/atom+xml" href="{url}/secret">'
            for url in (inside.origin, f"http://localhost:{inside.port}", f"http://[::1]:{inside.port}")
        )
        other.pages["/"] = (
            "text/html",
            f'<!doctype html>{traps}<meta property="og:image" content="{inside.origin}/x">',
        )
        found = await checked(f"{other.origin}/")
        assert inside.asked == []
        assert [place.problem for place in found.places if place.name == "picture 1"] == [
            "it is at an address that is not asked"
        ]
        assert "/robots.txt" in other.asked
    may = stays_out("https://art.example/1")
    refused = ("http://10.0.0.1/", "http://127.0.0.1/", "http://[::1]/", "http://localhost:9/", "http://a.localhost/")
    assert [url for url in refused if may(url)] == []
    assert may("https://cdn.example/1.jpg") and may("http://art.example./") and may("https://93.184.215.14/")


async def test_what_is_not_there_is_an_error_and_a_site_file_is_read_as_one() -> None:
    async with stranger({"/robots.txt": ("text/plain", ROBOTS)}) as other:
        with pytest.raises(Problem, match="not there"):
            await checked(f"{other.origin}/none")
        found = await checked(f"{other.origin}/robots.txt")
    assert ("Content-Usage", "exact") in by_name(found)["robots.txt"]


async def test_a_feed_by_itself_is_read_item_by_item() -> None:
    feed = atom(("https://a.example/1", Preset.OPEN), ("https://a.example/2", Preset.NO_AI)).decode()
    async with stranger({"/feed": ("application/atom+xml", feed)}) as other:
        found = await checked(f"{other.origin}/feed")
    answers = {place.name: place.decision["train_gen"] for place in found.places}
    assert answers["item https://a.example/1"] == "allow" and answers["item https://a.example/2"] == "deny"
    assert found.worst == "missing"  # its headers


async def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The command in a thread, since it has an event loop of its own."""
    status = await asyncio.to_thread(main, ["policy", "check", *words])
    return status, capsys.readouterr().out


async def test_the_command_says_it_in_words_in_json_and_by_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare, said, broken = tmp_path / "bare.png", tmp_path / "said.jpg", tmp_path / "robots.txt"
    bare.write_bytes(picture("PNG"))
    said.write_bytes(jpeg(packet(rights(Preset.NO_AI))))
    broken.write_text("User-agent: *\nContent-Usage: train-ai=n\nContent-Signal: search=perhaps\n")
    status, text = await command(capsys, str(said))
    assert status == 0 and "plus:DataMining" in text and "train_gen: deny" in text
    status, text = await command(capsys, str(bare))
    assert status == 3 and "* Write `plus:DataMining`" in text and "train_gen: unknown" in text
    status, text = await command(capsys, str(broken), "--json")
    found: dict[str, Any] = json.loads(text)
    assert status == 4 and found["places"][0]["signals"][1]["status"] == "unreadable"
    both = tmp_path / "both.jpg"
    both.write_bytes(sealed("JPEG", CAWG[Preset.OPEN]))
    status, text = await command(capsys, str(both), "--json")
    assert status == 3 and json.loads(text)["decision"]["train_gen"] == "allow"
    assert (await command(capsys, str(tmp_path / "none")))[0] == 1
    async with stranger(a_work(feed=Preset.OPEN)) as other:
        status, text = await command(capsys, f"{other.origin}/1")
    assert status == 4 and "contradictory" in text and "(speaks for more than this)" in text


def test_saved_files_of_every_kind_are_known_by_name_or_content() -> None:
    crawlers = read_crawlers()
    open_feed = json_feed(("https://a.example/1", Preset.OPEN))
    kinds: dict[str, bytes] = {
        "tdmrep.json": b'[{"location": "/", "tdm-reservation": 1}]',
        "license.xml": a_work()["/terms.xml"][1].encode(),  # type: ignore[union-attr]
        "ai.txt": b"User-Agent: *\nDisallow: /\n",
        "trust.txt": b"datatrainingallowed=no\n",
        "note.json": a_work()["/note"][1].encode(),  # type: ignore[union-attr]
        "page": a_work()["/1"][1].encode(),  # type: ignore[union-attr]
        "offer.jsonld": b'{"@context": ["http://www.w3.org/ns/odrl.jsonld"], "prohibition": [{"action": "tdm:mine"}]}',
        "saved.xmp": packet(rights(Preset.NO_AI)),
    }
    for name, data in kinds.items():
        assert check_file(name, data, crawlers).decision["train_gen"] == "deny", name
    (item,) = check_file("feed", open_feed, crawlers).places
    assert item.decision["train_gen"] == "allow"
