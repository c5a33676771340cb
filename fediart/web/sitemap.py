"""`/sitemap.xml` and its parts: where search engines find artists, series and works that want to be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypedDict
from urllib.parse import quote

from aiohttp import web

from fediart.clock import HOUR, iso
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights.addresses import page_path
from fediart.rights.feeds import sitemap_image
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.rights.model import NO_FLOOR, POLICIES, Preset, policy_url, within
from fediart.rights.xmltext import xml_text
from fediart.site import Site
from fediart.store import sitemap
from fediart.store.database import Reading
from fediart.store.settings import InstanceSettings
from fediart.store.sitemap import Hung, Place
from fediart.translate.feeds import largest
from fediart.translate.rights import floor_of, instance_policy, preset_of
from fediart.web.request import settings_of, site_of

KEPT = HOUR
ABSENT = N_("There is no such part of the sitemap. See /sitemap.xml.")
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES: Final = "http://www.google.com/schemas/sitemap-image/1.1"
_START: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGES: Final = ("/", "/about", "/transparency", "/artists", "/jobs")


class Asked(TypedDict):
    """The preset that holds where nobody chose, and the one that refuses search."""

    otherwise: str
    unsearched: str


class Parts:
    """Where the parts begin, counted at most once in `KEPT`: that looks at every work there is.

    What is new in the meantime is found in the last part, and what goes away is in none.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._counted: dict[tuple[str, str], tuple[int, list[str]]] = {}

    async def all(self, asked: Asked) -> list[str]:
        key, now = (asked["otherwise"], asked["unsearched"]), self._site.clock.now()
        when, parts = self._counted.get(key, (0, []))
        if not parts or now - when >= KEPT:
            async with self._site.db.reading() as tx:
                parts = [f"artists-{first}" for first in await sitemap.artist_parts(tx, **asked)]
                parts += [f"series-{first}" for first in await sitemap.series_parts(tx, **asked)]
                parts += [f"works-{time}-{first}" for time, first in await sitemap.work_parts(tx, **asked)]
            self._counted[key] = now, parts
        return parts


PARTS: web.AppKey[Parts] = web.AppKey("parts of the sitemap", Parts)


async def index(request: web.Request) -> web.Response:
    """Every part there is; the pages of the instance itself are always one."""
    origin, settings = site_of(request).config.origin, settings_of(request)
    parts = ["pages"]
    if _is_searched(settings):
        parts += await request.app[PARTS].all(_asked(settings))
    lines = (f"<sitemap><loc>{xml_text(origin)}/sitemap/{part}.xml</loc></sitemap>" for part in parts)
    return _xml([f'{_START}<sitemapindex xmlns="{_NAMESPACE}">', *lines, "</sitemapindex>\n"])


async def pages(request: web.Request) -> web.Response:
    """The instance's own pages, and its policies in plain words."""
    origin = site_of(request).config.origin
    addresses = [*(f"{origin}{path}" for path in _PAGES), *(policy_url(origin, preset) for preset in Preset)]
    return _urls(f"<url><loc>{xml_text(address)}</loc></url>" for address in addresses)


async def places(request: web.Request) -> web.Response:
    """Artists or series. Raises NotFound where a part is empty: the protocol allows no empty list."""
    first, origin, settings = _number(request, "first"), site_of(request).config.origin, settings_of(request)
    async with site_of(request).db.reading() as tx:
        found = await _places(tx, request.match_info["kind"], first, settings)
    if not found:
        raise NotFound(_(ABSENT))
    return _urls(_place(origin, one) for one in found)


async def _places(tx: Reading, kind: str, first: int, settings: InstanceSettings) -> list[Place]:
    if not _is_searched(settings):
        return []
    listed = sitemap.artists if kind == "artists" else sitemap.series
    return await listed(tx, first, **_asked(settings))


async def works(request: web.Request) -> web.Response:
    """Works with their pictures. Raises NotFound as `places` does."""
    start, origin = (_number(request, "time"), _number(request, "first")), site_of(request).config.origin
    found: list[Hung] = []
    if _is_searched(settings_of(request)):
        async with site_of(request).db.reading() as tx:
            found = await sitemap.works(tx, start, **_asked(settings_of(request)))
    if not found:
        raise NotFound(_(ABSENT))
    return _urls(_work(origin, one) for one in found)


async def of_policy(request: web.Request) -> web.Response:
    """`/POLICY/sitemap.xml`: the second pages of works that permit more than the instance, for whoever robots.txt lets
    have nothing else. Raises NotFound where there are none."""
    preset, settings, origin = (
        preset_of(request.match_info["preset"]),
        settings_of(request),
        site_of(request).config.origin,
    )
    found: list[Place] = []
    if preset is not None and opens(preset, settings) and _is_searched(settings):
        async with site_of(request).db.reading() as tx:
            found = await sitemap.works_under(tx, policy=preset.value, **_asked(settings))
    if preset is None or not found:
        raise NotFound(_(ABSENT))
    pages = ((page_path(preset, one.name, int(one.slug)), one.changed) for one in found)
    return _urls(
        f"<url><loc>{xml_text(origin + path)}</loc><lastmod>{iso(changed)}</lastmod></url>" for path, changed in pages
    )


def opens(preset: Preset, settings: InstanceSettings) -> bool:
    """Whether works may be under this preset and are then more open than the instance."""
    policy = POLICIES[preset]
    return within(policy, POLICIES[floor_of(settings)]) and not within(policy, instance_policy(settings))


def _asked(settings: InstanceSettings) -> Asked:
    refusing = next(preset for preset, policy in POLICIES.items() if not policy.search)
    return {"otherwise": instance_policy(settings).preset.value, "unsearched": refusing.value}


def _is_searched(settings: InstanceSettings) -> bool:
    """Below a floor that refuses search nothing is to be found, whatever artists chose."""
    floor = floor_of(settings)
    return floor is NO_FLOOR or POLICIES[floor].search


def _number(request: web.Request, name: str) -> int:
    number = int(request.match_info[name])
    if number >= 2**63:
        raise NotFound(_(ABSENT))
    return number


def _place(origin: str, one: Place) -> str:
    path = f"/@{one.name}" + (f"/series/{quote(one.slug)}" if one.slug else "")
    return f"<url><loc>{xml_text(origin + path)}</loc><lastmod>{iso(one.changed)}</lastmod></url>"


def _work(origin: str, one: Hung) -> str:
    licence = LICENCES.get(one.licence, ALL_RIGHTS_RESERVED)
    files = (largest(image) for image in one.images)
    pictures = "".join(sitemap_image(origin + file.path, licence) for file in files if file)
    page = f"{origin}/@{one.artist}/{one.id}"
    return f"<url><loc>{xml_text(page)}</loc><lastmod>{iso(one.changed)}</lastmod>{pictures}</url>"


def _urls(lines: Iterable[str]) -> web.Response:
    def document() -> Iterator[str]:
        yield f'{_START}<urlset xmlns="{_NAMESPACE}" xmlns:image="{_IMAGES}">'
        yield from lines
        yield "</urlset>\n"

    return _xml(document())


def _xml(lines: Iterable[str]) -> web.Response:
    return web.Response(body="\n".join(lines).encode(), content_type="application/xml", charset="utf-8")
