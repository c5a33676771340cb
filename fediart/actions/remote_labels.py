"""Which label a post of another server carries here, from all that is known of it, and a moderator's word above all.

A wrong label is the worst that can happen to an artist. So a score alone never labels: it makes a suspicion, which
nobody is shown as a fact, and a hashtag makes a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.actions.permissions import demand
from fediart.actions.submission import one_line
from fediart.admission.findings import Band
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import posts, remote_judgements, remote_labels
from fediart.store.accounts import Account
from fediart.store.admin_log import POST, log
from fediart.store.database import Writing
from fediart.store.remote_judgements import Judged
from fediart.store.remote_labels import NOTHING, Label, Standing, Step, Word

LONGEST_NOTE: Final = 500
DECISIONS: Final = ("generated", "assisted", "none", "withdraw")
_RULED: Final = {"generated": Label.GENERATED, "assisted": Label.ASSISTED, "none": Label.NONE}


def standing(said: Standing, judged: Sequence[Judged], steps: Sequence[Step]) -> Standing:
    """What holds: the last word of a moderator, else what files or the post say, else tags, else the score."""
    ruled = _RULED.get(steps[-1].decision) if steps else None
    if ruled is not None:
        return Standing(ruled, Word.MODERATOR, steps[-1].note)
    plain = [Standing(Label(one.label), Word.FILE, one.quote) for one in judged if one.label]
    if said.label in (Label.GENERATED, Label.ASSISTED):
        plain.insert(0, said)
    if plain:
        return min(plain, key=lambda one: one.label is not Label.GENERATED)
    if said.label is Label.TAGGED:
        return said
    if any(one.band == Band.HIGH for one in judged):
        return Standing(Label.SUSPECTED, Word.SCORE)
    return NOTHING


async def restand(tx: Writing, post_id: int, *, now: int, said: Standing | None = None) -> Standing:
    """Puts down what holds now. `said` is what the post has come to say; without it, what it said before."""
    word = await remote_labels.said_of(tx, post_id) if said is None else said
    judged = await remote_judgements.of_posts(tx, [post_id])
    holds = standing(word, judged.get(post_id, ()), await remote_labels.steps_of(tx, post_id))
    await remote_labels.put(tx, post_id, holds, word, now=now)
    return holds


async def rule(site: Site, moderator: Account, post_id: int, decision: str, note: str) -> Standing:
    """A moderator's word on a post of another server: it holds here alone, and above the machine's.

    Raises NotFound, Problem without a reason.
    """
    demand(moderator, "review")
    reason, now = one_line(note), site.clock.now()
    if decision not in DECISIONS:
        raise Problem(_("Choose what holds for this post."), field="decision")
    if not reason and decision != "withdraw":
        raise Problem(_("Say why, for those who look at this after you."), field="note")
    if len(reason) > LONGEST_NOTE:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST_NOTE), field="note")
    async with site.db.writing() as tx:
        post = await posts.by_id(tx, post_id)
        if post is None or post.local or post.deleted:
            raise NotFound(_("There is no such post of another server here."))
        await remote_labels.add_step(tx, Step(site.ids.new(), post_id, moderator.id, decision, reason, now))
        holds = await restand(tx, post_id, now=now)
        await log(
            tx, site.ids, account_id=moderator.id, action=f"AI label of another server’s post: {decision}",
            subject=post.uri, detail=reason, now=now, kind=POST, about=post.id,
        )  # fmt: skip
    site.pages.changed()
    return holds
