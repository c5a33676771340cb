"""A policy or a model runs over everything published: what it would stop goes before people, nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions import rescan
from fediart.actions.admission_policy import save_policy
from fediart.actions.rescan import Wanted
from fediart.actions.review import Choice, decide
from fediart.admission.policy import BALANCED, LABEL_ONLY, OFF
from fediart.clock import HandClock
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.site import Site
from fediart.store import actors, follows, measurements, rescans, reviews
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, Follow
from fediart.store.rescans import Found, Rescan
from tests.publish import works
from tests.publish.works import artwork_of, jane, pictures_of, publish_one, told, verdicts_of
from tests.site import drain, make_artist

ONE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # where the databases make no difference


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    """Of an instance that published everything, until its policy was made stricter."""
    account, _ = await make_artist(site, "ada", role="admin")
    await save_policy(site, account, "off", seen_version=1)
    return (await jane(site))[1]


async def followed_from_far(site: Site, artist: Actor) -> None:
    uri = "https://far.example/users/bob"
    bob = replace(
        artist, id=site.ids.new(), uri=uri, name="bob", host="far.example", url=uri, inbox=f"{uri}/inbox",
        shared_inbox="https://far.example/inbox", public_key_id=f"{uri}#main-key",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await actors.insert(tx, bob)
        await follows.put(tx, Follow(site.ids.new(), bob.id, artist.id, ACCEPTED, f"{uri}#f", site.clock.now()))


async def run_all(site: Site, wanted: Wanted = Wanted(), *, queued: bool = False) -> Rescan:  # noqa: B008
    run = await rescan.start(site, None, wanted, queued=queued)
    if queued:
        await drain(site)
    while run.state == rescans.RUNNING:
        run = await rescan.step(site, run.id)
    return run


async def found_by(site: Site, run: Rescan) -> list[tuple[int, str, str, str, int]]:
    async with site.db.reading() as tx:
        rows = await rescans.found_by(tx, run.id)
    return [(one.artwork_id, one.before, one.after, one.outcome, one.acted) for one in rows]


async def open_case(site: Site, artwork_id: int) -> str:
    async with site.db.reading() as tx:
        case = await reviews.open_of(tx, artwork_id)
    return case.cause if case else ""


@ONE
async def test_a_dry_run_only_tells_what_would_change(site: Site, artist: Actor, tmp_path: Path) -> None:
    human = await publish_one(site, tmp_path, artist)
    red = await publish_one(site, tmp_path, artist, works.red_png())
    marked = await publish_one(site, tmp_path, artist, works.a1111_png())
    partly = await publish_one(site, tmp_path, artist, works.partly_jpeg())
    before = [len(await verdicts_of(site, one)) for one in (human, red, marked, partly)]
    run = await run_all(site, Wanted(policy=BALANCED))
    assert (run.state, run.total, run.done, run.measured) == (rescans.FINISHED, 4, 4, 4)
    assert await found_by(site, run) == [
        (red, "publish", "hold", "review", 0),
        (marked, "publish", "refuse", "review", 0),
        (partly, "publish", "label-assisted", "label", 0),
    ]
    assert [len(await verdicts_of(site, one)) for one in (human, red, marked, partly)] == before
    assert await open_case(site, red) == "" and (await artwork_of(site, red)).state == "published"
    assert (await run_all(site, Wanted(policy=BALANCED))).measured == 0


async def test_what_would_be_stopped_goes_before_moderators_and_stays_up(
    site: Site, artist: Actor, tmp_path: Path
) -> None:
    await make_artist(site, "mo", role="moderator")
    red = await publish_one(site, tmp_path, artist, works.red_png())
    marked = await publish_one(site, tmp_path, artist, works.a1111_png())
    partly = await publish_one(site, tmp_path, artist, works.partly_jpeg())
    run = await run_all(site, Wanted(policy=BALANCED, applies=rescans.TO_REVIEW))
    assert [one[3:] for one in await found_by(site, run)] == [("review", 1), ("review", 1), ("label", 1)]
    for work_id in (red, marked, partly):
        assert (await artwork_of(site, work_id)).state == "published"
        assert (await artwork_of(site, work_id)).ai_label == ""
        assert await open_case(site, work_id) == "rescan"
    assert "resembles" in (await verdicts_of(site, red))[-1].note
    again = await run_all(site, Wanted(policy=BALANCED, applies=rescans.TO_REVIEW))
    assert {one[3:] for one in await found_by(site, again)} == {("open", 0)}


@ONE
async def test_who_was_cleared_by_a_person_is_left_in_peace(site: Site, artist: Actor, tmp_path: Path) -> None:
    moderator, _ = await make_artist(site, "mo", role="moderator")
    red = await publish_one(site, tmp_path, artist, works.red_png())
    await run_all(site, Wanted(policy=BALANCED, applies=rescans.TO_REVIEW))
    await decide(site, moderator, red, Choice.KEEP)
    rows = len(await verdicts_of(site, red))
    run = await run_all(site, Wanted(policy=BALANCED, applies=rescans.WITH_LABELS))
    assert await found_by(site, run) == [(red, "publish", "hold", "decided", 0)]
    assert await open_case(site, red) == "" and len(await verdicts_of(site, red)) == rows


async def test_labels_are_set_and_taken_off_where_an_admin_says_so(site: Site, artist: Actor, tmp_path: Path) -> None:
    await followed_from_far(site, artist)
    partly = await publish_one(site, tmp_path, artist, works.partly_jpeg())
    run = await run_all(site, Wanted(policy=LABEL_ONLY, applies=rescans.WITH_LABELS))
    assert await found_by(site, run) == [(partly, "publish", "label-assisted", "label", 1)]
    assert (await artwork_of(site, partly)).ai_label == "assisted"
    last = (await verdicts_of(site, partly))[-1]
    assert (last.decision, last.label, last.account_id) == ("label", "assisted", None)
    kind, words = (await told(site, artist))[-1]
    assert kind == "artwork-labelled" and "AI" in words
    async with site.db.reading() as tx:
        sent = [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]
    assert [one["type"] for one in sent] == ["Create", "Update"]
    back = await run_all(site, Wanted(policy=OFF, applies=rescans.WITH_LABELS))
    assert await found_by(site, back) == [(partly, "label-assisted", "publish", "label", 1)]
    assert (await artwork_of(site, partly)).ai_label == ""


async def test_a_killed_run_goes_on_where_it_was(site: Site, artist: Actor, tmp_path: Path) -> None:
    reds = [await publish_one(site, tmp_path, artist, works.red_png()) for _ in range(3)]
    run = await rescan.start(site, None, Wanted(policy=BALANCED, applies=rescans.TO_REVIEW), queued=False)
    run = await rescan.step(site, run.id, works=1)
    assert (run.done, run.reached, run.state) == (1, reds[0], rescans.RUNNING)
    # Two processes that both take the second work: one is ahead, and only one acts.
    with pytest.raises(Problem, match="under way"):
        await rescan.start(site, None, Wanted(), queued=False)
    async with site.db.writing() as tx:
        assert await rescans.advance(tx, run.id, reached=reds[1], measured=0, worked=0)
        assert not await rescans.advance(tx, run.id, reached=reds[1], measured=0, worked=0)
    run = await rescan.step(site, run.id)
    run = await rescan.step(site, run.id)
    assert (run.done, run.state) == (3, rescans.FINISHED)
    assert [one[0] for one in await found_by(site, run)] == [reds[0], reds[2]]
    opened = [sum(row.decision == "open" for row in await verdicts_of(site, one)) for one in reds]
    assert opened == [1, 0, 1]


@ONE
async def test_only_what_the_model_has_not_seen_is_measured(site: Site, artist: Actor, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    other = works.red_detector(tmp_path / "other")
    manifest = other / "manifest.toml"
    manifest.write_text(manifest.read_text().replace('name = "redness"', 'name = "otherness"'))
    first = await run_all(site, Wanted(policy=BALANCED, folders=(other,)))
    assert (first.model, first.measured) == ("otherness 1", 1)
    assert (await run_all(site, Wanted(policy=BALANCED, folders=(other,)))).measured == 0
    (picture,) = await pictures_of(site, work_id)
    async with site.db.reading() as tx:
        assert await measurements.of_model(tx, [picture.sha256], "otherness 1")


async def test_a_run_in_the_background_can_be_limited_dated_and_cancelled(
    site: Site, artist: Actor, tmp_path: Path, clock: HandClock
) -> None:
    await publish_one(site, tmp_path, artist, works.red_png())
    clock.move(3_600_000)
    later = clock.now()
    young = [await publish_one(site, tmp_path, artist, works.red_png()) for _ in range(2)]
    run = await run_all(site, Wanted(policy=BALANCED, since=later, limit=1), queued=True)
    assert (run.total, run.done, run.state) == (1, 1, rescans.FINISHED)
    assert [one[0] for one in await found_by(site, run)] == young[:1]
    other = await rescan.start(site, None, Wanted(policy=BALANCED), queued=True)
    await rescan.cancel(site, None, other.id)
    await drain(site)
    async with site.db.reading() as tx:
        ended = await rescans.by_id(tx, other.id)
    assert ended is not None and (ended.state, ended.done) == (rescans.CANCELLED, 0)
    with pytest.raises(NotFound):
        await rescan.cancel(site, None, other.id)


@ONE
async def test_a_lost_file_stops_nothing(site: Site, artist: Actor, tmp_path: Path) -> None:
    lost = await publish_one(site, tmp_path, artist, works.red_png())
    red = await publish_one(site, tmp_path, artist, works.red_png())
    (picture,) = await pictures_of(site, lost)
    (await site.storage.local(picture.original)).unlink()
    async with site.db.writing() as tx:
        await tx.run("update pictures set sha256 = 'lost' where id = :id", id=picture.id)
    run = await run_all(site, Wanted(policy=BALANCED))
    async with site.db.reading() as tx:
        failed, _ = await rescans.found_by(tx, run.id)
    assert (failed.artwork_id, failed.outcome) == (lost, "failed") and "could not be measured" in failed.why
    assert isinstance(failed, Found) and [one[0] for one in await found_by(site, run)] == [lost, red]


@ONE
async def test_only_admins_may_run_it(site: Site, artist: Actor) -> None:
    moderator, _ = await make_artist(site, "mo", role="moderator")
    for deed in (
        rescan.start(site, moderator, Wanted(), queued=True),
        rescan.cancel(site, moderator, 1),
        rescan.go_on(site, moderator, 1),
    ):
        with pytest.raises(NotAllowed):
            await deed
