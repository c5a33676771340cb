"""Signals found in responses, pages, objects and pictures; hostile input costs little and breaks nothing."""

from __future__ import annotations

import json
import struct
import time
import zlib

import pytest

from fediart.rights.read_image import PACKET_LIMIT
from fediart.rights.read_site import parse_robots
from fediart.rights.reading import (
    read_activity,
    read_body,
    read_headers,
    read_html,
    read_image,
    read_packet,
    read_response,
    read_tdmrep,
)
from fediart.rights.signal import Signal
from fediart.rights.xmp import packet
from tests.rights.made import CONTAINERS, png, rights

DMI = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"


def found(signals: tuple[Signal, ...]) -> dict[str, str]:
    return {s.signal: s.value for s in signals if s.status == "present"}


def xmp(inside: str, attributes: str = "") -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<r:Description xmlns:q="http://ns.useplus.org/ldf/xmp/1.0/" {attributes}>{inside}'
        "</r:Description></r:RDF></x:xmpmeta>"
    ).encode()


def test_headers_are_read_whatever_their_case_and_several_lines_are_one_field():
    signals = read_headers(
        [("content-usage", "train-ai=n"), ("CONTENT-USAGE", "search=y"), ("x-robots-tag", "noai"), ("Date", "x")]
    )
    assert found(signals) == {"Content-Usage": "train-ai=n, search=y", "X-Robots-Tag": "noai"}
    assert {s.signal for s in signals if s.status == "missing"} == {"Content-Signal", "tdm-reservation"}


def test_a_licence_link_is_told_apart_from_other_links():
    signals = read_headers([("Link", '<https://x/l.xml>; rel="license"'), ("Link", '</2>; rel="next"')])
    assert found(signals) == {"Link rel=license": '<https://x/l.xml>; rel="license"'}


def test_the_head_of_a_page():
    page = b"""<!doctype html><html><head><META NAME="Robots" CONTENT="noai, noimageai">
    <meta name='tdm-reservation' content='1'><meta name="description" content="noai">
    <link rel="license nofollow" href="/license.xml">
    <script type="application/ld+json">[{"@type": "ImageObject", "usageInfo": "https://x/policy"}]</script>
    <script>var x = '<meta name="tdm-policy" content="no">'</script></head>"""
    assert found(read_html(page)) == {
        "robots": "noai, noimageai",
        "tdm-reservation": "1",
        "link rel=license": "/license.xml",
        "ImageObject usageInfo": "https://x/policy",
    }


def test_an_activity_is_read_through_to_its_object_and_attachments():
    note = {
        "type": "Note",
        "contentUsage": "train-ai=n",
        "xRobotsTag": ["noai", "noimageai"],
        "tdmReservation": 1,
        "attachment": [{"type": "Image", "dataMining": DMI}, {"type": "PropertyValue", "value": "x"}],
    }
    body = json.dumps({"@context": "x", "type": "Create", "object": note}).encode()
    signals = read_activity(body)
    assert found(signals) == {
        "contentUsage": "train-ai=n",
        "xRobotsTag": "noai, noimageai",
        "tdmReservation": "1",
        "dataMining": DMI,
    }
    missing = {(s.signal, s.value) for s in signals if s.status == "missing"}
    assert ("dataMining", "object") in missing and ("contentUsage", "attachment 1") in missing
    assert not any("attachment 2" in where for _, where in missing)


@pytest.mark.parametrize("make", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_a_packet_is_found_in_every_container(make):
    read = found(read_image(make(packet(rights()))))
    assert read["plus:DataMining"] == f"{DMI}-EXCEPTSEARCHENGINEINDEXING"
    assert read["plus:OtherConstraints"].startswith("train-ai=n, search=y; ")
    assert read["xmpRights:UsageTerms"] == "Not for AI/ML training or text and data mining."


def test_a_compressed_png_packet_is_read():
    assert "plus:DataMining" in found(read_image(png(packet(rights()), compressed=True)))


@pytest.mark.parametrize(
    "data",
    [
        xmp(f"<q:DataMining>{DMI}</q:DataMining>"),
        xmp("", f'q:DataMining="{DMI}"'),
        xmp(f'<q:DataMining r:resource="{DMI}"/>'),
    ],
    ids=["element", "attribute", "resource"],
)
def test_all_three_forms_count_under_any_prefix(data):
    assert found(read_packet(data)) == {"plus:DataMining": DMI}


def test_the_same_name_in_another_namespace_does_not_count():
    data = xmp(f"<o:DataMining xmlns:o='http://other.example/'>{DMI}</o:DataMining>")
    assert found(read_packet(data)) == {}


def test_a_picture_without_a_packet_misses_the_signal():
    (signal,) = read_image(b"\xff\xd8\xff\xda\0\2\xff\xd9")
    assert (signal.signal, signal.status) == ("plus:DataMining", "missing")


def test_a_response_is_read_by_what_it_is():
    picture = CONTAINERS["jpeg"](packet(rights()))
    surfaces = {s.surface for s in read_response([("Content-Type", "text/html")], picture)}
    assert surfaces == {"http", "image"}
    assert {s.surface for s in read_response([("content-type", "text/html; charset=utf-8")], b"<p>")} == {
        "http",
        "html",
    }
    api = read_response([("Content-Type", "application/json")], b'{"id": 1}')
    assert {s.surface for s in api} == {"http"}
    actor = b'{"@context": "https://www.w3.org/ns/activitystreams", "tdmReservation": 1}'
    assert found(read_body(actor)) == {"tdmReservation": "1"}
    assert found(read_body(packet(rights()))).keys() >= {"plus:DataMining"}
    assert read_body(b"plain text", "text/plain") == ()


def bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x:xmpmeta xmlns:x="y">&e9;</x:xmpmeta>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="y">&f;</x:xmpmeta>',
        b"<x:xmpmeta>",
        b"<x:xmpmeta xmlns:x='y'>" + b"<a>" * 200_000,
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"\xff\xfe\x00",
        b"a" * (PACKET_LIMIT + 1),
    ],
    ids=["bomb", "external", "unclosed", "deep", "encoding", "bytes", "long"],
)
def test_a_hostile_packet_is_unreadable_and_nothing_more(data):
    (signal,) = read_packet(data)
    assert (signal.signal, signal.status) == ("XMP", "unreadable")


def test_a_deeply_nested_but_closed_packet_is_read():
    data = xmp("<a>" * 50_000 + f"<q:DataMining>{DMI}</q:DataMining>" + "</a>" * 50_000)
    assert found(read_packet(data)) == {"plus:DataMining": DMI}


def test_a_compression_bomb_is_cut_off():
    data = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<" * 300_000_000, 1)
    chunk = struct.pack(">I", len(data)) + b"iTXt" + data + b"\0\0\0\0"
    (broken, missing) = read_image(b"\x89PNG\r\n\x1a\n" + chunk)
    assert (broken.status, missing.status) == ("unreadable", "missing")


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x1cftypavif"])
@pytest.mark.parametrize("rest", [b"", b"\xff" * 9, b"\0" * 2_000_000, b"\xff\xe1\0\0", b"<x:xmpmeta" * 90_000])
def test_a_broken_container_ends_the_walk(start, rest):
    signals = read_image(start + rest)
    assert signals[-1].status == "missing"


@pytest.mark.parametrize("body", [b"[" * 900_000, b'{"a":' * 100_000, b"nul", b"[]", b"\xff", b"x" * 5_000_000])
def test_hostile_json_is_unreadable(body):
    (signal,) = read_activity(body)
    assert signal.status == "unreadable"
    assert all(s.status in ("unreadable", "missing") for s in read_tdmrep(body, "/"))


def test_odd_types_in_json_are_read_without_harm():
    body = json.dumps(
        {"contentUsage": {"a": 1}, "xRobotsTag": [["noai"], {"id": 5}, None], "attachment": [1, None, []]}
    ).encode()
    assert all(isinstance(s.value, str) for s in read_activity(body))
    odd = json.dumps([1, {"location": 5}, {"location": "/", "tdm-reservation": [1]}]).encode()
    assert found(read_tdmrep(odd, "/x")) == {"tdm-reservation": "[1]"}


def test_megabytes_are_read_in_little_time():
    began = time.process_time()
    read_headers([("X-Robots-Tag", "noai," * 200_000)] * 200)
    read_html(b"<meta " * 1_000_000)
    read_html(b"<![bad" + b"<!--" * 500_000)
    parse_robots(b"User-agent: a\n" * 200_000)
    read_tdmrep(json.dumps([{"location": "/" + "*a" * 40 + "$"}] * 20_000).encode(), "/" + "a" * 60)
    assert time.process_time() - began < 5


def test_a_page_made_to_keep_a_parser_busy_is_read_in_little_time():
    made = [b"<a " * 100_000, b"<script>" * 50_000, b"<meta name='" * 30_000, b"<script></script" * 20_000,
            b"<!--" * 90_000, b"<link rel=license " + b"a=" * 100_000, b"<meta" + b" " * 200_000]  # fmt: skip
    began = time.process_time()
    for page in made:
        read_html(page)
    assert time.process_time() - began < 2
