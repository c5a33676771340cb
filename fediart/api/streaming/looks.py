"""A post as each of its listeners is sent it: put into words once for all to whom it looks the same.

To most a post that is new looks alike. Who has done something with it, or is barred from what it quotes, gets it as
they would read it in a timeline; a filter that fits is added to what the others get.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import cast

import orjson

from fediart.api.call import Call
from fediart.api.entities.filters import FilterResult
from fediart.api.entities.statuses import Status
from fediart.api.shown.filtered import fitting, text_of
from fediart.api.shown.statuses import entries
from fediart.api.streaming.sights import Sight, Sights
from fediart.language import ENGLISH, speaking
from fediart.store import audiences, whole_posts
from fediart.store.audiences import Tie
from fediart.store.database import Reading
from fediart.store.entries import Entry
from fediart.store.settings import InstanceSettings
from fediart.store.threads import Spoken
from fediart.store.visibility import NOBODY
from fediart.store.whole_posts import Whole
from fediart.web.seeing import Seeing


@dataclass(slots=True)
class Looks:
    """One post, or boost of one, for those who listen. `call_of` is how each of them would ask for it."""

    entry: Entry
    whole: Whole
    settings: InstanceSettings
    call_of: Callable[[int], Call]
    sights: Mapping[int, Sight]
    _text: str = field(default="")

    def wanted(self, people: Collection[int], place: str, *, everybodys: bool) -> set[int]:
        """Those to whom a timeline in this place (see store/muted_words.py) would show it."""
        whole = self.whole
        said = Spoken(post=whole.post, author=whole.author, avatar="", images=whole.images, ai=whole.ai)
        found = set()
        for one in people:
            seeing = self._seeing(one, place)
            if seeing is not None and not seeing.hides_said(said) and not (everybodys and seeing.keeps_out(said)):
                found.add(one)
        return found

    def _seeing(self, person: int, place: str) -> Seeing | None:
        """None for who is gone."""
        elsewhere = self.settings.elsewhere
        if person == NOBODY:
            return Seeing(elsewhere=elsewhere)
        sight = self.sights.get(person)
        return Seeing(sight.choice, "", elsewhere, True, sight.handle, sight.words, place) if sight else None

    async def payloads(self, tx: Reading, people: Collection[int]) -> dict[int, str]:
        """JSON by person, NOBODY for visitors. Only for people of whom it is known that they may see it."""
        members = [one for one in people if one != NOBODY]
        ties = await audiences.ties(tx, self.entry.post.id, members) if members else {}
        groups: dict[Hashable, list[int]] = {}
        for one in people:
            if one == NOBODY or one in ties:
                groups.setdefault(self._key(one, ties.get(one)), []).append(one)
        made: dict[int, str] = {}
        for alike in groups.values():
            made |= await self._alike(tx, alike)
        return made

    def _key(self, person: int, tie: Tie | None) -> Hashable:
        """To those with the same key the post looks the same, but for filters."""
        if tie is None or tie.own:
            return (person,)
        seeing = self._seeing(person, "")
        with speaking(ENGLISH):
            cover = seeing.label(self.whole.ai, self.whole.author).cover if seeing else ""
        return tie.follows, tie.followed, cover

    async def _alike(self, tx: Reading, people: list[int]) -> dict[int, str]:
        with speaking(ENGLISH):
            found = await entries(tx, self.call_of(people[0]), [self.entry], {self.whole.post.id: self.whole})
        if not found:
            return {}
        status = found[0] if people[0] == NOBODY else _impersonal(found[0])
        shared = orjson.dumps(status).decode()
        made = {}
        for one in people:
            results = self._fitting(one)
            made[one] = orjson.dumps(with_filters(status, results)).decode() if results else shared
        return made

    def _fitting(self, person: int) -> list[FilterResult]:
        sight = self.sights.get(person)
        if sight is None or not sight.rules or self.whole.author.id == person:
            return []
        if not self._text:
            options = [option.name for option in self.whole.poll.options] if self.whole.poll else []
            alts = [image.alt for image in self.whole.images if image.alt]
            self._text = text_of(self.whole.post, [*alts, *options])
        return fitting(sight.rules, self.whole.post.id, self._text)


def with_filters(status: Status, results: list[FilterResult]) -> Status:
    """The same for somebody whose filters find this; of a boost, in what it boosts, too."""
    made = status.copy()
    made["filtered"] = results
    inner = status["reblog"]
    if inner is not None:
        made["reblog"] = with_filters(inner, results)
    return made


def _impersonal(status: Status) -> Status:
    """Without what the filters of the one found who was asked first: others have others."""
    made = with_filters(status, [])
    for one in (made, made["reblog"]):
        quote = one.get("quote") if one else None
        inner = quote.get("quoted_status") if quote else None
        if one and inner:
            one["quote"] = {"state": "accepted", "quoted_status": with_filters(cast(Status, inner), [])}
    return made


async def look_at(
    tx: Reading,
    entry: Entry,
    people: Collection[int],
    sights: Sights,
    *,
    settings: InstanceSettings,
    call_of: Callable[[int], Call],
) -> Looks | None:
    """None where the post cannot be shown to anybody."""
    whole = (await whole_posts.whole(tx, [entry.post])).get(entry.post.id)
    if whole is None:
        return None
    known = await sights.of(tx, [one for one in people if one != NOBODY])
    return Looks(entry, whole, settings, call_of, known)
