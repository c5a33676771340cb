"""Object integrity proofs (FEP-8b32): the W3C's vectors, what we make we verify, and what is wrong is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from federation import proofs
from federation.context import ACTIVITYSTREAMS, DATA_INTEGRITY
from federation.jcs import canonical
from federation.keys import KeyPair, KeyProblem, PrivateKey, PublicKey, generate_ed25519, generate_rsa
from federation.multikey import multibase, pem_of, unmultibase
from federation.proofs import NoProof, ProofError, strictly_read, verify, with_proof

NOW = 1_767_225_600_000
HOUR = 3600 * 1000
OWNER = "https://peer.example/users/bob"
ID = f"{OWNER}#ed25519-key"
LIKE = {
    "@context": ACTIVITYSTREAMS,
    "id": f"{OWNER}/likes/1",
    "type": "Like",
    "actor": OWNER,
    "object": "https://art.example/users/ann/posts/1",
    "focalPoint": [0.0, -0.25],
}


class Keys:
    def __init__(self, known: PublicKey | None, fresh: PublicKey | None = None) -> None:
        self.known, self.fresh = known, fresh
        self.asked: list[bool] = []

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        self.asked.append(fresh)
        return self.fresh if fresh else self.known


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return generate_ed25519()


@pytest.fixture
def public(pair: KeyPair) -> PublicKey:
    return PublicKey(ID, OWNER, pair.public_pem)


@pytest.fixture
def signed(pair: KeyPair) -> dict[str, Any]:
    return with_proof(LIKE, PrivateKey(ID, pair.private_pem), NOW)


@pytest.mark.shared
def test_the_vectors_of_the_w3c(shared: Any) -> None:
    """eddsa-jcs-2022, with every intermediate value: canonical texts, hashes, what is signed, the signature."""
    folder = shared / "vectors/vc-di-eddsa"
    document = json.loads((folder / "unsigned.json").read_text())
    pair = json.loads((folder / "keyPair.json").read_text())
    folder = folder / "eddsa-jcs-2022"
    config = json.loads((folder / "proofConfigJCS.json").read_text())

    def told(name: str) -> str:
        return str((folder / name).read_text().strip())

    assert canonical(document).decode() == told("canonDocJCS.txt")
    assert canonical(config).decode() == told("proofCanonJCS.txt")
    data = proofs.hash_data(document, config)
    assert data.hex() == told("combinedHashJCS.txt") == told("proofHashJCS.txt") + told("docHashJCS.txt")
    whole = json.loads((folder / "signedJCS.json").read_text())
    signature = unmultibase(whole["proof"]["proofValue"])
    assert signature.hex() == told("sigHexJCS.txt") and multibase(signature) == told("sigBTC58JCS.txt")
    key = PublicKey("k", "o", pem_of(pair["publicKeyMultibase"]))
    assert proofs.made_with(key, (data,), signature)
    assert not proofs.made_with(key, (data[:-1] + b"\0",), signature)


async def test_what_we_make_we_verify(signed: dict[str, Any], public: PublicKey) -> None:
    signer = await verify(signed, Keys(public), NOW)
    assert (signer.actor_id, signer.key_id, signer.scheme) == (OWNER, ID, None)
    # As it arrives: another order of names, other white space, 0 for 0.0.
    text = json.dumps(dict(reversed(signed.items())), indent=2).replace("0.0,", "0,")
    assert (await verify(strictly_read(text), Keys(public), NOW)).actor_id == OWNER
    assert signed["@context"] == [ACTIVITYSTREAMS, DATA_INTEGRITY]
    assert signed["proof"]["created"] == "2026-01-01T00:00:00Z"


def test_the_terms_of_the_proof_stand_among_the_named_contexts(pair: KeyPair) -> None:
    own = {"@context": [ACTIVITYSTREAMS, "https://w3id.org/security/v1", {"a": "b:c"}], "id": "x"}
    made = with_proof(own, PrivateKey(ID, pair.private_pem), NOW)
    assert made["@context"] == [ACTIVITYSTREAMS, "https://w3id.org/security/v1", DATA_INTEGRITY, {"a": "b:c"}]
    assert own["@context"] != made["@context"], "what was given is not changed"


@pytest.mark.parametrize(
    "change",
    [
        {"object": "https://art.example/users/ann/posts/2"},
        {"actor": "https://evil.example/users/eve"},
        {"to": ["https://www.w3.org/ns/activitystreams#Public"]},
        {"type": ["Like", "Delete"]},
        {"focalPoint": [0.0, -0.2500001]},
    ],
)
async def test_a_changed_document_is_refused(change: dict[str, Any], signed: dict[str, Any], public: PublicKey) -> None:
    with pytest.raises(ProofError, match="was changed"):
        await verify(signed | change, Keys(public), NOW)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"proofPurpose": "authentication"}, "purpose"),
        ({"type": "Ed25519Signature2020"}, "DataIntegrityProof"),
        ({"created": "2027-01-01T00:00:00Z"}, "future"),
        ({"created": "2025-12-31T23:00:00Z"}, "was changed"),
        ({"expires": "soon"}, "expires"),
        ({"proofValue": "z" + "1" * 88}, "was changed"),
        ({"proofValue": "zO0Il"}, "base58"),
        ({"proofValue": "mAAAA"}, "base58"),
        ({"proofValue": "z" + "2" * 400}, "base58"),
        ({"@context": [ACTIVITYSTREAMS]}, "another @context"),
        ({"domain": "other.example"}, "was changed"),
    ],
)
async def test_a_wrong_proof_is_refused(
    change: dict[str, Any], match: str, signed: dict[str, Any], public: PublicKey
) -> None:
    with pytest.raises(ProofError, match=match) as caught:
        await verify(signed | {"proof": signed["proof"] | change}, Keys(public), NOW)
    assert not isinstance(caught.value, NoProof)


@pytest.mark.parametrize(
    "change",
    [
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"verificationMethod": "did:key:z6Mk#z6Mk"},
        {"created": None},
        {"created": "2025-12-29T00:00:00Z"},
        {"expires": "2025-12-31T00:00:00Z"},
        {"previousProof": "urn:x"},
    ],
)
async def test_what_cannot_be_checked_proves_nothing_and_refutes_nothing(
    change: dict[str, Any], signed: dict[str, Any], public: PublicKey
) -> None:
    with pytest.raises(NoProof):
        await verify(signed | {"proof": signed["proof"] | change}, Keys(public), NOW)
    with pytest.raises(NoProof):
        await verify(signed, Keys(None), NOW)
    with pytest.raises(NoProof):
        await verify({name: value for name, value in signed.items() if name != "proof"}, Keys(public), NOW)


async def test_advisories_1_to_5_what_would_be_rearranged_is_refused(pair: KeyPair, public: PublicKey) -> None:
    """Even with a right proof: a JSON-LD reader would see another activity than the one that was signed."""
    key = PrivateKey(ID, pair.private_pem)
    for name in ("@graph", "@included", "@reverse", "@nest"):
        with pytest.raises(ProofError, match="rearrange"):
            await verify(with_proof(LIKE | {name: []}, key, NOW), Keys(public), NOW)
        with pytest.raises(ProofError, match="rearrange"):
            await verify(with_proof(LIKE | {"object": {"x": [{name: {}}]}}, key, NOW), Keys(public), NOW)


def test_names_that_come_twice_have_no_one_reading() -> None:
    """Advisory 4: verified by one reader, acted on by another."""
    for text in ('{"actor": "a", "actor": "b"}', '{"object": {"id": 1, "id": 2}}', '{"a": NaN}', "[]", "{", "[" * 9000):
        with pytest.raises(ProofError):
            strictly_read(text)


async def test_numbers_too_large_to_be_the_same_everywhere_are_refused(pair: KeyPair, public: PublicKey) -> None:
    signed = with_proof(LIKE, PrivateKey(ID, pair.private_pem), NOW)
    with pytest.raises(ProofError, match="too large"):
        await verify(signed | {"big": 2**60}, Keys(public), NOW)


async def test_an_expired_proof_and_its_window(pair: KeyPair, signed: dict[str, Any], public: PublicKey) -> None:
    """Two days, shorter than finished work is remembered for, so that nothing can be played again unnoticed."""
    assert await verify(signed, Keys(public), NOW + proofs.MAX_LIFE_MS + HOUR)
    with pytest.raises(NoProof, match="too old"):
        await verify(signed, Keys(public), NOW + proofs.MAX_LIFE_MS + HOUR + 1)
    with pytest.raises(ProofError, match="future"):
        await verify(signed, Keys(public), NOW - HOUR - 1)


async def test_a_rotated_key_is_asked_for_once_more(signed: dict[str, Any], public: PublicKey) -> None:
    old = PublicKey(ID, OWNER, generate_ed25519().public_pem)
    keys = Keys(old, fresh=public)
    assert (await verify(signed, keys, NOW)).actor_id == OWNER
    assert keys.asked == [False, True]
    for fresh in (old, None):
        with pytest.raises(ProofError, match="not made with"):
            await verify(signed, Keys(old, fresh=fresh), NOW)


async def test_an_rsa_key_proves_nothing(signed: dict[str, Any]) -> None:
    pair = generate_rsa()
    with pytest.raises(ProofError, match="not made with"):
        await verify(signed, Keys(PublicKey(ID, OWNER, pair.public_pem)), NOW)
    with pytest.raises(KeyProblem, match="Ed25519"):
        with_proof(LIKE, PrivateKey(ID, pair.private_pem), NOW)


async def test_a_linked_data_signature_beside_the_proof_is_taken_out(signed: dict[str, Any], public: PublicKey) -> None:
    """Fedify sends both; FEP-8b32 has the proof made first. What the other says counts for nothing either way."""
    both = signed | {
        "signature": {"type": "RsaSignature2017", "creator": "https://evil.example/", "signatureValue": ""}
    }
    assert (await verify(both, Keys(public), NOW)).actor_id == OWNER


async def test_a_proof_whose_context_is_understood(pair: KeyPair, public: PublicKey) -> None:
    """Some servers sign with the document's @context in mind and leave it out of the proof."""
    signed = with_proof(LIKE, PrivateKey(ID, pair.private_pem), NOW)
    bare = {name: value for name, value in signed["proof"].items() if name != "@context"}
    assert (await verify(signed | {"proof": bare}, Keys(public), NOW)).actor_id == OWNER
    assert (await verify(signed | {"proof": [{"type": "other"}, signed["proof"]]}, Keys(public), NOW)).key_id == ID
