"""Brakes for new accounts, which most spam comes from: what a newcomer writes may have to wait for a moderator.

Somebody is new for some days, unless moderators or their works have made them trusted. What holds is told to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.actions import brakes
from fediart.actions.admission_policy import current_policy
from fediart.actions.trust import standing
from fediart.clock import DAY, HOUR
from fediart.errors import TooOften
from fediart.language import _, ngettext
from fediart.site import Site
from fediart.store import accounts, follows
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.gate_settings import GateSettings, read_gates
from fediart.store.held_words import FIRST, LINKS, STRANGERS
from fediart.store.word_patterns import links_in


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new, until when (milliseconds), and what holds for them meanwhile."""

    until: int
    gates: GateSettings


async def newcomer(tx: Reading, site: Site, actor: Actor) -> Newcomer | None:
    """None for whoever is not new, or not from here."""
    account = await accounts.by_actor(tx, actor.id) if actor.local else None
    if account is None or account.role != "artist":
        return None
    gates = await read_gates(tx)
    until = account.created + gates.new_days * DAY
    if until <= site.clock.now() or (await standing(tx, actor.id, await current_policy(tx))).trusted:
        return None
    return Newcomer(until, gates)


async def why_hold(tx: Reading, site: Site, actor: Actor, text: str, named: Sequence[Actor]) -> str:
    """Why a moderator is to look at what a newcomer writes, as a word of store/held_words.py; empty: nothing."""
    new = await newcomer(tx, site, actor)
    if new is None:
        return ""
    if links_in(text) > new.gates.new_links:
        return LINKS
    if len(named) > new.gates.new_strangers:
        strangers = await _strangers(tx, actor, {one.id for one in named if one.id != actor.id})
        if strangers > new.gates.new_strangers:
            return STRANGERS
    if new.gates.new_held and await _posts(tx, actor, most=new.gates.new_held) < new.gates.new_held:
        return FIRST
    return ""


async def _strangers(tx: Reading, actor: Actor, named: Iterable[int]) -> int:
    """How many of them do not follow."""
    wanted = set(named)
    return len(wanted - await follows.who_follow(tx, actor.id, wanted))


async def _posts(tx: Reading, actor: Actor, *, most: int) -> int:
    return len(
        await tx.all("select id from posts where actor_id = :id and deleted = 0 limit :most", id=actor.id, most=most)
    )


async def demand_follow(tx: Writing, site: Site, actor: Actor) -> None:
    """Counts one more follow of a newcomer. Raises TooOften."""
    new = await newcomer(tx, site, actor)
    if new is None or not new.gates.new_follows:
        return
    allowance = brakes.Allowance("newcomer follows", most=new.gates.new_follows, each=HOUR)
    if not await brakes.take(tx, allowance, str(actor.id), now=site.clock.now()):
        words = ngettext(
            "While your account is new you can follow %(count)s person an hour. Go on in an hour.",
            "While your account is new you can follow %(count)s people an hour. Go on in an hour.",
            new.gates.new_follows,
        )
        raise TooOften(words, retry_after=HOUR // 1000)


def told(gates: GateSettings) -> list[str]:
    """What holds for newcomers, as sentences for them."""
    found = []
    if gates.new_held:
        found.append(
            ngettext(
                "A moderator looks at your first post before it goes out.",
                "A moderator looks at your first %(count)s posts before they go out.",
                gates.new_held,
            )
        )
    found.append(
        ngettext(
            "A moderator looks at a post with more than %(count)s link.",
            "A moderator looks at a post with more than %(count)s links.",
            gates.new_links,
        )
    )
    found.append(
        ngettext(
            "A moderator looks at a post that names more than %(count)s person who does not follow you.",
            "A moderator looks at a post that names more than %(count)s people who do not follow you.",
            gates.new_strangers,
        )
    )
    if gates.new_follows:
        found.append(
            ngettext(
                "You can follow %(count)s person an hour.",
                "You can follow %(count)s people an hour.",
                gates.new_follows,
            )
        )
    return found


def why_words(why: str) -> str:
    """Why something waits, for the person."""
    if why == LINKS:
        return _("It has many links, and your account is new.")
    if why == STRANGERS:
        return _("It names many people who do not follow you, and your account is new.")
    if why == FIRST:
        return _("It is among your first posts here.")
    return _("It has words or links that moderators look at here.")
