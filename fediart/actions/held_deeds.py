"""What becomes of words that wait: a moderator lets them through or not, or their author takes them back."""

from __future__ import annotations

from typing import Final

from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, held_words, jobs, person_limits
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, PERSON, log
from fediart.store.database import Writing
from fediart.store.held_words import LET, LIMITED, REFUSED, TAKEN_BACK, WAITING, HeldWords
from fediart.store.notifications import notify
from fediart.store.person_limits import Limits

KIND: Final = "let-through"
LONGEST_NOTE: Final = 500


async def let_through(site: Site, by: Account, held_id: int) -> HeldWords:
    """It goes out, also when it was kept back before; a limit that a rule set is lifted. NotAllowed, NotFound."""
    demand(by, "handle reports")
    now = site.clock.now()
    async with site.db.writing() as tx:
        one = await _one(tx, held_id)
        if not await held_words.decide(tx, held_id, LET, among=(WAITING, REFUSED), note="", account_id=by.id, now=now):
            raise NotFound(_("Somebody has decided about this already."))
        if one.why == LIMITED:
            await _lift(tx, site, one)
        else:
            await jobs.enqueue(tx, site.ids.new(), KIND, {"held": held_id}, now=now, once_key=f"{KIND}:{held_id}")
        await _log(tx, site, by, "let words through", one)
    site.bell.ring()
    site.pages.changed()
    return one


async def keep_back(site: Site, by: Account, held_id: int, note: str) -> HeldWords:
    """It does not go out, and a member hears so, with the moderator's words. NotAllowed, NotFound, Problem."""
    demand(by, "handle reports")
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST_NOTE), field="note")
    async with site.db.writing() as tx:
        one = await _one(tx, held_id)
        now = site.clock.now()
        if not await held_words.decide(tx, held_id, REFUSED, among=(WAITING,), note=note, account_id=by.id, now=now):
            raise NotFound(_("Somebody has decided about this already."))
        if one.why != LIMITED:
            await tell(tx, site, one, _("It does not go out. %(note)s", note=note).strip())
        await _log(tx, site, by, "keep words back", one, note)
    return one


async def take_back(site: Site, actor: Actor, held_id: int) -> None:
    """Its author thinks better of it. NotFound for everybody else."""
    async with site.db.writing() as tx:
        one = await held_words.by_id(tx, held_id)
        now = site.clock.now()
        if (
            one is None
            or one.actor_id != actor.id
            or not await held_words.decide(tx, held_id, TAKEN_BACK, among=(WAITING,), note="", account_id=None, now=now)
        ):
            raise NotFound(_("This does not wait any more."))


async def tell(tx: Writing, site: Site, one: HeldWords, words: str) -> None:
    """Its author, if they are from here."""
    author = await actors.by_id(tx, one.actor_id)
    if author is not None and author.local:
        await notify(tx, site.ids, author.id, "words-decided", now=site.clock.now(), text=words)


async def _one(tx: Writing, held_id: int) -> HeldWords:
    one = await held_words.by_id(tx, held_id)
    if one is None or one.state == TAKEN_BACK:
        raise NotFound(_("This does not wait any more."))
    return one


async def _lift(tx: Writing, site: Site, one: HeldWords) -> None:
    author = await actors.by_id(tx, one.actor_id)
    if author is None:
        return
    own = await person_limits.of(tx, author.id)
    await person_limits.put(tx, author.id, Limits(sensitive=own.sensitive), now=site.clock.now())
    rule = (await site.rules.read(tx, now=site.clock.now())).rule_for(author.host) if author.host else None
    by_rule = Limits(rule is not None and rule.severity == "silence", rule is not None and rule.mark_sensitive)
    await person_limits.hold(tx, author.id, by_rule=by_rule)


async def _log(tx: Writing, site: Site, by: Account, action: str, one: HeldWords, note: str = "") -> None:
    author = await actors.by_id(tx, one.actor_id)
    subject = author.handle if author else ""
    detail = " — ".join(part for part in (one.place, one.detail or one.why, note) if part)
    kind = MEMBER if author is not None and author.local else PERSON
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=subject, detail=detail, now=site.clock.now(), kind=kind,
        about=one.actor_id,
    )  # fmt: skip
