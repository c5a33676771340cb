"""Series, the portfolio and the list of both as ActivityPub collections; people are sent to the pages."""

from __future__ import annotations

from aiohttp import web

from federation import write
from federation.audience import PUBLIC
from federation.context import context
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights import jsonld
from fediart.store import collections, series
from fediart.store.actors import Actor
from fediart.translate.collections import (
    PAGE,
    policy_terms,
    series_document,
    series_page,
    series_url,
    shelf,
    work_url,
)
from fediart.translate.rights import artist_policy, series_policy
from fediart.web.actors import Json, cursor, local
from fediart.web.negotiation import activity_json, wants_activity
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.sent_to_pages import to_artist, to_series

ABSENT = N_("There is no such series.")


async def show_series(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/series/SLUG`: the works of a series that everyone may see, in the artist's order."""
    slug = request.match_info["slug"]
    if not wants_activity(request):
        return await to_series(request)
    async with site_of(request).db.reading() as tx:
        artist = await local(tx, request)
        found = await series.by_slug(tx, artist.id, slug)
        of = await shelf(tx, artist, found) if found else None
        gone = 0 if found else await series.gone_since(tx, artist.id, slug)
    if gone:
        stone = write.tombstone(series_url(artist, slug), "OrderedCollection", write.iso(gone))
        return activity_json(request, stone, status=410)
    if of is None:
        raise NotFound(_(ABSENT))
    set_rights(request, series_policy(of.series, artist, settings_of(request)), page=artist.url)
    if "page" not in request.query:
        return activity_json(request, series_document(site_of(request).config, settings_of(request), of))
    text = request.query["page"]
    page = series_page(of, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else None
    if page is None:
        raise NotFound(_(ABSENT))
    return activity_json(request, page)


async def show_portfolio(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/portfolio`: the pinned works and those of the sections in the artist's order, then all others, the
    newest first."""
    if not wants_activity(request):
        return await to_artist(request)
    before = cursor(request)
    async with site_of(request).db.reading() as tx:
        artist = await local(tx, request)
        url = f"{artist.uri}/portfolio"
        if "page" not in request.query:
            total = await collections.portfolio_count(tx, artist.id)
            return activity_json(request, _portfolio(request, artist, url, total))
        pinned = await collections.portfolio_pinned(tx, artist.id) if before is None else []
        placed = await collections.portfolio_placed(tx, artist.id) if before is None else []
        rest = await collections.portfolio_rest(tx, artist.id, before=before, limit=PAGE)
    ids = [work_url(artist, number) for number in (*pinned, *placed, *(number for _, number in rest))]
    more = f"{url}?page=true&before={rest[-1][0]}-{rest[-1][1]}" if len(rest) == PAGE else None
    return activity_json(request, write.ordered_collection_page(f"{url}?{request.query_string}", url, ids, more))


def _portfolio(request: web.Request, artist: Actor, url: str, total: int) -> Json:
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    made = write.ordered_collection(url, total, f"{url}?page=true")
    return made | _told(request, artist, "Portfolio") | {"url": artist.url}


async def show_collections(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/collections`, which the actor names as its `streams`: the portfolio and each series."""
    if not wants_activity(request):
        return await to_artist(request)
    async with site_of(request).db.reading() as tx:
        artist = await local(tx, request)
        found = await collections.public_series(tx, artist.id)
        total = await collections.portfolio_count(tx, artist.id)
    items = [_item(f"{artist.uri}/portfolio", "Portfolio", total)]
    items += [_item(series_url(artist, one.slug), one.title, works) for one, works in found]
    made = write.collection(f"{artist.uri}/collections", len(items), items=items)
    return activity_json(request, made | _told(request, artist, f"Portfolio and series of {artist.shown_name}"))


def _item(url: str, name: str, total: int) -> Json:
    return {"id": url, "type": "OrderedCollection", "name": name, "totalItems": total}


def _told(request: web.Request, artist: Actor, name: str) -> Json:
    config = site_of(request).config
    return {
        "@context": context(jsonld.context(config.origin)),
        "name": name,
        "attributedTo": artist.uri,
        "to": [PUBLIC],
        **policy_terms(config, settings_of(request), artist),
    }
