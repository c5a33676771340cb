"""What pictures measure is kept beside their verdicts, by their bytes and the model, and decides again without them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions import detectors
from fediart.admission.findings import Band
from fediart.admission.measured import findings_of, score_of
from fediart.admission.policy import BALANCED
from fediart.admission.verdict import decide
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import measurements
from fediart.store.database import Database
from tests.admission import onnx_models
from tests.admission.onnx_models import MEASURED, put
from tests.publish import works
from tests.publish.works import jane, pictures_of, publish_one, verdicts_of


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


async def measured(site: Site, artwork_id: int) -> measurements.Measurement:
    [picture] = await pictures_of(site, artwork_id)
    async with site.db.reading() as tx:
        found = await measurements.newest(tx, [picture.sha256, "never seen"])
    assert list(found) == [picture.sha256]
    return found[picture.sha256]


async def test_a_judged_picture_leaves_what_it_measures(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    artwork_id = await publish_one(site, tmp_path, artist, works.red_png())
    row = await measured(site, artwork_id)
    verdict = (await verdicts_of(site, artwork_id))[0]
    assert (row.model, row.probability, row.band) == ("redness 1", verdict.score, "high")
    assert (row.width, row.height, row.abstained) == (240, 200, 0)
    assert row.crops and all(side == 64 and 0 <= x <= 176 and 0 <= y <= 136 for x, y, side, _ in row.crops)
    assert [vote["model"] for vote in row.votes] == ["redness 1"]

    # A policy decides about the row as it did about the file.
    score = score_of(row)
    assert score is not None and score.band is Band.HIGH
    assert decide(BALANCED, findings_of(row), score).decision.value == verdict.decision


async def test_findings_come_back_as_they_were(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    artwork_id = await publish_one(site, tmp_path, artist, works.a1111_png())
    row = await measured(site, artwork_id)
    found = findings_of(row)
    assert [item.as_json() for item in found] == list(row.evidence)
    assert decide(BALANCED, found, score_of(row)).decision.value == "refuse"


async def test_another_choice_of_models_counts_from_the_next_picture_on(
    site: Site, tmp_path: Path, clock: HandClock
) -> None:
    """Without a restart; the row of the same bytes and other models stands beside the older one."""
    _, artist = await jane(site)
    before = await measured(site, await publish_one(site, tmp_path, artist, works.red_png()))
    installed = site.config.folder / "models"
    put(installed / "bright", onnx_models.brightness(), name="bright", rest=MEASURED)
    put(installed / "unmeasured", onnx_models.brightness(), name="unmeasured")
    clock.move(1000)
    await detectors.use(site, ["bright", "unmeasured", str(tmp_path / "red")])
    after = await measured(site, await publish_one(site, tmp_path, artist, works.red_png()))
    assert (before.model, after.model) == ("redness 1", "bright 1 + unmeasured 1 + redness 1")
    assert [vote["band"] for vote in after.votes] == ["low", "cannot-tell", "high"]
    assert after.band == "low"  # of two that can tell, the milder
    await detectors.use(site, ["none"])
    clock.move(1000)
    without = await measured(site, await publish_one(site, tmp_path, artist, works.red_png()))
    assert (without.model, without.probability, without.band) == ("", None, "cannot-tell")
    assert score_of(without) is None


async def test_the_newest_look_of_the_same_model_replaces_the_older(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    row = await measured(site, await publish_one(site, tmp_path, artist, works.human_png()))
    again = replace(row, probability=0.25, why="", created=row.created + 5)
    async with site.db.writing() as tx:
        await measurements.keep(tx, again)
    async with site.db.reading() as tx:
        assert (await measurements.newest(tx, [row.sha256]))[row.sha256] == again
        count = await tx.value("select count(*) from measurements where sha256 = :sha256", sha256=row.sha256)
    assert count == 1
