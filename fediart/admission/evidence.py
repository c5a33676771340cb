"""What a file says of itself about its making, read from its original bytes before anything re-encodes it.

Absence of every marker is not evidence of human origin, and a human claim is recorded, never believed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fediart.admission.containers import container_findings
from fediart.admission.findings import Claim, Finding, Grade, Score, finding
from fediart.admission.generators import generator_findings
from fediart.admission.invisible import watermark_findings
from fediart.admission.places import places_of
from fediart.admission.sources import aigc_findings, iptc_findings
from fediart.admission.stealth import stealth_findings
from fediart.admission.xmp_reading import read_packets
from fediart.media.facts import Metadata

__all__ = ["Claim", "Finding", "Grade", "Score", "finding", "read_evidence"]

_FINDINGS_LIMIT = 50
_STRENGTH = {grade: rank for rank, grade in enumerate(Grade)}


def read_evidence(
    metadata: Metadata,
    stored: NDArray[np.uint8] | None = None,
    credentials: tuple[Finding, ...] | None = None,
    shown: NDArray[np.uint8] | None = None,
) -> tuple[Finding, ...]:
    """All findings about a file, strongest grade first, at most 50.

    `stored` (height, width, 3 or 4) are the decoded pixels of a lossless original as they are, for what hides in their
    lowest bits; `shown` those of any original, upright, for watermarks; `credentials` what the c2pa library found,
    which replaces the reading of the C2PA container's plain text.
    """
    packets = read_packets(metadata.xmp)
    places = places_of(metadata, packets)
    found = [
        *(container_findings(metadata) if credentials is None else credentials),
        *iptc_findings(metadata, packets),
        *aigc_findings(metadata, packets, places),
        *generator_findings(places),
        *(stealth_findings(stored) if stored is not None else ()),
        *(watermark_findings(shown) if shown is not None else ()),
    ]
    unique: dict[tuple[str, ...], Finding] = {}
    for one in found:
        unique.setdefault((one.grade, one.claim, one.code, one.where, one.quote), one)
    return tuple(sorted(unique.values(), key=lambda one: _STRENGTH[one.grade]))[:_FINDINGS_LIMIT]
