"""A member is warned with a reason, sees it, appeals; another moderator overturns it; everything is in the log."""

from __future__ import annotations

from tests.site import drain
from tests.strikes.conftest import House


async def test_a_warning_is_read_appealed_and_overturned_by_somebody_else(house: House) -> None:
    mia, mo, jane = await house.browser("mia"), await house.browser("mo"), await house.browser("jane")
    page = (await mia.get("/admin/people?handle=jane", follow=True)).text
    assert "Warn" in page
    words = "Credit the photographer <script>alert(1)</script>"
    act = f"/admin/people/{house.jane.id}/act"
    fields = {"deed": "warn", "reason": words, "rule": "0", "mail": "1"}
    assert (await mia.post_form(act, fields, page="/admin/people")).status == 303
    await drain(house.site)
    (strike,) = await house.strikes()
    sent = house.mails()[-1]
    assert sent["to"] == "jane@mail.example"
    assert "Credit the photographer" in sent["text"]
    assert "/settings/strikes" in sent["text"]
    assert "Share what you made yourself" in sent["text"], "the rule is named in its words"
    read = (await jane.get("/settings/strikes")).text
    assert "Credit the photographer &lt;script&gt;" in read
    assert "<script>alert" not in read
    assert "/settings/strikes" in (await jane.get("/notifications")).text
    appeal = f"/settings/strikes/{strike.id}/appeal"
    assert (await jane.post_form(appeal, {"text": ""}, page="/settings/strikes")).status == 422
    assert (await jane.post_form(appeal, {"text": "I took it myself."}, page="/settings/strikes")).status == 303
    assert (await jane.post_form(appeal, {"text": "Again!"}, page="/settings/profile")).status == 422
    assert "/admin/appeals" in (await mo.get("/notifications")).text
    assert "/admin/appeals" not in (await mia.get("/notifications")).text, "who decided is not asked"
    overturn = f"/admin/appeals/{strike.id}/overturned"
    assert (await mia.post_form(overturn, {"answer": "No"}, page="/admin/people")).status == 403
    assert (await mo.post_form(overturn, {"answer": "Sorry."}, page="/admin/appeals")).status == 303
    await drain(house.site)
    assert [one.state for one in await house.strikes()] == ["overturned"]
    assert "Overturned" in (await jane.get("/settings/strikes")).text
    assert "you were right" in house.mails()[-1]["text"]
    assert (await mo.post_form(overturn, {"answer": "Sorry."}, page="/admin/appeals")).status == 422
    lines = await house.rows("select action, subject, subject_kind, subject_id, strike_id from admin_log order by id")
    assert [one["action"] for one in lines] == ["warn", "overturn strike"]
    assert all(one["subject_id"] == house.jane.id and one["strike_id"] == strike.id for one in lines)
