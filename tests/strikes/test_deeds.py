"""Every deed against a member and against people elsewhere: what follows from it, and that it can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from fediart.actions import domains, person_deeds, strike_appeals
from fediart.actions.strikes import Cause
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.store import actor_limits, gallery, posts, reports
from fediart.store.domain_rules import SILENCE, DomainRule
from fediart.store.strikes import OVERTURNED
from tests.inbox.helpers import post_by
from tests.seeds import hang
from tests.site import drain, log_in
from tests.strikes.conftest import House

WHY = Cause(reason="Please read our rules.")


async def limits(house: House, actor_id: int) -> dict[str, Any]:
    found = await house.rows(f"select silenced, sensitive from actor_limits where actor_id = {actor_id}")
    return found[0] if found else {"silenced": 0, "sensitive": 0}


async def test_whoever_is_limited_is_in_no_list_for_everybody_until_it_is_lifted(house: House) -> None:
    await hang(house.site, house.jane, "Harbour")
    visitor = house.meeting.web.fresh()
    paths = ("/", "/feed.atom")
    for path in paths:
        assert "/@jane/" in (await visitor.get(path)).text, path
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "limit", WHY)
    for path in paths:
        assert "/@jane/" not in (await visitor.get(path)).text, path
    assert (await visitor.get("/@jane")).status == 200, "their own page stays"
    async with house.site.db.reading() as tx:
        assert not await gallery.newest(tx)
        assert await gallery.newest(tx, viewer=house.jane.id), "they see their own"
    await person_deeds.undo(house.site, house.accounts["mo"], house.jane.id, "limit")
    assert "/@jane/" in (await visitor.get("/")).text
    assert [one.state for one in await house.strikes()] == ["lifted"]


@pytest.mark.one_engine
async def test_everything_by_a_marked_artist_is_behind_the_warning_here_and_elsewhere(house: House) -> None:
    work = (await hang(house.site, house.jane, "Harbour")).id
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "sensitive", WHY)
    async with house.site.db.reading() as tx:
        assert [one.mature for one in await gallery.newest(tx)] == [1]
    visitor = house.meeting.web.fresh()
    note = await visitor.get(f"/users/jane/posts/{work}", headers={"Accept": "application/activity+json"})
    assert note.json["sensitive"] is True
    assert 'class="cover' in (await visitor.get(f"/@jane/{work}")).text
    await person_deeds.undo(house.site, house.accounts["mia"], house.jane.id, "sensitive")
    note = await visitor.get(f"/users/jane/posts/{work}", headers={"Accept": "application/activity+json"})
    assert note.json["sensitive"] is False


@pytest.mark.one_engine
async def test_whoever_is_frozen_may_only_read_why_appeal_and_log_out(house: House) -> None:
    before = await house.browser("jane")
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "freeze", WHY)
    for web in (before, await house.browser("jane")):
        assert (await web.get("/home")).location == "/settings/strikes"
        assert (await web.get("/settings/profile")).location == "/settings/strikes"
        assert "Please read our rules." in (await web.get("/settings/strikes")).text
        assert "Log in" in (await web.get("/")).text, "to pages for everybody they are a visitor"
    page = "/settings/strikes"
    sent = await before.post_form("/settings/profile", {"display_name": "X"}, page=page)
    assert sent.status == 403
    (strike,) = await house.strikes()
    assert (await before.post_form(f"{page}/{strike.id}/appeal", {"text": "Why me?"}, page=page)).status == 303
    with pytest.raises(NotAllowed):
        await strike_appeals.decide(house.site, house.accounts["mia"], strike.id, OVERTURNED)
    await strike_appeals.decide(house.site, house.accounts["mo"], strike.id, OVERTURNED)
    assert (await before.get("/home")).status == 200
    assert (await before.post_form("/log-out")).status == 303


@pytest.mark.one_engine
async def test_a_suspension_is_read_and_appealed_with_the_link_in_the_mail(house: House) -> None:
    ada, olga = await house.browser("ada"), await house.browser("olga")
    grave = f"/admin/people/{house.jane.id}/grave"
    mia = await house.browser("mia")
    refused = await mia.post_form(grave, {"deed": "suspend", "reason": "no"}, page="/admin/people")
    assert refused.status == 403, "only admins suspend"
    assert (await ada.post_form(grave, {"deed": "suspend", "reason": "Fraud."}, page="/admin/people")).status == 303
    await drain(house.site)
    visitor = house.meeting.web.fresh()
    text = house.mails()[-1]["text"]
    path = "/strikes/" + text.split("/strikes/")[1].split()[0]
    assert "Fraud." in (await visitor.get(path)).text
    assert (await visitor.get(path[:-2] + "xx")).status == 404
    assert (await visitor.post_form(f"{path}/appeal", {"text": "It was not me."}, page=path)).status == 303
    (strike,) = await house.strikes()
    overturn = f"/admin/appeals/{strike.id}/overturned"
    assert (await mia.post_form(overturn, {}, page="/admin/people")).status == 403
    assert (await olga.post_form(overturn, {}, page="/admin/appeals")).status == 303
    assert (await visitor.get("/@jane")).status == 200
    await log_in(visitor, "jane")


async def test_a_work_and_a_reply_are_hidden_and_both_come_back(house: House) -> None:
    work = (await hang(house.site, house.jane, "Harbour")).id
    note = (await post_by(house.site, house.jane)).id
    cause = Cause(reason="Not yours.", post_ids=(work, note))
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "delete-posts", cause)
    visitor = house.meeting.web.fresh()
    assert (await visitor.get(f"/@jane/{work}")).status == 404
    jane = await house.browser("jane")
    assert "Hello" in (await jane.get("/settings/strikes")).text, "what stood there is kept with the decision"
    (strike,) = await house.strikes()
    await strike_appeals.appeal(house.site, house.jane.id, strike.id, "It is mine.")
    await strike_appeals.decide(house.site, house.accounts["mo"], strike.id, OVERTURNED)
    assert (await visitor.get(f"/@jane/{work}")).status == 200
    async with house.site.db.reading() as tx:
        back = await posts.by_id(tx, note)
    assert back is not None and not back.deleted and back.content


@pytest.mark.one_engine
async def test_a_post_leads_to_what_can_be_done_about_it_but_not_a_private_one(house: House) -> None:
    mia = await house.browser("mia")
    note = await post_by(house.site, house.jane, content="<p>Hello sea</p>")
    private = await post_by(house.site, house.jane, visibility="direct", content="<p>Hush</p>")
    assert f"post={note.id}" in (await mia.get(f"/posts/{note.id}", follow=True)).text
    page = (await mia.get(f"/admin/people?handle=jane&post={note.id}", follow=True)).text
    assert "Hello sea" in page and f'name="post" value="{note.id}"' in page
    assert "Hush" not in (await mia.get(f"/admin/people?handle=jane&post={private.id}", follow=True)).text
    assert "Decisions about" in (await mia.get("/@jane/about", follow=True)).text


@pytest.mark.one_engine
async def test_posts_are_marked_and_unmarked_again(house: House) -> None:
    work, note = (await hang(house.site, house.jane, "Harbour")).id, (await post_by(house.site, house.jane)).id
    cause = Cause(reason="Blood.", post_ids=(work, note))
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "mark-posts", cause)
    assert [one["sensitive"] for one in await house.rows("select sensitive from posts")] == [1, 1]
    (strike,) = await house.strikes()
    await strike_appeals.appeal(house.site, house.jane.id, strike.id, "It is paint.")
    await strike_appeals.decide(house.site, house.accounts["mo"], strike.id, OVERTURNED)
    assert [one["sensitive"] for one in await house.rows("select sensitive from posts")] == [0, 0]


@pytest.mark.one_engine
async def test_where_there_is_nobody_else_the_same_person_decides(house: House) -> None:
    olga, ada = house.accounts["olga"], house.faces["ada"]
    made = await person_deeds.act(house.site, olga, ada.id, "warn", WHY)
    assert made is not None
    await strike_appeals.appeal(house.site, ada.id, made.id, "Was it me?")
    for name in ("ada", "mia"):
        with pytest.raises(NotAllowed):
            await strike_appeals.decide(house.site, house.accounts[name], made.id, OVERTURNED)
    with pytest.raises(Problem):
        await strike_appeals.decide(house.site, olga, made.id, "upheld")
    await strike_appeals.decide(house.site, olga, made.id, "upheld", "It was.")
    web = await house.browser("ada")
    assert "It was." in (await web.get("/settings/strikes")).text


@pytest.mark.one_engine
async def test_a_deleted_account_is_kept_where_the_appeal_is_won_in_time(house: House) -> None:
    made = await person_deeds.act(house.site, house.accounts["ada"], house.jane.id, "delete", WHY)
    assert made is not None
    visitor = house.meeting.web.fresh()
    assert (await visitor.get("/@jane")).status in (404, 410)
    await strike_appeals.appeal(house.site, house.jane.id, made.id, "Please look again.")
    await strike_appeals.decide(house.site, house.accounts["olga"], made.id, OVERTURNED)
    assert (await visitor.get("/@jane")).status == 200
    await log_in(visitor, "jane")


@pytest.mark.one_engine
async def test_who_may_not_and_what_is_not_theirs(house: House) -> None:
    site, mia, jane = house.site, house.accounts["mia"], house.jane
    for name in ("mia", "mo", "ada", "olga"):
        with pytest.raises(NotAllowed):
            await person_deeds.act(site, mia, house.faces[name].id, "warn", WHY)
    for deed in ("suspend", "delete"):
        with pytest.raises(NotAllowed):
            await person_deeds.act(site, mia, jane.id, deed, WHY)
    with pytest.raises(Problem):
        await person_deeds.act(site, mia, jane.id, "warn", Cause())
    with pytest.raises(Problem):
        await person_deeds.act(site, mia, jane.id, "warn", Cause(reason="x" * 2001))
    with pytest.raises(NotFound):
        await person_deeds.act(site, mia, 5, "warn", WHY)
    private = await post_by(site, jane, visibility="direct")
    for wrong in (private.id, (await post_by(site, house.faces["mo"])).id):
        with pytest.raises(Problem):
            await person_deeds.act(site, mia, jane.id, "delete-posts", Cause(reason="x", post_ids=(wrong,)))
    assert not await house.strikes(), "nothing was written"
    made = await person_deeds.act(site, mia, jane.id, "warn", WHY)
    assert made is not None
    with pytest.raises(NotFound):
        await strike_appeals.appeal(site, house.faces["mo"].id, made.id, "Not mine, but still.")
    web = await house.browser("jane")
    for path in ("/admin/people", f"/admin/people/{jane.id}", "/admin/appeals", "/admin/answers"):
        assert (await web.get(path)).status == 403, path
    assert (await (await house.browser("mia")).get(f"/admin/people/{house.faces['mia'].id}")).status == 403


async def test_somebody_elsewhere_stays_limited_whatever_the_rule_for_their_server(house: House) -> None:
    site, bob = house.site, await house.meeting.meet(house.meeting.bob)
    await person_deeds.act(site, house.accounts["mia"], bob.id, "limit", WHY)
    assert await limits(house, bob.id) == {"silenced": 1, "sensitive": 0}
    rule = DomainRule(bob.host.partition(":")[0], severity=SILENCE, mark_sensitive=True)
    await domains.set_rule(site, house.accounts["olga"], rule)
    assert await limits(house, bob.id) == {"silenced": 1, "sensitive": 1}
    await domains.remove_rule(site, house.accounts["olga"], rule.domain)
    assert await limits(house, bob.id) == {"silenced": 1, "sensitive": 0}
    await person_deeds.act(site, house.accounts["mia"], bob.id, "suspend", WHY)
    await person_deeds.undo(site, house.accounts["mia"], bob.id, "suspend")
    assert await limits(house, bob.id) == {"silenced": 1, "sensitive": 0}
    with pytest.raises(Problem):
        await person_deeds.act(site, house.accounts["mia"], bob.id, "warn", WHY)
    await person_deeds.undo(site, house.accounts["mia"], bob.id, "limit")
    assert await limits(house, bob.id) == {"silenced": 0, "sensitive": 0}
    async with site.db.reading() as tx:
        assert not await actor_limits.suspended_alone(tx)
        assert not await reports.about(tx, bob.id)
