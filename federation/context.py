"""The JSON-LD @context blocks of what we send, each with where its terms are defined.

Mastodon acts only on documents whose @context names ActivityStreams literally, so that always comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Block = str | Mapping[str, Any]

# https://www.w3.org/TR/activitystreams-core/
ACTIVITYSTREAMS = "https://www.w3.org/ns/activitystreams"
# https://w3id.org/security/v1 (publicKey, owner, publicKeyPem)
SECURITY = "https://w3id.org/security/v1"


# https://w3id.org/security/data-integrity/v1 (proof, DataIntegrityProof; FEP-8b32)
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v1"


def _is_id(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"}


# https://docs.joinmastodon.org/spec/activitypub/#namespaces
MASTODON = {
    "toot": "http://joinmastodon.org/ns#",
    "Emoji": "toot:Emoji",
    "Hashtag": "as:Hashtag",
    "sensitive": "as:sensitive",
    "blurhash": "toot:blurhash",
    "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
}
# The same page, for actors; movedTo and alsoKnownAs as Mastodon writes them.
MASTODON_ACTOR = {
    "toot": "http://joinmastodon.org/ns#",
    "Emoji": "toot:Emoji",
    "Hashtag": "as:Hashtag",
    "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "memorial": "toot:memorial",
    "suspended": "toot:suspended",
    "featured": _is_id("toot:featured"),
    "featuredTags": _is_id("toot:featuredTags"),
    "attributionDomains": _is_id("toot:attributionDomains"),
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "movedTo": _is_id("as:movedTo"),
    "alsoKnownAs": _is_id("as:alsoKnownAs"),
}
# http://schema.org, with the `#` Mastodon writes and everyone compares by.
PROPERTY_VALUE = {
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
}
# https://docs.gotosocial.org/en/latest/federation/posts/#interaction-policy; canQuote by FEP-044f
INTERACTION_POLICY = {
    "gts": "https://gotosocial.org/ns#",
    "interactionPolicy": _is_id("gts:interactionPolicy"),
    "canLike": _is_id("gts:canLike"),
    "canReply": _is_id("gts:canReply"),
    "canAnnounce": _is_id("gts:canAnnounce"),
    "canQuote": _is_id("gts:canQuote"),
    "automaticApproval": _is_id("gts:automaticApproval"),
    "manualApproval": _is_id("gts:manualApproval"),
}
# FEP-7aa9 (collections of accounts)
CAN_FEATURE = {"canFeature": _is_id("https://w3id.org/fep/7aa9#canFeature")}
# The conversation of OStatus, which Mastodon still sends and reads.
CONVERSATION = {"ostatus": "http://ostatus.org#", "conversation": "ostatus:conversation"}
# FEP-044f (a quote and the approval it rests on), and the older words of Fedibird and Misskey for the same
QUOTE = {
    "quote": _is_id("https://w3id.org/fep/044f#quote"),
    "quoteAuthorization": _is_id("https://w3id.org/fep/044f#quoteAuthorization"),
    "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
    "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
    "quoteUri": "http://fedibird.com/ns#quoteUri",
    "_misskey_quote": "https://misskey-hub.net/ns#_misskey_quote",
}
# FEP-044f, with the terms it takes from GoToSocial
QUOTE_AUTHORIZATION = {
    "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
    "gts": "https://gotosocial.org/ns#",
    "interactingObject": _is_id("gts:interactingObject"),
    "interactionTarget": _is_id("gts:interactionTarget"),
}
# http://litepub.social/ns (reactions with an emoji, FEP-c0e0)
EMOJI_REACT = {"litepub": "http://litepub.social/ns#", "EmojiReact": "litepub:EmojiReact"}
# FEP-2c59 (the webfinger address of an actor)
WEBFINGER = {"webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger"}
# FEP-6757 (content licences)
LICENSE = {
    "license": _is_id("http://purl.org/dc/terms/license"),
    "preferredLicense": _is_id("https://w3id.org/fep/6757#preferredLicense"),
}

# FEP-521a (keys of an actor beside publicKey), the terms as https://www.w3.org/ns/cid/v1 defines them
MULTIKEY = {
    "sec": "https://w3id.org/security#",
    "assertionMethod": _is_id("sec:assertionMethod"),
    "Multikey": "sec:Multikey",
    "controller": _is_id("sec:controller"),
    "publicKeyMultibase": {"@id": "sec:publicKeyMultibase", "@type": "sec:multibase"},
}

# docs.joinmastodon.org/spec/activitypub/#Question
POLL: Mapping[str, Any] = {"toot": "http://joinmastodon.org/ns#", "votersCount": "toot:votersCount"}

NOTE_TERMS: Mapping[str, Any] = {**MASTODON, **INTERACTION_POLICY, **CONVERSATION, **QUOTE}
ACTOR_TERMS: Mapping[str, Any] = {
    **MASTODON_ACTOR, **PROPERTY_VALUE, **INTERACTION_POLICY, **CAN_FEATURE, **WEBFINGER,
}  # fmt: skip


def context(*blocks: Block) -> str | list[Block]:
    """The @context of a document: ActivityStreams, then the blocks, the inline ones joined into one."""
    named: Sequence[Block] = [block for block in blocks if isinstance(block, str)]
    terms: dict[str, Any] = {}
    for block in blocks:
        if isinstance(block, Mapping):
            terms.update(block)
    if not named and not terms:
        return ACTIVITYSTREAMS
    return [ACTIVITYSTREAMS, *named, terms] if terms else [ACTIVITYSTREAMS, *named]
