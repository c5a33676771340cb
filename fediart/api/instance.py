"""`/api/v1/instance` and `/api/v2/instance`: what this server is, allows and refuses, for apps and directories.

The shapes are Mastodon's (docs.joinmastodon.org, entities Instance and V1_Instance). What fediart does not have is told
as none: no films, no translation. The AI policy stands in keys of our own.
"""

from __future__ import annotations

from typing import Any, Final, cast

from fediart import __version__, catalogues
from fediart.actions import poll, pushing
from fediart.actions.names import LONGEST_NAME
from fediart.actions.pins import MOST as MOST_PINS
from fediart.actions.profile import LONGEST as LONGEST_PROFILE
from fediart.actions.profile import MOST_FIELDS
from fediart.actions.reply import MOST_CHARACTERS
from fediart.actions.site_texts import day_of
from fediart.actions.submission import LONGEST as LONGEST_WORK
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.instance import (
    AccountLimits,
    Instance,
    InstanceConfiguration,
    MediaLimits,
    Registrations,
    Rule,
    V1Instance,
)
from fediart.api.shown import accounts as shown
from fediart.clock import SECOND
from fediart.config import Config
from fediart.media.facts import MEDIA_TYPES
from fediart.rights.jsonld import instance_metadata
from fediart.sanitize import clean
from fediart.store import accounts, actors, featured_tags, site_rules, site_texts, usage
from fediart.store.database import Reading
from fediart.store.domain_rules import ALLOW_LIST
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import instance_policy
from fediart.translate.words import html_of

Json = dict[str, Any]

API_VERSION: Final = 7
"""Of Mastodon's: 2 is grouped notifications, 3 names authors for links, 4 and 5 deleting media and blurring filters, 7
quotes. What came with 8 (yearly reports, `/profile`) and 10 (collections) is not promised."""
COMPATIBLE: Final = "4.5.0"
"""Apps that read no API version read this, and expect what Mastodon 4.5 documents."""
VERSION: Final = f"{COMPATIBLE} (compatible; fediart {__version__})"
_URL_CHARACTERS: Final = 23  # what apps of Mastodon count a link as; here it counts for what it is
_ICONS: Final = (("icon-192.png", 192), ("icon-512.png", 512))


async def version_1(call: Call) -> V1Instance:
    """Says what this server is, in the older shape."""
    config, settings, origin = call.site.config, call.settings, call.site.config.origin
    async with call.site.db.reading() as tx:
        counts = await usage.counts(tx, now=call.now)
        servers = await usage.servers(tx)
        contact = await _contact(tx, call)
        rules_here = await rules_of(tx, settings)
    configuration = _configuration(config)
    document: Json = {
        "uri": config.instance.host,
        "title": settings.name,
        "short_description": settings.tagline,
        "description": clean(html_of(settings.description, origin=origin, people={})),
        "email": settings.contact_email,
        "version": VERSION,
        "urls": {"streaming_api": socket(config)},
        "stats": {
            "user_count": counts.users,
            "status_count": counts.posts + counts.comments,
            "domain_count": servers,
        },
        "thumbnail": f"{origin}/static/icons/icon-512.png",
        "languages": list(catalogues.offered()),
        "registrations": _opens(settings),
        "approval_required": settings.registrations == "approval",
        "invites_enabled": settings.registrations != "closed",
        "configuration": {name: configuration[name] for name in ("accounts", "statuses", "media_attachments", "polls")},
        "contact_account": contact,
        "rules": rules_here,
        **instance_metadata(instance_policy(settings), origin),
    }
    return cast(V1Instance, document)


async def version_2(call: Call) -> Instance:
    """Says what this server is, allows and refuses."""
    config, settings, origin = call.site.config, call.settings, call.site.config.origin
    async with call.site.db.reading() as tx:
        counts = await usage.counts(tx, now=call.now)
        rules = await call.site.rules.read(tx, now=call.now)
        contact = await _contact(tx, call)
        rules_here = await rules_of(tx, settings)
        terms = await site_texts.current_terms(tx, day_of(call.now))
    limited = rules.settings.mode == ALLOW_LIST
    configuration: Json = {**_configuration(config), "limited_federation": limited}
    if terms is not None:
        configuration["urls"]["terms_of_service"] = f"{origin}/terms"
    document: Json = {
        "domain": config.instance.host,
        "title": settings.name,
        "version": VERSION,
        "source_url": f"{origin}/about#software",
        "description": settings.tagline,
        "usage": {"users": {"active_month": 0 if limited else counts.active_month}},
        "thumbnail": _thumbnail(origin),
        "icon": [{"src": f"{origin}/static/icons/{name}", "size": f"{side}x{side}"} for name, side in _ICONS],
        "languages": list(catalogues.offered()),
        "configuration": configuration,
        "registrations": _registrations(settings),
        "api_versions": {"mastodon": API_VERSION},
        "contact": {"email": settings.contact_email, "account": contact},
        "rules": rules_here,
        **instance_metadata(instance_policy(settings), origin),
    }
    return cast(Instance, document)


async def _contact(tx: Reading, call: Call) -> Account | None:
    """The owner, where they let themselves be found."""
    for account in (await accounts.with_roles(tx, ["owner"]))[:1]:
        actor = await actors.by_id(tx, account.actor_id)
        if actor is not None and actor.discoverable and not actor.suspended and not actor.deleted:
            return await shown.account(tx, call, actor)
    return None


def _thumbnail(origin: str) -> Json:
    large = f"{origin}/static/icons/icon-512.png"
    return {"url": large, "description": "", "blurhash": None, "versions": {"@1x": large}}


def _configuration(config: Config) -> InstanceConfiguration:
    origin = config.origin
    return {
        "urls": {
            "streaming": socket(config),
            "status": None,
            "about": f"{origin}/about",
            "privacy_policy": f"{origin}/privacy",
            "terms_of_service": None,
        },
        "vapid": {"public_key": pushing.server_key(config)},
        "accounts": _profiles(),
        "statuses": {
            "max_characters": MOST_CHARACTERS,
            "max_media_attachments": config.media.max_pictures,
            "characters_reserved_per_url": _URL_CHARACTERS,
        },
        "media_attachments": _media(config),
        "polls": {
            "max_options": poll.MOST_OPTIONS,
            "max_characters_per_option": poll.LONGEST_OPTION,
            "min_expiration": poll.SHORTEST // SECOND,
            "max_expiration": poll.LONGEST // SECOND,
        },
        "translation": {"enabled": False},
        "timelines_access": {
            "live_feeds": {"local": "public", "remote": "authenticated"},
            "hashtag_feeds": {"local": "public", "remote": "authenticated"},
            "trending_link_feeds": {"local": "public", "remote": "authenticated"},
        },
        "limited_federation": False,
    }


def _profiles() -> AccountLimits:
    longest = LONGEST_PROFILE
    return {
        "max_featured_tags": featured_tags.MOST,
        "max_pinned_statuses": MOST_PINS,
        "max_username_length": LONGEST_NAME,
        "max_display_name_length": longest["display_name"],
        "max_note_length": longest["bio"],
        "max_avatar_description_length": longest["alt"],
        "max_header_description_length": longest["alt"],
        "max_profile_fields": MOST_FIELDS,
        "profile_field_name_limit": longest["field_name"],
        "profile_field_value_limit": longest["field_value"],
    }


def _media(config: Config) -> MediaLimits:
    return {
        "supported_mime_types": list(MEDIA_TYPES.values()),
        "description_limit": LONGEST_WORK["alt"],
        "image_size_limit": config.media.max_file_mb * 1_000_000,
        "image_matrix_limit": config.media.max_megapixels * 1_000_000,
        "video_size_limit": 0,
        "video_frame_rate_limit": 0,
        "video_matrix_limit": 0,
    }


def _registrations(settings: InstanceSettings) -> Registrations:
    closed = {
        "invitation": "One joins by invitation of a member.",
        "closed": "No new members are taken at the moment.",
    }
    return {
        "enabled": _opens(settings),
        "approval_required": settings.registrations == "approval",
        "reason_required": settings.registrations == "approval",
        "message": closed.get(settings.registrations),
        "min_age": None,
        "url": None,
    }


def _opens(settings: InstanceSettings) -> bool:
    return settings.registrations in ("open", "approval")


async def rules_of(tx: Reading, settings: InstanceSettings) -> list[Rule]:
    """In their order, each with what it is in other languages."""
    known = await site_rules.translations(tx, settings.rules)
    return [
        {
            "id": str(place),
            "text": rule,
            "hint": "",
            "translations": {code: {"text": words, "hint": ""} for code, words in known.get(rule, {}).items()},
        }
        for place, rule in enumerate(settings.rules, 1)
    ]


def socket(config: Config) -> str:
    """Where streams are read: apps put the path behind it themselves."""
    return f"{'ws' if config.instance.development else 'wss'}://{config.instance.host}"
