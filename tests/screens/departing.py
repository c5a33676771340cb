"""People who leave: one with an archive packed, one who may still come back, and one of whom only a number is left."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import account_deletion
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import account_exports, departures
from fediart.store.departures import OVER
from tests.site import make_artist

PACKED, LEAVING, LEFT = "tomasz", "odile", "gone"


async def furnish(site: Site) -> None:
    now = site.clock.now()
    leaving, _one = await make_artist(site, LEAVING)
    left, _two = await make_artist(site, LEFT)
    await account_deletion.begin(site, left.id, by=left)
    async with site.db.writing() as tx:
        owner = await tx.value("select id from actors where name = :name and host = ''", name=PACKED)
        number = site.ids.new()
        await account_exports.begin(tx, number, int(owner), now=now, expires=now + 365 * DAY)
        await account_exports.settle(tx, number, state="ready", stored="attachments/none", bytes_=812_000_000)
        one = await departures.of_account(tx, left.id)
        assert one is not None
        await departures.save(tx, replace(one, state=OVER, told=now, erased=now, ended=now, mail=""))
        for host, state, words in (
            ("bildwerk.example", "delivered", "202, cavage"), ("mastodon.example", "delivered", "202, rfc9421"),
            ("pixel.example", "gone", "410"), ("old-atelier.example", "given-up", "the server's name cannot be found"),
        ):  # fmt: skip
            await tx.run(
                """insert into departure_receipts (departure_id, host, state, outcome, tries, finished)
                values (:id, :host, :state, :words, 1, :now)""",
                id=one.id, host=host, state=state, words=words, now=now,
            )  # fmt: skip
    await account_deletion.begin(site, leaving.id, by=leaving)


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """`(path, who looks)` by the name of the photograph."""
    async with site.db.reading() as tx:
        over = int(await tx.value("select min(id) from departures"))
    return {
        "leaving": ("/settings/leaving", "jane"), "leaving-packed": ("/settings/leaving", PACKED),
        "admin-departures": ("/admin/departures", "jane"), "admin-departure": (f"/admin/departures/{over}", "jane"),
    }  # fmt: skip
