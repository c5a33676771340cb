"""Others' wishes: what each signal means, how they go together with ours, and what of a file's rights is kept."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from fediart.rights.kept import NOTHING_KEPT, read_kept
from fediart.rights.meaning import Meaning, same
from fediart.rights.model import AXES, POLICIES, Axis, Policy, Preset, strictest, within
from fediart.rights.values import PLUS_VOCABULARY
from fediart.rights.wishes import Heard, Wishes, heard, held_to, in_words, said_in
from fediart.rights.xmp import LIMIT, packet
from fediart.translate.incoming import rights_of
from fediart.translate.remote_rights import meaning_of, terms_in
from tests.audit.made import CAWG, picture, sealed
from tests.rights.made import rights

pytestmark = pytest.mark.one_engine

AI: tuple[Axis, ...] = ("train_gen", "train_other", "ai_input")
ALL_SAID: list[Meaning] = [
    {axis: answer for axis, answer in zip(AXES, answers, strict=True) if answer is not None}
    for answers in itertools.product((True, False, None), repeat=4)
]


def jpeg(xmp: bytes) -> bytes:
    segment = b"http://ns.adobe.com/xap/1.0/\0" + xmp
    return b"\xff\xd8\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + b"\xff\xda\0\2"


def xmp(properties: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"'
        f' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">{properties}</rdf:Description></rdf:RDF>'
        "</x:xmpmeta>"
    ).encode()


def alternative(tag: str, text: str) -> str:
    items = f'<rdf:li xml:lang="de">Nein</rdf:li><rdf:li xml:lang="x-default">{text}</rdf:li>'
    return f"<{tag}><rdf:Alt>{items}</rdf:Alt></{tag}>"


@pytest.mark.parametrize("local", list(POLICIES.values()), ids=lambda one: one.preset)
def test_every_combination_is_held_to_the_stricter_side_on_every_axis(local: Policy) -> None:
    presets = [one for one in POLICIES.values() if one.preset is not Preset.ASK_FIRST]
    for said in ALL_SAID:
        found = held_to(said, local)
        assert within(found, local)
        assert all(said.get(axis, True) or not getattr(found, axis) for axis in AXES), said
        if not any(axis in said for axis in AI):
            assert not any(getattr(found, axis) for axis in AI), "nobody has given a permission"
            continue
        fitting = [
            one for one in presets
            if within(one, local) and all(said.get(axis, True) or not getattr(one, axis) for axis in AXES)
        ]  # fmt: skip
        most = max((sum(getattr(one, axis) for axis in AXES) for one in fitting), default=0)
        assert sum(getattr(found, axis) for axis in AXES) == most, "not stricter than both sides ask for"


@pytest.mark.parametrize("local", list(POLICIES.values()), ids=lambda one: one.preset)
def test_who_says_nothing_gets_our_policy_as_far_as_it_permits_no_ai(local: Policy) -> None:
    found = held_to({}, local)
    assert [getattr(found, axis) for axis in AXES] == [False, False, False, local.search]
    assert strictest([found, local], local).search is local.search


def test_the_default_gives_way_to_the_post_and_one_refusal_anywhere_is_enough() -> None:
    no, yes = same(AI, False), same(AI, True)
    assert Wishes(actor=no, post=yes).all == yes
    assert Wishes(actor=yes, post=no).all == no
    assert Wishes(actor=no).all == no
    assert Wishes(post=yes, attachment={"train_gen": False}).all == yes | {"train_gen": False}
    assert Wishes(post=no, attachment=yes).all == no
    assert Wishes(post=yes, server=no).all == no
    assert Wishes(post=yes, file=no).all == no
    assert Wishes(actor=no, file=yes).all == no, "a file's permission does not outweigh its artist's refusal"
    assert Wishes(file=yes).all == yes


SAID: list[tuple[dict[str, Any], Meaning]] = [
    ({"contentUsage": "train-ai=n, search=y"}, {"train_gen": False, "search": True}),
    ({"contentSignal": "search=yes, ai-input=no, ai-train=no"}, same(AI, False) | {"search": True}),
    ({"tdmReservation": 1}, {"train_gen": False, "train_other": False}),
    ({"tdm:reservation": 1}, {"train_gen": False, "train_other": False}),
    ({"http://www.w3.org/ns/tdmrep#reservation": {"@value": 0}}, {"train_gen": True, "train_other": True}),
    ({"dataMining": {"id": f"{PLUS_VOCABULARY}DMI-PROHIBITED"}}, same(AXES, False)),
    ({"plus:DataMining": PLUS_VOCABULARY + "DMI-PROHIBITED-GENAIMLTRAINING"}, {"train_gen": False}),
    ({"xRobotsTag": ["noai", "noimageai"]}, same(AI, False)),
    ({"xRobotsTag": "noindex"}, {"search": False}),
    ({"searchableBy": ["https://www.w3.org/ns/activitystreams#Public", "https://a.example/f"]}, {"search": True}),
    ({"fedibird:searchableBy": "https://a.example/users/bob/followers"}, {"search": False}),
    ({"toot:indexable": False}, {"search": False}),
    ({"license": "https://creativecommons.org/licenses/by/4.0/"}, {}),
    ({"tdmReservation": "reserved", "contentUsage": "train-ai=((", "xRobotsTag": {"a": 1}, "dataMining": None}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), SAID, ids=lambda one: json.dumps(one)[:60])
def test_each_term_of_a_document_is_understood(document: dict[str, Any], expected: Meaning) -> None:
    assert meaning_of(rights_of({"type": "Note", "content": "<p>Hello</p>", **document})) == expected


def test_a_plain_note_says_nothing() -> None:
    assert rights_of({"type": "Note", "content": "<p>Hello</p>", "sensitive": False, "tag": []}) == "{}"
    assert meaning_of("{}") == {}
    assert terms_in("{}", '{"usageInfo": "javascript:alert(1)"}', '{"usageInfo": "https://a.example/t"}') == (
        "https://a.example/t"
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Content-Usage", "train-ai=n"), ("Content-Usage", "search=y")], {"train_gen": False, "search": True}),
        ([("TDM-Reservation", "1")], {"train_gen": False, "train_other": False}),
        ([("X-Robots-Tag", "noai"), ("X-Robots-Tag", "noindex")], same(AI, False) | {"search": False}),
        ([("X-Robots-Tag", "examplebot: noai")], {}),
        ([("Content-Signal", "search=yes,ai-train=no")], {"train_gen": False, "train_other": False, "search": True}),
        ([("Content-Type", "image/png"), ("X-Robots-Tag", "noai" * 5000)], {}),
    ],
)
def test_each_header_of_a_picture_is_understood(headers: list[tuple[str, str]], expected: Meaning) -> None:
    assert said_in(heard(headers, b"").server, "http") == expected


def test_what_the_bytes_say_is_understood() -> None:
    for preset in (Preset.NO_AI, Preset.OPEN):
        policy = POLICIES[preset]
        for data in (jpeg(packet(rights(preset))), sealed("WEBP", CAWG[preset])):
            said = said_in(heard([], data).file, "image")
            assert said and all(permitted is getattr(policy, axis) for axis, permitted in said.items()), preset
    assert heard([("Server", "nginx")], picture("PNG")) == Heard()


def test_hostile_bytes_are_heard_without_harm() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>'
    for data in (b"", jpeg(bomb), jpeg(b"<x:xmpmeta"), b"\x89PNG\r\n\x1a\n" + b"\xff" * 99, b"RIFF\0\0\0\0WEBPXMP "):
        assert heard([], data) == Heard()
    loud = xmp("".join(f"<plus:DataMining>{'x' * 9}{n}</plus:DataMining>" for n in range(900)))
    assert len(heard([], jpeg(loud)).file) <= 16
    bad = alternative("xmpRights:UsageTerms", "x" * 9000) + '<xmpRights:WebStatement rdf:resource="javascript:1"/>'
    kept = read_kept(jpeg(xmp(bad)))
    assert len(kept.usage_terms) <= 600 and kept.statement == ""
    evil = alternative("dc:rights", "&lt;/rdf:li&gt;&lt;plus:DataMining&gt;DMI-ALLOWED&lt;/plus:DataMining&gt;")
    again = heard([], jpeg(packet(rights(Preset.NO_AI), read_kept(jpeg(xmp(evil))))))
    assert said_in(again.file, "image")["train_gen"] is False


def test_the_rights_fields_of_a_file_are_kept_and_ours_come_after() -> None:
    theirs = xmp(
        "<dc:creator><rdf:Seq><rdf:li>Ada &amp; Co</rdf:li><rdf:li>Bea</rdf:li></rdf:Seq></dc:creator>"
        + alternative("dc:rights", "© 2019 Ada")
        + alternative("xmpRights:UsageTerms", "Ask before printing.")
        + "<xmpRights:WebStatement>https://ada.example/terms</xmpRights:WebStatement>"
        "<photoshop:Credit>Studio Ada</photoshop:Credit>"
        '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorName>Ada Ltd</plus:LicensorName>'
        "<plus:LicensorURL>https://ada.example/licence</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>"
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/negativeFilm"
        "</Iptc4xmpExt:DigitalSourceType>"
    )
    kept = read_kept(jpeg(theirs))
    assert (kept.creators, kept.credit, kept.notice) == (("Ada & Co", "Bea"), "Studio Ada", "© 2019 Ada")
    ours = packet(rights(Preset.NO_AI), kept)
    again = read_kept(jpeg(ours))
    assert (again.creators, again.credit, again.notice) == (kept.creators, kept.credit, kept.notice)
    assert (again.statement, again.licensor, again.licensor_url) == (
        "https://ada.example/terms", "Ada Ltd", "https://ada.example/licence"
    )  # fmt: skip
    assert again.source == "negativeFilm"
    assert again.usage_terms == "Ask before printing. Not for AI/ML training or text and data mining."
    assert "train-ai=n, search=y" in again.constraints
    assert packet(rights(), NOTHING_KEPT) == packet(rights())
    longest = xmp(
        "<dc:creator><rdf:Seq>" + f"<rdf:li>{chr(34) * 900}</rdf:li>" * 20 + "</rdf:Seq></dc:creator>"
        + alternative("dc:rights", chr(34) * 900) + alternative("plus:OtherConstraints", chr(34) * 900)
    )  # fmt: skip
    assert len(packet(rights(), read_kept(jpeg(longest)))) < LIMIT


def test_wishes_in_plain_words() -> None:
    no_ai = same(AI, False)
    assert in_words(no_ai | {"search": True}) == "no AI training, no use as input for AI, search engines may show it"
    assert in_words({"train_gen": False}) == "no training of generative AI"
    assert in_words({"train_gen": True, "train_other": True}) == "AI training is permitted"
    assert in_words({"train_gen": True, "train_other": False}) == (
        "training of generative AI is permitted, no training of other AI"
    )
    assert in_words({}) == "" and in_words({"search": False}) == "", "of AI nothing is said"
