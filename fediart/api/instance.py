"""`/api/v1/instance` and `/api/v2/instance`: what this server is, allows and refuses, for apps and directories.

The shapes are Mastodon's (docs.joinmastodon.org, entities Instance and V1_Instance). What fediart does not have is told
as none: no polls, no films, no translation, no featured tags. The AI policy stands in keys of our own.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from fediart import __version__, catalogues
from fediart.actions.names import LONGEST_NAME
from fediart.actions.pins import MOST as MOST_PINS
from fediart.actions.profile import LONGEST as LONGEST_PROFILE
from fediart.actions.profile import MOST_FIELDS
from fediart.actions.reply import MOST_CHARACTERS
from fediart.actions.submission import LONGEST as LONGEST_WORK
from fediart.config import Config
from fediart.media.facts import MEDIA_TYPES
from fediart.rights.jsonld import instance_metadata
from fediart.sanitize import clean
from fediart.store import usage
from fediart.store.domain_rules import ALLOW_LIST
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import instance_policy
from fediart.translate.words import html_of
from fediart.web.request import settings_of, site_of

Json = dict[str, Any]

API_VERSION = 0  # of Mastodon's: apps are to expect nothing beyond what is documented here
_URL_CHARACTERS = 23  # what apps of Mastodon count a link as; here it counts for what it is


async def version_1(request: web.Request) -> web.Response:
    site, settings = site_of(request), settings_of(request)
    config, origin = site.config, site.config.origin
    async with site.db.reading() as tx:
        counts = await usage.counts(tx, now=site.clock.now())
        servers = await usage.servers(tx)
    configuration = _configuration(config)
    return _answer(
        {
            "uri": config.instance.host,
            "title": settings.name,
            "short_description": settings.tagline,
            "description": clean(html_of(settings.description, origin=origin, people={})),
            "email": settings.contact_email,
            "version": __version__,
            "urls": {"streaming_api": _socket(config)},
            "stats": {
                "user_count": counts.users,
                "status_count": counts.posts + counts.comments,
                "domain_count": servers,
            },
            "thumbnail": f"{origin}/static/icon.svg",
            "languages": list(catalogues.offered()),
            "registrations": _opens(settings),
            "approval_required": settings.registrations == "approval",
            "invites_enabled": settings.registrations != "closed",
            "configuration": {
                name: configuration[name] for name in ("accounts", "statuses", "media_attachments", "polls")
            },
            "contact_account": None,
            "rules": _rules(settings),
            **instance_metadata(instance_policy(settings), origin),
        }
    )


async def version_2(request: web.Request) -> web.Response:
    site, settings = site_of(request), settings_of(request)
    config, origin = site.config, site.config.origin
    async with site.db.reading() as tx:
        counts = await usage.counts(tx, now=site.clock.now())
        rules = await site.rules.read(tx, now=site.clock.now())
    limited = rules.settings.mode == ALLOW_LIST
    return _answer(
        {
            "domain": config.instance.host,
            "title": settings.name,
            "version": __version__,
            "source_url": f"{origin}/about#software",
            "description": settings.tagline,
            "usage": {"users": {"active_month": 0 if limited else counts.active_month}},
            "thumbnail": {"url": f"{origin}/static/icon.svg", "description": "", "blurhash": None, "versions": None},
            "icon": [],
            "languages": list(catalogues.offered()),
            "configuration": {**_configuration(config), "limited_federation": limited},
            "registrations": _registrations(settings),
            "api_versions": {"mastodon": API_VERSION},
            "contact": {"email": settings.contact_email, "account": None},
            "rules": _rules(settings),
            **instance_metadata(instance_policy(settings), origin),
        }
    )


def _configuration(config: Config) -> Json:
    origin, profile = config.origin, LONGEST_PROFILE
    return {
        "urls": {
            "streaming": None,
            "status": None,
            "about": f"{origin}/about",
            "privacy_policy": None,
            "terms_of_service": f"{origin}/about#rules",
        },
        "vapid": {"public_key": ""},
        "accounts": {
            "max_featured_tags": 0,
            "max_pinned_statuses": MOST_PINS,
            "max_username_length": LONGEST_NAME,
            "max_display_name_length": profile["display_name"],
            "max_note_length": profile["bio"],
            "max_avatar_description_length": profile["alt"],
            "max_header_description_length": profile["alt"],
            "max_profile_fields": MOST_FIELDS,
            "profile_field_name_limit": profile["field_name"],
            "profile_field_value_limit": profile["field_value"],
        },
        "statuses": {
            "max_characters": MOST_CHARACTERS,
            "max_media_attachments": config.media.max_pictures,
            "characters_reserved_per_url": _URL_CHARACTERS,
        },
        "media_attachments": _media(config),
        "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
        "translation": {"enabled": False},
    }


def _media(config: Config) -> Json:
    return {
        "supported_mime_types": list(MEDIA_TYPES.values()),
        "description_limit": LONGEST_WORK["alt"],
        "image_size_limit": config.media.max_file_mb * 1_000_000,
        "image_matrix_limit": config.media.max_megapixels * 1_000_000,
        "video_size_limit": 0,
        "video_frame_rate_limit": 0,
        "video_matrix_limit": 0,
    }


def _registrations(settings: InstanceSettings) -> Json:
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


def _rules(settings: InstanceSettings) -> list[Json]:
    return [{"id": str(place), "text": rule, "hint": ""} for place, rule in enumerate(settings.rules, 1)]


def _socket(config: Config) -> str:
    """Version 1 has no word for "no streaming": apps that find nothing there ask again from time to time."""
    return f"{'ws' if config.instance.development else 'wss'}://{config.instance.host}"


def _answer(document: Json) -> web.Response:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    headers = {"Access-Control-Allow-Origin": "*"}
    return web.Response(text=body, content_type="application/json", charset="utf-8", headers=headers)
