"""What was found about a post of another server, for moderators: whose word, on what grounds, and their own say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from fediart.actions.permissions import may
from fediart.actions.remote_labels import rule
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import measurements, remote_judgements, remote_labels
from fediart.store.database import Reading
from fediart.store.measurements import Measurement
from fediart.store.posts import Post
from fediart.store.remote_judgements import FAILED, SKIPPED, WAITING, Judged
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from fediart.web import pages
from fediart.web.request import answers, number_in, site_of, viewer, viewer_of

DECISIONS = (
    ("none", N_("No AI label")),
    ("assisted", "AI-assisted"),
    ("generated", "AI-generated"),
    ("withdraw", N_("As found, without our word")),
)
NAMES = {
    Label.NONE: N_("No AI label"),
    Label.ASSISTED: N_("AI-assisted"),
    Label.GENERATED: N_("AI-generated"),
    Label.TAGGED: N_("Tagged by its author; no label"),
    Label.SUSPECTED: N_("Suspected by the filter; no label"),
}
WHOSE = {
    Word.MODERATOR: N_("a moderator here"),
    Word.OBJECT: N_("the post itself"),
    Word.FILE: N_("a picture file"),
    Word.TAGS: N_("the post’s hashtags"),
    Word.SCORE: N_("the filter’s score alone"),
}
_BANDS = {
    "low": N_("low"),
    "doubtful": N_("doubtful: about 1 in 100 hand-made pictures scores as high"),
    "high": N_("high: about 1 in 1,000 hand-made pictures scores as high"),
    "cannot-tell": N_("the detector cannot tell"),
}
_STATES = {
    WAITING: N_("Waits to be judged."),
    SKIPPED: N_("Not judged: the budget had no room."),
    FAILED: N_("Cannot be judged."),
}


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """`score` is a sentence; `findings` are (grade, where, quote) of what its file says."""

    place: int
    state: str
    score: str
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SaidStep:
    who: str
    decision: str
    note: str
    at: int


@dataclass(frozen=True, slots=True)
class RemoteCase:
    holds: str
    whose: str
    quote: str
    pictures: tuple[FoundPicture, ...]
    steps: tuple[SaidStep, ...]
    decisions: tuple[tuple[str, str], ...] = DECISIONS


async def remote_case(request: web.Request, tx: Reading, post: Post) -> RemoteCase | None:
    """None for posts of ours, and for everybody but moderators."""
    who = viewer_of(request)
    if post.local or who is None or not may(who.account, "review"):
        return None
    standing = (await remote_labels.of_posts(tx, [post.id])).get(post.id, NOTHING)
    judged = (await remote_judgements.of_posts(tx, [post.id])).get(post.id, [])
    measured = await measurements.newest(tx, (one.sha256 for one in judged))
    return RemoteCase(
        holds=NAMES[standing.label],
        whose=WHOSE.get(standing.source, ""),
        quote=standing.quote,
        pictures=tuple(_picture(place, one, measured) for place, one in enumerate(judged, 1)),
        steps=await _steps(tx, post.id),
    )


def _picture(place: int, one: Judged, measured: Mapping[str, Measurement]) -> FoundPicture:
    found = measured.get(one.sha256)
    evidence: Sequence[Mapping[str, str]] = found.evidence if found else ()
    score = _BANDS.get(one.band, "")
    if one.probability is not None and score:
        score = _(
            "%(score)s (%(min)s of 100 by %(model)s)",
            score=score,
            min=min(max(round(one.probability * 100), 1), 99),
            model=one.model,
        )
    return FoundPicture(
        place,
        _STATES.get(one.state, ""),
        score,
        tuple((str(item["grade"]), str(item["where"]), str(item["quote"])) for item in evidence),
    )


async def _steps(tx: Reading, post_id: int) -> tuple[SaidStep, ...]:
    words = dict(DECISIONS)
    steps = await remote_labels.steps_of(tx, post_id)
    names = await remote_labels.speakers(tx, post_id) if steps else {}
    return tuple(
        SaidStep(f"@{names[step.account_id]}", words.get(step.decision, step.decision), step.note, step.created)
        for step in steps
    )


async def send(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/label`: a moderator's word."""
    post_id, said = number_in(request), await answers(request)
    try:
        holds: Standing = await rule(
            site_of(request), viewer(request).account, post_id, said.get("decision", ""), said.get("note", "")
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return pages.go(request, f"/posts/{post_id}", notice=problem.message)
    return pages.go(
        request, f"/posts/{post_id}", notice=_("%(label)s: this holds here from now on.", label=NAMES[holds.label])
    )
