"""Signatures: what we sign others verify, what they sign we verify, and what is wrong is refused."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from httpsig.sign import HeaderSigner
from httpsig.verify import HeaderVerifier

from federation import cavage
from federation.keys import KeyPair, PrivateKey, PublicKey, generate_rsa, public_pem_of
from federation.signatures import (
    Scheme,
    SignatureError,
    Signer,
    arrived,
    parse,
    sign,
    sign_cavage,
    sign_rfc9421,
    verify,
    verify_request,
)

NOW = 1_767_225_600_000
HOUR = 3600 * 1000
URL = "https://art.example/inbox?a=1"
BODY = b'{"type":"Like"}'
KEY_ID = "https://peer.example/users/bob#main-key"
OWNER = "https://peer.example/users/bob"
KIND = {"Content-Type": "application/activity+json"}


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return generate_rsa()


@pytest.fixture(scope="module")
def private(pair) -> PrivateKey:
    return PrivateKey(KEY_ID, pair.private_pem)


@pytest.fixture(scope="module")
def public(pair) -> PublicKey:
    return PublicKey(KEY_ID, OWNER, pair.public_pem)


class Keys:
    """Knows one key, and another once it is asked afresh."""

    def __init__(self, known, fresh=None):
        self.known, self.fresh, self.asked = known, fresh, []

    async def find(self, key_id, *, fresh):
        self.asked.append(fresh)
        return self.fresh if fresh else self.known


async def check(headers, keys, method="POST", target="/inbox?a=1", url=URL, body=BODY, now=NOW):
    return await verify_request(method, target, url, headers, body, keys, now)


async def refused(match, headers, keys, **how):
    with pytest.raises(SignatureError, match=match):
        await check(headers, keys, **how)


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_what_we_sign_we_verify(scheme, private, public):
    headers = KIND | sign(scheme, "POST", URL, KIND, BODY, private, NOW)
    assert await check(headers, Keys(public)) == Signer(OWNER, KEY_ID, scheme)


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_a_signed_get(scheme, private, public):
    headers = sign(scheme, "GET", URL, {}, None, private, NOW)
    assert "Digest" not in headers and "Content-Digest" not in headers
    signer = await check(headers, Keys(public), method="GET", body=b"")
    assert signer.actor_id == OWNER


def test_httpsig_verifies_what_we_sign(private, pair):
    headers = sign_cavage("POST", URL, KIND, BODY, private, NOW) | KIND
    verifier = HeaderVerifier(
        headers,
        pair.public_pem,
        required_headers=["(request-target)", "host", "date", "digest"],
        method="POST",
        path="/inbox?a=1",
        host="art.example",
        sign_header="signature",
    )
    assert verifier.verify()


async def test_we_verify_what_httpsig_signs(pair, public):
    signer = HeaderSigner(
        KEY_ID,
        pair.private_pem,
        algorithm="rsa-sha256",
        headers=["(request-target)", "host", "date", "digest"],
        sign_header="signature",
    )
    digest = sign_cavage("POST", URL, {}, BODY, PrivateKey(KEY_ID, pair.private_pem), NOW)["Digest"]
    plain = {"Host": "art.example", "Date": cavage.http_date(NOW), "Digest": digest}
    headers = signer.sign(plain, method="POST", path="/inbox?a=1")
    assert (await check(headers, Keys(public))).key_id == KEY_ID


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_an_altered_request_is_refused(scheme, private, public):
    headers = KIND | sign(scheme, "POST", URL, KIND, BODY, private, NOW)
    await refused("digest does not match", headers, Keys(public), body=BODY + b" ")
    made_with = "not made with the key"
    other = "https://art.example/other"
    await refused(made_with, headers, Keys(public), target="/other", url=other)
    altered = dict(headers, **{"Content-Type": "text/html"})
    await refused(made_with, altered, Keys(public))


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_the_window_is_twelve_hours_and_one_of_skew(scheme, private, public):
    headers = KIND | sign(scheme, "POST", URL, KIND, BODY, private, NOW)
    assert await check(headers, Keys(public), now=NOW + 13 * HOUR)
    await refused("expired", headers, Keys(public), now=NOW + 13 * HOUR + 1)
    assert await check(headers, Keys(public), now=NOW - HOUR)
    await refused("future", headers, Keys(public), now=NOW - HOUR - 1)


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_a_rotated_key_is_asked_for_once_more(scheme, private, public):
    headers = KIND | sign(scheme, "POST", URL, KIND, BODY, private, NOW)
    old = PublicKey(KEY_ID, OWNER, generate_rsa().public_pem)
    keys = Keys(old, fresh=public)
    assert (await check(headers, keys)).actor_id == OWNER
    assert keys.asked == [False, True]
    await refused("not made with the key", headers, Keys(old, fresh=old))
    await refused("not made with the key", headers, Keys(old, fresh=None))
    await refused("cannot be found", headers, Keys(None))


async def test_each_broken_header_of_cavage(private, public):
    """Advisories 6 and 7: missing, repeated, empty, uncovered, of another algorithm."""
    good = KIND | sign_cavage("POST", URL, KIND, BODY, private, NOW)
    keys = Keys(public)
    for name in ("Host", "Date", "Digest"):
        await refused("missing", {k: v for k, v in good.items() if k != name}, keys)
        await refused("empty", good | {name: ""}, keys)
        await refused("more than once", [*good.items(), (name.lower(), good[name])], keys)
    await refused("not signed", {k: v for k, v in good.items() if k != "Signature"}, keys)
    await refused("empty", good | {"Signature": ""}, keys)
    await refused("more than once", [*good.items(), ("signature", good["Signature"])], keys)
    sent = good["Signature"]
    for name in ("(request-target)", "host", "date", "digest"):
        less = sent.replace(f"{name} ", "", 1).replace(f'"{name}', '"', 1)
        await refused("cover", good | {"Signature": less}, keys)
    await refused("not accepted", good | {"Signature": sent.replace("rsa-sha256", "hmac-sha256")}, keys)
    await refused("not accepted", good | {"Signature": sent.replace("rsa-sha256", "none")}, keys)
    await refused("twice", good | {"Signature": sent + ',keyId="https://evil.example/"'}, keys)
    await refused("cannot be read", good | {"Signature": sent + ",!"}, keys)
    await refused("base64", good | {"Signature": sent.replace('signature="', 'signature="*')}, keys)
    await refused("too long", good | {"Signature": sent + ',x="' + "y" * 9000 + '"'}, keys)
    await refused("SHA-256", good | {"Digest": "SHA-512=abc"}, keys)
    await refused("not a date", good | {"Date": "wrong date"}, keys)
    await refused("not a date", good | {"Date": "Wed, 99 Dec 2023 99:00:00 GMT"}, keys)


async def test_a_request_for_another_host_cannot_be_replayed_here(private, public):
    headers = KIND | sign_cavage("POST", "https://other.example/inbox?a=1", KIND, BODY, private, NOW)
    await refused("another host", headers, Keys(public))


async def test_created_and_expires_need_hs2019(pair, public):
    signed = _hs2019(pair, created=NOW // 1000, expires=NOW // 1000 + 60)
    assert await check(signed, Keys(public))
    await refused("expired", signed, Keys(public), now=NOW + HOUR + 61_000)
    claimed = dict(signed, Signature=signed["Signature"].replace("hs2019", "rsa-sha256"))
    await refused("only be signed with hs2019", claimed, Keys(public))
    await refused("not a time", dict(signed, Signature=signed["Signature"].replace("created=", "x=")), Keys(public))


def _hs2019(pair, created, expires):
    from base64 import b64encode

    from federation.keys import load_private

    headers = sign_cavage("POST", URL, {}, BODY, PrivateKey(KEY_ID, pair.private_pem), NOW)
    base = (
        f"(request-target): post /inbox?a=1\nhost: art.example\n(created): {created}\n"
        f"(expires): {expires}\ndigest: {headers['Digest']}"
    )
    made = b64encode(load_private(pair.private_pem).sign(base.encode(), PKCS1v15(), SHA256())).decode()
    covered = "(request-target) host (created) (expires) digest"
    signature = (
        f'keyId="{KEY_ID}",algorithm="hs2019",created={created},expires={expires},'
        f'headers="{covered}",signature="{made}"'
    )
    return {"Host": "art.example", "Digest": headers["Digest"], "Signature": signature}


async def test_each_broken_header_of_rfc_9421(private, public):
    good = KIND | sign_rfc9421("POST", URL, KIND, BODY, private, NOW)
    keys, sent = Keys(public), good["Signature-Input"]

    def having(old, new):
        assert old in sent
        return good | {"Signature-Input": sent.replace(old, new)}

    await refused("does not cover @method", having('"@method" ', ""), keys)
    await refused("does not cover @target-uri", having('"@target-uri" ', ""), keys)
    await refused("does not cover content-digest", having('"content-digest" ', ""), keys)
    await refused("created is missing", having(f";created={NOW // 1000}", ""), keys)
    await refused("lacks its keyid", having(f';keyid="{KEY_ID}"', ""), keys)
    await refused("not accepted", having("rsa-v1_5-sha256", "hmac-sha256"), keys)
    await refused("twice", having(";created", ";created=1;created"), keys)
    await refused("twice", having('"@method" ', '"@method" "@method" '), keys)
    await refused("do not know", having('"@method" ', '"@method" "@status" '), keys)
    await refused("cannot be read", having('"@method" ', '"@method";req '), keys)
    await refused("one label twice", having("sig1=", "sig1=(),sig1="), keys)
    await refused("far too many", having("sig1=", "a=(),b=(),c=(),sig1="), keys)
    await refused("one label twice", good | {"Signature": f"{good['Signature']}, {good['Signature']}"}, keys)
    await refused("does not hold", good | {"Signature": good["Signature"].replace("sig1", "sig2")}, keys)
    await refused("empty", good | {"Signature-Input": ""}, keys)
    await refused("more than once", [*good.items(), ("signature-input", sent)], keys)
    await refused("missing", {k: v for k, v in good.items() if k != "Content-Digest"}, keys)
    await refused("has no sha-256", good | {"Content-Digest": "md5=:AAAA:"}, keys)
    await refused("cannot be read", good | {"Content-Digest": "SHA-256=AAAA"}, keys)
    await refused("not made with", having("created", "expires=9999999999;created"), keys)


async def test_a_target_in_parts_is_a_target(pair, public):
    """RFC 9421 lets a signer cover @authority, @path and @query in place of @target-uri."""
    from base64 import b64encode

    from federation import rfc9421
    from federation.keys import load_private

    def signed(*covered):
        inner = rfc9421.parameters([name for name, _ in covered], KEY_ID, NOW)
        base = rfc9421.base(covered, inner)
        made = b64encode(load_private(pair.private_pem).sign(base, PKCS1v15(), SHA256())).decode()
        return {"Host": "art.example", "Signature-Input": f"s={inner}", "Signature": f"s=:{made}:"}

    parts = [("@method", "GET"), ("@authority", "art.example"), ("@path", "/inbox"), ("@query", "?a=1")]
    assert await check(signed(*parts), Keys(public), method="GET", body=b"")
    await refused("@target-uri", signed(*parts[:3]), Keys(public), method="GET", body=b"")


def test_dates_of_other_spellings():
    assert cavage.read_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777000
    assert cavage.read_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777000
    assert cavage.read_http_date("Sun, 06 Nov 1994 08:49:37 +0000") == 784111777000


@pytest.mark.shared
def test_the_examples_of_the_draft(shared):
    """Appendix C: its 1024-bit key is too short for us, but the text that is signed must be the same."""
    told = json.loads((shared / "vectors/cavage/appendix-c.json").read_text())
    key = load_pem_public_key(told["publicKeyPem"].encode())
    request = arrived("POST", "/foo?param=value&pet=dog", told["url"], told["headers"].items(), told["body"].encode())
    for case in told["tests"]:
        base = cavage.base(request, tuple(case["headers"]), {}, request.target)
        from base64 import b64decode

        key.verify(b64decode(case["signature"]), base, PKCS1v15(), SHA256())
    with pytest.raises(SignatureError, match="1024 bits"):
        _verify_c3(told, request)


def _verify_c3(told, request):
    case = told["tests"][2]
    header = cavage.signature_header("Test", tuple(case["headers"]), case["signature"])
    signed = arrived(
        "POST", request.target, request.url, [*told["headers"].items(), ("Signature", header)], request.body
    )
    now = cavage.read_http_date(told["headers"]["date"])
    return verify(parse(signed, now)[0], PublicKey("Test", OWNER, told["publicKeyPem"]))


@pytest.mark.shared
async def test_mastodons_cases(shared):
    """All 28; the one with an Ed25519 key does not come with its key, so it must be refused here."""
    told = json.loads((shared / "vectors/mastodon-signature-cases.json").read_text())
    now = int(datetime.fromisoformat(told["now"]).timestamp() * 1000)
    key = PublicKey(told["keyId"], "https://remote.domain/users/bob", public_pem_of(told["privateKeyPem"]))

    class Known:
        async def find(self, key_id, *, fresh):
            return key if key_id in (told["keyId"], "acct:bob@remote.domain") else None

    for case in told["cases"]:
        valid = case["valid"] and "with a Ed25519 key" not in case["contexts"]
        url = f"https://{told['host']}{case['path']}"
        body = (case["body"] or "").encode()
        ask = verify_request(case["method"], case["path"], url, case["headers"], body, Known(), now)
        if valid:
            assert (await ask).actor_id == "https://remote.domain/users/bob", case["line"]
        else:
            with pytest.raises(SignatureError):
                await ask
    assert len(told["cases"]) == 28


@pytest.mark.shared
async def test_the_keys_of_rfc_9421(shared, public):
    """The RSA and Ed25519 keys of appendix B.1 load, and sign and verify requests."""
    from base64 import b64encode

    from federation import rfc9421
    from federation.keys import load_private, load_public

    folder = shared / "vectors/rfc9421-keys"
    rsa = (folder / "test-key-rsa.key").read_text()
    headers = sign_rfc9421("POST", URL, KIND, BODY, PrivateKey(KEY_ID, rsa), NOW) | KIND
    key = PublicKey(KEY_ID, OWNER, public_pem_of(rsa))
    assert (await check(headers, Keys(key))).actor_id == OWNER

    ed25519 = load_private((folder / "test-key-ed25519.key").read_text())
    pem = public_pem_of((folder / "test-key-ed25519.key").read_text())
    assert load_public(pem).public_bytes_raw() == ed25519.public_key().public_bytes_raw()
    inner = f'("@method" "@target-uri");created={NOW // 1000};keyid="{KEY_ID}";alg="ed25519"'
    base = rfc9421.base([("@method", "GET"), ("@target-uri", URL)], inner)
    made = b64encode(ed25519.sign(base)).decode()
    sent = {"Signature-Input": f"sig1={inner}", "Signature": f"sig1=:{made}:"}
    ed = PublicKey(KEY_ID, OWNER, pem)
    assert (await check(sent, Keys(ed), method="GET", body=b"")).scheme is Scheme.RFC9421
    await refused("key is RSA", sent, Keys(key), method="GET", body=b"")


@pytest.mark.shared
def test_example_b_2_6_of_rfc_9421(shared):
    """The Ed25519 example whose signature is deterministic and printed in the RFC."""
    from base64 import b64decode

    from federation import rfc9421
    from federation.keys import load_private

    inner = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    covered = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ]
    key = load_private((shared / "vectors/rfc9421-keys/test-key-ed25519.key").read_text())
    printed = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    assert key.sign(rfc9421.base(covered, inner)) == b64decode(printed)
