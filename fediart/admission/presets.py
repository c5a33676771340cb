"""Four tables to start from, and what each means for artists. In none of them does a score alone refuse a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.admission.findings import Band
from fediart.admission.policy_table import Action, ArtistState, Cell, EvidenceRow, Policy

_P, _A, _G = Action.PUBLISH, Action.LABEL_ASSISTED, Action.LABEL_GENERATED
_H, _R = Action.HOLD, Action.REFUSE
_Row = tuple[Action, Action, Action, Action]  # low, doubtful, high, cannot tell
_SAYS_GENERATED: Final = (EvidenceRow.PROVEN, EvidenceRow.SIGNED, EvidenceRow.DECLARED, EvidenceRow.WATERMARK)


def _same(action: Action) -> _Row:
    return (action, action, action, action)


def _cells(state: ArtistState, rows: Mapping[EvidenceRow, _Row]) -> dict[Cell, Action]:
    return {
        (row, band, state): action for row, actions in rows.items() for band, action in zip(Band, actions, strict=True)
    }


def _table(new: Mapping[EvidenceRow, _Row], trusted: Mapping[EvidenceRow, _Row]) -> dict[Cell, Action]:
    return _cells(ArtistState.NEW, new) | _cells(ArtistState.TRUSTED, {**new, **trusted})


_REFUSED: Final = {row: _same(_R) for row in _SAYS_GENERATED}
_LABELLED: Final = {row: _same(_G) for row in _SAYS_GENERATED}

STRICT: Final = Policy(
    "strict",
    1,
    _table(
        _REFUSED
        | {
            EvidenceRow.ASSISTED: _same(_H),
            EvidenceRow.UNCLEAR: _same(_H),
            EvidenceRow.NONE: (_P, _H, _H, _H),
        },
        {EvidenceRow.NONE: (_P, _H, _H, _P)},
    ),
)
BALANCED: Final = Policy(
    "balanced",
    1,
    _table(
        _REFUSED
        | {
            EvidenceRow.ASSISTED: (_A, _H, _H, _A),
            EvidenceRow.UNCLEAR: _same(_H),
            EvidenceRow.NONE: (_P, _H, _H, _H),
        },
        {
            EvidenceRow.ASSISTED: (_A, _A, _H, _A),
            EvidenceRow.NONE: (_P, _P, _H, _P),
        },
    ),
)
LABEL_ONLY: Final = Policy(
    "label-only",
    1,
    _table(
        _LABELLED
        | {
            EvidenceRow.ASSISTED: _same(_A),
            EvidenceRow.UNCLEAR: (_P, _P, _G, _P),
            EvidenceRow.NONE: (_P, _P, _G, _P),
        },
        {EvidenceRow.UNCLEAR: _same(_P), EvidenceRow.NONE: _same(_P)},
    ),
)
OFF: Final = Policy("off", 1, _table({row: _same(_P) for row in EvidenceRow}, {}), detector=False)
PRESETS: Final[Mapping[str, Policy]] = {policy.name: policy for policy in (STRICT, BALANCED, LABEL_ONLY, OFF)}

PRESET_WORDS: Final = {
    "strict": (
        "Strict",
        "Pictures that say they were generated are not published, and a moderator looks at every doubt: at marks of "
        "partial AI use, at doubtful scores and, from new artists, at what the detector cannot judge.",
    ),
    "balanced": (
        "Balanced",
        "Pictures that say they were generated are not published, partial AI use is labelled, and a moderator looks "
        "at doubts: at doubtful scores and, from new artists, at what the detector cannot judge. Neither holds up "
        "trusted artists; a high score does.",
    ),
    "label-only": (
        "Label only",
        "Everything is published: what says it was generated, or scores very high, carries a public label.",
    ),
    "off": ("Off", "Everything is published without labels, and no detector is asked."),
}
"""For each preset its title, and in one sentence what it means for artists."""
