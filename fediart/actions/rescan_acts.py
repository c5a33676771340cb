"""What a rescan makes of one published work: what it would change, and what it may do about that."""

from __future__ import annotations

from fediart.actions.remembered import Remembered
from fediart.actions.review import open_review
from fediart.actions.review_steps import add_step
from fediart.actions.simulation import outcome, stands_now
from fediart.actions.telling import tell_artist
from fediart.actions.withdrawal import relabel
from fediart.admission.policy import Policy
from fediart.admission.policy_words import ACTION_WORDS
from fediart.admission.review import main_reasons, public_label, reasons_to_json
from fediart.admission.verdict import Verdict
from fediart.site import Site
from fediart.store import rescans, reviews
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.rescans import Found, Rescan

_STOPPED = ("hold", "refuse")
_LONGEST = 900


async def plan(
    tx: Reading, run: Rescan, policy: Policy, artwork: Artwork, work: Remembered
) -> tuple[Found, Verdict] | None:
    """What would change, and the verdict that says why; None where everything stays.

    `work` is as it was measured, `artwork` its row as it is now.
    """
    verdict = work.decide(policy)
    before, after = stands_now(artwork), outcome(verdict.decision.value, verdict.label.value)
    if before == after:
        return None
    sort = "review" if after in _STOPPED else "label"
    if work.by_person:
        sort = "decided"
    elif await reviews.open_of(tx, artwork.id) is not None:
        sort = "open"
    acts = sort in ("review", "label") and run.applies != rescans.DRY
    return Found(artwork.id, before, after, sort, int(acts), main_reasons(reasons_to_json(verdict))), verdict


async def carry_out(tx: Writing, site: Site, run: Rescan, artwork: Artwork, found: Found, verdict: Verdict) -> None:
    """Puts the work before moderators; or sets its label, where the run may do that. The artist is told of a label."""
    if not found.acted:
        return
    if found.outcome != "label" or run.applies != rescans.WITH_LABELS:
        await open_review(tx, site, artwork, "rescan", _words(run, found))
        return
    label, reasons = public_label(verdict), reasons_to_json(verdict)
    await add_step(tx, site, artwork.id, verdict.decision.value, label=verdict.label.value, reasons=reasons)
    await relabel(tx, site, artwork, label)
    gone = "" if label else "It was judged again, and its label is taken off."
    await tell_artist(tx, site, artwork, "artwork-labelled", reasons, words=gone)


def _words(run: Rescan, found: Found) -> str:
    version = f" version {run.policy_version}" if run.policy_version else ""
    model = f" with {run.model}" if run.model else ""
    would = {action.value: words[1] for action, words in ACTION_WORDS.items()}[found.after]
    by = f"the policy “{run.policy['name']}”{version}{model}"
    return f"Judged again by {by}, it would be {would}. {found.why}"[:_LONGEST]
