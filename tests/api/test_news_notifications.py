"""Notifications as apps read them, one by one and in groups; what is kept apart; and that they are one member's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from fediart.actions import follow, like, message, reply
from fediart.actions.news_types import OWN_KINDS, SHOWN_KINDS, TYPES, kinds_of
from fediart.clock import DAY
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.notifications import KINDS, MESSAGE, notify
from tests import seeds
from tests.api.house import App, app_of
from tests.site import Client, make_artist

V1, V2 = "/api/v1/notifications", "/api/v2/notifications"


@dataclass
class Home:
    """jane with an app and a work; olga and tom, who do things."""

    site: Site
    client: Client
    jane: Actor
    olga: Actor
    tom: Actor
    work: Artwork
    app: App
    other: App

    async def told(self, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.app.get(V1, params=query)).json
        return found


@pytest.fixture
async def home(site: Site, client: Client) -> AsyncIterator[Home]:
    account, jane = await make_artist(site, "jane")
    second, olga = await make_artist(site, "olga")
    _, tom = await make_artist(site, "tom")
    work = await seeds.hang(site, jane, "Dawn")
    site.clock.move(40 * DAY)  # type: ignore[attr-defined]  # it is moved by hand
    yield Home(site, client, jane, olga, tom, work, await app_of(client, account), await app_of(client, second))


def test_every_kind_has_a_type_or_is_ours() -> None:
    assert set(SHOWN_KINDS) | set(OWN_KINDS) == {*KINDS, MESSAGE}
    assert kinds_of(["mention", "fediart.enquiry", "fediart.like", "nothing"]) == (*TYPES["mention"], "enquiry")


async def test_what_people_did_is_told_in_mastodons_words(home: Home) -> None:
    await like.like(home.site, home.olga, home.work.id)
    await reply.reply(home.site, home.tom, home.work.id, "How <b>bold</b>")
    await follow.follow(home.site, home.olga, home.jane.id)
    told = await home.told()
    assert [(one["type"], one["account"]["acct"]) for one in told] == [
        ("follow", "olga"), ("mention", "tom"), ("favourite", "olga"),
    ]  # fmt: skip
    assert told[2]["status"]["id"] == str(home.work.id) and "status" not in told[0]
    assert "How &lt;b&gt;bold" in told[1]["status"]["content"]
    page = await home.app.get(f"{V1}?limit=1&types[]=follow&types[]=favourite")
    assert [one["type"] for one in page.json] == ["follow"] and f"max_id={told[0]['id']}" in page.headers["Link"]
    assert [one["type"] for one in await home.told(max_id=told[0]["id"], limit="1")] == ["mention"]
    assert [one["type"] for one in await home.told(min_id=told[2]["id"], limit="1")] == ["mention"]
    assert [one["type"] for one in await home.told(since_id=told[2]["id"])] == ["follow", "mention"]
    assert [one["type"] for one in await home.told(account_id=str(home.olga.id))] == ["follow", "favourite"]
    assert (await home.app.get(f"{V1}?exclude_types[]=follow&exclude_types[]=mention")).json == [told[2]]
    assert (await home.app.get(f"{V1}?types[]=nothing")).json == []
    assert (await home.app.get(f"{V1}/{told[0]['id']}")).json == told[0]


async def test_news_of_others_is_nobody_elses(home: Home) -> None:
    await like.like(home.site, home.olga, home.work.id)
    (told,) = await home.told()
    (group,) = (await home.app.get(V2)).json["notification_groups"]
    key = group["group_key"]
    for path in (
        f"{V1}/{told['id']}",
        f"{V1}/5",
        f"{V2}/{key}",
        f"{V2}/{key}/accounts",
        f"{V2}/ungrouped-{told['id']}",
    ):
        assert (await home.other.get(path)).status == 404, path
    for path in (f"{V1}/{told['id']}/dismiss", f"{V2}/{key}/dismiss", f"{V1}/requests/{home.olga.id}/accept"):
        assert (await home.other.post(path)).status == 404, path
    assert (await home.other.post(f"{V1}/clear")).status == 200
    assert len(await home.told()) == 1
    for odd in ("favourite-1-99999", "ungrouped-9999999999999999999", "poll-1-2", "x", "follow-0-00000"):
        assert (await home.app.get(f"{V2}/{odd}")).status == 404, odd


async def test_clearing_leaves_what_no_app_showed(home: Home) -> None:
    await like.like(home.site, home.olga, home.work.id)
    async with home.site.db.writing() as tx:
        await notify(tx, home.site.ids, home.jane.id, "enquiry", now=home.site.clock.now())
    (told,) = await home.told()
    known = (await home.app.get(f"{V1}?supported_types[]=favourite")).json
    assert [one["type"] for one in known] == ["fediart.enquiry", "favourite"] and "fallback" not in known[1]
    assert known[0]["fallback"]["title"] == "You have a message through your portfolio"
    assert known[0]["account"]["acct"] == "jane"
    assert (await home.app.post(f"{V1}/{told['id']}/dismiss")).json == {} and not await home.told()
    assert (await home.app.post(f"{V1}/clear")).json == {}
    assert len((await home.app.get(f"{V1}?supported_types[]=favourite")).json) == 1


async def test_a_decision_about_a_work_is_a_warning_in_plain_words(home: Home) -> None:
    now = home.site.clock.now()
    async with home.site.db.writing() as tx:
        await notify(tx, home.site.ids, home.jane.id, "artwork-held", now=now, artwork_id=home.work.id, text="A mark.")
        await notify(tx, home.site.ids, home.jane.id, "artwork-published", now=now, post_id=home.work.id)
        await notify(tx, home.site.ids, home.jane.id, "severed", now=now, text="far.example: 2 follows")
    severed, published, held = await home.told()
    assert (held["type"], held["account"]["acct"]) == ("moderation_warning", "jane")
    warning = held["moderation_warning"]
    assert (warning["action"], warning["status_ids"]) == ("none", [str(home.work.id)])
    assert warning["text"] == "Your artwork waits for a moderator\n\nA mark."
    assert (published["type"], published["status"]["id"]) == ("status", str(home.work.id))
    assert (severed["event"]["type"], severed["event"]["target_name"]) == ("domain_block", "far.example")


async def test_likes_of_one_work_are_a_group(home: Home) -> None:
    for who in (home.olga, home.tom):
        await like.like(home.site, who, home.work.id)
        await follow.follow(home.site, who, home.jane.id)
    told = (await home.app.get(V2)).json
    follows, likes = told["notification_groups"]
    assert (likes["type"], likes["notifications_count"], likes["status_id"]) == ("favourite", 2, str(home.work.id))
    assert likes["sample_account_ids"] == [str(home.tom.id), str(home.olga.id)] == follows["sample_account_ids"]
    assert likes["page_max_id"] == str(likes["most_recent_notification_id"]) > likes["page_min_id"]
    assert {one["acct"] for one in told["accounts"]} == {"olga", "tom"}
    assert [one["id"] for one in told["statuses"]] == [str(home.work.id)]
    faces = (await home.app.get(f"{V2}?expand_accounts=partial_avatars")).json
    assert [one["acct"] for one in faces["accounts"]] == ["tom"]
    assert [one["acct"] for one in faces["partial_accounts"]] == ["olga"]
    page = await home.app.get(f"{V2}?limit=1")
    assert len(page.json["notification_groups"]) == 1 and 'rel="next"' in page.headers["Link"]
    alone = (await home.app.get(f"{V2}?grouped_types[]=follow")).json["notification_groups"]
    assert [one["type"] for one in alone] == ["follow", "favourite", "favourite"]
    key = likes["group_key"]
    assert [one["acct"] for one in (await home.app.get(f"{V2}/{key}/accounts")).json] == ["tom", "olga"]
    assert (await home.app.get(f"{V2}/{key}")).json["notification_groups"][0]["notifications_count"] == 2
    assert (await home.app.get(f"{V2}/unread_count")).json == {"count": 2}
    assert (await home.app.get(f"{V1}/unread_count")).json == {"count": 4}
    assert (await home.app.post(f"{V2}/{key}/dismiss")).json == {}
    assert [one["type"] for one in await home.told()] == ["follow", "follow"]
    await home.app.post("/api/v1/markers", {"notifications": {"last_read_id": follows["page_max_id"]}})
    assert (await home.app.get(f"{V1}/unread_count")).json == {"count": 0}


async def test_strangers_wait_as_requests_until_they_are_accepted(home: Home) -> None:
    before = (await home.app.get(f"{V2}/policy")).json
    assert before["for_not_following"] == "accept" and before["for_private_mentions"] == "filter"
    wanted = {"for_not_following": "filter"}
    policy = (await home.app.patch(f"{V2}/policy", wanted)).json
    assert policy["for_not_following"] == "filter" and policy["summary"]["pending_requests_count"] == 0
    await reply.reply(home.site, home.olga, home.work.id, "Hello")
    await like.like(home.site, home.olga, home.work.id)
    await like.like(home.site, home.tom, home.work.id)
    assert await home.told() == [] and len(await home.told(include_filtered="true")) == 3
    assert (await home.app.get(f"{V1}/unread_count")).json == {"count": 0}
    tom, olga = (await home.app.get(f"{V1}/requests")).json
    assert (olga["id"], olga["notifications_count"], olga["account"]["acct"]) == (str(home.olga.id), "2", "olga")
    assert "Hello" in olga["last_status"]["content"] and tom["last_status"] is None
    assert (await home.app.get(f"{V1}/requests/{home.olga.id}")).json == olga
    assert (await home.app.get(f"{V1}/requests?max_id={tom['id']}")).json == [olga]
    assert (await home.app.get(f"{V2}/policy")).json["summary"] == {
        "pending_requests_count": 2, "pending_notifications_count": 3,
    }  # fmt: skip
    assert (await home.other.get(f"{V1}/requests")).json == []
    assert (await home.app.post(f"{V1}/requests/{home.olga.id}/accept")).json == {}
    assert {one["account"]["acct"] for one in await home.told()} == {"olga"}
    assert (await home.app.get(f"{V1}/requests/merged")).json == {"merged": True}
    assert (await home.app.post(f"{V1}/requests/dismiss", {"id": [tom["id"], "77"]})).json == {}
    assert (await home.app.get(f"{V1}/requests")).json == [] and len(await home.told(include_filtered="true")) == 2
    assert (await home.app.post(f"{V1}/requests/{home.tom.id}/dismiss")).status == 404


async def test_what_is_dropped_is_told_nowhere(home: Home) -> None:
    await home.app.patch(f"{V2}/policy", {"for_not_followers": "drop", "for_new_accounts": "filter"})
    await like.like(home.site, home.olga, home.work.id)
    assert await home.told(include_filtered="true") == [] and (await home.app.get(f"{V1}/requests")).json == []
    old = (await home.app.get(f"{V1}/policy")).json
    assert old["filter_not_followers"] is True and old["filter_not_following"] is False
    await home.app.put(f"{V1}/policy", {"filter_not_followers": False})
    assert len(await home.told()) == 1
    _, fresh = await make_artist(home.site, "fresh")
    await like.like(home.site, fresh, home.work.id)
    assert [one["account"]["acct"] for one in (await home.app.get(f"{V1}/requests")).json] == ["fresh"]
    assert (await home.app.patch(f"{V2}/policy", {"for_not_following": "burn"})).status == 422


async def test_a_message_is_a_mention_once_its_talk_is_open(home: Home) -> None:
    await message.write_to(home.site, home.olga, [home.jane], "Psst")
    assert await home.told() == []
    (waiting,) = (await home.app.get(f"{V1}/requests")).json
    assert "Psst" in waiting["last_status"]["content"]
    await home.app.post(f"{V1}/requests/{home.olga.id}/accept")
    (told,) = await home.told()
    assert (told["type"], told["status"]["visibility"]) == ("mention", "direct")
    assert len((await home.app.get("/api/v1/conversations")).json) == 1
    await message.write_to(home.site, home.tom, [home.jane], "Me, too")
    await home.app.post(f"{V1}/requests/{home.tom.id}/dismiss")
    assert len(await home.told(include_filtered="true")) == 1
