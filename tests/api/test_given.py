"""What apps send, however they spell it, becomes the same dataclass; and what is wrong is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from fediart.api.bodies import _tree
from fediart.api.given import Id, Older, asked, read
from fediart.errors import NotFound, Problems


@dataclass(frozen=True, slots=True)
class Field:
    name: str = asked("Its name.", required=True)
    value: str = asked("Its value.", default="")


@dataclass(frozen=True, slots=True)
class Given:
    status: str = asked("The text.", default="", most=10)
    media_ids: tuple[Id, ...] = asked("Pictures.", default=(), most=4)
    sensitive: bool | None = asked("Whether it is covered.")
    kind: Literal["a", "b"] | None = asked("A word.")
    fields_attributes: tuple[Field, ...] = asked("Fields.", default=())


def test_forms_and_json_mean_the_same() -> None:
    form = _tree(
        [
            ("status", "hi"), ("media_ids[]", "7"), ("media_ids[]", "8"), ("sensitive", "0"), ("kind", "b"),
            ("fields_attributes[0][name]", "x"), ("fields_attributes[0][value]", "y"),
            ("fields_attributes[1][name]", "z"),
        ]
    )  # fmt: skip
    json = {
        "status": "hi", "media_ids": [7, "8"], "sensitive": False, "kind": "b",
        "fields_attributes": [{"name": "x", "value": "y"}, {"name": "z"}],
    }  # fmt: skip
    listed = _tree([("fields_attributes[][name]", "x"), ("fields_attributes[][value]", "y"),
                    ("fields_attributes[][name]", "z")])  # fmt: skip
    made = read(Given, form)
    assert made == read(Given, json) == Given("hi", (Id(7), Id(8)), False, "b", (Field("x", "y"), Field("z", "")))
    assert read(Given, listed).fields_attributes == made.fields_attributes


def test_every_wrong_field_is_named() -> None:
    with pytest.raises(Problems) as caught:
        read(Given, {"status": "x" * 11, "kind": "c", "fields_attributes": [{"value": "y"}], "media_ids": [1] * 5})
    assert [one.field for one in caught.value.found] == [
        "status", "media_ids", "kind", "fields_attributes[name]",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["x", "-1", "²", str(2**63), "1e3"])
def test_what_is_no_identifier_is_not_found(wrong: str) -> None:
    with pytest.raises(NotFound):
        read(Older, {"max_id": wrong})


def test_a_limit_is_brought_within_its_bounds() -> None:
    assert [read(Older, {"limit": given}).limit for given in ("", 0, "1000", "7")] == [20, 1, 40, 7]
