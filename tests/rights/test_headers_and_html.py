"""The headers and the head of a page, read with other people's parsers where there are any."""

from __future__ import annotations

import json

import http_sfv
import pytest
from lxml import html as lxml_html

from fediart.rights.headers import headers
from fediart.rights.html import head, image_object, render, script
from fediart.rights.model import POLICIES, DigitalSource, Preset
from tests.rights.made import ORIGIN, PRESETS, rights


def test_the_headers_of_the_default_policy():
    assert headers(POLICIES[Preset.NO_AI], ORIGIN) == (
        ("Content-Usage", "train-ai=n, search=y"),
        ("Content-Signal", "search=yes, ai-input=no, ai-train=no"),
        ("tdm-reservation", "1"),
        ("X-Robots-Tag", "noai, noimageai, noarchive"),
        ("Link", '<https://art.example/license.xml>; rel="license"; type="application/rsl+xml"'),
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_content_usage_is_a_dictionary_of_tokens(preset):
    sent = dict(headers(POLICIES[preset], ORIGIN))["Content-Usage"]
    parsed = http_sfv.Dictionary()
    parsed.parse(sent.encode())
    assert set(parsed) == {"train-ai", "search"}
    assert all(isinstance(item.value, http_sfv.Token) for item in parsed.values())
    assert str(parsed["train-ai"].value) == ("y" if POLICIES[preset].train_gen else "n")


def test_only_an_offer_is_pointed_to():
    # TDMRep: a reservation without a policy means never
    for preset in PRESETS:
        sent = dict(headers(POLICIES[preset], ORIGIN))
        expected = f"{ORIGIN}/policies/ask-first.jsonld" if preset is Preset.ASK_FIRST else None
        assert sent.get("tdm-policy") == expected


def test_an_open_work_sends_no_robots_tag_and_a_licence_has_its_own_link():
    sent = headers(POLICIES[Preset.OPEN], ORIGIN, licence_uri="https://creativecommons.org/licenses/by/4.0")
    assert "X-Robots-Tag" not in dict(sent)
    assert ("Link", '<https://creativecommons.org/licenses/by/4.0>; rel="license"') in sent
    assert len(headers(POLICIES[Preset.OPEN], ORIGIN, rsl=False)) == 3


def test_the_head_has_both_forms_of_noai():
    tree = lxml_html.fromstring(f"<html><head>{render(head(POLICIES[Preset.NO_AI], ORIGIN))}</head></html>")
    robots = [m.get("content") for m in tree.iter("meta") if m.get("name") == "robots"]
    assert robots == ["noai, noimageai, noarchive", "noai", "noimageai"]
    assert tree.xpath("//meta[@name='tdm-reservation']/@content") == ["1"]
    assert tree.xpath("//link[@rel='license' and @type='application/rsl+xml']/@href") == [f"{ORIGIN}/license.xml"]


def test_the_head_of_an_open_page_says_only_that_nothing_is_reserved():
    text = render(head(POLICIES[Preset.OPEN], ORIGIN, rsl=False))
    assert text == '<meta name="tdm-reservation" content="0">'


def test_attributes_are_escaped():
    assert 'href="https://x.example/?a=1&amp;b=&quot;"' in render(
        head(POLICIES[Preset.OPEN], ORIGIN, licence_uri='https://x.example/?a=1&b="')
    )


def test_image_data_names_the_holder_and_the_terms():
    data = image_object(
        rights(source=DigitalSource.DIGITAL_CREATION), content_url=f"{ORIGIN}/media/1.jpg", name="Heron"
    )
    assert data["license"] == "https://rightsstatements.org/vocab/InC/1.0"
    assert data["usageInfo"] == f"{ORIGIN}/policies/no-ai"
    assert data["acquireLicensePage"] == f"{ORIGIN}/@jane/licensing"
    assert data["copyrightNotice"] == "© 2026 Jane Artist"
    assert data["digitalSourceType"] == "https://schema.org/DigitalArtDigitalSource"
    assert "digitalSourceType" not in image_object(rights(), content_url="https://x/1.jpg", name="Heron")


def test_a_name_cannot_close_the_script():
    evil = "</script><script>alert(1)</script><!--"
    data = image_object(rights(name=evil), content_url="https://x/1.jpg", name=evil)
    text = script(data)
    assert text.count("<") == 2
    inner = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inner)["name"] == evil
