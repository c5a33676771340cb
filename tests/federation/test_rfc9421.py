"""RFC 9421: the examples of its appendix B, every algorithm, several signatures in one request, and a second reader."""

from __future__ import annotations

import datetime
from base64 import b64encode
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from multidict import CIMultiDict

from federation import rfc9421
from federation.keys import PrivateKey, PublicKey, generate_ed25519, generate_rsa
from federation.signatures import Scheme, SignatureError, arrived, parse, sign_rfc9421, verify, verify_request
from federation.signed import ParsedSignature

NOW = 1_767_225_600_000
URL = "https://art.example/inbox?a=1"
BODY = b'{"type":"Like"}'
KIND = {"Content-Type": "application/activity+json"}
ID = "https://peer.example/users/bob#key"
OWNER = "https://peer.example/users/bob"

# RFC 9421, appendix B.2: the request all its examples sign, and their signatures (facts of the RFC).
REQUEST = (
    ("Host", "example.com"),
    ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    ("Content-Type", "application/json"),
    (
        "Content-Digest",
        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
    ),
    ("Content-Length", "18"),
)
SIGNED = 1_618_884_473_000
EXAMPLES = {
    "sig-b21": (
        '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
        "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA"
        "7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0m"
        "KZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO"
        "5Nyt8C8ssinQ98Xw9Q==",
    ),
    "sig-b22": (
        '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss"'
        ';tag="header-example"',
        "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+EC"
        "xCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7C"
        "l+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQ"
        "l3/XaVe4bXTugEjHSw==",
    ),
    "sig-b23": (
        '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length")'
        ';created=1618884473;keyid="test-key-rsa-pss"',
        "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38"
        "K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCo"
        "C1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FU"
        "o5fTIztsDZKEgM4cUA==",
    ),
    "sig-b26": (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"',
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
    ),
}
B24 = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="


@pytest.fixture(scope="module")
def rsa():
    return generate_rsa()


@pytest.fixture(scope="module")
def ed25519():
    return generate_ed25519()


class Keys:
    def __init__(self, *known):
        self.known = {key.id: key for key in known}

    async def find(self, key_id, *, fresh):
        return self.known.get(key_id)


async def check(headers, *known, method="POST", target="/inbox?a=1", url=URL, body=BODY, now=NOW):
    return await verify_request(method, target, url, headers, body, Keys(*known), now)


def example(label):
    inner, made = EXAMPLES[label]
    headers = [*REQUEST, ("Signature-Input", f"{label}={inner}"), ("Signature", f"{label}=:{made}:")]
    target = "/foo?param=Value&Pet=dog"
    return arrived("POST", target, f"https://example.com{target}", headers, b'{"hello": "world"}')


@pytest.mark.shared
@pytest.mark.parametrize("label", list(EXAMPLES))
def test_the_examples_of_appendix_b(shared, label):
    """B.2.1, B.2.2, B.2.3 and B.2.6: the text that is signed is the RFC's, and the key it names made the signature."""
    request = example(label)
    [given] = rfc9421.inputs(request.headers["signature-input"])
    key_id = given.values["keyid"]
    pem = (shared / f"vectors/rfc9421-keys/{key_id}.pem").read_text()
    base = rfc9421.base_of(request, given)
    made = ParsedSignature(key_id, Scheme.RFC9421, rfc9421.ALGORITHMS, (base,), _bytes(EXAMPLES[label][1]))
    assert verify(made, PublicKey(key_id, OWNER, pem)).key_id == key_id
    with pytest.raises(SignatureError, match="not made with"):
        other = ParsedSignature(key_id, Scheme.RFC9421, rfc9421.ALGORITHMS, (base + b" ",), made.signature)
        verify(other, PublicKey(key_id, OWNER, pem))


@pytest.mark.shared
async def test_of_these_only_full_coverage_is_enough_here(shared):
    """B.2.3 covers method, target and body, as we demand; the others cover too little."""
    pem = (shared / "vectors/rfc9421-keys/test-key-rsa-pss.pem").read_text()
    [parsed] = parse(example("sig-b23"), SIGNED)
    assert verify(parsed, PublicKey(parsed.key_id, OWNER, pem)).actor_id == OWNER
    for label in ("sig-b21", "sig-b22", "sig-b26"):
        with pytest.raises(SignatureError, match="does not cover"):
            parse(example(label), SIGNED)


@pytest.mark.shared
def test_example_b_2_4_is_ecdsa(shared):
    """A response, which we never verify; its text is short enough to write down."""
    base = rfc9421.base(
        [
            ("@status", "200"),
            ("content-type", "application/json"),
            (
                "content-digest",
                "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:",
            ),
            ("content-length", "23"),
        ],
        '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    )
    pem = (shared / "vectors/rfc9421-keys/test-key-ecc-p256.pem").read_text()
    made = ParsedSignature("k", Scheme.RFC9421, ("ecdsa-p256-sha256",), (base,), _bytes(B24))
    assert verify(made, PublicKey("k", OWNER, pem)).actor_id == OWNER


def _bytes(text):
    from base64 import b64decode

    return b64decode(text)


def by_hand(sign, algorithm, *, names=("@method", "@target-uri", "content-digest"), label="s", created=NOW // 1000):
    """Headers whose signature is made by `sign`, as any server might."""
    from federation.signed import body_sha256

    values = {
        "@method": "POST",
        "@target-uri": URL,
        "content-digest": f"sha-256=:{body_sha256(BODY)}:",
    }
    listed = " ".join(f'"{name}"' for name in names)
    inner = f'({listed});created={created};keyid="{ID}"' + (f';alg="{algorithm}"' if algorithm else "")
    made = b64encode(sign(rfc9421.base([(name, values[name]) for name in names], inner))).decode()
    return {
        "Content-Digest": values["content-digest"],
        "Signature-Input": f"{label}={inner}",
        "Signature": f"{label}=:{made}:",
    }


def loaded(pair):
    return load_pem_private_key(pair.private_pem.encode(), password=None)


@pytest.mark.parametrize("named", [True, False])
async def test_every_algorithm_of_the_registry_that_peers_use(rsa, ed25519, named):
    """Named or left to the key; HMAC and P-384 are for nobody here."""
    curve = ec.generate_private_key(ec.SECP256R1())
    public = curve.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pss = padding.PSS(padding.MGF1(hashes.SHA512()), 64)
    cases = {
        "rsa-v1_5-sha256": (lambda b: loaded(rsa).sign(b, padding.PKCS1v15(), hashes.SHA256()), rsa.public_pem),
        "rsa-pss-sha512": (lambda b: loaded(rsa).sign(b, pss, hashes.SHA512()), rsa.public_pem),
        "ecdsa-p256-sha256": (lambda b: _raw(curve.sign(b, ec.ECDSA(hashes.SHA256()))), public.decode()),
        "ed25519": (lambda b: loaded(ed25519).sign(b), ed25519.public_pem),
    }
    for name, (sign, pem) in cases.items():
        headers = by_hand(sign, name if named else "")
        assert (await check(headers, PublicKey(ID, OWNER, pem))).actor_id == OWNER, name
        other = rsa.public_pem if pem != rsa.public_pem else ed25519.public_pem
        with pytest.raises(SignatureError, match=r"but the key is|not made with"):
            await check(headers, PublicKey(ID, OWNER, other))


def _raw(der):
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


async def test_an_algorithm_is_held_to_its_word(rsa):
    """Advisory 6: what says PSS is not verified as v1.5, and nothing is verified without a signature."""
    v15 = by_hand(lambda b: loaded(rsa).sign(b, padding.PKCS1v15(), hashes.SHA256()), "rsa-pss-sha512")
    key = PublicKey(ID, OWNER, rsa.public_pem)
    with pytest.raises(SignatureError, match="not made with"):
        await check(v15, key)
    for algorithm in ("hmac-sha256", "none", "rsa-v1_5-sha1", "ecdsa-p384-sha384"):
        with pytest.raises(SignatureError, match="not accepted"):
            await check(by_hand(lambda b: b"", algorithm), key)
    with pytest.raises(SignatureError, match="not made with"):
        await check(by_hand(lambda b: b"", "rsa-v1_5-sha256"), key)


async def test_one_good_signature_among_several_is_enough(rsa):
    """A proxy may add its own; what covers too little, or is not signed by its key, counts for nothing."""
    good = by_hand(lambda b: loaded(rsa).sign(b, padding.PKCS1v15(), hashes.SHA256()), "", label="good")
    weak = by_hand(lambda b: b"", "", names=("@method",), label="weak")
    wrong = by_hand(lambda b: b"wrong", "rsa-v1_5-sha256", label="wrong")
    key = PublicKey(ID, OWNER, rsa.public_pem)

    def joined(*parts):
        both = {name: ", ".join(part[name] for part in parts) for name in ("Signature-Input", "Signature")}
        return good | both

    for order in ((good, weak, wrong), (weak, wrong, good), (wrong, good)):
        assert (await check(joined(*order), key)).key_id == ID
    for bad in ((weak, wrong), (weak,), (wrong,)):
        with pytest.raises(SignatureError):
            await check(joined(*bad), key)
    # A good signature under another label does not lend itself to the input that covers too little.
    lent = {"Signature-Input": weak["Signature-Input"], "Signature": good["Signature"].replace("good=", "weak=")}
    with pytest.raises(SignatureError, match="does not cover"):
        await check(good | lent, key)


async def test_every_digest_that_is_given_must_be_right(rsa):
    from hashlib import sha512

    from federation.signed import body_sha256

    right = f"sha-256=:{body_sha256(BODY)}:"
    long = f"sha-512=:{b64encode(sha512(BODY).digest()).decode()}:"
    wrong = "sha-512=:" + b64encode(bytes(64)).decode() + ":"
    for digest, good in (
        (right, True), (long, True), (f"{right}, {long}", True), (f"{right}, {wrong}", False),
        (f"{right}, {right}", False), (f"unixsum=:AAAA:, {right}", True),
    ):  # fmt: skip
        inner = f'("@method" "@target-uri" "content-digest");created={NOW // 1000};keyid="{ID}"'
        base = rfc9421.base([("@method", "POST"), ("@target-uri", URL), ("content-digest", digest)], inner)
        made = b64encode(loaded(rsa).sign(base, padding.PKCS1v15(), hashes.SHA256())).decode()
        headers = {"Content-Digest": digest, "Signature-Input": f"s={inner}", "Signature": f"s=:{made}:"}
        if good:
            await check(headers, PublicKey(ID, OWNER, rsa.public_pem))
        else:
            with pytest.raises(SignatureError, match="digest"):
                await check(headers, PublicKey(ID, OWNER, rsa.public_pem))


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_another_implementation_verifies_what_we_sign(kind, rsa, ed25519):
    pair, algorithm = {
        "rsa": (rsa, algorithms.RSA_V1_5_SHA256),
        "ed25519": (ed25519, algorithms.ED25519),
    }[kind]
    headers = KIND | sign_rfc9421("POST", URL, KIND, BODY, PrivateKey(ID, pair.private_pem), _now())
    verifier = HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=_Resolver(pair))
    [found] = verifier.verify(_message(headers), max_age=datetime.timedelta(days=1))
    assert '"@target-uri"' in found.covered_components and '"content-digest"' in found.covered_components
    altered = _message(headers | {"Content-Type": "text/html"})
    with pytest.raises(InvalidSignature):
        verifier.verify(altered, max_age=datetime.timedelta(days=1))


@pytest.mark.parametrize("kind", ["rsa", "pss", "ed25519"])
async def test_we_verify_what_another_implementation_signs(kind, rsa, ed25519):
    pair, algorithm = {
        "rsa": (rsa, algorithms.RSA_V1_5_SHA256),
        "pss": (rsa, algorithms.RSA_PSS_SHA512),
        "ed25519": (ed25519, algorithms.ED25519),
    }[kind]
    message = _message(KIND)
    HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=_Resolver(pair)).sign(
        message, key_id=ID, covered_component_ids=("@method", "@target-uri"), label="pyhms", body=BODY
    )
    key = PublicKey(ID, OWNER, pair.public_pem)
    assert (await check(dict(message.headers), key, now=_now())).scheme is Scheme.RFC9421


def _now():
    return int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)


def _message(headers):
    return SimpleNamespace(method="POST", url=URL, headers=CIMultiDict(headers), body=BODY)


class _Resolver(HTTPSignatureKeyResolver):
    def __init__(self, pair):
        self.pair = pair

    def resolve_public_key(self, key_id):
        return load_pem_private_key(self.pair.private_pem.encode(), password=None).public_key()

    def resolve_private_key(self, key_id):
        return load_pem_private_key(self.pair.private_pem.encode(), password=None)


def test_text_of_parameters_is_kept_to_the_letter():
    text = '("@method");created=1;keyid="a\\"b";alg="ed25519"'
    [given] = rfc9421.inputs(f"x={text}")
    assert given.inner == text and given.values["keyid"] == 'a"b'
