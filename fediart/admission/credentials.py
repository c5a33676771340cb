"""Content Credentials checked by the c2pa library, where it is installed (`pip install fediart[c2pa]`).

Without it, `sources.c2pa_findings` reads the container's plain text, which cannot tell a true signature from a false.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.sources import source_claim, source_code

_GRADES: Final = {"Trusted": Grade.PROVEN, "Valid": Grade.SIGNED}
_ACTIONS: Final = ("c2pa.actions", "c2pa.actions.v2")
_REPORT_LIMIT: Final = 16 << 20


def credential_findings(path: Path, media_type: str, anchors: str = "") -> tuple[Finding, ...] | None:
    """Source types in the file's manifests, graded by their signature; None if the library is missing or cannot read.

    `anchors` are PEM certificates: a signer under one of them is proven. The active manifest is the verdict; what
    its ingredients say is history and only noted. Nothing is fetched.
    """
    report = _report(path, media_type, anchors)
    if report is None:
        return None
    grade = _GRADES.get(str(report.get("validation_state")), Grade.DECLARED)
    active = report.get("active_manifest")
    manifests = report.get("manifests")
    if not isinstance(manifests, dict):
        return None
    found: list[Finding] = []
    for name, manifest in manifests.items():
        for code, quote in _source_types(manifest):
            if name == active:
                found.append(finding(grade, source_claim(code), f"c2pa-{code}", "C2PA digitalSourceType", quote))
            else:
                found.append(finding(Grade.NONE, Claim.UNKNOWN, f"c2pa-history-{code}", "C2PA ingredient", quote))
    return tuple(dict.fromkeys(found))


def _report(path: Path, media_type: str, anchors: str) -> Mapping[str, Any] | None:
    try:
        from c2pa import C2paError, Context, Reader  # noqa: PLC0415 - the door of an optional library
    except (ImportError, OSError):
        return None
    settings: dict[str, Any] = {"verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False}}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    try:
        with path.open("rb") as file:
            text = Reader(media_type, file, context=Context.from_dict(settings)).json()
        report = json.loads(text) if len(text) <= _REPORT_LIMIT else None
    except (C2paError, ValueError, OSError):
        return None
    return report if isinstance(report, dict) else None


def _source_types(manifest: object) -> Iterator[tuple[str, str]]:
    assertions = manifest.get("assertions") if isinstance(manifest, dict) else None
    issuer = _issuer(manifest)
    for assertion in assertions if isinstance(assertions, list) else ():
        if not isinstance(assertion, dict) or assertion.get("label") not in _ACTIONS:
            continue
        data = assertion.get("data")
        actions = data.get("actions") if isinstance(data, dict) else None
        for action in actions if isinstance(actions, list) else ():
            value = action.get("digitalSourceType") if isinstance(action, dict) else None
            if isinstance(value, str) and (code := source_code(value)):
                yield code, f"{code}, signed by {issuer}"


def _issuer(manifest: object) -> str:
    signature = manifest.get("signature_info") if isinstance(manifest, dict) else None
    issuer = signature.get("issuer") if isinstance(signature, dict) else None
    return str(issuer or "an unnamed signer")
