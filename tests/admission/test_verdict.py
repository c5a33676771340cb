"""The table of decisions: which evidence and which score lead where, and what the artist is told."""

from __future__ import annotations

import pytest

from fediart.admission.findings import Band, Claim, Finding, Grade, Score, finding
from fediart.admission.policy import BALANCED, LABEL_ONLY, OFF, STRICT, ArtistState, Policy, policy_from_dict
from fediart.admission.review import declared_verdict, said_of
from fediart.admission.verdict import ABSENCE, Decision, Label, Verdict, combine, decide
from fediart.rights.model import DigitalSource

RATES = {"1%": 0.9, "0.1%": 0.98}
LOW = Score(0.2, False, thresholds=RATES)
HIGH = Score(0.93, False, thresholds=RATES)
TOP = Score(0.99, False, thresholds=RATES)
CANNOT = Score(None, True, "it is nearly flat", thresholds=RATES)


def mark(grade: Grade, claim: Claim) -> Finding:
    return finding(grade, claim, "some-mark", 'PNG text "parameters"', "Steps: 20")


def generated(grade: Grade = Grade.DECLARED) -> Finding:
    return mark(grade, Claim.GENERATED)


ASSISTED = mark(Grade.DECLARED, Claim.ASSISTED)
UNCLEAR = mark(Grade.DECLARED, Claim.UNKNOWN)
HUMAN = mark(Grade.SIGNED, Claim.HUMAN)
WEAK = mark(Grade.NONE, Claim.UNKNOWN)

TABLE: list[tuple[Policy, list[Finding], Score | None, Decision, Label]] = [
    (BALANCED, [], LOW, Decision.PUBLISH, Label.NONE),
    (BALANCED, [], HIGH, Decision.HOLD, Label.NONE),
    (BALANCED, [], TOP, Decision.HOLD, Label.NONE),
    (BALANCED, [], CANNOT, Decision.HOLD, Label.NONE),
    (BALANCED, [], None, Decision.PUBLISH, Label.NONE),
    (BALANCED, [generated(Grade.PROVEN)], LOW, Decision.REFUSE, Label.GENERATED),
    (BALANCED, [generated(Grade.SIGNED)], LOW, Decision.REFUSE, Label.GENERATED),
    (BALANCED, [generated()], LOW, Decision.REFUSE, Label.GENERATED),
    (BALANCED, [generated(Grade.WATERMARK)], LOW, Decision.REFUSE, Label.GENERATED),
    (BALANCED, [generated(Grade.NONE)], LOW, Decision.PUBLISH, Label.NONE),
    (BALANCED, [ASSISTED], LOW, Decision.LABEL, Label.ASSISTED),
    (BALANCED, [ASSISTED], HIGH, Decision.HOLD, Label.ASSISTED),
    (BALANCED, [ASSISTED, generated()], LOW, Decision.REFUSE, Label.GENERATED),
    (BALANCED, [UNCLEAR], LOW, Decision.HOLD, Label.NONE),
    (BALANCED, [HUMAN, WEAK], LOW, Decision.PUBLISH, Label.NONE),
    (BALANCED, [HUMAN], HIGH, Decision.HOLD, Label.NONE),
    (BALANCED, [HUMAN, generated()], LOW, Decision.REFUSE, Label.GENERATED),
    (STRICT, [ASSISTED], LOW, Decision.HOLD, Label.ASSISTED),
    (STRICT, [], CANNOT, Decision.HOLD, Label.NONE),
    (STRICT, [], None, Decision.PUBLISH, Label.NONE),
    (LABEL_ONLY, [generated()], LOW, Decision.LABEL, Label.GENERATED),
    (LABEL_ONLY, [ASSISTED], LOW, Decision.LABEL, Label.ASSISTED),
    (LABEL_ONLY, [], HIGH, Decision.PUBLISH, Label.NONE),
    (LABEL_ONLY, [], TOP, Decision.LABEL, Label.GENERATED),
    (OFF, [generated()], TOP, Decision.PUBLISH, Label.NONE),
]


@pytest.mark.parametrize("policy, findings, score, decision, label", TABLE)
def test_decisions(
    policy: Policy, findings: list[Finding], score: Score | None, decision: Decision, label: Label
) -> None:
    verdict = decide(policy, findings, score)
    assert (verdict.decision, verdict.label) == (decision, label)


def test_thresholds_are_reached_at_the_score_itself() -> None:
    assert decide(BALANCED, [], Score(0.9, False, thresholds=RATES)).decision is Decision.HOLD
    assert decide(BALANCED, [], Score(0.8999, False, thresholds=RATES)).decision is Decision.PUBLISH


TRUSTED_TABLE: list[tuple[Policy, list[Finding], Score | None, Decision]] = [
    (BALANCED, [], HIGH, Decision.PUBLISH),
    (BALANCED, [], TOP, Decision.HOLD),
    (BALANCED, [], CANNOT, Decision.PUBLISH),
    (BALANCED, [generated(Grade.PROVEN)], LOW, Decision.REFUSE),
    (BALANCED, [generated()], LOW, Decision.REFUSE),
    (BALANCED, [UNCLEAR], LOW, Decision.HOLD),
    (BALANCED, [ASSISTED], HIGH, Decision.LABEL),
    (STRICT, [], HIGH, Decision.HOLD),
    (STRICT, [], CANNOT, Decision.PUBLISH),
    (STRICT, [generated(Grade.WATERMARK)], LOW, Decision.REFUSE),
    (LABEL_ONLY, [], TOP, Decision.PUBLISH),
]


@pytest.mark.parametrize("policy, findings, score, decision", TRUSTED_TABLE)
def test_what_trust_is_worth(policy: Policy, findings: list[Finding], score: Score | None, decision: Decision) -> None:
    assert decide(policy, findings, score, ArtistState.TRUSTED).decision is decision


def test_a_cell_is_for_evidence_and_score_together() -> None:
    """An instance that thanks for honesty: who says what AI did is labelled, whatever the score."""
    bands = {"doubtful": "label-assisted", "high": "label-assisted"}
    honest = policy_from_dict({"table": {"new": {"assisted": bands}}})
    assert decide(honest, [ASSISTED], TOP).decision is Decision.LABEL
    assert decide(honest, [], TOP).decision is Decision.HOLD


def test_an_admin_may_choose_that_a_score_refuses() -> None:
    own = policy_from_dict({"score_may_refuse": True, "table": {"new": {"none": {"high": "refuse"}}}})
    assert [decide(own, [], score).decision for score in (LOW, HIGH, TOP)] == [
        Decision.PUBLISH, Decision.HOLD, Decision.REFUSE,
    ]  # fmt: skip


def test_a_model_without_measured_rates_cannot_tell() -> None:
    assert decide(LABEL_ONLY, [], Score(0.999, False)).decision is Decision.PUBLISH
    assert decide(BALANCED, [], Score(0.999, False)).decision is Decision.HOLD
    assert decide(STRICT, [], Score(0.999, False)).decision is Decision.HOLD


def test_a_band_that_was_measured_before_is_taken_as_it_is() -> None:
    verdict = decide(BALANCED, [], Score(0.93, False), band=Band.DOUBTFUL)
    assert verdict.decision is Decision.HOLD and "93 of 100" in verdict.reasons[0].text


def test_the_artist_is_told_what_was_found_and_what_to_do() -> None:
    verdict = decide(BALANCED, [generated()], HIGH)
    assert [reason.code for reason in verdict.reasons] == ["some-mark", "detector-score", "what-to-do"]
    found, score, advice = (reason.text for reason in verdict.reasons)
    assert 'PNG text "parameters"' in found and "Steps: 20" in found and "by mistake" in found
    assert "93 of 100" in score and "1 in 100" in score and "can be wrong" in score
    assert "on the page of this work" in advice and "appeal" in advice


def test_a_score_alone_says_how_often_it_errs_and_that_absence_proves_nothing() -> None:
    (score, advice) = decide(BALANCED, [], TOP).reasons
    assert "1 in 1,000" in score.text and ABSENCE in score.text
    assert "nothing is decided yet" in advice.text and "layers" in advice.text and "appeal" in advice.text


@pytest.mark.parametrize("policy", [BALANCED, STRICT, LABEL_ONLY])
def test_no_word_accuses(policy: Policy) -> None:
    for findings in ([generated()], [ASSISTED], [UNCLEAR], []):
        for score in (LOW, HIGH, TOP, CANNOT):
            text = " ".join(one.text for one in decide(policy, findings, score).reasons).lower()
            assert not any(word in text for word in ("you used", "fake", "cheat", "violat", "guilty", "suspect"))


def test_what_artists_say_is_told_as_their_word() -> None:
    verdict = declared_verdict(BALANCED, DigitalSource.COMPOSITE_WITH_AI)
    assert verdict is not None and (verdict.decision, verdict.label) == (Decision.LABEL, Label.ASSISTED)
    assert verdict.reasons[0].text.startswith("You said")
    assert declared_verdict(BALANCED, DigitalSource.DIGITAL_CREATION) is None
    said = said_of(DigitalSource.COMPOSITE_WITH_AI)
    held = decide(BALANCED, said, HIGH)
    assert held.decision is Decision.HOLD and held.reasons[0].text.startswith("You said")


def test_a_quiet_publication_gives_no_reasons() -> None:
    assert decide(BALANCED, [HUMAN, WEAK], LOW).reasons == ()


def test_abstention_is_explained_where_it_counts() -> None:
    (why, _) = decide(STRICT, [], CANNOT).reasons
    assert "it is nearly flat" in why.text


def test_of_several_pictures_the_strictest_verdict_wins_with_all_reasons_and_one_advice() -> None:
    fine, labelled, held = decide(BALANCED, [], LOW), decide(BALANCED, [ASSISTED], LOW), decide(BALANCED, [], HIGH)
    both = combine([fine, labelled, held, labelled])
    assert (both.decision, both.label) == (Decision.HOLD, Label.ASSISTED)
    assert [reason.code for reason in both.reasons] == ["detector-score", "some-mark", "what-to-do"]
    assert both.reasons[-1] == held.reasons[-1]
    assert combine([]) == Verdict(Decision.PUBLISH, Label.NONE, ())
    assert combine([labelled]) == labelled
