"""Pushes to apps: in both encryptions, in Mastodon's shape, bound to the token, to no address of our own network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.fetch import FetchError
from fediart.actions import like, message, reply
from fediart.actions.pushing import server_key
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store import access_tokens, app_subscriptions
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests import seeds
from tests.api.house import ALL, App, app_of
from tests.conversation.pushed import CURVE, PushService, _extract_and_expand, b64, opened, unb64, verified
from tests.site import Client, drain, make_artist, running_site, served

PATH = "/api/v1/push/subscription"


def opened_by_draft(headers: dict[str, str], body: bytes, private: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What an app reads of a push in the encoding `aesgcm` (draft-ietf-webpush-encryption-04, section 4)."""
    salt = unb64(headers["Encryption"].removeprefix("salt="))
    sender = unb64(dict(part.split("=", 1) for part in headers["Crypto-Key"].split(";"))["dh"])
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
    seed = _extract_and_expand(secret, shared, b"Content-Encoding: auth\0", 32)
    context = b"P-256\0" + b"\0\x41" + own + b"\0\x41" + sender
    key = _extract_and_expand(salt, seed, b"Content-Encoding: aesgcm\0" + context, 16)
    nonce = _extract_and_expand(salt, seed, b"Content-Encoding: nonce\0" + context, 12)
    padded = AESGCM(key).decrypt(nonce, body, None)
    return padded[2 + int.from_bytes(padded[:2], "big") :]


class Relay(PushService):
    """An app's own push service, which takes both encryptions."""

    async def take(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), dict(request.headers)
        self.headers.append(headers)
        if headers["Content-Encoding"] == "aesgcm":
            token = headers["Authorization"].removeprefix("WebPush ")
            key = dict(part.split("=", 1) for part in headers["Crypto-Key"].split(";"))["p256ecdsa"]
            self.claims.append(verified(f"vapid t={token}, k={key}"))
            self.shown.append(json.loads(opened_by_draft(headers, body, self.private, self.secret)))
        else:
            self.claims.append(verified(headers["Authorization"]))
            self.shown.append(json.loads(opened(body, self.private, self.secret)))
        return web.Response(status=self.answers.pop(0) if self.answers else 201)

    def asking(self, **more: Any) -> dict[str, Any]:
        keys = {"p256dh": self.form["p256dh"], "auth": self.form["auth"]}
        return {"subscription": {"endpoint": self.form["endpoint"], "keys": keys, **more}}


@dataclass
class Home:
    site: Site
    client: Client
    account: Account
    jane: Actor
    olga: Actor
    work: Artwork
    app: App
    relay: Relay


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    service, app = Relay(), web.Application()
    app.router.add_post("/push/abc", service.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.origin = f"http://localhost:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()


@pytest.fixture
async def home(site: Site, client: Client, relay: Relay) -> Home:
    account, jane = await make_artist(site, "jane")
    _, olga = await make_artist(site, "olga")
    work = await seeds.hang(site, jane, "Dawn")
    return Home(site, client, account, jane, olga, work, await app_of(client, account), relay)


async def test_what_is_new_comes_in_mastodons_shape_and_older_encryption(home: Home) -> None:
    given = home.relay.asking() | {"data": {"alerts": {"mention": True, "admin.sign_up": True}}}
    made = (await home.app.post(PATH, given)).json
    assert (made["standard"], made["policy"], made["server_key"]) == (False, "all", server_key(home.site.config))
    assert made["alerts"]["mention"] is made["alerts"]["admin.sign_up"] is True and made["alerts"]["follow"] is False
    assert (await home.app.get(PATH)).json == made
    await like.like(home.site, home.olga, home.work.id)
    await reply.reply(home.site, home.olga, home.work.id, "How <b>bold</b>")
    await drain(home.site)
    (told,) = home.relay.shown
    assert told == {
        "access_token": "", "preferred_locale": "en", "notification_id": told["notification_id"],
        "notification_type": "mention", "icon": f"{home.site.config.origin}/static/icons/icon-192.png",
        "title": "olga replied", "body": "How <b>bold</b>",
    }  # fmt: skip
    shown = (await home.app.get(f"/api/v1/notifications/{told['notification_id']}")).json
    assert shown["type"] == "mention"
    assert home.relay.claims[0]["k"] == made["server_key"]


async def test_the_standard_encryption_other_types_and_other_people(home: Home) -> None:
    form = {f"subscription[keys][{name}]": home.relay.form[name] for name in ("p256dh", "auth")}
    form |= {"subscription[endpoint]": home.relay.form["endpoint"], "subscription[standard]": "true"}
    await home.app.post(PATH, data=form | {"data[alerts][favourite]": "true", "data[policy]": "followed"})
    await like.like(home.site, home.olga, home.work.id)
    await drain(home.site)
    assert home.relay.shown == [], "olga is not followed"
    changed = (await home.app.put(PATH, {"data": {"alerts": {"mention": True}}, "policy": "all"})).json
    assert changed["alerts"]["favourite"] is False and changed["policy"] == "all" and changed["standard"] is True
    talk = await message.write_to(home.site, home.olga, [home.jane], "Secret")
    await drain(home.site)
    assert home.relay.shown == [], "a stranger's request is not told"
    await message.write_to(home.site, home.jane, [home.olga], "Yes?")
    assert talk and await message.write_to(home.site, home.olga, [home.jane], "It is I")
    await drain(home.site)
    assert [(one["title"], one["body"]) for one in home.relay.shown] == [("olga has written to you", "It is I")]
    assert home.relay.headers[0]["Content-Encoding"] == "aes128gcm"
    assert (await home.app.put(PATH, {"policy": "some"})).status == 422


async def test_it_goes_with_its_token_and_is_nobody_elses(home: Home) -> None:
    second = await app_of(home.client, home.account, ("push", "read"))
    stranger = await app_of(home.client, (await make_artist(home.site, "eve"))[0])
    given = home.relay.asking(standard=True) | {"data": {"alerts": {"favourite": True}}}
    assert (await home.app.post(PATH, given)).status == 200
    for app in (second, stranger):
        assert (await app.get(PATH)).status == (await app.put(PATH, {})).status == 404
        assert (await app.delete(PATH)).json == {}
    async with home.site.db.writing() as tx:
        (kept,) = await app_subscriptions.of_actor(tx, home.jane.id, now=home.site.clock.now())
        await tx.run("delete from access_tokens where token_hash = :hash", hash=kept.token_hash)
        assert not await app_subscriptions.of_actor(tx, home.jane.id, now=home.site.clock.now())
    await like.like(home.site, home.olga, home.work.id)
    await drain(home.site)
    assert home.relay.shown == []


async def test_an_expired_token_and_an_app_that_is_gone_get_nothing(home: Home) -> None:
    async with home.site.db.writing() as tx:
        await access_tokens.insert(
            tx, home.site.ids.new(), "short", app_id=None, account_id=home.account.id, scopes=frozenset(ALL),
            now=home.site.clock.now(), expires=home.site.clock.now() + DAY,
        )  # fmt: skip
    short, given = App(home.client, "short"), home.relay.asking(standard=True)
    for app in (short, home.app):
        assert (await app.post(PATH, given | {"data": {"alerts": {"favourite": True}}})).status == 200
    home.site.clock.move(2 * DAY)  # type: ignore[attr-defined]  # it is moved by hand
    home.relay.answers = [410]
    await like.like(home.site, home.olga, home.work.id)
    await drain(home.site)
    assert len(home.relay.headers) == 1 and (await home.app.get(PATH)).status == 404


async def test_one_that_cannot_be_reached_is_tried_again(home: Home) -> None:
    await home.app.post(PATH, home.relay.asking(standard=True) | {"data": {"alerts": {"favourite": True}}})
    home.relay.answers = [503]
    await like.like(home.site, home.olga, home.work.id)
    await drain(home.site)
    home.site.clock.move(DAY // 24)  # type: ignore[attr-defined]  # as above
    await drain(home.site)
    assert len(home.relay.headers) == 2
    async with home.site.db.reading() as tx:
        (kept,) = await app_subscriptions.of_actor(tx, home.jane.id, now=home.site.clock.now())
    assert kept.failures == 0


async def test_what_is_no_push_service_is_refused(home: Home, db: Database) -> None:
    good = home.relay.asking()["subscription"]
    wrong: list[dict[str, Any]] = [
        {}, {"endpoint": good["endpoint"]}, good | {"endpoint": "ftp://push.example/x"}, good | {"endpoint": "/x"},
        good | {"endpoint": f"https://push.example/{'x' * 1000}"}, good | {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        good | {"keys": {"p256dh": good["keys"]["p256dh"], "auth": b64(b"short")}}, good | {"keys": "x"},
    ]  # fmt: skip
    for one in wrong:
        assert (await home.app.post(PATH, {"subscription": one})).status == 422, one
    assert (await home.app.post(PATH, {"subscription": good, "data": {"policy": "x"}})).status == 422


async def test_no_address_of_our_own_network_is_asked(db: Database, tmp_path: Any, clock: HandClock) -> None:
    """As in public, where nothing on loopback may be reached (advisories 35 and 44)."""
    config = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=config) as site, served(site) as client:
        account, jane = await make_artist(site, "jane")
        app, keys = await app_of(client, account), {"p256dh": PushService().form["p256dh"], "auth": b64(b"a" * 16)}
        for host in (
            "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00:ec2::254]", "[::ffff:10.0.0.1]",
            "0.0.0.0", "100.64.0.1",
        ):  # fmt: skip
            given = {"subscription": {"endpoint": f"https://{host}/push", "keys": keys}}
            assert (await app.post(PATH, given)).status == 422, host
        for plain in ("http://push.example/x", "http://127.0.0.1/x"):
            given = {"subscription": {"endpoint": plain, "keys": keys}}
            assert (await app.post(PATH, given)).status == 422, plain
        given = {
            "subscription": {"endpoint": "https://localhost/x", "keys": keys},
            "data": {"alerts": {"follow": True}},
        }
        assert (await app.post(PATH, given)).status == 200  # a name is judged by where it leads, when it is asked
        async with site.db.reading() as tx:
            (kept,) = await app_subscriptions.of_actor(tx, jane.id, now=clock.now())
        with pytest.raises(FetchError):
            await site.http.post(kept.endpoint, {}, b"")
