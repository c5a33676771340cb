"""Pages that look no further back than they must: nothing is left out where what is newest is not to be seen."""

from __future__ import annotations

from fediart.store import gallery, home, home_choices, lists
from fediart.store.actors import Actor
from fediart.store.home_choices import BOOSTS, NOTES, TAGS
from fediart.store.lists import PeopleList
from tests import seeds
from tests.finding.conftest import House

LIST = PeopleList(5, "Both", 0)


async def say_many(house: House, who: Actor, many: int, *, first: int, tag: str = "") -> None:
    """Notes of these times, `NAME 0` to `NAME many - 1`."""
    for number in range(many):
        said = await seeds.say(house.site, who, f"{who.name} {number}", published=first + number)
        if tag:
            async with house.site.db.writing() as tx:
                await tx.run(
                    "insert into post_tags (tag, post_id, published) values (:tag, :id, :at)",
                    tag=tag, id=said.id, at=said.published,
                )  # fmt: skip


async def mute(house: House, who: Actor) -> None:
    async with house.site.db.writing() as tx:
        await tx.run(
            "insert into mutes (actor_id, target_id, created) values (:me, :who, 1)", me=house.jane.id, who=who.id
        )


async def at_home(house: House, limit: int, *kinds: str) -> list[str]:
    async with house.site.db.reading() as tx:
        found = await home.home(tx, house.jane.id, shown=frozenset(kinds), limit=limit)
    return [said.post.content for said in found]


async def test_under_tags_behind_many_that_are_muted(house: House) -> None:
    """More than are looked at first (8 times the page), then each tag is gone through."""
    ana, loud = await seeds.stranger(house.site, "ana"), await seeds.stranger(house.site, "loud")
    await say_many(house, ana, 3, first=1_000, tag="sea")
    await say_many(house, loud, 17, first=5_000, tag="sea")
    async with house.site.db.writing() as tx:
        await home_choices.follow_tag(tx, house.jane.id, "sea", now=1)
    assert await at_home(house, 2, TAGS, NOTES) == ["loud 16", "loud 15"]
    await mute(house, loud)
    assert await at_home(house, 2, TAGS, NOTES) == ["ana 2", "ana 1"]


async def test_tags_and_boosts_come_between_what_people_say(house: House) -> None:
    ana, bea = await seeds.stranger(house.site, "ana"), await seeds.stranger(house.site, "bea")
    await seeds.follow(house.site, house.jane, ana)
    await say_many(house, ana, 3, first=1_000)
    await say_many(house, bea, 3, first=1_001, tag="sea")
    async with house.site.db.writing() as tx:
        await home_choices.follow_tag(tx, house.jane.id, "sea", now=1)
        await tx.run(
            """insert into boosts (id, actor_id, post_id, uri, published)
            select 7, :who, id, 'x', 1001 from posts where content = 'bea 0'""",
            who=ana.id,
        )
    assert (await at_home(house, 4, TAGS, BOOSTS, NOTES))[:3] == ["bea 2", "bea 1", "ana 2"]
    both = await at_home(house, 9, TAGS, BOOSTS, NOTES)
    assert sorted(both) == ["ana 0", "ana 1", "ana 2", "bea 0", "bea 1", "bea 2"], "each once"


async def test_a_list_behind_somebody_who_is_muted(house: House) -> None:
    """A few of each person tell how far back to look; what is muted is no part of the page."""
    ana, loud = await seeds.stranger(house.site, "ana"), await seeds.stranger(house.site, "loud")
    await say_many(house, ana, 4, first=1_000)
    await say_many(house, loud, 6, first=5_000)
    async with house.site.db.writing() as tx:
        await lists.put(tx, house.jane.id, LIST, now=1)
        for one in (ana, loud):
            await lists.add_person(tx, house.jane.id, LIST, one.id, now=1)
    assert await in_list(house) == ["loud 5", "loud 4", "loud 3"]
    await mute(house, loud)
    assert await in_list(house) == ["ana 3", "ana 2", "ana 1"]


async def in_list(house: House) -> list[str]:
    async with house.site.db.reading() as tx:
        return [said.post.content for said in await lists.timeline(tx, LIST.id, house.jane.id, limit=3)]


async def test_works_of_whom_one_follows_are_all_found(house: House) -> None:
    """One artist has more on the page than the few that tell how far back it reaches."""
    await seeds.follow(house.site, house.jane, house.tomasz)
    for number in range(6):
        await seeds.hang(house.site, house.tomasz, f"work {number}")
        house.site.clock.move(1_000)  # type: ignore[attr-defined]
    async with house.site.db.reading() as tx:
        found = await gallery.followed(tx, viewer=house.jane.id, limit=5)
    assert [work.title for work in found] == [f"work {number}" for number in (5, 4, 3, 2, 1)]
