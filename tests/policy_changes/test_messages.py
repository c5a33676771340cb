"""What other servers receive is read by a JSON-LD processor with the real contexts: every word has a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS, FrozenDocumentLoader

from fediart.actions import outbox
from fediart.actions.profile import choose_policy
from fediart.clock import HandClock
from fediart.store import artworks
from tests.inbox.conftest import Meeting
from tests.policy_changes.gallery import done, hung

AS = "https://www.w3.org/ns/activitystreams#"
PROOFS = "https://w3id.org/security/data-integrity/v1"
# What that context defines, as far as proofs of ours use it.
PROOF_TERMS = {
    "proof": {"@id": "https://w3id.org/security#proof", "@type": "@id", "@container": "@graph"},
    "DataIntegrityProof": "https://w3id.org/security#DataIntegrityProof",
}
MEANT = {
    "http://purl.org/dc/terms/license",
    "http://www.w3.org/ns/odrl/2/hasPolicy",
    "http://www.w3.org/ns/tdmrep#reservation",
    "http://www.w3.org/ns/tdmrep#policy",
    "http://ns.useplus.org/ldf/xmp/1.0/DataMining",
    "https://www.robotstxt.org/meta.html",
    "https://schema.org/usageInfo",
    "https://schema.org/creditText",
    "https://schema.org/copyrightNotice",
}


def expanded(document: dict[str, Any]) -> dict[str, Any]:
    bundled = FrozenDocumentLoader(BUNDLED_CONTEXTS)

    def load(url: str, options: object) -> Any:
        if url == PROOFS:
            return {"contextUrl": None, "documentUrl": url, "document": {"@context": PROOF_TERMS}}
        return bundled(url, options)

    (made,) = jsonld.expand(document, {"documentLoader": load})
    return dict(made)


def words(node: Any) -> Iterator[str]:
    """Every property and type, at any depth, but those of the proof."""
    if isinstance(node, list):
        for one in node:
            yield from words(one)
    elif isinstance(node, dict):
        for name, value in node.items():
            if not name.endswith("security#proof"):
                yield name
                yield from value if name == "@type" and isinstance(value, list) else words(value)


@pytest.mark.one_engine
async def test_every_word_of_every_message_is_defined_and_each_part_says_the_policy(
    followed: Meeting, clock: HandClock
) -> None:
    site = followed.site
    await choose_policy(site, followed.jane, "ask-first")
    work = await hung(site, followed.jane, "Heron", digital_source_type="digitalCreation")
    async with site.db.writing() as tx:
        await outbox.artwork_published(tx, site, work.id)
        await artworks.save(tx, replace(work, title="Grey heron"))
        await outbox.artwork_changed(tx, site, work.id)
    await done(site, clock)
    heard = {(one["type"], one["object"]["type"]): expanded(one) for one in followed.bob.received}
    assert heard.keys() == {("Create", "Note"), ("Update", "Note"), ("Update", "Person")}
    for (kind, what), message in heard.items():
        undefined = {word for word in words(message) if word.startswith("_:")}
        assert not undefined, f"{kind} of a {what}: {undefined}"
        (about,) = message[f"{AS}object"]
        pictures = [one for one in about[f"{AS}attachment"] if one["@type"] == [f"{AS}Image"]]
        assert (len(pictures) == 1) is (what == "Note")
        ours = {f"{site.config.origin}/ns#contentUsage", f"{site.config.origin}/ns#contentSignal"}
        for part in (message, about, *pictures):
            assert MEANT | ours <= part.keys(), (kind, what, (MEANT | ours) - part.keys())
