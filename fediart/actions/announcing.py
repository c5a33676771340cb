"""Admins announce something to the members; members put it away, or answer with a sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.sanitize import clean
from fediart.site import Site
from fediart.store import announcements
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import log
from fediart.store.announcements import MOST_REACTIONS, Announcement
from fediart.translate.emoji import one_sign
from fediart.translate.markdown import html_of_markdown

LONGEST: Final = 5_000  # characters
ABSENT: Final = "Record not found"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an admin filled in; times in milliseconds. `published` 0: now. `starts` and `ends`: when what it tells about
    takes place, 0 for no such thing."""

    text: str
    published: int = 0
    starts: int = 0
    ends: int = 0
    all_day: bool = False


def as_html(text: str) -> str:
    """What members see."""
    return clean(html_of_markdown(text))


async def save(site: Site, by: Account, wanted: Wanted, announcement_id: int | None = None) -> Announcement:
    """A new one, or another text of that one. Raises Problems by field, NotFound."""
    demand(by, "change instance")
    text, now = _checked(wanted), site.clock.now()
    async with site.db.writing() as tx:
        before = await announcements.by_id(tx, announcement_id) if announcement_id else None
        if announcement_id and before is None:
            raise NotFound(_("There is no such announcement."))
        made = Announcement(
            id=before.id if before else site.ids.new(),
            text=text,
            starts=wanted.starts,
            ends=wanted.ends,
            all_day=int(wanted.all_day),
            published=wanted.published or (before.published if before else now),
            gone=0,
            account_id=before.account_id if before else by.id,
            created=before.created if before else now,
            updated=now,
        )
        await announcements.save(tx, made)
        action = "change announcement" if before else "announce"
        await log(tx, site.ids, account_id=by.id, action=action, subject=str(made.id), detail=text[:200], now=now)
    return made


async def end(site: Site, by: Account, announcement_id: int) -> None:
    """Nobody is shown it any more; admins still see it. Writing it anew brings it back. Raises NotFound."""
    demand(by, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        found = await announcements.by_id(tx, announcement_id)
        if found is None:
            raise NotFound(_("There is no such announcement."))
        await announcements.save(tx, replace(found, gone=now))
        subject, detail = str(announcement_id), found.text[:200]
        await log(tx, site.ids, account_id=by.id, action="end announcement", subject=subject, detail=detail, now=now)


async def forget(site: Site, by: Account, announcement_id: int) -> None:
    """Takes it away for good. Raises NotFound."""
    demand(by, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        found = await announcements.by_id(tx, announcement_id)
        if found is None:
            raise NotFound(_("There is no such announcement."))
        await announcements.forget(tx, announcement_id)
        subject, detail = str(announcement_id), found.text[:200]
        await log(tx, site.ids, account_id=by.id, action="delete announcement", subject=subject, detail=detail, now=now)


def _checked(wanted: Wanted) -> str:
    text = wanted.text.replace("\r\n", "\n").strip()
    found = []
    if not text:
        found.append(Problem(_("Write what you want to announce."), field="text"))
    if len(text) > LONGEST:
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="text"))
    if wanted.ends and wanted.ends < wanted.starts:
        found.append(Problem(_("It cannot end before it begins."), field="ends"))
    if wanted.ends and wanted.published and wanted.ends < wanted.published:
        found.append(Problem(_("It would be over before it is announced."), field="ends"))
    if found:
        raise Problems(found)
    return text


async def put_away(site: Site, member: Actor, announcement_id: int) -> None:
    """The member has read it. Raises NotFound."""
    async with site.db.writing() as tx:
        if await announcements.current_one(tx, announcement_id, now=site.clock.now()) is None:
            raise NotFound(ABSENT)
        await announcements.put_away(tx, announcement_id, member.id)


async def react(site: Site, member: Actor, announcement_id: int, sign: str) -> None:
    """Raises NotFound, Problem for what is no emoji, or one too many different ones."""
    emoji = one_sign(sign)
    if emoji is None:
        raise Problem(_("Answer with one emoji."), field="name")
    now = site.clock.now()
    async with site.db.writing() as tx:
        if await announcements.current_one(tx, announcement_id, now=now) is None:
            raise NotFound(ABSENT)
        known = (await announcements.reactions(tx, [announcement_id], member.id)).get(announcement_id, ())
        if len(known) >= MOST_REACTIONS and all(one.name != emoji for one in known):
            raise Problem(_("There are %(most)s different signs already: use one of them.", most=MOST_REACTIONS))
        await announcements.react(tx, announcement_id, member.id, emoji, now=now)


async def take_reaction_back(site: Site, member: Actor, announcement_id: int, sign: str) -> None:
    """Raises NotFound where the member had not given it."""
    async with site.db.writing() as tx:
        if not await announcements.take_reaction_back(tx, announcement_id, member.id, sign):
            raise NotFound(ABSENT)
