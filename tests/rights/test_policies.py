"""The documents that the signals point to."""

from __future__ import annotations

import pytest
from pyld import jsonld

from fediart.rights.model import Holder, Preset
from fediart.rights.policies import odrl, page
from tests.rights.made import ORIGIN, PRESETS

HOLDER = Holder("Art Example", ORIGIN)
ODRL = "http://www.w3.org/ns/odrl/2/"
# The terms of the two real contexts that these documents use.
CONTEXTS = {
    "http://www.w3.org/ns/odrl.jsonld": {
        "odrl": ODRL,
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "Offer": "odrl:Offer",
        "Set": "odrl:Set",
        "uid": "@id",
        "profile": {"@id": "odrl:profile", "@type": "@id"},
        "assigner": {"@id": "odrl:assigner", "@type": "@id"},
        "permission": {"@id": "odrl:permission", "@type": "@id"},
        "prohibition": {"@id": "odrl:prohibition", "@type": "@id"},
        "duty": {"@id": "odrl:duty", "@type": "@id"},
        "target": {"@id": "odrl:target", "@type": "@id"},
        "action": {"@id": "odrl:action", "@type": "@vocab"},
        "obtainConsent": "odrl:obtainConsent",
    },
    "http://www.w3.org/ns/tdmrep.jsonld": {"tdm": "http://www.w3.org/ns/tdmrep#"},
}


def expand(document: dict[str, object]) -> dict[str, object]:
    def loader(url: str, options: object) -> dict[str, object]:
        found = {"@context": CONTEXTS[url]}
        return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": "application/ld+json"}

    (expanded,) = jsonld.expand(document, {"documentLoader": loader})
    return expanded


def test_ask_first_is_an_offer_in_the_tdmrep_profile():
    offer = odrl(Preset.ASK_FIRST, ORIGIN, HOLDER, email="hello@art.example")
    assert offer == {
        "@context": ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": f"{ORIGIN}/policies/ask-first",
        "assigner": {
            "uid": ORIGIN,
            "vcard:fn": "Art Example",
            "vcard:hasEmail": "mailto:hello@art.example",
            "vcard:hasURL": f"{ORIGIN}/policies/ask-first",
        },
        "permission": [{"target": f"{ORIGIN}/", "action": "tdm:mine", "duty": [{"action": "obtainConsent"}]}],
    }
    (permission,) = expand(offer)[f"{ODRL}permission"]
    assert permission[f"{ODRL}action"] == [{"@id": "http://www.w3.org/ns/tdmrep#mine"}]
    assert permission[f"{ODRL}duty"][0][f"{ODRL}action"] == [{"@id": f"{ODRL}obtainConsent"}]


def test_open_offers_mining_without_a_duty():
    offer = odrl(Preset.OPEN, ORIGIN, HOLDER)
    assert offer["permission"] == [{"target": f"{ORIGIN}/", "action": "tdm:mine"}]


@pytest.mark.parametrize("preset", [Preset.NO_AI, Preset.NO_AI_NO_SEARCH, Preset.NO_TRAINING])
def test_a_refusal_offers_nothing_and_prohibits_mining(preset):
    policy = odrl(preset, ORIGIN, HOLDER, targets=[f"{ORIGIN}/works/1"])
    assert "permission" not in policy and "profile" not in policy
    expanded = expand(policy)
    (prohibition,) = expanded[f"{ODRL}prohibition"]
    assert prohibition[f"{ODRL}action"] == [{"@id": "http://www.w3.org/ns/tdmrep#mine"}]
    assert prohibition[f"{ODRL}target"] == [{"@id": f"{ORIGIN}/works/1"}]
    assert expanded["http://purl.org/dc/terms/description"][0]["@value"].startswith("Nobody may")


@pytest.mark.parametrize("preset", PRESETS)
def test_each_page_says_it_in_words_and_in_values(preset):
    shown = page(preset, ORIGIN)
    assert shown.url == f"{ORIGIN}/policies/{preset}" and shown.document == f"{shown.url}.jsonld"
    assert all(value for _, value in shown.signals)
    assert ("Article 4(3)" in shown.reservation) is (preset is not Preset.OPEN)
