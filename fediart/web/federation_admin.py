"""Administration: how other servers fare, all of them and each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote, urlencode

from aiohttp import web

from fediart.actions import copy_cache
from fediart.actions.federation_status import SCHEMES, Standing, software, span, standing, try_now
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import host_lists, hosts, remote_copies
from fediart.store.host_lists import FILTERS, HostCounts, HostState
from fediart.store.hosts import HostError
from fediart.web import pages
from fediart.web.charts import bytes_in_words
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer

AT_ONCE = 50
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownHost:
    """A server in words; `next_try` is when, and empty for one that is well."""

    name: str
    path: str
    standing: Standing
    waiting: int
    last_success: int
    last_failure: int
    heard: int
    down_since: int
    last_error: str
    next_try: str
    software: str
    signature: str


@dataclass(frozen=True, slots=True)
class FederationPage(Page):
    template: ClassVar[str] = "admin/federation.html"
    hosts: Sequence[ShownHost]
    counts: HostCounts
    filters: Sequence[tuple[str, str]]
    here: str
    which: str
    q: str
    more: str


@dataclass(frozen=True, slots=True)
class HostPage(Page):
    template: ClassVar[str] = "admin/host.html"
    host: ShownHost
    errors: Sequence[HostError]
    rule: str
    copies: int = 0
    copied: str = ""


async def show(request: web.Request) -> web.StreamResponse:
    """`?only=troubled|dead`, `?q=part of a name`, `?after=HOST` for the next page."""
    site, now = site_of(request), site_of(request).clock.now()
    which, q, after = (_plain(request.query.get(name, "")) for name in ("only", "q", "after"))
    which = which if which in FILTERS else "all"
    async with site.db.reading() as tx:
        counts = await host_lists.counts(tx, now=now)
        found = await host_lists.overview(tx, now=now, which=which, containing=q, after=after, limit=AT_ONCE + 1)
    more = _path(which, q, after=found[AT_ONCE - 1].host.host) if len(found) > AT_ONCE else ""
    words = (
        ("all", _("All (%(all)s)", all=counts.all)),
        ("troubled", _("In trouble (%(troubled)s)", troubled=counts.troubled)),
        ("dead", _("Dead (%(dead)s)", dead=counts.dead)),
    )
    page = FederationPage(
        title=_("Federation"),
        hosts=[_shown(one, now) for one in found[:AT_ONCE]],
        counts=counts,
        filters=[(_path(name, q), label) for name, label in words],
        here=_path(which, q),
        which=which,
        q=q,
        more=more,
    )
    return await pages.show(request, page)


async def show_host(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/servers/HOST`."""
    site, name = site_of(request), _plain(request.match_info["host"]).lower()
    async with site.db.reading() as tx:
        found = await host_lists.one(tx, name)
        if found is None:
            raise NotFound(_("We have had nothing to do with this server."))
        errors = await hosts.errors_of(tx, name)
        weight = await remote_copies.of_host(tx, name)
    rule = f"/admin/federation/domains/{quote(name.partition(':')[0])}"
    page = HostPage(title=name, host=_shown(found, site.clock.now()), errors=errors, rule=rule)
    page = replace(page, copies=weight.copies, copied=bytes_in_words(weight.bytes))
    return await pages.show(request, page)


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/retry`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    host = _plain(given.get("domain", "")).lower()
    async with site.db.reading() as tx:
        if await host_lists.one(tx, host) is None:
            raise NotFound(_("We have had nothing to do with this server."))
    await try_now(site, by, host)
    return pages.go(request, server_path(host), notice=_("%(host)s is tried again at once.", host=host))


async def clear_copies(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/servers/HOST/copies`: our copies of its pictures go; they are fetched when somebody looks."""
    site, host = site_of(request), _plain(request.match_info["host"]).lower()
    async with site.db.reading() as tx:
        if await host_lists.one(tx, host) is None:
            raise NotFound(_("We have had nothing to do with this server."))
    await copy_cache.clear_host(site, viewer(request).account, host)
    notice = _("Our copies of pictures of %(host)s are being deleted.", host=host)
    return pages.go(request, server_path(host), notice=notice)


def _plain(text: str) -> str:
    """What may be asked of a database."""
    return text.replace("\x00", "")[:LONGEST]


def server_path(host: str) -> str:
    return f"/admin/federation/servers/{quote(host, safe='')}"


def _path(which: str, q: str, *, after: str = "") -> str:
    given = {"only": "" if which == "all" else which, "q": q, "after": after}
    asked = urlencode({name: value for name, value in given.items() if value})
    return "/admin/federation" + (f"?{asked}" if asked else "")


def _shown(one: HostState, now: int) -> ShownHost:
    host = one.host
    wait = host.retry_at - now
    next_try = "" if not host.failures else f"in {span(wait)}" if wait > 0 else "now"
    return ShownHost(
        name=host.host,
        path=server_path(host.host),
        standing=standing(host, now),
        waiting=one.waiting,
        last_success=host.last_success,
        last_failure=host.last_failure,
        heard=host.heard,
        down_since=host.down_since,
        last_error=host.last_error,
        next_try=next_try,
        software=software(host),
        signature=SCHEMES.get(host.scheme, host.scheme),
    )
