"""What news, messages, search and announcements answer has Mastodon's documented shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fediart.actions import announcing, follow, like, message, reply
from fediart.actions.announcing import Wanted
from fediart.site import Site
from fediart.store.notifications import notify
from tests import seeds
from tests.api.house import app_of
from tests.conversation.pushed import PushService
from tests.site import Client, make_artist


@pytest.mark.shared
async def test_answers_have_the_documented_shape(site: Site, client: Client, shared: Path) -> None:
    account, jane = await make_artist(site, "jane")
    owner, olga = await make_artist(site, "olga", role="owner")
    work, app = await seeds.hang(site, jane, "Dawn", tags=("ink",)), await app_of(client, account)
    await like.like(site, olga, work.id)
    await follow.follow(site, olga, jane.id)
    await reply.reply(site, olga, work.id, "Fine")
    async with site.db.writing() as tx:
        await notify(tx, site.ids, jane.id, "artwork-held", now=site.clock.now(), artwork_id=work.id, text="Why.")
        await notify(tx, site.ids, jane.id, "severed", now=site.clock.now(), text="far.example: 2 follows")
    await message.write_to(site, olga, [jane], "Psst")
    stranger = await app.get("/api/v1/notifications/requests")
    await message.write_to(site, jane, [olga], "Yes")
    await announcing.save(site, owner, Wanted("Hello"))
    form = PushService().form
    keys = {"p256dh": form["p256dh"], "auth": form["auth"]}
    push = await app.post(
        "/api/v1/push/subscription", {"subscription": {"endpoint": "https://push.example/x", "keys": keys}}
    )
    marker = await app.post("/api/v1/markers", {"home": {"last_read_id": "1"}})
    document = json.loads((shared / "mastodon-openapi.json").read_text(encoding="utf-8"))

    def check(entity: str, found: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{entity}", "components": document["components"]}
        assert found, entity
        jsonschema.Draft202012Validator(schema).validate(found)

    check("WebPushSubscription", push.json)
    check("Marker", marker.json["home"])
    for entity, path in (
        ("GroupedNotificationsResults", "/api/v2/notifications"), ("Search", "/api/v2/search?q=jane"),
        ("GroupedNotificationsResults", "/api/v2/notifications?expand_accounts=partial_avatars"),
        ("NotificationPolicy", "/api/v2/notifications/policy"), ("PrivacyPolicy", "/api/v1/instance/privacy_policy"),
        ("V1NotificationPolicy", "/api/v1/notifications/policy"),
        ("ExtendedDescription", "/api/v1/instance/extended_description"),
    ):  # fmt: skip
        check(entity, (await app.get(path)).json)
    lists = {
        "Notification": (await app.get("/api/v1/notifications")).json,
        "NotificationRequest": stranger.json,
        "Conversation": (await app.get("/api/v1/conversations")).json,
        "Announcement": (await app.get("/api/v1/announcements")).json,
        "Rule": (await app.get("/api/v1/instance/rules")).json,
        "Tag": (await app.get("/api/v1/trends/tags")).json,
        "Status": (await app.get("/api/v1/trends/statuses")).json,
    }
    assert len(lists["Notification"]) >= 5
    for entity, found in lists.items():
        assert found, entity
        for one in found:
            check(entity, one)
    weeks = (await app.get("/api/v1/instance/activity")).json
    assert len(weeks) == 12 and weeks[0]["statuses"] == "2" and int(weeks[0]["week"]) % 604_800 == 345_600
