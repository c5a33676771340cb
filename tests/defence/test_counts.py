"""What robots did: counted without a row for each request, told by day and week, exported, published by choice."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from fediart.app import make_app
from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import tidy
from fediart.rights.agents import OTHER, Agent
from fediart.rights.crawlers import OWN, TRAINING
from fediart.site import Site
from fediart.store import crawler_counts
from fediart.store.crawler_counts import Count, Visit
from fediart.store.database import Database
from fediart.web.crawler_table import FIRST, LATER, MANY, NEVER, lines_of_days, periods
from fediart.web.crawlers import WATCH
from fediart.web.tally import MOST_FAMILIES, Tally
from tests.seeds import hang
from tests.site import Client, change_settings, log_in, make_artist, running_site, served

GPTBOT = {"User-Agent": "GPTBot/1.2"}
GOOGLE = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
BOT = Agent("GPTBot", TRAINING)


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        await make_artist(made, "jane", role="admin")
        yield made


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def _counts(site: Site) -> dict[tuple[str, str], tuple[int, int, int]]:
    today = site.clock.now() // DAY
    async with site.db.reading() as tx:
        found = await crawler_counts.counts(tx, today - 30, today)
    return {(one.agent, one.kind): (one.hits, one.refused, one.taken) for one in found}


async def test_requests_are_counted_by_agent_and_kind_and_written_when_the_server_stops(site: Site) -> None:
    _, artist = await make_artist(site, "ada")
    work = await hang(site, artist, "Tide")
    async with served(site) as client:
        for path in ("/robots.txt", f"/@ada/{work.id}", f"/@ada/{work.id}", "/about", "/license.xml", "/nowhere"):
            await client.get(path, headers=GPTBOT)
            await client.get(path, headers=FIREFOX)
        await client.get(f"/@ada/{work.id}", headers=GOOGLE)
        await client.get("/log-in", headers=GOOGLE)
        assert await _counts(site) == {}, "nothing is written while somebody waits for an answer"
    assert await _counts(site) == {
        ("GPTBot", "robots"): (1, 0, 0),
        ("GPTBot", "terms"): (1, 0, 0),
        ("GPTBot", "page"): (2, 2, 0),
        ("GPTBot", "other"): (2, 0, 1),  # the about page, which robots.txt closes; what is not there nobody took
        ("Googlebot", "page"): (1, 0, 0),
        ("Googlebot", "other"): (1, 0, 1),  # the log-in page, which it closes to all
    }


@pytest.mark.one_engine
async def test_what_is_taken_in_spite_is_what_the_works_policy_forbids(site: Site, client: Client) -> None:
    await change_settings(site, refused_crawlers=())
    _, artist = await make_artist(site, "ada")
    kept, opened = await hang(site, artist, "Tide"), await hang(site, artist, "Dawn", ai_policy="open")
    for work in (kept, opened, kept):
        assert (await client.get(f"/@ada/{work.id}", headers=GPTBOT)).status == 200
    await log_in(client, "jane")
    assert (await client.get(f"/@ada/{kept.id}", headers=GPTBOT)).status == 200, "a member is no crawler"
    await client.get("/admin/crawlers")
    assert (await _counts(site))["GPTBot", "page"] == (4, 0, 2)


async def test_two_processes_add_up(site: Site) -> None:
    now = site.clock.now()
    for robots, other in ((0, now + 5), (now + 9, now + 3), (now + 2, 0)):
        async with site.db.writing() as tx:
            visit = Visit(7, "GPTBot", TRAINING, robots, robots, other)
            await crawler_counts.add(tx, [Count(7, "GPTBot", "page", 2, 1, 1)], [visit])
    async with site.db.reading() as tx:
        assert await crawler_counts.counts(tx, 7, 7) == [Count(7, "GPTBot", "page", 6, 3, 3)]
        assert await crawler_counts.visits(tx, 7, 7) == [Visit(7, "GPTBot", TRAINING, now + 2, now + 9, now + 3)]


@pytest.mark.one_engine
async def test_what_cannot_be_written_is_kept(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        tally = Tally(site)
        tally.count(BOT, "page", refused=True, taken=False)
        async with site.db.writing() as tx:
            await tx.run("alter table crawler_visits rename to away")
        with pytest.raises(Exception, match="crawler_visits"):
            await tally.write()
        tally.count(BOT, "page", refused=False, taken=True)
        async with site.db.writing() as tx:
            await tx.run("alter table away rename to crawler_visits")
        await tally.write()
        await tally.write()
        assert await _counts(site) == {("GPTBot", "page"): (2, 1, 1)}


@pytest.mark.one_engine
async def test_invented_names_have_a_bound(site: Site) -> None:
    tally = Tally(site)
    for number in range(MOST_FAMILIES + 50):
        tally.count(Agent(f"bot{number}", OTHER), "page", refused=False, taken=False)
    tally.count(BOT, "page", refused=False, taken=False)
    await tally.write()
    counts = await _counts(site)
    assert len(counts) == MOST_FAMILIES + 2
    assert counts["others", "page"] == (50, 0, 0)


async def test_who_reads_robots_txt_first(site: Site) -> None:
    day = site.clock.now() // DAY
    noon = day * DAY + 12 * HOUR
    times = {
        "Before": (noon, noon, noon + 1), "After": (noon + 1, noon + 1, noon), "Never": (0, 0, noon),
        "Yesterday": (0, 0, noon), "LongAgo": (0, 0, noon), "Only": (noon, noon, 0),
    }  # fmt: skip
    visits = [Visit(day, f"{name}Bot", TRAINING, *three) for name, three in times.items()]
    visits.append(Visit(day - 1, "YesterdayBot", TRAINING, noon - DAY + 1, noon - DAY + 1, noon - DAY + 2))
    visits.append(Visit(day - 1, "LongAgoBot", TRAINING, noon - DAY - 1, noon - DAY - 1, noon - DAY))
    async with site.db.writing() as tx:
        await crawler_counts.add(tx, [Count(one.day, one.agent, "page", 1, 0, 0) for one in visits], visits)
    async with site.db.reading() as tx:
        lines = {one.agent: one.robots for one in (await lines_of_days(tx, day, day))[day]}
        newest, _ = await periods(tx, last=day, days=2, weekly=False)
    assert lines == {
        "BeforeBot": FIRST, "AfterBot": LATER, "NeverBot": NEVER, "YesterdayBot": FIRST, "LongAgoBot": NEVER,
        "OnlyBot": FIRST,
    }  # fmt: skip
    assert len(newest.lines) == 6


async def test_the_table_the_exports_and_the_public_page(site: Site, client: Client) -> None:
    for _ in range(3):
        await client.get("/", headers=GPTBOT)
        await client.get("/about", headers={"User-Agent": "<script>evilbot</script>"})
    visitor = client.fresh()
    assert (await visitor.get("/crawlers", headers=FIREFOX)).status == 404
    assert (await visitor.get("/crawlers.json", headers=FIREFOX)).status == 404
    assert (await visitor.get("/admin/crawlers", headers=FIREFOX)).status == 303
    await log_in(client, "jane")
    for path in ("/admin/crawlers", "/admin/crawlers?by=week"):
        page = (await client.get(path, headers=FIREFOX)).text
        assert "GPTBot" in page and "evilbot" in page and "<script>evil" not in page
        assert 'data-label="Refused">3<' in page
    rows = list(csv.DictReader(io.StringIO((await client.get("/admin/crawlers.csv", headers=FIREFOX)).text)))
    (bot,) = [row for row in rows if row["agent"] == "GPTBot"]
    assert (bot["category"], bot["page"], bot["refused"], bot["robots_txt"]) == ("training", "3", "3", "never")
    form = {"refused_crawlers": ["training", "retrieval"], "crawlers_public": "1", "crawlers_kept": "30",
            "media_per_minute": "600", "media_per_network": "3000"}  # fmt: skip
    wrong = await client.post_form("/admin/crawlers", {**form, "crawlers_kept": "1"})
    assert wrong.status == 422 and "from 7 to" in wrong.text
    assert (await client.post_form("/admin/crawlers", form)).status == 303
    assert "/crawlers" in (await visitor.get("/about", headers=FIREFOX)).text
    public = (await visitor.get("/crawlers", headers=FIREFOX)).text
    assert "GPTBot" in public and "evilbot" not in public and "Other robots" in public
    told = (await visitor.get("/crawlers.json", headers=FIREFOX)).json
    assert told["refused_categories"] == ["training", "retrieval"]
    assert {day["agent"] for day in told["days"]} == {"GPTBot", MANY}
    assert (await visitor.get("/crawlers.json?since=3000-01-01", headers=FIREFOX)).json["days"] == []
    assert (await visitor.get("/crawlers.json?since=x", headers=FIREFOX)).status == 422
    assert "evilbot" not in (await visitor.get("/crawlers.csv", headers=FIREFOX)).text


async def test_days_are_forgotten(site: Site) -> None:
    today = site.clock.now() // DAY
    await change_settings(site, crawlers_kept=30)
    async with site.db.writing() as tx:
        for day in (today - 31, today - 30):
            await crawler_counts.add(
                tx, [Count(day, "GPTBot", "page", 1, 0, 0)], [Visit(day, "GPTBot", TRAINING, 0, 0, day * DAY)]
            )
    await tidy(site, {})
    async with site.db.reading() as tx:
        assert await crawler_counts.first_day(tx) == today - 30
        assert len(await crawler_counts.visits(tx, 0, today)) == 1


@pytest.mark.one_engine
async def test_a_newer_list_is_taken_while_the_server_runs(site: Site) -> None:
    app = make_app(site)
    watch = app[WATCH]
    assert watch.agents.find("NewBot") == Agent("NewBot", OTHER)
    generation = site.pages.number
    text = f"updated = {date(2030, 1, 1)}\ntraining = ['NewBot']\nretrieval = []\nundeclared = []\n"
    (site.config.folder / OWN).write_text(text, encoding="utf-8")
    watch.look_again()
    assert watch.agents.find("NewBot") == Agent("NewBot", TRAINING)
    assert site.pages.number > generation
    (site.config.folder / OWN).write_text("damaged", encoding="utf-8")
    watch.look_again()
    assert watch.agents.find("NewBot") == Agent("NewBot", TRAINING)


@pytest.mark.one_engine
async def test_robots_txt_names_the_list_in_force(site: Site) -> None:
    text = f"updated = {date(2030, 1, 1)}\ntraining = ['NewBot']\nretrieval = []\nundeclared = []\n"
    (site.config.folder / OWN).write_text(text, encoding="utf-8")
    async with served(site) as client:
        said = (await client.get("/robots.txt", headers=FIREFOX)).text
        assert "User-agent: NewBot" in said and "GPTBot" not in said
        assert (await client.get("/", headers={"User-Agent": "NewBot/1"})).status == 403
        assert (await client.get("/", headers=GPTBOT)).status == 200
