"""What a change of an AI policy brings about: pages at once, files and other servers soon, each of them once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fediart.actions.edit import PictureWords, edit
from fediart.actions.policy_changes import wake
from fediart.actions.profile import Profile, choose_policy, save_profile
from fediart.actions.series import SeriesWords, delete_series, save_series
from fediart.actions.settings import save_instance
from fediart.actions.staff import suspend, unsuspend
from fediart.actions.submission import Details
from fediart.actions.withdrawal import bring_back, withdraw
from fediart.clock import HandClock
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.tidy import tidy
from fediart.jobs.worker import Worker
from fediart.outcomes import Done
from fediart.store import artworks, pictures, renditions
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.settings import InstanceSettings, read_settings
from tests.inbox.conftest import Meeting
from tests.policy_changes.gallery import changes, done, hung, pixels_of, said_in_files
from tests.seeds import new_series
from tests.site import make_artist

NO_AI = {"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"}
OPEN = {"DMI-ALLOWED"}
NO_TRAINING = {"DMI-PROHIBITED-AIMLTRAINING"}


async def admin_of(meeting: Meeting) -> Account:
    return (await make_artist(meeting.site, "olga", role="admin"))[0]


async def settings_of(meeting: Meeting) -> InstanceSettings:
    async with meeting.site.db.reading() as tx:
        return await read_settings(tx)


async def instance(meeting: Meeting, admin: Account, **chosen: Any) -> None:
    await save_instance(meeting.site, admin, replace(await settings_of(meeting), **chosen))


async def header(meeting: Meeting, work: int) -> str:
    page = await meeting.web.get(f"/@jane/{work}")
    assert page.status == 200
    return page.headers["Content-Usage"]


async def test_a_new_instance_policy_reaches_everything_that_follows_it(followed: Meeting, clock: HandClock) -> None:
    site, admin = followed.site, await admin_of(followed)
    follows = [await hung(site, followed.jane, f"Work {number}") for number in range(3)]
    own = await hung(site, followed.jane, "Own", ai_policy="no-ai")
    async with site.db.reading() as tx:
        files = await renditions.of_artwork(tx, own.id)
    pixels = await pixels_of(site, follows[0])
    assert await header(followed, follows[0].id) == "train-ai=n, search=y"
    await instance(followed, admin, ai_policy="open")
    assert await header(followed, follows[0].id) == "train-ai=y, search=y", "the page, at once"
    await done(site, clock)
    for work in follows:
        assert await said_in_files(site, work) == OPEN
    assert await pixels_of(site, follows[0]) == pixels
    updates = [one["object"] for one in followed.bob.received if one["type"] == "Update"]
    notes = [one for one in updates if one["type"] == "Note"]
    assert sorted(one["id"] for one in notes) == sorted(f"{followed.jane.uri}/posts/{work.id}" for work in follows)
    assert {one["contentUsage"] for one in notes} == {"train-ai=y, search=y"}
    assert [one["contentUsage"] for one in updates if one["id"] == followed.jane.uri] == ["train-ai=y, search=y"]
    async with site.db.reading() as tx:
        assert await renditions.of_artwork(tx, own.id) == files, "what has a policy of its own is not touched"
    (change,) = await changes(site.db)
    assert (change.account_id, change.scope, change.was, change.became) == (admin.id, "instance", "no-ai", "open")
    assert (change.state, change.files_done, change.files_total) == ("finished", 3, 3)
    assert (change.told_done, change.told_total) == (3, 3) and change.ended


async def test_a_floor_holds_for_works_that_are_up_and_gives_their_choice_back(
    followed: Meeting, clock: HandClock
) -> None:
    site, admin = followed.site, await admin_of(followed)
    work = await hung(site, followed.jane, "Open", ai_policy="open")
    await instance(followed, admin, ai_policy_floor="no-training")
    assert await header(followed, work.id) == "train-ai=n, search=y"
    await done(site, clock)
    assert await said_in_files(site, work) == NO_TRAINING
    (note,) = [one["object"] for one in followed.bob.received if one["type"] == "Update"]
    assert note["usageInfo"].endswith("/policies/no-training") == note["attachment"][0]["usageInfo"].endswith(
        "training"
    )
    async with site.db.reading() as tx:
        kept = await artworks.by_id(tx, work.id)
    assert kept is not None and kept.ai_policy == "open"
    await instance(followed, admin, ai_policy_floor="open")
    await done(site, clock)
    assert await said_in_files(site, work) == OPEN
    assert [(one.scope, one.was, one.became, one.told_done) for one in await changes(site.db)] == [
        ("floor", "open", "no-training", 1), ("floor", "no-training", "open", 1),
    ]  # fmt: skip


@pytest.mark.one_engine
async def test_a_second_change_takes_over_and_does_nothing_twice(followed: Meeting, clock: HandClock) -> None:
    site, admin = followed.site, await admin_of(followed)
    works = [await hung(site, followed.jane, f"Work {number}") for number in range(25)]
    await instance(followed, admin, ai_policy="open")
    worker = Worker(site, HANDLERS)
    await worker.round()  # counts
    await worker.round()  # the first piece of the files
    first = (await changes(site.db))[0]
    assert (first.state, first.files_total, first.files_done) == ("files", 25, 20)
    await instance(followed, admin, ai_policy="no-ai")
    await done(site, clock)
    first, second = await changes(site.db)
    assert (first.state, first.files_done) == ("superseded", 20)
    assert (second.state, second.files_total, second.files_done) == ("finished", 20, 20), "only what the first had done"
    assert second.told_total == 0, "nobody had been told of the first"
    assert not [one for one in followed.bob.received if one["type"] == "Update" and one["object"]["type"] == "Note"]
    for work in (works[0], works[-1]):
        assert await said_in_files(site, work) == NO_AI


@pytest.mark.one_engine
async def test_other_servers_hear_of_it_in_batches(followed: Meeting, clock: HandClock) -> None:
    site, admin = followed.site, await admin_of(followed)
    for number in range(25):
        await hung(site, followed.jane, f"Work {number}")
    await instance(followed, admin, ai_policy="open")
    heard: list[dict[str, Any]] = []
    began = clock.now()
    while len(heard) < 25:
        await followed.drain()
        heard = [one for one in followed.bob.received if one["type"] == "Update" and one["object"]["type"] == "Note"]
        assert len(heard) <= 10 + (clock.now() - began) / 200, "a burst of ten, then at most five a second"
        clock.move(500)
    assert clock.now() - began >= 4000
    assert len({one["object"]["id"] for one in heard}) == 25


@pytest.mark.one_engine
async def test_an_artists_choice_and_name(followed: Meeting, clock: HandClock) -> None:
    site = followed.site
    follows, own = await hung(site, followed.jane, "Follows"), await hung(site, followed.jane, "Own", ai_policy="no-ai")
    jane = await choose_policy(site, followed.jane, "open")
    await done(site, clock)
    assert await said_in_files(site, follows) == OPEN and await said_in_files(site, own) == NO_AI
    kinds = [one["object"]["type"] for one in followed.bob.received if one["type"] == "Update"]
    assert sorted(kinds) == ["Note", "Person"]
    await save_profile(site, jane, Profile(display_name="Jane Grey"))
    await done(site, clock)
    chosen, named = await changes(site.db)
    assert (chosen.scope, chosen.actor_id, chosen.was, chosen.became) == ("artist", jane.id, "", "open")
    assert (named.scope, named.was, named.became, named.files_done) == ("name", "jane", "Jane Grey", 2)
    assert named.told_total == 0
    async with site.db.reading() as tx:
        (one, *_) = await renditions.of_artwork(tx, own.id)
    assert b"Jane Grey" in (await site.storage.local(one.key)).read_bytes()


async def test_a_series_has_a_policy_of_its_own(followed: Meeting, clock: HandClock) -> None:
    site, jane = followed.site, followed.jane
    row = await new_series(site, jane, "Harbours", "harbours")
    inside = await hung(site, jane, "Inside", series_id=row.id, series_position=1)
    strict = await hung(site, jane, "Strict", series_id=row.id, series_position=2, ai_policy="no-ai")
    outside = await hung(site, jane, "Outside")
    await save_series(site, jane, row.id, SeriesWords("Harbours", "", "open"), order=[inside.id, strict.id])
    assert await header(followed, inside.id) == "train-ai=y, search=y"
    assert await header(followed, strict.id) == await header(followed, outside.id) == "train-ai=n, search=y"
    page = await followed.web.get("/@jane/series/harbours")
    assert page.headers["Content-Usage"] == "train-ai=y, search=y" and "Open to AI" in page.text
    accept = {"Accept": "application/activity+json"}
    shelf = await followed.web.get("/users/jane/series/harbours", headers=accept)
    assert shelf.json["contentUsage"] == shelf.headers["Content-Usage"] == "train-ai=y, search=y"
    note = await followed.web.get(f"/users/jane/posts/{inside.id}", headers=accept)
    assert note.headers["Content-Usage"] == note.json["contentUsage"] == "train-ai=y, search=y"
    await done(site, clock)
    assert await said_in_files(site, inside) == OPEN
    assert await said_in_files(site, strict) == await said_in_files(site, outside) == NO_AI
    await delete_series(site, jane, row.id)
    await done(site, clock)
    assert await said_in_files(site, inside) == NO_AI
    assert [(one.scope, one.subject, one.was, one.became, one.files_done) for one in await changes(site.db)] == [
        ("series", "Harbours", "", "open", 1), ("series", "Harbours", "open", "", 1),
    ]  # fmt: skip


@pytest.mark.one_engine
async def test_a_file_that_is_missing_stops_nothing(followed: Meeting, clock: HandClock) -> None:
    site, admin = followed.site, await admin_of(followed)
    whole, broken = await hung(site, followed.jane, "Whole"), await hung(site, followed.jane, "Broken")
    async with site.db.writing() as tx:
        missing = f"public/00/00/{'0' * 64}.png"
        await tx.run("update renditions set key = :key where artwork_id = :id", key=missing, id=broken.id)
    await instance(followed, admin, ai_policy="open")
    await done(site, clock)
    (change,) = await changes(site.db)
    assert (change.state, change.files_done, change.files_failed) == ("finished", 1, 1)
    assert await said_in_files(site, whole) == OPEN


@pytest.mark.one_engine
async def test_an_edit_of_one_works_policy_and_words(followed: Meeting, clock: HandClock) -> None:
    site = followed.site
    work = await hung(site, followed.jane, "Heron")
    await edited(followed, work, title="Heron, opened", ai_policy="open")
    assert await header(followed, work.id) == "train-ai=y, search=y"
    await edited(followed, work, title="Heron, closed", ai_policy="")  # before anything of the first is done
    await done(site, clock)
    notes = [one["object"] for one in followed.bob.received if one["type"] == "Update"]
    assert [note["contentUsage"] for note in notes] == ["train-ai=n, search=y"], "told once, of what holds"
    assert "Heron, closed" in notes[0]["content"]
    await edited(followed, work, title="Heron", ai_policy="open")
    await done(site, clock)
    note = followed.bob.received[-1]["object"]
    assert note["contentUsage"] == note["attachment"][0]["contentUsage"] == "train-ai=y, search=y"
    assert "/media/open/" in note["attachment"][0]["url"], "the address that robots.txt opens"
    assert await said_in_files(site, work) == OPEN
    assert [(one.scope, one.was, one.became, one.state) for one in await changes(site.db)] == [
        ("artwork", "no-ai", "open", "superseded"), ("artwork", "open", "no-ai", "finished"),
        ("artwork", "no-ai", "open", "finished"),
    ]  # fmt: skip


async def edited(meeting: Meeting, work: Artwork, **changes: str) -> None:
    site = meeting.site
    async with site.db.reading() as tx:
        (picture,) = await pictures.of_artwork(tx, work.id)
    details = Details(title=changes["title"], ai_policy=changes["ai_policy"])
    await edit(site, meeting.jane, work.id, details, [PictureWords(picture.id, picture.alt)])


@pytest.mark.one_engine
async def test_what_was_away_catches_up(followed: Meeting, clock: HandClock) -> None:
    """Withdrawn by moderators while the policy changed, and brought back."""
    site, admin = followed.site, await admin_of(followed)
    work = await hung(site, followed.jane, "Heron")
    async with site.db.writing() as tx:
        assert await withdraw(tx, site, work, admin, appeal_days=14)
    await instance(followed, admin, ai_policy="open")
    await done(site, clock)
    assert await said_in_files(site, work) == NO_AI
    async with site.db.writing() as tx:
        assert await bring_back(tx, site, work, "")
    await done(site, clock)
    assert await said_in_files(site, work) == OPEN
    notes = [
        one["object"] for one in followed.bob.received if one["type"] == "Update" and "attachment" in one["object"]
    ]
    assert [note["contentUsage"] for note in notes if note["type"] == "Note"] == ["train-ai=y, search=y"]


@pytest.mark.one_engine
async def test_what_was_changed_during_a_suspension_is_told_when_it_is_lifted(
    followed: Meeting, clock: HandClock
) -> None:
    site, admin = followed.site, await admin_of(followed)
    work, own = await hung(site, followed.jane, "Heron"), await hung(site, followed.jane, "Own", ai_policy="no-ai")
    await suspend(site, None, "jane")
    await instance(followed, admin, ai_policy="open")
    await done(site, clock)
    assert (await said_in_files(site, work), await said_in_files(site, own)) == (OPEN, NO_AI)
    followed.bob.received.clear()
    await unsuspend(site, None, "jane")
    await done(site, clock)
    told = [one for one in followed.bob.received if one["type"] == "Update"]
    assert {one["contentUsage"] for one in told} == {"train-ai=y, search=y"}, "on the activity, of the artist, too"
    assert [one["object"]["url"] for one in told if one["object"]["type"] == "Note"] == [
        f"{site.config.origin}/@jane/{work.id}"
    ]
    assert any(one["object"]["type"] == "Person" for one in told)
    last = (await changes(site.db))[-1]
    assert (last.scope, last.was, last.became, last.told_done, last.state) == ("return", "no-ai", "open", 1, "finished")
    followed.bob.received.clear()
    await suspend(site, None, "jane")
    await unsuspend(site, None, "jane")
    await done(site, clock)
    assert (await changes(site.db))[-1] == last, "nothing was missed"


@pytest.mark.one_engine
async def test_a_change_whose_job_was_given_up_is_woken_by_the_hourly_job(followed: Meeting, clock: HandClock) -> None:
    site, admin = followed.site, await admin_of(followed)
    work = await hung(site, followed.jane, "Heron")
    await instance(followed, admin, ai_policy="open")
    async with site.db.writing() as tx:
        await tx.run("update jobs set state = 'finished', outcome = 'given up' where kind = 'policy-change'")
    await done(site, clock)
    assert await said_in_files(site, work) == NO_AI
    assert isinstance(await tidy(site, {}), Done)
    async with site.db.writing() as tx:
        await wake(tx, site)
        assert await tx.value("select count(*) from jobs where kind = 'policy-change' and state = 'waiting'") == 1
    await done(site, clock)
    assert await said_in_files(site, work) == OPEN
    assert [one.state for one in await changes(site.db)] == ["finished"]
