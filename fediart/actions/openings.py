"""The board of jobs: members post what they look for, moderators look at first ones, artists answer in private."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from fediart.actions import brakes, report
from fediart.actions.brakes import Brake
from fediart.actions.money import checked_range
from fediart.actions.permissions import MAY, demand
from fediart.actions.submission import one_line, paragraphs
from fediart.clock import DAY, MINUTE
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, actors, blocks, openings
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import log
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify
from fediart.store.openings import AI, CLOSED, KINDS, OPEN, PER, REFUSED, REMOVED, WAITING, Opening, Reply
from fediart.store.settings import read_settings

LONGEST: Final = {"studio": 100, "title": 150, "body": 10_000, "place": 100, "ai_words": 1_000}
LONGEST_ANSWER: Final = 3_000
LONGEST_LINK: Final = 500
LONGEST_STAY: Final = 60 * DAY
MOST_OPEN: Final = 10  # of one member
POSTING: Final = Brake("openings", free=3, first=30 * MINUTE, longest=DAY)
ANSWERING: Final = Brake("opening answers", free=10, first=10 * MINUTE, longest=DAY)


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """As typed. `ends` is a time in milliseconds, 0 where none was given."""

    studio: str = ""
    title: str = ""
    body: str = ""
    kind: str = "project"
    pay_from: str = ""
    pay_to: str = ""
    currency: str = ""
    pay_per: str = "project"
    remote: bool = True
    place: str = ""
    ai: str = ""
    ai_words: str = ""
    ends: int = 0


async def post(site: Site, me: Actor, form: OpeningForm) -> Opening:
    """A new job; a member's first one waits for a moderator, or all do. Raises Problems by field, TooOften."""
    now = site.clock.now()
    draft = _checked(form, me.id, now)
    async with site.db.writing() as tx:
        await brakes.count_try(tx, POSTING, str(me.id), now=now)
        mine = await openings.of_actor(tx, me.id)
        if sum(one.state in (OPEN, WAITING) and one.ends > now for one in mine) >= MOST_OPEN:
            raise Problem(_("You can have %(most)s jobs on the board. Close one first.", most=MOST_OPEN))
        known = not (await read_settings(tx)).review_jobs and await openings.is_known(tx, me.id)
        made = replace(draft, id=site.ids.new(), created=now, state=OPEN if known else WAITING)
        made = replace(made, published=now if known else 0)
        await openings.insert(tx, made)
        if not known:
            await _tell_moderators(tx, site, made)
    site.pages.changed()
    return made


async def edit(site: Site, me: Actor, opening_id: int, form: OpeningForm) -> None:
    """Another wording. What is open stays where it stands on the board. Raises NotFound, Problems by field."""
    async with site.db.writing() as tx:
        before = await _own(tx, me, opening_id)
        if before.state not in (OPEN, WAITING):
            raise Problem(_("This job is not on the board any more."))
        draft = _checked(form, me.id, before.created)
        kept = replace(draft, id=before.id, state=before.state, created=before.created, published=before.published)
        await openings.save(tx, replace(kept, changed=site.clock.now()))
    site.pages.changed()


async def close(site: Site, me: Actor, opening_id: int) -> None:
    """It leaves the board. Its answers stay with who posted it for a while. Raises NotFound."""
    async with site.db.writing() as tx:
        before = await _own(tx, me, opening_id)
        if before.state in (OPEN, WAITING):
            now = site.clock.now()
            await openings.save(tx, replace(before, state=CLOSED, ends=min(before.ends, now), changed=now))
    site.pages.changed()


async def decide(site: Site, by: Account, opening_id: int, state: str, why: str = "") -> None:
    """A moderator lets it onto the board (open), keeps it off (refused) or takes it down (removed).

    Raises NotAllowed, NotFound, Problem.
    """
    demand(by, "handle reports")
    why = paragraphs(why)[:500]
    async with site.db.writing() as tx:
        one = await openings.lock(tx, opening_id)
        if one is None:
            raise NotFound(_("There is no such job here."))
        if state not in _DECISIONS.get(one.state, ()):
            raise Problem(_("Something has changed meanwhile. Look at it again, then decide."))
        if state != OPEN and not why:
            raise Problem(_("Say why: who posted it will read it."), field="why")
        now = site.clock.now()
        published = one.published or (now if state == OPEN else 0)
        await openings.save(tx, replace(one, state=state, why=why, published=published, changed=now))
        told = "opening-open" if state == OPEN else "opening-refused"
        await notify(tx, site.ids, one.actor_id, told, now=now, text=str(one.id))
        await log(tx, site.ids, account_id=by.id, action=f"job {state}", subject=one.title, detail=why, now=now)
    site.pages.changed()


_DECISIONS: Final[Mapping[str, tuple[str, ...]]] = {
    WAITING: (OPEN, REFUSED),
    OPEN: (REMOVED,),
    REFUSED: (OPEN,),
    REMOVED: (OPEN,),
}


async def answer(site: Site, me: Actor, opening_id: int, words: str, link: str) -> None:
    """An artist answers, once; only who posted the job reads it. Raises NotFound, Problems by field, TooOften."""
    words, link = paragraphs(words), link.strip() or me.url
    _check_answer(words, link)
    now = site.clock.now()
    async with site.db.writing() as tx:
        one = await openings.lock(tx, opening_id)
        if one is None or not await on_board(tx, one, me.id, now):
            raise NotFound(_("There is no such job here."))
        if one.actor_id == me.id:
            raise Problem(_("This is your own: you cannot answer it."))
        if await openings.answer_of(tx, one.id, me.id):
            raise Problem(_("You have answered this already."))
        await brakes.count_try(tx, ANSWERING, str(me.id), now=now)
        await openings.answer(tx, Reply(site.ids.new(), one.id, me.id, words, link, now))
        await notify(tx, site.ids, one.actor_id, "opening-answered", now=now, from_id=me.id, text=str(one.id))


async def take_back_answer(site: Site, me: Actor, opening_id: int) -> None:
    """Raises NotFound where there is none."""
    async with site.db.writing() as tx:
        if not await openings.take_back_answer(tx, opening_id, me.id):
            raise NotFound(_("There is no such answer."))


async def report_opening(site: Site, me: Actor, opening_id: int, words: str) -> None:
    """Tells the moderators of a job. Raises NotFound, TooOften."""
    async with site.db.reading() as tx:
        one = await openings.by_id(tx, opening_id)
        if one is None or not await on_board(tx, one, me.id, site.clock.now()):
            raise NotFound(_("There is no such job here."))
    about = f"{site.config.origin}/jobs/{one.id} “{one.title}”"
    text = f"{about}\n\n{paragraphs(words)}"[: report.MOST_CHARACTERS]
    await report.report_person(site, me, one.actor_id, "other", text)


async def on_board(tx: Reading, one: Opening, viewer: int, now: int) -> bool:
    """Whether this viewer comes by it: open, not over, and its poster neither suspended nor at odds with them."""
    if one.state != OPEN or one.ends <= now:
        return False
    poster = await actors.by_id(tx, one.actor_id)
    if poster is None or poster.suspended or poster.deleted:
        return False
    return not await blocks.blocks(tx, one.actor_id, viewer)


async def _own(tx: Writing, me: Actor, opening_id: int) -> Opening:
    found = await openings.lock(tx, opening_id)
    if found is None or found.actor_id != me.id:
        raise NotFound(_("There is no such job here."))
    return found


async def _tell_moderators(tx: Writing, site: Site, one: Opening) -> None:
    for account in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "handle reports" in deeds]):
        await notify(tx, site.ids, account.actor_id, "opening-waiting", now=site.clock.now(), from_id=one.actor_id)


def _check_answer(words: str, link: str) -> None:
    found = []
    if not words:
        found.append(Problem(_("Write a few words to who posted the job."), field="words"))
    if len(words) > LONGEST_ANSWER:
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST_ANSWER), field="words"))
    parts = urlsplit(link) if link.isprintable() and " " not in link else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or len(link) > LONGEST_LINK:
        found.append(Problem(_("Give a link that begins with https://."), field="link"))
    if found:
        raise Problems(found)


def _checked(form: OpeningForm, actor_id: int, since: int) -> Opening:
    tidy = {name: one_line(getattr(form, name)) for name in ("studio", "title", "place")}
    long = {name: paragraphs(getattr(form, name)) for name in ("body", "ai_words")}
    found = [*_lacking(form, tidy, long), *_out_of_choice(form)]
    try:
        names = ("pay_from", "pay_to", "currency")
        low, high, currency = checked_range(form.pay_from, form.pay_to, form.currency, fields=names)
        if not low:
            found.append(Problem(_("Say what you pay: a job without pay has no place here."), field="pay_from"))
    except Problem as problem:
        found.append(problem)
        low, high, currency = 0, 0, ""
    if form.ends and form.ends <= since:
        found.append(Problem(_("The last day must lie ahead."), field="ends"))
    if found:
        raise Problems(found)
    latest = since + LONGEST_STAY
    return Opening(
        id=0, actor_id=actor_id, studio=tidy["studio"], title=tidy["title"], body=long["body"], kind=form.kind,
        pay_from=low, pay_to=high, currency=currency, pay_per=form.pay_per, remote=int(form.remote),
        place=tidy["place"], ai=form.ai, ai_words=long["ai_words"], state=WAITING, why="", created=since, published=0,
        changed=since, ends=min(form.ends or latest, latest),
    )  # fmt: skip


def _lacking(form: OpeningForm, tidy: Mapping[str, str], long: Mapping[str, str]) -> list[Problem]:
    found = [
        Problem(_("Shorten this to %(most)s characters.", most=LONGEST[name]), field=name)
        for name, text in {**tidy, **long}.items()
        if len(text) > LONGEST[name]
    ]
    if not tidy["title"]:
        found.append(Problem(_("Give the job a title."), field="title"))
    if not tidy["studio"]:
        found.append(Problem(_("Say who looks for somebody: a studio, or you."), field="studio"))
    if not long["body"]:
        found.append(Problem(_("Describe the work."), field="body"))
    if not form.remote and not tidy["place"]:
        found.append(Problem(_("Say where it is, or that it can be done from anywhere."), field="place"))
    return found


def _out_of_choice(form: OpeningForm) -> list[Problem]:
    found = []
    if form.kind not in KINDS:
        found.append(Problem(_("Choose what kind of work it is."), field="kind"))
    if form.pay_per not in PER:
        found.append(Problem(_("Choose what the pay is for."), field="pay_per"))
    if form.ai not in AI:
        found.append(Problem(_("Say what becomes of the work with regard to AI."), field="ai"))
    return found
