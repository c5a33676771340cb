"""Documents that say a policy on the surfaces that came last: RSL, feeds, oEmbed, Content Credentials."""

from __future__ import annotations

import io
import json
from functools import cache

import numpy as np
from PIL import Image

from fediart.rights.model import POLICIES, Preset
from fediart.rights.values import values

CAWG = {
    Preset.NO_AI: ("notAllowed",) * 4,
    Preset.NO_AI_NO_SEARCH: ("notAllowed",) * 4,
    Preset.NO_TRAINING: ("constrained", "allowed", "notAllowed", "notAllowed"),
    Preset.ASK_FIRST: ("constrained",) * 4,
    Preset.OPEN: ("allowed",) * 4,
}
"""data_mining, ai_inference, ai_generative_training, ai_training, as the reference's table has them."""
KEYS = ("data_mining", "ai_inference", "ai_generative_training", "ai_training")
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}


@cache
def certificate() -> tuple[bytes, bytes]:
    """A chain (leaf, then root) and the leaf's key, as PEM, as C2PA wants them: made here, worth nothing."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(word: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, word)])

    since = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def built(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, ca: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(since + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
            .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), critical=True)
        )
        if not ca:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(usage, critical=False)
        return builder.sign(root_key, hashes.SHA256())

    pem = serialization.Encoding.PEM
    root, leaf = built("Root", "Root", root_key, True), built("Leaf", "Root", leaf_key, False)
    key = leaf_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return leaf.public_bytes(pem) + root.public_bytes(pem), key


def picture(kind: str, size: int = 48) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(3).integers(0, 256, (size, size, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


def sealed(kind: str, uses: tuple[str, ...] | None, *, label: str = "cawg.training-mining", size: int = 48) -> bytes:
    """A picture that the c2pa library has signed; without `uses` it says nothing of training."""
    from c2pa import Builder, C2paSignerInfo, Context, Signer

    prefix = label.partition(".")[0]
    entries = {f"{prefix}.{key}": {"use": use} for key, use in zip(KEYS, uses or (), strict=False)}
    action = {"action": "c2pa.created", "digitalSourceType": "http://c2pa.org/digitalsourcetype/empty"}
    assertions: list[dict[str, object]] = [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}]
    if uses is not None:
        assertions.append({"label": label, "data": {"entries": entries}})
    chain, key = certificate()
    context = Context.from_dict({"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_trust": False}})
    signer = Signer.from_info(C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None))
    made = {"claim_generator_info": [{"name": "test"}], "format": FORMATS[kind], "assertions": assertions}
    out = io.BytesIO()
    Builder(made, context=context).sign(signer, FORMATS[kind], io.BytesIO(picture(kind, size)), out)
    return out.getvalue()


def rsl_of(preset: Preset) -> str:
    """The licence of a preset without its wrapping."""
    said = values(POLICIES[preset])
    permits = f'<rsl:permits type="usage">{said.permits}</rsl:permits>' if said.permits else ""
    prohibits = f'<rsl:prohibits type="usage">{said.prohibits}</rsl:prohibits>' if said.prohibits else ""
    return f"<rsl:license>{permits}{prohibits}</rsl:license>"


def atom(*items: tuple[str, Preset | None]) -> bytes:
    entries = "".join(
        f'<entry><id>{url}</id><link href="{url}"/><rights>words</rights>'
        + (f'<rsl:content url="{url}">{rsl_of(preset)}</rsl:content>' if preset else "")
        + "</entry>"
        for url, preset in items
    )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:rsl="https://rslstandard.org/rsl">'
        f"{entries}</feed>"
    ).encode()


def rss(*items: tuple[str, Preset | None]) -> bytes:
    entries = "".join(
        f"<item><link>{url}</link>"
        + (f'<rsl:content url="{url}">{rsl_of(preset)}</rsl:content>' if preset else "")
        + "</item>"
        for url, preset in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"><channel>{entries}</channel></rss>'
    ).encode()


def json_feed(*items: tuple[str, Preset | None]) -> bytes:
    made = [{"id": url, "url": url} | ({"_fediart": terms(preset)} if preset else {}) for url, preset in items]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": made}).encode()


def terms(preset: Preset) -> dict[str, object]:
    said = values(POLICIES[preset])
    return {
        "contentUsage": said.content_usage,
        "contentSignal": said.content_signal,
        "tdmReservation": said.reservation,
    }
