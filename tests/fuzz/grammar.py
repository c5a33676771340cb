"""What arrives, made at random: JSON of any shape, and activities that are nearly right."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from federation.activities import ACTIVITY_TYPES
from federation.objects import ACTOR_TYPES, COLLECTION_TYPES, NOTE_TYPES

OWN, OURS = "{own}", "{ours}"  # replaced by an origin once servers run

NAMES = [
    "id", "type", "@id", "@type", "@context", "@graph", "actor", "object", "target", "to", "cc", "attributedTo",
    "inReplyTo",
    "content", "contentMap", "name", "nameMap", "summary", "url", "href", "mediaType", "tag", "attachment", "icon",
    "image",
    "published", "updated", "endTime", "closed", "oneOf", "anyOf", "votersCount", "replies", "totalItems", "likes",
    "shares",
    "first", "next", "items", "orderedItems", "partOf", "instrument", "result", "quote", "quoteUrl", "_misskey_quote",
    "interactionPolicy", "canLike", "canQuote", "automaticApproval", "manualApproval", "blurhash", "focalPoint",
    "width",
    "publicKey", "publicKeyPem", "owner", "inbox", "outbox", "endpoints", "sharedInbox", "preferredUsername",
    "followers",
    "featured", "movedTo", "alsoKnownAs", "assertionMethod", "publicKeyMultibase", "proof", "proofValue", "signature",
    "sensitive", "conversation", "context", "duration", "startTime", "location", "exifData", "license", "source",
    "suspended", "discoverable", "indexable", "@value", "@language", "formerType", "deleted", "emoji",
    "_misskey_reaction",
]  # fmt: skip
TYPES = [
    *ACTIVITY_TYPES, *sorted(NOTE_TYPES), *sorted(ACTOR_TYPES), *sorted(COLLECTION_TYPES), "Tombstone", "Mention",
    "Hashtag",
    "Emoji", "Link", "PropertyValue", "Place", "Key", "Multikey", "DataIntegrityProof", "QuoteAuthorization", "Offer",
    "as:Like",
    "https://www.w3.org/ns/activitystreams#Note", "Dance", "",
]  # fmt: skip
IDS = [
    f"{OWN}/users/eve", f"{OWN}/notes/1", f"{OWN}/notes/2", f"{OWN}/users/eve/featured", f"{OWN}/users/eve#main-key",
    f"{OURS}/users/jane", f"{OURS}/users/jane/followers", f"{OURS}/actor", f"{OURS}/users/jane/posts/1",
    f"{OURS}/inbox",
    "https://www.w3.org/ns/activitystreams#Public", "as:Public", "https://elsewhere.invalid/1", "http://[::1", "//x",
    "#",
    "acct:jane@art.example", "javascript:alert(1)", "data:,", "https://a b/", "https://\u202e/", "http://127.0.0.1:1/x",
]  # fmt: skip
TEXTS = [
    "", "<p>Hello</p>", "<p><a href='{ours}/@jane'>@jane</a> #ink</p>", "<math><mtext>", "</p>" * 50, "&#0;&#xD800;",
    "😀", "\u202e",
    "2026-01-01T00:00:00Z", "9999-99-99", "0000-01-01T00:00:00+99:99", "PT1H", "-P1Y", "true", "image/png",
    "text/markdown",
    "**a** [b](http://c) ![d](http://e)", "LEHV6nWB2yk8pyo0adR*.7kCMdnj", ":blobcat:", "x" * 3000,
    "-----BEGIN PUBLIC KEY-----",
    "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "en", "a\nb\r\nc", "'; drop table posts; --", "%s%n{0}",
    "../../etc/passwd",
]  # fmt: skip

leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(IDS),
    st.sampled_from(TEXTS), st.sampled_from(TYPES), st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from([-1, 0, 2**31, 2**63 - 1, 2**63, 2**64, 10**30, 1e308, -0.0]),
)  # fmt: skip
names = st.one_of(st.sampled_from(NAMES), st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
anything: st.SearchStrategy[Any] = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6), max_leaves=12
)
documents: st.SearchStrategy[dict[str, Any]] = st.dictionaries(names, anything, max_size=8)


def nearly(kind: str, required: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A thing that has what it needs, and odd things besides."""
    extra = st.dictionaries(st.sampled_from(NAMES), anything, max_size=6)
    return extra.map(
        lambda more: {"@context": "https://www.w3.org/ns/activitystreams", **more, "type": kind, **required}
    )


notes = st.sampled_from(sorted(NOTE_TYPES)).flatmap(
    lambda kind: nearly(kind, {"id": f"{OWN}/notes/1", "attributedTo": f"{OWN}/users/eve"})
)
people = st.sampled_from(sorted(ACTOR_TYPES)).flatmap(
    lambda kind: nearly(kind, {"id": f"{OWN}/users/eve", "inbox": f"{OWN}/users/eve/inbox"})
)
collections = st.sampled_from(sorted(COLLECTION_TYPES)).flatmap(lambda kind: nearly(kind, {"id": f"{OWN}/c"}))
objects = st.one_of(notes, people, collections, st.sampled_from(IDS), anything)
activities = st.builds(
    lambda kind, what, more: {**more, "type": kind, "actor": f"{OWN}/users/eve", "object": what},
    st.sampled_from(TYPES), objects, st.dictionaries(st.sampled_from(NAMES), anything, max_size=5),
)  # fmt: skip


def settled(value: Any, own: str, ours: str) -> Any:
    """The same with the origins of servers that run."""
    if isinstance(value, str):
        return value.replace(OWN, own).replace(OURS, ours)
    if isinstance(value, list):
        return [settled(one, own, ours) for one in value]
    if isinstance(value, dict):
        return {settled(name, own, ours): settled(one, own, ours) for name, one in value.items()}
    return value
