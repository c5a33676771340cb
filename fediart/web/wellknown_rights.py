"""The site-wide files that tell crawlers what they may do: robots.txt, tdmrep.json, license.xml and the small ones."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from fediart.rights import rsl, smallfiles, tdmrep
from fediart.rights.crawlers import read_crawlers
from fediart.rights.model import POLICIES, Holder, Override, Policy, one_page
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.store import policy_exceptions
from fediart.store.policy_exceptions import ArtistException, WorkException
from fediart.translate.rights import instance_policy, preset_of
from fediart.web.request import settings_of, site_of

GPC_SINCE = date(2026, 11, 22)
PRIVATE = (
    "/admin", "/home", "/log-in", "/log-out", "/new", "/notifications", "/reset/", "/confirm/", "/review", "/search",
    "/settings", "/sign-up", "/works",
)  # fmt: skip


async def robots(request: web.Request) -> web.StreamResponse:
    config = site_of(request).config
    policy, overrides = await _said(request)
    file = RobotsFile(
        policy=policy,
        origin=config.origin,
        crawlers=read_crawlers(),
        overrides=overrides,
        tokens=config.rights.policy_tokens,
        private=PRIVATE,
    )
    return web.Response(text=robots_txt(file), content_type="text/plain", charset="utf-8")


async def tdm(request: web.Request) -> web.StreamResponse:
    policy, overrides = await _said(request)
    body = tdmrep.document(policy, site_of(request).config.origin, overrides)
    return web.Response(body=body, content_type="application/json")


async def license_xml(request: web.Request) -> web.StreamResponse:
    origin = site_of(request).config.origin
    policy, overrides = await _said(request)
    body = rsl.license_xml(policy, origin, Holder(settings_of(request).name, f"{origin}/about"), overrides)
    return web.Response(body=body, content_type=rsl.MEDIA_TYPE)


async def ai_txt(request: web.Request) -> web.StreamResponse:
    policy, overrides = await _said(request)
    return web.Response(text=smallfiles.ai_txt(policy, overrides), content_type="text/plain", charset="utf-8")


async def trust_txt(request: web.Request) -> web.StreamResponse:
    words = smallfiles.trust_txt(instance_policy(settings_of(request)))
    return web.Response(text=words, content_type="text/plain", charset="utf-8")


async def gpc(request: web.Request) -> web.StreamResponse:
    return web.Response(body=smallfiles.gpc_json(GPC_SINCE), content_type="application/json")


async def _said(request: web.Request) -> tuple[Policy, tuple[Override, ...]]:
    """The instance's policy, and the exceptions: works first, since they are the artists' most particular wishes."""
    settings = settings_of(request)
    async with site_of(request).db.reading() as tx:
        artists = await policy_exceptions.artists(tx, settings.ai_policy)
        works = await policy_exceptions.works(tx)
    made = (*map(of_work, works), *map(of_artist, artists))
    return instance_policy(settings), tuple(one for one in made if one is not None)


def of_work(work: WorkException) -> Override | None:
    """Its page, its ActivityPub object and its files. None for a policy that this version does not know."""
    paths = (
        *one_page(f"/@{work.artist}/{work.id}"),
        *one_page(f"/users/{work.artist}/posts/{work.id}"),
        f"/media/{work.id}/",
    )
    return _override(work.ai_policy, paths)


def of_artist(artist: ArtistException) -> Override | None:
    """The artist's pages, documents, and the files of every work that follows the artist's choice."""
    files = (f"/media/{work}/" for work in artist.works)
    return _override(artist.ai_policy, (*one_page(f"/@{artist.name}"), *one_page(f"/users/{artist.name}"), *files))


def _override(word: str, paths: tuple[str, ...]) -> Override | None:
    preset = preset_of(word)
    return Override(paths, POLICIES[preset]) if preset else None
