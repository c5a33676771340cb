"""What a work's page shows beside the work itself: what its artist says of each picture, and their other works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fediart.store import critiques, explore, neighbours, work_words
from fediart.store.artworks import Artwork
from fediart.store.critiques import Critique
from fediart.store.database import Reading
from fediart.store.gallery import Hanging
from fediart.store.neighbours import Neighbours
from fediart.store.threads import Spoken
from fediart.store.visibility import NOBODY
from fediart.store.work_words import PictureWords, WorkFacts
from fediart.web.seeing import Seeing
from fediart.web.showing import Card, cards
from fediart.web.tiles import ShownTiles, shown_tiles

MOST_ALIKE = 8


@dataclass(frozen=True, slots=True)
class Parts:
    """`words` are those of its pictures, by their id; `meant` the replies that are meant as critique."""

    words: Mapping[int, PictureWords] = field(default_factory=dict)
    facts: WorkFacts = work_words.NOTHING
    neighbours: Neighbours = field(default_factory=Neighbours)
    tiles: Mapping[int, ShownTiles] = field(default_factory=dict)
    alike: Sequence[Hanging] = ()
    critique: Critique | None = None
    meant: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Walk:
    """`works` are some of the artist's others, the newest first; `newer` and `older` those next to this one."""

    works: tuple[Card, ...] = ()
    newer: Card | None = None
    older: Card | None = None


NO_WALK = Walk()


async def parts_of(
    tx: Reading, said: Spoken, artwork: Artwork, policy: str, viewer: int, replies: Iterable[int] = ()
) -> Parts:
    """Of a work here; `policy` is the preset that holds for it now, `replies` are the posts of its thread."""
    post = said.post
    return Parts(
        await work_words.words_of(tx, post.id),
        await work_words.facts_of(tx, post.id),
        await neighbours.around(tx, post.actor_id, (post.published, post.id), viewer=viewer),
        await shown_tiles(tx, artwork, policy, member=viewer != NOBODY),
        await explore.like(tx, post.id, viewer=viewer, limit=MOST_ALIKE),
        await critiques.open_of(tx, post.id),
        await critiques.marked(tx, replies),
    )


def walk_of(parts: Parts, eyes: Seeing) -> Walk:
    """What this viewer wants hidden is left out."""
    newer = [one for one in parts.neighbours.newer if not eyes.hides_work(one)]
    older = [one for one in parts.neighbours.older if not eyes.hides_work(one)]
    before, after = cards(newer, eyes=eyes), cards(older, eyes=eyes)
    return Walk((*reversed(before), *after), before[0] if before else None, after[0] if after else None)


def alike_of(parts: Parts, eyes: Seeing) -> tuple[Card, ...]:
    """Works that look like it, but for what this viewer wants hidden."""
    return cards([one for one in parts.alike if not eyes.hides_work(one)], eyes=eyes)
