"""Uploads with Content Credentials as a drawing program leaves them, with much in them that is nobody's business."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
from PIL import Image

from federation.certificates import Issued, make_certificate, make_root
from fediart.clock import SystemClock
from fediart.media.sealing import Seal
from fediart.rights.credentials import entries
from fediart.rights.model import Preset
from tests.rights.made import rights

NAME, PLACE, PROGRAM, FILE = "Jane Secretname", "39,21.102N", "Paintbox", "evening.psd"
DRAWN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
OFFLINE = {"verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False}}


@dataclass(frozen=True)
class Signer:
    root: str
    chain: str
    key: str


@cache
def signer(name: str = "paintbox.example") -> Signer:
    now = SystemClock().now()
    root = make_root(name, now=now)
    leaf: Issued = make_certificate(name, root, now=now)
    return Signer(root.certificate, leaf.certificate + root.certificate, leaf.key)


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), seed: int = 1) -> bytes:
    small = np.random.default_rng(seed).integers(0, 256, (size[1] // 8 + 1, size[0] // 8 + 1, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).save(out, kind)
    return out.getvalue()


def private_manifest(source: str = DRAWN) -> dict[str, Any]:
    """What a program writes that was not asked to be discreet."""
    actions = [
        {"action": "c2pa.created", "digitalSourceType": source},
        {"action": "c2pa.placed", "parameters": {"ingredientIds": ["part"]}},
    ]
    author = {"@context": "https://schema.org", "@type": "CreativeWork", "author": [{"@type": "Person", "name": NAME}]}
    place = {"@context": {"exif": "http://ns.adobe.com/exif/1.0/"}, "exif:GPSLatitude": PLACE}
    return {
        "claim_generator_info": [{"name": PROGRAM, "version": "7"}],
        "title": FILE,
        "format": "image/jpeg",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": "stds.schema-org.CreativeWork", "data": author, "kind": "Json"},
            {"label": "stds.exif", "data": place, "kind": "Json"},
        ],
    }


def signed(data: bytes, media_type: str = "image/jpeg", manifest: Mapping[str, Any] | None = None) -> bytes:
    """The picture with a manifest, thumbnails of it and of a photo that was placed in it included."""
    info = c2pa.C2paSignerInfo(b"es256", signer().chain.encode(), signer().key.encode(), None)
    context = c2pa.Context.from_dict(OFFLINE)
    out = io.BytesIO()
    with c2pa.Signer.from_info(info) as by, c2pa.Builder(manifest or private_manifest(), context=context) as builder:
        if manifest is None:
            part = {"title": "my street.jpg", "relationship": "componentOf", "label": "part"}
            builder.add_ingredient(part, "image/jpeg", io.BytesIO(picture(seed=2)))
        builder.sign(by, media_type, io.BytesIO(data), out)
    return out.getvalue()


@cache
def upload() -> bytes:
    return signed(picture())


def read(data: bytes, media_type: str, anchors: str = "") -> dict[str, Any]:
    """What the library's own reader says."""
    settings: dict[str, Any] = dict(OFFLINE) | ({"trust": {"trust_anchors": anchors}} if anchors else {})
    with c2pa.Reader(media_type, io.BytesIO(data), context=c2pa.Context.from_dict(settings)) as reader:
        found: dict[str, Any] = json.loads(reader.json())
    return found


def active(report: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = report["manifests"][report["active_manifest"]]
    return found


def assertion(manifest: Mapping[str, Any], label: str) -> dict[str, Any]:
    (found,) = [one["data"] for one in manifest["assertions"] if one["label"] == label]
    return dict(found)


def seal(folder: Path, preset: Preset = Preset.NO_AI, **more: Any) -> Seal:
    """How art.example seals, its certificate in `folder`."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_text(signer("art.example").chain, encoding="ascii")
    key.write_text(signer("art.example").key, encoding="ascii")
    return Seal(certificate, key, "0.1.0", "https://art.example/@jane/1", entries(rights(preset)), **more)
