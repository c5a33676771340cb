"""What artists and admins see: floors, kept choices, a series' policy, and how far a change has come."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from fediart.actions.policy_changes import Changed, begin
from fediart.cli import _parser
from fediart.cli.policy_changes import show
from fediart.clock import HandClock
from fediart.errors import Problem
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.store import actors, series
from fediart.store.settings import InstanceSettings, read_settings, save_settings
from tests.inbox.conftest import Meeting
from tests.policy_changes.gallery import changes, done, hung
from tests.seeds import new_series
from tests.site import change_settings, log_in, make_artist

pytestmark = pytest.mark.one_engine

FORM = {"name": "House", "registrations": "open", "ai_policy_choices": ["no-ai", "no-training", "open"]}


async def settings_of(meeting: Meeting) -> InstanceSettings:
    async with meeting.site.db.reading() as tx:
        return await read_settings(tx)


async def test_an_admin_raises_the_floor_and_watches(meeting: Meeting, clock: HandClock) -> None:
    site, web = meeting.site, meeting.web
    await make_artist(site, "olga", role="admin")
    await hung(site, meeting.jane, "Open", ai_policy="open")
    await log_in(web, "olga")
    page = await web.get("/admin/settings")
    assert 'name="ai_policy_floor" value="open" checked' in page.text
    assert "No changes yet" in (await web.get("/admin/rights/changes")).text
    below = await web.post_form("/admin/settings", FORM | {"ai_policy": "open", "ai_policy_floor": "no-training"})
    assert below.status == 422 and "permits more than this" in below.text and 'id="field-ai_policy_floor"' in below.text
    assert (await web.post_form("/admin/settings", FORM | {"ai_policy": "no-ai", "ai_policy_floor": "x"})).status == 422
    raised = await web.post_form("/admin/settings", FORM | {"ai_policy": "no-ai", "ai_policy_floor": "no-training"})
    assert raised.status == 303 and (await settings_of(meeting)).ai_policy_floor == "no-training"
    await Worker(site, HANDLERS).round()
    running = (await web.get("/admin/rights/changes")).text
    assert "Files are being written" in running and "<progress" in running and "data-again" in running
    await done(site, clock)
    over = (await web.get("/admin/rights/changes")).text
    assert "<progress" not in over and "data-again" not in over
    assert all(words in over for words in ("@olga", "What is refused for everybody", "Nothing", "Training", "1 of 1"))
    about = (await web.get("/about")).text
    assert "whatever was chosen for it" in about and "Open to AI" not in about, "what is below is not offered"


async def test_an_artist_is_told_that_the_floor_holds(meeting: Meeting) -> None:
    site, web = meeting.site, meeting.web
    row = await new_series(site, meeting.jane, "Harbours", "harbours")
    work = await hung(site, meeting.jane, "Open", ai_policy="open", series_id=row.id)
    await log_in(web, "jane")
    await web.post_form("/settings/ai", {"ai_policy": "open"})
    await web.post_form(f"/works/series/{row.id}", {"title": "Harbours", "ai_policy": "open"})
    assert "so “No AI” is what holds" not in (await web.get("/settings/ai")).text
    await change_settings(site, ai_policy_floor="no-ai")
    for path in ("/settings/ai", f"/works/{work.id}/edit", f"/works/series/{row.id}"):
        page = await web.get(path)
        assert page.status == 200
        assert "You chose “Open to AI”. This instance permits no more than “No AI”" in page.text, path
        assert 'name="ai_policy" value="open" checked' in page.text, "the choice is kept"
        assert 'value="no-training"' not in page.text, "what is below the floor is not offered"
        assert 'value="ask-first"' in page.text
    async with site.db.writing() as tx:
        jane = await actors.by_id(tx, meeting.jane.id)
        assert jane is not None
        await actors.save(tx, replace(jane, ai_policy="no-ai"))
    assert (await web.post_form("/settings/ai", {"ai_policy": "open"})).status == 422, "nobody new goes below"
    assert '<meta name="robots" content="noai">' in (await web.get(f"/@jane/{work.id}")).text


async def test_a_series_form(meeting: Meeting) -> None:
    site, web = meeting.site, meeting.web
    row = await new_series(site, meeting.jane, "Harbours", "harbours")
    await log_in(web, "jane")
    form = await web.get(f"/works/series/{row.id}")
    assert "As your other works: No AI" in form.text and 'name="ai_policy" value="" checked' in form.text
    refused = await web.post_form(f"/works/series/{row.id}", {"title": "Harbours", "ai_policy": "none"})
    assert refused.status == 422 and "does not offer this AI policy" in refused.text
    await web.post_form(f"/works/series/{row.id}", {"title": "Harbours", "ai_policy": "no-training"})
    await web.post_form(f"/works/series/{row.id}", {"title": "Ports"})
    async with site.db.reading() as tx:
        found = await series.by_id(tx, row.id)
    assert found is not None and (found.title, found.ai_policy) == ("Ports", "no-training")
    assert [one.scope for one in await changes(site.db)] == ["series"], "a new title is no new policy"
    assert "Where its series has a policy of its own" in (await web.get("/new")).text


async def test_a_series_of_somebody_else_keeps_its_policy(meeting: Meeting) -> None:
    row = await new_series(meeting.site, meeting.jane, "Harbours", "harbours")
    await make_artist(meeting.site, "eve")
    await log_in(meeting.web, "eve")
    answer = await meeting.web.post_form(f"/works/series/{row.id}", {"title": "Mine", "ai_policy": "open"})
    assert answer.status == 404
    async with meeting.site.db.reading() as tx:
        found = await series.by_id(tx, row.id)
    assert found is not None and found.ai_policy == "" and await changes(meeting.site.db) == []


async def test_artists_see_their_own_changes_and_nobody_elses(
    meeting: Meeting, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    site, web = meeting.site, meeting.web
    await make_artist(site, "eve")
    await hung(site, meeting.jane, "Heron")
    await log_in(web, "eve")
    await web.post_form("/settings/ai", {"ai_policy": "ask-first"})
    await web.post("/log-out", data={"csrf": await web.csrf("/settings/ai")})
    await log_in(web, "jane")
    await web.post_form("/settings/ai", {"ai_policy": "open"})
    await done(site, clock)
    page = await web.get("/settings/ai/changes")
    assert "As the instance" in page.text and "Open to AI" in page.text and "Files of 1 of 1 works" in page.text
    assert "Ask first" not in page.text and "eve" not in page.text
    assert (await web.get("/admin/rights/changes")).status == 403
    assert await show(site, _parser().parse_args(["rights", "changes"])) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].split() == ["when", "who", "what", "from", "to", "state", "files", "told"]
    assert "Ask first" in out[1] and "Open to AI" in out[2] and "1 of 1" in out[2]
    await show(site, _parser().parse_args(["rights", "changes", "--json", "--artist", "@jane", "--limit", "5"]))
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told["by"], told["artist"], told["state"], told["files_done"]) == ("jane", "jane", "finished", 1)
    with pytest.raises(Problem):
        await show(site, _parser().parse_args(["rights", "changes", "--artist", "nobody"]))


async def test_a_floor_of_a_later_version_is_no_floor(meeting: Meeting) -> None:
    work = await hung(meeting.site, meeting.jane, "Open", ai_policy="open")
    async with meeting.site.db.writing() as tx:
        odd = InstanceSettings(set_up=True, ai_policy_floor="of-a-later-version")
        await save_settings(tx, odd, now=meeting.site.clock.now())
    meeting.site.pages.changed()
    answer = await meeting.web.get(f"/@jane/{work.id}")
    assert answer.headers["Content-Usage"] == "train-ai=y, search=y"


async def test_a_long_history_is_read_page_by_page(meeting: Meeting) -> None:
    await make_artist(meeting.site, "olga", role="admin")
    async with meeting.site.db.writing() as tx:
        for number in range(35):
            await begin(tx, meeting.site, Changed("name", f"name {number}", "<b>", meeting.jane.id), account_id=None)
    await log_in(meeting.web, "olga")
    first = (await meeting.web.get("/admin/rights/changes")).text
    assert "name 34" in first and "name 5" in first and "name 4<" not in first and "The shell" in first
    assert "<b>" not in first, "names are text"
    (older,) = re.findall(r'href="(/admin/rights/changes\?before=\d+)"', first)
    second = (await meeting.web.get(older)).text
    assert "name 4" in second and "name 0" in second and "name 5<" not in second
    for word in ("x", "-1", "9" * 30, "²"):
        assert (await meeting.web.get(f"/admin/rights/changes?before={word}")).status == 200
