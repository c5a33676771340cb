"""Home: chronological, of the kinds somebody chose, with the tags they follow; bounded however much there is."""

from __future__ import annotations

from fediart.clock import HOUR
from fediart.store import home, home_choices
from fediart.store.home_choices import ARTWORKS, BOOSTS, KINDS, NOTES, REPLIES, TAGS, USUAL
from fediart.store.posts import Post
from tests import seeds
from tests.finding.conftest import House
from tests.site import log_in


async def words(house: House, *kinds: str, viewer: int = 0, **more: object) -> list[str]:
    async with house.site.db.reading() as tx:
        found = await home.home(tx, viewer or house.jane.id, shown=frozenset(kinds) or USUAL, **more)  # type: ignore[arg-type]
    return [said.post.title or said.post.content for said in found]


async def world(house: House) -> dict[str, Post]:
    site, jane = house.site, house.jane
    ana, bea = await seeds.stranger(site, "ana"), await seeds.stranger(site, "bea")
    await seeds.follow(site, jane, ana)
    await seeds.follow(site, jane, house.tomasz)
    made = {}
    made["note"] = await seeds.say(site, ana, "note")
    house.site.clock.move(HOUR)  # type: ignore[attr-defined]
    made["picture"] = await seeds.say(site, ana, "picture")
    await seeds.remote_picture(site, made["picture"], kept=False)
    house.site.clock.move(HOUR)  # type: ignore[attr-defined]
    await seeds.hang(site, house.tomasz, "work")
    made["reply"] = await seeds.say(site, ana, "reply", to=made["note"])
    made["direct"] = await seeds.say(site, ana, "direct", visibility="direct", mentions=[jane])
    made["stranger"] = await seeds.say(site, bea, "stranger")
    async with site.db.writing() as tx:
        await tx.run(
            "insert into post_tags (tag, post_id, published) values ('sea', :id, :at)",
            id=made["stranger"].id, at=made["stranger"].published,
        )  # fmt: skip
        await tx.run(
            "insert into boosts (id, actor_id, post_id, uri, published) values (7, :who, :id, 'x', :at)",
            who=house.tomasz.id, id=made["stranger"].id, at=site.clock.now() + 1,
        )  # fmt: skip
    return made


async def test_each_kind_by_itself_and_all_in_the_order_of_time(house: House) -> None:
    await world(house)
    assert await words(house, ARTWORKS) == ["work", "picture"]
    assert await words(house, NOTES) == ["note"]
    assert await words(house, REPLIES) == ["reply"]
    assert await words(house, BOOSTS, NOTES) == ["stranger", "note"]
    assert await words(house) == ["stranger", "work", "picture", "note"]
    async with house.site.db.writing() as tx:
        assert await home_choices.follow_tag(tx, house.jane.id, "sea", now=1)
    assert await words(house, TAGS, NOTES) == ["stranger", "note"]
    assert await words(house, viewer=house.tomasz.id) == ["work"], "one's own posts, and of nobody else"


async def test_pages_follow_each_other_where_the_newest_of_all_are_others(house: House) -> None:
    """What is beyond the newest posts of all is asked of each person one follows."""
    site, jane = house.site, house.jane
    ana, loud = await seeds.stranger(site, "ana"), await seeds.stranger(site, "loud")
    await seeds.follow(site, jane, ana)
    for number in range(5):
        await seeds.say(site, ana, f"old {number}", published=1000 + number)
    async with site.db.writing() as tx:
        for number in range(3):
            await tx.run(
                """insert into posts (id, uri, actor_id, local, kind, thread_id, content, visibility, url, published)
                values (:id, :uri, :who, 0, 'note', :id, 'loud', 'public', '', :at)""",
                id=number + 1, uri=f"loud:{number}", who=loud.id, at=9_000_000 + number,
            )  # fmt: skip
    first = await words(house, limit=3)
    assert first == ["old 4", "old 3", "old 2"]
    async with site.db.reading() as tx:
        found = await home.home(tx, jane.id, limit=3)
        before = (found[-1].at, found[-1].cursor)
    assert await words(house, before=before, limit=3) == ["old 1", "old 0"]


async def test_whom_one_mutes_and_lists_read_apart_are_not_at_home(house: House) -> None:
    await world(house)
    site, jane = house.site, house.jane
    async with site.db.writing() as tx:
        await tx.run("insert into lists (id, actor_id, name, off_home, created) values (5, :me, 'x', 1, 1)", me=jane.id)
        await tx.run(
            """insert into list_people (list_id, person_id, owner_id, off_home, created)
            values (5, :who, :me, 1, 1)""",
            who=house.tomasz.id, me=jane.id,
        )  # fmt: skip
    assert await words(house) == ["picture", "note"]
    async with site.db.writing() as tx:
        await tx.run("delete from list_people where owner_id = :me", me=jane.id)
        await tx.run(
            "insert into mutes (actor_id, target_id, created) select :me, id, 1 from actors where name = 'ana'",
            me=jane.id,
        )
    assert await words(house) == ["stranger", "work"]


async def test_a_member_chooses_and_it_is_remembered(house: House) -> None:
    await world(house)
    client = house.client
    await log_in(client, "jane")
    assert ">note<" in (await client.get("/home")).text
    saved = await client.post_form("/settings/home", {"kinds": [ARTWORKS, "nonsense"]}, page="/home")
    assert saved.location == "/home"
    page = (await client.get("/home")).text
    assert ">note<" not in page
    assert "work" in page
    assert (await client.post_form("/settings/home", {"kinds": "nonsense"}, page="/home")).status == 422
    await client.post_form("/settings/home", {"kinds": list(KINDS)}, page="/home")
    assert ">reply<" in (await client.get("/home")).text


async def test_a_tag_is_followed_and_let_go_on_its_page(house: House) -> None:
    await world(house)
    client = house.client
    assert (await client.post("/tags/sea/follow")).status == 401
    await log_in(client, "jane")
    assert "Follow this tag" in (await client.get("/tags/sea")).text
    answer = await client.post_form("/tags/Sea/follow", {}, page="/tags/sea")
    assert answer.location == "/tags/sea"
    assert 'action="/tags/sea/unfollow"' in (await client.get("/tags/sea")).text
    assert "#sea" in (await client.get("/home")).text
    assert (await client.post("/tags/sea/unfollow", data={})).status == 403, "only by a form of ours"
    gone = await client.post_form("/tags/sea/unfollow", {"back": "//evil.example"}, page="/tags/sea")
    assert gone.location == "/tags/sea"
    assert (await client.post_form("/tags/a%20b/follow", {}, page="/tags/sea")).status == 422
    async with house.site.db.writing() as tx:
        for number in range(home_choices.MOST_TAGS):
            await home_choices.follow_tag(tx, house.jane.id, f"t{number}", now=1)
    assert (await client.post_form("/tags/sea/follow", {}, page="/tags/sea")).status == 422


async def test_one_wall_of_here_and_elsewhere_for_members_alone(house: House) -> None:
    made = await world(house)
    client = house.client
    assert (await client.get("/everywhere")).location.startswith("/log-in")
    await log_in(client, "jane")
    answer = await client.get("/everywhere")
    tiles = [path for path in (f"/posts/{made['picture'].id}", ">work<") if path in answer.text]
    assert len(tiles) == 2
    assert f"/posts/{made['note'].id}" not in answer.text, "only what shows pictures"
    assert answer.headers["Content-Usage"] == "train-ai=n, search=n", "what is of others is not ours to offer"
    assert answer.text.index(">work<") < answer.text.index(f"/posts/{made['picture'].id}")
    await client.post_form("/@ana@elsewhere.example/mute", {}, page="/everywhere")
    assert f"/posts/{made['picture'].id}" not in (await client.get("/everywhere")).text


async def test_mature_works_are_shown_covered_or_hidden_as_somebody_chose(house: House) -> None:
    site, client = house.site, house.client
    await seeds.hang(site, house.tomasz, "Night", mature=1)
    await seeds.hang(site, house.tomasz, "Warned", mature=1, warning="Blood")
    await log_in(client, "jane")
    assert "/media/" not in (await client.get("/")).text
    usual = {"ai": "show", "assisted": "1"}
    await client.post_form("/settings/seeing", usual | {"mature": "show"})
    page = (await client.get("/")).text
    assert "/media/" in page
    assert "Blood" in page, "a warning in words stays"
    await client.post_form("/settings/seeing", usual | {"mature": "hide"})
    page = (await client.get("/")).text
    assert "Night" not in page
    assert "2 works hidden" in page
    assert "Night" in (await client.get("/?ai=show")).text
    assert (await client.post_form("/settings/seeing", usual | {"mature": "x"})).status == 422
    assert "Night" in (await client.fresh().get("/")).text
