"""The door to the c2pa library (`pip install fediart[c2pa]`): reads manifests, signs them, and never asks the network.

Importing this module does not import the library; only what reads or seals does, in a worker process.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from fediart.media.errors import BadImage
from fediart.media.manifests import parent, stores_of
from fediart.media.metadata import metadata_of
from fediart.media.sealing import Report, Seal, Upload

REPORT_LIMIT: Final = 16 << 20
DATA_BOXES: Final = b"c2pa.databoxes"


class CannotSeal(Exception):
    """The library refuses; the message is its own."""


def installed() -> bool:
    """Whether the optional library is there."""
    return find_spec("c2pa") is not None


def read_report(path: Path, media_type: str, anchors: str = "") -> Report | None:
    """What a file's manifests say and whether they hold; None without a manifest, or where it cannot be read.

    `anchors` are PEM certificates whose signers are trusted. Nothing is fetched.
    """
    try:
        with path.open("rb") as file:
            return report_of(file.read(), media_type, anchors)
    except OSError:
        return None


def report_of(data: bytes, media_type: str, anchors: str = "") -> Report | None:
    """`read_report` for bytes in memory."""
    try:
        from c2pa import C2paError, Context, Reader  # noqa: PLC0415 - the door of an optional library
    except (ImportError, OSError):
        return None
    try:
        with Reader(media_type, io.BytesIO(data), context=Context.from_dict(_settings(anchors))) as reader:
            text, detailed = reader.json(), reader.detailed_json()
        if len(text) > REPORT_LIMIT or len(detailed) > 4 * REPORT_LIMIT:
            return None
        report = json.loads(text)
        stores, closed = stores_of(json.loads(detailed))
        boxes = (DATA_BOXES.decode(),) if _has_boxes(data) else ()  # the library's report is silent on them
        return Report(report, stores, (*closed, *boxes)) if isinstance(report, dict) else None
    except (C2paError, BadImage, ValueError, RecursionError):
        return None


def _has_boxes(data: bytes) -> bool:
    """Also where a file splits its manifests into segments, and the word with them."""
    return DATA_BOXES in data or DATA_BOXES in metadata_of(data).jumbf


def sign(data: bytes, media_type: str, manifest: Mapping[str, Any], seal: Seal, upload: Upload | None) -> bytes:
    """The file with this manifest, ES256, without a time stamp; `upload` is taken in with its own. CannotSeal.

    The library verifies what it wrote before it gives it back.
    """
    try:
        from c2pa import (  # noqa: PLC0415 - the door of an optional library
            Builder,
            C2paError,
            C2paSignerInfo,
            Context,
            Signer,
        )
    except (ImportError, OSError) as error:
        raise CannotSeal(f"the library cannot be loaded: {error}") from error
    out = io.BytesIO()
    try:
        info = C2paSignerInfo(b"es256", seal.certificate.read_bytes(), seal.key.read_bytes(), None)
        context = Context.from_dict(_settings(seal.anchors))
        with Signer.from_info(info) as signer, Builder(json.dumps(manifest), context=context) as builder:
            if upload is not None:
                with upload.path.open("rb") as file:
                    builder.add_ingredient(parent(), upload.media_type, file)
            builder.sign(signer, media_type, io.BytesIO(data), out)
    except (C2paError, OSError, ValueError) as error:
        raise CannotSeal(str(error)) from error
    return out.getvalue()


def _settings(anchors: str) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "builder": {"thumbnail": {"enabled": False}},
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    return settings
