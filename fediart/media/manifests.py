"""Writes the manifest that seals a file, and finds what of an upload's manifests can be blacked out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.media.sealing import Report, Seal

PARENT: Final = "upload"
# What an upload's manifests keep when they are trimmed: who did what with which kind of tool, and what AI may do.
# The library lets nobody remove actions, bindings and ingredients; all else goes: pictures, places, names, camera data.
# A label is one of these with its version and number, and no longer: anybody can make up one that begins alike.
_STAYS: Final = re.compile(
    r"(?:c2pa\.(?:actions|ingredient|ai_generated_content|hash\.[a-z]+)(?:\.v\d+)?|(?:cawg|c2pa)\.training-mining)(?:__\d+)?"
)
_REASON: Final = "c2pa.PII.present"
_DECLARED: Final = "Declared by the artist; not witnessed by this server."


def definition(
    seal: Seal, media_type: str, actions: Sequence[str], *, inline: bool, upload_type: str, hidden: Sequence[str] = ()
) -> dict[str, Any]:
    """The manifest of one file. `inline` names the upload without its manifests; `hidden` are addresses to black out.

    The first action is c2pa.opened, as C2PA 2.x asks of who did not witness a picture's making; a digital source type
    is only there where the artist declared one.
    """
    made: dict[str, Any] = {
        "claim_generator_info": [{"name": "fediart", "version": seal.version}],
        "title": seal.title,
        "format": media_type,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": _actions(seal, actions, hidden)}},
            {"label": "cawg.training-mining", "data": {"entries": {k: dict(v) for k, v in seal.entries.items()}}},
        ],
    }
    if inline:
        made["ingredients"] = [{**parent(), "format": upload_type}]
    if hidden:
        made["redactions"] = list(hidden)
    return made


def parent() -> dict[str, str]:
    """The upload as what the file was made of; its name on the artist's machine is nobody's business."""
    return {"title": "the uploaded picture", "relationship": "parentOf", "label": PARENT, "instance_id": "xmp:iid:0"}


def private_parts(report: Report) -> tuple[str, ...] | None:
    """The addresses of all assertions that a trimmed manifest does without; None where trimming cannot be done."""
    if report.closed:
        return None
    return tuple(
        f"self#jumbf=/c2pa/{label}/c2pa.assertions/{assertion}"
        for label, assertions in report.stores.items()
        for assertion in assertions
        if not stays(assertion)
    )


def stays(assertion: str) -> bool:
    """Whether an assertion of this label is kept in a trimmed manifest."""
    return _STAYS.fullmatch(assertion) is not None


def _actions(seal: Seal, actions: Sequence[str], hidden: Sequence[str]) -> list[dict[str, Any]]:
    opened: dict[str, Any] = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}}
    if seal.source_type:
        opened |= {"digitalSourceType": seal.source_type, "description": _DECLARED}
    return [
        opened,
        *({"action": "c2pa.redacted", "reason": _REASON, "parameters": {"redacted": one}} for one in hidden),
        *({"action": one} for one in actions),
    ]


def stores_of(detailed: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The labels of the assertions by manifest, and the manifests that hold more than claim, assertions, signature."""
    stores: dict[str, tuple[str, ...]] = {}
    closed: list[str] = []
    manifests = detailed.get("manifests")
    for label, manifest in manifests.items() if isinstance(manifests, dict) else ():
        if not isinstance(manifest, dict) or not set(manifest) <= {"claim", "assertion_store", "signature"}:
            closed.append(str(label))
        store = manifest.get("assertion_store") if isinstance(manifest, dict) else None
        stores[str(label)] = tuple(store) if isinstance(store, dict) else ()
    return stores, tuple(closed)
