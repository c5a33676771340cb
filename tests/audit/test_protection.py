"""“How my work is protected”: what its artist reads is what strangers get, and what is broken is named."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions import audits as acts
from fediart.actions.brakes import take
from fediart.actions.site_look import look_at_site
from fediart.actions.sitemap_look import look_at_sitemap
from fediart.cli import main
from fediart.clock import DAY, MINUTE, HandClock
from fediart.config import example
from fediart.jobs import audits as night
from fediart.jobs import tidy
from fediart.jobs.handlers import HANDLERS
from fediart.outcomes import Done, Ignored, Later
from fediart.rights.model import AXES, POLICIES, Preset
from fediart.rights.report import Report, from_json
from fediart.store import actors, artworks, audits, renditions
from fediart.store.audits import Run
from fediart.store.database import Database
from tests.site import change_settings, drain
from tests.tour.hands import press
from tests.tour.places import Place, opened, publish, says


def number(page: str) -> int:
    return int(page.rsplit("/", 1)[-1])


async def strip(place: Place, page: str) -> None:
    """A file of the work loses its packet, as if a program had saved it anew."""
    async with place.site.db.reading() as tx:
        files = await renditions.of_artwork(tx, number(page))
    path = await place.site.storage.local(files[0].key)
    path.write_bytes(path.read_bytes().replace(b"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", b"DMI-ALLOWED"))


async def audited(place: Place, cause: str = audits.COMMAND) -> Run:
    run = await acts.start(place.site, None, cause, queued=False)
    while run.state == audits.RUNNING:
        run = await acts.step(place.site, run.id)
    return run


@pytest.mark.one_engine
async def test_an_artist_reads_what_strangers_get(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        page = await publish(place, jane, "Low sun")
        says(await jane.get("/works"), "How it is protected")
        shown = await jane.get(f"/works/{number(page)}/protection")
        says(shown, "How this work is protected", "Low sun", "No AI", "places say what you chose", "Look again")
        says(shown, "Refusedtraining AI, use in AI answers and tools", "Permittedsearch engines")
        assert "What is wrong" not in shown.text, shown.text
        for name in ("The page of the work", "What other servers fetch", "The picture", "robots.txt", "tdmrep.json"):
            says(shown, name)
        await strip(place, page)
        says(await jane.get(f"/works/{number(page)}/protection"), "All ")  # looked at today already
        again = await press(jane, f"/works/{number(page)}/protection", "Look again")
        says(again, "1 of", "does not say what you chose", "plus:DataMining says otherwise", "What is wrong")


@pytest.mark.one_engine
async def test_a_changed_choice_is_looked_at_anew_and_only_its_artist_may_look(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane, mallory = await place.member("jane"), await place.member("mallory")
        page = await publish(place, jane, "Low sun")
        path = f"/works/{number(page)}/protection"
        await jane.get(path)
        await press(jane, f"/works/{number(page)}/edit", "Save", {"ai_policy": "open"})
        await drain(place.site)
        says(await jane.get(path), "Open to AI", "Permittedtraining AI, use in AI answers and tools, search engines")
        assert (await mallory.get(path)).status == 404
        assert (await mallory.post_form(path, page="/settings/profile")).status == 404
        assert (await place.visitor.get(path)).status == 303
        assert (await jane.get("/works/99999/protection")).status == 404
        async with place.site.db.writing() as tx:
            account = await actors.by_handle(tx, "jane")
            assert account is not None
            while await take(tx, acts.LOOKS, str(account.id), now=clock.now()):
                pass
        assert (await jane.post_form(path, page="/settings/profile")).status == 429
        says(await jane.get(path), "Open to AI")


@pytest.mark.one_engine
async def test_a_site_that_cannot_reach_itself_says_so(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        page = await publish(place, jane, "Low sun")
        away = replace(place.site.config, instance=replace(place.site.config.instance, host="localhost:9"))
        lost = replace(place.site, config=replace(away, server=replace(away.server, port=9)))
        run = await acts.start(lost, None, audits.NIGHTLY, queued=False)
        run = await acts.step(lost, run.id)
        assert run.state == audits.FAILED and "could not reach itself" in run.problem
        near = replace(away, server=replace(away.server, port=int(place.host.partition(":")[2])))
        async with acts.visiting(replace(place.site, config=near)) as visit:
            assert visit.at(f"{near.origin}{page}") == f"http://127.0.0.1:{near.server.port}{page}"


async def test_the_night_finds_what_is_broken_and_tells_the_admins_once(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        olga, jane = await place.member("olga", role="owner"), await place.member("jane")
        good, bad = await publish(place, jane, "Low sun"), await publish(place, jane, "High water")
        await strip(place, bad)
        async with place.site.db.writing() as tx:
            await tidy.schedule(tx, place.site)  # as the server does when it starts
        for night_number in (1, 2):
            clock.move(DAY)
            await drain(place.site)  # tidies, which queues the coming night
            clock.move(DAY)
            await drain(place.site)
            async with place.site.db.reading() as tx:
                runs = await audits.newest(tx)
            assert len(runs) >= night_number and {run.state for run in runs} == {audits.FINISHED}
            assert runs[0].cause == audits.NIGHTLY and (runs[0].done, runs[0].troubled) == (2, 1)
            told = await olga.get("/notifications")
            assert told.text.count("audit of the AI policy") == 1
            says(told, "1 of 2 works does not say everywhere what was chosen for it")
        assert "audit" not in (await jane.get("/notifications")).text
        listed = await olga.get("/admin/rights/audit")
        says(listed, "by night", "finished", "1 work", "Look now")
        shown = await olga.get(f"/admin/rights/audit/{runs[0].id}")
        says(shown, "High water", "plus:DataMining says otherwise", "The site itself", "The front page")
        assert "Low sun" not in shown.text and good in (await place.visitor.get("/")).text
        assert (await jane.get("/admin/rights/audit")).status == 403


@pytest.mark.one_engine
async def test_a_run_is_begun_cancelled_and_resumed(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place:
        olga, jane = await place.member("olga", role="owner"), await place.member("jane")
        await publish(place, jane, "Low sun")
        says(await olga.get("/admin/rights/audit"), "No audit yet")
        begun = await press(olga, "/admin/rights/audit", "Look now", follow=False)
        assert begun.status == 303
        says(await olga.get(begun.location), "0 of 1 works looked at: under way", "Cancel")
        assert (await olga.post_form("/admin/rights/audit", page=begun.location)).status == 422
        assert isinstance(await night.nightly(place.site, {}), Ignored)
        says(await press(olga, begun.location, "Cancel"), "0 of 1 works looked at: cancelled", "Nothing was looked at")
        await drain(place.site)
        async with place.site.db.reading() as tx:
            (run,) = await audits.newest(tx)
        assert (run.state, run.done) == (audits.CANCELLED, 0)
        run = await audited(place)
        assert (run.state, run.done, run.troubled) == (audits.FINISHED, 1, 0), run
        assert isinstance(await HANDLERS["audit"](place.site, {"audit": run.id}), Done)
        assert isinstance(await HANDLERS["audit"](place.site, {"audit": 1}), Done)
        says(await olga.get(f"/admin/rights/audit/{run.id}"), "Every work that was looked at says everywhere")
        assert whole(run).troubled == (), whole(run).advice


def whole(run: Run) -> Report:
    assert run.site is not None
    return from_json(run.site)


@pytest.mark.one_engine
async def test_the_command_line_goes_on_where_an_audit_was_interrupted(
    db: Database, tmp_path: Path, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        await publish(place, jane, "Low sun")
        await strip(place, await publish(place, jane, "High water"))
        begun = await acts.start(place.site, None, audits.ASKED, queued=False)
        assert (await acts.step(place.site, begun.id, works=1)).done == 1  # and then the server was killed
        values = {
            "instance": {"host": place.host, "development": True}, "database": {"url": f"sqlite:{tmp_path}/test.db"},
            "secrets": {"key": place.site.config.secrets.key}, "admission": {"model": "none"},
            "storage": {"folder": str(place.site.config.files)},
        }  # fmt: skip
        (tmp_path / "config.toml").write_text(example(values))
        words = ["-c", str(tmp_path / "config.toml"), "rights", "audit"]
        assert await asyncio.to_thread(main, [*words, "--json"]) == 4
        said = json.loads(capsys.readouterr().out)
        assert (said["run"], said["looked_at"], said["state"], len(said["works"])) == (begun.id, 2, "finished", 1)
        assert await asyncio.to_thread(main, words) == 4
        shown = capsys.readouterr().out
        assert "plus:DataMining contradictory" in shown and "something is wrong with 1" in shown


@pytest.mark.one_engine
async def test_an_audit_that_was_left_half_way_does_not_stop_the_night(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        left = await acts.start(place.site, None, audits.COMMAND, queued=False)
        assert isinstance(await night.nightly(place.site, {}), Ignored)
        clock.move(DAY)
        assert isinstance(await night.nightly(place.site, {}), Done)
        await drain(place.site)
        async with place.site.db.reading() as tx:
            assert [run.state for run in await audits.newest(tx)] == [audits.FINISHED, audits.FAILED]
            assert (await audits.by_id(tx, left.id)) is not None


@pytest.mark.one_engine
async def test_what_is_just_being_written_anew_is_looked_at_later(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        await publish(place, jane, "Low sun")
        run = await acts.start(place.site, None, audits.COMMAND, queued=False)
        await press(jane, "/settings/ai", "Save AI policy", {"ai_policy": "open"})
        assert isinstance(await HANDLERS["audit"](place.site, {"audit": run.id}), Later)
        for _ in range(5):
            clock.move(MINUTE)
            await drain(place.site)
        run = await acts.step(place.site, run.id)
        assert (run.state, run.done, run.troubled) == (audits.FINISHED, 1, 0)


@pytest.mark.one_engine
async def test_a_sitemap_that_leads_to_what_wants_to_be_found_by_nobody_is_noticed(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        page = await publish(place, jane, "Low sun")
        for word, wrong in (("no-ai", False), ("no-ai-no-search", True)):
            async with db.writing() as tx:  # behind the back of the pages that are kept
                await tx.run("update artworks set ai_policy = :word where id = :id", word=word, id=number(page))
            async with acts.visiting(place.site) as visit:
                found = await look_at_sitemap(visit, place.site)
            assert bool(found.problem) is wrong and (page in found.problem) is wrong


@pytest.mark.one_engine
async def test_the_site_itself_says_each_policy_everywhere(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place:
        for preset in Preset:
            await change_settings(place.site, ai_policy=preset.value)
            async with acts.visiting(place.site) as visit:
                found = await look_at_site(visit, place.site)
            assert found.troubled == (), (preset, found.advice)
            wanted = {axis: "allow" if getattr(POLICIES[preset], axis) else "deny" for axis in AXES}
            assert found.decision == wanted


@pytest.mark.one_engine
async def test_the_night_waits_for_a_change_of_policy(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place:
        olga = await place.member("olga", role="owner")
        await press(olga, "/admin/settings", "Save settings", {"ai_policy": "open"})
        assert isinstance(await night.nightly(place.site, {}), Later)
        for _ in range(5):
            clock.move(MINUTE)
            await drain(place.site)
        assert isinstance(await night.nightly(place.site, {}), Done)


@pytest.mark.one_engine
async def test_a_large_instance_is_sampled_the_newest_always(db: Database, tmp_path: Path, clock: HandClock) -> None:
    from random import Random

    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        page = await publish(place, jane, "Low sun")
        async with db.writing() as tx:
            one = await artworks.by_id(tx, number(page))
            assert one is not None
            for more in range(1, 300):
                await artworks.insert(tx, replace(one, id=one.id + (more << 40)))
            drawn = await acts.draw(tx, Random(1), now=clock.now() + 100 * DAY)
    assert acts.NEWEST < len(drawn) <= acts.MOST and len(set(drawn)) == len(drawn)
    assert set(drawn[: acts.NEWEST]) == {number(page) + (more << 40) for more in range(300 - acts.NEWEST, 300)}
