"""The table of decisions: which evidence and which score lead where, and what the artist is told."""

from __future__ import annotations

import pytest

from fediart.admission.evidence import Claim, Finding, Grade, Score, finding
from fediart.admission.policy import BALANCED, LABEL_ONLY, OFF, STRICT, Policy, policy_from_dict
from fediart.admission.verdict import Decision, Label, Verdict, combine, decide

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
    (BALANCED, [], CANNOT, Decision.PUBLISH, Label.NONE),
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
    (STRICT, [], None, Decision.HOLD, Label.NONE),
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


def test_an_instance_may_set_its_own_scores() -> None:
    own = policy_from_dict({"score": {"label": 0.5, "hold": 0.7, "refuse": "0.1%"}})
    reached = [decide(own, [], Score(p, False, thresholds=RATES)).decision for p in (0.4, 0.6, 0.8, 0.99)]
    assert reached == [Decision.PUBLISH, Decision.LABEL, Decision.HOLD, Decision.REFUSE]


def test_a_model_without_the_measured_rate_never_reaches_it() -> None:
    assert decide(BALANCED, [], Score(0.999, False)).decision is Decision.PUBLISH


def test_the_artist_is_told_what_was_found_and_what_to_do() -> None:
    verdict = decide(BALANCED, [generated()], HIGH)
    assert [reason.code for reason in verdict.reasons] == ["some-mark", "detector-score", "what-to-do"]
    found, score, advice = (reason.text for reason in verdict.reasons)
    assert 'PNG text "parameters"' in found and "Steps: 20" in found
    assert "0.93" in score and "can be wrong" in score
    assert "write to the moderators" in advice


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
