"""C2PA containers read by their plain text, where no library checks them: the marker is found, the seal is not tested.

Their strings are uncompressed in every format. Which manifest is the active one, and whether it edits an older one,
is read from the boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.jumbf import manifests_of
from fediart.admission.source_types import AI_TYPES, codes_in_bytes, source_claim
from fediart.media.facts import Metadata, Span

CARRIED: Final = frozenset(
    f"c2pa.{word}"
    for word in (
        "opened", "converted", "transcoded", "repackaged", "published", "resized", "watermarked", "edited.metadata",
        "redacted", "watermarked.bound", "watermarked.unbound",
    )
)  # fmt: skip
"""Actions after which it is still the same picture."""
AI_LABEL: Final = "c2pa.ai_generated_content"
_WHERE: Final = "C2PA container, signature not checked"
_ACTION: Final = re.compile(
    rb"c2pa\.(?:added_text|adjusted_color|changed_speed|color_adjustments|converted|created|cropped|deleted|drawing|"
    rb"dubbed|edited(?:\.metadata)?|enhanced|filtered|opened|orientation|placed|published|redacted|removed|repackaged|"
    rb"resized|transcoded|translated|trimmed|unknown|watermarked(?:\.(?:un)?bound)?)"
)


def carries_c2pa(metadata: Metadata) -> bool:
    """Whether there is a C2PA container at all."""
    return bool(metadata.jumbf)


def container_findings(metadata: Metadata) -> Iterator[Finding]:
    """What the active manifest names, and what an older one that it builds upon names."""
    if not metadata.jumbf:
        return
    *older, active = manifests_of(metadata.jumbf)
    span = metadata.spans.get(("jumbf", 0))
    told = _told(active)
    if ai := [code for code in told if code in AI_TYPES]:
        yield from (_declared(code, source_claim(code), span) for code in dict.fromkeys(ai))
        return
    history = [code for manifest in older for code in _told(manifest) if code in AI_TYPES]
    if history:
        yield from (_declared(code, _inherited(code, active), span) for code in dict.fromkeys(history))
    elif told:
        yield _declared(told[-1], source_claim(told[-1]), span)
    else:
        yield finding(Grade.NONE, Claim.UNKNOWN, "c2pa-container", _WHERE, "no digital source type", span)


def same_picture(actions: Sequence[str]) -> bool:
    """Whether these actions leave what was opened as it was."""
    return bool(actions) and set(actions) <= CARRIED


def _told(manifest: bytes) -> list[str]:
    codes = codes_in_bytes(manifest)
    return codes or (["trainedAlgorithmicMedia"] if AI_LABEL.encode() in manifest else [])


def _inherited(code: str, active: bytes) -> Claim:
    """A generated picture that was only saved anew is generated; one that was worked upon is made with parts of it."""
    claim = source_claim(code)
    if claim is not Claim.GENERATED or same_picture([word.decode() for word in _ACTION.findall(active)]):
        return claim
    return Claim.ASSISTED


def _declared(code: str, claim: Claim, span: Span | None) -> Finding:
    return finding(Grade.DECLARED, claim, f"c2pa-{code}", _WHERE, code, span)
