"""The readers of the later surfaces find what is said, whoever wrote it, and are kept busy by nobody."""

from __future__ import annotations

import json
import struct
import time

import pytest

from fediart.actions.policy_check import stays_out
from fediart.rights.auditor import audit, decide
from fediart.rights.cbor import decoded
from fediart.rights.discovery import discovered
from fediart.rights.model import AXES, POLICIES, Holder, Preset
from fediart.rights.named import Named, named_in
from fediart.rights.policies import odrl
from fediart.rights.read_c2pa import read_c2pa
from fediart.rights.read_feed import feed_items, read_feed, read_oembed
from fediart.rights.read_rsl import read_license
from fediart.rights.read_small import read_ai_txt, read_odrl, read_trust_txt
from fediart.rights.reading import read_html, read_image
from fediart.rights.rsl import license_xml
from fediart.rights.signal import Signal
from fediart.rights.smallfiles import ai_txt, trust_txt
from fediart.rights.urls import path_of
from tests.audit.made import CAWG, FORMATS, atom, json_feed, picture, rss, sealed, terms
from tests.rights.made import site_with

ORIGIN = "https://art.example"
HERE, THERE = f"{ORIGIN}/@jane/7", f"{ORIGIN}/@jane/8"
HOLDER = Holder("Jane", f"{ORIGIN}/@jane")


def wanted(preset: Preset) -> dict[str, str]:
    return {axis: "allow" if getattr(POLICIES[preset], axis) else "deny" for axis in AXES}


def agrees(signals: tuple[Signal, ...] | None, preset: Preset) -> dict[str, str]:
    """What they decide, which must be what the preset says on every axis they speak about."""
    assert signals
    assert {one.status for one in audit(signals, POLICIES[preset]).signals} <= {"present", "exact"}, signals
    said = {axis: answer for axis, answer in decide(signals).items() if answer != "unknown"}
    assert said.items() <= wanted(preset).items()
    return said


@pytest.mark.parametrize("kind", FORMATS)
def test_a_c2pa_assertion_is_read_in_every_format(kind: str) -> None:
    for preset, uses in CAWG.items():
        if kind != "JPEG" and preset not in (Preset.NO_TRAINING, Preset.OPEN):
            continue
        said = agrees(read_c2pa(sealed(kind, uses)), preset)
        assert set(said) == {"train_gen", "train_other", "ai_input"}
    assert read_c2pa(picture(kind)) == ()


def test_the_older_label_is_read_and_a_manifest_without_an_assertion_decides_nothing() -> None:
    old = read_image(sealed("JPEG", CAWG[Preset.NO_AI], label="c2pa.training-mining"))
    assert [one.signal for one in old if one.surface == "c2pa"] == ["c2pa.training-mining"]
    silent = read_c2pa(sealed("PNG", None))
    assert silent == (Signal("c2pa", "manifest", "it says nothing about training"),)
    assert decide(silent)["train_gen"] == "unknown"


def test_a_jpeg_store_in_several_segments_is_put_together_in_the_order_of_its_numbers() -> None:
    whole = sealed("JPEG", CAWG[Preset.NO_AI])
    at = whole.index(b"\xff\xeb")
    size = int.from_bytes(whole[at + 2 : at + 4], "big")
    head, box = whole[at + 4 : at + 8], whole[at + 12 : at + 2 + size]

    def segment(number: int, part: bytes) -> bytes:
        body = head + struct.pack(">I", number) + part
        return b"\xff\xeb" + struct.pack(">H", len(body) + 2) + body

    half = len(box) // 2
    first, second = segment(1, box[:half]), segment(2, box[:8] + box[half:])
    rest = whole[at + 2 + size :]
    assert read_c2pa(whole[:at] + second + first + rest) == read_c2pa(whole)
    assert [one.signal for one in read_c2pa(whole)] == ["cawg.training-mining"]


def test_broken_credentials_are_unreadable_and_quickly_so() -> None:
    whole = sealed("PNG", CAWG[Preset.NO_AI])
    begun = time.perf_counter()
    for at in range(40, len(whole), 97):
        for signal in read_c2pa(whole[:at] + b"\xff" * 8 + whole[at + 8 :]):
            assert signal.surface == "c2pa"
    store = whole.index(b"caBX") + 4
    assert read_c2pa(whole[:store] + b"\0" * 64 + whole[store + 64 :])[0].status == "unreadable"
    assert time.perf_counter() - begun < 2


NO_CBOR = (
    b"", b"\xff", b"\x1c", b"\x9f" * 100, b"\xbf" + b"\x61a\x9f" * 40, b"\x5b" + b"\xff" * 8, b"\x9b" + b"\xff" * 8,
)  # fmt: skip


@pytest.mark.parametrize("data", NO_CBOR)
def test_cbor_of_strangers_ends(data: bytes) -> None:
    with pytest.raises(ValueError):
        decoded(data)


def test_cbor_says_what_json_would() -> None:
    assert decoded(bytes.fromhex("a26161820118646162f5")) == {"a": [1, 100], "b": True}
    assert decoded(bytes.fromhex("bf6161c1206162f6ff")) == {"a": -1, "b": None}
    assert decoded(bytes.fromhex("7f61616162ff")) == "ab"


@pytest.mark.parametrize("site", [Preset.NO_AI, Preset.OPEN])
@pytest.mark.parametrize("preset", list(Preset))
def test_rsl_ai_txt_and_odrl_say_of_a_path_what_holds_there(preset: Preset, site: Preset) -> None:
    terms = site_with(site, preset)
    document = license_xml(terms, ORIGIN, HOLDER)
    assert agrees(read_license(document, "/@jane/7"), preset)["train_gen"] == wanted(preset)["train_gen"]
    assert agrees(read_license(document, "/@jane/81"), site)
    text = ai_txt(terms).encode()
    assert agrees(read_ai_txt(text, "/@jane/7"), preset).keys() == {"train_gen"}
    assert agrees(read_ai_txt(text, "/@jane/9"), site)
    assert agrees(read_trust_txt(trust_txt(POLICIES[preset]).encode()), preset)
    policy = json.dumps(odrl(preset, ORIGIN, HOLDER)).encode()
    assert agrees(read_odrl(policy), preset).keys() == {"train_gen", "train_other"}


def rsl(inner: str, url: str = "/") -> bytes:
    body = f'<content url="{url}"><license>{inner}</license></content>'
    return f'<rsl xmlns="https://rslstandard.org/rsl">{body}</rsl>'.encode()


@pytest.mark.parametrize(
    ("inner", "train"),
    [
        ('<permits type="usage">all</permits>', "allow"),
        ('<permits type="usage">all</permits><prohibits type="usage">ai-train</prohibits>', "deny"),
        ('<permits type="usage">ai-train,search</permits>', "allow"),
        ('<permits type="usage">all</permits><permits type="geo">DE</permits>', "unknown"),
        ('<permits type="usage">all</permits><payment type="purchase"/>', "unknown"),
        ('<permits type="usage">all</permits><payment type="attribution"/>', "allow"),
        ("<prohibits>ai-all</prohibits>", "deny"),
        ('<prohibits type="user">commercial</prohibits>', "unknown"),
    ],
)
def test_what_rsl_permits_to_some_it_does_not_permit_to_all(inner: str, train: str) -> None:
    assert decide(read_license(rsl(inner), "/x"))["train_gen"] == train
    assert decide(read_license(rsl(inner, f"{ORIGIN}/x"), "/x"))["train_gen"] == train
    page = f'<!doctype html><script type="application/rsl+xml">{rsl(inner).decode()}</script>'
    assert decide(read_html(page.encode(), "/x"))["train_gen"] == train


HOSTILE = (
    b'<!DOCTYPE a [<!ENTITY b "bb">]><rsl xmlns="https://rslstandard.org/rsl">&b;</rsl>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><rsl/>',
    b"<rsl",
    b"\xff\xfe\x00",
    b"<a/>" * 3,
    b"",
)


def test_addresses_that_are_none_lead_nowhere() -> None:
    page = b'<head><link rel="license" href="http://["><link rel="license" href="https://[::1"><meta name="tdm-policy"'
    assert discovered(page + b' content="https://a.example:x/"></head>', HERE).licences == []
    rsl = b'<rsl xmlns="https://rslstandard.org/rsl"><content url="http://["><license/></content></rsl>'
    assert [one.status for one in read_license(rsl, "/")] == ["missing"]
    assert not stays_out("http://[")("http://[") and not stays_out(HERE)("https://[")
    assert path_of("http://[") == "http://[" and path_of(f"{ORIGIN}/a?b") == "/a?b"


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_xml_is_unreadable(body: bytes) -> None:
    assert read_license(body, "/")[0].status == "unreadable"
    found = read_feed(body, HERE)
    assert found is None or found[0].status == "unreadable"
    assert read_oembed(body)


@pytest.mark.parametrize("make", [atom, rss, json_feed])
def test_a_feed_is_heard_item_by_item(make) -> None:
    for preset in Preset:
        feed = make((THERE, Preset.OPEN if preset is not Preset.OPEN else Preset.NO_AI), (HERE, preset))
        assert agrees(read_feed(feed, HERE), preset)["train_gen"] == wanted(preset)["train_gen"]
        assert feed_items(feed) == [THERE, HERE]
    assert read_feed(make((THERE, Preset.OPEN)), HERE) is None
    silent = read_feed(make((HERE, None)), HERE)
    assert silent is not None and silent[-1].status == "missing"


def test_oembed_is_heard_in_both_forms() -> None:
    for preset in Preset:
        assert agrees(read_oembed(json.dumps({"type": "photo", "_fediart": terms(preset)}).encode()), preset)
        tags = "".join(f"<{key}>{value}</{key}>" for key, value in terms(preset).items())
        assert agrees(read_oembed(f"<oembed>{tags}</oembed>".encode()), preset)
    assert read_oembed(b'{"type": "photo"}')[0].status == "missing"


def test_a_page_says_where_else_to_look() -> None:
    head = (
        '<link rel="alternate" type="application/atom+xml" href="/feed.atom">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=1">'
        '<link rel="alternate" type="application/activity+json" href="/users/jane">'
        '<link rel="license" type="application/rsl+xml" href="/license.xml"><link rel="license" href="/cc">'
        '<meta name="tdm-policy" content="/policy.json"><meta property="og:image" content="/1.jpg">'
        '<script type="application/ld+json">{"contentUrl": "/2.jpg"}</script>'
        '<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">'
    )
    found = discovered(f"<!doctype html>{head}".encode(), f"{ORIGIN}/@jane/1")
    assert found.feeds == [f"{ORIGIN}/feed.atom"] and found.oembed == [f"{ORIGIN}/oembed?url=1"]
    assert found.activity == [f"{ORIGIN}/users/jane"] and found.licences == [f"{ORIGIN}/license.xml"]
    assert found.policies == [f"{ORIGIN}/policy.json"] and found.pictures == [f"{ORIGIN}/1.jpg", f"{ORIGIN}/2.jpg"]


def test_an_object_names_its_pictures_author_and_policy() -> None:
    picture = {"type": "Image", "url": [{"type": "Link", "href": f"{ORIGIN}/1.jpg"}]}
    note = {"id": HERE, "attributedTo": [f"{ORIGIN}/users/jane"], "attachment": [picture, {"type": "PropertyValue"}]}
    found = named_in(json.dumps({"type": "Create", "object": note | {"tdmPolicy": f"{ORIGIN}/p"}}).encode())
    assert found.pictures == (f"{ORIGIN}/1.jpg",) and found.authors == (f"{ORIGIN}/users/jane",)
    assert found.ids == (HERE,) and found.policies == (f"{ORIGIN}/p",)
    broken = {"attachment": {"type": "Image", "url": "http://["}, "attributedTo": "https://", "tdmPolicy": "//"}
    assert named_in(json.dumps(broken).encode()) == Named()
    deep: object = "https://a.example"
    for _ in range(50):
        deep = [deep]
    assert named_in(json.dumps({"attachment": deep, "id": 7}).encode()).pictures == ()
