"""Who sees what on the overview, what it tells, and what its figures are made of."""

from __future__ import annotations

import re

import pytest

from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import tidy
from fediart.site import Site
from fediart.store import backups, day_figures
from fediart.store.backups import Run
from tests.dashboard.conftest import browser_of
from tests.site import Client, make_artist


async def _wait(site: Site) -> None:
    """Somebody waits to be let in, a text was held, a server has died, a backup has failed."""
    await make_artist(site, "wanda", approved=0)
    now = site.clock.now()
    async with site.db.writing() as tx:
        await tx.run(
            """insert into held_words (id, actor_id, place, why, text, payload, created)
            select 77, id, 'post', 'rule', 'hold me', '{}', :now from actors where name = 'jane'""",
            now=now,
        )
        await tx.run(
            "insert into hosts (host, failures, down_since) values ('gone.example', 9, :down), ('old.example', 9, 1)",
            down=now - 8 * DAY,
        )
        await backups.record(
            tx, Run(site.ids.new(), "scheduled", "/backups/one", "pier", now, now, 0, 0, "the disk <is> full")
        )


@pytest.mark.one_engine
async def test_each_sees_what_their_deeds_allow(site: Site, visitor: Client) -> None:
    await _wait(site)
    olga, mona, cora, jane = [await browser_of(visitor, name) for name in ("olga", "mona", "cora", "jane")]
    for nobody in (cora, jane):
        assert (await nobody.get("/admin")).status == 403
    assert (await visitor.get("/admin")).location.startswith("/log-in")

    moderators = await mona.get("/admin")
    for words in ("1 person waits to be let in", "1 text was held by your rules", "1 server was given up this week"):
        assert words in moderators.text
    for secret in ("backup", "background work", "Storage", "Most that waited", 'id="processes"', "disk"):
        assert secret not in moderators.text
    owners = await olga.get("/admin")
    assert "The last backup failed: the disk &lt;is&gt; full" in owners.text and "background work" in owners.text
    assert owners.text.index("The last backup failed") < owners.text.index("waits to be let in")  # what is wrong first
    assert (await olga.get("/admin/settings")).status == 200  # where /admin led before
    for path in re.findall(r'<li(?: class="wrong")?><a href="([^"#]+)">', owners.text.split('class="needs"')[1]):
        if path.startswith("/admin"):
            assert (await olga.get(path.split("</ul>")[0])).status == 200


@pytest.mark.one_engine
async def test_where_nothing_waits_it_says_so(site: Site, visitor: Client) -> None:
    mona = await browser_of(visitor, "mona")
    page = await mona.get("/admin")
    assert "Nobody waits for you" in page.text and "counted at the next full hour" in page.text


async def test_figures_are_counted_by_the_hour_and_name_nobody(site: Site, visitor: Client, clock: HandClock) -> None:
    today = clock.now() // DAY
    await tidy(site, {})
    async with site.db.reading() as tx:
        found = await day_figures.since(tx, today - 40)
        columns = await tx.all("select * from day_figures where day = :day and name = 'sign-ups'", day=today)
    assert found[day_figures.SIGN_UPS][today] == 4 and len(found[day_figures.SIGN_UPS]) == 30
    assert list(dict(columns[0])) == ["day", "name", "value"]  # no room for a person
    async with site.db.writing() as tx:
        await day_figures.put(tx, today, {day_figures.JOBS: 9_000, day_figures.TROUBLED: 5})
        await day_figures.put(tx, today - 500, {day_figures.UPLOADS: 1})
    await tidy(site, {})
    async with site.db.reading() as tx:
        found = await day_figures.since(tx, 0)
    assert found[day_figures.JOBS][today] == 9_000  # the largest of the day stays
    assert found[day_figures.TROUBLED][today] == 0 and today - 500 not in found[day_figures.UPLOADS]

    page = (await (await browser_of(visitor, "olga")).get("/admin")).text
    assert page.count('<svg role="img"') == 7 and page.count("<desc") == 7 and page.count("As a table") == 7
    assert "9,000" in page and "<script" not in page.split('class="charts"')[1].split("</section>\n  <section")[0]
    for name in ("jane", "wanda"):
        assert name not in page.split('class="charts"')[1].split('id="processes"')[0]
    clock.move(HOUR)
