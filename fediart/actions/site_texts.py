"""The privacy policy and the terms of service: what admins wrote, and for the first what the settings make of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fediart.actions.permissions import demand
from fediart.clock import DAY
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.sanitize import clean
from fediart.site import Site
from fediart.store import site_texts
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Reading
from fediart.store.settings import InstanceSettings
from fediart.store.site_texts import Kept, Terms
from fediart.translate.markdown import html_of_markdown

LONGEST: Final = 60_000  # characters


def day_of(now: int) -> int:
    """The day in UTC, as the number YYYYMMDD."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    return at.year * 10_000 + at.month * 100 + at.day


def moment_of(day: int) -> int:
    """When a day begins, in UTC, in milliseconds."""
    at = datetime(day // 10_000, day // 100 % 100, day % 100, tzinfo=UTC)
    return int(at.timestamp() * 1000)


def day_words(day: int) -> str:
    """`2026-11-22`."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


def day_from(text: str) -> int | None:
    """The other way; None for what is no day."""
    try:
        at = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at.year * 10_000 + at.month * 100 + at.day


def as_html(text: str) -> str:
    """Markdown as HTML that may be shown."""
    return clean(html_of_markdown(text))


async def privacy_policy(tx: Reading, settings: InstanceSettings) -> Kept:
    """What an admin wrote, else what holds for every instance with these settings, in the language spoken now."""
    kept = await site_texts.privacy(tx)
    if kept.text:
        return kept
    return Kept(made_privacy(settings), await site_texts.settings_changed(tx))


def made_privacy(settings: InstanceSettings) -> str:
    """Markdown. Says no more than what the software does."""
    contact = settings.contact_email or _("the people who run this server")
    parts = (
        _("## What is kept of you"),
        _("- **Your account**: your name, your e-mail address, and your password in a form that nobody can read back. "
          "When you were here last, and which browsers and apps are logged in."),
        _("- **What you make here**: works with their original files, posts, messages, and what you like, follow, mute "
          "and block. Originals are seen by you and by moderators alone; everyone else gets smaller files made from "
          "them."),
        _("- **What the check of your works found**: each decision about a work stays, so that it can be explained and "
          "appealed."),
        _("- **Network addresses** are counted against abuse, for about a day, and not kept beside what you do. No "
          "list of who looked at what is written."),
        _("## Who gets to see it"),
        _("- What you publish goes to everyone you chose, and to the servers of people who follow you. Those keep "
          "copies of their own; a deletion is sent to them, and they are asked to heed it."),
        _("- Messages are for the people they name. They are not encrypted: the admins of the servers involved could "
          "read them."),
        _("- Your e-mail address and your originals are given to nobody. Nothing is sold, there is no advertising, and "
          "pages load nothing from other companies."),
        _("- If you turn on notifications for a device, the push service of its maker passes them on, encrypted."),
        _("## Cookies"),
        _("One keeps you logged in, one protects forms from other sites, and two keep the language and the layout you "
          "chose. None follows you."),
        _("## Robots"),
        _("How often robots ask, and for what kind of page, is counted for %(days)s days. People are not counted.",
          days=settings.crawlers_kept),
        _("## Your choice"),
        _("You can change and delete what you published, take your portfolio with you, and move your followers to "
          "another server. To have your account deleted, or to ask what is kept of you, write to %(contact)s.",
          contact=contact),
    )  # fmt: skip
    return "\n\n".join(parts)


async def save_privacy(site: Site, by: Account, text: str) -> None:
    """Empty: the made one holds again. Raises Problem."""
    demand(by, "change instance")
    text = _tidy(text, "privacy")
    now = site.clock.now()
    async with site.db.writing() as tx:
        await site_texts.put_privacy(tx, text, now=now)
        words = "written" if text else "made from the settings again"
        await log(tx, site.ids, account_id=by.id, action="change privacy policy", detail=words, now=now, kind=SETTINGS)
    site.pages.changed()


async def save_terms(site: Site, by: Account, text: str, day: str) -> Terms:
    """A version that holds from `day` on (YYYY-MM-DD), today at the earliest. Raises Problems by field."""
    demand(by, "change instance")
    now, effective = site.clock.now(), day_from(day)
    found = []
    if effective is None or effective < day_of(now):
        found.append(Problem(_("Choose today or a later day: terms cannot hold for days gone by."), field="effective"))
    elif effective > day_of(now + 400 * DAY):
        found.append(Problem(_("Choose a day within a year."), field="effective"))
    if not text.strip():
        found.append(Problem(_("Write down the terms."), field="terms"))
    if found or effective is None:
        raise Problems(found)
    made = Terms(effective, _tidy(text, "terms"), now)
    async with site.db.writing() as tx:
        await site_texts.put_terms(tx, site.ids.new(), made, account_id=by.id)
        subject = day_words(effective)
        await log(
            tx, site.ids, account_id=by.id, action="change terms of service", subject=subject, now=now, kind=SETTINGS
        )
    site.pages.changed()
    return made


async def remove_terms(site: Site, by: Account, day: str) -> None:
    """Takes back terms that do not hold yet. Raises NotFound."""
    demand(by, "change instance")
    now, effective = site.clock.now(), day_from(day)
    async with site.db.writing() as tx:
        if effective is None or not await site_texts.remove_terms(tx, effective, today=day_of(now)):
            raise NotFound(_("There are no coming terms of that day."))
        await log(tx, site.ids, account_id=by.id, action="remove coming terms of service", subject=day, now=now)
    site.pages.changed()


def _tidy(text: str, name: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field=name)
    return text
