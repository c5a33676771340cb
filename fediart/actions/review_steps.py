"""The steps of a case as rows of verdicts: who, when, what, why, under which policy and model. Only ever added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fediart.actions.admission_policy import current_policy
from fediart.actions.submission import paragraphs
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.admin_log import POST, log
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.verdicts import VerdictRow

LONGEST_NOTE = 1_000
OPEN, ASK, ANSWER, APPEAL, VOTE = "open", "ask", "answer", "appeal", "vote"
SETTLED = "settled"
"""The artist of the first work has said something about a copy; neither the artist of the case nor a moderator."""
REMIND, LAPSE, ESCALATE, FINAL, GONE = "remind", "lapse", "escalate", "final", "gone"


async def add_step(
    tx: Writing,
    site: Site,
    artwork_id: int,
    decision: str,
    *,
    by: Account | None = None,
    label: str = "",
    note: str = "",
    reasons: Sequence[Mapping[str, str]] = (),
) -> None:
    """One row about the work as a whole. `by` is the moderator; None where the artist or the clock took the step."""
    row = VerdictRow(
        id=site.ids.new(),
        artwork_id=artwork_id,
        picture_id=None,
        sha256="",
        model=await verdicts.model_of(tx, artwork_id),
        score=None,
        abstained=0,
        evidence=(),
        policy_version=(await current_policy(tx)).version,
        decision=decision,
        label=label,
        reasons=tuple(reasons),
        account_id=by.id if by else None,
        note=note,
        created=site.clock.now(),
    )
    await verdicts.insert(tx, row)


async def end_case(tx: Writing, site: Site, artwork: Artwork) -> bool:
    """The artist has taken the work back: what was open about it is closed undecided. Whether anything was."""
    review = await reviews.lock(tx, artwork.id)
    if review is None:
        return False
    await add_step(tx, site, artwork.id, GONE)
    await reviews.close(tx, review, outcome=GONE, by=None, now=site.clock.now())
    return True


async def log_step(tx: Writing, site: Site, by: Account, action: str, artwork_id: int, detail: str = "") -> None:
    """The same for the log of what moderators and admins did."""
    await log(
        tx, site.ids, account_id=by.id, action=f"review: {action}",
        subject=f"artwork {artwork_id}", detail=detail, now=site.clock.now(), kind=POST, about=artwork_id,
    )  # fmt: skip


def checked_note(note: str, *, needed: str = "", field: str = "note") -> str:
    """Tidied; Problem where it is too long, or empty and `needed` says what to write."""
    tidy = paragraphs(note)
    if len(tidy) > LONGEST_NOTE:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST_NOTE), field=field)
    if needed and not tidy:
        raise Problem(needed, field=field)
    return tidy
