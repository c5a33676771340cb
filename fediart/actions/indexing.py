"""Keeps what is searched and explored up with the works: their words, what they are found by, and what they look like.

Only who agreed is found by words or by likeness: people who let themselves be found, whose policy lets search have the
work; of other servers, those who say so (`indexable`, FEP-5feb; `searchableBy`, FEP-268d). Silence is a no.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from fediart.clock import SECOND
from fediart.media import seen
from fediart.media.colours import families_of, shades_of
from fediart.media.errors import BadImage, BadKey, WorkFailed
from fediart.media.seen import Seen
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import actors, artworks, jobs, pictures, posts, renditions, search_index, wishes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post
from fediart.store.search_index import COLOUR, LOOK, MEDIUM, PERSON, POST, SHADE, TAG, TOOL, Facet, Impression
from fediart.store.search_words import joined, named, whole, words_of
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.wishes import Told
from fediart.translate.remote_rights import meaning_of, wishes_of_post
from fediart.translate.rights import artwork_policy

KIND: Final = "index-finding"
TURN: Final = 5 * SECOND
_BATCH: Final = 100
_LOOKS: Final = 20
_EACH, _NEWEST = 100, 300  # of how many pictures the nearest are chosen
_MOST_ALIKE: Final = 24
_MOST_FACETS: Final = 8
_LONGEST_FACET: Final = 40
_WIDE_ENOUGH: Final = 256
_PARTS: Final = re.compile(r"[,;/+&|\n]|\band\b|\bon\b", re.IGNORECASE)
_FOUND_BY: Final = (MEDIUM, TOOL, TAG)
_COLOURS: Final = (COLOUR, SHADE)


async def wake(tx: Writing, site: Site) -> None:
    """Queues a look at what has changed, at the end of these five seconds. Ring no bell: it can wait."""
    turn = site.clock.now() // TURN + 1
    await jobs.enqueue(
        tx, site.ids.new(), KIND, {}, now=site.clock.now(), due=turn * TURN, once_key=f"{KIND}:{turn}", order_key=KIND
    )


async def go_on(site: Site) -> int:
    """Takes in up to a hundred works and people that have changed, and looks at some pictures; how many it were."""
    async with site.db.writing() as tx:
        taken = await search_index.take(tx, site.db.engine, limit=_BATCH)
        await _take_people(tx, taken[PERSON])
        await _take_posts(tx, taken[POST])
    async with site.db.reading() as tx:
        unseen = await search_index.to_look_at(tx, limit=_LOOKS)
    for post_id in unseen:
        await _look(site, post_id)
    if taken[POST] or unseen:
        site.pages.changed()
    return len(taken[PERSON]) + len(taken[POST]) + len(unseen)


async def _take_people(tx: Writing, ids: Sequence[int]) -> None:
    known = await actors.by_ids(tx, ids) if ids else {}
    for one in known.values():
        open_ = bool(one.discoverable) and not one.suspended and not one.deleted
        words = joined(_of_person(one)) if open_ else ""
        lets = meaning_of(one.remote_rights).get("search") is True if one.host else one.ai_policy != "no-ai-no-search"
        if await search_index.put_person(tx, one.id, words, opens=open_ and lets):
            await search_index.note_works_of(tx, one.id)


def _of_person(one: Actor) -> Iterator[str]:
    yield from named("is", ["elsewhere" if one.host else "here"])
    yield from named("from", [whole(one.name), whole(one.handle) if one.host else ""])
    for text in (one.name, one.host, one.display_name, plain(one.bio_html) or one.bio):
        yield from words_of(text)
    for line in one.fields:
        yield from words_of(f"{line.name} {plain(line.value)}")


async def _take_posts(tx: Writing, ids: Sequence[int]) -> None:
    if not ids:
        return
    known = {key: post for key, post in (await posts.by_ids(tx, ids)).items() if not post.deleted}
    authors = await actors.by_ids(tx, {post.actor_id for post in known.values()})
    settings = await read_settings(tx)
    works = await artworks.by_ids(tx, [post.id for post in known.values() if post.local and post.kind == "artwork"])
    distant = [post.id for post in known.values() if not post.local]
    told = _by_post(await wishes.of_posts(tx, distant)) if distant else {}
    for post_id in ids:
        post = known.get(post_id)
        author = authors.get(post.actor_id) if post else None
        if post is None or author is None or post.visibility != "public" or author.suspended or author.deleted:
            await _forget(tx, post_id)
        elif post_id in works:
            await _take_work(tx, works[post_id], author, settings)
        elif not post.local and post.kind == "note":
            await _take_distant(tx, post, author, told.get(post_id, []))
        else:
            await _forget(tx, post_id)


async def _forget(tx: Writing, post_id: int) -> None:
    await search_index.put_post(tx, post_id, "")
    await search_index.put_facets(tx, post_id, (), kinds=(*_FOUND_BY, *_COLOURS), published=0)
    await search_index.forget_impression(tx, post_id)


async def _take_work(tx: Writing, work: Artwork, artist: Actor, settings: InstanceSettings) -> None:
    if not work.is_public or work.visibility != "public":
        await _forget(tx, work.id)
        return
    found_by = tuple(_facets(work))
    await search_index.put_facets(tx, work.id, found_by, kinds=_FOUND_BY, published=work.published)
    await search_index.note(tx, LOOK, [work.id])
    if not artwork_policy(work, artist, settings).search:
        await search_index.put_post(tx, work.id, "")
        return
    alts = [picture.alt for picture in await pictures.of_artwork(tx, work.id)]
    await search_index.put_post(tx, work.id, joined(_of_work(work, artist, alts, found_by)))


async def lets_itself_be_found(tx: Reading, ids: Iterable[int]) -> set[int]:
    """Which of these works here search may have, by the policy that holds for each at this moment."""
    works = await artworks.by_ids(tx, list(ids))
    artists = await actors.by_ids(tx, {one.actor_id for one in works.values()}) if works else {}
    settings = await read_settings(tx)
    return {key for key, one in works.items() if artwork_policy(one, artists[one.actor_id], settings).search}


def _facets(work: Artwork) -> Iterator[Facet]:
    for kind, text in ((MEDIUM, work.medium), (TOOL, work.tools)):
        parts = (" ".join(part.split()) for part in _PARTS.split(text))
        for part in [part for part in parts if part][:_MOST_FACETS]:
            # “Oil on board, 40 × 30 cm”: what begins with a number is a size.
            if (word := whole(part)) and len(part) <= _LONGEST_FACET and not part[0].isdigit():
                yield Facet(kind, word, part)
    for tag in work.tags[:_MOST_FACETS]:
        yield Facet(TAG, tag.lower(), tag)


def _of_work(work: Artwork, artist: Actor, alts: Sequence[str], found_by: Iterable[Facet]) -> Iterator[str]:
    yield from named("is", ["here", "work"])
    yield from named("from", [whole(artist.name)])
    yield from _tagged(work.tags)
    yield from named("medium", words_of(work.medium))
    has = {"alt": all(alts), "series": work.series_id, "several": len(alts) > 1, "words": work.description.strip()}
    yield from named("has", [word for word, there in has.items() if there])
    for text in (work.title, *(one.shown for one in found_by), artist.display_name, work.description, *alts):
        yield from words_of(text)


def _tagged(tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        yield from named("tag", [whole(tag)])
        yield from words_of(tag)


async def _take_distant(tx: Writing, post: Post, author: Actor, shown: Sequence[Told]) -> None:
    """A post of another server is found if it shows pictures and its author wants it to be."""
    rights = wishes_of_post(author.remote_rights, post.remote_rights, shown)
    if not shown or not author.discoverable or rights.all.get("search") is not True:
        await _forget(tx, post.id)
        return
    tags = await posts.tags_of(tx, post.id)
    await search_index.put_post(tx, post.id, joined(_of_distant(post, author, tags, shown)))
    if any(one.media.key for one in shown):
        await search_index.note(tx, LOOK, [post.id])


def _of_distant(post: Post, author: Actor, tags: Iterable[str], shown: Sequence[Told]) -> Iterator[str]:
    alts = [one.media.alt for one in shown]
    yield from named("is", ["elsewhere"])
    yield from named("from", [whole(author.name), whole(author.handle)])
    yield from _tagged(tags)
    text = plain(post.content)
    yield from named("has", ["alt" if all(alts) else "", "several" if len(alts) > 1 else "", "words" if text else ""])
    for said in (post.title, text, author.display_name, *alts):
        yield from words_of(said)


def _by_post(told: Iterable[Told]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for one in told:
        if one.media.post_id is not None and one.media.role == POST:
            found.setdefault(one.media.post_id, []).append(one)
    return found


async def _look(site: Site, post_id: int) -> None:
    """Takes the colours of a work's first picture and finds what looks like it. Safe to repeat."""
    async with site.db.reading() as tx:
        picture, key = await _file_of(tx, post_id)
        known = await search_index.impression(tx, post_id)
        work = await artworks.by_id(tx, post_id)
        found = await search_index.is_found(tx, post_id)
    fresh = known is None or known.picture != picture or known.found != int(found)
    taken = await _seen(site, key) if key and fresh else None
    near = await _near(site, post_id, taken) if taken and found else {}
    async with site.db.writing() as tx:
        await search_index.looked_at(tx, post_id)
        if not await search_index.is_shown(tx, post_id) or (fresh and taken is None):
            await search_index.forget_impression(tx, post_id)
            return
        colours = taken.colours if taken else known.palette if known else ()
        if work is not None:
            await _put_colours(tx, work, colours)
        if taken is not None:
            body = base64.b64encode(taken.body).decode()
            row = Impression(post_id, picture, json.dumps(taken.colours), body, int(found))
            await search_index.keep_impression(tx, row, taken.bands if found else ())
            await search_index.keep_alike(tx, post_id, near, most=_MOST_ALIKE)


async def _put_colours(tx: Writing, work: Artwork, colours: Sequence[tuple[str, float]]) -> None:
    names = (Facet(COLOUR, name, name) for name in families_of(colours))
    shades = (Facet(SHADE, cell, cell) for cell in shades_of(colours))
    await search_index.put_facets(tx, work.id, (*names, *shades), kinds=_COLOURS, published=work.published)


async def _near(site: Site, post_id: int, taken: Seen) -> dict[int, int]:
    async with site.db.reading() as tx:
        others = await search_index.candidates(tx, post_id, taken.bands, each=_EACH, newest=_NEWEST)
    bodies = [(number, base64.b64decode(body)) for number, body in others]
    try:
        return await seen.nearest(site.pool, taken.body, bodies) if bodies else {}
    except WorkFailed:
        return {}


async def _file_of(tx: Reading, post_id: int) -> tuple[str, str]:
    """A name for the first picture that changes with it, and the storage key of a small public file of it."""
    own = await pictures.of_artwork(tx, post_id)
    if own:
        files = await renditions.of_artwork(tx, post_id)
        of_first = [one for one in files if one.picture_id == own[0].id and one.role != "federated"]
        wide = sorted(of_first, key=lambda one: (one.width < _WIDE_ENOUGH, abs(one.width - _WIDE_ENOUGH)))
        return f"{own[0].id} {own[0].sha256}", wide[0].key if wide else ""
    for one in await wishes.of_posts(tx, [post_id]):
        if one.media.key:
            return f"{one.media.id} {one.media.key}", one.media.key
    return "", ""


async def _seen(site: Site, key: str) -> Seen | None:
    """None where the file cannot be looked at: it is gone, or damaged."""
    try:
        return await seen.see(site.pool, await site.storage.local(key))
    except (BadImage, BadKey, WorkFailed, FileNotFoundError):
        return None
