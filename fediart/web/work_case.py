"""What an artist is told of the look at their work: where it stands, what was found, what is next, what they can do.

Nothing here accuses: it says what a file or a detector said, and that a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import DECIDED, Standing, standing
from fediart.language import N_, _, day
from fediart.site import Site
from fediart.store import reviews, verdicts, withdrawals
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.reviews import ASKED, Review
from fediart.store.verdicts import VerdictRow, newest_by_picture
from fediart.web.review_evidence import JudgedPicture, judged_pictures
from fediart.web.review_words import Step, step_for_artist

_ANSWER = (
    N_("Answer the moderators"),
    N_("Tools, hours, sketches or layers you could show. Only moderators read it."),
    N_("Send"),
)
_ADD = (
    N_("Tell the moderators how you made it"),
    N_("Nothing is needed, and everything helps: tools, hours, sketches, layers. Only moderators read it."),
    N_("Send"),
)
_APPEAL = (N_("Appeal"), N_("Say how you made it, and attach what shows it. One appeal is possible."), N_("Appeal"))


@dataclass(frozen=True, slots=True)
class Asking:
    """The form in which the artist speaks: where it goes, and its words."""

    deed: str
    heading: str
    hint: str
    button: str


@dataclass(frozen=True, slots=True)
class WorkCase:
    """`next` is what happens now and by when; `question` what a moderator waits to hear; both may be empty."""

    shown: bool
    question: str
    next: tuple[str, ...]
    reasons: tuple[str, ...]
    advice: str
    pictures: tuple[JudgedPicture, ...]
    asking: Asking | None
    history: tuple[Step, ...]


async def work_case(tx: Reading, site: Site, work: Artwork) -> WorkCase:
    """For the artist alone: who asks has to make sure of it."""
    now, history = site.clock.now(), await verdicts.of_artwork(tx, work.id)
    cases, policy = await reviews.of_artwork(tx, work.id), await current_policy(tx)
    may = await standing(tx, work, policy, now=now)
    last = cases[-1] if cases else None
    case = last if last is not None and not last.closed else None
    against = work.state in ("held", "refused", "withdrawn")
    steps = tuple(step for row in history if row.picture_id is None and (step := step_for_artist(row)) is not None)
    final = await withdrawals.final_at(tx, work.id)
    reasons, advice = told(history) if against or case or may.until else ((), "")
    return WorkCase(
        shown=against or case is not None or bool(may.until) or any(step.kind == "ask" for step in steps),
        question=_question(history) if case is not None and case.state == ASKED else "",
        next=tuple(_next(work, case, may, final, now)),
        reasons=reasons,
        advice=advice if may.may_add or may.may_appeal else "",
        pictures=await judged_pictures(tx, work.id, newest_by_picture(history)),
        asking=_asking(may),
        history=steps,
    )


def told(history: Sequence[VerdictRow]) -> tuple[tuple[str, ...], str]:
    """What it is about now, and what can be done about it.

    What the machine found is told until a person has decided and the work is put before people once more: then only
    why that was. The machine's advice is empty once a person has decided, or is to, anew.
    """
    whole = [row for row in history if row.picture_id is None]
    judged = [row for row in whole if row.account_id is None and row.reasons and row.decision != "open"]
    decided = max((row.id for row in whole if row.account_id and row.decision in BY_PERSON), default=0)
    put = [row for row in whole if row.decision == "open" and row.id > decided]
    causes = [_CAUSES[one["code"]] for row in put for one in row.reasons if one["code"] in _CAUSES]
    again = tuple(dict.fromkeys(causes))
    if not judged or (again and judged[-1].id < decided):
        return again, ""
    over = any(row.decision == "appeal" for row in whole if row.id > judged[-1].id) or decided > judged[-1].id
    advice = " ".join(one["text"] for one in judged[-1].reasons if one["code"] == "what-to-do")
    found = tuple(one["text"] for one in judged[-1].reasons if one["code"] != "what-to-do")
    return (*found, *again), "" if over else advice


BY_PERSON = DECIDED | {"keep"}
"""The decision words with which a person ends a case."""
_CAUSES = {
    "copy": N_("An artist says that it shows a work of theirs."),
    "report": N_("Somebody has reported it."),
    "rescan": N_("All works were judged again, and by the present policy a person should look at this one."),
    "moderator": N_("A moderator would like others to look at it."),
}
_AFTERWARDS = {
    False: N_("You can publish the work anew, or write to the moderators."),
    True: N_("You can write to the moderators."),
}


def _question(history: Sequence[VerdictRow]) -> str:
    return next((row.note for row in reversed(history) if row.decision == "ask"), "")


def _next(work: Artwork, case: Review | None, may: Standing, final: int, now: int) -> list[str]:
    said = [_of_case(work, case, now)] if case is not None else []
    if work.state == "withdrawn":
        said.append(
            _(
                "Nobody else sees it here now. Other servers are not told to delete it while you can appeal or an"
                " appeal is open."
            )
            if case
            else _(
                "Nobody else sees it here now. Other servers are not told to delete it while you can appeal, until"
                " %(day)s. If it comes back, it comes back whole.",
                day=day(final),
            )
        )
    if may.may_appeal:
        until = day(may.until)
        said.append(
            _(
                "You can appeal once, until %(until)s. A moderator who did not decide before looks at it then.",
                until=until,
            )
            if may.by_person
            else _("You can appeal once, until %(until)s. A person looks at it then.", until=until)
        )
    elif may.used:
        said.append(_("Your appeal was decided, and that stands.") + f" {_AFTERWARDS[work.state == 'published']}")
    elif may.until:
        said.append(
            _("The time for an appeal ended on %(day)s.", day=day(may.until))
            + f" {_AFTERWARDS[work.state == 'published']}"
        )
    return said


def _of_case(work: Artwork, case: Review, now: int) -> str:
    if case.state == ASKED:
        return _(
            "Please answer by %(due)s. If you cannot, nothing is refused for that: the moderators then decide with what"
            " they have.",
            due=day(case.due),
        )
    up = (
        _("It stays up meanwhile.")
        if work.state == "published"
        else _("Until then only you and the moderators see it.")
    )
    return " ".join(part for part in (*_who_looks(case, now), _("You are told what comes of it."), up) if part)


def _who_looks(case: Review, now: int) -> tuple[str, ...]:
    another, due = case.appealed.endswith(":person"), day(case.due)
    if now > case.due:
        late = _("It takes longer than it should: it was to be decided by %(due)s.", due=due)
        return (
            _("A moderator who did not decide before looks at it.") if another else _("A moderator looks at it."),
            late,
        )
    who = (
        _("A moderator who did not decide before looks at it, by %(due)s as a rule.", due=due)
        if another
        else _("A moderator looks at it, by %(due)s as a rule.", due=due)
    )
    return (who, _("If that takes longer, the admins are asked to decide.") if case.cause == "appeal" else "")


def _asking(may: Standing) -> Asking | None:
    if may.may_appeal:
        return Asking("appeal", *_APPEAL)
    if may.may_add:
        return Asking("answer", *(_ANSWER if may.asked else _ADD))
    return None
