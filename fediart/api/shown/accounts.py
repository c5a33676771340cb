"""People as apps see them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

from fediart.actions.permissions import MAY
from fediart.api.call import Call
from fediart.api.entities.accounts import (
    Account,
    AccountRole,
    CredentialAccount,
    Field,
    OurAccount,
    QuotePolicy,
    Role,
    Source,
)
from fediart.api.shown.words import VISIBILITIES, acct, day, emojis, led_out, when, when_ever, whole
from fediart.language import N_, _
from fediart.rights.model import policy_url
from fediart.store import consent, people_told, profile_choices
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.people_told import PersonTold
from fediart.translate.rights import artist_policy

NO_AVATAR: Final = "/static/icons/no-avatar.png"
NO_HEADER: Final = "/static/icons/no-header.png"
ROLE_NAMES: Final = {"owner": N_("Owner"), "admin": N_("Administrator"), "moderator": N_("Moderator")}
# Bits of docs.joinmastodon.org/entities/Role, by our deeds.
_BITS: Final = {
    "change roles": 0x1,
    "see operations": 0x2 | 0x8,
    "handle reports": 0x4 | 0x10,
    "block domains": 0x20,
    "change instance": 0x40 | 0x80 | 0x100,
    "invite": 0x800 | 0x10000,
    "suspend": 0x400 | 0x1000,
    "approve sign-ups": 0x8000,
}
_QUOTERS: Final[Mapping[str, QuotePolicy]] = {
    consent.EVERYONE: "public",
    consent.APPROVAL: "public",
    consent.FOLLOWERS: "followers",
}
_LINK: Final = re.compile(r"https?://[^\s<>\"']+")


async def accounts(tx: Reading, call: Call, actors: Sequence[Actor]) -> list[Account]:
    """In their order, each as everybody sees them."""
    found = await people_told.told(tx, actors, call.site.tallies, now=call.now)
    moved = [one.moved_to for one in found.values() if one.moved_to]
    beyond = await people_told.told(tx, moved, call.site.tallies, now=call.now)
    made = {one.actor.id: _account(call, one) for one in (*beyond.values(), *found.values())}
    for one in found.values():
        made[one.actor.id]["moved"] = made[one.moved_to.id] if one.moved_to else None
    return [made[actor.id] for actor in actors if actor.id in made]


async def account(tx: Reading, call: Call, actor: Actor) -> Account:
    return (await accounts(tx, call, [actor]))[0]


async def credential_account(tx: Reading, call: Call) -> CredentialAccount:
    """Whose token it is, with what they wrote themselves and what they may do."""
    actor, own = call.actor, call.account
    base = await account(tx, call, actor)
    waiting = await people_told.asking(tx, actor.id)
    chosen = await consent.default_of(tx, actor.id)
    choice = await profile_choices.of_actor(tx, actor.id)
    source: Source = {
        "note": actor.bio,
        "fields": [_plain_field(one.name, one.value, one.verified) for one in actor.fields],
        "privacy": VISIBILITIES[choice.visibility],
        "sensitive": choice.sensitive,
        "language": choice.language or own.locale or None,
        "follow_requests_count": waiting,
        "hide_collections": choice.hides_follows,
        "discoverable": bool(actor.discoverable),
        "indexable": choice.indexable,
        "attribution_domains": list(choice.credited_by),
        "quote_policy": _QUOTERS.get(chosen.quote, "nobody"),
    }
    return {**base, "source": source, "role": role_of(own.role)}


def role_of(name: str) -> Role:
    """An account's role, with its rights as Mastodon's bits."""
    shown = name in ROLE_NAMES
    bits = 0
    for deed in MAY.get(name, ()):
        bits |= _BITS.get(deed, 0)
    return {
        "id": {"owner": "3", "admin": "2", "moderator": "1"}.get(name, "-99"),
        "name": _(ROLE_NAMES[name]) if shown else "",
        "color": "",
        "permissions": str(bits),
        "highlighted": shown,
    }


def _account(call: Call, told: PersonTold) -> Account:
    actor, origin = told.actor, call.site.config.origin
    if actor.suspended or actor.deleted:
        return _gone(call, told)
    avatar, header = whole(origin, told.avatar or NO_AVATAR), whole(origin, told.header or NO_HEADER)
    policy = artist_policy(actor, call.settings)
    found = bool(actor.discoverable)
    return {
        "id": str(actor.id),
        "username": actor.name,
        "acct": acct(actor),
        "url": actor.url or actor.uri,
        "uri": actor.uri,
        "display_name": actor.display_name,
        "note": led_out(origin, actor.bio_html),
        "avatar": avatar,
        "avatar_static": avatar,
        "avatar_description": actor.avatar_alt,
        "header": header,
        "header_static": header,
        "header_description": actor.header_alt,
        "locked": bool(actor.approves_follows),
        "fields": [_field(origin, actor, one.name, one.value, one.verified) for one in actor.fields],
        "emojis": emojis(origin, told.emojis),
        "bot": actor.kind in ("Service", "Application"),
        "group": actor.kind == "Group",
        "discoverable": found,
        "noindex": not (found and policy.search) if actor.local else None,
        "indexable": found and policy.search and told.choice.indexable,
        "hide_collections": told.choice.hides_follows if actor.local else None,
        "suspended": False,
        "limited": told.silenced,
        "created_at": when(actor.created - actor.created % 86_400_000),
        "last_status_at": day(told.tallies.last),
        "statuses_count": told.tallies.posts,
        "followers_count": max(0, actor.follower_count),
        "following_count": max(0, actor.following_count),
        "roles": _roles(told.role),
        "fediart": _ours(call, told),
    }


def _gone(call: Call, told: PersonTold) -> Account:
    """Nothing of what a suspended person said or showed."""
    actor, origin = told.actor, call.site.config.origin
    return {
        "id": str(actor.id), "username": actor.name, "acct": acct(actor), "url": actor.url or actor.uri,
        "uri": actor.uri, "display_name": "", "note": "", "avatar": whole(origin, NO_AVATAR),
        "avatar_static": whole(origin, NO_AVATAR), "avatar_description": "", "header": whole(origin, NO_HEADER),
        "header_static": whole(origin, NO_HEADER), "header_description": "", "locked": False, "fields": [],
        "emojis": [], "bot": False, "group": False, "discoverable": False, "noindex": True, "indexable": False,
        "hide_collections": None, "moved": None, "suspended": True, "limited": False,
        "created_at": when(actor.created - actor.created % 86_400_000), "last_status_at": None, "statuses_count": 0,
        "followers_count": 0, "following_count": 0, "roles": [],
    }  # fmt: skip


def _ours(call: Call, told: PersonTold) -> OurAccount:
    actor = told.actor
    if not actor.local:
        return {"ai_policy": None, "ai_policy_url": None, "portfolio_url": None, "open_for_work": None}
    preset = artist_policy(actor, call.settings).preset
    return {
        "ai_policy": preset.value,
        "ai_policy_url": policy_url(call.site.config.origin, preset),
        "portfolio_url": actor.url,
        "open_for_work": told.open or None,
    }


def _roles(role: str) -> list[AccountRole]:
    if role not in ROLE_NAMES:
        return []
    one = role_of(role)
    return [{"id": one["id"], "name": one["name"], "color": one["color"]}]


def _plain_field(name: str, value: str, verified: int) -> Field:
    return {"name": name, "value": value, "verified_at": when_ever(verified)}


def _field(origin: str, actor: Actor, name: str, value: str, verified: int) -> Field:
    """Of people here as they typed it, of others as HTML."""
    if actor.local:
        shown = html.escape(value)
        if _LINK.fullmatch(value):
            shown = f'<a href="{shown}" rel="me nofollow noopener" target="_blank">{shown}</a>'
    else:
        shown = led_out(origin, value)
    return {"name": name, "value": shown, "verified_at": when_ever(verified)}
