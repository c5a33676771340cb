"""A member's own profile and preferences, in Mastodon's shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.api.call import Call
from fediart.api.entities.accounts import QuotePolicy
from fediart.api.entities.profile import Preferences, Profile
from fediart.api.shown import accounts as showing
from fediart.api.shown.words import VISIBILITIES, when_ever
from fediart.store import consent, profile_choices, viewer_choices
from fediart.store.database import Reading
from fediart.store.viewer_choices import HIDE, SHOW

QUOTERS: Final[Mapping[str, QuotePolicy]] = {
    consent.EVERYONE: "public",
    consent.APPROVAL: "public",
    consent.FOLLOWERS: "followers",
}
"""Who may quote, as Mastodon says it; nobody is what is not here."""


async def profile(tx: Reading, call: Call) -> Profile:
    """As the member wrote it."""
    actor, shown = call.actor, await showing.account(tx, call, call.actor)
    choice = await profile_choices.of_actor(tx, actor.id)
    return {
        "id": str(actor.id),
        "display_name": actor.display_name,
        "note": actor.bio,
        "fields": [
            {"name": one.name, "value": one.value, "verified_at": when_ever(one.verified)} for one in actor.fields
        ],
        "avatar": shown["avatar"] if actor.avatar else None,
        "avatar_static": shown["avatar_static"] if actor.avatar else None,
        "avatar_description": actor.avatar_alt,
        "header": shown["header"] if actor.header else None,
        "header_static": shown["header_static"] if actor.header else None,
        "header_description": actor.header_alt,
        "locked": bool(actor.approves_follows),
        "bot": shown["bot"],
        "hide_collections": choice.hides_follows,
        "discoverable": bool(actor.discoverable),
        "indexable": choice.indexable,
        "show_media": choice.show_media,
        "show_media_replies": choice.show_media_replies,
        "show_featured": choice.show_featured,
        "attribution_domains": list(choice.credited_by),
    }


async def preferences(tx: Reading, call: Call) -> Preferences:
    """What new posts have where nothing else is said, and how media are shown."""
    choice = await profile_choices.of_actor(tx, call.actor.id)
    quoting = await consent.default_of(tx, call.actor.id)
    mature = (await viewer_choices.of_actor(tx, call.actor.id)).mature
    return {
        "posting:default:visibility": VISIBILITIES[choice.visibility],
        "posting:default:sensitive": choice.sensitive,
        "posting:default:language": choice.language or call.account.locale or None,
        "posting:default:quote_policy": QUOTERS.get(quoting.quote, "nobody"),
        "reading:expand:media": "show_all" if mature == SHOW else "hide_all" if mature == HIDE else "default",
        "reading:expand:spoilers": False,
        "reading:autoplay:gifs": False,
    }
