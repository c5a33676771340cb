"""Who said it: signatures that do not hold, keys that belong to nobody, and JSON that reads in two ways."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from multidict import CIMultiDict

from federation import write
from federation.keys import PrivateKey, PublicKey
from federation.objects import Actor as ActorDocument
from federation.signatures import Scheme, sign_cavage
from tests.remote import HOWS, RemoteServer, key_pair
from tests.security.advisories import advisory
from tests.security.world import KIND, Neighbour, World, act, body_of

LD_SIGNATURE = {
    "type": "RsaSignature2017", "creator": "http://127.0.0.1/users/victim#main-key",
    "created": "2026-01-01T00:00:00Z", "signatureValue": base64.b64encode(b"x" * 256).decode(),
}  # fmt: skip


def forged(name: str, victim: RemoteServer, like: dict[str, Any]) -> dict[str, Any]:
    """What the victim never said, in one of the shapes by which LD-signed documents were made to lie."""
    said = {"id": f"{victim.actor_id}/likes/1", "type": "Like", "actor": victim.actor_id, "object": like["object"]}
    shapes: dict[str, Any] = {
        "signed": said | {"signature": LD_SIGNATURE},
        "graph": {"@context": like["@context"], "@graph": [said], "signature": LD_SIGNATURE},
        "included": like | {"@included": [said], "signature": LD_SIGNATURE, "type": "Accept", "object": said},
        "reverse": like | {"type": "Offer", "@reverse": {"object": said}, "signature": LD_SIGNATURE},
        "expanded": {"@type": ["https://www.w3.org/ns/activitystreams#Like"], "signature": LD_SIGNATURE}
        | {f"https://www.w3.org/ns/activitystreams#{name}": [{"@id": said[name]}] for name in ("actor", "object")},
        "aliased": like
        | {"@context": [like["@context"], {"who": "as:actor"}], "type": "Dance", "who": victim.actor_id},
    }
    return dict(shapes[name])


@advisory(
    1, "CVE-2022-24307", "Mastodon", "an LD signature makes nothing true: who did not sign the request said nothing"
)
@advisory(2, "CVE-2026-46349", "Mastodon", "`@graph`, `@included` and `@reverse` bring nothing in")
@advisory(3, "GHSA-2vxv-pv3m-3wvj", "Misskey", "a document is read as it was sent, never normalised into another")
@advisory(4, "CVE-2026-46713", "Misskey", "the bytes that are verified are the bytes that are read")
@advisory(5, "CVE-2026-42462", "Fedify", "no LD signature is ever verified")
@pytest.mark.parametrize("shape", ["signed", "graph", "included", "reverse", "expanded", "aliased"])
async def test_cve_2022_24307_and_its_sisters_ld_signatures_prove_nothing(world: World, shape: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        like = act(eve, "Like", world.note.uri)
        async with world.unchanged("actors"):
            assert await world.says(eve, forged(shape, victim, like)) in (202, 400, 403)
        assert (
            await world.count("likes", "actor_id in (select id from actors where uri = :uri)", uri=victim.actor_id) == 0
        )


@advisory(
    6,
    "CVE-2026-28432",
    "Misskey",
    "a signature that is missing, late, altered, foreign or meant for another host is none",
)
@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("how", HOWS[1:])
async def test_cve_2026_28432_a_signature_that_does_not_hold_is_none(world: World, how: str, scheme: Scheme) -> None:
    async with world.server() as eve, world.unchanged():
        assert await world.says(eve, eve.like(world.note.uri), how=how, scheme=scheme) == 401


def without(text: str, part: str) -> str:
    return ",".join(one for one in text.split(",") if not one.startswith(part))


ODD_HEADERS = {
    "empty": lambda made: made | {"Signature": ""},
    "nonsense": lambda made: made | {"Signature": "Signature"},
    "no key": lambda made: made | {"Signature": without(made["Signature"], "keyId")},
    "no signature": lambda made: made | {"Signature": without(made["Signature"], "signature")},
    "two key ids": lambda made: made | {"Signature": 'keyId="http://127.0.0.1/x",' + made["Signature"]},
    "hmac": lambda made: made | {"Signature": made["Signature"].replace("rsa-sha256", "hmac-sha256")},
    "no algorithm at all": lambda made: made | {"Signature": made["Signature"].replace("rsa-sha256", "none")},
    "covers nothing": lambda made: made | {"Signature": made["Signature"].replace("(request-target) host date ", "")},
    "covers no digest": lambda made: made | {"Signature": made["Signature"].replace(" digest", "")},
    "covers no host": lambda made: made | {"Signature": made["Signature"].replace(" host", "")},
    "covers no date": lambda made: made | {"Signature": made["Signature"].replace(" date", "")},
    "no Date": lambda made: {name: value for name, value in made.items() if name != "Date"},
    "no Digest": lambda made: {name: value for name, value in made.items() if name != "Digest"},
    "an empty Digest": lambda made: made | {"Digest": ""},
    "the Digest of nothing": lambda made: made | {"Digest": "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
    "a weak Digest": lambda made: made | {"Digest": "MD5=1B2M2Y8AsgTpgAmY7PhCfg=="},
    "a Signature-Input beside it": lambda made: made | {"Signature-Input": 'sig1=();created=1;keyid="x"'},
}


@advisory(
    7, "GHSA-3f39-6537-3cgc", "Misskey", "target, host, date and digest are all covered, and the digest is made anew"
)
@pytest.mark.parametrize("name", ODD_HEADERS)
async def test_ghsa_3f39_6537_3cgc_what_the_signature_covers_is_checked(world: World, name: str) -> None:
    async with world.server() as eve:
        body = body_of(eve.like(world.note.uri))
        headers = ODD_HEADERS[name](world.signed(eve.key, body))
        async with world.unchanged():
            answer = await world.post(body, headers)
        assert answer.status == 401


@advisory(7, "GHSA-3f39-6537-3cgc", "Misskey", "a header the signature rests on comes once")
@pytest.mark.parametrize("name", ["Signature", "Digest", "Date"])
async def test_ghsa_3f39_6537_3cgc_no_header_comes_twice(world: World, name: str) -> None:
    async with world.server() as eve:
        body = body_of(eve.like(world.note.uri))
        headers = world.signed(eve.key, body)
        twice = [*headers.items(), (name, headers[name])]
        post = world.web.session.post(world.inbox, data=body, headers=CIMultiDict(twice))
        async with world.unchanged(), post as answer:
            assert answer.status == 401


@advisory(8, "CVE-2025-54888", "Fedify", "that the signer is the actor is asked before anything is done")
@advisory(25, "GtS 0.13.2", "GoToSocial", "the signer is the actor, for every type of activity")
@pytest.mark.parametrize("kind", [
    "Follow", "Accept", "Reject", "Undo", "Like", "EmojiReact", "Announce", "Block", "Flag", "Create", "Update",
    "Delete", "Move", "Add", "Remove", "QuoteRequest", "Dance",
])  # fmt: skip
async def test_cve_2025_54888_the_signer_is_the_actor_for_every_type(world: World, kind: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        assert await world.says(victim, victim.like(world.note.uri)) == 202
        said = act(victim, kind, world.note.uri, target=f"{victim.actor_id}/featured", instrument=f"{victim.origin}/1")
        async with world.unchanged():
            assert await world.says(eve, said) == 403
        neighbour = Neighbour(victim, "neighbour")
        async with world.unchanged():
            assert await neighbour.says(world, said) == 403


@advisory(9, "GHSA-q9f8-5hc7-898f", "Fedify", "a key counts only when the owner it names has it among its own keys")
async def test_ghsa_q9f8_5hc7_898f_the_owner_of_a_key_must_name_it(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        pair = key_pair("a key nobody has")
        key_id = victim.serve("/upload/key", {
            "@context": "https://w3id.org/security/v1", "id": f"{victim.origin}/upload/key", "type": "Key",
            "owner": victim.actor_id, "publicKeyPem": pair.public_pem,
        })  # fmt: skip
        elsewhere = eve.serve("/key", {
            "id": f"{eve.origin}/key", "owner": victim.actor_id, "publicKeyPem": pair.public_pem,
        })  # fmt: skip
        for one in (key_id, elsewhere):
            victim.key = PrivateKey(one, pair.private_pem)
            async with world.unchanged():
                assert await world.says(victim, victim.like(world.note.uri)) == 401


@advisory(10, "GHSA-8863-8468-7hq7", "Fedify", "an actor that redirects elsewhere does not own what is found there")
@advisory(23, "GHSA-5j4v-77rx-h5qg", "PeerTube", "a redirect is no proof, and of what is known none is followed")
async def test_ghsa_8863_8468_7hq7_a_redirect_lends_no_name(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        # Eve's key document is the victim's actor, reached by a redirect.
        eve.serve("/users/mask", f"{victim.actor_id}", status=302)
        eve.key = PrivateKey(f"{eve.origin}/users/mask#main-key", eve.pair.private_pem)
        said = act(eve, "Like", world.note.uri, actor=f"{eve.origin}/users/mask")
        async with world.unchanged():
            assert await world.says(eve, said) == 401
        # And the victim's address, redirected to Eve's document, gives her nothing either.
        stolen = eve.publish_actor(id=victim.actor_id)
        eve.serve("/stolen", stolen)
        victim.serve(f"/users/{victim.name}", f"{eve.origin}/stolen", status=302)
        eve.key = PrivateKey(victim.key.id, eve.pair.private_pem)
        async with world.unchanged():
            assert await world.says(eve, act(eve, "Like", world.note.uri, actor=victim.actor_id)) == 401


@advisory(
    11, "GHSA-4qhx-hhwf-8685", "Fedify", "an activity's id is on its actor's server, and takes no other actor's place"
)
async def test_ghsa_4qhx_hhwf_8685_an_id_of_another_server_is_refused(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        like = victim.like(world.note.uri)
        async with world.unchanged():
            assert await world.says(eve, act(eve, "Like", world.note.uri, id=like["id"])) == 403
        # On one server two actors may say the same id: what is handled once is the pair.
        neighbour = Neighbour(victim, "poisoner")
        assert await neighbour.says(world, neighbour.act("Like", world.note.uri, id=like["id"])) == 202
        assert await world.says(victim, like) == 202
        mine = "actor_id in (select id from actors where uri = :uri)"
        assert await world.count("likes", mine, uri=victim.actor_id) == 1


@advisory(12, "GHSA-39gj-rchc-q5m3", "Fedify", "what is acted on is what was verified, not the copy that came along")
async def test_ghsa_39gj_rchc_q5m3_an_inlined_copy_is_never_believed(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(eve)
        true = victim.note("<p>What I said</p>")
        copy = true | {"content": "<p>What I never said</p>"}
        assert await world.says(eve, act(eve, "Announce", copy)) == 202
        row = (await world.rows("select content from posts where uri = :uri", uri=true["id"]))[0]
        assert row["content"] == "<p>What I said</p>"
        # Not even where it cannot be fetched.
        gone = copy | {"id": f"{victim.origin}/notes/none"}
        async with world.unchanged("actors"):
            assert await world.says(eve, act(eve, "Announce", gone)) == 202


@advisory(
    13, "Fedify #963", "Fedify", "a key document is kept under its own id, and only if that is where it was found"
)
async def test_fedify_963_a_key_is_kept_under_no_other_name(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        assert await world.says(victim, victim.like(world.note.uri)) == 202
        key = PublicKey(victim.key.id, eve.actor_id, eve.pair.public_pem)
        poisoned = write.actor(ActorDocument(eve.actor_id, eve.inbox, username="eve", keys=(key,)))
        eve.serve("/users/eve", poisoned)
        eve.key = PrivateKey(eve.actor_id + "#main-key", eve.pair.private_pem)
        async with world.unchanged():
            assert await world.says(eve, eve.like(world.private.uri)) == 401
        eve.key = PrivateKey(victim.key.id, eve.pair.private_pem)
        async with world.unchanged():
            assert await world.says(eve, eve.like(world.note.uri)) in (401, 403)
        assert await world.says(victim, victim.undo(victim.like(world.note.uri))) == 202
        assert await world.count("actors", "public_key_id = :key", key=victim.key.id) == 1


@advisory(6, "CVE-2026-28432", "Misskey", "a signature made for a GET, or for another path, opens no inbox")
async def test_cve_2026_28432_a_signature_is_for_one_request(world: World) -> None:
    async with world.server() as eve:
        body, now = body_of(eve.like(world.note.uri)), world.clock.now()
        for method, url in (("GET", world.inbox), ("POST", f"{world.inbox}/"), ("POST", f"{world.inbox}?a=1")):
            headers = KIND | sign_cavage(method, url, KIND, body, eve.key, now)
            async with world.unchanged():
                assert (await world.post(body, headers)).status == 401


@advisory(
    4, "CVE-2026-46713", "Misskey", "a property that is said twice cannot be one thing to the signer and another to us"
)
async def test_cve_2026_46713_what_is_said_twice_is_read_once(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        said = json.dumps(act(eve, "Like", world.note.uri))
        for body in (
            said.replace('"actor":', f'"actor": "{victim.actor_id}", "actor":', 1).encode(),
            said[:-1].encode() + f', "actor": "{victim.actor_id}"}}'.encode(),
            said.replace('"actor":', f'"attributedTo": "{victim.actor_id}", "actor":', 1).encode(),
        ):
            await world.post(body, world.signed(eve.key, body))
        found = await world.rows("select uri from actors where uri = :uri", uri=victim.actor_id)
        assert not found, "nobody but the signer was heard"
