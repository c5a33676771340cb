"""People, servers and words that a member has muted are out of their sight, everywhere, and of nobody else's."""

from __future__ import annotations

import pytest

from fediart.actions import block, boost, follow, mute
from fediart.clock import DAY
from fediart.store import muted_words
from fediart.store.muted_words import NEWS, PLACES, fold, has
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, neighbour, said_by_bob


@pytest.mark.parametrize(
    ("text", "phrase", "whole", "found"),
    [
        ("A Spider!", "spider", True, True),
        ("spiders", "spider", True, False),
        ("spiders", "spider", False, True),
        ("STRASSE", "straße", True, True),
        ("cafe\u0301 noir", "café", True, True),
        ("मेरी कला", "कल", True, False),
        ("કલા", "કલ", True, False),
        ("今日は蜘蛛です", "蜘蛛", True, True),
        ("spider spiders", "spiders", True, True),
        ("art of art", "party", False, False),
    ],
)
@pytest.mark.one_engine
def test_a_word_is_found_as_people_read_it(text: str, phrase: str, whole: bool, found: bool) -> None:
    assert has(fold(text), fold(phrase), whole=whole) is found


@pytest.mark.one_engine
async def test_a_muted_person_is_gone_from_every_list_but_not_from_their_own_page(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await follow.follow(meeting.site, meeting.jane, olga.id)
    work = await seeds.hang(meeting.site, olga, "Spiderweb")
    jane = await browser_of(meeting, "jane")
    places = ("/", "/?of=following", "/home")
    for place in places:
        assert "Spiderweb" in (await jane.get(place)).text, place
    answer = await jane.post_form("/@olga/mute", {"news": "1"}, page="/@olga")
    assert answer.status == 303
    for place in places:
        assert "Spiderweb" not in (await jane.get(place)).text, place
    page = await jane.get("/@olga")
    assert "Spiderweb" in page.text and "/@olga/unmute" in page.text
    assert (await jane.get(f"/@olga/{work.id}")).status == 200
    assert "Spiderweb" in (await meeting.web.fresh().get("/")).text, "others see it as before"
    assert "olga" in (await jane.get("/settings/muted")).text
    await jane.post_form("/settings/muted/people/remove", {"id": olga.id}, page="/settings/muted")
    assert "Spiderweb" in (await jane.get("/home")).text


async def test_a_muted_server_and_boosts_of_the_muted_are_gone_from_home(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await meeting.follow_bob()
    await follow.follow(meeting.site, meeting.jane, olga.id)
    work = await seeds.hang(meeting.site, await neighbour(meeting, "mira"), "Boosted one")
    await boost.boost(meeting.site, olga, work.id)
    await said_by_bob(meeting, "<p>From afar</p>")
    jane = await browser_of(meeting, "jane")
    home = (await jane.get("/home")).text
    assert "Boosted one" in home and "From afar" in home
    bad = await jane.post_form("/settings/muted/servers", {"host": "not a host"}, page="/settings/muted")
    assert bad.status == 422 and "art.example" in bad.text
    own = {"host": meeting.site.config.instance.host}
    assert (await jane.post_form("/settings/muted/servers", own, page="/settings/muted")).status == 422
    await jane.post_form("/settings/muted/servers", {"host": meeting.bob.host}, page="/settings/muted")
    await mute.mute(meeting.site, meeting.jane, olga.id)
    home = (await jane.get("/home")).text
    assert "Boosted one" not in home and "From afar" not in home
    await jane.post_form("/settings/muted/servers/remove", {"host": meeting.bob.host}, page="/settings/muted")
    assert "From afar" in (await jane.get("/home")).text


@pytest.mark.one_engine
async def test_whom_one_blocks_one_does_not_come_by_either(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await seeds.hang(meeting.site, olga, "Spiderweb")
    await block.block(meeting.site, meeting.jane, olga.id)
    jane = await browser_of(meeting, "jane")
    assert "Spiderweb" not in (await jane.get("/")).text


async def test_a_mute_for_a_time_ends_by_itself(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await mute.mute(meeting.site, meeting.jane, olga.id, lasts="1d")
    await mute.mute_host(meeting.site, meeting.jane, "art.example", lasts="7d")
    await mute.mute_words(meeting.site, meeting.jane, ["spider"], places=PLACES, way="hide", whole=True, lasts="1d")
    await meeting.drain()
    assert await meeting.count("mutes") == 1
    meeting.site.clock.move(DAY)
    await meeting.drain()
    counts = [await meeting.count(table) for table in ("mutes", "muted_words", "muted_hosts")]
    assert counts == [0, 0, 1]


@pytest.mark.one_engine
async def test_a_muted_word_covers_or_hides_where_one_chose(meeting: Meeting) -> None:
    await meeting.follow_bob()
    await said_by_bob(meeting, "<p>A huge spider</p>")
    jane = await browser_of(meeting, "jane")
    form = {"phrase": "Spider", "whole": "1", "places": ["home"], "way": "cover"}
    assert (await jane.post_form("/settings/muted/words", form, page="/settings/muted")).status == 303
    home = (await jane.get("/home")).text
    assert "You muted “Spider”" in home and '<details class="cover">' in home
    async with meeting.site.db.reading() as tx:
        (word,) = await muted_words.of_actor(tx, meeting.jane.id)
        post = await tx.value("select id from posts where local = 0")
    assert "You muted" not in (await jane.get(f"/posts/{post}")).text, "conversations were not chosen"
    changed = form | {"way": "hide", "places": ["home", "threads"], "id": word.id}
    assert (await jane.post_form("/settings/muted/words", changed, page="/settings/muted")).status == 303
    assert "huge spider" not in (await jane.get("/home")).text
    alone = (await jane.get(f"/posts/{post}")).text
    assert "You muted “Spider”" in alone and "huge spider" in alone, "opened by itself it is covered"
    await jane.post_form("/settings/muted/words/remove", {"id": word.id}, page="/settings/muted")
    assert "huge spider" in (await jane.get("/home")).text


@pytest.mark.one_engine
async def test_a_muted_word_covers_a_work_on_a_wall(meeting: Meeting) -> None:
    await seeds.hang(meeting.site, await neighbour(meeting, "olga"), "Spider at dawn")
    jane = await browser_of(meeting, "jane")
    form = {"phrase": "spider", "places": ["walls"], "way": "cover"}
    await jane.post_form("/settings/muted/words", form, page="/settings/muted")
    assert "You muted “spider”" in (await jane.get("/")).text


@pytest.mark.one_engine
async def test_the_form_says_what_is_missing_and_is_safe(meeting: Meeting) -> None:
    jane = await browser_of(meeting, "jane")
    for form, words in (
        ({"phrase": " ", "places": ["home"], "way": "hide"}, "Say which word"),
        ({"phrase": "x", "way": "hide"}, "at least one place"),
        ({"phrase": "x", "places": ["home"], "way": "burn"}, "hide or to cover"),
        ({"phrase": "x", "places": ["home"], "way": "hide", "lasts": "ever"}, "how long"),
        ({"phrase": "x" * 101, "places": ["home"], "way": "hide"}, "at most 100"),
    ):
        answer = await jane.post_form("/settings/muted/words", form, page="/settings/muted")
        assert answer.status == 422 and words in answer.text, form
    evil = {"phrase": "<script>alert(1)</script>", "places": ["home"], "way": "hide"}
    await jane.post_form("/settings/muted/words", evil, page="/settings/muted")
    assert "<script>alert" not in (await jane.get("/settings/muted")).text
    assert (await jane.post("/settings/muted/words", data=evil)).status == 403, "without the form's token"


@pytest.mark.one_engine
async def test_nobody_changes_or_sees_the_words_of_another(meeting: Meeting) -> None:
    await mute.mute_words(meeting.site, meeting.jane, ["secret fear"], places=(NEWS,), way="hide", whole=True)
    word = (await meeting.row("muted_words", "1 = 1"))["id"]
    await neighbour(meeting, "olga")
    olga = await browser_of(meeting, "olga")
    assert "secret fear" not in (await olga.get(f"/settings/muted?word={word}")).text
    form = {"id": word, "phrase": "mine now", "places": ["home"], "way": "hide"}
    assert (await olga.post_form("/settings/muted/words", form, page="/settings/muted")).status == 404
    await olga.post_form("/settings/muted/words/remove", {"id": word}, page="/settings/muted")
    assert (await meeting.row("muted_words", "id = :id", id=word))["phrase"] == "secret fear"


@pytest.mark.one_engine
async def test_a_follower_is_removed_without_a_block(meeting: Meeting) -> None:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    bob = await meeting.bob_here()
    jane = await browser_of(meeting, "jane")
    assert "Follows you" in (await jane.get(f"/@bob@{meeting.bob.host}")).text
    await jane.post_form(f"/actors/{bob.id}/remove-follower", page="/settings/muted")
    await meeting.drain()
    assert await meeting.count("follows") == 0
    assert meeting.bob.received[-1]["type"] == "Reject"
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    assert await meeting.count("follows") == 1, "they may follow again"
