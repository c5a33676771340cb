"""The board of jobs: posted with pay and a word on AI, looked at by moderators, answered in private, gone in time."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from fediart.clock import DAY
from fediart.jobs.tidy import tidy
from tests.commissions.conftest import World, member
from tests.site import Client, change_settings

JOB = {
    "title": "Background painter", "studio": "Slow Harbour", "body": "Twelve backgrounds.", "kind": "project",
    "pay_from": "3000", "pay_to": "4000", "currency": "EUR", "pay_per": "project", "remote": "1", "ai": "none",
}  # fmt: skip


async def _moderator(world: World) -> Client:
    mo = world.artist.fresh()
    await member(world.site, mo, "mo", role="moderator")
    return mo


async def _on_board(world: World, **changes: str) -> tuple[str, Client]:
    """The path of kim's first job, which mo has let onto the board."""
    mo = await _moderator(world)
    path = (await world.client.post_form("/jobs/new", JOB | changes)).location
    number = path.rsplit("/", 1)[-1]
    assert (await mo.post_form(f"/admin/jobs/{number}", {"to": "open"}, page=path)).status == 303
    return path, mo


async def test_a_first_job_is_looked_at_and_then_answered_in_private(world: World) -> None:
    path, mo = await _on_board(world)
    board = (await world.visitor.get("/jobs")).text
    for words in ("Background painter", "Slow Harbour", "3,000–4,000 EUR", "No AI: nothing is generated"):
        assert words in board
    answer = {"words": "I paint weather.", "link": "https://jane.example/works"}
    assert (await world.artist.post_form(f"{path}/answer", answer)).status == 303
    assert (await world.artist.post_form(f"{path}/answer", answer, page="/home")).status == 422  # once
    assert "I paint weather" in (await world.artist.get(path)).text
    read = (await world.client.get(f"{path}/answers")).text
    assert "I paint weather" in read
    assert 'rel="nofollow noopener noreferrer ugc"' in read
    assert "I paint weather" not in (await world.visitor.get(path)).text
    for other in (world.artist, mo):
        assert (await other.get(f"{path}/answers")).status == 404
    talk = await world.client.post_form(f"{path}/answers/{world.jane.id}", page=f"{path}/answers")
    assert talk.location.startswith("/commissions/")
    again = await world.client.post_form(f"{path}/answers/{world.jane.id}", page=f"{path}/answers")
    assert again.location == talk.location  # they speak in one place
    assert "Background painter" in (await world.artist.get("/commissions")).text
    assert (await world.client.post_form(f"{path}/answers/{world.kim.id}", page="/home")).status == 404
    await world.client.post_form("/jobs/new", JOB | {"title": "Second"})
    assert "Second" in (await world.visitor.get("/jobs")).text  # who is known is not looked at again
    await change_settings(world.site, review_jobs=True)
    await world.client.post_form("/jobs/new", JOB | {"title": "Third"})
    assert "Third" not in (await world.visitor.get("/jobs")).text


@pytest.mark.one_engine
async def test_what_waits_or_was_taken_down_is_seen_by_its_poster_and_moderators_alone(world: World) -> None:
    mo = await _moderator(world)
    path = (await world.client.post_form("/jobs/new", JOB)).location
    number = path.rsplit("/", 1)[-1]
    assert "Background painter" not in (await world.visitor.get("/jobs")).text
    assert (await world.visitor.get(path)).status == 404
    assert (await world.artist.get(path)).status == 404
    assert (await world.artist.post_form(f"{path}/answer", {"words": "x"}, page="/home")).status == 404
    assert (await world.artist.get("/admin/jobs")).status == 403
    assert (await world.artist.post_form(f"/admin/jobs/{number}", {"to": "open"}, page="/home")).status == 403
    assert "Background painter" in (await mo.get("/admin/jobs")).text
    assert (await mo.post_form(f"/admin/jobs/{number}", {"to": "refused"}, page=path)).status == 422  # without a reason
    refused = await mo.post_form(f"/admin/jobs/{number}", {"to": "refused", "why": "Is it real?"}, page=path)
    assert refused.status == 303
    assert "Is it real?" in (await world.client.get(path)).text
    assert f'href="{path}"' in (await world.client.get("/notifications")).text
    assert (await mo.post_form(f"/admin/jobs/{number}", {"to": "open"}, page=path)).status == 303
    assert (await world.artist.post_form(f"{path}/report", {"words": "Unpaid"}, page=path)).status == 303
    reports = re.findall(r'href="(/admin/reports/\d+)"', (await mo.get("/admin/reports")).text)
    assert path in (await mo.get(reports[0])).text
    assert (await mo.post_form(f"/admin/jobs/{number}", {"to": "removed", "why": "Unpaid"}, page=path)).status == 303
    assert (await world.visitor.get(path)).status == 404
    later = await world.client.post_form("/jobs/new", JOB | {"title": "Again"})
    assert "Waits for a moderator" in (await world.client.get(later.location)).text


@pytest.mark.one_engine
async def test_jobs_leave_the_board_by_themselves_and_are_forgotten(world: World) -> None:
    path, _ = await _on_board(world)
    world.clock.move(59 * DAY)
    assert "Background painter" in (await world.visitor.get("/jobs")).text
    world.clock.move(2 * DAY)
    assert "Background painter" not in (await world.visitor.get("/jobs")).text
    assert (await world.visitor.get(path)).status == 404
    world.clock.move(90 * DAY)
    await tidy(world.site, {})
    async with world.site.db.reading() as tx:
        assert await tx.value("select count(*) from openings") == 0


@pytest.mark.one_engine
async def test_feeds_say_what_is_paid_and_whose_policy_holds(world: World) -> None:
    path, _ = await _on_board(world, title="A <b>bold</b> painter")
    atom = await world.visitor.get("/jobs/feed.atom")
    root = ElementTree.fromstring(atom.body)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in root.findall("a:entry/a:title", names)] == ["A <b>bold</b> painter"]
    kinds = {one.get("type") for one in root.findall("a:entry/a:link", names)}
    assert "application/activity+json" not in kinds  # a job does not federate
    assert "noai" in atom.headers["X-Robots-Tag"]
    item = (await world.visitor.get("/jobs/feed.json")).json["items"][0]
    assert item["url"].endswith(path)
    assert "3,000–4,000 EUR" in item["summary"]
    assert ElementTree.fromstring((await world.visitor.get("/jobs/feed.rss")).body).find("channel/item") is not None


@pytest.mark.one_engine
async def test_a_job_says_what_it_pays_where_it_is_and_what_about_ai(world: World) -> None:
    wrongs = (
        ({"pay_from": ""}, "Say what you pay"),
        ({"ai": ""}, "with regard to AI"),
        ({"remote": "", "place": ""}, "Say where it is"),
        ({"kind": "free"}, "what kind of work"),
        ({"ends": "2020-01-01"}, "must lie ahead"),
        ({"ends": "soon"}, "Give the day"),
        ({"currency": "XXX"}, "Choose the currency"),
        ({"body": ""}, "Describe the work"),
    )
    for wrong, words in wrongs:
        answer = await world.client.post_form("/jobs/new", JOB | wrong)
        assert answer.status == 422
        assert words in answer.text
    path, _ = await _on_board(world)
    assert (await world.artist.post_form(f"{path}/edit", JOB, page="/home")).status == 404
    assert (await world.artist.post_form(f"{path}/close", page="/home")).status == 404
    for link in ("javascript:alert(1)", "//x.example", "https://x.example/a b"):
        tried = await world.artist.post_form(f"{path}/answer", {"words": "x", "link": link}, page=path)
        assert tried.status == 422, link
    edited = await world.client.post_form(f"{path}/edit", JOB | {"title": "Painter of weather"})
    assert edited.status == 303
    assert "Painter of weather" in (await world.visitor.get("/jobs")).text
    assert (await world.client.post_form(f"{path}/close", page=path)).status == 303
    assert "Painter of weather" not in (await world.visitor.get("/jobs")).text
