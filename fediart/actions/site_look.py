"""What speaks for the whole site, fetched as strangers fetch it: the front page, the site files, NodeInfo, the API."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from fediart.actions.sitemap_look import look_at_sitemap
from fediart.actions.visit import PAGE, ROBOTS, Visit, policy, response, site_files, trust
from fediart.rights.discovery import discovered
from fediart.rights.read_feed import read_metadata
from fediart.rights.read_http import read_headers
from fediart.rights.read_site import ROBOTS_LIMIT
from fediart.rights.report import Found, Report, report
from fediart.site import Site
from fediart.store.settings import read_settings
from fediart.translate.rights import instance_policy

_METADATA = (("NodeInfo", "/nodeinfo/2.1"), ("The instance API", "/api/v2/instance"))


async def look_at_site(visit: Visit, site: Site) -> Report:
    """The instance's own policy, held against everything that states it. Raises nothing."""
    async with site.db.reading() as tx:
        held = instance_policy(await read_settings(tx))
    front = f"{site.config.origin}/"
    found = [await response(visit, "The front page", front, PAGE)]
    page = await visit.get(front, PAGE)
    leads = () if isinstance(page, str) else tuple(discovered(page.body, front).licences)
    found += await site_files(visit, {"the front page": front}, leads)
    found += [await _robots_size(visit, front), await look_at_sitemap(visit, site), await trust(visit, front)]
    for name, path in _METADATA:
        found.append(await _metadata(visit, name, urljoin(front, path)))
    document = await policy(visit, f"{front}policies/{held.preset.value}.jsonld")
    return report(front, [replace(one, apart=False) for one in (*found, document)], held)


async def _robots_size(visit: Visit, front: str) -> Found:
    """Crawlers need not read further than a limit (RFC 9309), so what stands behind it is not said."""
    url = urljoin(front, ROBOTS)
    answer = await visit.get(url)
    if isinstance(answer, str) or len(answer.body) <= ROBOTS_LIMIT:
        return Found("The length of robots.txt", url)
    return Found("The length of robots.txt", url, problem=f"it has {len(answer.body)} bytes, more than crawlers read")


async def _metadata(visit: Visit, name: str, url: str) -> Found:
    answer = await visit.get(url)
    if isinstance(answer, str):
        return Found(name, url, problem=answer)
    return Found(name, url, (*read_headers(answer.headers.items()), *read_metadata(answer.body)))
