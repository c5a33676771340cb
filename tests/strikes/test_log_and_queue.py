"""The log is only ever added to, filtered and taken along; the queue has owners, filters and ready words."""

from __future__ import annotations

import pytest

from fediart.actions import person_deeds, report
from fediart.actions.strikes import Cause
from fediart.store import reports
from tests.strikes.conftest import House


async def test_the_database_lets_nobody_change_the_log_but_names_may_go(house: House) -> None:
    await person_deeds.act(house.site, house.accounts["mia"], house.jane.id, "warn", Cause(reason="Credit, please."))
    for attack in (
        "delete from admin_log",
        "update admin_log set action = 'nothing'",
        "update admin_log set detail = 'something else'",
        "update admin_log set subject_id = 0",
        f"update admin_log set account_id = {house.accounts['mo'].id}",
    ):
        with pytest.raises(Exception, match="never"):
            async with house.site.db.writing() as tx:
                await tx.run(attack)
    async with house.site.db.writing() as tx:
        await tx.run("update admin_log set subject = '', detail = '', account_id = null")
    (line,) = await house.rows("select account_id, action, subject, detail from admin_log")
    assert line == {"account_id": None, "action": "warn", "subject": "", "detail": ""}


@pytest.mark.one_engine
async def test_the_log_is_narrowed_down_and_taken_along(house: House) -> None:
    site, jane = house.site, house.jane
    await person_deeds.act(site, house.accounts["mia"], jane.id, "warn", Cause(reason="=1+1"))
    await person_deeds.act(site, house.accounts["mo"], jane.id, "limit", Cause(reason="Too much."))
    await person_deeds.undo(site, house.accounts["mo"], jane.id, "limit")
    web = await house.browser("ada")
    for query, there, absent in (
        ("by=mia", "=1+1", "Too much."),
        ("deed=limit+account", "Too much.", "=1+1"),
        ("kind=report", "No such line", "Too much."),
        ("about=@jane", "Too much.", "No such line"),
        ("by=the+shell", "No such line", "=1+1"),
        ("since=2031-01-01", "No such line", "=1+1"),
        ("until=2020-01-01", "No such line", "=1+1"),
    ):
        page = (await web.get(f"/admin/log?{query}")).text
        assert there in page and absent not in page, query
    assert (await web.get("/admin/log?since=never")).status == 422
    assert "Nobody of that handle" in (await web.get("/admin/log?about=nobody")).text
    text = (await web.get("/admin/log.csv?by=mia")).text
    assert "'=1+1" in text and "Too much." not in text
    assert (await (await house.browser("mia")).get("/admin/log.csv")).status == 403


@pytest.mark.one_engine
async def test_a_report_is_taken_narrowed_down_and_settled_by_what_is_done(house: House) -> None:
    site, bob = house.site, await house.meeting.meet(house.meeting.bob)
    first = await report.report_person(site, house.faces["ada"], house.jane.id, "spam", "Buys likes")
    await report.report_person(site, house.faces["ada"], bob.id, "hate", "Shouts")
    mia = await house.browser("mia")
    one = f"/admin/reports/{first.id}"
    assert (await mia.post_form(f"{one}/take", {}, page=one)).status == 303
    for query, janes, bobs in (
        ("", True, True), ("whose=mine", True, False), ("whose=nobody", False, True), ("about=members", True, False),
        ("about=elsewhere", False, True), ("reason=hate", False, True), ("reason=theft", False, False),
    ):  # fmt: skip
        page = (await mia.get(f"/admin/reports?{query}")).text
        assert ("Buys likes" in page, "Shouts" in page) == (janes, bobs), query
    page = (await mia.get(one)).text
    assert "@mia" in page and 'data-key="k"' in page
    answers = {"title": "Credit", "text": "Name <b>whom</b> you draw from."}
    assert (await mia.post_form("/admin/answers/add", answers, page="/admin/answers")).status == 303
    assert (await mia.post_form("/admin/answers/add", {"title": "", "text": "x"}, page="/admin/answers")).status == 422
    assert "Name &lt;b&gt;whom" in (await mia.get(one)).text
    deed = {"deed": "warn", "reason": "No bought likes.", "report": str(first.id)}
    assert (await mia.post_form(f"/admin/people/{house.jane.id}/act", deed, page=one)).location == one
    async with site.db.reading() as tx:
        settled = await reports.by_id(tx, first.id)
    assert settled is not None and settled.state == "resolved"
    (strike,) = await house.strikes()
    assert strike.report_id == first.id
