"""Descriptions of many pictures saved at once: each work's in one transaction, told to everybody who has the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fediart.actions import outbox
from fediart.actions.history import differences, note_edit
from fediart.actions.moved import demand_not_moved
from fediart.actions.submission import checked_alt
from fediart.errors import Problem, Problems
from fediart.site import Site
from fediart.store import artworks, pictures, posts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.settings import read_settings


async def describe_pictures(site: Site, artist: Actor, said: Mapping[int, str]) -> int:
    """`said` is an alt text for each picture id. Returns how many are described anew.

    Pictures that are not theirs, or of works that are not published, are passed over. Raises Problems with the field
    `alt-ID` for texts that are too long, or missing where the instance demands them; what is right is saved first.
    """
    demand_not_moved(artist)
    async with site.db.reading() as tx:
        known = await pictures.described_by(tx, artist.id, list(said))
    by_work: dict[int, dict[int, str]] = {}
    for one in known:
        if one.alt != said[one.id]:
            by_work.setdefault(one.artwork_id, {})[one.id] = said[one.id]
    saved, found = 0, list[Problem]()
    for artwork_id, texts in sorted(by_work.items()):
        async with site.db.writing() as tx:
            saved += await _describe(tx, site, artist, artwork_id, texts, found)
    if saved:
        site.delivery_bell.ring()
        site.pages.changed()
    if found:
        raise Problems(found)
    return saved


async def _describe(
    tx: Writing, site: Site, artist: Actor, artwork_id: int, texts: Mapping[int, str], found: list[Problem]
) -> int:
    now, settings = site.clock.now(), await read_settings(tx)
    work = await artworks.lock(tx, artwork_id, artist.id, now=now)
    if work is None or work.state != "published":
        return 0
    known = await pictures.of_artwork(tx, artwork_id)
    arranged = []
    for one in known:
        try:
            (alt,) = checked_alt((texts[one.id],), settings) if one.id in texts else (one.alt,)
        except Problems as problems:
            found += [Problem(problem.message, field=f"alt-{one.id}") for problem in problems.found]
            alt = one.alt
        arranged.append(replace(one, alt=alt))
    changes = differences(work, work, known, arranged)
    if not changes:
        return 0
    await pictures.describe(tx, arranged)
    await note_edit(tx, site, artwork_id, changes)
    await posts.mark_edited(tx, artwork_id, now=now)
    await outbox.artwork_changed(tx, site, artwork_id)
    return len(changes)
