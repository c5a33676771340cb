"""A deed against a member is a strike: a row with its reason, told to them by notification and mail, open to appeal."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from fediart.actions.mails import queue_mail
from fediart.clock import DAY
from fediart.config import Config
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import accounts, actors, strikes
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify
from fediart.store.settings import read_settings
from fediart.store.strikes import (
    DELETE,
    DELETE_POSTS,
    FREEZE,
    LIMIT,
    MARK_POSTS,
    SENSITIVE,
    STANDS,
    SUSPEND,
    TAKE_PICTURES,
    TAKE_PROFILE,
    WARN,
    Strike,
    StruckPost,
)

MOST_WORDS: Final = 2_000
APPEAL_DAYS: Final = 180  # as long as the European Digital Services Act asks for (article 20)
MOST_POSTS: Final = 100
NO_RULE: Final = -1
LOGGED: Final[Mapping[str, str]] = {
    WARN: "warn", SENSITIVE: "mark account sensitive", LIMIT: "limit account", FREEZE: "freeze account",
    SUSPEND: "suspend account", DELETE: "delete account", MARK_POSTS: "mark posts sensitive",
    DELETE_POSTS: "take posts away", TAKE_PICTURES: "take pictures out", TAKE_PROFILE: "take parts of profile away",
}  # fmt: skip
SAID: Final[Mapping[str, str]] = {
    WARN: N_("A warning"),
    SENSITIVE: N_("Your pictures are shown behind a warning"),
    LIMIT: N_("Your account is limited"),
    FREEZE: N_("Your account is frozen"),
    SUSPEND: N_("Your account is suspended"),
    DELETE: N_("Your account is deleted"),
    MARK_POSTS: N_("Posts of yours are shown behind a warning"),
    DELETE_POSTS: N_("Posts of yours were taken away"),
    TAKE_PICTURES: N_("Pictures were taken out of a work of yours"),
    TAKE_PROFILE: N_("Parts of your profile were taken away"),
}
SHUT_OUT: Final = frozenset({SUSPEND, DELETE})  # whoever it concerns cannot log in: their mail has a link


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a deed is done: free words, the place of the rule in the instance's list, the report that led to it.

    `picture_ids` are those among the posts' pictures, `parts` those of the profile (fediart/actions/struck_profile.py).
    `mail` false: they hear of it here, and get no mail.
    """

    reason: str = ""
    rule: int = NO_RULE
    report_id: int = 0
    post_ids: tuple[int, ...] = ()
    mail: bool = True
    picture_ids: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()


def checked(cause: Cause, *, needed: bool = True) -> Cause:
    """Raises Problem by field: whoever is judged has a right to know why."""
    reason = cause.reason.strip()
    if len(reason) > MOST_WORDS:
        raise Problem(_("Shorten this to %(most)s characters.", most=MOST_WORDS), field="reason")
    if needed and not reason and cause.rule == NO_RULE:
        raise Problem(_("Say why, in words or by the rule: they are told, and can appeal."), field="reason")
    if max(len(cause.post_ids), len(cause.picture_ids)) > MOST_POSTS:
        raise Problem(_("Choose at most %(most)s posts at once.", most=MOST_POSTS), field="posts")
    return replace(cause, reason=reason, post_ids=tuple(dict.fromkeys(cause.post_ids)))


async def rule_words(tx: Reading, place: int) -> str:
    """The words of a rule of the instance, as they are now. Raises Problem."""
    if place == NO_RULE:
        return ""
    rules = (await read_settings(tx)).rules
    if not 0 <= place < len(rules):
        raise Problem(_("There is no such rule. Load the page again, then choose."), field="rule")
    return rules[place]


async def record(
    tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor], deed: str, cause: Cause,
    posts: Sequence[StruckPost] = (),
) -> Strike:  # fmt: skip
    """Writes the strike, the line of the log, the notification and the mail. Ring `site.bell` after the commit."""
    account, actor = member
    now, number = site.clock.now(), site.ids.new()
    told = await notify(tx, site.ids, actor.id, "strike", now=now, text=cause.reason)
    by_id = by.id if by else 0
    rule = await rule_words(tx, cause.rule)
    made = Strike(
        number, actor.id, by_id, cause.report_id, deed, cause.reason, rule, told, STANDS, ended=0, ended_by=0,
        created=now,
    )  # fmt: skip
    await strikes.insert(tx, made)
    await strikes.add_posts(tx, made.id, posts)
    await write_log(tx, site, by, LOGGED[deed], actor, _reasons(made), strike_id=made.id)
    if cause.mail or deed in SHUT_OUT:
        await queue_mail(
            tx, site, "suspended" if deed == SUSPEND else "strike", account_id=account.id, to=account.email,
            deed=deed, note=cause.reason, rule=rule, strike=str(made.id),
        )  # fmt: skip
    return made


def _reasons(made: Strike) -> str:
    return " — ".join(part for part in (made.rule, made.reason) if part)


async def write_log(
    tx: Writing, site: Site, by: Account | None, action: str, actor: Actor, detail: str = "", *, strike_id: int = 0
) -> None:
    """A line about one member."""
    await log(
        tx, site.ids, account_id=by.id if by else None, action=action, subject=actor.handle, detail=detail,
        now=site.clock.now(), kind=MEMBER, about=actor.id, strike_id=strike_id,
    )  # fmt: skip


async def member_of(tx: Reading, actor_id: int) -> tuple[Account, Actor]:
    """Raises NotFound where there is no such member."""
    account, actor = await accounts.by_actor(tx, actor_id), await actors.by_id(tx, actor_id)
    if account is None or actor is None or actor.deleted:
        raise NotFound(_("There is nobody of that name here."))
    return account, actor


def may_appeal_until(strike: Strike) -> int:
    """In milliseconds."""
    return strike.created + APPEAL_DAYS * DAY


def link_word(config: Config, strike: Strike) -> str:
    """The word in the link of somebody who cannot log in any more: `ID.SEAL`. It opens this one strike, and no more."""
    return f"{strike.id}.{_seal(config, strike)}"


async def for_link(tx: Reading, config: Config, word: str) -> Strike:
    """The strike a link opens. Raises NotFound for any word that we did not make."""
    number, _dot, given = word.partition(".")
    found = None
    if number.isascii() and number.isdigit() and len(number) < 19:
        found = await strikes.by_id(tx, int(number))
    if found is None or not hmac.compare_digest(_seal(config, found).encode(), given.encode("utf-8", "replace")):
        raise NotFound(_("This link does not open anything. Look for a newer mail from us."))
    return found


def _seal(config: Config, strike: Strike) -> str:
    text = f"strike link\0{strike.id}\0{strike.actor_id}"
    made = hmac.new(config.secrets.key.encode(), text.encode(), sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")
