"""Accounts and reports as moderators see them in their apps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, Literal

from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.admin import (
    AdminAccount,
    AdminDomainBlock,
    AdminEmailDomainBlock,
    AdminIpBlock,
    AdminReport,
    DomainSeverity,
    IpSeverity,
)
from fediart.api.shown.accounts import accounts, role_of
from fediart.api.shown.statuses import statuses
from fediart.api.shown.words import when, when_ever
from fediart.store import accounts as rows
from fediart.store import admin_people, posts, reports
from fediart.store.admin_people import Person
from fediart.store.database import Reading
from fediart.store.domain_rules import NONE, SILENCE, DomainRule
from fediart.store.reports import Report
from fediart.store.unwelcome import MailDomain, Network

Category = Literal["spam", "violation", "legal", "other"]
_CATEGORIES: Final[Mapping[str, Category]] = {
    "spam": "spam", "illegal": "legal", "theft": "violation", "ai": "violation", "hate": "violation",
}  # fmt: skip
_SEVERITIES: Final[Mapping[str, DomainSeverity]] = {NONE: "noop", SILENCE: "silence"}


async def people(tx: Reading, call: Call, found: Sequence[Person]) -> list[AdminAccount]:
    shown = {one["id"]: one for one in await accounts(tx, call, [person.actor for person in found])}
    return [_person(person, shown[str(person.actor.id)]) for person in found]


def _person(person: Person, shown: Account) -> AdminAccount:
    account, actor = person.account, person.actor
    return {
        "id": str(actor.id),
        "username": actor.name,
        "domain": actor.host or None,
        "created_at": when(account.created if account else actor.created),
        "email": account.email if account else "",
        "ip": None,
        "ips": [],
        "locale": account.locale if account else "",
        "invite_request": (account.reason or None) if account else None,
        "role": role_of(account.role if account else ""),
        "confirmed": bool(account.confirmed) if account else False,
        "approved": bool(account.approved) if account else False,
        "disabled": bool(account.frozen) if account else False,
        "sensitized": person.sensitive,
        "silenced": person.silenced,
        "suspended": bool(actor.suspended or (account and account.suspended)),
        "account": shown,
        "created_by_application_id": None,
        "invited_by_account_id": None,
    }


async def reported(tx: Reading, call: Call, found: Sequence[Report]) -> list[AdminReport]:
    """With everybody in it; somebody who is gone for good leaves their report out."""
    named = {one.account_id for one in found if one.account_id} | {one.assigned_id for one in found if one.assigned_id}
    handlers = {number: await rows.by_id(tx, number) for number in sorted(named)}
    ids = {one.reporter_id for one in found} | {one.target_id for one in found}
    ids |= {account.actor_id for account in handlers.values() if account}
    known = await admin_people.among(tx, sorted(ids))
    shown = {one["id"]: one for one in await people(tx, call, list(known.values()))}
    made = []
    for one in found:
        if str(one.reporter_id) in shown and str(one.target_id) in shown:
            handler = handlers.get(one.account_id) if one.account_id else None
            by = shown.get(str(handler.actor_id)) if handler else None
            looks = handlers.get(one.assigned_id)
            assigned = shown.get(str(looks.actor_id)) if looks else None
            made.append(await _report(tx, call, one, shown, by, assigned))
    return made


async def _report(
    tx: Reading, call: Call, one: Report, shown: Mapping[str, AdminAccount], by: AdminAccount | None,
    assigned: AdminAccount | None,
) -> AdminReport:  # fmt: skip
    ids = await reports.post_ids(tx, one.id)
    found = await posts.by_ids(tx, ids)
    return {
        "id": str(one.id),
        "action_taken": one.state != reports.OPEN,
        "action_taken_at": when_ever(one.handled),
        "category": _CATEGORIES.get(one.reason, "other"),
        "comment": one.text,
        "forwarded": bool(one.forwarded),
        "created_at": when(one.created),
        "updated_at": when(one.handled or one.created),
        "account": shown[str(one.reporter_id)],
        "target_account": shown[str(one.target_id)],
        "assigned_account": assigned,
        "action_taken_by_account": by,
        "statuses": await statuses(tx, call, [found[post] for post in ids if post in found]),
        "rules": [],
    }


def domain_rule(rule: DomainRule) -> AdminDomainBlock:
    return {
        "id": rule.domain,
        "domain": rule.domain,
        "digest": sha256(rule.domain.encode()).hexdigest(),
        "created_at": when(rule.created),
        "severity": _SEVERITIES.get(rule.severity, "suspend"),
        "reject_media": rule.reject_media,
        "reject_reports": rule.reject_reports,
        "private_comment": rule.comment or None,
        "public_comment": rule.public_comment or None,
        "obfuscate": rule.obfuscate,
    }


def mail_domain(block: MailDomain) -> AdminEmailDomainBlock:
    return {"id": str(block.id), "domain": block.domain, "created_at": when(block.created), "history": []}


def network(block: Network) -> AdminIpBlock:
    severities: dict[str, IpSeverity] = {"sign_up_block": "sign_up_block", "no_access": "no_access"}
    return {
        "id": str(block.id),
        "ip": block.network,
        "severity": severities.get(block.severity, "sign_up_requires_approval"),
        "comment": block.comment,
        "created_at": when(block.created),
        "expires_at": when_ever(block.expires),
    }
