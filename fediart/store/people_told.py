"""What is told of people to everybody beside their own row: in a fixed number of questions, however many they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fediart.clock import MINUTE
from fediart.store import emojis, images, profile_choices, work_profiles
from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, numbers
from fediart.store.profile_choices import ProfileChoice
from fediart.store.threads import local_file

_MOST_COUNTED = 10_000  # posts of one person
_MANY, _MOST_KEPT, _KEPT_FOR = 200, 5_000, 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many posts of theirs everybody may see here, and when the last of them came, in milliseconds or 0."""

    posts: int = 0
    last: int = 0


class KeptTallies:
    """Tallies of people with many posts, for ten minutes: only theirs take long to count. Bounded in number."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Tallies, int]] = OrderedDict()

    def find(self, actor_id: int, now: int) -> Tallies | None:
        found = self._kept.get(actor_id)
        return found[0] if found and now - found[1] < _KEPT_FOR else None

    def keep(self, found: Mapping[int, Tallies], now: int) -> None:
        """`now` in milliseconds."""
        for actor_id, one in found.items():
            self._kept.pop(actor_id, None)
            if one.posts >= _MANY:
                self._kept[actor_id] = one, now
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class PersonTold:
    """`avatar` and `header` are paths here or empty; `role` is empty for all but who runs this instance.

    `open` is a word of fediart/store/work_profiles.py or empty. `emojis` are paths of our copies by name.
    """

    actor: Actor
    avatar: str = ""
    header: str = ""
    role: str = ""
    silenced: bool = False
    open: str = ""
    tallies: Tallies = field(default_factory=Tallies)
    emojis: Mapping[str, str] = field(default_factory=dict)
    moved_to: Actor | None = None
    choice: ProfileChoice = profile_choices.USUAL


async def told(tx: Reading, people: Iterable[Actor], kept: KeptTallies, *, now: int) -> dict[int, PersonTold]:
    """By actor. `now` in milliseconds."""
    known = {one.id: one for one in people}
    if not known:
        return {}
    here, there = [one.id for one in known.values() if one.local], [one.id for one in known.values() if one.host]
    faces = await images.avatars(tx, there) if there else {}
    roles = await _roles(tx, here) if here else {}
    chosen = await profile_choices.of_actors(tx, here) if here else {}
    opened = await work_profiles.open_for_work(tx, here) if here else {}
    quiet, counted = await _silenced(tx, list(known)), await _tallied(tx, known, kept, now)
    drawn = await emojis.used_in(tx, ((one.host, text) for one in known.values() for text in _texts(one)))
    gone = await _moved(tx, [one for one in known.values() if one.moved_to])
    return {
        one.id: PersonTold(
            actor=one,
            avatar=local_file(one.avatar) if one.local else faces.get((one.id, "avatar"), ""),
            header=local_file(one.header) if one.local else faces.get((one.id, "header"), ""),
            role=roles.get(one.id, ""),
            silenced=one.id in quiet,
            open=opened[one.id].state if one.id in opened else "",
            tallies=counted.get(one.id, Tallies()),
            emojis=_used(one, drawn.get(one.host, {})) if one.host else {},
            moved_to=gone.get(one.moved_to),
            choice=chosen.get(one.id, profile_choices.USUAL),
        )
        for one in known.values()
    }


async def _tallied(tx: Reading, actor_ids: Iterable[int], kept: KeptTallies, now: int) -> dict[int, Tallies]:
    known = {one: found for one in actor_ids if (found := kept.find(one, now))}
    fresh = [one for one in actor_ids if one not in known]
    counted = await tallies(tx, fresh) if fresh else {}
    kept.keep(counted, now)
    return known | counted


async def tallies(tx: Reading, actor_ids: Iterable[int]) -> dict[int, Tallies]:
    """Counted up to a bound, so that nobody's page costs more than others'."""
    own = "from posts p where p.actor_id = a.id and p.deleted = 0 and p.visibility in ('public', 'unlisted')"
    rows = await tx.all(
        f"""select a.id as id, (select count(*) from (select 1 {own} limit {_MOST_COUNTED}) counted) as many,
        (select p.published {own} order by p.published desc, p.id desc limit 1) as last
        from actors a where a.id in ({numbers(actor_ids)})"""
    )
    return {row["id"]: Tallies(row["many"], row["last"] or 0) for row in rows}


async def asking(tx: Reading, actor_id: int) -> int:
    """How many wait for this person's leave to follow them; counted up to a bound."""
    found = await tx.value(
        """select count(*) from (select 1 from follows where followee_id = :id and state = 'requested'
        limit 1000) waiting""",
        id=actor_id,
    )
    return int(found or 0)


async def _roles(tx: Reading, actor_ids: Sequence[int]) -> dict[int, str]:
    rows = await tx.all(
        f"""select actor_id, role from accounts where actor_id in ({numbers(actor_ids)})
        and role in ('owner', 'admin', 'moderator')"""
    )
    return {row["actor_id"]: row["role"] for row in rows}


async def _silenced(tx: Reading, actor_ids: Sequence[int]) -> set[int]:
    rows = await tx.all(f"select actor_id from actor_limits where silenced = 1 and actor_id in ({numbers(actor_ids)})")
    return {row["actor_id"] for row in rows}


async def _moved(tx: Reading, people: Sequence[Actor]) -> dict[str, Actor]:
    """Where they have gone, by address, of those who are known here."""
    if not people:
        return {}
    places = ", ".join(f":uri{number}" for number in range(len(people)))
    rows = await tx.all(
        f"select {listed('a')} from actors a where a.uri in ({places}) and a.suspended = 0 and a.deleted = 0",
        **{f"uri{number}": one.moved_to for number, one in enumerate(people)},
    )
    return {found.uri: found for found in (actor_from(row, "actor_") for row in rows)}


def _texts(one: Actor) -> tuple[str, ...]:
    return (one.display_name, one.bio_html, *(f"{line.name} {line.value}" for line in one.fields))


def _used(one: Actor, known: Mapping[str, str]) -> dict[str, str]:
    if not known:
        return {}
    used = {code for text in _texts(one) if ":" in text for code in emojis.CODE.findall(text)}
    return {code: known[code] for code in sorted(used) if code in known}
