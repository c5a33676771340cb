"""Works about which a policy decides otherwise, as the simulator and the reports of rescans show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.simulation import PUBLIC, Changed, Simulation
from fediart.language import N_, _
from fediart.store import actors, artworks, images
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.rescans import Found
from fediart.web.showing import ShownPicture, shown
from fediart.web.works import first_originals

LISTED: Final = 60
"""Works of one list; the rest are counted."""
OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "publish": N_("published"),
    "label-assisted": N_("labelled AI-assisted"),
    "label-generated": N_("labelled AI-generated"),
    "hold": N_("held"),
    "refuse": N_("refused"),
    "": N_("unknown"),
}
FOUND_WORDS: Final[Mapping[tuple[str, int], str]] = {
    ("review", 0): N_("would go before moderators"),
    ("review", 1): N_("is before moderators, and stays up meanwhile"),
    ("label", 0): N_("label would change"),
    ("label", 1): N_("label was changed, or put before moderators"),
    ("open", 0): N_("is before moderators already"),
    ("decided", 0): N_("a person has decided about it: that stays"),
    ("failed", 0): N_("could not be measured"),
}


@dataclass(frozen=True, slots=True)
class ChangedWork:
    """`title` is empty for a work that is not for everybody. `path` leads to its page, or to its case."""

    title: str
    artist: str
    path: str
    picture: ShownPicture | None
    original: str
    before: str
    after: str
    why: Sequence[str]
    note: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a simulation says, for the page. `counts` are outcome, then, with this policy."""

    works: int
    counts: Sequence[tuple[str, int, int]]
    changed: Sequence[ChangedWork]
    total_changed: int
    unmeasured: int


async def trial_of(tx: Reading, found: Simulation) -> Trial:
    """The first LISTED changes with their pictures."""
    listed = found.changed[:LISTED]
    works = await _works(tx, [one.artwork_id for one in listed])
    return Trial(
        works=found.works,
        counts=tuple((OUTCOME_WORDS[name], found.before[name], found.after[name]) for name in found.before),
        changed=tuple(_simulated(one, works) for one in listed),
        total_changed=len(found.changed),
        unmeasured=found.unmeasured,
    )


async def reported(tx: Reading, found: Sequence[Found]) -> tuple[ChangedWork, ...]:
    """The lines of a rescan's report."""
    works = await _works(tx, [one.artwork_id for one in found])
    lines = []
    for one in found:
        note = FOUND_WORDS.get((one.outcome, one.acted), one.outcome)
        lines.append(_line(works.get(one.artwork_id), one.before, one.after, (one.why,) if one.why else (), note))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Work:
    artwork: Artwork
    artist: str
    picture: ShownPicture | None
    original: str


async def _works(tx: Reading, ids: Sequence[int]) -> dict[int, _Work]:
    """Only those that are for everybody: of others nothing but their number is told."""
    found = {
        work.id: work
        for work in (await artworks.by_ids(tx, ids)).values()
        if work.visibility in PUBLIC and work.state != "deleted"
    }
    people = await actors.by_ids(tx, {work.actor_id for work in found.values()})
    first = await images.of_artworks(tx, list(found), first_only=True)
    private = await first_originals(tx, [work for work in found.values() if work.state != "published"])
    return {
        work.id: _Work(
            artwork=work,
            artist=people[work.actor_id].name,
            picture=_picture(first.get(work.id, [])) if work.state == "published" else None,
            original=private.get(work.id, ""),
        )
        for work in found.values()
    }


def _picture(own: Sequence[images.Image]) -> ShownPicture | None:
    picture = shown(own[0]) if own else None
    return picture if picture and picture.src else None


def _simulated(one: Changed, works: Mapping[int, _Work]) -> ChangedWork:
    note = _("Since then it was %(outcome)s.", outcome=OUTCOME_WORDS[one.stands]) if one.stands else ""
    return _line(works.get(one.artwork_id), one.before, one.after, one.why, note)


def _line(work: _Work | None, before: str, after: str, why: Sequence[str], note: str) -> ChangedWork:
    before, after = OUTCOME_WORDS.get(before, before), OUTCOME_WORDS.get(after, after)
    if work is None:
        return ChangedWork("", "", "", None, "", before, after, (), note)
    published = work.artwork.state == "published"
    path = f"/@{work.artist}/{work.artwork.id}" if published else f"/review/{work.artwork.id}"
    return ChangedWork(work.artwork.title, work.artist, path, work.picture, work.original, before, after, why, note)
