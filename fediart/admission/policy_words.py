"""An admission policy in plain sentences: what its rows, bands and cells mean, and how two policies differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fediart.admission.findings import Band
from fediart.admission.policy_table import Action, ArtistState, EvidenceRow, Policy

ROW_WORDS: Final[Mapping[EvidenceRow, tuple[str, str]]] = {
    EvidenceRow.PROVEN: (
        "Proven",
        "Content Credentials, signed by somebody this instance trusts, say that it was generated.",
    ),
    EvidenceRow.SIGNED: ("Signed", "Content Credentials say that it was generated; who signed them is not checked."),
    EvidenceRow.DECLARED: (
        "Declared",
        "The file or the artist says that it was generated. Anybody can write that, few write it falsely.",
    ),
    EvidenceRow.WATERMARK: ("Watermark", "A generator’s mark is hidden in the pixels. Such marks can be read wrongly."),
    EvidenceRow.ASSISTED: ("Partly AI", "A mark, or the artist, says that AI was used for a part of it."),
    EvidenceRow.UNCLEAR: ("Unclear", "A mark that may mean AI, or not."),
    EvidenceRow.NONE: (
        "No mark",
        "Nothing was found. That proves nothing, in either direction: only the score speaks here.",
    ),
}
BAND_WORDS: Final[Mapping[Band, tuple[str, str]]] = {
    Band.LOW: ("Low", "The detector sees nothing unusual, or none is asked."),
    Band.DOUBTFUL: ("Doubtful", "About 1 in 100 hand-made pictures scores as high, or higher."),
    Band.HIGH: ("High", "About 1 in 1,000 hand-made pictures scores as high, or higher."),
    Band.CANNOT_TELL: ("Cannot tell", "Small, flat or few-coloured pictures, and those unlike all it was trained on."),
}
STATE_WORDS: Final[Mapping[ArtistState, tuple[str, str]]] = {
    ArtistState.NEW: ("New artists", "Everybody who is not trusted yet."),
    ArtistState.TRUSTED: (
        "Trusted artists",
        "By accepted works, by vouches of members, or by a moderator. A proof counts against them as against all.",
    ),
}
ACTION_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.PUBLISH: ("Publish", "published"),
    Action.LABEL_ASSISTED: ("Label AI-assisted", "published with the label “AI-assisted”"),
    Action.LABEL_GENERATED: ("Label AI-generated", "published with the label “AI-generated”"),
    Action.HOLD: ("Hold", "looked at by a moderator first"),
    Action.REFUSE: ("Refuse", "not published, and the artist can appeal"),
}
"""For each action its short name, and what becomes of the picture."""

_PICTURES: Final = {
    EvidenceRow.PROVEN: "A picture with a trusted signature that says it was generated",
    EvidenceRow.SIGNED: "A picture with an unchecked signature that says it was generated",
    EvidenceRow.DECLARED: "A picture whose file or artist says that it was generated",
    EvidenceRow.WATERMARK: "A picture with a generator’s hidden mark",
    EvidenceRow.ASSISTED: "A picture of which AI is said to have made a part",
    EvidenceRow.UNCLEAR: "A picture with a mark that may mean AI",
    EvidenceRow.NONE: "A picture without any mark",
}
_WHEN: Final = {
    Band.LOW: "a low score",
    Band.DOUBTFUL: "a doubtful score",
    Band.HIGH: "a high score",
    Band.CANNOT_TELL: "no answer from the detector",
}
_OTHERS: Final = {
    "detector": "Ask the detector",
    "score_may_refuse": "A score alone may refuse",
    "copies": "Copies of another artist’s work",
    "two_persons": "Two moderators for every refusal",
    "answer_days": "Days for an artist to answer",
    "decide_days": "Days for moderators to decide",
    "appeal_days": "Days for an artist to appeal",
}
_TRUST: Final = {"accepted_works": "Accepted works for trust", "vouches": "Vouches for trust"}


def in_sentences(policy: Policy, state: ArtistState) -> tuple[str, ...]:
    """One sentence for each row of the table, as it is for such artists."""
    return tuple(_sentence(policy, row, state) for row in EvidenceRow)


def _sentence(policy: Policy, row: EvidenceRow, state: ArtistState) -> str:
    by_action: dict[Action, list[Band]] = {}
    for band in Band:
        by_action.setdefault(policy.action(row, band, state), []).append(band)
    if not policy.detector:
        return f"{_PICTURES[row]} is {ACTION_WORDS[policy.action(row, Band.LOW, state)][1]}."
    if len(by_action) == 1:
        return f"{_PICTURES[row]} is {ACTION_WORDS[next(iter(by_action))][1]}, whatever its score."
    parts = (f"{ACTION_WORDS[action][1]} with {_either(bands)}" for action, bands in by_action.items())
    return f"{_PICTURES[row]} is {'; '.join(parts)}."


def cell_sentence(policy: Policy, row: EvidenceRow, band: Band, state: ArtistState) -> str:
    """What one cell means."""
    who = "a new artist" if state is ArtistState.NEW else "a trusted artist"
    return f"{_PICTURES[row]} and {_WHEN[band]}, by {who}, is {ACTION_WORDS[policy.action(row, band, state)][1]}."


def _either(bands: Sequence[Band]) -> str:
    return "any score" if len(bands) == len(Band) else " or ".join(_WHEN[band] for band in bands)


def field_words(field: str) -> str:
    """The name of a policy's field for people: `No mark, a high score, new artists` for a cell of the table."""
    parts = field.split(".")
    if parts[0] == "table" and len(parts) == 4:
        state, row, band = ArtistState(parts[1]), EvidenceRow(parts[2]), Band(parts[3])
        return f"{ROW_WORDS[row][0]}, {_WHEN[band]}, {STATE_WORDS[state][0].lower()}"
    if parts[0] == "trust" and parts[-1] in _TRUST:
        return _TRUST[parts[-1]]
    return _OTHERS.get(field, field)


def differences(before: Policy, after: Policy) -> tuple[str, ...]:
    """How a policy differs from an older one: a sentence for each row and each other choice that changed."""
    return (*_of_cells(before, after), *_of_others(before, after))


def _of_cells(before: Policy, after: Policy) -> Iterable[str]:
    for state in ArtistState:
        for row in EvidenceRow:
            changes: dict[tuple[Action, Action], list[Band]] = {}
            for band in Band:
                pair = (before.action(row, band, state), after.action(row, band, state))
                if pair[0] is not pair[1]:
                    changes.setdefault(pair, []).append(band)
            for (old, new), bands in changes.items():
                where = f"{ROW_WORDS[row][0]}, {_either(bands)}, {STATE_WORDS[state][0].lower()}"
                yield f"{where}: {_said(new)} instead of {_said(old)}."


def _of_others(before: Policy, after: Policy) -> Iterable[str]:
    for name, words in _OTHERS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{words}: {_said(new)} instead of {_said(old)}."
    for name, words in _TRUST.items():
        old, new = getattr(before.trust, name), getattr(after.trust, name)
        if old != new:
            yield f"{words}: {new} instead of {old}."


def _said(value: object) -> str:
    if isinstance(value, Action):
        name = ACTION_WORDS[value][0]
        return name[0].lower() + name[1:]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
