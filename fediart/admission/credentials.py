"""Content Credentials checked by the c2pa library, where it is installed (`pip install fediart[c2pa]`).

Without it, `containers` reads the container's plain text, which cannot tell a true signature from a false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fediart.admission.containers import AI_LABEL, same_picture
from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.source_types import source_claim, source_code
from fediart.media.credential_library import read_report
from fediart.media.facts import Span

_GRADES: Final = {"Trusted": Grade.PROVEN, "Valid": Grade.SIGNED}
_MAX_ANCESTORS: Final = 50
_MAX_VALUES: Final = 2000
_AI: Final = (Claim.GENERATED, Claim.ASSISTED, Claim.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Said:
    """A source type named by a manifest, and in which words."""

    code: str
    claim: Claim
    quote: str


def credential_findings(
    path: Path, media_type: str, anchors: str = "", span: Span | None = None
) -> tuple[Finding, ...] | None:
    """Source types in the file's manifests, graded by their signature; None if the library is missing or cannot read.

    `anchors` are PEM certificates: a signer under one of them is proven. `span` is where the container stands. The
    active manifest counts, and through it the manifests of what it was made from. A manifest that does not fit the
    file claims nothing any more: it is a hint, that a moderator may follow. Nothing is fetched.
    """
    read = read_report(path, media_type, anchors)
    report = read.report if read is not None else {}
    manifests = report.get("manifests")
    if not isinstance(manifests, dict):
        return None
    said = list(_said(manifests, str(report.get("active_manifest"))))
    grade = _GRADES.get(str(report.get("validation_state")))
    if grade is None:
        return (_broken(said, _failures(report), span),)
    where = "C2PA manifest, its signer trusted" if grade is Grade.PROVEN else "C2PA manifest, its signer unknown"
    if not said:
        return (finding(Grade.NONE, Claim.UNKNOWN, "c2pa-container", where, "no digital source type", span),)
    return tuple(dict.fromkeys(finding(grade, one.claim, f"c2pa-{one.code}", where, one.quote, span) for one in said))


def _broken(said: list[_Said], failures: str, span: Span | None) -> Finding:
    """Whoever changed a signed picture need not have generated it: only a hint, and none where it named no AI."""
    grade = Grade.DECLARED if any(one.claim in _AI for one in said) else Grade.NONE
    quote = "; ".join(("changed after signing, or wrongly signed", failures, *(one.quote for one in said)))
    where = "C2PA manifest that does not fit the file"
    return finding(grade, Claim.UNKNOWN, "c2pa-invalid", where, quote, span)


def _failures(report: Mapping[str, Any]) -> str:
    status = report.get("validation_status")
    codes = [str(one.get("code")) for one in status if isinstance(one, dict)] if isinstance(status, list) else []
    return ", ".join(dict.fromkeys(codes)) or "no reason told"


def _said(manifests: Mapping[str, Any], active: str) -> Iterator[_Said]:
    """What the active manifest names; where that is no AI, what those below it name, as part of the picture."""
    top = manifests.get(active)
    own = list(_source_types(top))
    if any(one.claim in _AI for one in own):
        yield from (one for one in own if one.claim in _AI)
        return
    below = [
        _Said(one.code, _inherited(one.claim, kept), f"{one.quote}; an ingredient of this picture")
        for manifest, kept in _ancestors(manifests, top)
        for one in _source_types(manifest)
        if one.claim in _AI
    ]
    yield from below or own


def _inherited(claim: Claim, kept: bool) -> Claim:
    return claim if kept or claim is not Claim.GENERATED else Claim.ASSISTED


def _ancestors(manifests: Mapping[str, Any], top: object) -> Iterator[tuple[object, bool]]:
    """The manifests this one was made from, nearest first, and whether the picture stayed as it was since.

    What only served as input to a generator or as inspiration is no part of the picture.
    """
    waiting, seen = [(top, True)], 0
    while waiting and seen < _MAX_ANCESTORS:
        manifest, kept = waiting.pop(0)
        seen += 1
        same = kept and same_picture(_actions(manifest))
        for ingredient in _list(manifest, "ingredients"):
            relation = ingredient.get("relationship")
            parent = manifests.get(str(ingredient.get("active_manifest")))
            if parent is not None and relation != "inputTo":
                whole = same and relation == "parentOf"
                yield parent, whole
                waiting.append((parent, whole))


def _actions(manifest: object) -> list[str]:
    return [
        str(action.get("action"))
        for assertion in _list(manifest, "assertions")
        if str(assertion.get("label")).startswith("c2pa.actions")
        for action in _list(assertion.get("data"), "actions")
    ]


def _source_types(manifest: object) -> Iterator[_Said]:
    """Every digital source type in the assertions: of actions, of metadata, of their parameters."""
    by = f"signed by {_issuer(manifest)}" + (f", made with {tool}" if (tool := _tool(manifest)) else "")
    for assertion in _list(manifest, "assertions"):
        label = str(assertion.get("label"))
        if label.startswith(AI_LABEL):
            yield _Said("ai-generated-content", Claim.GENERATED, f"{AI_LABEL}, {by}")
        elif not label.startswith("c2pa.ingredient"):
            for value in _named_types(assertion.get("data")):
                if code := source_code(value):
                    yield _Said(code, source_claim(code), f"{code}, {by}")


def _named_types(data: object) -> Iterator[str]:
    waiting = [data]
    for _ in range(_MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str) and str(key).lower().endswith("digitalsourcetype"):
                    yield inner
                else:
                    waiting.append(inner)


def _list(of: object, key: str) -> list[dict[str, Any]]:
    found = of.get(key) if isinstance(of, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _issuer(manifest: object) -> str:
    signature = manifest.get("signature_info") if isinstance(manifest, dict) else None
    issuer = signature.get("issuer") if isinstance(signature, dict) else None
    return str(issuer or "an unnamed signer")


def _tool(manifest: object) -> str:
    names = [str(one.get("name")) for one in _list(manifest, "claim_generator_info") if one.get("name")]
    return ", ".join(names)
