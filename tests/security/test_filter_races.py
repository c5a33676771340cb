"""What happens between two steps of the filter, and at the same moment: nothing slips through, nothing counts twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions import copy_answers
from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import answer, appeal, ask
from fediart.actions.attach import attach
from fediart.actions.edit import PictureWords, edit
from fediart.actions.publish import submit
from fediart.actions.review import Choice, decide
from fediart.actions.submission import Details, Upload
from fediart.actions.trust import artist_state, vouch
from fediart.admission.policy import ArtistState
from fediart.clock import DAY, HandClock
from fediart.errors import Problem
from fediart.jobs.checking import check
from fediart.site import Site
from fediart.store import attachments, copies, reviews
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.copies import Copy
from fediart.store.database import Database
from tests import seeds
from tests.publish import works
from tests.review.conftest import case_of, change_policy, held, state_of, steps_of
from tests.side import made
from tests.site import drain, make_artist, running_site

GENERATED = "trainedAlgorithmicMedia"
SMALL = {"attachments": {"max_files": 3, "max_file_mb": 1, "quota_mb": 1}, "admission": {"model": "none"}}
ONE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # where the databases make no difference


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, config=SMALL) as made_site:
        yield made_site


@pytest.fixture
async def jane(site: Site) -> Actor:
    return (await make_artist(site, "jane"))[1]


@pytest.fixture
async def mo(site: Site) -> Account:
    return (await make_artist(site, "mo", role="moderator"))[0]


def upload(folder: Path, name: str, data: bytes) -> Upload:
    (folder / name).write_bytes(data)
    return Upload(folder / name, name)


async def declare(site: Site, artist: Actor, work_id: int) -> None:
    """The artist says, by an edit, that the work was generated."""
    (picture,) = await works.pictures_of(site, work_id)
    await edit(site, artist, work_id, Details(title="Heron", source_type=GENERATED), [PictureWords(picture.id, "")])


@ONE
async def test_a_work_declared_generated_while_it_is_judged_is_judged_as_that(
    site: Site, jane: Actor, tmp_path: Path
) -> None:
    work_id = await submit(site, jane, works.submission(tmp_path, works.human_png()))
    before = await works.artwork_of(site, work_id)  # what a run that has begun knows
    await declare(site, jane, work_id)
    await check(site, before)
    await drain(site)
    after = await works.artwork_of(site, work_id)
    assert after.ai_label == "generated" or after.state in ("held", "refused"), (after.state, after.ai_label)


@ONE
async def test_a_work_declared_generated_while_it_is_prepared_is_labelled_or_refused(
    site: Site, jane: Actor, tmp_path: Path
) -> None:
    work_id = await submit(site, jane, works.submission(tmp_path, works.human_png()))
    assert await check(site, await works.artwork_of(site, work_id))
    try:
        await declare(site, jane, work_id)
    except Problem as problem:
        assert problem.field == "source_type"
    await drain(site)
    after = await works.artwork_of(site, work_id)
    assert after.digital_source_type == "" or after.ai_label == "generated", after.state


async def test_uploads_side_by_side_share_one_quota(site: Site, jane: Actor, tmp_path: Path) -> None:
    bulky = made.mp4() + b"\0" * 700_000
    first, second = [(await seeds.hang(site, jane, "x", state="held", published=0)).id for _ in range(2)]

    async def one(number: int) -> None:
        given = upload(tmp_path, f"{number}.mp4", bulky + bytes([number]))
        if number < 4:
            await attach(site, jane, first if number % 2 else second, [given])
        else:
            work = works.submission(tmp_path, works.human_png(seed=number))
            await submit(site, jane, replace(work, evidence=(given,)))

    ends = await asyncio.gather(*(one(number) for number in range(8)), return_exceptions=True)
    assert all(end is None or isinstance(end, Problem) for end in ends), ends
    async with site.db.reading() as tx:
        held_now = await attachments.held_by(tx, jane.id)
    assert held_now.bytes <= 1_000_000 and held_now.files == 1


async def a_copy(site: Site, first: Actor, other: Actor, **changes: object) -> Copy:
    """A certain copy of a work of the first artist, held before the moderators."""
    own = await seeds.hang(site, first, "Heron")
    found_id = await held(site, other)
    (ours,), (theirs,) = await works.pictures_of(site, own.id), await works.pictures_of(site, found_id)
    row = Copy(
        id=site.ids.new(), artist_id=first.id, picture_id=ours.id, other_id=other.id, artwork_id=found_id,
        post_id=None, other_picture=theirs.id, own=0, certain=1, places=90, agreement=1.0, turn=0,
        ours=(0.0, 0.0, 1.0, 1.0), theirs=(0.0, 0.0, 1.0, 1.0), state=copies.OPEN, told=1,
        created=site.clock.now(), changed=site.clock.now(),
    )  # fmt: skip
    async with site.db.writing() as tx:
        await copies.insert(tx, row)
    return row


@ONE
async def test_who_is_copied_cannot_ring_at_the_others_door_for_ever(site: Site, jane: Actor) -> None:
    _, eve = await make_artist(site, "eve")
    found = await a_copy(site, eve, jane)
    for _ in range(60):
        try:
            await copy_answers.ask_credit(site, eve, found.id)
        except Problem:
            break
        await copy_answers.dismiss(site, eve, found.id, mute=False)
    told = [kind for kind, _ in await works.told(site, jane)]
    assert told.count("copy-credit") == 1


@ONE
async def test_what_is_said_by_others_is_not_taken_off_the_artists_own_words(
    site: Site, jane: Actor, mo: Account
) -> None:
    """The first artist permits and reports in turn: the other one can still answer the moderators."""
    _, eve = await make_artist(site, "eve")
    found = await a_copy(site, eve, jane)
    for _ in range(12):
        try:
            await copy_answers.permit(site, eve, found.id, always=False)
            await copy_answers.report_copy(site, eve, found.id, "Mine!", forward=False)
        except Problem:
            break
    assert found.artwork_id is not None
    await ask(site, mo, found.artwork_id, "How was it made?")
    await answer(site, jane, found.artwork_id, "With a pen.")
    assert (await case_of(site, found.artwork_id)).state == reviews.WAITING


@ONE
async def test_a_credit_brings_no_words_of_another_into_a_work(site: Site, jane: Actor) -> None:
    _, eve = await make_artist(site, "eve")
    found = await a_copy(site, eve, jane)
    async with site.db.writing() as tx:
        title = "[x](https://evil.example) @victim@far.example #spam https://evil.example <b>x</b> *y*"
        await tx.run("update artworks set title = :title where actor_id = :id", title=title, id=eve.id)
        await tx.run("update artworks set description = :long where id = :id", long="x" * 9_990, id=found.artwork_id)
    await copy_answers.ask_credit(site, eve, found.id)
    assert found.artwork_id is not None
    with pytest.raises(Problem):
        await copy_answers.accept_credit(site, jane, found.artwork_id)
    described = (await works.artwork_of(site, found.artwork_id)).description
    assert len(described) == 9_990
    async with site.db.writing() as tx:
        await tx.run("update artworks set description = '' where id = :id", id=found.artwork_id)
    await copy_answers.accept_credit(site, jane, found.artwork_id)
    described = (await works.artwork_of(site, found.artwork_id)).description
    title = described.split(" by ")[0]
    assert "evil.example" in title and not any(mark in title for mark in ("://", *"@#[]()<>*")), described


async def test_two_people_at_the_same_moment_are_one_decision(site: Site, jane: Actor, mo: Account) -> None:
    others = [(await make_artist(site, f"mod{number}", role="moderator"))[0] for number in range(2)]
    work_id = await held(site, jane)
    chosen = (Choice.PUBLISH, Choice.REFUSE, Choice.LABEL_ASSISTED)
    ends = await asyncio.gather(
        *(decide(site, by, work_id, one, "Because.") for by, one in zip((mo, *others), chosen, strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Problem", "Problem", "bool"]
    steps = await steps_of(site, work_id)
    assert len([one for one in steps if one in ("publish", "refuse", "label")]) == 1


async def test_an_appeal_is_made_once_however_often_it_is_sent(site: Site, jane: Actor, mo: Account) -> None:
    work_id = await held(site, jane)
    await decide(site, mo, work_id, Choice.REFUSE, "No.")
    ends = await asyncio.gather(*(appeal(site, jane, work_id, f"Please {n}") for n in range(4)), return_exceptions=True)
    assert sum(end is None for end in ends) == 1 and (await steps_of(site, work_id)).count("appeal") == 1
    ada, _ = await make_artist(site, "ada", role="moderator")
    await decide(site, ada, work_id, Choice.REFUSE, "Still no.")
    for words in (appeal, answer):
        with pytest.raises(Problem):
            await words(site, jane, work_id, "Once more")
    assert await state_of(site, work_id) == "refused"


@ONE
async def test_a_new_policy_takes_no_time_for_an_appeal_away(
    site: Site, jane: Actor, mo: Account, clock: HandClock
) -> None:
    work_id = await held(site, jane)
    await decide(site, mo, work_id, Choice.REFUSE, "No.")
    await change_policy(site, appeal_days=1)
    clock.move(2 * DAY)
    await appeal(site, jane, work_id, "Please look again.")
    assert (await case_of(site, work_id)).cause == "appeal"


@ONE
async def test_the_third_voice_decides_even_after_a_question(site: Site, jane: Actor, mo: Account) -> None:
    await change_policy(site, two_persons=True)
    mods = [mo, *[(await make_artist(site, f"mod{number}", role="moderator"))[0] for number in range(2)]]
    work_id = await held(site, jane)
    assert not await decide(site, mods[0], work_id, Choice.REFUSE, "No.")
    assert not await decide(site, mods[1], work_id, Choice.PUBLISH)
    await ask(site, mods[2], work_id, "How?")
    assert await decide(site, mods[2], work_id, Choice.REFUSE, "No.")
    assert await state_of(site, work_id) == "refused"


@ONE
async def test_a_ring_of_friends_makes_nobody_trusted(site: Site) -> None:
    ring = [await make_artist(site, f"friend{number}") for number in range(3)]
    async with site.db.reading() as tx:
        policy = await current_policy(tx)
    for account, _ in ring:
        for _, other in ring:
            with pytest.raises(Problem):
                await vouch(site, account, other.name, "A friend.", policy)
    async with site.db.reading() as tx:
        assert {await artist_state(tx, actor.id, policy) for _, actor in ring} == {ArtistState.NEW}


@ONE
async def test_a_work_of_somebody_suspended_is_published_by_nothing(
    site: Site, jane: Actor, mo: Account, tmp_path: Path
) -> None:
    """Neither what was under way, nor by a moderator who does not see it, nor by who permits the copy."""
    waiting = await held(site, jane)
    _, eve = await make_artist(site, "eve")
    found = await a_copy(site, eve, jane)
    under_way = await submit(site, jane, works.submission(tmp_path, works.human_png()))
    async with site.db.writing() as tx:
        await tx.run("update actors set suspended = 1 where id = :id", id=jane.id)
    with pytest.raises(Problem, match="suspended"):
        await decide(site, mo, waiting, Choice.PUBLISH)
    await copy_answers.permit(site, eve, found.id, always=True)
    await drain(site)
    assert found.artwork_id is not None
    for work_id in (waiting, found.artwork_id, under_way):
        assert await state_of(site, work_id) == "held"
    async with site.db.writing() as tx:
        assert not await tx.value("select count(*) from outgoing where kind = 'Create'")
        await tx.run("update actors set suspended = 0 where id = :id", id=jane.id)
    await decide(site, mo, under_way, Choice.PUBLISH)
    await drain(site)
    assert await state_of(site, under_way) == "published"
