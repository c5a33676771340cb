"""Object integrity proofs (FEP-8b32): the cryptosuite eddsa-jcs-2022, made and verified.

https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022. What is verified is the very mapping that is acted on, as plain
JSON: nothing is expanded, and keywords that would rearrange a document in JSON-LD are refused (advisories 1 to 5, 12).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from federation.context import ACTIVITYSTREAMS, DATA_INTEGRITY
from federation.jcs import NotCanonical, canonical
from federation.keys import KeyProblem, PrivateKey, PublicKey, load_private, load_public
from federation.lenient import http_url, moment
from federation.multikey import multibase, unmultibase
from federation.signatures import KeyFinder
from federation.signed import CLOCK_SKEW_MS, Signer
from federation.write import iso

SUITE = "eddsa-jcs-2022"
# Shorter than finished work is remembered for, so that what is played again later than this is known, or too old.
MAX_LIFE_MS = 2 * 24 * 3600 * 1000
_REARRANGING = frozenset({"@graph", "@included", "@reverse", "@nest"})
_NOT_SIGNED = "proofValue"
# FEP-8b32: a Linked Data signature is put in after the proof, and taken out before it is verified. We read neither.
_ADDED_LATER = frozenset({"proof", "signature"})

Json = dict[str, Any]


class ProofError(Exception):
    """The proof does not show what it should; `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoProof(ProofError):
    """There is no proof that can be checked here: the document is neither proven nor refuted."""


def with_proof(document: Mapping[str, Any], key: PrivateKey, now: int) -> Json:
    """The document with a proof by this Ed25519 key, its id the URL of a Multikey. Raises `KeyProblem`.

    `now` is in milliseconds. The @context gets the terms of the proof, which cover the document as it is sent.
    """
    loaded = load_private(key.pem)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise KeyProblem("proofs are made with Ed25519; give this actor an Ed25519 key")
    context = _with_terms(document.get("@context", ACTIVITYSTREAMS))
    plain = {**document, "@context": context}
    proof = {
        "@context": context,
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": key.id,
        "proofPurpose": "assertionMethod",
        "created": iso(now // 1000 * 1000),
    }
    made = multibase(loaded.sign(hash_data(plain, proof)))
    return {**plain, "proof": {**proof, _NOT_SIGNED: made}}


def _with_terms(context: object) -> list[Any]:
    """The context's URLs first, the proof's last among them, then its inline terms."""
    blocks = context if isinstance(context, list) else [context]
    named = [one for one in blocks if isinstance(one, str) and one != DATA_INTEGRITY]
    return [*named, DATA_INTEGRITY, *(one for one in blocks if not isinstance(one, str))]


def hash_data(document: Mapping[str, Any], config: Mapping[str, Any]) -> bytes:
    """Section 3.3.4: what is signed, the hash of the proof's options and that of the document without its proof."""
    return sha256(canonical(config)).digest() + sha256(canonical(document)).digest()


def strictly_read(body: bytes | str) -> Json:
    """The JSON object that every reader finds in these bytes. Raises `ProofError` where names come twice."""
    try:
        found = json.loads(body, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise ProofError("the document is not JSON") from problem
    if not isinstance(found, dict):
        raise ProofError("the document is not a JSON object")
    return found


def _each_once(pairs: Iterable[tuple[str, Any]]) -> Json:
    found: Json = {}
    for name, value in pairs:
        if name in found:
            raise ProofError("a name comes twice in one object, so others may read another document")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ProofError(f"{name} is not JSON")


async def verify(document: Mapping[str, Any], keys: KeyFinder, now: int) -> Signer:
    """The actor who made the document's proof, which is to say: whose word the document is.

    Raises `NoProof` where there is none of a suite we know, or its key cannot be had; `ProofError` for a wrong one.
    A key that does not fit is asked for once more, as its owner may have changed it.
    """
    proof = the_proof(document)
    check_life(proof, now)
    data, signature = _data_of(document, proof), _signature_of(proof)
    key_id = str(proof["verificationMethod"])
    known = await keys.find(key_id, fresh=False)
    if known is None:
        raise NoProof("the key of the proof cannot be found")
    if not made_with(known, data, signature):
        fresh = await keys.find(key_id, fresh=True)
        if fresh is None or fresh == known or not made_with(fresh, data, signature):
            raise ProofError("the proof was not made with the key it names, or the document was changed")
        known = fresh
    return Signer(actor_id=known.owner, key_id=key_id, scheme=None)


def the_proof(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one proof of our suite, well-formed. Raises `NoProof`, or `ProofError` for one that is malformed."""
    given = document.get("proof")
    proofs = given if isinstance(given, list) else [given]
    ours = [one for one in proofs[:8] if isinstance(one, dict) and one.get("cryptosuite") == SUITE]
    if not ours:
        raise NoProof("there is no proof of a suite we know")
    proof = ours[0]
    if proof.get("type") != "DataIntegrityProof" or proof.get("proofPurpose") != "assertionMethod":
        raise ProofError("the proof is no DataIntegrityProof with the purpose assertionMethod")
    if http_url(proof.get("verificationMethod")) is None:
        raise NoProof("the proof's verificationMethod is not a URL")
    if proof.get("previousProof") is not None:
        raise NoProof("chains of proofs are not read here")
    return proof


def check_life(proof: Mapping[str, Any], now: int) -> None:
    """Raises `ProofError` for a proof of the future, `NoProof` for one too old to be taken for news."""
    created = moment(proof.get("created"))
    if created is None:
        raise NoProof("the proof does not say when it was made")
    expires = moment(proof.get("expires"))
    if created > now + CLOCK_SKEW_MS or (proof.get("expires") is not None and expires is None):
        raise ProofError("the proof is from the future, or its expires is not a time")
    end = created + MAX_LIFE_MS if expires is None else min(expires, created + MAX_LIFE_MS)
    if now > end + CLOCK_SKEW_MS:
        raise NoProof("the proof is too old")


def made_with(key: PublicKey, data: tuple[bytes, ...], signature: bytes) -> bool:
    """Whether the key is Ed25519 and made this signature over one of the texts."""
    try:
        loaded = load_public(key.pem)
    except KeyProblem:
        return False
    if not isinstance(loaded, Ed25519PublicKey):
        return False
    for one in data:
        try:
            loaded.verify(signature, one)
        except InvalidSignature:
            continue
        return True
    return False


def _data_of(document: Mapping[str, Any], proof: Mapping[str, Any]) -> tuple[bytes, ...]:
    """What may have been signed. A proof without @context may have been made with the document's in mind."""
    plain = {name: value for name, value in document.items() if name not in _ADDED_LATER}
    _refuse_rearranging(plain)
    config = {name: value for name, value in proof.items() if name != _NOT_SIGNED}
    try:
        if "@context" in config:
            _check_context(plain, config)
            return (hash_data({**plain, "@context": config["@context"]}, config),)
        bare = hash_data(plain, config)
        return (bare, hash_data(plain, {**config, "@context": plain["@context"]})) if "@context" in plain else (bare,)
    except NotCanonical as problem:
        raise ProofError(f"the document cannot be verified: {problem}") from problem


def _check_context(plain: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """The proof's context must be the document's: section 3.3.2 lets a document add more, and we do not."""
    if config["@context"] != plain.get("@context"):
        raise ProofError("the proof was made for another @context than the document has")


def _refuse_rearranging(value: object) -> None:
    level = [value]
    while level:
        node = level.pop()
        if isinstance(node, Mapping):
            if not _REARRANGING.isdisjoint(node):
                raise ProofError("the document holds keywords that rearrange it in JSON-LD")
            level.extend(node.values())
        elif isinstance(node, list):
            level.extend(node)


def _signature_of(proof: Mapping[str, Any]) -> bytes:
    try:
        return unmultibase(str(proof.get(_NOT_SIGNED, "")))
    except KeyProblem as problem:
        raise ProofError("the proofValue is not base58btc") from problem
