"""Search: artists, works and tags of this instance for everyone; handles and addresses from elsewhere for members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.find import by_member
from fediart.errors import Problem
from fediart.store import search
from fediart.store.actors import Actor
from fediart.store.muted_words import WALLS
from fediart.store.posts import Post
from fediart.store.threads import faces_of
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import site_of, viewer_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, seeing
from fediart.web.showing import Card, Person, actor_path, cards, person

LONGEST = 200


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """`distant` is true where the word looks like a handle or an address, `error` says why it led nowhere."""

    template: ClassVar[str] = "search.html"
    q: str
    artists: tuple[Person, ...]
    works: tuple[Card, ...]
    tags: tuple[str, ...]
    distant: bool
    error: str
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    word = request.query.get("q", "").replace("\0", "").strip()[:LONGEST]
    distant, error = is_distant(word, site_of(request).config.instance.host), ""
    if distant and viewer_of(request) is not None:
        try:
            found = await by_member(site_of(request), word, viewer_id=people.viewer_id(request))
        except Problem as problem:
            found, error = None, problem.message
        if found is not None:
            return pages.go(request, await _path(request, found))
    return await pages.show(request, await _page(request, word, distant=distant, error=error))


def is_distant(word: str, own_host: str) -> bool:
    """`@name@host`, `name@host` or an address; a handle of our own host counts, too."""
    if " " in word:
        return False
    if word.startswith(("https://", "http://")):
        return True
    name, _, host = word.removeprefix("acct:").removeprefix("@").partition("@")
    return bool(name and host) and ("." in host or host.lower() == own_host or ":" in host)


async def _path(request: web.Request, found: Actor | Post) -> str:
    if isinstance(found, Actor):
        return actor_path(found)
    if not found.local:
        return f"/posts/{found.id}"
    return found.url.removeprefix(site_of(request).config.origin)


async def _page(request: web.Request, word: str, *, distant: bool, error: str) -> SearchPage:
    site, viewer = site_of(request), people.viewer_id(request)
    async with site.db.reading() as tx:
        asked = bool(word) and not distant
        artists = await search.artists(tx, word) if asked else []
        works = await search.works(tx, word, viewer=viewer) if asked else []
        tags = await search.tags(tx, word) if asked else []
        faces = await faces_of(tx, artists)
        eyes = await seeing(request, tx, WALLS)
    shown = [work for work in works if not eyes.hides_work(work)]
    marked = sum(bool(work.ai_label) for work in shown)
    return SearchPage(
        title=f"Search: {word}" if word else "Search",
        q=word,
        artists=tuple(person(one, faces[one.id], host=site.config.instance.host) for one in artists),
        works=cards(shown, eyes=eyes),
        tags=tuple(tags),
        distant=distant,
        error=error,
        ai=ai_line(request, eyes, hidden=len(works) - len(shown), marked=marked),
    )
