"""What machines are told about an artist's own site: robots.txt and its kin, and headers for those who send them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fediart.clock import iso
from fediart.rights import headers, rsl, smallfiles, tdmrep
from fediart.rights.crawlers import Crawlers
from fediart.rights.exceptions import SiteTerms
from fediart.rights.model import POLICIES, Holder, Policy, Preset, strictest
from fediart.rights.policies import odrl
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.rights.xmltext import xml_text
from fediart.store.own_sites import OwnWork
from fediart.translate.rights import artist_policy, policy_for
from fediart.web.own_site.ground import address, place_of
from fediart.web.own_site.making import Given
from fediart.web.wellknown_rights import GPC_SINCE

MOST_NAMED: Final = 300
"""Works with a policy of their own that the files name one by one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`site` is what the files say, `works` the policy of each work, by its number."""

    site: SiteTerms
    works: Mapping[int, Policy]


def terms_of(given: Given, works: Sequence[OwnWork]) -> Terms:
    """The artist's policy, and the works that differ. Where those are too many, the strictest of all holds: files may
    be stricter than a work is, never more open."""
    own = artist_policy(given.artist, given.settings)
    held = {
        one.id: policy_for(given.settings, given.artist.ai_policy, one.series_policy, one.ai_policy) for one in works
    }
    differing = [(f"/works/{number}", policy) for number, policy in held.items() if policy is not own]
    if len(differing) > MOST_NAMED:
        return Terms(SiteTerms(strictest(held.values(), own)), held)
    return Terms(SiteTerms(own, places=tuple(differing)), held)


def site_files(given: Given, terms: Terms, crawlers: Crawlers, *, mapped: bool) -> Iterator[tuple[str, bytes]]:
    """The files for crawlers by their place; `mapped`: there is a sitemap."""
    base, origin, site = given.ground.base, given.config.origin, terms.site
    holder = Holder(given.artist.shown_name, given.artist.url)
    robots = RobotsFile(
        terms=site,
        origin=base,
        crawlers=crawlers,
        tokens=given.config.rights.policy_tokens,
        private=(),
        sitemap=f"{base}/sitemap.xml" if base and mapped else None,
    )
    yield "robots.txt", robots_txt(robots).encode()
    yield ".well-known/tdmrep.json", tdmrep.document(site, origin)
    yield "license.xml", rsl.license_xml(site, origin, holder)
    yield "ai.txt", smallfiles.ai_txt(site).encode()
    for place in ("trust.txt", ".well-known/trust.txt"):
        yield place, smallfiles.trust_txt(site.policy).encode()
    yield ".well-known/gpc.json", smallfiles.gpc_json(GPC_SINCE)


def policy_document(given: Given, word: str) -> bytes:
    """A policy for machines (ODRL), as this artist's."""
    holder = Holder(given.artist.shown_name, given.artist.url)
    targets = (f"{given.ground.base}/",) if given.ground.base else (given.artist.url,)
    body = odrl(Preset(word), given.config.origin, holder, targets=targets)
    return json.dumps(body, indent=1, ensure_ascii=False).encode()


def sitemap(given: Given, works: Iterable[OwnWork], terms: Terms, slugs: Iterable[str]) -> bytes | None:
    """None where nothing is to be found, or where the site's address is not known: the protocol needs whole ones."""
    own = artist_policy(given.artist, given.settings)
    if not given.ground.base or not given.artist.discoverable or not own.search:
        return None
    home = given.ground.home
    pages = [home, *([f"{home}/about"] if given.home.tells else []), *(f"{home}/series/{slug}" for slug in slugs)]
    lines = [_url(address(given.ground, path)) for path in pages]
    lines += [
        _url(address(given.ground, f"{home}/{one.id}"), iso(one.changed))
        for one in works
        if one.found and terms.works[one.id].search
    ]
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([start, *lines, "</urlset>\n"]).encode()


def _url(where: str, changed: str = "") -> str:
    dated = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{xml_text(where)}</loc>{dated}</url>"


_BROWSERS: Final = (
    ("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
     "form-action 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)  # fmt: skip


def host_files(given: Given, terms: Terms) -> Iterator[tuple[str, bytes]]:
    """Headers in the words of common hosts: what no page can say for its pictures and documents."""
    groups = _groups(given, terms)
    yield "_headers", "\n".join([*_netlify(given, terms, groups), ""]).encode()
    yield ".htaccess", "\n".join(_apache(given, terms, groups)).encode()
    yield "nginx.conf", "\n".join([*_nginx(given, terms, groups), ""]).encode()


def _groups(given: Given, terms: Terms) -> list[tuple[Policy, list[str]]]:
    """Each policy that is not the site's, with the places under it: a folder of files, and pages."""
    found: dict[Preset, list[str]] = {}
    for number, policy in terms.works.items():
        if policy is not terms.site.policy:
            places = found.setdefault(policy.preset, [f"media/{policy.preset.value}/"])
            places.append(place_of(given.ground, f"{given.ground.home}/{number}") or "")
    return [(POLICIES[preset], places) for preset, places in sorted(found.items())]


def _said(given: Given, policy: Policy) -> list[tuple[str, str]]:
    page = given.artist.url if policy.negotiable else ""
    rights = headers.headers(
        policy, given.config.origin, page=page, rsl=bool(given.ground.base), rsl_at=given.ground.base
    )
    return [*_BROWSERS, *rights]


def _netlify(given: Given, terms: Terms, groups: list[tuple[Policy, list[str]]]) -> Iterator[str]:
    """Netlify's and Cloudflare's. They join the values of all rules that match, so no two rules may: with several
    policies each folder and page is named."""
    yield "# For Netlify and Cloudflare Pages. Generated; made anew with each export."
    site, root = terms.site.policy, _root(given)
    if not groups:
        yield from _rule(f"{root}/*", _said(given, site))
        return
    for place in ("", "*.html", "*.txt", "*.xml", "feed.*", ".well-known/*", "series/*", "avatars/*", "static/*"):
        yield from _rule(f"{root}/{place}", _said(given, site))
    yield from _rule(f"{root}/media/{site.preset.value}/*", _said(given, site))
    for policy, places in groups:
        for place in places:
            yield from _rule(f"{root}/{place}{'*' if place.endswith('/') else ''}", _said(given, policy))
    named = {place for _policy, places in groups for place in places}
    for number in terms.works:
        place = place_of(given.ground, f"{given.ground.home}/{number}") or ""
        if place not in named:
            yield from _rule(f"{root}/{place}", _said(given, site))


def _rule(place: str, lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield place
    yield from (f"  {name}: {value}" for name, value in lines)


def _apache(given: Given, terms: Terms, groups: list[tuple[Policy, list[str]]]) -> Iterator[str]:
    yield "# For Apache 2.4 with mod_headers. Generated; made anew with each export."
    yield f"ErrorDocument 404 {_root(given)}/404.html"
    yield "AddType image/webp .webp\nAddType font/woff2 .woff2\nAddType application/ld+json .jsonld"
    yield "<IfModule mod_headers.c>"
    yield from (f"Header always set {name} {_quoted(value)}" for name, value in _said(given, terms.site.policy))
    for policy, places in groups:
        words = "|".join(place.replace(".", "[.]") for place in places)
        yield f'<If "%{{REQUEST_URI}} =~ m#/({words})#">'
        lines = dict(_said(given, policy))
        gone = [name for name, _value in _said(given, terms.site.policy) if name not in lines]
        yield from (f"Header always set {name} {_quoted(value)}" for name, value in lines.items())
        yield from (f"Header always unset {name}" for name in gone)
        yield "</If>"
    yield "</IfModule>\n"


def _nginx(given: Given, terms: Terms, groups: list[tuple[Policy, list[str]]]) -> Iterator[str]:
    yield "# For nginx: include this within the server { } of the site. Generated; made anew with each export."
    root = _root(given)
    yield f"error_page 404 {root}/404.html;"
    yield "location ~ /(_headers|[.]htaccess|nginx[.]conf|manifest[.]sha256)$ { return 404; }"
    yield from _location(f"{root}/", _said(given, terms.site.policy))
    for policy, places in groups:
        for place in places:
            exact = "" if place.endswith("/") else "= "
            yield from _location(f"{exact}{root}/{place}", _said(given, policy))


def _location(place: str, lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"location {place} {{"
    yield from (f"  add_header {name} {_quoted(value)} always;" for name, value in lines)
    yield "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _root(given: Given) -> str:
    return urlsplit(given.ground.base).path.rstrip("/")
