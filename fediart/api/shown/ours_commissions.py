"""Offers and commissions for apps. Who asks for a commission has to be one of its sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fediart.actions import commission_talk
from fediart.actions.commission_sides import MODERATOR
from fediart.actions.commission_steps import STEPS
from fediart.actions.money import price
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.ours_commissions import (
    OurCommission,
    OurCommissionEvent,
    OurCommissionFile,
    OurCommissionWhole,
    OurOffer,
    OurOffered,
    OurPrice,
)
from fediart.api.shown.accounts import accounts
from fediart.api.shown.words import when, when_ever
from fediart.errors import Problem
from fediart.language import _
from fediart.store import actors
from fediart.store import commission_talk as talk_rows
from fediart.store.commission_offers import Offer
from fediart.store.commission_talk import File
from fediart.store.commissions import ARTIST, Commission
from fediart.store.database import Reading
from fediart.web.commission import words_of


def money(low: int, high: int, currency: str) -> OurPrice | None:
    """None where nothing was said."""
    if not low and not high:
        return None
    return {"amount": low, "to": high or None, "currency": currency, "words": price(low, high, currency)}


def offer(one: Offer, examples: Sequence[int]) -> OurOffer:
    """`examples` are those that the viewer may see."""
    return {
        "id": str(one.id),
        "title": one.title,
        "included": one.included,
        "terms": one.terms,
        "price": money(one.price_from, one.price_to, one.currency),
        "days": one.days or None,
        "state": one.state,  # type: ignore[typeddict-item]  # one of commission_offers.STATES
        "now": one.now,  # type: ignore[typeddict-item]
        "takes_requests": one.takes,
        "slots": one.slots or None,
        "free": max(one.slots - one.taken, 0) if one.slots else None,
        "waiting_list": bool(one.waits),
        "examples": [str(work) for work in examples],
    }


async def commissions(tx: Reading, call: Call, found: Sequence[tuple[Commission, str]]) -> list[OurCommission]:
    """Each with the side that the viewer is on."""
    numbers = {number for one, _side in found for number in (one.artist_id, one.client_id) if number is not None}
    known = await actors.by_ids(tx, numbers)
    people = {account["id"]: account for account in await accounts(tx, call, list(known.values()))}
    return [_commission(call, one, side, people) for one, side in found if str(one.artist_id) in people]


def _commission(call: Call, one: Commission, side: str, people: Mapping[str, Account]) -> OurCommission:
    seen = one.artist_seen if side == ARTIST else one.client_seen
    return {
        "id": str(one.id),
        "url": f"{call.site.config.origin}/commissions/{one.id}",
        "side": side,  # type: ignore[typeddict-item]  # one of commission_sides
        "artist": people[str(one.artist_id)],
        "client": people.get(str(one.client_id)) if one.client_id is not None else None,
        "client_name": one.client_name,
        "title": one.title,
        "state": one.state,  # type: ignore[typeddict-item]  # a state of store.commissions
        "waiting_list": bool(one.waiting),
        "offered": _offered(one.offer),
        "price": money(one.price, 0, one.currency),
        "due_at": when_ever(one.due),
        "steps": list(STEPS.get((side, one.state), ())),
        "unread": side != MODERATOR and one.changed > seen,
        "created_at": when(one.created),
        "changed_at": when(one.changed),
    }


def _offered(said: Mapping[str, Any]) -> OurOffered | None:
    """None where it began with a job."""
    if "title" not in said:
        return None
    return {
        "title": said["title"],
        "included": said["included"],
        "terms": said["terms"],
        "price": money(said["price_from"], said["price_to"], said["currency"]),
        "days": said["days"] or None,
    }


async def whole(tx: Reading, call: Call, one: Commission, side: str) -> OurCommissionWhole:
    """With all that was said and sent."""
    events, files = await talk_rows.events_of(tx, one.id), await talk_rows.files_of(tx, one.id)
    sent: dict[int, list[OurCommissionFile]] = {}
    for file in files:
        sent.setdefault(file.event_id, []).append(_file(call, one, file))
    listed: list[OurCommissionEvent] = [
        {
            "id": str(event.id),
            "side": event.side,  # type: ignore[typeddict-item]  # artist or client
            "kind": event.kind,
            "words": words_of(event),
            "created_at": when(event.created),
            "files": sent.get(event.id, []),
        }
        for event in events
    ]
    [plain] = await commissions(tx, call, [(one, side)])
    return {**plain, "events": listed, "may_write": side != MODERATOR and await _may_write(tx, one)}


async def _may_write(tx: Reading, one: Commission) -> bool:
    try:
        await commission_talk.demand_open(tx, one)
    except Problem:
        return False
    return True


def _file(call: Call, one: Commission, file: File) -> OurCommissionFile:
    url = f"{call.site.config.origin}/api/fediart/v1/commissions/{one.id}/files/{file.id}"
    return {
        "id": str(file.id),
        "name": file.name or _("File"),
        "bytes": file.bytes,
        "url": url,
        "preview_url": f"{url}/preview" if file.preview else None,
    }
