"""Rules for other servers, in every direction, and back again."""

from __future__ import annotations

import pytest

from federation.fetch import Refused
from fediart.actions import domains, follow, resolve
from fediart.actions.outbox import send
from fediart.errors import NotAllowed, Problem
from fediart.store import domain_rules, notifications, remote_media, threads
from fediart.store.domain_rules import ALLOW_LIST, EVERYONE, MEMBERS, NONE, SILENCE, SUSPEND, DomainRule, Moderation
from tests import seeds
from tests.inbox.helpers import post_by
from tests.moderation.conftest import House
from tests.site import make_artist


async def rule(house: House, severity: str = SUSPEND, **more: bool) -> None:
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host, severity, **more))


async def mutual(house: House) -> None:
    await house.meeting.says(house.bob.follow(house.meeting.jane.uri))
    await house.meeting.follow_bob()
    assert await house.meeting.count("follows", "state = 'accepted'") == 2


async def test_a_suspended_server_is_not_talked_to_in_any_direction(house: House) -> None:
    await mutual(house)
    note = house.bob.note("<p>Before</p>")
    await house.meeting.says(house.bob.create(note))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    await rule(house)
    house.bob.requests.clear()
    assert await house.meeting.says(house.bob.follow(house.meeting.jane.uri)) == 202
    assert await house.meeting.count("follows") == 0
    assert await resolve.remote_post(house.site, house.bob.note()["id"], resolve.budget_of(house.site)) is None
    assert await resolve.by_handle(house.site, house.bob.handle) is None
    with pytest.raises(Refused):
        await house.site.http.get_json(house.bob.actor_id)
    with pytest.raises(Refused):
        await house.site.http.post(house.bob.inbox, {}, b"{}")
    async with house.site.db.writing() as tx:
        activity = {"id": f"{house.meeting.jane.uri}#x", "type": "Like"}
        assert await send(tx, house.site, actor=house.meeting.jane, activity=activity, inboxes=[house.bob.inbox]) == 0
    assert not house.bob.requests, "nothing was asked of it"
    assert (await house.web.get(f"/posts/{post['id']}")).status == 404, "what it said is hidden"
    assert await house.meeting.count("posts", "deleted = 0 and local = 0") == 1, "and kept"


async def test_a_suspension_ends_follows_tells_those_concerned_and_gives_them_back(house: House) -> None:
    await mutual(house)
    await rule(house)
    jane = await house.meeting.jane_now()
    assert (jane.follower_count, jane.following_count) == (0, 0)
    janes = await house.browser("jane")
    page = (await janes.get("/settings/severed")).text
    assert page.count(house.bob.handle) == 2
    assert "you followed them" in page
    assert "followed you" in page
    assert "/settings/severed" in (await janes.get("/notifications")).text
    assert house.bob.handle not in (await house.web.get("/settings/severed")).text, "nobody else's are shown"
    house.bob.received.clear()
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    await house.meeting.drain()
    (asked,) = [one for one in house.bob.received if one["type"] == "Follow"]
    assert asked["actor"] == jane.uri, "our follow is asked for anew"
    assert await house.meeting.count("follows", "state = 'requested'") == 1
    assert await house.meeting.count("follows", "state = 'accepted'") == 1, "theirs is as it was: they were never told"
    await house.meeting.says(house.bob.accept(asked))
    jane = await house.meeting.jane_now()
    assert (jane.follower_count, jane.following_count) == (1, 1)
    assert await house.meeting.count("severed_follows") == 0


async def test_a_block_between_two_outlives_the_lifting(house: House) -> None:
    await mutual(house)
    await rule(house)
    bob = await house.meeting.bob_here()
    async with house.site.db.writing() as tx:
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 0)",
                     a=house.meeting.jane.id, b=bob.id)  # fmt: skip
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    await house.meeting.drain()
    assert await house.meeting.count("follows") == 0


async def test_what_is_purged_does_not_come_back(house: House) -> None:
    await mutual(house)
    await house.meeting.says(house.bob.create(house.bob.note("<p>Here</p>")))
    with pytest.raises(Problem):
        await domains.purge(house.site, house.owner, house.bob.host)
    await rule(house)
    await domains.purge(house.site, house.owner, house.bob.host)
    await house.meeting.drain()
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    await house.meeting.drain()
    assert await house.meeting.count("posts", "deleted = 0 and local = 0") == 0
    assert await house.meeting.count("follows") == 0


async def test_silenced_people_are_heard_by_their_followers_alone(house: House) -> None:
    await house.meeting.follow_bob()
    mine = await post_by(house.site, house.meeting.jane)
    await rule(house, SILENCE)
    tag = [{"type": "Mention", "href": house.face.uri, "name": "@olga"}]
    note = house.bob.note("<p>Buy!</p>", in_reply_to=mine.uri) | {"tag": tag}
    await house.meeting.says(house.bob.create(note))
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    async with house.site.db.reading() as tx:
        assert not await notifications.page(tx, house.face.id), "olga does not follow bob"
        assert await notifications.unseen(tx, house.face.id) == 0
        assert [one.kind for one in await notifications.page(tx, house.meeting.jane.id)] == ["reply"]
        ids = [[one.post.id for one in await threads.thread(tx, mine.thread_id, viewer=who)]
               for who in (0, house.face.id, house.meeting.jane.id)]  # fmt: skip
    assert [post["id"] in seen for seen in ids] == [False, False, True]
    newcomer = await house.meeting.neighbour("carol")
    carol = await resolve.remote_actor(house.site, newcomer.actor_id, resolve.budget_of(house.site))
    assert carol is not None
    assert await house.meeting.count("actor_limits", "actor_id = :id and silenced = 1", id=carol.id) == 1
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    async with house.site.db.reading() as tx:
        assert await notifications.unseen(tx, house.face.id) == 1, "what was hidden is told when the rule is gone"


async def test_images_of_a_domain_are_kept_out_and_let_in_again(house: House) -> None:
    await house.meeting.follow_bob()
    bob = await house.meeting.bob_here()
    post = await seeds.say(house.site, bob, "<p>A picture</p>")
    await seeds.remote_picture(house.site, post, kept=True, url=f"{house.bob.origin}/picture.png")
    await rule(house, NONE, reject_media=True)
    async with house.site.db.reading() as tx:
        ((image,),) = (await remote_media.of_posts(tx, [post.id])).values()
    assert (image.state, image.key) == ("rejected", ""), "our copy goes with the next sweep"
    fresh = house.bob.note("<p>Another</p>", attachments=()) | {
        "attachment": [{"type": "Image", "mediaType": "image/png", "url": f"{house.bob.origin}/new.png"}]
    }
    house.bob.requests.clear()
    await house.meeting.says(house.bob.create(fresh))
    assert "/new.png" not in [path for _, path, _ in house.bob.requests]
    assert await house.meeting.count("remote_media", "state = 'rejected' and role = 'post'") == 2
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    await house.meeting.drain()
    assert {"/new.png", "/picture.png"} <= {path for _, path, _ in house.bob.requests}


async def test_posts_of_a_domain_are_shown_behind_the_warning(house: House) -> None:
    await house.meeting.follow_bob()
    await house.meeting.says(house.bob.create(note := house.bob.note("<p>Plain</p>")))
    await rule(house, NONE, mark_sensitive=True)
    post = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    async with house.site.db.reading() as tx:
        said = await threads.by_id(tx, post["id"])
    assert said is not None
    assert said.post.sensitive == 1
    assert post["sensitive"] == 0, "what the author said is kept"


async def test_an_allow_list_is_kept_to_in_every_direction(house: House) -> None:
    await domains.choose(house.site, house.owner, Moderation(mode=ALLOW_LIST))
    assert await house.meeting.says(house.bob.follow(house.meeting.jane.uri)) == 202
    assert not house.bob.requests, "not even the key is asked for"
    assert await resolve.by_handle(house.site, house.bob.handle) is None
    assert await resolve.remote_actor(house.site, house.bob.actor_id, resolve.budget_of(house.site)) is None
    await domains.allow(house.site, house.owner, f"http://{house.bob.host}/about", comment="friends")
    await mutual(house)
    await domains.disallow(house.site, house.owner, house.bob.host)
    house.bob.received.clear()
    await follow.unfollow(house.site, house.meeting.jane, (await house.meeting.bob_here()).id)
    await house.meeting.drain()
    assert not house.bob.received


async def test_an_admins_own_suspension_outlives_that_of_the_domain(house: House) -> None:
    bob = await house.meeting.meet(house.bob)
    await seeds.change_actor(house.site, bob, suspended=1)
    await rule(house)
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    assert (await house.meeting.bob_here()).suspended


async def test_rules_are_read_anew_when_another_process_has_changed_them(house: House) -> None:
    async with house.site.db.writing() as tx:
        await domain_rules.put_rule(tx, DomainRule("far.example"))
    assert (await domains.rules_of(house.site)).talks_to("far.example"), "for a few seconds nobody asks"
    house.site.clock.move(domain_rules.FRESH)
    assert not (await domains.rules_of(house.site)).talks_to("far.example")


async def test_only_those_who_look_after_the_instance_make_rules(house: House) -> None:
    artist, _ = await make_artist(house.site, "nobody")
    with pytest.raises(NotAllowed):
        await domains.set_rule(house.site, artist, DomainRule("x.example"))
    moderator, _ = await make_artist(house.site, "mo", role="moderator")
    await domains.set_rule(house.site, moderator, DomainRule("x.example"))
    with pytest.raises(NotAllowed):
        await domains.choose(house.site, moderator, Moderation(mode=ALLOW_LIST))
    with pytest.raises(Problem):
        await domains.set_rule(house.site, house.owner, DomainRule(house.site.config.instance.host))
    with pytest.raises(Problem):
        await domains.set_rule(house.site, house.owner, DomainRule("y.example", NONE))


async def test_the_pages_make_change_find_and_take_back_rules(house: House) -> None:
    await house.meeting.says(house.bob.follow(house.meeting.jane.uri))
    path = "/admin/federation/domains"
    fields = {"domain": house.bob.host, "severity": "suspend", "comment": "floods", "public_comment": "spam"}
    asked = await house.send(path, fields)
    assert asked.status == 422
    assert "End 1 follow with this domain" in asked.text
    assert (await house.send(path, fields | {"confirm": "1"})).status == 303
    page = await house.see(path)
    assert "floods" in page
    assert house.bob.host in await house.see(f"{path}?q=FLOOD")
    assert "No rule says that" in await house.see(f"{path}?q=nothing")
    assert (await house.send(path, {"domain": "not a domain", "severity": "suspend"})).status == 422
    one = await house.see(f"{path}/{house.bob.host}")
    assert "1 follow was ended" in one
    gone = await house.send(f"{path}/remove", {"domain": house.bob.host})
    undo = await house.see(gone.location)
    assert "Put it back" in undo
    assert await house.meeting.count("domain_blocks") == 0
    await house.send(path, fields | {"confirm": "1"})
    assert await house.meeting.count("domain_blocks", "comment = 'floods'") == 1
    log = await house.see("/admin/log")
    assert "set rule for domain" in log
    assert "remove rule for domain" in log


async def test_the_public_list_is_shown_to_whom_the_admin_chose(house: House) -> None:
    """Advisory 107."""
    hidden = DomainRule("gallery.example", public_comment="Copies", comment="ask Ann", obfuscate=True)
    await domains.set_rule(house.site, house.owner, hidden)
    await domains.set_rule(house.site, house.owner, DomainRule("loud.example", SILENCE))
    visitor = house.web.fresh()

    async def seen() -> list[bool]:
        return ["loud.example" in (await one.get("/about")).text for one in (visitor, house.web)]

    assert await seen() == [False, False]
    await domains.choose(house.site, house.owner, Moderation(shown_to=MEMBERS))
    assert await seen() == [False, True]
    await domains.choose(house.site, house.owner, Moderation(shown_to=EVERYONE))
    assert await seen() == [True, True]
    text = (await visitor.get("/about")).text
    assert "gallery.example" not in text
    assert "g*****y.example" in text
    assert "Copies" in text
    assert "ask Ann" not in text
