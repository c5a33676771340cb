"""The packet in the picture: its fields by another XML parser, and what people's names cannot do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fediart.rights.licences import LICENCES
from fediart.rights.model import DigitalSource, Preset
from fediart.rights.xmp import LIMIT, packet
from tests.rights.made import ORIGIN, PRESETS, rights

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


def texts(data: bytes, path: str) -> list[str]:
    return etree.fromstring(data).xpath(f"//{path}/text()", namespaces=NAMES)


def test_the_packet_of_the_default_policy():
    data = packet(rights(source=DigitalSource.DIGITAL_CREATION))
    assert data.startswith(b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta')
    assert data.endswith(b'</x:xmpmeta><?xpacket end="w"?>')
    assert texts(data, "dc:creator/rdf:Seq/rdf:li") == ["Jane Artist"]
    assert texts(data, "dc:rights/rdf:Alt/rdf:li[@xml:lang='x-default']") == ["© 2026 Jane Artist. No AI training."]
    assert texts(data, "xmpRights:Marked") == ["True"]
    assert texts(data, "xmpRights:WebStatement") == [f"{ORIGIN}/works/1"]
    assert texts(data, "xmpRights:UsageTerms/rdf:Alt/rdf:li") == ["Not for AI/ML training or text and data mining."]
    assert texts(data, "photoshop:Credit") == ["Jane Artist"]
    assert texts(data, "plus:DataMining") == [
        "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"
    ]
    assert texts(data, "plus:OtherConstraints/rdf:Alt/rdf:li") == [f"train-ai=n, search=y; {ORIGIN}/policies/no-ai"]
    licensor = "plus:Licensor/rdf:Seq/rdf:li[@rdf:parseType='Resource']"
    assert texts(data, f"{licensor}/plus:LicensorName") == ["Jane Artist"]
    assert texts(data, f"{licensor}/plus:LicensorURL") == [f"{ORIGIN}/@jane/licensing"]
    assert texts(data, "ext:DigitalSourceType") == ["http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"]
    linked = "ext:LinkedEncRightsExpr/rdf:Bag/rdf:li[@rdf:parseType='Resource']"
    assert texts(data, f"{linked}/ext:LinkedRightsExpr") == [f"{ORIGIN}/policies/no-ai.jsonld"]
    assert texts(data, f"{linked}/ext:RightsExprEncType") == ["application/ld+json"]
    assert texts(data, f"{linked}/ext:RightsExprLangId") == ["http://www.w3.org/ns/odrl/2/"]


@pytest.mark.parametrize("preset", PRESETS)
def test_an_origin_nobody_declared_is_never_claimed(preset):
    assert b"digitalsourcetype" not in packet(rights(preset)).lower()


def test_a_licence_is_named_and_given_up_copyright_is_not_marked():
    data = packet(rights(licence=LICENCES["cc0-1.0"]))
    assert texts(data, "xmpRights:Marked") == ["False"]
    (terms,) = texts(data, "xmpRights:UsageTerms/rdf:Alt/rdf:li")
    assert terms.endswith("Licence: CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0")
    (claim,) = texts(data, "dc:rights/rdf:Alt/rdf:li")
    assert claim == "Jane Artist, 2026 (CC0 1.0). No AI training."


@given(st.sampled_from(list(Preset)), st.text(max_size=200_000 // 100))
def test_any_name_gives_a_well_formed_packet_of_bounded_size(preset, name):
    data = packet(rights(preset, name=name))
    assert len(data) < LIMIT
    written = texts(data, "plus:DataMining")
    assert len(written) == 1 and written[0].startswith("http://ns.useplus.org/ldf/vocab/DMI-")


def test_a_name_of_a_megabyte_and_one_made_of_markup():
    assert len(packet(rights(name="\U0001f3a8" * 250_000))) < LIMIT
    evil = "]]></rdf:li><plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-ALLOWED</plus:DataMining>\x00\x0b"
    data = packet(rights(name=evil))
    assert texts(data, "dc:creator/rdf:Seq/rdf:li") == [evil.replace("\x00", " ").replace("\x0b", " ")]
    assert len(texts(data, "plus:DataMining")) == 1
    emoji = "Ana\u3000María 👩‍🎨"
    assert texts(packet(rights(name=emoji)), "photoshop:Credit") == [emoji]
