"""Audits of the AI policy for the photographs: one that found something, one that could not begin, one under way."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions.protection import OBJECT_NAME, PAGE_NAME, Work, picture_name, work_to_look_at
from fediart.clock import DAY
from fediart.rights.headers import headers
from fediart.rights.read_http import read_headers
from fediart.rights.report import Found, Report, report
from fediart.rights.signal import Signal
from fediart.site import Site
from fediart.store import audits
from fediart.store.audits import Look, Run

_BLANK = Run(0, None, audits.NIGHTLY, audits.RUNNING, (), 0, 0, None, "", 0, 0)
_AWAY = "The site could not reach itself, neither at https://art.example nor at http://127.0.0.1:8000: no answer."


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Path and viewer by name. What is there already is not made again."""
    async with site.db.reading() as tx:
        newest = await audits.newest(tx)
        works = list(await audits.newest_works(tx, limit=4))
        looked_at = [await work_to_look_at(tx, site.config, number) for number in works[:2]]
    bad, good = (one for one in looked_at if one is not None)
    if not newest:
        await _make(site, bad, works)
        async with site.db.reading() as tx:
            newest = await audits.newest(tx)
    found = next(run for run in newest if run.troubled)
    return {
        "protection": (f"/works/{good.artwork.id}/protection", good.artist.name),
        "protection-trouble": (f"/works/{bad.artwork.id}/protection", bad.artist.name),
        "audits": ("/admin/rights/audit", "jane"),
        "audit": (f"/admin/rights/audit/{found.id}", "jane"),
    }


def _report(site: Site, work: Work) -> Report:
    """As if a program had saved one of the files anew, and a proxy had dropped a header."""
    origin, said = site.config.origin, read_headers(headers(work.policy, site.config.origin))
    page = f"{origin}/@{work.artist.name}/{work.artwork.id}"
    whole = [one for one in said if one.signal != "Content-Usage"]
    found = [
        Found(PAGE_NAME, page, said),
        Found(OBJECT_NAME, work.artist.uri, (*whole, Signal("http", "Content-Usage", "", "missing"))),
    ]
    for one in work.files:
        embedded = Signal("image", "plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-ALLOWED")
        lost = (embedded,) if one is work.files[-1] else ()
        found.append(Found(picture_name(work, one), origin + one.path, (*said, *lost)))
    return report(page, found, work.policy)


def _only_trouble(found: Report) -> Report:
    return Report(found.about, found.troubled, found.decision, found.advice)


async def _make(site: Site, bad: Work, works: list[int]) -> None:
    now = site.clock.now()
    look = Look(bad.artwork.id, bad.policy.preset.value, _report(site, bad).as_json(), now)
    done = replace(_BLANK, id=site.ids.new(), works=tuple(works), started=now - DAY, done=4, troubled=1)
    failed = replace(_BLANK, id=site.ids.new(), works=tuple(works), started=now - DAY // 2)
    under_way = replace(_BLANK, id=site.ids.new(), works=tuple(works), done=2, cause=audits.ASKED, started=now)
    front = Found("The front page", f"{site.config.origin}/", read_headers(headers(bad.policy, site.config.origin)))
    async with site.db.writing() as tx:
        await audits.insert(tx, done)
        await audits.keep_trouble(tx, done.id, replace(look, report=_only_trouble(_report(site, bad)).as_json()))
        whole = report(front.url, [front], bad.policy).as_json()
        await audits.end(tx, done.id, audits.FINISHED, now=now - DAY, site=whole)
        await audits.keep_look(tx, look)
        await audits.insert(tx, failed)
        await audits.end(tx, failed.id, audits.FAILED, now=now - DAY // 2, problem=_AWAY)
        await audits.insert(tx, under_way)
