"""Moderators decide about held works, artists may answer and appeal, and every step is a row that stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.appeal import answer, appeal
from fediart.actions.review import Choice, decide
from fediart.clock import HandClock
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.site import Site
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import artwork_of, files_of, jane, publish_one, told, verdicts_of
from tests.site import drain, make_artist


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.mark.parametrize(
    ("choice", "label"),
    [(Choice.PUBLISH, ""), (Choice.LABEL_ASSISTED, "assisted"), (Choice.LABEL_GENERATED, "generated")],
)
async def test_a_moderator_publishes_a_held_work(site: Site, tmp_path: Path, choice: Choice, label: str) -> None:
    _, artist = await jane(site)
    moderator, _ = await make_artist(site, "mo", role="moderator")
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    assert await decide(site, moderator, work_id, choice, "Lovely reds.")
    await drain(site)
    work = await artwork_of(site, work_id)
    assert (work.state, work.ai_label, work.note) == ("published", label, "Lovely reds.")
    assert len(await files_of(site, work_id)) > 0
    last = (await verdicts_of(site, work_id))[-1]
    assert (last.account_id, last.note, last.label) == (moderator.id, "Lovely reds.", label)
    assert last.decision == ("label" if label else "publish")
    assert last.policy_version == 1
    assert last.model
    assert [kind for kind, _ in await told(site, artist)] == ["artwork-held", "artwork-published"]
    async with site.db.reading() as tx:
        logged = await tx.all("select action, subject from admin_log where account_id = :id", id=moderator.id)
    assert [(row["action"], row["subject"]) for row in logged] == [(f"review: {choice.value}", f"artwork {work_id}")]


async def test_a_refusal_says_why(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    moderator, _ = await make_artist(site, "mo", role="moderator")
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    with pytest.raises(Problem) as refused:
        await decide(site, moderator, work_id, Choice.REFUSE)
    assert refused.value.field == "note"
    await decide(site, moderator, work_id, Choice.REFUSE, "Show us the layers.")
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "refused"
    assert (await told(site, artist))[-1] == ("artwork-refused", "Show us the layers.")
    with pytest.raises(Problem, match="Somebody else decided"):
        await decide(site, moderator, work_id, Choice.PUBLISH)


async def test_only_moderators_decide_and_not_about_their_own(site: Site, tmp_path: Path) -> None:
    account, artist = await make_artist(site, "jane", role="moderator")
    plain, _ = await make_artist(site, "pete")
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    with pytest.raises(NotAllowed):
        await decide(site, plain, work_id, Choice.PUBLISH)
    other, _ = await make_artist(site, "mo", role="owner")
    with pytest.raises(NotAllowed):
        await decide(site, account, work_id, Choice.PUBLISH)
    await decide(site, other, work_id, Choice.PUBLISH)
    with pytest.raises(NotFound):
        await decide(site, other, work_id + 1, Choice.PUBLISH)


async def test_the_only_moderator_may_decide_about_their_own(site: Site, tmp_path: Path) -> None:
    account, artist = await make_artist(site, "jane", role="owner")
    await make_artist(site, "gone", role="moderator", suspended=1)
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    await decide(site, account, work_id, Choice.PUBLISH)
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "published"


async def test_an_artist_appeals_once_and_another_moderator_decides(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    moderator, mo = await make_artist(site, "mo", role="moderator")
    work_id = await publish_one(site, tmp_path, artist, works.a1111_png())
    assert (await artwork_of(site, work_id)).state == "refused"
    assert await told(site, mo) == []
    await appeal(site, artist, work_id, "I painted over a screenshot; here are my layers.")
    assert (await artwork_of(site, work_id)).state == "held"
    assert await told(site, mo) == [("review-needed", works.TITLE)]
    await answer(site, artist, work_id, "And a photo of the desk.")
    assert [row.note for row in await verdicts_of(site, work_id) if row.decision in ("appeal", "answer")] == [
        "I painted over a screenshot; here are my layers.", "And a photo of the desk.",
    ]  # fmt: skip
    await decide(site, moderator, work_id, Choice.REFUSE, "We see the prompt in the file.")
    with pytest.raises(Problem, match="nothing to look at again"):
        await appeal(site, artist, work_id, "Please!")


async def test_words_to_moderators_have_an_end_and_an_owner(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    _, mallory = await make_artist(site, "mallory")
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    for say in (answer, appeal):
        with pytest.raises(NotFound):
            await say(site, mallory, work_id, "Mine")
        with pytest.raises(Problem):
            await say(site, artist, work_id, "  ")
    for number in range(10):
        await answer(site, artist, work_id, f"Word {number}")
    with pytest.raises(Problem, match="nothing to look at again"):
        await answer(site, artist, work_id, "One more")


async def test_a_published_work_has_nothing_to_appeal(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    work_id = await publish_one(site, tmp_path, artist)
    with pytest.raises(Problem):
        await appeal(site, artist, work_id, "Hello")
