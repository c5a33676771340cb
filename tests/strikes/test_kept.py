"""Pictures, parts of profiles and posts that moderators take away: kept for an appeal, brought back, or gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fediart.actions import delete, person_deeds, strike_appeals
from fediart.actions.strikes import APPEAL_DAYS, Cause
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.jobs import review_limits
from fediart.store import actors, artworks, pictures, posts
from fediart.store.actors import Actor, Field
from fediart.store.strikes import OVERTURNED, UPHELD
from tests.inbox.helpers import post_by
from tests.seeds import hang
from tests.strikes.conftest import House

OVER = (APPEAL_DAYS + 1) * DAY
LD = {"Accept": "application/activity+json"}
TWO = ((40, 30), (30, 40))


async def win(house: House, outcome: str = OVERTURNED) -> None:
    strike = (await house.strikes())[0]
    await strike_appeals.appeal(house.site, house.jane.id, strike.id, "It is mine.")
    await strike_appeals.decide(house.site, house.accounts["mo"], strike.id, outcome, "So it is.")


async def act(house: House, deed: str, **about: tuple[int, ...] | tuple[str, ...]) -> None:
    cause = replace(Cause(reason="Not yours."), **about)  # type: ignore[arg-type]
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, deed, cause)


async def pictures_of(house: House, work: int) -> list[int]:
    async with house.site.db.reading() as tx:
        return [one.id for one in await pictures.of_artwork(tx, work)]


async def updates(house: House) -> int:
    return len(await house.rows("select id from outgoing where body like '%\"Update\"%'"))


async def test_a_picture_is_taken_out_and_hangs_again_where_it_hung(house: House) -> None:
    await house.meeting.says(house.meeting.bob.follow(house.jane.uri))
    work = (await hang(house.site, house.jane, "Harbour", sizes=TWO)).id
    other = (await hang(house.site, house.jane, "Sea", sizes=TWO)).id
    first, second = await pictures_of(house, work)
    note = f"/users/jane/posts/{work}"
    visitor = house.meeting.web.fresh()
    before = (await visitor.get(note, headers=LD)).json["attachment"]
    for wrong in ((first, second), (first, (await pictures_of(house, other))[0]), ()):
        with pytest.raises(Problem):
            await act(house, "take-pictures", post_ids=(work,), picture_ids=wrong)
    told = await updates(house)
    await act(house, "take-pictures", post_ids=(work,), picture_ids=(first,))
    assert await updates(house) > told, "followers elsewhere hear of it"
    after = (await visitor.get(note, headers=LD)).json["attachment"]
    assert [one["url"] for one in after] == [before[1]["url"]]
    assert await pictures_of(house, work) == [second]
    jane, mo = await house.browser("jane"), await house.browser("mo")
    assert "Picture 1" in (await jane.get("/settings/strikes")).text
    (thing,) = await house.rows("select id, carrier_id from taken_things")
    assert f"/@jane/{thing['carrier_id']}" not in (await jane.get("/@jane")).text
    for path in (f"/@jane/{thing['carrier_id']}", f"/works/{thing['carrier_id']}", f"/admin/taken/{thing['id']}"):
        assert (await jane.get(path)).status in (403, 404), path
    await win(house)
    assert await pictures_of(house, work) == [first, second]
    assert (await visitor.get(note, headers=LD)).json["attachment"] == before, "under the addresses it had"
    assert (await mo.get(f"/admin/taken/{thing['id']}")).status == 404
    assert await updates(house) > told + 1


@pytest.mark.one_engine
async def test_what_was_taken_goes_when_it_cannot_be_appealed_any_more(house: House) -> None:
    work = (await hang(house.site, house.jane, "Harbour", sizes=TWO)).id
    first, second = await pictures_of(house, work)
    reply = (await post_by(house.site, house.jane)).id
    await act(house, "take-pictures", post_ids=(work,), picture_ids=(first,))
    await act(house, "delete-posts", post_ids=(reply,))
    house.meeting.site.clock.move(OVER)  # type: ignore[attr-defined]
    await review_limits.look(house.site, {})
    assert await house.rows(f"select 1 from pictures where id = {first} and original <> ''") == []
    assert await house.rows(f"select 1 from posts where id = {reply} and content <> ''") == []
    assert await house.rows("select 1 from taken_things where ended = 0 or words <> ''") == []
    assert await pictures_of(house, work) == [second]


@pytest.mark.one_engine
async def test_an_appeal_that_waits_keeps_it_and_reminds_those_who_may_decide(house: House) -> None:
    reply = (await post_by(house.site, house.jane)).id
    await act(house, "delete-posts", post_ids=(reply,))
    (strike,) = await house.strikes()
    await strike_appeals.appeal(house.site, house.jane.id, strike.id, "Why?")
    for _day in range(2):
        house.meeting.site.clock.move(OVER)  # type: ignore[attr-defined]
        await review_limits.look(house.site, {})
        await review_limits.look(house.site, {})
    mo = house.faces["mo"].id
    reminded = await house.rows(f"select id from notifications where kind = 'strike-reminder' and actor_id = {mo}")
    assert len(reminded) >= 1
    assert "still waits" in (await (await house.browser("mo")).get("/notifications")).text
    assert await house.rows(f"select 1 from posts where id = {reply} and content <> ''"), "it is kept"
    await strike_appeals.decide(house.site, house.accounts["mo"], strike.id, UPHELD, "It stays.")
    await review_limits.look(house.site, {})
    assert await house.rows(f"select 1 from posts where id = {reply} and content <> ''") == [], "the appeal was lost"


@pytest.mark.one_engine
async def test_a_work_that_is_deleted_takes_along_what_was_taken_out_of_it(house: House) -> None:
    work = (await hang(house.site, house.jane, "Harbour", sizes=TWO)).id
    first, _second = await pictures_of(house, work)
    await act(house, "take-pictures", post_ids=(work,), picture_ids=(first,))
    await delete.delete(house.site, house.jane, work)
    assert await house.rows("select 1 from pictures where original <> ''") == []
    assert await house.rows("select 1 from renditions") == []
    await win(house)
    assert await house.rows("select 1 from pictures where original <> ''") == []


async def person(house: House) -> Actor:
    async with house.site.db.reading() as tx:
        found = await actors.by_id(tx, house.jane.id)
    assert found is not None
    return found


@pytest.mark.one_engine
async def test_parts_of_a_profile_are_taken_and_given_back_but_over_nothing_new(house: House) -> None:
    key = "public/aa/bb/" + "a" * 64 + ".jpg"
    await house.meeting.says(house.meeting.bob.follow(house.jane.uri))
    lines = (Field("Shop", "https://shop.example"), Field("Pronouns", "she"))
    async with house.site.db.writing() as tx:
        full = replace(await person(house), avatar=key, avatar_alt="Me", bio="Paints", bio_html="<p>Paints</p>",
                       display_name="Jane", fields=lines)  # fmt: skip
        await actors.save(tx, full)
    mia = await house.browser("mia")
    page = await mia.get(f"/admin/people/{house.jane.id}")
    assert 'name="part" value="avatar"' in page.text and "https://shop.example" in page.text
    form = {"deed": "take-profile", "reason": "An advertisement.", "part": ["avatar", "field-0", "bio"], "mail": "0"}
    path = f"/admin/people/{house.jane.id}/act"
    assert (await mia.post_form(path, form | {"part": []}, page="/admin/people")).status == 422
    assert (await mia.post_form(path, form, page="/admin/people")).status == 303
    left = await person(house)
    assert (left.avatar, left.bio, left.bio_html, left.fields) == ("", "", "", lines[1:])
    assert await updates(house) == 1
    async with house.site.db.writing() as tx:
        await actors.save(tx, replace(left, bio="Draws", bio_html="<p>Draws</p>"))
    await win(house)
    back = await person(house)
    assert (back.avatar, back.avatar_alt, back.bio, back.fields) == (key, "Me", "Draws", lines)


async def test_a_reply_is_hidden_here_and_comes_back_here_alone(house: House) -> None:
    await house.meeting.says(house.meeting.bob.follow(house.jane.uri))
    work = await hang(house.site, house.jane, "Harbour")
    reply = await post_by(house.site, house.jane)
    async with house.site.db.writing() as tx:
        await tx.run("update posts set reply_to_id = :work where id = :id", work=work.id, id=reply.id)
        await tx.run("update posts set reply_count = 1 where id = :work", work=work.id)
    await act(house, "delete-posts", post_ids=(reply.id,))
    visitor = house.meeting.web.fresh()
    assert (await visitor.get(f"/users/jane/posts/{reply.id}", headers=LD)).status == 410
    assert (await house.rows(f"select reply_count from posts where id = {work.id}"))[0]["reply_count"] == 0
    sent = await house.rows("select id, body from outgoing order by id")
    assert '"Delete"' in str(sent[-1]["body"])
    await win(house)
    assert (await visitor.get(f"/users/jane/posts/{reply.id}", headers=LD)).status == 200
    assert (await house.rows(f"select reply_count from posts where id = {work.id}"))[0]["reply_count"] == 1
    assert len(await house.rows("select id from outgoing")) == len(sent), "no server is told that a Delete was none"


@pytest.mark.one_engine
async def test_a_mark_by_hand_stays_over_an_edit(house: House) -> None:
    work = await hang(house.site, house.jane, "Harbour")
    await act(house, "mark-posts", post_ids=(work.id,))
    async with house.site.db.writing() as tx:
        await artworks.save(tx, work)
        post = await posts.by_id(tx, work.id)
        assert post is not None
        await posts.edit(tx, replace(post, sensitive=0))
    marked = "select a.mature, p.sensitive from artworks a join posts p on p.id = a.id"
    assert await house.rows(marked) == [{"mature": 1, "sensitive": 1}]
    await win(house)
    assert await house.rows(marked) == [{"mature": 0, "sensitive": 0}]


@pytest.mark.one_engine
async def test_a_mark_on_a_post_from_elsewhere_stays_over_its_authors_update(house: House) -> None:
    bob = house.meeting.bob
    await house.meeting.follow_bob()
    await house.meeting.says(bob.create(note := bob.note("<p>Blood</p>")))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    cause = Cause(reason="Blood.", post_ids=(post["id"],))
    await person_deeds.act(house.site, house.accounts["mia"], post["actor_id"], "mark-posts", cause)
    await house.meeting.says(bob.update(note | {"content": "<p>More</p>", "updated": "2030-01-01T00:00:00Z"}))
    after = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    assert (after["content"], after["sensitive"]) == ("<p>More</p>", 1)


@pytest.mark.one_engine
async def test_a_deletion_is_told_once_and_says_the_day(house: House) -> None:
    ada = await house.browser("ada")
    form = {"deed": "delete", "reason": "Fraud."}
    assert (await ada.post_form(f"/admin/people/{house.jane.id}/grave", form, page="/admin/people")).status == 303
    await house.meeting.drain()
    (mail,) = [one for one in house.mails() if one["to"].startswith("jane")]
    assert "2026-" in mail["text"] and "/strikes/" in mail["text"]
    lines = await house.rows("select action, subject_kind from admin_log")
    assert lines == [{"action": "delete account", "subject_kind": "member"}]
