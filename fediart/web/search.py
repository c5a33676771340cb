"""Search: works, people and tags of this instance for everyone; handles and addresses from elsewhere for members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote_plus

from aiohttp import web

from fediart.actions.find import by_member
from fediart.actions.indexing import lets_itself_be_found
from fediart.errors import Problem
from fediart.language import _
from fediart.rights.model import POLICIES, Preset
from fediart.sanitize import plain
from fediart.store import artworks, search
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import Hanging
from fediart.store.muted_words import WALLS
from fediart.store.posts import Post
from fediart.store.search_words import Asked, asked, pieces
from fediart.store.threads import faces_of
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import is_number, set_rights, site_of, viewer_of
from fediart.web.seeing import NO_LINE, AiLine, Seeing, ai_line, carried, filled, seeing
from fediart.web.showing import Card, Person, Remark, actor_path, card, person, remark

LONGEST = 200
ON_A_PAGE = 24
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class FoundWork:
    """A work with its title in pieces, each with whether it was asked for, and of its text what is around that."""

    card: Card
    title: Pieces
    excerpt: Pieces


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """`distant` is true where the word looks like a handle or an address, `error` says why it led nowhere."""

    template: ClassVar[str] = "search.html"
    q: str
    artists: tuple[Person, ...] = ()
    works: tuple[FoundWork, ...] = ()
    tags: tuple[str, ...] = ()
    elsewhere: tuple[Remark, ...] = ()
    distant: bool = False
    error: str = ""
    first: bool = True
    older: str = ""
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
    if not word or distant:
        return await pages.show(request, SearchPage(_("Search"), word, distant=distant, error=error))
    return await pages.show(request, await _page(request, word))


async def suggest(request: web.Request) -> web.StreamResponse:
    """`/search/suggest?q=`: how names, titles and tags begin, as JSON, for the search field."""
    word = request.query.get("q", "").replace("\0", "").strip()[:LONGEST]
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        artists = await search.beginning(tx, word, viewer=viewer, limit=4) if word else []
        tags = await search.tags(tx, word, limit=4) if word else []
        titles = await _titled(tx, word, viewer, limit=12) if word else {}
    found = [
        *({"text": f"@{one.name}", "note": one.shown_name} for one in artists),
        *({"text": f"#{tag}", "note": ""} for tag in tags),
        *({"text": title, "note": ""} for title in list(dict.fromkeys(titles.values()))[:4]),
    ]
    return web.json_response({"found": found})


def is_distant(word: str, own_host: str) -> bool:
    """`@name@host`, `name@host` or an address; a handle of our own host counts, too."""
    if " " in word:
        return False
    if word.startswith(("https://", "http://")):
        return True
    name, _at, host = word.removeprefix("acct:").removeprefix("@").partition("@")
    return bool(name and host) and ("." in host or host.lower() == own_host or ":" in host)


async def _path(request: web.Request, found: Actor | Post) -> str:
    if isinstance(found, Actor):
        return actor_path(found)
    if not found.local:
        return f"/posts/{found.id}"
    return found.url.removeprefix(site_of(request).config.origin)


async def _page(request: web.Request, word: str) -> SearchPage:
    site, viewer, before = site_of(request), people.viewer_id(request), _before(request)
    looked_for, first = asked(word), before == search.LAST
    async with site.db.reading() as tx:
        eyes, ready = await seeing(request, tx, WALLS), await search.settled(tx, site.db.engine, looked_for)
        found = await filled(
            lambda at, limit: _works(tx, site.db.engine, ready, word, viewer, at[1], limit),
            lambda work: (0, work.id),
            eyes.hides_work,
            before=(0, before),
            size=ON_A_PAGE,
        )
        works = found.items
        shown = await _shown(tx, works, looked_for, eyes)
        artists = await _people(tx, site.db.engine, looked_for, word, viewer) if first else []
        faces = await faces_of(tx, artists)
        tags = await search.tags(tx, word) if first and " " not in word else []
        said = await search.elsewhere(tx, site.db.engine, ready, viewer=viewer) if viewer and first else []
    if said:
        set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])  # not ours to offer
    host = site.config.instance.host
    distant = [one for one in said if not eyes.keeps_out(one) and not eyes.hides_said(one)]
    marked = sum(bool(work.ai_label) for work in works) + sum(bool(one.ai.label) for one in distant)
    address = carried(f"/search?q={quote_plus(word)}", eyes)
    return SearchPage(
        title=_("Search: %(words)s", words=word),
        q=word,
        artists=tuple(person(one, faces[one.id], host=host) for one in artists),
        works=shown,
        tags=tuple(tags),
        elsewhere=tuple(remark(one, host=host, viewer_id=viewer, eyes=eyes) for one in distant),
        first=first,
        older=f"{address}&before={found.last[1]}" if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden + len(said) - len(distant), marked=marked),
    )


async def _works(
    tx: Reading, engine: str, looked_for: Asked, word: str, viewer: int, before: int, limit: int
) -> list[Hanging]:
    """By their words; on the first page also what begins so and is too new for the index."""
    found = await search.works(tx, engine, looked_for, viewer=viewer, before=before, limit=limit)
    if before != search.LAST or len(found) >= limit:
        return found
    fresh = await search.hung(tx, list(await _titled(tx, word, viewer, limit=24)), viewer=viewer)
    both = {work.id: work for work in [*found, *fresh]}
    return sorted(both.values(), key=lambda work: -work.id)[:limit]


async def _titled(tx: Reading, word: str, viewer: int, *, limit: int) -> dict[int, str]:
    """Titles that begin so, by the number of the work, of works that let themselves be found."""
    begin = dict(await search.titled(tx, word, viewer=viewer, limit=limit))
    found = await lets_itself_be_found(tx, begin)
    return {number: title for number, title in begin.items() if number in found}


async def _people(tx: Reading, engine: str, looked_for: Asked, word: str, viewer: int) -> list[Actor]:
    """First those whose name begins so, then those who say so of themselves."""
    begin = await search.beginning(tx, word, viewer=viewer)
    found = await search.people(tx, engine, looked_for, viewer=viewer)
    return list({one.id: one for one in [*begin, *found]}.values())[:12]


async def _shown(tx: Reading, works: list[Hanging], looked_for: Asked, eyes: Seeing) -> tuple[FoundWork, ...]:
    about = await artworks.by_ids(tx, [work.id for work in works])
    found = []
    for work in works:
        one = card(work, eyes=eyes)
        text = " ".join(plain(about[work.id].description).split()) if work.id in about else ""
        excerpt = pieces(text, looked_for, most=140)
        marked = any(is_asked for _piece, is_asked in excerpt) and not one.covered and not one.cover
        found.append(FoundWork(one, pieces(one.title, looked_for), excerpt if marked else ()))
    return tuple(found)


def _before(request: web.Request) -> int:
    text = request.query.get("before", "")
    return int(text) if is_number(text) else search.LAST
