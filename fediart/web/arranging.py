"""A portfolio as the form of its artist has it: groups of works that are put in order, and what its buttons do.

The groups are what is pinned (TOP), one for each section, and what has no place (REST), in this order. The form names
a group before its works, so that their order in the form is their order on the wall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.portfolio import with_section
from fediart.store.portfolios import About, Portfolio, Section
from fediart.web.request import is_number

TOP: Final = "top"
REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class Group:
    """Works in order under the key of their section, TOP or REST."""

    key: str
    works: tuple[int, ...]


def read_form(items: Iterable[tuple[str, str]], now: Portfolio) -> tuple[Portfolio, tuple[int, ...]]:
    """The portfolio as the form has it, and the works it lists without a place. What it does not ask for, such as
    the page about the artist, is as it is `now`."""
    said: dict[str, str] = {}
    groups: dict[str, list[int]] = {}
    at = REST
    for name, value in items:
        if name == "section":
            at = value[:20]
            groups.setdefault(at, [])
        elif name == "work" and is_number(value):
            groups.setdefault(at, []).append(int(value))
        else:
            said[name] = value
    sections = tuple(_section(key, works, said) for key, works in groups.items() if key not in (TOP, REST))
    face = replace(
        now,
        layout=said.get("layout", now.layout),
        accent=said.get("accent", now.accent),
        headline=said.get("headline", now.headline),
        cover=said.get("cover", now.cover),
        rest="rest" in said,
        series="series" in said,
        pinned=tuple(groups.get(TOP, ())),
        sections=sections,
    )
    return face, tuple(groups.get(REST, ()))


def _section(key: str, works: Sequence[int], said: Mapping[str, str]) -> Section:
    cover = said.get(f"cover-{key}", "")
    return Section(
        key=key,
        heading=said.get(f"heading-{key}", ""),
        words=said.get(f"words-{key}", ""),
        cover=int(cover) if is_number(cover) else 0,
        works=tuple(works),
    )


def read_about(said: Mapping[str, str]) -> About:
    """The page about the artist: lists of words are divided by commas or lines, the vitae by lines."""
    words = {name: _split(said.get(name, "").replace(",", "\n")) for name in ("skills", "tools", "clients")}
    lines = {name: _split(said.get(name, "")) for name in _VITAE}
    return About(statement=said.get("statement", ""), **words, **lines)


_VITAE: Final = ("exhibitions", "experience", "awards", "publications", "education")


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\r", "\n").split("\n"))


def groups_of(face: Portfolio, rest: Sequence[int]) -> list[Group]:
    """From the top to what has no place."""
    sections = (Group(one.key, one.works) for one in face.sections)
    return [Group(TOP, face.pinned), *sections, Group(REST, tuple(rest))]


def with_groups(face: Portfolio, groups: Sequence[Group]) -> Portfolio:
    """The portfolio whose works are grouped like this; sections that no group names are without works."""
    works = {one.key: one.works for one in groups}
    sections = tuple(replace(one, works=works.get(one.key, ())) for one in face.sections)
    return replace(face, pinned=works.get(TOP, ()), sections=sections)


def step(groups: Sequence[Group], work: int, by: int) -> list[Group]:
    """One work a place earlier (-1) or later (1); beyond the end of its group it comes into the next one."""
    found = list(groups)
    at = next((number for number, one in enumerate(found) if work in one.works), None)
    if at is None:
        return found
    works = list(found[at].works)
    place = works.index(work)
    if 0 <= place + by < len(works):
        works[place], works[place + by] = works[place + by], works[place]
    elif 0 <= at + by < len(found):
        works.remove(work)
        other = found[at + by].works
        joined = (*other, work) if by < 0 else (work, *other)
        found[at + by] = Group(found[at + by].key, joined)
    found[at] = Group(found[at].key, tuple(works))
    return found


def sent_to(groups: Sequence[Group], chosen: Sequence[int], key: str) -> list[Group]:
    """The chosen works at the end of the group `key`, in the order they have; nothing where there is no such group."""
    if key not in {one.key for one in groups}:
        return list(groups)
    moving = [work for one in groups for work in one.works if work in chosen]
    left = [Group(one.key, tuple(work for work in one.works if work not in moving)) for one in groups]
    return [Group(one.key, (*one.works, *moving)) if one.key == key else one for one in left]


def pressed(face: Portfolio, rest: Sequence[int], button: str, chosen: Sequence[int], target: str) -> Portfolio:
    """What the portfolio is after the button of the form; an unknown one changes nothing."""
    deed, _, what = button.partition(":")
    groups = groups_of(face, rest)
    if deed in ("up", "down") and is_number(what):
        return with_groups(face, step(groups, int(what), -1 if deed == "up" else 1))
    if deed == "send":
        return with_groups(face, sent_to(groups, chosen, target))
    if deed in _SECTION_DEEDS:
        return _SECTION_DEEDS[deed](face, rest, what)
    return face


def _add(face: Portfolio, rest: Sequence[int], key: str) -> Portfolio:
    return with_section(face)


def _place_all(face: Portfolio, rest: Sequence[int], key: str) -> Portfolio:
    return with_section(face, rest) if rest else face


def _remove(face: Portfolio, rest: Sequence[int], key: str) -> Portfolio:
    return replace(face, sections=tuple(one for one in face.sections if one.key != key))


def _earlier(face: Portfolio, rest: Sequence[int], key: str) -> Portfolio:
    at = next((number for number, one in enumerate(face.sections) if one.key == key), 0)
    if at == 0:
        return face
    order = list(face.sections)
    order[at - 1], order[at] = order[at], order[at - 1]
    return replace(face, sections=tuple(order))


_SECTION_DEEDS: Mapping[str, Callable[[Portfolio, Sequence[int], str], Portfolio]] = {
    "add-section": _add,
    "place-all": _place_all,
    "remove-section": _remove,
    "section-up": _earlier,
}
