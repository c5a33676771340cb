"""The heat map says what was measured, where it was measured, and nothing else."""

from __future__ import annotations

from fediart.store.measurements import Measurement
from fediart.web.heat_map import heat_map, place_in_words


def measured(*crops: tuple[int, int, int, float], size: tuple[int, int] = (600, 300)) -> Measurement:
    return Measurement("a", "m 1", 0.9, "high", 0, "", crops, *size, (), (), 0)


def test_each_square_is_drawn_where_it_was_measured() -> None:
    found = heat_map(measured((0, 0, 100, 0.5), (400, 100, 200, 1.0)))
    assert found is not None and (found.width, found.height) == (600, 300)
    assert [(cell.x, cell.y, cell.width, cell.height, cell.opacity) for cell in found.cells if cell.y == 0] == [
        (0, 0, 100, 100, "0.400")
    ]
    assert sum(cell.width * cell.height for cell in found.cells) == 100 * 100 + 200 * 200
    assert [(one.per_cent, one.where) for one in found.crops] == [(50, "top left"), (99, "bottom right")]


def test_where_squares_overlap_their_mean_is_drawn() -> None:
    found = heat_map(measured((0, 0, 100, 0.0), (50, 0, 100, 1.0)))
    assert found is not None
    assert [(cell.x, cell.width, cell.opacity) for cell in found.cells] == [
        (0, 50, "0.000"), (50, 50, "0.400"), (100, 50, "0.800"),
    ]  # fmt: skip


def test_without_squares_there_is_no_map() -> None:
    assert heat_map(None) is None
    assert heat_map(measured()) is None
    assert heat_map(measured((0, 0, 10, 0.5), size=(0, 0))) is None


def test_a_thousand_squares_are_drawn_as_they_are() -> None:
    found = heat_map(measured(*((place, place, 64, 0.1) for place in range(0, 600, 3))))
    assert found is not None and len(found.cells) == 200


def test_places_have_names() -> None:
    assert place_in_words((1, 1), (300, 300)) == "top left"
    assert place_in_words((150, 150), (300, 300)) == "middle"
    assert place_in_words((299, 150), (300, 300)) == "right"
    assert place_in_words((150, 299), (300, 300)) == "bottom"
