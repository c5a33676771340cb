"""A work is decided about as it was measured, with all that no measurement repeats."""

from __future__ import annotations

from dataclasses import replace

from fediart.admission.findings import Band, Claim, Grade, Score, finding
from fediart.admission.policy import BALANCED, OFF, STRICT, Action, ArtistState
from fediart.admission.verdict import Decision, Label, Reason
from fediart.admission.whole import COPY, NOT_ACCEPTED, Known, Seen, decide_work
from fediart.rights.model import DigitalSource

NEW = ArtistState.NEW
MARK = finding(Grade.DECLARED, Claim.GENERATED, "mark", "EXIF", "a generator")
FINE = Seen(1, "a", (), Score(0.1, False), Band.LOW, "m 1")
DOUBTFUL = Seen(2, "b", (), Score(0.93, False), Band.DOUBTFUL, "m 1")
MARKED = Seen(3, "c", (MARK,), Score(0.1, False), Band.LOW, "m 1")


def test_the_strictest_picture_decides() -> None:
    assert decide_work(BALANCED, [FINE], Known(), NEW).decision is Decision.PUBLISH
    assert decide_work(BALANCED, [FINE, DOUBTFUL], Known(), NEW).decision is Decision.HOLD
    assert decide_work(BALANCED, [DOUBTFUL, MARKED, FINE], Known(), NEW).decision is Decision.REFUSE
    assert decide_work(BALANCED, [DOUBTFUL], Known(), ArtistState.TRUSTED).decision is Decision.PUBLISH
    assert decide_work(OFF, [DOUBTFUL, MARKED], Known(), NEW).decision is Decision.PUBLISH


def test_the_artists_word_is_a_part_of_each_picture() -> None:
    said = Known(DigitalSource.COMPOSITE_WITH_AI)
    verdict = decide_work(BALANCED, [FINE], said, NEW)
    assert (verdict.decision, verdict.label) == (Decision.LABEL, Label.ASSISTED)
    assert decide_work(BALANCED, [DOUBTFUL], said, NEW).decision is Decision.HOLD
    assert decide_work(STRICT, [FINE], said, NEW).decision is Decision.HOLD


def test_a_copy_is_the_policys_and_what_may_never_be_is_nobodys() -> None:
    copy = Known(copy=Reason(COPY, "It looks like another work."))
    assert decide_work(OFF, [FINE], copy, NEW).decision is Decision.HOLD
    assert decide_work(replace(OFF, copies=Action.PUBLISH), [FINE], copy, NEW).decision is Decision.PUBLISH
    assert decide_work(replace(OFF, copies=Action.REFUSE), [FINE], copy, NEW).decision is Decision.REFUSE
    never = Known(refused=Reason(NOT_ACCEPTED, "It cannot be published here."))
    assert decide_work(OFF, [FINE], never, NEW).decision is Decision.REFUSE
