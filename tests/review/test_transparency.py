"""The public page of decisions: true counts, small ones blurred, nobody named, the same as JSON."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fediart.actions.appeal import appeal
from fediart.actions.review import Choice, decide
from fediart.admission.manifest import load_manifest
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.web.model_figures import model_card
from fediart.web.transparency import count, month_starts, told
from tests.publish.works import red_detector
from tests.review.conftest import held
from tests.site import served


async def test_counts_are_true_and_small_ones_are_not_told(
    site: Site, artist: Actor, mo: Account, max_: Account, clock: HandClock
) -> None:
    works = [await held(site, artist) for _ in range(12)]
    clock.move(2 * DAY)
    for work in works[:6]:
        await decide(site, mo, work, Choice.REFUSE, "Secret words")
    for work in works[6:9]:
        await decide(site, mo, work, Choice.PUBLISH)
    for work in works[:6]:
        await appeal(site, artist, work, "Layers")
        await decide(site, max_, work, Choice.PUBLISH, "Yes")
    async with site.db.reading() as tx:
        found = await count(tx, now=clock.now())
    assert sum(month.filter["held"] or 0 for month in found.months) == 12
    assert found.appeals.decided == 6 and found.appeals.overturned == 6 and found.appeals.rate == 1.0
    assert found.open is None  # three wait
    assert {one.cause: dict(one.outcomes) for one in found.causes} == {
        "score": {"publish": None, "refuse": 6}, "appeal": {"publish": 6},
    }  # fmt: skip
    assert found.median_hours is not None
    async with served(site) as client:
        page = await client.get("/transparency")
        assert page.status == 200 and "fewer than 5" in page.text and "6" in page.text
        for secret in ("jane", "Secret words", "mail.example", "Heron"):
            assert secret not in page.text.split("<main", 1)[1].split("</main>", 1)[0], secret
        data = (await client.get("/transparency.json")).json
        assert data["appeals"] == {"decided": 6, "overturned": 6, "rate": 1.0} and data["open"] is None
        assert data["policy"]["appeal_days"] == 30 and "jane" not in (await client.get("/transparency.json")).text
        assert "/transparency" in (await client.get("/about")).text


async def test_an_empty_instance_has_a_page_too(site: Site) -> None:
    async with served(site) as client:
        page = await client.get("/transparency")
        assert page.status == 200 and "Nothing has been decided" in page.text


def test_a_model_tells_what_was_measured_with_its_intervals(tmp_path: Path) -> None:
    measured = {"auc": 0.92, "auc_low": 0.88, "auc_high": 0.95, "found_at_1": 0.455, "human": 4200, "note": "Held out."}
    card = model_card(replace(load_manifest(red_detector(tmp_path / "red")), measured=measured))
    assert card.note == "Held out."
    assert [one.shown for one in card.figures] == ["0.920 (0.880 to 0.950)", "45.5 %", "4,200"]
    odd = replace(load_manifest(tmp_path / "red"), measured={"auc": True, "found_at_1": "much"})
    assert model_card(odd).figures == ()


def test_a_year_of_months(clock: HandClock) -> None:
    starts = month_starts(clock.now())
    assert len(starts) == 12 and starts == sorted(starts) and starts[-1] <= clock.now()
    assert [told(number) for number in (0, 1, 4, 5)] == [0, None, None, 5]
