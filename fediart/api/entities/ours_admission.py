"""What became of an artwork at the admission filter, whole; and what the filter does here, in words."""

from __future__ import annotations

from typing import Literal, TypedDict


class OurEvidence(TypedDict):
    """What a file says of its making. `where` and `quote` let anybody check it; `weight` is what its grade means."""

    grade: str
    weight: str
    claim: str
    where: str
    quote: str


class OurScore(TypedDict):
    """What the detector says of a picture: a number from 1 to 99, null where it cannot tell. It is no evidence."""

    per_cent: int | None
    band: str
    meaning: str
    model: str


class OurJudgedPicture(TypedDict):
    """A picture and what was found, by its place in the work, from 1. `name` is what its file was called."""

    number: int
    name: str
    evidence: list[OurEvidence]
    score: OurScore | None


class OurStep(TypedDict):
    """Something that was done: when, by whom (empty for the clock), what, and with which words."""

    at: str
    by: str
    did: str
    note: str


class OurCase(TypedDict):
    """How an artwork stands at this server's admission filter. Only its artist and moderators are told.

    `words` is how it stands in a sentence, `next` what happens now and by when, `reasons` what it is about, `advice`
    what can be done, `note` and `question` a moderator's words. `may` is what its artist can do now: `appeal` (until
    `appeal_until`), `answer`, or null.
    """

    id: str
    state: str
    url: str
    words: list[str]
    next: list[str]
    reasons: list[str]
    advice: str
    note: str
    question: str
    pictures: list[OurJudgedPicture]
    history: list[OurStep]
    may: Literal["appeal", "answer"] | None
    appeal_until: str | None


class OurConsequence(TypedDict):
    """What a file may say of itself, and what follows from that for a new artist."""

    what: str
    consequence: str


class OurDetector(TypedDict):
    """The model that looks at textures. Rates are in per cent as its own card says, empty where nobody measured them:
    `false_alarms` of pictures made by people, `found` of generated ones, `found_reduced` of these made smaller."""

    name: str
    false_alarms: str
    found: str
    found_reduced: str
    consequences: list[str]


class OurAdmissionPolicy(TypedDict):
    """What the filter does here, as the pages say it: a sentence for each kind of evidence, for new and for trusted
    artists; and how many days there are to answer, to decide and to appeal."""

    version: int
    url: str
    new_artists: list[str]
    trusted_artists: list[str]
    evidence: list[OurConsequence]
    detector: OurDetector | None
    answer_days: int
    decide_days: int
    appeal_days: int
