"""How those who listen look at posts: their filters and what they chose of AI labels, kept until they change them.

The database tells of each change (migrations/0039), in whatever process it was made; while it is not heard, nothing is
kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fediart.api.shown.filtered import Ready, made_ready
from fediart.store import actors, filters, muted_words, viewer_choices
from fediart.store.database import Reading, numbers
from fediart.store.muted_words import NO_WORDS, Words
from fediart.store.viewer_choices import USUAL, Choice


@dataclass(frozen=True, slots=True)
class Sight:
    """`rules` are filters as apps are told of them, `words` the same as timelines heed them."""

    handle: str
    rules: Ready = ()
    words: Words = NO_WORDS
    choice: Choice = USUAL


class Sights:
    """Of as many people as listen."""

    def __init__(self) -> None:
        self._kept: dict[int, Sight] = {}

    async def of(self, tx: Reading, people: Collection[int]) -> dict[int, Sight]:
        """By person; who is gone is left out."""
        unknown = [one for one in people if one not in self._kept]
        if unknown:
            self._kept |= await _read(tx, unknown)
        return {one: self._kept[one] for one in people if one in self._kept}

    def forget(self, person: int) -> None:
        """They have changed something: it is read again."""
        self._kept.pop(person, None)

    def keep_only(self, people: Collection[int]) -> None:
        """Nothing is kept of those who do not listen any more."""
        self._kept = {one: sight for one, sight in self._kept.items() if one in people}

    def clear(self) -> None:
        self._kept = {}


async def _read(tx: Reading, people: Collection[int]) -> dict[int, Sight]:
    known = await actors.by_ids(tx, people)
    some = numbers(people)
    ruled = await tx.all(f"select distinct actor_id as id from filters where actor_id in ({some})")
    chose = await tx.all(f"select actor_id as id from viewer_choices where actor_id in ({some})")
    made = {one.id: Sight(one.handle.lower()) for one in known.values()}
    for number in {row["id"] for row in [*ruled, *chose]} & set(made):
        made[number] = Sight(
            made[number].handle,
            made_ready(await filters.of_actor(tx, number)),
            await muted_words.ready(tx, number),
            await viewer_choices.of_actor(tx, number),
        )
    return made
