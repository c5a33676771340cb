"""Builds a running instance and its web application: the only place that knows every part."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache, partial

from aiohttp import web

from federation.fetch import Fetcher
from federation.keys import KeyPair
from federation.newcomers import Newcomers
from fediart import __version__
from fediart.actions import certificates
from fediart.actions.actors import ensure_ed25519_keys, ensure_instance_actor
from fediart.actions.domains import refresh_rules
from fediart.actions.storing import open_storage
from fediart.actions.upgrading import demand_known
from fediart.api.allowance import ALLOWANCES, Allowances
from fediart.api.bearers import BEARERS, Bearers
from fediart.api.kept import ANSWERS, Answers
from fediart.api.streaming.opening import open_streams
from fediart.clock import Clock, SystemClock
from fediart.config import Config
from fediart.errors import Problem
from fediart.ids import Ids
from fediart.jobs import tidy
from fediart.jobs.company import joined
from fediart.jobs.deliver import Deliverer
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.mail import Mailer, mailer
from fediart.media.pool import Pool
from fediart.passwords import Passwords
from fediart.resources import resource
from fediart.site import Bell, Generation, Site
from fediart.store import hosts
from fediart.store.database import Database
from fediart.store.domain_rules import KnownRules
from fediart.store.migrate import pending
from fediart.store.opening import open_database
from fediart.web import security
from fediart.web.access import APPS, Route
from fediart.web.cache import CACHE, PageCache
from fediart.web.crawlers import open_watch
from fediart.web.fetching import FETCHING, Fetching
from fediart.web.form_pace import FORM_PACE, FormPace
from fediart.web.gate import ROUTE_OF, gate
from fediart.web.health import LOOKS, Looks
from fediart.web.inbox import open_inbox
from fediart.web.known import KNOWN, KnownSettings
from fediart.web.known_terms import TERMS, KnownTerms
from fediart.web.measured import MEASURES, Measures, measured
from fediart.web.own_hosts import OWN_HOSTS, OwnHosts
from fediart.web.pace import PACE, Gatekeeper
from fediart.web.render import Renderer
from fediart.web.request import RENDERER, SITE
from fediart.web.routes import ROUTES
from fediart.web.shut_out import DOORS, KnownDoors
from fediart.web.sitemap import PARTS, Parts
from fediart.web.static import ASSETS, read_assets
from fediart.web.upload_door import UPLOADS, UploadDoor
from fediart.web.wellknown_rights import PRIVATE

MOST_FORM_BYTES = 1024 * 1024  # of bodies that are read whole; uploads are streamed by their handlers

MOST_FILES = 16_384
_PAUSE = 5  # seconds

log = logging.getLogger("fediart.app")


@asynccontextmanager
async def open_site(config: Config) -> AsyncIterator[Site]:
    """Opens the database and everything else that the config names, and closes it at the end.

    Raises Problem where the database was not brought to this version's schema.
    """
    db = await open_database(config.database_url)
    try:
        missing = await pending(db, resource("migrations"))
        if missing:
            raise Problem(f"The database lacks {', '.join(missing)}. Run `fediart migrate` first.")
        await demand_known(db)
        await asyncio.to_thread(certificates.ensure, config, now=SystemClock().now())
        async with assembled(config, db, SystemClock()) as site, joined(site):
            yield site
    finally:
        await db.close()


@asynccontextmanager
async def assembled(
    config: Config,
    db: Database,
    clock: Clock,
    *,
    mail: Mailer | None = None,
    passwords: Passwords | None = None,
    keys: KeyPair | None = None,
    pool: Pool | None = None,
) -> AsyncIterator[Site]:
    """The site around a database that is open and migrated; the instance's own actor is made where it is missing.

    `keys` are those it then gets; without them a new pair is made. A `pool` that is given stays open afterwards.
    """
    storage = await open_storage(config, db, clock)
    async with AsyncExitStack() as parts:
        rules = KnownRules()
        site = Site(
            config=config,
            db=db,
            http=await parts.enter_async_context(_fetcher(config, db, clock, parts.enter_context(_signing()), rules)),
            storage=storage,
            pool=await parts.enter_async_context(_pool(config)) if pool is None else pool,
            clock=clock,
            ids=Ids(clock),
            mail=mail or mailer(config),
            passwords=passwords or Passwords(),
            bell=Bell(),
            delivery_bell=Bell(),
            pages=Generation(),
            rules=rules,
        )
        await refresh_rules(site)
        await ensure_instance_actor(site, keys)
        await ensure_ed25519_keys(site)
        yield site


def _signing() -> ThreadPoolExecutor:
    """OpenSSL signs outside the interpreter's lock: deliveries use a second core."""
    return ThreadPoolExecutor(2, thread_name_prefix="signing")


async def _known_host(db: Database, host: str) -> bool:
    async with db.reading() as tx:
        return await hosts.known(tx, host)


def _fetcher(config: Config, db: Database, clock: Clock, signing: ThreadPoolExecutor, rules: KnownRules) -> Fetcher:
    development = config.instance.development
    tls = None
    if config.federation.ca_bundle:
        tls = ssl.create_default_context()
        tls.load_verify_locations(config.folder / config.federation.ca_bundle)
    agent = f"fediart/{__version__} (+{config.origin}/)"
    return Fetcher(
        clock.now,
        agent,
        allow_loopback=development,
        allow_http=development,
        tls=tls,
        signing=signing,
        permits=rules.permits,
        newcomers=Newcomers(clock.now, partial(_known_host, db)),
    )


def _pool(config: Config) -> Pool:
    media = config.media
    return Pool(media.workers, memory_limit=media.worker_memory_mb << 20, time_limit=media.worker_seconds)


def make_app(site: Site, routes: Sequence[Route] = ROUTES) -> web.Application:
    """The web application: one gate in front of every route, one place that adds headers to every answer."""
    app = web.Application(middlewares=[measured, gate], client_max_size=MOST_FORM_BYTES)
    app[SITE] = site
    app[RENDERER] = Renderer(resource("templates"))
    app[UPLOADS] = UploadDoor(site)
    app[LOOKS] = Looks(site)
    app[KNOWN] = KnownSettings(site)
    app[CACHE] = PageCache(site)
    app[PARTS] = Parts(site)
    app[TERMS] = KnownTerms(site)
    app[PACE] = Gatekeeper(site)
    app[FORM_PACE] = FormPace(site)
    app[OWN_HOSTS] = OwnHosts(site)
    app[BEARERS] = Bearers(site)
    app[DOORS] = KnownDoors(site)
    app[ALLOWANCES] = Allowances(site)
    app[ANSWERS] = Answers(site)
    app[FETCHING] = Fetching(site)
    open_streams(app, site)
    app[ASSETS] = _assets(resource("static"))
    open_inbox(app, site)
    open_watch(app, site, PRIVATE)
    app[ROUTE_OF] = _add(app.router, routes)
    app[MEASURES] = Measures(site, app[ROUTE_OF])
    app.on_response_prepare.append(security.on_prepare)
    return app


def _add(router: web.UrlDispatcher, routes: Sequence[Route]) -> Mapping[web.AbstractRoute, Route]:
    resources, known = _resources(tuple(routes))
    for one in resources:
        router.register_resource(one)
    return known


@cache
def _resources(routes: tuple[Route, ...]) -> tuple[Sequence[web.Resource], Mapping[web.AbstractRoute, Route]]:
    """One resource per path, whatever its methods; what answers GET answers HEAD. All applications share them.

    Apps may end an address with a slash: some do, and Mastodon does not mind.
    """
    resources: dict[str, web.Resource] = {}
    known: dict[web.AbstractRoute, Route] = {}
    spelled = {route.path for route in routes}
    slashed = [
        replace(one, path=path) for one in routes if one.access == APPS and (path := f"{one.path}/") not in spelled
    ]
    for route in (*routes, *slashed):
        resource_ = resources.get(route.path)
        if resource_ is None:
            kind = web.DynamicResource if "{" in route.path else web.PlainResource
            resource_ = resources[route.path] = kind(route.path)
        methods = ("GET", "HEAD") if route.method == "GET" else (route.method,)
        known.update((resource_.add_route(method, route.handler), route) for method in methods)
    return tuple(resources.values()), known


_assets = cache(read_assets)  # packing them takes a while, and they are the same for all applications


@asynccontextmanager
async def start_background(site: Site) -> AsyncIterator[None]:
    """Does the queued work while the block runs. What was under way at the end is done after the next start."""
    allow_many_connections()
    loops: dict[str, Callable[[], Awaitable[None]]] = {
        "jobs": Worker(site, HANDLERS).run,
        "deliveries": Deliverer(site).run,
    }
    async with site.db.writing() as tx:
        await tidy.schedule(tx, site)
    tasks = [asyncio.create_task(_keep_going(name, loop), name=name) for name, loop in loops.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def allow_many_connections() -> None:
    """A delivery that waits for an answer is an open file: as many as the system allows this process to ask for."""
    try:
        import resource as limits  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    soft, hard = limits.getrlimit(limits.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == limits.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft < wanted:
        limits.setrlimit(limits.RLIMIT_NOFILE, (wanted, hard))


async def _keep_going(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """A database that is away for a moment must not end the background work for good."""
    while True:
        try:
            await loop()
        except Exception:
            log.exception("%s stopped and begins again", name)
        await asyncio.sleep(_PAUSE)
