"""The order of a series is changed without scripts, one step at a time, and always complete."""

from __future__ import annotations

import re

import pytest

from fediart.store import artworks
from fediart.web.edit_series import ordered, swapped
from tests.inbox.conftest import Meeting
from tests.seeds import hang, new_series
from tests.site import log_in, make_artist


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["3", "1", "2"], [3, 1, 2]),
        (["2"], [2, 1, 3]),
        (["2", "2", "9", "x", "-1", "９"], [2, 1, 3]),
        ([], [1, 2, 3]),
    ],
)
def test_nothing_is_lost_and_nothing_foreign_comes_in(wanted: list[str], expected: list[int]) -> None:
    assert ordered([1, 2, 3], wanted) == expected


@pytest.mark.parametrize(
    ("number", "by", "expected"), [("2", -1, [2, 1, 3]), ("2", 1, [1, 3, 2]), ("1", -1, [1, 2, 3]), ("9", 1, [1, 2, 3])]
)
def test_one_step_up_or_down(number: str, by: int, expected: list[int]) -> None:
    assert swapped([1, 2, 3], number, by) == expected


async def test_a_button_moves_a_work_and_keeps_its_place_on_the_page(meeting: Meeting) -> None:
    row = await new_series(meeting.site, meeting.jane, "Harbours", "harbours")
    works = [
        await hang(meeting.site, meeting.jane, f"Harbour {place}", series_id=row.id, series_position=place)
        for place in (1, 2, 3)
    ]
    await log_in(meeting.web, "jane")
    form = {"title": "Harbours", "description": "", "order": [str(work.id) for work in works]}
    answer = await meeting.web.post_form(f"/works/series/{row.id}", {**form, "move": f"{works[2].id}:up"})
    assert answer.location.endswith(f"?moved={works[2].id}:up#work-{works[2].id}")
    page = (await meeting.web.get(answer.location.partition("#")[0])).text
    assert re.findall(r'name="order" value="(\d+)"', page) == [str(works[at].id) for at in (0, 2, 1)]
    assert f'aria-label="Move {works[2].title} up" autofocus' in page
    async with meeting.site.db.reading() as tx:
        assert [work.id for work in await artworks.of_series(tx, row.id)] == [works[at].id for at in (0, 2, 1)]


async def test_the_series_of_others_cannot_be_touched(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    row = await new_series(meeting.site, ann, "Hills", "hills")
    await log_in(meeting.web, "jane")
    assert (await meeting.web.get(f"/works/series/{row.id}")).status == 404
    assert (await meeting.web.post_form(f"/works/series/{row.id}", {"title": "Mine"})).status == 404
    assert (await meeting.web.post_form(f"/works/series/{row.id}/delete", {})).status == 404
    assert await meeting.count("series", "title = 'Hills'") == 1
