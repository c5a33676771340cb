"""Audits of the AI policy for the photographs: one that found something, one that could not begin, one under way."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import audits as acts
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import audits, renditions
from fediart.store.audits import Run

_BLANK = Run(0, None, audits.NIGHTLY, audits.RUNNING, (), 0, 0, None, "", 0, 0)
_AWAY = "The site could not reach itself, neither at https://art.example nor at http://127.0.0.1:8000: no answer."


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Path and viewer by name. What is there already is not made again."""
    async with site.db.reading() as tx:
        newest = await audits.newest(tx)
        works = list(await audits.newest_works(tx, limit=4))
    if not newest:
        await _make(site, works)
        async with site.db.reading() as tx:
            newest = await audits.newest(tx)
    found = next(run for run in newest if run.troubled)
    return {
        "protection": (f"/works/{works[1]}/protection", await _artist(site, works[1])),
        "protection-trouble": (f"/works/{works[0]}/protection", await _artist(site, works[0])),
        "audits": ("/admin/rights/audit", "jane"),
        "audit": (f"/admin/rights/audit/{found.id}", "jane"),
    }


async def _artist(site: Site, artwork_id: int) -> str:
    async with site.db.reading() as tx:
        sql = "select name from actors join artworks on actor_id = actors.id where artworks.id = :id"
        return str(await tx.value(sql, id=artwork_id))


async def _make(site: Site, works: list[int]) -> None:
    """A file loses its packet while it is looked at, and has it again afterwards."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        files = await renditions.of_artwork(tx, works[0])
    path = await site.storage.local(files[-1].key)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"plus:DataMining", b"plus:Something_"))
    run = replace(_BLANK, id=site.ids.new(), works=tuple(works), started=now - DAY)
    async with site.db.writing() as tx:
        await audits.insert(tx, run)
    while (await acts.step(site, run.id)).state == audits.RUNNING:
        pass
    async with acts.visiting(site) as visit:
        look = await acts.look_at(site, visit, works[0])
    path.write_bytes(whole)
    failed = replace(_BLANK, id=site.ids.new(), works=tuple(works), started=now - DAY // 2)
    under_way = replace(_BLANK, id=site.ids.new(), works=tuple(works), done=2, cause=audits.ASKED, started=now)
    async with site.db.writing() as tx:
        if look is not None:
            await audits.keep_look(tx, look)
        await audits.insert(tx, failed)
        await audits.end(tx, failed.id, audits.FAILED, now=now - DAY // 2, problem=_AWAY)
        await audits.insert(tx, under_way)
