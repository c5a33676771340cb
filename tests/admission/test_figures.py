"""The figures of a detector against what can be worked out by hand, and intervals that draw whole sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fediart.admission.figures import figures, fit
from fediart.admission.tested import Looked
from fediart.errors import Problem
from fediart.media.charts import draw_reliability, draw_roc


def rows(generated: list[float], human: list[float], sources: int = 1, band: str = "cannot-tell") -> list[Looked]:
    made = [(True, value, f"ai_{at % sources}") for at, value in enumerate(generated)]
    made += [(False, value, f"hu_{at % sources}") for at, value in enumerate(human)]
    return [Looked(kind, group, value, band) for kind, value, group in made]


def test_areas_and_rates_are_those_of_the_pairs() -> None:
    found = figures(rows([0.9, 0.8, 0.4], [0.1, 0.4, 0.6]))
    # 9 pairs: 0.9 and 0.8 win all 6, 0.4 wins one, ties one, loses one.
    assert found.auc.value == pytest.approx(7.5 / 9)
    assert found.at_1.value == pytest.approx(2 / 3)  # above the highest human
    assert found.auc.low <= found.auc.value <= found.auc.high
    assert found.curve[0] == (0.0, 0.0) and found.curve[-1] == (1.0, 1.0)
    assert (found.human, found.generated, found.found) == (3, 3, {})


def test_one_in_a_hundred_may_be_above_the_one_per_cent_line() -> None:
    human = [at / 300 for at in range(200)]
    found = figures(rows([0.6605, 0.655, 0.2], human))  # the two highest human ones: 0.6633 and 0.66
    assert found.at_1.value == pytest.approx(1 / 3)
    assert found.at_01.value == 0.0


def test_true_probabilities_have_no_calibration_error_and_bold_ones_have_much() -> None:
    dice = np.random.default_rng(1)
    chance = dice.uniform(0, 1, 4000)
    is_made = dice.uniform(0, 1, 4000) < chance
    true = figures(rows(list(chance[is_made]), list(chance[~is_made])))
    assert true.error < 0.03
    bold = figures(rows([0.99] * 60 + [0.01] * 40, [0.01] * 60 + [0.99] * 40))
    assert bold.error == pytest.approx(0.39, abs=1e-6)


def test_alike_pictures_of_few_sources_give_wider_intervals() -> None:
    """Five sources of forty pictures that are all alike are five observations, not two hundred."""
    level = [0.2, 0.4, 0.5, 0.6, 0.8]
    wide = figures(rows([level[at % 5] + 0.05 for at in range(200)], [level[at % 5] for at in range(200)], sources=5))
    narrow = figures(rows([level[at % 5] + 0.05 for at in range(200)], [level[at % 5] for at in range(200)]))
    assert wide.auc.value == narrow.auc.value
    assert wide.auc.high - wide.auc.low > 3 * (narrow.auc.high - narrow.auc.low)


def test_its_own_thresholds_and_its_sources_are_told() -> None:
    looked = [
        Looked(True, "ai_a", 0.95, "high"), Looked(True, "ai_a", 0.6, "doubtful"), Looked(True, "ai_b", 0.1, "low"),
        Looked(True, "ai_b", None, "cannot-tell", "it is nearly flat"), Looked(False, "hu", 0.2, "low"),
        Looked(False, "hu", 0.7, "doubtful"), Looked(False, "hu", None, "cannot-tell", problem="broken"),
    ]  # fmt: skip
    found = figures(looked)
    assert (found.abstained, found.broken) == (1, 1)
    assert found.found["1%"].value == pytest.approx(2 / 3) and found.found["0.1%"].value == pytest.approx(1 / 3)
    assert found.alarms["1%"].value == pytest.approx(1 / 2) and found.alarms["0.1%"].value == 0
    told = {one.group: (one.judged, one.abstained, one.at_1, one.at_01) for one in found.sources}
    assert told == {"ai_a": (2, 0, 1.0, 0.5), "ai_b": (1, 1, 0.0, 0.0), "hu": (2, 0, 0.5, 0.0)}


def test_pictures_of_one_kind_alone_measure_nothing() -> None:
    with pytest.raises(Problem, match="both kinds"):
        figures(rows([0.5], []))


def test_a_curve_is_fitted_that_undoes_boldness() -> None:
    dice = np.random.default_rng(2)
    truth = dice.normal(0, 2, 6000)
    is_made = dice.uniform(0, 1, 6000) < 1 / (1 + np.exp(-truth))
    bold = 1 / (1 + np.exp(-(3 * truth + 1)))
    fitted = fit(rows(list(bold[is_made]), list(bold[~is_made])))
    assert fitted.slope == pytest.approx(1 / 3, abs=0.03)
    assert fitted.offset == pytest.approx(-1 / 3, abs=0.1)
    human = 1 / (1 + np.exp(-(fitted.slope * np.log(bold / (1 - bold)) + fitted.offset)))[~is_made]
    assert 0.005 < (human >= fitted.thresholds["1%"]).mean() <= 0.01
    assert (human >= fitted.thresholds["0.1%"]).mean() <= 0.001


def test_too_few_pictures_set_no_thresholds() -> None:
    with pytest.raises(Problem, match="at least 100 and 30"):
        fit(rows([0.9] * 40, [0.1] * 99))
    with pytest.raises(Problem, match="labels swapped"):
        fit(rows([0.1, 0.2] * 40, [0.8, 0.9] * 60))


def test_charts_are_drawn(tmp_path: Path) -> None:
    draw_reliability(tmp_path / "a.png", "made 1", [(0.1, 0.2, 0.5), (0.9, 0.7, 0.5)])
    draw_roc(tmp_path / "b.png", "made 1", [(0.0, 0.0), (0.1, 0.8), (1.0, 1.0)])
    for name, point in (("a.png", (0.9, 0.7)), ("b.png", (0.1, 0.8))):
        with Image.open(tmp_path / name) as image:
            assert image.size == (720, 720)
            place = (round(96 + 560 * point[0]), round(72 + 560 * (1 - point[1])))
            assert image.convert("RGB").getpixel(place) == (0, 92, 168)
