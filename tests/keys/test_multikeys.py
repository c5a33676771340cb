"""FEP-521a: our actors publish an Ed25519 Multikey, and those of others are read, kept and held to their owner."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from federation.keys import KeyProblem, PrivateKey, generate_ed25519, generate_rsa
from federation.multikey import base58, multibase, multikey_of, pem_of, unbase58
from federation.signatures import Scheme
from federation.vocab import read_actor
from fediart.actions.accounts import create_account
from fediart.actions.actors import ensure_ed25519_keys, ensure_instance_actor
from fediart.clock import HandClock
from fediart.resources import resource
from fediart.store import actor_keys, actors
from fediart.store.database import Database
from tests.keys.conftest import World
from tests.remote import RemoteServer, key_pair
from tests.site import make_artist, running_site


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""), (b"\0", "1"), (b"\0\0a", "112g"), (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (b"\0\0\x28\x7f\xb4\xcd", "11233QC4"), (b"\xff" * 4, "7YXq9G"),
    ],
)  # fmt: skip
def test_base58(data: bytes, text: str) -> None:
    assert base58(data) == text and unbase58(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "\u00e9", "2" * 300])
def test_what_is_not_base58(text: str) -> None:
    with pytest.raises(KeyProblem):
        unbase58(text)


def test_only_ed25519_has_a_multikey_here() -> None:
    pair = generate_ed25519()
    assert pem_of(multikey_of(pair.public_pem)) == pair.public_pem
    assert multikey_of(pair.public_pem).startswith("z6Mk")
    wrong = [
        multibase(b"\xed\x01" + bytes(31)),
        multibase(b"\x80\x24" + bytes(33)),
        "f6d01",
        "z",
        "",
        "u7QE" + "A" * 43,
    ]
    for text in wrong:
        with pytest.raises(KeyProblem):
            pem_of(text)
    with pytest.raises(KeyProblem):
        multikey_of(generate_rsa().public_pem)


async def test_our_actors_publish_their_keys(world: World) -> None:
    for path in ("/users/jane", "/actor"):
        document = (await world.ask(path))[2]
        [key] = document["assertionMethod"]
        assert key["type"] == "Multikey" and key["controller"] == document["id"]
        assert key["id"] == f"{document['id']}#ed25519-key"
        assert [one.id for one in read_actor(document).multikeys] == [key["id"]]
        assert any(isinstance(block, dict) and "assertionMethod" in block for block in document["@context"])


async def test_an_instance_older_than_these_keys_gives_them_to_everyone_once(world: World) -> None:
    """At a start, in steps, and what is there is never replaced."""
    site = world.site
    for number in range(3):
        await make_artist(site, f"artist{number}")
    async with site.db.writing() as tx:
        kept = (await actor_keys.of_actor(tx, world.jane.id))[0]
        await tx.run("delete from actor_keys where actor_id <> :id", id=world.jane.id)
    bob = await world.meet(world.bob)
    assert await ensure_ed25519_keys(site) == 4  # three artists and the instance
    assert await ensure_ed25519_keys(site) == 0
    async with site.db.reading() as tx:
        assert (await actor_keys.of_actor(tx, world.jane.id)) == (kept,)
        assert all(not one.private_key for one in await actor_keys.of_actor(tx, bob.id)), "others keep theirs"
        assert await actor_keys.signing_key(tx, (await ensure_instance_actor(site)).id)
    async with site.db.writing() as tx:
        await actor_keys.add_own(tx, world.jane, generate_ed25519(), now=0)
        assert (await actor_keys.of_actor(tx, world.jane.id)) == (kept,)


async def test_a_new_account_has_its_pair(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        account = await create_account(site, "nora", "nora@mail.example", "a good long password")
        async with site.db.reading() as tx:
            assert await actor_keys.signing_key(tx, account.actor_id)


async def test_keys_of_others_are_kept_with_the_actor(world: World) -> None:
    bob = await world.meet(world.bob)
    async with world.site.db.reading() as tx:
        [kept] = await actor_keys.of_actor(tx, bob.id)
    assert (kept.public_key, kept.private_key) == (world.ed25519.public_pem, "")
    fresh = generate_ed25519()
    world.bob.publish_actor(assertionMethod=[world.multikey(fresh)])
    await world.meet(world.bob)
    async with world.site.db.reading() as tx:
        [kept] = await actor_keys.of_actor(tx, bob.id)
    assert kept.public_key == fresh.public_pem
    world.bob.publish_actor()
    await world.meet(world.bob)
    async with world.site.db.reading() as tx:
        assert await actor_keys.of_actor(tx, bob.id) == ()


def test_advisory_9_a_key_counts_only_with_its_controller_and_on_its_server() -> None:
    owner = "https://peer.example/users/bob"
    good = {
        "id": f"{owner}#k", "type": "Multikey", "controller": owner,
        "publicKeyMultibase": multikey_of(generate_ed25519().public_pem),
    }  # fmt: skip

    def read(*keys: Any) -> int:
        raw = {"id": owner, "type": "Person", "inbox": f"{owner}/inbox", "assertionMethod": list(keys)}
        return len(read_actor(json.loads(json.dumps(raw))).multikeys)

    assert read(good) == 1
    assert read(good, good) == 1
    assert read(*(good | {"id": f"{owner}#{number}"} for number in range(50))) == 10
    for change in (
        {"controller": "https://peer.example/users/eve"}, {"controller": None}, {"type": "JsonWebKey"},
        {"id": "https://other.example/users/bob#k"}, {"id": "http://peer.example/users/bob#k"}, {"id": None},
        {"publicKeyMultibase": "zzz"}, {"publicKeyMultibase": 7}, {"publicKeyMultibase": "z" + "2" * 100_000},
    ):  # fmt: skip
        assert read(good | change) == 0, change
    assert read(good["id"], None, 7, []) == 0


async def test_requests_signed_with_a_multikey_are_read(world: World) -> None:
    """Ed25519 under RFC 9421, its keyId the Multikey's; the same key with a wrong signature is refused."""
    key = PrivateKey(f"{world.bob.actor_id}#ed25519-key", world.ed25519.private_pem)
    world.bob.key = key
    assert await world.says(world.bob, world.bob.follow(world.jane.uri), scheme=Scheme.RFC9421) == 202
    assert await world.count("follows") == 1
    world.bob.key = replace(key, pem=generate_ed25519().private_pem)
    assert await world.says(world.bob, world.bob.follow(world.jane.uri), scheme=Scheme.RFC9421) == 401
    assert await world.count("jobs", "kind = 'inbox'") == 1


async def test_a_key_that_was_changed_is_read_once_more_and_no_more(world: World) -> None:
    """Advisory 51: after a failure its owner is asked once; then not again for a while, whoever forges."""
    assert await world.says(world.bob, world.bob.follow(world.jane.uri)) == 202
    asked = len(world.bob.requests)
    world.site.clock.move(2 * 60_000)
    world.bob.rename_key(world.bob.key.id, key_pair("bob's second"))
    assert await world.says(world.bob, world.bob.like(world.jane.uri)) == 202
    gets = [path for method, path, _ in world.bob.requests[asked:] if method == "GET" and path == "/users/bob"]
    assert len(gets) == 1
    for _ in range(5):
        assert await world.says(world.bob, world.bob.like(world.jane.uri), how="foreign-key") == 401
    gets = [path for method, path, _ in world.bob.requests[asked:] if method == "GET" and path == "/users/bob"]
    assert len(gets) == 1


async def test_a_key_of_another_server_is_not_taken_from_an_actor_who_names_it(world: World) -> None:
    """A row of eve's with bob's key id and her own key: his signatures stay his, and hers stay refused."""
    async with RemoteServer("eve", clock=world.site.clock.now) as eve:
        row = await world.meet(eve)
        async with world.site.db.writing() as tx:  # as an older version might have kept it
            await actors.save(tx, replace(row, public_key_id=world.bob.key.id, public_key=eve.pair.public_pem))
        assert await world.says(world.bob, world.bob.follow(world.jane.uri)) == 202
        eve.key = replace(eve.key, id=world.bob.key.id)
        assert await world.says(eve, eve.follow(world.jane.uri)) in (401, 403)
    assert await world.count("follows") == 1


async def test_the_migration_is_the_same_on_both_engines() -> None:
    text = (resource("migrations") / "0002_keys.sql").read_text()
    assert "autoincrement" not in text.lower() and "serial" not in text.lower()
