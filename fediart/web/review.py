"""The review queue: what waits for a person, why, for how long, and who is at work on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.review_people import two_person_rule_rests
from fediart.actions.review_queue import taken_by_other
from fediart.language import _
from fediart.store import actors, artworks, reviews
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.reviews import ASKED, CAUSES, SECOND, SPLIT, Review
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.review_case import names_of
from fediart.web.review_words import CAUSES as WORDS
from fediart.web.review_words import CAUSES_SHORT, STATES, since
from fediart.web.works import first_originals

MINE, WITH_ARTIST, TWO = "mine", "with-artist", "second"
"""Filters beside the causes."""


@dataclass(frozen=True, slots=True)
class Filter:
    path: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case in the queue. `left` is the time until its limit, or since then where it is `overdue`."""

    id: int
    name: str
    artist: str
    artist_name: str
    cause: str
    kind: str
    words: str
    stands: str
    waiting: str
    left: str
    overdue: bool
    escalated: bool
    taken_by: str
    mine: bool
    own: bool
    original: str
    published: bool


@dataclass(frozen=True, slots=True)
class QueuePage(Page):
    template: ClassVar[str] = "review/queue.html"
    cases: tuple[Waiting, ...]
    filters: tuple[Filter, ...]
    chosen: str
    all: int
    may_take: bool
    one_person: bool


async def show_queue(request: web.Request) -> web.StreamResponse:
    """`?cause=` shows only one kind: a cause, or `mine`, `with-artist`, `second`."""
    who, now, chosen = viewer(request), site_of(request).clock.now(), request.query.get("cause", "")
    async with site_of(request).db.reading() as tx:
        found = await reviews.queue(tx)
        works = await artworks.by_ids(tx, {one.artwork_id for one in found})
        people = await actors.by_ids(tx, {work.actor_id for work in works.values()})
        names = await names_of(tx, (one.taken_by for one in found))
        originals = await first_originals(tx, list(works.values()))
        alone = await two_person_rule_rests(tx)
    me = who.account.id
    listed = [one for one in found if one.artwork_id in works and _fits(one, chosen, me)]
    lines = tuple(
        _line(one, works[one.artwork_id], people, names, originals, (me, who.actor.id, now)) for one in listed
    )
    page = QueuePage(
        title=_("Review"),
        cases=lines,
        filters=_filters(found, chosen, me),
        chosen=chosen,
        all=len(found),
        may_take=any(not line.own and line.stands != STATES[ASKED] for line in lines),
        one_person=alone,
    )
    return await pages.show(request, page)


def _fits(case: Review, chosen: str, me: int) -> bool:
    if chosen == MINE:
        return case.taken_by == me
    if chosen == WITH_ARTIST:
        return case.state == ASKED
    if chosen == TWO:
        return case.state in (SECOND, SPLIT)
    return chosen not in CAUSES or case.cause == chosen


def _filters(found: Sequence[Review], chosen: str, me: int) -> tuple[Filter, ...]:
    """Everything, then each kind that there is."""
    causes = Counter(one.cause for one in found)
    kinds = [(cause, CAUSES_SHORT[cause], causes[cause]) for cause in CAUSES]
    for word, label in ((TWO, _("Second voice")), (WITH_ARTIST, _("With the artist")), (MINE, _("Taken by you"))):
        kinds.append((word, label, sum(_fits(one, word, me) for one in found)))
    listed = [("", _("All"), len(found)), *(kind for kind in kinds if kind[2] or kind[0] == chosen)]
    return tuple(
        Filter(f"/review?cause={word}" if word else "/review", label, count, word == chosen)
        for word, label, count in listed
    )


def _line(
    case: Review,
    work: Artwork,
    people: Mapping[int, Actor],
    names: Mapping[int, str],
    originals: Mapping[int, str],
    looks: tuple[int, int, int],
) -> Waiting:
    """`looks` is who looks, as an account and as an actor, and when."""
    me, my_actor, now = looks
    taken = taken_by_other(case, me, now=now) or case.taken_by == me
    return Waiting(
        id=work.id,
        name=work.title or _("Untitled"),
        artist=people[work.actor_id].shown_name,
        artist_name=people[work.actor_id].name,
        cause=CAUSES_SHORT[case.cause],
        kind=WORDS[case.cause],
        words=case.words,
        stands=STATES[case.state],
        waiting=since(case.opened, now),
        left=since(now, case.due),
        overdue=case.due < now,
        escalated=bool(case.escalated),
        taken_by=names.get(case.taken_by or 0, "") if taken else "",
        mine=case.taken_by == me,
        own=work.actor_id == my_actor,
        original=originals.get(work.id, ""),
        published=work.state == "published",
    )
