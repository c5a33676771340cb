"""Files handed in privately: with a new work and with a held one, seen by two kinds of people and by nobody else."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from fediart.actions.appeal import ask
from fediart.actions.attach import attach
from fediart.actions.delete import delete
from fediart.actions.review import Choice, decide
from fediart.actions.submission import Upload
from fediart.clock import DAY, HOUR, HandClock
from fediart.errors import Problem
from fediart.jobs.tidy import GRACE, sweep, tidy
from fediart.site import Site
from fediart.store import accounts, actors, attachments, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.attachments import Attachment
from tests.publish import works
from tests.side import made
from tests.site import Answer, Client, drain, form_data, log_in

ONE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # where the databases make no difference
PSD = ("heron.psd", made.psd(), "application/octet-stream")
WIP = ("wip-1.png", made.png(), "image/png")


async def person(site: Site, name: str) -> tuple[Account, Actor]:
    async with site.db.reading() as tx:
        account, actor = await accounts.by_name(tx, name), await actors.by_handle(tx, name)
    assert account is not None and actor is not None
    return account, actor


async def attached(site: Site, work_id: int) -> list[Attachment]:
    async with site.db.reading() as tx:
        return await attachments.of_artwork(tx, work_id)


async def newest_work(site: Site) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value("select max(id) from artworks"))


async def publish(client: Client, picture: bytes, *files: tuple[str, bytes, str]) -> Answer:
    """As a browser without scripts sends the form, empty file fields and all."""
    fields = {
        "title": "Heron", "alt-1": "A heron", "visibility": "public", "licence": "all-rights-reserved",
        "files": ("picture.png", picture, "image/png"),
        "evidence": list(files) or ("", b"", "application/octet-stream"),
        "evidence_note": "Two evenings." if files else "",
    }  # fmt: skip
    return await client.post_form("/new", fields)


async def held_work(site: Site, client: Client, *files: tuple[str, bytes, str]) -> int:
    await log_in(client, "jane")
    sent = await publish(client, works.red_png(), *files)
    assert sent.status == 303, sent.text
    await drain(site)
    return await newest_work(site)


def upload(folder: Path, name: str, data: bytes) -> Upload:
    (folder / name).write_bytes(data)
    return Upload(folder / name, name)


async def test_files_come_with_a_new_work_and_show_their_layers(site: Site, client: Client) -> None:
    work_id = await held_work(site, client, PSD, WIP)
    layered, shot = await attached(site, work_id)
    assert (layered.kind, layered.facts["layer_count"], layered.facts["group_count"]) == ("layered", 4, 1)
    assert (layered.step, layered.note, shot.kind) == ("submission", "Two evenings.", "in-progress")
    page = (await client.get(f"/works/{work_id}")).text
    assert "4 layers" in page and "1 group" in page and "Line art" in page and "Two evenings." in page
    moderator = client.fresh()
    await log_in(moderator, "mo")
    review = (await moderator.get(f"/review/{work_id}")).text
    assert "heron.psd" in review and "4 layers" in review


@ONE
async def test_a_held_work_takes_more_files_up_to_the_bounds(site: Site, client: Client) -> None:
    work_id = await held_work(site, client)
    path = f"/works/{work_id}/evidence"
    sent = await client.post_form(path, {"evidence": [WIP, PSD], "evidence_note": "Steps"}, page=f"/works/{work_id}")
    assert (sent.status, sent.location) == (303, f"/works/{work_id}")
    assert [one.name for one in await attached(site, work_id)] == ["wip-1.png", "heron.psd"]
    many = await client.post_form(path, {"evidence": [WIP, WIP]}, page=f"/works/{work_id}")
    assert many.status == 422 and "at most 3 files" in many.text
    large = ("film.mp4", made.mp4() + b"\0" * 1_000_001, "video/mp4")
    assert "more than 1 MB" in (await client.post_form(path, {"evidence": large}, page=f"/works/{work_id}")).text
    page = ("page.html", b"<script>alert(1)</script>", "text/html")
    refused = await client.post_form(path, {"evidence": page}, page=f"/works/{work_id}")
    assert refused.status == 422 and "page.html: we cannot read this kind of file" in refused.text
    nothing = await client.post_form(path, {"evidence": ("", b"", "text/plain")}, page=f"/works/{work_id}")
    assert "Choose at least one file" in nothing.text
    assert len(await attached(site, work_id)) == 2


@ONE
async def test_all_of_an_artist_together_have_a_quota(site: Site, client: Client, tmp_path: Path) -> None:
    _, jane = await person(site, "jane")
    first = await held_work(site, client)
    bulky = made.mp4() + b"\0" * 900_000
    await attach(site, jane, first, [upload(tmp_path, f"{one}.mp4", bulky + bytes([one])) for one in (1, 2)])
    assert (await publish(client, works.red_png())).status == 303
    await drain(site)
    second = await newest_work(site)
    try:
        await attach(site, jane, second, [upload(tmp_path, "3.mp4", bulky)])
    except Problem as problem:
        assert "2 MB" in problem.message
    else:
        raise AssertionError("the quota holds nobody back")
    assert await attached(site, second) == []


@ONE
async def test_a_wrong_file_on_the_form_keeps_the_rest_of_it(site: Site, client: Client) -> None:
    await log_in(client, "jane")
    sent = await publish(client, works.human_png(), ("page.html", b"<html>", "text/html"))
    assert sent.status == 422 and "we cannot read this kind of file" in sent.text and "Two evenings." in sent.text
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from artworks") == 0


@ONE
async def test_only_the_artist_and_reviewers_can_open_them(site: Site, client: Client) -> None:
    work_id = await held_work(site, client, PSD)
    (one,) = await attached(site, work_id)
    path = f"/works/{work_id}/evidence/{one.id}"
    visitor, tom, mo = client.fresh(), client.fresh(), client.fresh()
    await log_in(tom, "tom")
    await log_in(mo, "mo")
    for way in (path, f"{path}/preview"):
        assert (await client.get(way)).status == (await mo.get(way)).status == 200
        assert (await tom.get(way)).status == 404
        assert (await visitor.get(way)).status in (303, 403)
        assert (await visitor.get(way, headers={"Accept": "application/activity+json"})).status in (303, 401, 403)
    assert (await client.get(path)).body == PSD[1]
    for guess in (f"/works/{work_id}/evidence/{one.id + 1}", f"/works/{work_id + 1}/evidence/{one.id}",
                  f"/works/{work_id}/evidence/{2**63}", f"/media/{work_id}/{one.sha256}.bin"):  # fmt: skip
        assert (await client.get(guess)).status == 404, guess
    removed = await tom.post_form(f"{path}/remove", page="/works")
    assert removed.status == 404 and len(await attached(site, work_id)) == 1
    assert (await tom.post_form(f"/works/{work_id}/evidence", {"evidence": WIP}, page="/works")).status == 404
    assert (await client.post(f"{path}/remove")).status == 403, "no token, no deed"


async def test_reviewers_see_nothing_of_a_work_that_never_came_before_them(site: Site, client: Client) -> None:
    await log_in(client, "jane")
    await publish(client, works.human_png(), PSD)
    await drain(site)
    work_id = await newest_work(site)
    (one,) = await attached(site, work_id)
    mo = client.fresh()
    await log_in(mo, "mo")
    assert (await mo.get(f"/works/{work_id}/evidence/{one.id}")).status == 404
    assert (await client.get(f"/works/{work_id}/evidence/{one.id}")).status == 200
    late = await client.post_form(f"/works/{work_id}/evidence", {"evidence": WIP}, page=f"/works/{work_id}")
    assert "nobody asks how it was made" in late.text


@ONE
async def test_a_suspended_moderator_sees_nothing(site: Site, client: Client) -> None:
    work_id = await held_work(site, client, PSD)
    (one,) = await attached(site, work_id)
    mo = client.fresh()
    await log_in(mo, "mo")
    async with site.db.writing() as tx:
        await tx.run("update accounts set suspended = 1 where email = 'mo@mail.example'")
    assert (await mo.get(f"/works/{work_id}/evidence/{one.id}")).status in (303, 403, 404)


@ONE
async def test_no_browser_runs_what_was_sent(site: Site, client: Client) -> None:
    """A picture with markup at its end is a picture, and goes out as a download of no type at all."""
    trick = ('a"b;<x>.png', made.png() + b"<html><script>alert(1)</script>", "text/html")
    work_id = await held_work(site, client, trick)
    (one,) = await attached(site, work_id)
    answer = await client.get(f"/works/{work_id}/evidence/{one.id}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"] and "no-store" in answer.headers["Cache-Control"]
    small = await client.get(f"/works/{work_id}/evidence/{one.id}/preview")
    assert small.headers["Content-Type"] == "image/webp" and b"script" not in small.body


@ONE
async def test_nothing_of_it_leaves_this_server(site: Site, client: Client) -> None:
    work_id = await held_work(site, client, PSD)
    (one,) = await attached(site, work_id)
    account, _ = await person(site, "mo")
    await decide(site, account, work_id, Choice.PUBLISH)
    await drain(site)
    visitor = client.fresh()
    page = (await visitor.get(f"/@jane/{work_id}")).text
    note = await visitor.get(f"/users/jane/posts/{work_id}", headers={"Accept": "application/activity+json"})
    outbox = await visitor.get("/users/jane/outbox?page=1", headers={"Accept": "application/activity+json"})
    assert json.loads(note.body)["type"]
    for text in (page, note.text, outbox.text):
        assert "heron.psd" not in text and one.sha256 not in text and "evidence" not in text
    async with site.db.reading() as tx:
        for row in await tx.all("select body from outgoing"):
            assert "heron.psd" not in row["body"]


async def test_they_go_with_the_work_and_their_files_are_swept(site: Site, client: Client, clock: HandClock) -> None:
    work_id = await held_work(site, client, PSD)
    (one,) = await attached(site, work_id)
    _, jane = await person(site, "jane")
    clock.move(GRACE + HOUR)
    assert await sweep(site, "attachments") == 0
    await delete(site, jane, work_id)
    assert await attached(site, work_id) == []
    assert (await client.get(f"/works/{work_id}/evidence/{one.id}")).status == 404
    clock.move(365 * DAY)  # the files' own times are those of the machine
    assert await sweep(site, "attachments") == 2
    assert not any(path.is_file() for path in (site.config.files / "attachments").rglob("*"))


async def test_they_are_kept_for_ninety_days_after_the_case_is_closed(
    site: Site, client: Client, clock: HandClock
) -> None:
    work_id = await held_work(site, client, PSD)
    clock.move(200 * DAY)
    await tidy(site, {})
    assert len(await attached(site, work_id)) == 1, "an open case keeps them"
    account, _ = await person(site, "mo")
    await decide(site, account, work_id, Choice.PUBLISH)
    await drain(site)
    clock.move(89 * DAY)
    await tidy(site, {})
    assert len(await attached(site, work_id)) == 1
    clock.move(2 * DAY)
    await tidy(site, {})
    assert await attached(site, work_id) == []


@ONE
async def test_files_are_an_answer_to_a_question(site: Site, client: Client) -> None:
    work_id = await held_work(site, client)
    account, _ = await person(site, "mo")
    await ask(site, account, work_id, "How did you paint the water?")
    sent = await client.post_form(f"/works/{work_id}/evidence", {"evidence": WIP}, page=f"/works/{work_id}")
    assert sent.status == 303
    assert [one.step for one in await attached(site, work_id)] == ["answer"]
    async with site.db.reading() as tx:
        case = await reviews.open_of(tx, work_id)
        said = [row.note for row in await verdicts.of_artwork(tx, work_id) if row.decision == "answer"]
    assert case is not None and case.state == reviews.WAITING
    assert said == ["Attached: wip-1.png"]


async def test_an_artist_takes_a_file_back(site: Site, client: Client) -> None:
    work_id = await held_work(site, client, PSD, WIP)
    first = (await attached(site, work_id))[0]
    sent = await client.post_form(f"/works/{work_id}/evidence/{first.id}/remove", page=f"/works/{work_id}")
    assert sent.status == 303
    assert [one.name for one in await attached(site, work_id)] == ["wip-1.png"]


async def test_two_at_once_do_not_get_past_the_bounds(site: Site, client: Client, tmp_path: Path) -> None:
    work_id = await held_work(site, client)
    _, jane = await person(site, "jane")
    sent = [
        attach(site, jane, work_id, [upload(tmp_path, f"{turn}-{one}.png", made.png((20 + one, 20))) for one in (1, 2)])
        for turn in ("a", "b")
    ]
    ended = await asyncio.gather(*sent, return_exceptions=True)
    assert sum(isinstance(one, Problem) for one in ended) == 1
    assert len(await attached(site, work_id)) == 2


@ONE
async def test_an_appeal_brings_its_files_along_even_of_a_published_work(site: Site, client: Client) -> None:
    """In one form and one transaction: an appeal that is not taken leaves no file behind."""
    work_id = await held_work(site, client)
    async with site.db.reading() as tx:
        mo = await accounts.by_name(tx, "mo")
    assert mo is not None
    await decide(site, mo, work_id, Choice.LABEL_GENERATED, "It looks generated.")
    await drain(site)
    await log_in(client, "jane")
    page, path = f"/works/{work_id}", f"/works/{work_id}/appeal"
    text = (await client.get(page)).text
    assert f'action="{path}" enctype="multipart/form-data"' in text and text.count('name="evidence"') == 1
    empty = await client.post_form(path, {"note": " ", "evidence": PSD}, page=page)
    assert empty.status == 422 and "Say how you made it" in empty.text
    script = ("page.html", b"<script>alert(1)</script>", "text/html")
    wrong = await client.post_form(path, {"note": "Forty layers.", "evidence": [PSD, script]}, page=page)
    assert wrong.status == 422 and "page.html: we cannot read" in wrong.text and "Forty layers." in wrong.text
    forged = form_data({"note": "Forty layers.", "evidence": PSD})
    assert (await client.post(path, data=forged)).status == 403
    assert await attached(site, work_id) == []
    fields = {"note": "Forty layers.", "evidence": [PSD, WIP], "evidence_note": "Two evenings."}
    assert (await client.post_form(path, fields, page=page)).status == 303
    found = await attached(site, work_id)
    assert [(one.name, one.step, one.note) for one in found] == [
        ("heron.psd", "appeal", "Two evenings."), ("wip-1.png", "appeal", "Two evenings."),
    ]  # fmt: skip
    late = await client.post_form(f"/works/{work_id}/answer", {"evidence": WIP}, page=page)
    assert late.status == 303, "files alone are an answer"
    async with site.db.reading() as tx:
        assert (await verdicts.of_artwork(tx, work_id))[-1].note == "Attached: wip-1.png"
