"""Search over the words of works, people and tags: what is found, in any script, and what is not anybody's to find."""

from __future__ import annotations

import pytest

from fediart.store import search
from fediart.store.search_words import asked
from tests import seeds
from tests.finding.conftest import House, take_in


async def found(house: House, text: str, viewer: int = 0) -> list[str]:
    async with house.site.db.reading() as tx:
        works = await search.works(tx, house.site.db.engine, asked(text), viewer=viewer)
    return [work.title for work in works]


async def test_words_operators_and_scripts(house: House) -> None:
    hang, jane = seeds.hang, house.jane
    await hang(
        house.site, jane, "Héron at low tide", medium="Oil on canvas", tags=("Wading_Birds",), description="Grey."
    )
    await hang(house.site, jane, "日本画の習作", tools="Sumi ink")
    await hang(house.site, house.tomasz, "ચિત્રકળા", sizes=[(900, 900), (900, 600)])
    await take_in(house.site)
    assert await found(house, "heron") == ["Héron at low tide"]
    assert await found(house, "HER tid") == ["Héron at low tide"], "beginnings, in any order"
    assert await found(house, '"her"') == []
    assert await found(house, "日本") == ["日本画の習作"]
    assert await found(house, "本日") == []
    assert await found(house, "習") == ["日本画の習作"]
    assert await found(house, "ચિત્ર") == ["ચિત્રકળા"]
    assert await found(house, "ચતર") == [], "vowel signs are part of the word"
    assert await found(house, "medium:oil") == ["Héron at low tide"]
    assert await found(house, "tag:wadingbirds") == await found(house, "#Wading_Birds") == ["Héron at low tide"]
    assert await found(house, "from:@jane") == ["日本画の習作", "Héron at low tide"], "the newest first"
    assert await found(house, "has:several") == ["ચિત્રકળા"]
    assert await found(house, "heron from:tomasz") == []
    assert await found(house, "has:words grey") == ["Héron at low tide"]


@pytest.mark.parametrize(
    "text", ['"', "'", "tag:", "a' | 'b", '" OR *', "her* NOT x", "\\'", "words:x", "(", "from:@", "%_"]
)
async def test_no_question_breaks_the_search(house: House, text: str) -> None:
    await seeds.hang(house.site, house.jane, "Heron")
    await take_in(house.site)
    assert await found(house, text) in ([], ["Heron"])
    assert (await house.client.get("/search", params={"q": text})).status == 200


async def test_what_is_not_everybodys_is_not_found(house: House) -> None:
    site, jane = house.site, house.jane
    for visibility in ("unlisted", "followers", "direct"):
        await seeds.hang(site, jane, f"Heron {visibility}", visibility=visibility)
    await seeds.hang(site, jane, "Heron held", state="held")
    await seeds.hang(site, jane, "Heron out of search", ai_policy="no-ai-no-search")
    await seeds.hang(site, jane, "Heron for all")
    await take_in(site)
    assert await found(house, "heron") == ["Heron for all"]
    assert await found(house, "heron", viewer=jane.id) == ["Heron for all"]
    await seeds.change_actor(site, jane, discoverable=0)
    assert await found(house, "heron") == [], "at once, before the index knows"
    await take_in(site)
    async with site.db.reading() as tx:
        assert await search.people(tx, site.db.engine, asked("jane")) == []
    await seeds.change_actor(site, jane, discoverable=1)
    await take_in(site)
    assert await found(house, "heron") == ["Heron for all"]
    await seeds.change_actor(site, jane, suspended=1)
    await take_in(site)
    assert await found(house, "heron") == []


async def test_of_other_servers_only_who_agreed_is_found(house: House) -> None:
    site = house.site
    said = {"ana": '{"indexable": true}', "bea": "{}", "cid": '{"indexable": false}'}
    for name, rights in said.items():
        person = await seeds.stranger(site, name, remote_rights=rights)
        post = await seeds.say(site, person, f"<p>A heron of {name}</p>")
        await seeds.remote_picture(site, post, kept=False)
    plain = await seeds.stranger(site, "dan", remote_rights='{"indexable": true}')
    await seeds.say(site, plain, "<p>A heron in words alone</p>")
    await take_in(site)
    async with site.db.reading() as tx:
        posts = await search.elsewhere(tx, site.db.engine, asked("heron"), viewer=house.jane.id)
        assert [one.author.name for one in posts] == ["ana"]
        people = await search.people(tx, site.db.engine, asked("elsewhere"), viewer=house.jane.id)
        assert {one.name for one in people} == {"ana", "bea", "cid", "dan"}
        assert await search.people(tx, site.db.engine, asked("ana")) == [], "visitors find who is from here"
    assert await found(house, "heron") == []


async def test_a_plain_post_from_elsewhere_leaves_no_trace_in_the_index(house: House) -> None:
    person = await seeds.stranger(house.site, "ana")
    await take_in(house.site)
    await seeds.say(house.site, person, "<p>Good morning</p>")
    async with house.site.db.reading() as tx:
        assert await tx.value("select count(*) from to_index") == 0


async def test_a_deleted_work_is_gone_at_once_with_its_words(house: House) -> None:
    from fediart.actions.delete import delete

    work = await seeds.hang(house.site, house.jane, "Heron", medium="Oil")
    await take_in(house.site)
    await delete(house.site, house.jane, work.id)
    async with house.site.db.reading() as tx:
        assert await tx.value("select count(*) from search_posts") == 0
    assert await found(house, "heron") == []
    await take_in(house.site)
    async with house.site.db.reading() as tx:
        assert await tx.value("select count(*) from facets") == await tx.value("select count(*) from facet_words") == 0


async def test_tags_are_listed_by_how_they_begin_and_only_public_ones(house: House) -> None:
    await seeds.hang(house.site, house.jane, "One", tags=("heron", "hero", "hill"))
    await seeds.hang(house.site, house.jane, "Two", tags=("hermit",), visibility="followers")
    async with house.site.db.reading() as tx:
        assert await search.tags(tx, "#he") == ["hero", "heron"]
