"""What a file says of itself about its making, read from its original bytes before anything re-encodes it.

Absence of every marker is not evidence of human origin, and a human claim is recorded, never believed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fediart.admission.findings import Claim, Finding, Grade, Score, finding
from fediart.admission.generators import generator_findings
from fediart.admission.places import places_of
from fediart.admission.sources import aigc_findings, c2pa_findings, iptc_findings
from fediart.admission.stealth import stealth_findings
from fediart.admission.xmp_reading import read_packets
from fediart.media.facts import Metadata

__all__ = ["Claim", "Finding", "Grade", "Score", "finding", "read_evidence"]

_FINDINGS_LIMIT = 50
_STRENGTH = {grade: rank for rank, grade in enumerate(Grade)}


def read_evidence(
    metadata: Metadata,
    pixels: NDArray[np.uint8] | None = None,
    credentials: tuple[Finding, ...] | None = None,
) -> tuple[Finding, ...]:
    """All findings about a file, strongest grade first, at most 50.

    `pixels` (height, width, 3 or 4) are the decoded ones of the original, for marks hidden in them; `credentials`
    what the c2pa library found, which replaces the reading of the C2PA container's plain text.
    """
    packets = read_packets(metadata.xmp)
    places = places_of(metadata, packets)
    found = [
        *(c2pa_findings(metadata) if credentials is None else credentials),
        *iptc_findings(packets),
        *aigc_findings(metadata, packets, places),
        *generator_findings(places),
    ]
    if pixels is not None:
        found.extend(stealth_findings(pixels))
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda item: _STRENGTH[item.grade]))[:_FINDINGS_LIMIT]
