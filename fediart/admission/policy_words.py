"""An admission policy in plain sentences: what its rows, bands and cells mean, and how two policies differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fediart.admission.findings import Band
from fediart.admission.policy_table import Action, ArtistState, EvidenceRow, Policy
from fediart.language import N_, _, listed

ROW_WORDS: Final[Mapping[EvidenceRow, tuple[str, str]]] = {
    EvidenceRow.PROVEN: (
        N_("Proven"),
        N_("Content Credentials, signed by somebody this instance trusts, say that it was generated."),
    ),
    EvidenceRow.SIGNED: (
        N_("Signed"),
        N_("Content Credentials say that it was generated; who signed them is not checked."),
    ),
    EvidenceRow.DECLARED: (
        N_("Declared"),
        N_("The file or the artist says that it was generated. Anybody can write that, few write it falsely."),
    ),
    EvidenceRow.WATERMARK: (
        N_("Watermark"),
        N_("A generator’s mark is hidden in the pixels. Such marks can be read wrongly."),
    ),
    EvidenceRow.ASSISTED: (N_("Partly AI"), N_("A mark, or the artist, says that AI was used for a part of it.")),
    EvidenceRow.UNCLEAR: (N_("Unclear"), N_("A mark that may mean AI, or not.")),
    EvidenceRow.NONE: (
        N_("No mark"),
        N_("Nothing was found. That proves nothing, in either direction: only the score speaks here."),
    ),
}
BAND_WORDS: Final[Mapping[Band, tuple[str, str]]] = {
    Band.LOW: (N_("Low"), N_("The detector sees nothing unusual, or none is asked.")),
    Band.DOUBTFUL: (N_("Doubtful"), N_("About 1 in 100 hand-made pictures scores as high, or higher.")),
    Band.HIGH: (N_("High"), N_("About 1 in 1,000 hand-made pictures scores as high, or higher.")),
    Band.CANNOT_TELL: (
        N_("Cannot tell"),
        N_("Small, flat or few-coloured pictures, and those unlike all it was trained on."),
    ),
}
STATE_WORDS: Final[Mapping[ArtistState, tuple[str, str]]] = {
    ArtistState.NEW: (N_("New artists"), N_("Everybody who is not trusted yet.")),
    ArtistState.TRUSTED: (
        N_("Trusted artists"),
        N_("By accepted works, by vouches of members, or by a moderator. A proof counts against them as against all."),
    ),
}
ACTION_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.PUBLISH: (N_("Publish"), "published"),
    Action.LABEL_ASSISTED: (N_("Label AI-assisted"), N_("published with the label “AI-assisted”")),
    Action.LABEL_GENERATED: (N_("Label AI-generated"), N_("published with the label “AI-generated”")),
    Action.HOLD: (N_("Hold"), N_("looked at by a moderator first")),
    Action.REFUSE: (N_("Refuse"), N_("not published, and the artist can appeal")),
}
"""For each action its short name, and what becomes of the picture."""

_PICTURES: Final = {
    EvidenceRow.PROVEN: N_("A picture with a trusted signature that says it was generated"),
    EvidenceRow.SIGNED: N_("A picture with an unchecked signature that says it was generated"),
    EvidenceRow.DECLARED: N_("A picture whose file or artist says that it was generated"),
    EvidenceRow.WATERMARK: N_("A picture with a generator’s hidden mark"),
    EvidenceRow.ASSISTED: N_("A picture of which AI is said to have made a part"),
    EvidenceRow.UNCLEAR: N_("A picture with a mark that may mean AI"),
    EvidenceRow.NONE: N_("A picture without any mark"),
}
_WHEN: Final = {
    Band.LOW: "a low score",
    Band.DOUBTFUL: "a doubtful score",
    Band.HIGH: "a high score",
    Band.CANNOT_TELL: N_("no answer from the detector"),
}
_OTHERS: Final = {
    "detector": N_("Ask the detector"),
    "score_may_refuse": N_("A score alone may refuse"),
    "copies": N_("Copies of another artist’s work"),
    "two_persons": N_("Two moderators for every refusal"),
    "answer_days": N_("Days for an artist to answer"),
    "decide_days": N_("Days for moderators to decide"),
    "appeal_days": N_("Days for an artist to appeal"),
}
_TRUST: Final = {"accepted_works": N_("Accepted works for trust"), "vouches": N_("Vouches for trust")}


def in_sentences(policy: Policy, state: ArtistState) -> tuple[str, ...]:
    """One sentence for each row of the table, as it is for such artists."""
    return tuple(_sentence(policy, row, state) for row in EvidenceRow)


def _sentence(policy: Policy, row: EvidenceRow, state: ArtistState) -> str:
    by_action: dict[Action, list[Band]] = {}
    for band in Band:
        by_action.setdefault(policy.action(row, band, state), []).append(band)
    if not policy.detector:
        return _(
            "%(picture)s is %(action)s.",
            picture=_PICTURES[row],
            action=ACTION_WORDS[policy.action(row, Band.LOW, state)][1],
        )
    if len(by_action) == 1:
        return _(
            "%(picture)s is %(action)s, whatever its score.",
            picture=_PICTURES[row],
            action=ACTION_WORDS[next(iter(by_action))][1],
        )
    parts = (
        _("%(action)s with %(score)s", action=ACTION_WORDS[action][1], score=_either(bands))
        for action, bands in by_action.items()
    )
    return _("%(picture)s is %(parts)s.", picture=_PICTURES[row], parts="; ".join(parts))


def cell_sentence(policy: Policy, row: EvidenceRow, band: Band, state: ArtistState) -> str:
    """What one cell means."""
    who = _("a new artist") if state is ArtistState.NEW else _("a trusted artist")
    return _(
        "%(picture)s and %(when)s, by %(who)s, is %(action)s.",
        picture=_PICTURES[row],
        when=_WHEN[band],
        who=who,
        action=ACTION_WORDS[policy.action(row, band, state)][1],
    )


def _either(bands: Sequence[Band]) -> str:
    return _("any score") if len(bands) == len(Band) else listed((str(_WHEN[band]) for band in bands), "or")


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
                yield _("%(where)s: %(said)s instead of %(said2)s.", where=where, said=_said(new), said2=_said(old))


def _of_others(before: Policy, after: Policy) -> Iterable[str]:
    for name, words in _OTHERS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield _("%(words)s: %(said)s instead of %(said2)s.", words=words, said=_said(new), said2=_said(old))
    for name, words in _TRUST.items():
        old, new = getattr(before.trust, name), getattr(after.trust, name)
        if old != new:
            yield _("%(words)s: %(new)s instead of %(old)s.", words=words, new=new, old=old)


def _said(value: object) -> str:
    if isinstance(value, Action):
        name = ACTION_WORDS[value][0]
        return name[0].lower() + name[1:]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
