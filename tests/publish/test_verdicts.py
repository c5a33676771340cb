"""What becomes of a submitted work: published, labelled, held or refused, each with its reason, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fediart.actions.admission_policy import save_policy
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import artwork_of, jane, publish_one, told, verdicts_of
from tests.site import make_artist


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


async def test_a_human_drawing_is_published(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    artwork_id = await publish_one(site, tmp_path, artist)
    artwork = await artwork_of(site, artwork_id)
    assert (artwork.state, artwork.ai_label) == ("published", "")
    assert [row.decision for row in await verdicts_of(site, artwork_id)] == ["publish", "publish"]
    assert [kind for kind, _ in await told(site, artist)] == ["artwork-published"]


@pytest.mark.parametrize(
    ("draw", "state", "code", "words"),
    [
        (works.a1111_png, "refused", "a1111", "parameters"),
        (works.iptc_jpeg, "refused", "iptc", "trainedAlgorithmicMedia"),
        (works.red_png, "held", "detector-score", "resembles generated pictures"),
    ],
    ids=["automatic1111", "iptc", "detector"],
)
async def test_each_kind_of_evidence_has_its_consequence_and_its_reason(
    site: Site, tmp_path: Path, draw: Callable[[], bytes], state: str, code: str, words: str
) -> None:
    _, artist = await jane(site)
    _, moderator = await make_artist(site, "mo", role="moderator")
    artwork_id = await publish_one(site, tmp_path, artist, draw())
    assert (await artwork_of(site, artwork_id)).state == state
    picture, whole = await verdicts_of(site, artwork_id)
    assert code in whole.reasons[0]["code"]
    assert words in whole.reasons[0]["text"]
    assert whole.reasons[-1]["code"] == "what-to-do"
    assert picture.sha256 and picture.policy_version == 1
    assert await told(site, artist) == [(f"artwork-{state}", whole.reasons[0]["text"][:500])]
    waiting = [("review-needed", works.TITLE)] if state == "held" else []
    assert await told(site, moderator) == waiting
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from posts") == 0
        assert await tx.value("select count(*) from renditions") == 0


async def test_a_labelled_work_is_published_with_its_label(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    artwork_id = await publish_one(site, tmp_path, artist, works.partly_jpeg())
    artwork = await artwork_of(site, artwork_id)
    assert (artwork.state, artwork.ai_label) == ("published", "assisted")


async def test_the_strictest_picture_decides_about_the_work(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    artwork_id = await publish_one(site, tmp_path, artist, works.human_png(), works.red_png())
    assert (await artwork_of(site, artwork_id)).state == "held"
    assert [row.decision for row in await verdicts_of(site, artwork_id)] == ["publish", "hold", "hold"]


async def test_what_the_artist_declares_counts(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    said = await publish_one(site, tmp_path, artist, source_type="trainedAlgorithmicMedia")
    assert (await artwork_of(site, said)).state == "refused"
    assert (await verdicts_of(site, said))[-1].reasons[0]["text"] == "You said that this was made by an AI generator."
    partly = await publish_one(
        site, tmp_path, artist, works.human_png(seed=9), source_type="compositeWithTrainedAlgorithmicMedia"
    )
    assert (await artwork_of(site, partly)).ai_label == "assisted"


async def test_another_policy_judges_otherwise(site: Site, tmp_path: Path) -> None:
    account, artist = await make_artist(site, "jane", role="admin")
    saved = await save_policy(site, account, "label-only", seen_version=1)
    assert saved.version == 2
    artwork_id = await publish_one(site, tmp_path, artist, works.a1111_png())
    artwork = await artwork_of(site, artwork_id)
    assert (artwork.state, artwork.ai_label) == ("published", "generated")
    assert {row.policy_version for row in await verdicts_of(site, artwork_id)} == {2}


async def test_a_detector_that_fails_waves_nothing_through(db: Database, tmp_path: Path, clock: HandClock) -> None:
    config = {"admission": {"model": "no/such/model"}}
    async with works.studio(db, tmp_path, clock, config=config) as site:
        _, artist = await jane(site)
        artwork_id = await publish_one(site, tmp_path, artist)
        assert (await artwork_of(site, artwork_id)).state == "held"
        assert "no/such/model" in (await verdicts_of(site, artwork_id))[0].note
