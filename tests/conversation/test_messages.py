"""Direct messages between people here and elsewhere; what strangers send is kept apart; nobody else ever sees any."""

from __future__ import annotations

import re

import pytest

from federation.audience import PUBLIC
from fediart.actions import block, follow, message, mute, reply
from fediart.errors import NotAllowed, Problem, TooOften
from fediart.store import notifications, talks
from fediart.store.gate_settings import GateSettings, save_gates
from fediart.store.talks import ASKED, DECLINED, OPEN, Talk
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, direct, neighbour, said_by_bob


async def listed(meeting: Meeting, state: str = OPEN) -> list[Talk]:
    async with meeting.site.db.reading() as tx:
        return list(await talks.of_actor(tx, meeting.jane.id, state))


def found_in(text: str) -> list[str]:
    return re.findall("whispered (?:words|answer)", text)


async def unread(meeting: Meeting) -> tuple[int, int]:
    async with meeting.site.db.reading() as tx:
        return await talks.unread(tx, meeting.jane.id)


@pytest.mark.one_engine
async def test_a_message_to_somebody_elsewhere_goes_to_them_alone_and_the_answer_comes_back(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    talk_id = await message.write_to(meeting.site, meeting.jane, [bob], "Hello @bob, a commission?", language="en")
    await meeting.drain()
    (made,) = [one for one in meeting.bob.received if one["type"] == "Create"]
    note = made["object"]
    assert (note["to"], note.get("cc", [])) == ([meeting.bob.actor_id], [])
    assert [one["href"] for one in note["tag"] if one["type"] == "Mention"] == [meeting.bob.actor_id]
    assert PUBLIC not in str(made["to"]) and note["type"] == "Note" and note["contentMap"].keys() == {"en"}
    answer = direct(meeting, "<p>Gladly</p>", reply_to=note["id"])
    for _ in range(2):
        await meeting.says(answer)
    (talk,) = await listed(meeting)
    assert talk.id == talk_id and talk.unread and [one.name for one in talk.people] == ["bob"]
    assert talk.last is not None and "Gladly" in talk.last.content and await unread(meeting) == (1, 0)
    again = await message.answer(meeting.site, meeting.jane, talk_id, "Thank you")
    await meeting.drain()
    assert meeting.bob.received[-1]["object"]["inReplyTo"] == answer["object"]["id"]
    assert again.thread_id == talk.last.thread_id and await unread(meeting) == (0, 0)
    assert await meeting.count("notifications", "kind in ('mention', 'reply')") == 0


async def test_what_a_stranger_writes_is_a_request_until_it_is_answered(meeting: Meeting) -> None:
    await meeting.says(direct(meeting, "<p>Hey you</p>"))
    assert not await listed(meeting) and await unread(meeting) == (0, 1)
    (talk,) = await listed(meeting, ASKED)
    jane = await browser_of(meeting, "jane")
    assert "Hey you" not in (await jane.get("/messages")).text
    assert "Hey you" in (await jane.get("/messages?in=requests")).text
    page = await jane.get(f"/messages/{talk.id}")
    assert "Hey you" in page.text and "Accept" in page.text and "Decline" in page.text
    assert (await jane.post_form(f"/messages/{talk.id}/decline", page="/messages")).status == 303
    await meeting.says(direct(meeting, "<p>Hey again</p>"))
    assert [one.id for one in await listed(meeting, DECLINED)] == [talk.id] and await unread(meeting) == (0, 0)
    await jane.post_form(f"/messages/{talk.id}/accept", page="/messages")
    assert [one.id for one in await listed(meeting)] == [talk.id]
    await meeting.says(direct(meeting, "<p>Third</p>"))
    assert await unread(meeting) == (1, 0)
    assert "Third" in (await jane.get(f"/messages/{talk.id}")).text
    assert await unread(meeting) == (0, 0), "looked at is read"


async def test_whom_one_follows_writes_at_once_and_a_stranger_may_be_refused(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    async with meeting.site.db.writing() as tx:
        await tx.run(
            "insert into news_choices (actor_id, body, messages) values (:id, '{}', 'refuse')", id=meeting.jane.id
        )
    with pytest.raises(NotAllowed, match="does not take messages"):
        await message.write_to(meeting.site, olga, [meeting.jane], "Hi")
    await meeting.says(direct(meeting, "<p>Hi</p>"))
    assert await unread(meeting) == (0, 0) and len(await listed(meeting, DECLINED)) == 1
    await follow.follow(meeting.site, meeting.jane, olga.id)
    await message.write_to(meeting.site, olga, [meeting.jane], "Hi")
    assert len(await listed(meeting)) == 1 and await unread(meeting) == (1, 0)


@pytest.mark.one_engine
async def test_blocked_and_muted_people_do_not_come_through(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await follow.follow(meeting.site, meeting.jane, olga.id)
    await mute.mute(meeting.site, meeting.jane, olga.id)
    await message.write_to(meeting.site, olga, [meeting.jane], "Psst")
    assert await unread(meeting) == (0, 0), "muted: kept, and not told"
    bob = await meeting.meet(meeting.bob)
    await block.block(meeting.site, meeting.jane, bob.id)
    await meeting.says(direct(meeting, "<p>Let me in</p>"))
    assert not await listed(meeting, ASKED) and await unread(meeting) == (0, 0)
    with pytest.raises(NotAllowed):
        await message.write_to(meeting.site, meeting.jane, [bob], "Go away")
    await block.block(meeting.site, olga, meeting.jane.id)
    with pytest.raises(NotAllowed):
        await message.write_to(meeting.site, meeting.jane, [olga], "Sorry")


async def test_the_same_people_are_one_talk_and_a_group_is_another(meeting: Meeting) -> None:
    olga, bob = await neighbour(meeting, "olga"), await meeting.meet(meeting.bob)
    first = await message.write_to(meeting.site, meeting.jane, [olga], "One")
    assert await message.write_to(meeting.site, olga, [meeting.jane], "Two") == first
    group = await message.write_to(meeting.site, meeting.jane, [bob, olga], "All")
    assert group != first
    await meeting.drain()
    await meeting.says(direct(meeting, "<p>Back</p>", meeting.jane.uri, olga.uri))
    (newest, _) = await listed(meeting)
    assert newest.id == group and newest.last is not None and "Back" in newest.last.content
    await meeting.says(direct(meeting, "<p>More</p>", meeting.jane.uri, "https://far.example/users/x"))
    jane = await browser_of(meeting, "jane")
    (asked,) = await listed(meeting, ASKED)
    assert "1 more person" in (await jane.get(f"/messages/{asked.id}")).text, "an answer does not reach them"


@pytest.mark.one_engine
async def test_a_private_reply_and_one_without_a_mention_are_messages_too(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    await reply.reply(meeting.site, olga, work.id, "Only for you", visibility="direct")
    assert await unread(meeting) == (0, 1)
    async with meeting.site.db.reading() as tx:
        assert not await notifications.latest(tx, meeting.jane.id), "messages are no news on the page"
    bare = direct(meeting, "<p>No tag</p>")
    bare["object"].pop("tag")
    await meeting.says(bare)
    assert await unread(meeting) == (0, 2)


@pytest.mark.one_engine
async def test_messages_are_in_no_timeline_search_or_page_of_others(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    await meeting.follow_bob()
    await follow.follow(meeting.site, olga, meeting.jane.id)
    await meeting.says(direct(meeting, "<p>whispered words</p>"))
    talk = await message.write_to(meeting.site, meeting.jane, [await meeting.bob_here()], "whispered answer #hush")
    post = (await meeting.row("posts", "local = 1"))["id"]
    jane, other = await browser_of(meeting, "jane"), await browser_of(meeting, "olga")
    quiet = ["/home", "/", "/@jane/timeline", "/tags/hush", "/search?q=whispered", "/elsewhere", "/notifications"]
    for place in quiet:
        page = await jane.get(place, follow=True)
        assert page.status == 200 and not {"whispered words", "whispered answer"} & set(found_in(page.text)), place
    for place in (f"/messages/{talk}", f"/@jane/{post}", f"/posts/{post}", *quiet):
        for client in (other, meeting.web.fresh()):
            page = await client.get(place)
            assert page.status in (200, 302, 303, 404) and "whispered answer" not in page.text, place
    assert (await other.get(f"/messages/{talk}")).status == 404
    for deed in ("accept", "decline", "block", ""):
        address = f"/messages/{talk}/{deed}".rstrip("/")
        assert (await other.post_form(address, {"text": "x"}, page="/messages")).status == 404, deed
    as_document = {"Accept": "application/activity+json"}
    for document in (f"/users/jane/posts/{post}", f"/users/jane/posts/{post}/replies"):
        assert (await meeting.web.fresh().get(document, headers=as_document)).status == 404
    assert "whispered" not in (await meeting.web.fresh().get("/users/jane/outbox?page=1", headers=as_document)).text


@pytest.mark.one_engine
async def test_the_form_finds_people_and_says_what_is_wrong(meeting: Meeting) -> None:
    olga = await neighbour(meeting, "olga")
    jane = await browser_of(meeting, "jane")
    for form, words in (
        ({"to": "", "text": "x"}, "Say to whom"),
        ({"to": "@nobody", "text": "x"}, "Nobody was found as “@nobody”"),
        ({"to": "@jane", "text": "x"}, "That is you"),
        ({"to": "@olga", "text": " "}, "Write something"),
        ({"to": "@olga", "text": "x" * 5001}, "at most 5000"),
        ({"to": " ".join(f"@a{n}" for n in range(9)), "text": "x"}, "at most 8 people"),
    ):
        answer = await jane.post_form("/messages/new", form)
        assert answer.status == 422 and words in answer.text, form
    assert 'value="@olga"' in (await jane.get("/messages/new?to=@olga")).text
    evil = "<script>alert(1)</script> & more"
    sent = await jane.post_form("/messages/new", {"to": "@olga", "text": evil, "warning": "<b>shh</b>"})
    assert sent.status == 303 and sent.location.startswith("/messages/")
    page = (await jane.get(sent.location)).text
    assert (
        "<script>alert" not in page
        and "&lt;b&gt;shh" in page
        and "no-store" in (await jane.get(sent.location)).headers["Cache-Control"]
    )
    answer = await jane.post_form(sent.location, {"text": ""})
    assert answer.status == 422 and "Write something" in answer.text
    assert (await jane.post(sent.location, data={"text": "no token"})).status == 403
    assert (await meeting.web.fresh().get("/messages")).status == 303
    assert olga.id


@pytest.mark.one_engine
async def test_new_people_a_day_are_bounded(meeting: Meeting) -> None:
    people = [await neighbour(meeting, f"olga{number}") for number in range(6)]
    groups = [[one, two] for one in people for two in people if one.id < two.id] + [[one] for one in people]
    groups += [[people[0], people[1], people[2]], *([people[3], people[4], one] for one in people[:3])]
    groups += [people[:4], people[1:5], people[2:6], people[:5], people[1:6], people]
    assert len(groups) > 30
    async with meeting.site.db.writing() as tx:  # nobody is new here: their messages to many strangers would wait
        await save_gates(tx, GateSettings(new_days=0), now=0)
    with pytest.raises(TooOften):
        for group in groups:
            await message.write_to(meeting.site, meeting.jane, group, "Hi")
    assert await meeting.count("talks") == 30
    await message.write_to(meeting.site, meeting.jane, groups[0], "Whom one has written to one still writes to")
    with pytest.raises(Problem):
        await message.people_of(meeting.site, meeting.jane, "")


@pytest.mark.one_engine
async def test_a_deleted_message_is_gone_and_the_talk_stays(meeting: Meeting) -> None:
    await meeting.follow_bob()
    made = direct(meeting, "<p>Oops</p>")
    await meeting.says(made)
    await meeting.says(meeting.bob.delete(made["object"]["id"]))
    (talk,) = await listed(meeting)
    assert talk.last is None
    jane = await browser_of(meeting, "jane")
    assert "Oops" not in (await jane.get(f"/messages/{talk.id}")).text
    await said_by_bob(meeting, "<p>Public</p>")
    assert await meeting.count("talk_posts") == 1, "what is for everybody is no message"
