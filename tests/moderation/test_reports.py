"""Reports: from members and from other servers, what moderators see of them, and what they do."""

from __future__ import annotations

import re

import pytest

from federation import write
from fediart.actions import domains, people_elsewhere, report, report_handling
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.inbox.flags import MOST_OPEN
from fediart.store import reports
from fediart.store.domain_rules import NONE, DomainRule
from fediart.store.reports import RESOLVED
from tests import seeds
from tests.inbox.helpers import post_by
from tests.moderation.conftest import House
from tests.site import log_in, make_artist


def flag(house: House, *objects: str, text: str = "Look at this <script>alert(1)</script>") -> dict[str, object]:
    return write.flag(house.bob.next_id(), house.bob.actor_id, list(objects), text)


async def only(house: House) -> reports.Report:
    async with house.site.db.reading() as tx:
        (found,) = await reports.page(tx, "open")
    return found


async def test_a_flag_from_elsewhere_is_in_the_queue_and_moderators_hear_of_it(house: House) -> None:
    jane = house.meeting.jane
    mine, other = await post_by(house.site, jane), await post_by(house.site, house.face)
    sent = flag(house, jane.uri, mine.uri, other.uri, "https://nowhere.example/1")
    assert await house.meeting.says(sent) == 202
    found = await only(house)
    assert (found.target_id, found.text) == (jane.id, "Look at this")
    async with house.site.db.reading() as tx:
        assert await reports.post_ids(tx, found.id) == [mine.id], "only posts of the one it is about"
    page = await house.see("/admin/reports")
    assert "@jane" in page
    assert house.bob.host in page
    assert house.bob.name not in page.replace(house.bob.host, ""), "a server reports, whoever signs for it"
    one = await house.see(f"/admin/reports/{found.id}")
    assert "Hello" in one
    assert "<script>alert" not in one
    assert "/admin/reports" in await house.see("/notifications")
    janes = await house.browser("jane")
    assert (await janes.get("/admin/reports")).status == 403
    assert "/admin/reports" not in (await janes.get("/notifications")).text, "who is reported is not told"


async def test_the_same_flag_twice_is_one_report_and_more_of_it_joins_the_first(house: House) -> None:
    jane = house.meeting.jane
    one, two = await post_by(house.site, jane), await post_by(house.site, jane)
    sent = flag(house, jane.uri, one.uri, text="First")
    await house.meeting.says(sent)
    await house.meeting.says(sent)
    await house.meeting.says(flag(house, jane.uri, two.uri, text="Second"))
    found = await only(house)
    assert found.text == "First\n\nSecond"
    async with house.site.db.reading() as tx:
        assert await reports.post_ids(tx, found.id) == sorted([one.id, two.id])


async def test_flags_are_bounded(house: House) -> None:
    jane = house.meeting.jane
    posts = [(await post_by(house.site, jane)).uri for _ in range(25)]
    await house.meeting.says(flag(house, jane.uri, *posts, text="x" * 50_000))
    found = await only(house)
    assert len(found.text) <= report.MOST_CHARACTERS
    async with house.site.db.reading() as tx:
        assert len(await reports.post_ids(tx, found.id)) <= report.MOST_POSTS
    bob = await house.meeting.bob_here()
    async with house.site.db.writing() as tx:
        for number in range(MOST_OPEN):
            empty = ("", "", "", "open", "", None, 0, 0)
            await reports.insert(tx, reports.Report(number + 1, f"u{number}", bob.id, house.face.id, *empty))
    _, kim = await make_artist(house.site, "kim")
    await house.meeting.says(flag(house, kim.uri))
    assert (await house.meeting.outcome()).startswith("refused")


@pytest.mark.parametrize("forged", ["unsigned", "foreign-key", "altered"])
async def test_a_forged_flag_leaves_no_report(house: House, forged: str) -> None:
    assert await house.meeting.says(flag(house, house.meeting.jane.uri), how=forged) == 401
    assert await house.meeting.count("reports") == 0


async def test_flags_about_nobody_here_and_from_where_none_are_taken_are_ignored(house: House) -> None:
    await house.meeting.meet(house.bob)
    for about in (house.bob.actor_id, "https://nowhere.example/users/x", f"{house.site.config.origin}/actor"):
        await house.meeting.says(flag(house, about))
    assert await house.meeting.count("reports") == 0
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host, NONE, reject_reports=True))
    await house.meeting.says(flag(house, house.meeting.jane.uri))
    assert await house.meeting.outcome() == "ignored: no reports are taken from there"
    assert await house.meeting.count("reports") == 0


async def test_a_report_shows_no_more_than_who_reported_could_see(house: House) -> None:
    """Advisory 91: what was said in private is not to be had by reporting it."""
    jane = house.meeting.jane
    secret = await post_by(house.site, jane, visibility="direct", content="<p>Only between us</p>")
    await house.meeting.says(flag(house, jane.uri, secret.uri))
    page = await house.see(f"/admin/reports/{(await only(house)).id}")
    assert "Only between us" not in page
    assert "1 post is not shown" in page
    _, kim = await make_artist(house.site, "kim")
    with pytest.raises(NotFound):
        await report.report_post(house.site, kim, secret.id, "other", "")


async def test_a_member_reports_a_post_and_is_told_what_became_of_it(house: House) -> None:
    janes, mine = await house.browser("jane"), await post_by(house.site, house.face, content="<p>Mean words</p>")
    form = (await janes.get(f"/posts/{mine.id}/report")).text
    assert "Mean words" in form
    assert "Tell the moderators of" not in form, "nobody elsewhere is concerned"
    path = f"/posts/{mine.id}/report"
    assert (await janes.post_form(path, {"reason": "nothing of the kind"})).status == 422
    assert (await janes.post_form(path, {"reason": "hate", "text": "x" * 2001})).status == 422
    assert (await janes.post_form(path, {"reason": "hate", "text": "See for yourself"})).status == 303
    found = await only(house)
    assert (found.reporter_id, found.target_id, found.reason) == (house.meeting.jane.id, house.face.id, "hate")
    assert (await house.web.get(f"/admin/reports/{found.id}")).status == 403, "it is about olga herself"
    hers = await house.see("/admin/reports")
    assert f"/admin/reports/{found.id}" not in hers
    assert "open report" not in hers, "nor is it counted for her"
    await make_artist(house.site, "mo", role="moderator")
    mos = house.web.fresh()
    await log_in(mos, "mo")
    assert "(1 open report)" in (await mos.get("/")).text
    assert "Mean words" in (await mos.get(f"/admin/reports/{found.id}")).text
    page = f"/admin/reports/{found.id}"
    assert (await mos.post_form(f"{page}/note", {"text": ""}, page=page)).status == 422
    await mos.post_form(f"{page}/note", {"text": "Asked olga"}, page=page)
    await mos.post_form(f"{page}/resolved", {"text": "Talked to her"}, page=page)
    assert "Asked olga" in (await mos.get(page)).text
    assert "something was done" in (await janes.get("/notifications")).text
    assert "Talked to her" not in (await janes.get("/notifications")).text
    log = await house.see("/admin/log")
    assert "resolve report" in log
    assert "note on report" in log
    await mos.post_form(f"{page}/reopen", {}, page=page)
    assert (await only(house)).id == found.id


async def test_a_report_is_sent_on_only_if_the_reporter_agrees_and_without_the_name(house: House) -> None:
    await house.meeting.follow_bob()
    await house.meeting.says(house.bob.create(note := house.bob.note("<p>Copied</p>")))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    janes = await house.browser("jane")
    path = f"/posts/{post['id']}/report"
    form = (await janes.get(path)).text
    assert f"Tell the moderators of {house.bob.host}" in form
    (box,) = re.findall(r'<input[^>]*name="forward"[^>]*>', form)
    assert "checked" not in box, "not ticked unless somebody does"
    await janes.post_form(path, {"reason": "theft", "text": "This is mine"})
    await house.meeting.drain()
    assert not [one for one in house.bob.received if one["type"] == "Flag"]
    await janes.post_form(path, {"reason": "theft", "text": "Please look", "forward": "1"})
    await house.meeting.drain()
    (sent,) = [one for one in house.bob.received if one["type"] == "Flag"]
    assert sent["actor"] == f"{house.site.config.origin}/actor"
    assert sent["object"] == [house.bob.actor_id, note["id"]]
    assert sent["content"] == "Please look"
    assert "jane" not in str(sent)
    assert (await only(house)).forwarded == house.bob.host


async def test_a_person_is_reported_and_somebody_elsewhere_is_suspended(house: House) -> None:
    await house.meeting.says(house.bob.follow(house.meeting.jane.uri))
    await house.meeting.follow_bob()
    await house.meeting.says(house.bob.create(note := house.bob.note("<p>Bad</p>")))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    janes = await house.browser("jane")
    address = f"/{house.bob.handle}/report"
    assert (await janes.post_form(address, {"reason": "spam"})).status == 303
    await janes.post_form(f"/posts/{post['id']}/report", {"reason": "spam"})
    found = await only(house)
    await house.send(f"/admin/reports/{found.id}/suspend", {"text": "a flood"})
    assert (await house.web.get(f"/posts/{post['id']}")).status == 404
    assert (await house.web.get(f"/{house.bob.handle}")).status == 404
    assert await house.meeting.count("follows") == 0
    await house.meeting.says(house.bob.create(house.bob.note("<p>Still here</p>")))
    assert await house.meeting.count("posts", "local = 0") == 1
    # Advisory 108: their own server has no say in it.
    await house.meeting.says(house.bob.update(house.bob.publish_actor(suspended=False)))
    assert (await house.meeting.bob_here()).suspended
    assert house.bob.handle in await house.see("/admin/federation/people")
    await house.send("/admin/federation/people/lift", {"handle": house.bob.handle})
    assert (await house.web.get(f"/posts/{post['id']}")).status == 200
    await house.meeting.drain()
    assert await house.meeting.count("follows", "state = 'accepted'") == 1, "bob follows jane as before"
    assert await house.meeting.count("follows", "state = 'requested'") == 1, "jane has asked anew"
    assert "suspend person elsewhere" in await house.see("/admin/log")


async def test_a_reported_post_is_taken_away(house: House) -> None:
    await house.meeting.follow_bob()
    await house.meeting.says(house.bob.create(note := house.bob.note("<p>Bad</p>")))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    _, kim = await make_artist(house.site, "kim")
    made = await report.report_post(house.site, kim, post["id"], "spam", "")
    moderator, _ = await make_artist(house.site, "mo", role="moderator")
    stranger = await seeds.say(house.site, await house.meeting.bob_here(), "<p>Not reported</p>")
    with pytest.raises(NotFound):
        await report_handling.take_away(house.site, moderator, made.id, stranger.id)
    await report_handling.take_away(house.site, moderator, made.id, post["id"])
    assert (await house.web.get(f"/posts/{post['id']}")).status == 404
    await house.meeting.says(house.bob.update(note | {"content": "<p>Back?</p>"}))
    assert (await house.web.get(f"/posts/{post['id']}")).status == 404, "an edit does not bring it back"
    mine = await post_by(house.site, house.meeting.jane)
    about_jane = await report.report_post(house.site, kim, mine.id, "spam", "")
    with pytest.raises(Problem, match="appeal"):
        await report_handling.take_away(house.site, moderator, about_jane.id, mine.id)
    assert await house.meeting.count("posts", "id = :id and deleted = 0", id=mine.id) == 1


async def test_who_may_not_cannot_and_who_reports_too_much_must_wait(house: House) -> None:
    artist, jane = await make_artist(house.site, "kim")
    made = await report.report_person(house.site, jane, house.meeting.jane.id, "other", "x")
    with pytest.raises(NotAllowed):
        await report_handling.close(house.site, artist, made.id, RESOLVED)
    with pytest.raises(NotAllowed):
        await people_elsewhere.suspend(house.site, artist, (await house.meeting.meet(house.bob)).id)
    with pytest.raises(Problem):
        await report.report_person(house.site, jane, jane.id, "other", "myself")
    for _ in range(report.REPORTS_OF_MEMBER.free - 1):
        await report.report_person(house.site, jane, house.meeting.jane.id, "other", "")
    with pytest.raises(Problem, match="Too many"):
        await report.report_person(house.site, jane, house.meeting.jane.id, "other", "")
