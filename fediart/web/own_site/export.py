"""A whole portfolio as a folder of files that any host serves. The same portfolio gives the same bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.errors import NotFound
from fediart.language import _
from fediart.resources import resource
from fediart.rights.crawlers import Crawlers
from fediart.site import Site
from fediart.store import own_sites, portfolio
from fediart.store.actors import Actor
from fediart.store.gallery import FIRST
from fediart.store.own_sites import OwnWork
from fediart.store.settings import read_settings
from fediart.web.artist_about import ONE_EACH, SHEET
from fediart.web.own_site import feeds, folder, making, terms, work
from fediart.web.own_site.folder import Folder
from fediart.web.own_site.ground import FORMS, PRESETS, Ground
from fediart.web.own_site.making import Given, MadePage
from fediart.web.own_site.pages import FrontPage
from fediart.web.own_site.stock import asset, public_file
from fediart.web.render import Renderer

MOST_PAGES: Final = 200
Told = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many files the folder has now, how many of them were written, and how many of earlier ones are gone."""

    files: int
    written: int
    removed: int


async def untold(done: int, total: int) -> None:
    """For whoever does not watch."""


async def export(
    site: Site, artist: Actor, root: Path, crawlers: Crawlers, *, base: str = "", tell: Told = untold
) -> Exported:
    """Writes the site of `artist` into the folder; `base` is the address at which it will stand, where that is known.

    `tell` hears how many of all pages are made. Raises Problem where the folder holds something else.
    """
    into = await asyncio.to_thread(folder.begin, root)
    ground = Ground(artist.name, site.config.origin, base.rstrip("/"), files=True)
    async with site.db.reading() as tx:
        given = await making.begin(tx, site.config, await read_settings(tx), artist, ground, site.clock.now())
        works = await own_sites.works(tx, artist.id)
        slugs = [one.series.slug for one in await portfolio.series_of(tx, artist.id)]
    renderer, needed = Renderer(resource("templates")), set[str]()
    total, done = len(works) + len(slugs) + len(PRESETS) + 5, 0
    async for place, made in _pages(site, given, works, slugs):
        await asyncio.to_thread(folder.put, into, place, making.html(renderer, given, made, place, needed).encode())
        done += 1
        if done % 10 == 0:
            await tell(done, total)
    for place, body in await _documents(site, given, works, slugs, crawlers):
        await asyncio.to_thread(folder.put, into, place, body)
    await _fetch(site, artist, into, needed)
    removed = await asyncio.to_thread(folder.finish, into)
    await tell(total, total)
    return Exported(len(into.sums), into.written, removed)


async def _documents(
    site: Site, given: Given, works: Sequence[OwnWork], slugs: Sequence[str], crawlers: Crawlers
) -> list[tuple[str, bytes]]:
    """Everything that is neither page nor picture."""
    said = terms.terms_of(given, works)
    mapped = terms.sitemap(given, works, said, slugs)
    found = [*terms.site_files(given, said, crawlers, mapped=mapped is not None), *terms.host_files(given, said)]
    found += [(f"policies/{word}.jsonld", terms.policy_document(given, word)) for word in sorted(PRESETS)]
    found += [("sitemap.xml", mapped)] if mapped else []
    async with site.db.reading() as tx:
        feed = await feeds.feed_of(tx, given)
    found += [(f"feed.{form}", feeds.document(feed, form)) for form in FORMS]
    return [*found, ("README.txt", _readme(given).encode())]


async def _pages(
    site: Site, given: Given, works: Sequence[OwnWork], slugs: Sequence[str]
) -> AsyncIterator[tuple[str, MadePage]]:
    """Each page with its place, read by itself: a long export holds up nobody."""
    before, number, more = FIRST, 1, True
    while more and number <= MOST_PAGES:
        async with site.db.reading() as tx:
            made = await making.front(tx, given, before=before, number=number)
        yield ("index.html" if number == 1 else f"page-{number}.html"), made
        if isinstance(made.page, FrontPage):
            before, number, more = made.page.curated.last, number + 1, made.page.curated.more
    async for page in _others(site, given, slugs):
        yield page
    for one in works:
        try:
            async with site.db.reading() as tx:
                made = await work.work(tx, given, one.id)
        except NotFound:
            continue  # taken down in the meantime
        yield f"works/{one.id}.html", made
    for word in sorted(PRESETS):
        async with site.db.reading() as tx:
            made = await making.policy_words(tx, given, word)
        yield f"policies/{word}.html", made
    yield "404.html", making.absent(given)


async def _others(site: Site, given: Given, slugs: Sequence[str]) -> AsyncIterator[tuple[str, MadePage]]:
    if given.home.tells:
        async with site.db.reading() as tx:
            made = await making.about(tx, given)
        yield "about.html", made
    for way, place in ((SHEET, "print.html"), (ONE_EACH, "print-pages.html")):
        try:
            async with site.db.reading() as tx:
                made = await making.printed(tx, given, way)
        except NotFound:
            break  # nothing hangs yet
        yield place, made
    for slug in slugs:
        async with site.db.reading() as tx:
            made = await making.series_page(tx, given, slug)
        yield f"series/{slug}.html", made


async def _fetch(site: Site, artist: Actor, into: Folder, needed: set[str]) -> None:
    """The files that pages and style sheets ask for: their bytes, and what stands in them, as they are."""
    waiting = sorted(needed)
    while waiting:
        place = waiting.pop()
        if place in into.sums:
            continue
        if place.startswith("static/"):
            body, asked = await asyncio.to_thread(asset, place)
            waiting += asked
        else:
            async with site.db.reading() as tx:
                key = await public_file(tx, artist, place)
            if not key:
                continue  # taken down in the meantime
            body = await asyncio.to_thread((await site.storage.local(key)).read_bytes)
        await asyncio.to_thread(folder.put, into, place, body)


def _readme(given: Given) -> str:
    return (
        _(
            """The portfolio of %(name)s, as files.

Open index.html, or put everything in this folder on any web host, with the hidden files (.well-known, .htaccess).
Pages and pictures say themselves what machines may do with them. robots.txt, ai.txt, trust.txt, license.xml and
.well-known/tdmrep.json are read at the root of a domain only: in a sub-folder, copy them there.
_headers (Netlify, Cloudflare Pages), .htaccess (Apache) and nginx.conf add the same as HTTP headers.
To bring it up to date, export into this folder again: only what changed is written. manifest.sha256 lists all files.
New works, comments and commissions: %(address)s""",
            name=given.artist.shown_name,
            address=given.artist.url,
        )
        + "\n"
    )
