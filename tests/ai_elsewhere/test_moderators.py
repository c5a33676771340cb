"""Moderators see what was found about a post of another server, and their word stands above the machine's."""

from __future__ import annotations

import pytest

from fediart.clock import HOUR
from fediart.store import accounts
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from tests.ai_elsewhere.conftest import picture, posted, standing_of
from tests.inbox.conftest import Meeting
from tests.publish import works
from tests.site import log_in, make_artist

pytestmark = pytest.mark.one_engine

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


async def as_moderator(meeting: Meeting, role: str = "moderator") -> None:
    _, mia = await make_artist(meeting.site, "mia")
    async with meeting.site.db.writing() as tx:
        await tx.run("update accounts set role = :role where actor_id = :id", role=role, id=mia.id)
        assert (await accounts.by_actor(tx, mia.id)) is not None
    await log_in(meeting.web, "mia")


async def test_a_wrong_label_is_corrected_once_and_for_all(meeting: Meeting) -> None:
    post = await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()), extra={"digitalSourceType": TRAINED})
    assert "says the server it comes from" in (await meeting.web.get(f"/posts/{post}")).text
    await as_moderator(meeting)
    page = (await meeting.web.get(f"/posts/{post}")).text
    assert "by the word of the post itself" in page
    case = page[page.index("remote-case") :]
    assert "Declared" in case, case[:1500]
    assert "Steps" in case, case[:1500]
    form = {"decision": "none", "note": "Its author showed us the <b>sketches</b>"}
    answer = await meeting.web.post_form(f"/posts/{post}/label", form, page=f"/posts/{post}")
    assert answer.status == 303
    ruled = Standing(Label.NONE, Word.MODERATOR, form["note"])
    assert await standing_of(meeting, post) == ruled
    page = (await meeting.web.get(f"/posts/{post}")).text
    assert "@mia: No AI label" in page and "<b>sketches" not in page
    note = await meeting.row("posts", "id = :id", id=post)
    meeting.site.clock.move(HOUR)
    update = meeting.bob.note("<p>Again</p>") | {"id": note["uri"], "digitalSourceType": TRAINED}
    await meeting.says(meeting.bob.update(update | {"updated": "2026-06-01T00:00:00Z"}))
    assert await standing_of(meeting, post) == ruled, "the machine never has the last word"
    await meeting.web.post_form(f"/posts/{post}/label", {"decision": "withdraw"}, page=f"/posts/{post}")
    assert (await standing_of(meeting, post)).label is Label.GENERATED
    assert await meeting.count("remote_label_steps") == 2
    assert await meeting.count("admin_log", "action like 'AI label%'") == 2


async def test_what_was_found_lately_is_listed_for_moderators_alone(meeting: Meeting) -> None:
    listed = "/admin/federation/labels"
    post = await posted(meeting, picture(meeting.bob, "red.png", works.red_png()))
    meeting.site.clock.move(HOUR)
    await posted(meeting, extra={"digitalSourceType": TRAINED})
    await posted(meeting, extra={"digitalSourceType": TRAINED, "to": [f"{meeting.bob.actor_id}/followers"], "cc": []})
    await posted(meeting)
    await log_in(meeting.web, "jane")
    assert (await meeting.web.get(listed)).status == 403
    await as_moderator(meeting)
    text = (await meeting.web.get(listed)).text
    assert text.count("/posts/") == 2, "neither the plain post nor what is not for everyone"
    assert text.index("the post itself") < text.index("the filter’s score alone")
    assert f"/posts/{post}#label" in text


async def test_a_suspicion_can_be_made_a_label_by_a_person_alone(meeting: Meeting) -> None:
    post = await posted(meeting, picture(meeting.bob, "red.png", works.red_png()))
    visitor = (await meeting.web.get(f"/posts/{post}")).text
    assert "Suspected" not in visitor and "filter" not in visitor
    await as_moderator(meeting)
    assert "Suspected by the filter; no label" in (await meeting.web.get(f"/posts/{post}")).text
    form = {"decision": "generated", "note": "The author says so below"}
    await meeting.web.post_form(f"/posts/{post}/label", form, page=f"/posts/{post}")
    await meeting.web.post("/log-out", data={})
    assert (await standing_of(meeting, post)).label is Label.GENERATED


async def test_nobody_else_labels_and_no_label_is_without_a_reason(meeting: Meeting) -> None:
    post = await posted(meeting)

    async def labels(**form: str) -> int:
        answer = await meeting.web.post_form(f"/posts/{post}/label", form, page=f"/posts/{post}")
        return answer.status

    assert await labels(decision="generated", note="x") == 401
    await log_in(meeting.web, "jane")
    assert await labels(decision="generated", note="I do not like it") == 403
    await as_moderator(meeting)
    assert await labels(decision="generated", note="") == 303
    assert await labels(decision="<script>", note="x") == 303
    assert await meeting.count("remote_label_steps") == 0
    assert await standing_of(meeting, post) == NOTHING


async def test_own_works_are_not_labelled_here_and_a_form_needs_its_token(meeting: Meeting) -> None:
    await as_moderator(meeting)
    form = {"decision": "generated", "note": "x"}
    assert (await meeting.web.post("/posts/1/label", data=form)).status == 403
    assert (await meeting.web.post_form("/posts/1/label", form)).status == 404


async def test_an_admin_decides_what_happens_and_sees_what_it_costs(meeting: Meeting) -> None:
    await as_moderator(meeting, "admin")
    page = "/admin/federation/pictures"
    assert "No picture of another server" in (await meeting.web.get(page)).text
    await posted(meeting, picture(meeting.bob, "a.png", works.human_png()))
    assert "1 judged in" in (await meeting.web.get(page)).text
    form = {"elsewhere": "blur", "elsewhere_per_day": "50", "elsewhere_cpu": "60", "label_warning": "1"}
    assert (await meeting.web.post_form(page, form)).status == 303
    text = (await meeting.web.get(page)).text
    assert 'value="blur" checked' in text and 'value="50"' in text
    general = await meeting.web.post_form(
        "/admin/settings", {"name": "Lichtung", "registrations": "open", "ai_policy": "no-ai"}
    )
    assert general.status == 303
    assert 'value="blur" checked' in (await meeting.web.get(page)).text, "the other settings leave these alone"
    for wrong in ({"elsewhere": "burn"}, {"elsewhere_per_day": "-5"}, {"elsewhere_cpu": "9999999"}):
        assert (await meeting.web.post_form(page, form | wrong)).status == 422
