"""The policy inside ActivityPub documents: the terms, and the context block that gives them their IRIs.

The block goes on the actor (as the default), on every object and on every attachment: licences are not
inherited by attachments (FEP-6757), and a peer may keep a picture apart from its post.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fediart.rights.model import Policy, Preset, Rights, policy_document, policy_url
from fediart.rights.values import values

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"

_AI_TRAINING: Mapping[Preset, str] = MappingProxyType(
    {
        Preset.NO_AI: "Not permitted",
        Preset.NO_AI_NO_SEARCH: "Not permitted",
        Preset.NO_TRAINING: "Not permitted",
        Preset.ASK_FIRST: "Only with my consent",
        Preset.OPEN: "Permitted",
    }
)


def _iri(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "@id"}


def context(origin: str) -> dict[str, object]:
    """The last member of `@context` for documents that carry `terms`.

    `sdo` stands beside Mastodon's `schema` prefix, which is http://schema.org# and expands to other IRIs.
    `xRobotsTag` has no type: FEP-5e53's own context would turn "noai" into an address.
    """
    return {
        "license": _iri("http://purl.org/dc/terms/license"),
        "preferredLicense": _iri("https://w3id.org/fep/6757#preferredLicense"),
        "sdo": "https://schema.org/",
        "usageInfo": _iri("sdo:usageInfo"),
        "acquireLicensePage": _iri("sdo:acquireLicensePage"),
        "creditText": "sdo:creditText",
        "copyrightNotice": "sdo:copyrightNotice",
        "digitalSourceType": _iri("sdo:digitalSourceType"),
        "hasPolicy": _iri("http://www.w3.org/ns/odrl/2/hasPolicy"),
        "tdmReservation": "http://www.w3.org/ns/tdmrep#reservation",
        "tdmPolicy": _iri("http://www.w3.org/ns/tdmrep#policy"),
        "dataMining": _iri("http://ns.useplus.org/ldf/xmp/1.0/DataMining"),
        "xRobotsTag": "https://www.robotstxt.org/meta.html",
        "contentUsage": f"{origin}/ns#contentUsage",
        "contentSignal": f"{origin}/ns#contentSignal",
        "indexable": "http://joinmastodon.org/ns#indexable",
        "discoverable": "http://joinmastodon.org/ns#discoverable",
        "searchableBy": _iri("http://fedibird.com/ns#searchableBy"),
    }


def terms(rights: Rights) -> dict[str, object]:
    """The policy terms of one actor, object or attachment."""
    said = values(rights.policy)
    block: dict[str, object] = {
        "license": rights.licence.uri,
        "usageInfo": rights.policy_url,
        "hasPolicy": rights.policy_document,
        "tdmReservation": said.reservation,
        "dataMining": said.data_mining_uri,
        "contentUsage": said.content_usage,
        "contentSignal": said.content_signal,
        "creditText": rights.credit_line,
        "copyrightNotice": rights.notice,
    }
    if rights.licensing_url is not None:
        block["acquireLicensePage"] = rights.licensing_url
    if rights.policy.negotiable:
        block["tdmPolicy"] = rights.policy_document
    if robots := _robots(said.robots):
        block["xRobotsTag"] = robots
    if rights.digital_source_type is not None:
        block["digitalSourceType"] = rights.digital_source_type.uri
    return block


def _robots(words: tuple[str, ...]) -> list[str]:
    # noarchive speaks about cached pages; on an object it adds something only where noai is not said.
    return [word for word in words if word != "noarchive" or "noai" not in words]


def actor_terms(rights: Rights) -> dict[str, object]:
    """The actor's block: the default of all works, the preferred licence, and the search axis."""
    search = rights.policy.search
    return {
        **terms(rights),
        "preferredLicense": rights.licence.uri,
        "indexable": search,
        "discoverable": search,
        "searchableBy": searchable_by(rights.policy),
    }


def object_terms(rights: Rights, *, public: bool = True) -> dict[str, object]:
    """A post's block: the terms, and who may find it by searching (nobody, unless it is public)."""
    return {**terms(rights), "searchableBy": searchable_by(rights.policy, public=public)}


def searchable_by(policy: Policy, *, public: bool = True) -> str | list[str]:
    """FEP-268d: the public, or nobody."""
    return PUBLIC if policy.search and public else []


def profile_field(policy: Policy) -> dict[str, str]:
    """A profile field people can read on servers that know none of the terms."""
    return {"type": "PropertyValue", "name": "AI training", "value": _AI_TRAINING[policy.preset]}


def instance_metadata(policy: Policy, origin: str) -> dict[str, object]:
    """The instance's default in NodeInfo's `metadata` and in the instance API, under our own keys."""
    return {"aiPolicy": policy_url(origin, policy.preset), **policy_members(policy, origin)}


def policy_members(policy: Policy, origin: str) -> dict[str, object]:
    """A policy that is no single work's, under the names of `terms`."""
    said = values(policy)
    told: dict[str, object] = {
        "contentUsage": said.content_usage,
        "contentSignal": said.content_signal,
        "tdmReservation": said.reservation,
        "hasPolicy": policy_document(origin, policy.preset),
    }
    if policy.negotiable:
        told["tdmPolicy"] = policy_document(origin, policy.preset)
    if said.robots:
        told["xRobotsTag"] = list(said.robots)
    return told
