"""What it costs to try a policy on the newest works, and to judge works again that have been measured already.

usage: python -m benchmarks.policy [WORKS]
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pages import _fediart, _free_port
from fediart.actions import rescan
from fediart.actions.accounts import create_account
from fediart.actions.rescan import Wanted
from fediart.actions.simulation import simulate
from fediart.admission.findings import Band, Claim, Grade, Vote, finding
from fediart.admission.policy import BALANCED
from fediart.app import open_site
from fediart.config import load
from fediart.site import Site
from fediart.store import measurements, rescans
from fediart.store.measurements import Measurement

WORKS = 500
ARTISTS = 20
MODEL = "measured 1"


def main() -> None:
    works = int(sys.argv[1]) if len(sys.argv) > 1 else WORKS
    with tempfile.TemporaryDirectory() as name:
        _fediart("init", name, "--host", f"localhost:{_free_port()}", "--development")
        asyncio.run(_measure(Path(name) / "config.toml", works))


async def _measure(config: Path, works: int) -> None:
    async with open_site(load(config)) as site:
        await _fill(site, works)
        took, found = 1e9, None
        for _ in range(3):
            began = time.process_time()
            found = await simulate(site, BALANCED, last=works)
            took = min(took, time.process_time() - began)
        assert found is not None
        print(f"{took * 1e3:8.0f} ms  of processor time to try a policy on {found.works} works of two pictures each")
        began = time.process_time()
        run = await rescan.start(site, None, Wanted(policy=BALANCED, folders=()), queued=False)
        while run.state == rescans.RUNNING:
            run = await rescan.step(site, run.id)
        spent = time.process_time() - began
        print(f"{spent / max(run.done, 1) * 1e3:8.1f} ms  of processor time for each work judged again, as measured")


async def _fill(site: Site, works: int) -> None:
    """Published works with all that the filter leaves behind; one in ten scores high."""
    chance = random.Random(3)
    artists = []
    for number in range(ARTISTS):
        account = await create_account(site, f"artist{number}", f"a{number}@kiln.example", "paper and ink")
        artists.append(account.actor_id)
    now = site.clock.now()
    async with site.db.writing() as tx:
        for number in range(works):
            work_id = site.ids.new()
            await tx.run(
                """insert into artworks (id, actor_id, state, title, visibility, created, changed, published)
                values (:id, :actor_id, 'published', 'A work', 'public', :now, :now, :now)""",
                id=work_id,
                actor_id=artists[number % ARTISTS],
                now=now,
            )
            for position in range(2):
                picture_id = site.ids.new()
                measured = _measured(f"{picture_id:064x}", chance.random(), now)
                await tx.run(
                    """insert into pictures (id, artwork_id, position, original, sha256, bytes, media_type)
                    values (:id, :work_id, :position, 'none', :sha256, 1, 'image/png')""",
                    id=picture_id,
                    work_id=work_id,
                    position=position,
                    sha256=measured.sha256,
                )
                await measurements.keep(tx, measured)


def _measured(sha256: str, probability: float, now: int) -> Measurement:
    band = Band.HIGH if probability > 0.9 else Band.LOW
    note = finding(Grade.NONE, Claim.HUMAN, "software", "EXIF Software", "Krita 5.2")
    return Measurement(
        sha256=sha256,
        model=MODEL,
        probability=probability,
        band=band.value,
        abstained=0,
        why="",
        crops=tuple((40 * n, 30 * n, 256, probability) for n in range(16)),
        width=4000,
        height=3000,
        votes=(Vote(MODEL, probability, False, band).as_json(),),
        evidence=(note.as_json(),) * 3,
        created=now,
    )


if __name__ == "__main__":
    main()
