"""Trust: a state that artists earn, members vouch for and moderators set. It changes what a doubtful score leads to.

What a file proves is never outweighed by it. Everything is kept: who vouched, who took it back, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.permissions import demand, may
from fediart.actions.submission import one_line, paragraphs
from fediart.admission.policy import ArtistState, Policy
from fediart.clock import DAY
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, actors, trust
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, log
from fediart.store.artworks import Artwork
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.notifications import notify
from fediart.store.trust import TrustRow, Vouch
from fediart.store.verdicts import VerdictRow

LONGEST_WORDS: Final = 500
PAUSE: Final = 180 * DAY
"""How long a member may not vouch after somebody they vouched for was found to have published generated work."""
_ENDED: Final = "who gave it has lost their own trust"
_TOLD: Final = {
    "trusted": "Moderators trust you: where the detector is in doubt about a work of yours, it decides for you.",
    "distrusted": "Moderators look at your works as at those of somebody new.",
    "cleared": "What you have earned by your works and by vouches counts again.",
}
_AI_SOURCES: Final = frozenset({"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How an artist stands, and why. `works` and `vouches` count what is in force; `since` is 0 where nothing is known.

    `by` is moderator, works or vouches where they are trusted; moderator or lost where they are not although they
    could be; else empty. `reason` is a moderator's.
    """

    state: ArtistState
    by: str
    reason: str
    since: int
    works: int
    vouches: tuple[Vouch, ...]

    @property
    def trusted(self) -> bool:
        return self.state is ArtistState.TRUSTED


async def artist_state(tx: Reading, actor_id: int, policy: Policy) -> ArtistState:
    """Whether doubts count for this artist now, by the policy's ways of earning it."""
    return (await standing(tx, actor_id, policy)).state


async def standing(tx: Reading, actor_id: int, policy: Policy) -> Standing:
    """A moderator's word comes first; else works and vouches count from the last time trust was lost."""
    history = await trust.history(tx, actor_id)
    said = next((row for row in reversed(history) if row.cause in trust.BY_PEOPLE), None)
    loss = _lost(history)
    lost = loss.created if loss else 0
    works = await trust.accepted_works(tx, actor_id, since=lost)
    vouches = tuple(await trust.vouches_for(tx, actor_id, since=lost))
    if said is not None and said.cause != "cleared" and not (said.cause == "trusted" and loss and loss.id > said.id):
        state = ArtistState.TRUSTED if said.cause == "trusted" else ArtistState.NEW
        return Standing(state, "moderator", said.reason, said.created, works, vouches)
    ways = policy.trust
    if ways.accepted_works and works >= ways.accepted_works:
        return Standing(ArtistState.TRUSTED, "works", "", 0, works, vouches)
    if ways.vouches and len(vouches) >= ways.vouches:
        return Standing(ArtistState.TRUSTED, "vouches", "", vouches[ways.vouches - 1].created, works, vouches)
    return Standing(ArtistState.NEW, "lost" if lost else "", "", lost, works, vouches)


def _lost(history: Sequence[TrustRow]) -> TrustRow | None:
    """The last time that trust was lost over a work whose finding still stands."""
    stands: dict[int | None, TrustRow] = {}
    for row in history:
        if row.cause == "lost":
            stands[row.artwork_id] = row
        if row.cause == "restored":
            stands.pop(row.artwork_id, None)
    return max(stands.values(), key=lambda row: row.id, default=None)


async def after_filter(tx: Writing, site: Site, artwork: Artwork, history: Sequence[VerdictRow]) -> None:
    """The filter has stopped or labelled a work: where a file proves what its artist did not declare, trust is lost."""
    found = (one for row in history for one in row.evidence)
    proven = any(one.get("grade") == "proven" and one.get("claim") == "generated" for one in found)
    if proven and artwork.digital_source_type not in _AI_SOURCES:
        await _lose(tx, site, artwork, "its file proves that it was generated", generated=True)


async def after_review(tx: Writing, site: Site, artwork: Artwork, *, refused: bool, label: str) -> None:
    """A person has decided about a work. `artwork` is its row before the decision, `label` the public label after it.

    What was refused, or was found generated and not declared so, costs the trust that was earned; whoever is cleared
    of it gets it back. Call it in the transaction of the decision.
    """
    undeclared = label == "generated" and artwork.digital_source_type not in _AI_SOURCES
    if refused or undeclared:
        why = "it was found to be generated" if undeclared else "a moderator refused it"
        await _lose(tx, site, artwork, why, generated=undeclared or artwork.published > 0)
        return
    history = await trust.history(tx, artwork.actor_id)
    last = next((row for row in reversed(history) if row.artwork_id == artwork.id), None)
    if last is not None and last.cause == "lost":
        await trust.reinstate(tx, artwork.actor_id, ended=last.created, why=_ENDED)
        await _write(tx, site, artwork.actor_id, "restored", "the decision was overturned", artwork_id=artwork.id)
        await trust.lift_pauses(tx, artwork.id, now=site.clock.now())


async def _lose(tx: Writing, site: Site, artwork: Artwork, why: str, *, generated: bool) -> None:
    """`generated`: the members who vouched for its artist may not vouch for a time, and are told."""
    history = await trust.history(tx, artwork.actor_id)
    if next((row.cause for row in reversed(history) if row.artwork_id == artwork.id), "") == "lost":
        return
    now = site.clock.now()
    await _write(tx, site, artwork.actor_id, "lost", why, artwork_id=artwork.id)
    await trust.withdraw_all(tx, artwork.actor_id, now=now, why=_ENDED)
    if not generated:
        return
    artist = await actors.by_id(tx, artwork.actor_id)
    for vouch in await trust.vouches_for(tx, artwork.actor_id):
        await trust.pause(
            tx, site.ids.new(), voucher_id=vouch.voucher_id, artist_id=artwork.actor_id, artwork_id=artwork.id,
            until=now + PAUSE, now=now,
        )  # fmt: skip
        await notify(
            tx, site.ids, vouch.voucher_id, "vouching-paused", now=now, from_id=artwork.actor_id,
            text=f"You vouched for {artist.handle if artist else 'an artist'}, and one of their works did not stand: "
            f"{why}. You cannot vouch for others for {PAUSE // DAY} days.",
        )  # fmt: skip


async def _write(
    tx: Writing, site: Site, actor_id: int, cause: str, reason: str, *, artwork_id: int | None = None,
    account_id: int | None = None,
) -> None:  # fmt: skip
    row = TrustRow(site.ids.new(), actor_id, cause, artwork_id, account_id, reason, site.clock.now())
    await trust.log(tx, row)


async def set_trust(site: Site, by: Account | None, name: str, word: str, reason: str) -> None:
    """A moderator's word: trusted, distrusted, or cleared (it counts again what is earned). `by` None: command line.

    Raises Problem without a reason, NotAllowed for oneself, NotFound.
    """
    if by is not None:
        demand(by, "review")
    if word not in trust.BY_PEOPLE:
        raise Problem(_("Say one of %(by_people)s.", by_people=", ".join(trust.BY_PEOPLE)), field="word")
    reason = _words(reason, "reason")
    if not reason:
        raise Problem(_("Say why: the artist and other moderators can read it."), field="reason")
    now = site.clock.now()
    async with site.db.writing() as tx:
        artist = await _member(tx, name)
        if by is not None and by.actor_id == artist.id:
            raise NotAllowed(_("Somebody else has to decide about you."))
        await _write(tx, site, artist.id, word, reason, account_id=by.id if by else None)
        if word == "distrusted":
            await trust.withdraw_all(tx, artist.id, now=now, why="a moderator took their trust away")
        await notify(tx, site.ids, artist.id, "trust", now=now, text=f"{_TOLD[word]} They wrote: {reason}")
        await log(
            tx, site.ids, account_id=by.id if by else None, action=f"trust: {word}", subject=artist.handle,
            detail=reason, now=now, kind=MEMBER, about=artist.id,
        )  # fmt: skip


async def may_vouch(tx: Reading, account: Account | None, policy: Policy, *, now: int) -> str:
    """Empty if this member may vouch for others; else a sentence that says why not."""
    if account is None or not account.active:
        return _("Log in first.")
    paused = await trust.paused_until(tx, account.actor_id, now=now)
    if paused:
        return _("You cannot vouch at the moment: somebody you vouched for was found to have published generated work.")
    if may(account, "review") or await artist_state(tx, account.actor_id, policy) is ArtistState.TRUSTED:
        return ""
    return _("Only members who are trusted themselves can vouch for others.")


async def vouch(site: Site, account: Account, name: str, words: str, policy: Policy) -> None:
    """This member gives their word that the artist makes their own work. Twice is once. Raises NotAllowed, NotFound."""
    words = _words(words, "words")
    now = site.clock.now()
    try:
        async with site.db.writing() as tx:
            artist = await _member(tx, name)
            if artist.id == account.actor_id:
                raise NotAllowed(_("You cannot vouch for yourself."))
            why_not = await may_vouch(tx, account, policy, now=now)
            if why_not:
                raise NotAllowed(why_not)
            first = not any(one.voucher_id == account.actor_id for one in await trust.all_vouches_for(tx, artist.id))
            await trust.vouch(tx, Vouch(site.ids.new(), account.actor_id, artist.id, words, now, 0, ""))
            if first:
                await notify(tx, site.ids, artist.id, "vouched", now=now, from_id=account.actor_id, text=words)
    except Conflict:
        return


async def withdraw_vouch(site: Site, account: Account, name: str) -> None:
    """Takes one's word back; it stays written down that it was given. NotFound where there is no such member."""
    async with site.db.writing() as tx:
        artist = await _member(tx, name)
        await trust.withdraw(tx, account.actor_id, artist.id, now=site.clock.now(), why="taken back")


async def _member(tx: Reading, name: str) -> Actor:
    account = await accounts.by_name(tx, name.removeprefix("@"))
    actor = await actors.by_id(tx, account.actor_id) if account else None
    if actor is None or actor.deleted:
        raise NotFound(_("There is no member named %(name)s here.", name=one_line(name)[:60]))
    return actor


def _words(text: str, field: str) -> str:
    tidy = paragraphs(text)
    if len(tidy) > LONGEST_WORDS:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST_WORDS), field=field)
    return tidy
