"""What of an account another fediart takes beside works: home.json and notes.json of a member's archive.

Works are named by their addresses, as in works.json, so that nothing in it hangs on the numbers of one instance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from fediart.actions.account_settings import SETTINGS
from fediart.actions.portfolio import as_shown
from fediart.clock import iso
from fediart.site import Site
from fediart.store import commission_offers, filters, own_rows, portfolios, series
from fediart.store.actors import Actor
from fediart.store.commission_offers import Offer
from fediart.store.database import Reading, Row
from fediart.store.filters import Filter
from fediart.store.portfolios import Portfolio, Section

_AT_ONCE: Final = 500


async def home(tx: Reading, actor: Actor) -> dict[str, Any]:
    """Profile, choices, series, portfolio, offers and rules, without the two pictures of the profile."""
    face = await as_shown(tx, actor.id, await portfolios.shown(tx, actor.id))
    examples = await own_rows.examples(tx, actor.id)
    return {
        "settings": {name: await one.read(tx, actor) for name, one in SETTINGS.items()},
        "alts": {"avatar": actor.avatar_alt, "header": actor.header_alt},
        "series": await _series(tx, actor),
        "portfolio": face_of(actor, face),
        "offers": [
            _offer(actor, one, examples.get(one.id, ())) for one in await commission_offers.of_artist(tx, actor.id)
        ],
        "rules": [_rule(one) for one in reversed(await filters.of_actor(tx, actor.id)) if one.words],
    }


def address(actor: Actor, work_id: int) -> str:
    """How works.json names a work."""
    return f"{actor.uri}/posts/{work_id}"


async def _series(tx: Reading, actor: Actor) -> list[Mapping[str, Any]]:
    order = await own_rows.in_series(tx, actor.id)
    return [
        {
            "title": one.title, "description": one.description, "ai_policy": one.ai_policy,
            "works": [address(actor, work) for work in order.get(one.id, ())],
        }
        for one in await series.of_actor(tx, actor.id)
    ]  # fmt: skip


def face_of(actor: Actor, face: Portfolio) -> dict[str, Any]:
    """A portfolio with addresses in the place of numbers."""
    said = asdict(face)
    said["pinned"] = [address(actor, work) for work in face.pinned]
    said["sections"] = [_section(actor, one) for one in face.sections]
    said["cover"] = address(actor, int(face.cover)) if face.cover.isdigit() else face.cover
    said["about"] = {name: list(one) if isinstance(one, tuple) else one for name, one in said["about"].items()}
    return said


def _section(actor: Actor, one: Section) -> Mapping[str, Any]:
    works = [address(actor, work) for work in one.works]
    return {**asdict(one), "cover": address(actor, one.cover) if one.cover else "", "works": works}


def _offer(actor: Actor, one: Offer, examples: Sequence[int]) -> Mapping[str, Any]:
    """As its form is typed."""
    words = {name: getattr(one, name) for name in ("title", "included", "terms", "currency", "state")}
    prices = {name: _money(getattr(one, name)) for name in ("price_from", "price_to")}
    numbers = {name: str(getattr(one, name) or "") for name in ("days", "slots")}
    works = [address(actor, work) for work in examples]
    return {**words, **prices, **numbers, "waits": bool(one.waits), "examples": works}


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}" if hundredths else ""


def _rule(one: Filter) -> Mapping[str, Any]:
    words = [{"phrase": word.phrase, "whole": bool(word.whole)} for word in one.words]
    return {"title": one.title, "places": list(one.places), "way": one.way, "until": one.until, "words": words}


async def notes(site: Site, actor: Actor) -> list[Mapping[str, Any]]:
    """Posts without pictures, as they were typed, the oldest first; messages are not among them."""
    found: list[Mapping[str, Any]] = []
    after = (0, 0)
    while True:
        async with site.db.reading() as tx:
            rows = await own_rows.notes(tx, actor.id, after=after, limit=_AT_ONCE)
        found += [_note(row) for row in rows]
        if len(rows) < _AT_ONCE:
            return found
        after = (rows[-1]["published"], rows[-1]["id"])


def _note(row: Row) -> Mapping[str, Any]:
    words = {name: row[name] for name in ("warning", "language", "visibility", "reply_to", "quoted")}
    flags = {name: bool(row[name]) for name in ("sensitive", "own", "poll")}
    return {"id": row["uri"], "text": row["source"], "published": iso(row["published"]), **words, **flags}
