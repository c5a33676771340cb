"""The terms in ActivityPub documents, expanded by a JSON-LD processor: every IRI as intended."""

from __future__ import annotations

import pytest
from pyld import jsonld

from fediart.rights.jsonld import (
    actor_terms,
    context,
    instance_metadata,
    object_terms,
    profile_field,
    terms,
)
from fediart.rights.licences import LICENCES
from fediart.rights.model import POLICIES, DigitalSource, Preset
from tests.rights.made import ORIGIN, PRESETS, rights

AS = "https://www.w3.org/ns/activitystreams"
# The terms of the real contexts that these documents use.
CONTEXTS = {
    AS: {
        "@vocab": "_:",
        "as": f"{AS}#",
        "id": "@id",
        "type": "@type",
        "Note": "as:Note",
        "Image": "as:Image",
        "Person": "as:Person",
        "attachment": {"@id": "as:attachment", "@type": "@id"},
    },
    "https://w3id.org/security/v1": {},
}


def loader(url: str, options: object) -> dict[str, object]:
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": CONTEXTS[url]},
        "contentType": "application/ld+json",
    }


def expand(document: dict[str, object]) -> dict[str, object]:
    full = {"@context": [*CONTEXTS, context(ORIGIN)], **document}
    (expanded,) = jsonld.expand(full, {"documentLoader": loader, "base": f"{ORIGIN}/works/1"})
    return expanded


def test_the_terms_of_the_default_policy():
    block = terms(rights(source=DigitalSource.DIGITAL_CREATION))
    assert block == {
        "license": "https://rightsstatements.org/vocab/InC/1.0",
        "usageInfo": f"{ORIGIN}/policies/no-ai",
        "acquireLicensePage": f"{ORIGIN}/@jane/licensing",
        "hasPolicy": f"{ORIGIN}/policies/no-ai.jsonld",
        "tdmReservation": 1,
        "dataMining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        "xRobotsTag": ["noai", "noimageai"],
        "contentUsage": "train-ai=n, search=y",
        "contentSignal": "search=yes, ai-input=no, ai-train=no",
        "creditText": "Jane Artist",
        "copyrightNotice": "© 2026 Jane Artist",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
    }


def test_every_iri_is_the_intended_one_on_object_and_attachment():
    held = rights(Preset.ASK_FIRST, source=DigitalSource.DIGITAL_CREATION)
    picture = {"type": "Image", **terms(held)}
    note = {"type": "Note", "id": f"{ORIGIN}/works/1", "attachment": [picture], **object_terms(held)}
    expanded = expand(note)
    (attached,) = expanded[f"{AS}#attachment"]
    for part in (expanded, attached):
        assert part["http://purl.org/dc/terms/license"] == [{"@id": "https://rightsstatements.org/vocab/InC/1.0"}]
        assert part["https://schema.org/usageInfo"] == [{"@id": f"{ORIGIN}/policies/ask-first"}]
        assert part["https://schema.org/acquireLicensePage"] == [{"@id": f"{ORIGIN}/@jane/licensing"}]
        assert part["http://www.w3.org/ns/odrl/2/hasPolicy"] == [{"@id": f"{ORIGIN}/policies/ask-first.jsonld"}]
        assert part["http://www.w3.org/ns/tdmrep#reservation"] == [{"@value": 1}]
        assert part["http://www.w3.org/ns/tdmrep#policy"] == [{"@id": f"{ORIGIN}/policies/ask-first.jsonld"}]
        assert part["http://ns.useplus.org/ldf/xmp/1.0/DataMining"] == [
            {"@id": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEELINKEDRIGHTSEXPR"}
        ]
        assert part["https://www.robotstxt.org/meta.html"] == [{"@value": "noai"}, {"@value": "noimageai"}]
        assert part[f"{ORIGIN}/ns#contentUsage"] == [{"@value": "train-ai=n, search=y"}]
        assert part[f"{ORIGIN}/ns#contentSignal"] == [{"@value": "search=yes, ai-input=no, ai-train=no"}]
        assert part["https://schema.org/creditText"] == [{"@value": "Jane Artist"}]
        assert part["https://schema.org/copyrightNotice"] == [{"@value": "© 2026 Jane Artist"}]
        assert part["https://schema.org/digitalSourceType"] == [
            {"@id": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"}
        ]
    assert expanded["http://fedibird.com/ns#searchableBy"] == [{"@id": f"{AS}#Public"}]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_term_falls_through_to_the_default_vocabulary(preset):
    expanded = expand({"type": "Person", **actor_terms(rights(preset))})
    assert not [key for key in expanded if key.startswith("_:")]


def test_an_actor_carries_the_preferred_licence_and_the_search_axis():
    expanded = expand({"type": "Person", **actor_terms(rights(licence=LICENCES["cc-by-4.0"]))})
    assert expanded["https://w3id.org/fep/6757#preferredLicense"] == [
        {"@id": "https://creativecommons.org/licenses/by/4.0"}
    ]
    assert expanded["http://joinmastodon.org/ns#indexable"] == [{"@value": True}]
    hidden = actor_terms(rights(Preset.NO_AI_NO_SEARCH))
    assert (hidden["indexable"], hidden["discoverable"], hidden["searchableBy"]) == (False, False, [])


def test_a_private_post_is_searchable_by_nobody():
    assert object_terms(rights(Preset.OPEN), public=False)["searchableBy"] == []


def test_the_profile_field_is_readable_by_people():
    field = profile_field(POLICIES[Preset.NO_AI])
    assert field == {"type": "PropertyValue", "name": "AI training", "value": "Not permitted"}
    assert profile_field(POLICIES[Preset.OPEN])["value"] == "Permitted"


def test_an_open_object_says_nothing_to_robots():
    block = terms(rights(Preset.OPEN))
    assert "xRobotsTag" not in block and "tdmPolicy" not in block
    assert terms(rights(Preset.NO_TRAINING))["xRobotsTag"] == ["noarchive"]


def test_the_instance_says_its_default_under_its_own_keys():
    assert instance_metadata(POLICIES[Preset.NO_AI], ORIGIN) == {
        "contentUsage": "train-ai=n, search=y",
        "contentSignal": "search=yes, ai-input=no, ai-train=no",
        "tdmReservation": 1,
        "aiPolicy": f"{ORIGIN}/policies/no-ai",
        "hasPolicy": f"{ORIGIN}/policies/no-ai.jsonld",
        "xRobotsTag": ["noai", "noimageai", "noarchive"],
    }
    asked = instance_metadata(POLICIES[Preset.ASK_FIRST], ORIGIN)
    assert asked["tdmPolicy"] == f"{ORIGIN}/policies/ask-first.jsonld"
    assert "xRobotsTag" not in instance_metadata(POLICIES[Preset.OPEN], ORIGIN)
