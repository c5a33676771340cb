"""What is new comes to the devices that take it, readable there alone; and what the push service may not do to us."""

from __future__ import annotations

import pytest

from federation.web_push import MOST, BadSubscription, encrypted, keys_of, public_of, server_of
from fediart.actions import follow, message, mute
from fediart.clock import DAY, HOUR
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, direct, neighbour, said_by_bob, uri_of
from tests.conversation.pushed import PushService, opened, push_service, unb64
from tests.site import Client, log_in

# RFC 8291, section 5 and appendix A.
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SCALAR = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_a_push_is_encrypted_as_the_standard_shows() -> None:
    keys = keys_of(POINT, AUTH)
    scalar = int.from_bytes(unb64(SCALAR), "big") - 1
    body = encrypted(b"When I grow up, I want to be a watermelon", keys, salt=unb64(SALT), scalar=scalar)
    assert body == unb64(BODY)


def test_what_is_too_long_or_no_key_is_refused_and_the_server_key_stays() -> None:
    service = PushService()
    keys = keys_of(service.form["p256dh"], service.form["auth"])
    body = encrypted(b"x" * MOST, keys, salt=b"0" * 16, scalar=7)
    assert len(body) <= 4096 and opened(body, service.private, service.secret) == b"x" * MOST
    with pytest.raises(ValueError, match="at most"):
        encrypted(b"x" * (MOST + 1), keys, salt=b"0" * 16, scalar=7)
    for point, auth in ((POINT[:-4], AUTH), (POINT, AUTH[:-4]), ("A" + POINT[1:], AUTH), (POINT[:40] + "A" * 47, AUTH),
                        ("é" * 87, AUTH), ("", ""), ("B" * 500, AUTH)):  # fmt: skip
        with pytest.raises(BadSubscription):
            keys_of(point, auth)
    one = server_of(b"a secret")
    assert public_of(one) == public_of(server_of(b"a secret")) != public_of(server_of(b"another"))
    assert str(one.scalar) not in repr(one)


async def subscribed(meeting: Meeting, service: PushService) -> Client:
    jane = await browser_of(meeting, "jane")
    form = "/settings/notifications/push"
    assert (await jane.post_form(form, service.form, page="/settings/notifications")).status == 303
    return jane


@pytest.mark.one_engine
async def test_a_reply_from_elsewhere_comes_to_the_device(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    async with push_service() as service:
        await subscribed(meeting, service)
        await said_by_bob(meeting, "<p>Lovely &amp; <b>calm</b></p>", in_reply_to=uri_of(meeting, work.id))
        await said_by_bob(meeting, "<p>to nobody here</p>")
    (shown,) = service.shown
    assert shown["title"] == "Bob replied" and shown["body"] == "Lovely & calm" and shown["path"].startswith("/posts/")
    (headers,), (claims,) = service.headers, service.claims
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0 and "Cookie" not in headers
    assert claims["aud"] == service.origin and claims["sub"].startswith(("mailto:", "http"))
    assert 0 < claims["exp"] - meeting.site.clock.now() // 1000 <= DAY // 1000
    async with meeting.site.db.reading() as tx:
        page = await meeting.web.get("/settings/notifications")
        assert f'data-push="{claims["k"]}"' in page.text
        assert await tx.value("select failures from push_subscriptions") == 0


@pytest.mark.one_engine
async def test_messages_are_pushed_and_a_strangers_words_are_not(meeting: Meeting) -> None:
    async with push_service() as service:
        await subscribed(meeting, service)
        await meeting.says(direct(meeting, "<p>Buy my pills</p>"))
        olga = await neighbour(meeting, "olga")
        await follow.follow(meeting.site, meeting.jane, olga.id)
        await message.write_to(meeting.site, olga, [meeting.jane], "Coffee?", warning="")
        await meeting.drain()
    first, second = service.shown
    assert first["title"] == "Somebody new has written to you" and first["body"] == ""
    assert second["title"] == "olga has written to you" and second["body"] == "Coffee?"
    assert second["path"].startswith("/messages/")


@pytest.mark.one_engine
async def test_only_what_was_chosen_is_pushed_and_nothing_of_the_muted(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    async with push_service() as service:
        jane = await subscribed(meeting, service)
        await meeting.says(meeting.bob.like(uri_of(meeting, work.id)))
        assert not service.shown, "likes are not pushed unless one wants them"
        form = {"strangers": "show", "messages": "ask", "push": ["liked"]}
        assert (await jane.post_form("/settings/notifications", form)).status == 303
        await meeting.says(meeting.bob.announce(uri_of(meeting, work.id)))
        assert [one["title"] for one in service.shown] == ["Bob boosted Dawn"]
        await said_by_bob(meeting, "<p>words</p>", in_reply_to=uri_of(meeting, work.id))
        await jane.post_form("/settings/notifications", form | {"push": ["words"]})
        await mute.mute_words(meeting.site, meeting.jane, ["spider"], places=("news",), way="cover", whole=True)
        await said_by_bob(meeting, "<p>a spider</p>", in_reply_to=uri_of(meeting, work.id))
        await mute.mute(meeting.site, meeting.jane, (await meeting.bob_here()).id)
        await said_by_bob(meeting, "<p>again</p>", in_reply_to=uri_of(meeting, work.id))
    assert len(service.shown) == 1


async def test_a_device_that_cannot_be_reached_is_tried_again_and_one_that_is_gone_is_forgotten(
    meeting: Meeting,
) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    async with push_service() as service:
        await subscribed(meeting, service)
        service.answers = [503, 429]
        await said_by_bob(meeting, "<p>One</p>", in_reply_to=uri_of(meeting, work.id))
        assert not service.shown and (await meeting.row("push_subscriptions", "1 = 1"))["failures"] == 1
        for _ in range(2):
            meeting.site.clock.move(HOUR)
            await meeting.drain()
        assert [one["body"] for one in service.shown] == ["One"]
        assert (await meeting.row("push_subscriptions", "1 = 1"))["failures"] == 0
        service.answers = [410]
        await said_by_bob(meeting, "<p>Two</p>", in_reply_to=uri_of(meeting, work.id))
        assert await meeting.count("push_subscriptions") == 0
        await said_by_bob(meeting, "<p>Three</p>", in_reply_to=uri_of(meeting, work.id))
    assert await meeting.count("jobs", "kind = 'push'") == 4, "without a device nothing is queued"


@pytest.mark.one_engine
async def test_a_subscription_belongs_to_its_session(meeting: Meeting) -> None:
    async with push_service() as service:
        jane = await subscribed(meeting, service)
        other = meeting.web.fresh()
        await log_in(other, "jane")
        assert 'data-subscribed="1"' not in (await other.get("/settings/notifications")).text
        await other.post_form("/settings/notifications/push/off", page="/settings/notifications")
        assert await meeting.count("push_subscriptions") == 1, "another session's is its own"
        await jane.post_form("/log-out", page="/settings/notifications")
    assert await meeting.count("push_subscriptions") == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "javascript:alert(1)",
        "https://user@push.example/x",
        "ftp://push.example/x",
        "https://" + "a" * 1200 + ".example/",
    ],
)
async def test_an_endpoint_that_is_none_is_refused(meeting: Meeting, endpoint: str) -> None:
    jane = await browser_of(meeting, "jane")
    form = PushService().form | {"endpoint": endpoint}
    answer = await jane.post_form("/settings/notifications/push", form, page="/settings/notifications")
    assert answer.status == 422 and await meeting.count("push_subscriptions") == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "endpoint", ["https://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/"]
)
async def test_no_push_goes_to_a_private_address(meeting: Meeting, endpoint: str) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    jane = await browser_of(meeting, "jane")
    form = PushService().form | {"endpoint": endpoint}
    await jane.post_form("/settings/notifications/push", form, page="/settings/notifications")
    await said_by_bob(meeting, "<p>Hi</p>", in_reply_to=uri_of(meeting, work.id))
    assert await meeting.count("push_subscriptions") == 0, "refused at the door or by the connector"


@pytest.mark.one_engine
async def test_the_service_worker_is_served_at_the_root(meeting: Meeting) -> None:
    answer = await meeting.web.get("/sw.js")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache" and "showNotification" in answer.text
