"""One viewer, and works and posts of every kind that she must not come by; the indexes are as if they lagged behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fediart.actions.delete import delete
from fediart.site import Site
from fediart.store import (
    actor_limits,
    blocks,
    bookmarks,
    commission_offers,
    critiques,
    lists,
    mutes,
    posts,
    remote_labels,
    search_index,
    viewer_choices,
    work_profiles,
)
from fediart.store.actors import Actor
from fediart.store.commission_offers import Offer
from fediart.store.critiques import Critique
from fediart.store.database import Writing
from fediart.store.lists import PeopleList
from fediart.store.remote_labels import Label, Standing, Word
from fediart.store.search_index import Facet, Impression
from fediart.store.search_words import joined, named, words_of
from fediart.store.viewer_choices import HIDE, Choice
from fediart.store.work_profiles import WorkProfile
from tests import seeds
from tests.site import make_artist

OPEN: Final = "Open"
APART: Final = ("Suspended", "Muted", "Blocked", "Blocker")
OWN: Final[dict[str, dict[str, Any]]] = {
    "Open": {}, "Narrow": {"visibility": "followers"}, "Deleted": {}, "Mature": {"mature": 1},
    "Labelled": {"ai_label": "generated"}, "Unsearched": {"ai_policy": "no-ai-no-search"},
}  # fmt: skip
FAR: Final[dict[str, dict[str, Any]]] = {
    "Open": {}, "Narrow": {"visibility": "followers"}, "Deleted": {"deleted": 1}, "Mature": {"sensitive": 1},
    "Labelled": {}, "Suspended": {}, "Muted": {}, "Blocked": {}, "Blocker": {}, "Quiet": {}, "Host": {},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """`works` are those here by their word, `said` posts with pictures from elsewhere; `list_id` holds all."""

    site: Site
    works: dict[str, int]
    said: dict[str, int]
    list_id: int


async def built(site: Site) -> World:
    jane = (await make_artist(site, "jane"))[1]
    people, works = await _here(site)
    strangers, said = await _elsewhere(site)
    await delete(site, people["Open"], works["Deleted"])
    async with site.db.writing() as tx:
        for known in (people, strangers):
            await mutes.mute(tx, jane.id, known["Muted"].id, news=True, until=0, now=1)
            await blocks.block(tx, jane.id, known["Blocked"].id, now=1)
            await blocks.block(tx, known["Blocker"].id, jane.id, now=1)
            await tx.run("update actors set suspended = 1 where id = :id", id=known["Suspended"].id)
        await mutes.mute_host(tx, jane.id, "host.example", until=0, now=1)
        await actor_limits.limit_host(tx, "quiet.example", silenced=True, sensitive=False)
        await viewer_choices.put(tx, jane.id, Choice(ai=HIDE, mature=HIDE))
        await tx.run("insert into followed_tags (actor_id, tag, created) values (:id, 'sea', 1)", id=jane.id)
        everybody = PeopleList(site.ids.new(), "Everybody", 0)
        await lists.put(tx, jane.id, everybody, now=1)
        for one in (*people.values(), *strangers.values()):
            await lists.add_person(tx, jane.id, everybody, one.id, now=1)
        for post_id in (*works.values(), *said.values()):
            await bookmarks.add(tx, site.ids.new(), jane.id, post_id, now=1)
        await _index(tx, works, said)
    site.pages.changed()
    return World(site, works, said, everybody.id)


async def _here(site: Site) -> tuple[dict[str, Actor], dict[str, int]]:
    ann = (await make_artist(site, "ann"))[1]
    people = {OPEN: ann} | {word: (await make_artist(site, word.lower()))[1] for word in APART}
    works = {}
    for word in (*OWN, *APART):
        site.clock.move(1000)  # type: ignore[attr-defined]
        artist = people.get(word, ann)
        work = await seeds.hang(site, artist, f"Tide {word}", medium="oil", tags=("sea",), **OWN.get(word, {}))
        works[word] = work.id
        async with site.db.writing() as tx:
            await critiques.ask(tx, Critique(work.id, ("colour",), "gentle", "", site.clock.now()))
    async with site.db.writing() as tx:
        for word, one in people.items():
            await work_profiles.save(tx, WorkProfile(one.id, state="open", since=site.clock.now() + one.id % 97), {})
            offer = Offer(one.id, one.id, 0, "Ink", "", "", 0, 0, "", 0, 0, 1, "open", 1, 1)
            await commission_offers.insert(tx, offer)
            mine = [works[word]] if word in APART else [works[name] for name in OWN]
            await commission_offers.set_examples(tx, offer.id, mine)
    return people, works


async def _elsewhere(site: Site) -> tuple[dict[str, Actor], dict[str, int]]:
    people, said = {}, {}
    hosts = {"Quiet": "quiet.example", "Host": "host.example"}
    for word, changes in FAR.items():
        site.clock.move(1000)  # type: ignore[attr-defined]
        one = people[word] = await seeds.stranger(site, word.lower(), hosts.get(word, "elsewhere.example"))
        post = await seeds.say(site, one, f"<p>Swell {word}</p>", **changes)
        said[word] = post.id
        await seeds.remote_picture(site, post, kept=True)
        async with site.db.writing() as tx:
            await tx.batch(posts.tagging(post.id, ["sea"], published=post.published))
            if word == "Labelled":
                label = Standing(Label.GENERATED, Word.OBJECT, "")
                await remote_labels.put(tx, post.id, label, label, now=1)
    return people, said


async def _index(tx: Writing, works: dict[str, int], said: dict[str, int]) -> None:
    """All but the one that is out of search is found by words, by looks and by what it is made with."""
    rows = await tx.all("select id, published from posts")
    at = {row["id"]: row["published"] for row in rows}
    await tx.run("delete from to_index")
    for place, known in (("here", works), ("elsewhere", said)):
        for word, number in known.items():
            if place == "here":
                facets = (Facet("medium", "oil", "oil"), Facet("tag", "sea", "sea"), Facet("colour", "red", "red"))
                await search_index.put_facets(
                    tx, number, facets, kinds=("medium", "tag", "colour"), published=at[number]
                )
            if word != "Unsearched":
                text = joined([*named("is", [place]), *words_of(f"{'Tide' if place == 'here' else 'Swell'} {word}")])
                await search_index.put_post(tx, number, text)
                await search_index.keep_impression(tx, Impression(number, "x", "[]", "", 1), ())
    near = [one for one in (*works.values(), *said.values()) if one != works[OPEN]]
    for number in near:
        await tx.run(
            """insert into alike (post_id, other_id, distance) select :id, :other, 1
            where exists (select 1 from impressions where post_id = :other)""",
            id=works[OPEN], other=number,
        )  # fmt: skip
