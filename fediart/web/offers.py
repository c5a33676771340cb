"""Offers of single artists in ODRL: what `tdm-policy` and `hasPolicy` point to where somebody offers to be asked.

The profile wants to know who offers (`assigner`) and what (`target`), so there is one document for an artist's works
and one for each work or post: `/policies/PRESET/@NAME.jsonld` and `/policies/PRESET/@NAME/ID.jsonld`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights.model import Holder, Policy, Preset, policy_document
from fediart.rights.policies import MEDIA_TYPE, odrl
from fediart.store import artworks, posts, series
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import artist_policy, artwork_policy, preset_of, series_policy
from fediart.web import people
from fediart.web.request import number_in, settings_of, site_of

ABSENT = N_("There is no such offer.")
OFFERS = (Preset.ASK_FIRST, Preset.OPEN)
_OPEN = ("public", "unlisted")


async def of_artist(request: web.Request) -> web.StreamResponse:
    """What an artist offers by default, and the series that are offered alike."""
    preset, settings = _preset(request), settings_of(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        shelves = [
            f"{artist.url}/series/{one.slug}"
            for one in await series.of_actor(tx, artist.id)
            if one.ai_policy and series_policy(one, artist, settings).preset is preset
        ]
    own = [artist.url] if artist_policy(artist, settings).preset is preset else []
    return _document(request, preset, artist, [*own, *shelves], artist.url)


async def of_work(request: web.Request) -> web.StreamResponse:
    """What an artist offers of one public work, or of another post."""
    preset, number = _preset(request), number_in(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        policy = await _policy(tx, artist, number, settings_of(request))
    page = f"{artist.url}/{number}"
    return _document(request, preset, artist, [page] if policy and policy.preset is preset else [], page)


async def _policy(tx: Reading, artist: Actor, number: int, settings: InstanceSettings) -> Policy | None:
    """Nothing for what is not for everyone."""
    post = await posts.by_id(tx, number)
    if post is None or post.actor_id != artist.id or post.deleted or post.visibility not in _OPEN:
        return None
    work = await artworks.by_id(tx, number)
    return artwork_policy(work, artist, settings) if work else artist_policy(artist, settings)


def _document(
    request: web.Request, preset: Preset, artist: Actor, targets: Sequence[str], page: str
) -> web.StreamResponse:
    if not targets:
        raise NotFound(_(ABSENT))
    origin = site_of(request).config.origin
    body = odrl(
        preset,
        origin,
        Holder(artist.shown_name, artist.url),
        targets=targets,
        uid=policy_document(origin, preset, page),
        contact=artist.url,
    )
    return web.Response(body=json.dumps(body, indent=1).encode(), content_type=MEDIA_TYPE)


def _preset(request: web.Request) -> Preset:
    found = preset_of(request.match_info["preset"])
    if found not in OFFERS:
        raise NotFound(_(ABSENT))
    return found
