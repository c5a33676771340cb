"""FEP-8fcf: two servers agree on who follows whom, and nobody learns of another server's people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from federation import write
from federation.keys import PrivateKey
from federation.signatures import HEADER, Scheme, sign
from federation.synchronization import Offer, digest, header, read_header
from fediart.actions import outbox
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, REQUESTED, Follow
from tests.remote import KIND, RemoteServer, key_pair
from tests.site import drain, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made, served(made):
        yield made


async def known(site: Site, server: RemoteServer, name: str = "") -> Actor:
    """A row for somebody of that server: its own actor, or another of a name."""
    like, _ = (await make_artist(site, f"like{name}{server.port}"))[1], None
    uri = f"{server.origin}/users/{name}" if name else server.actor_id
    one = replace(
        like, id=site.ids.new(), uri=uri, name=name or server.name, host=server.host, url=uri, inbox=f"{uri}/inbox",
        shared_inbox=f"{server.origin}/inbox", followers_uri=f"{uri}/followers", public_key_id=f"{uri}#main-key",
        public_key=server.pair.public_pem, private_key="",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await actors.insert(tx, one)
    return one


async def follow(site: Site, follower: Actor, followee: Actor, state: str = ACCEPTED) -> None:
    async with site.db.writing() as tx:
        made = Follow(site.ids.new(), follower.id, followee.id, state, f"{follower.uri}#f", site.clock.now())
        await follows.put(tx, made)


async def follows_of(site: Site, one: Actor) -> set[str]:
    async with site.db.reading() as tx:
        rows = await tx.all(
            "select a.uri as uri from follows join actors a on a.id = follower_id where followee_id = :id", id=one.id
        )
    return {row["uri"] for row in rows}


def test_the_digest_is_that_of_the_proposal() -> None:
    one, two = "https://a.example/users/1", "https://a.example/users/2"
    mixed = bytes(x ^ y for x, y in zip(sha256(one.encode()).digest(), sha256(two.encode()).digest(), strict=True))
    assert digest([one, two]) == digest([two, one]) == mixed.hex()
    assert digest([]) == "0" * 64


def test_the_header_is_read_as_it_is_written() -> None:
    me = "https://a.example/users/1"
    offer = Offer(f"{me}/followers", f"{me}/followers/synchronization", digest([me]))
    assert read_header(header(offer), me) == offer
    assert read_header(header(offer).replace(", ", ","), me) == offer
    for broken in (
        "", "nonsense", header(offer)[:-3], header(offer) + ', digest="' + "0" * 64 + '"',
        header(offer).replace(digest([me]), "abc"), header(replace(offer, url="ftp://a.example/x")), "x" * 5000,
    ):  # fmt: skip
        assert read_header(broken, me) is None, broken


@pytest.mark.parametrize("part", ["collection_id", "url"])
def test_an_offer_about_another_server_is_none(part: str) -> None:
    me = "https://a.example/users/1"
    offer = Offer(f"{me}/followers", f"{me}/followers/synchronization", digest([me]))
    for other in ("https://b.example/users/1/followers", "https://a.example@b.example/x", "https://a.example:444/x"):
        assert read_header(header(replace(offer, **{part: other})), me) is None


async def test_what_is_for_followers_only_says_whom_we_believe_to_follow(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with (
        RemoteServer("bob", clock=site.clock.now) as bob,
        RemoteServer("eve", clock=site.clock.now) as eve,
    ):
        for server in (bob, eve):
            await follow(site, await known(site, server), jane)
        await follow(site, await known(site, bob, "berta"), jane)
        note = {"id": f"{jane.uri}/posts/1", "type": "Note", "attributedTo": jane.uri, "to": [jane.followers_uri]}
        activity = write.create(f"{jane.uri}/posts/1#create", jane.uri, note)
        async with site.db.writing() as tx:
            await outbox.send(tx, site, actor=jane, activity={**activity, "to": [jane.followers_uri], "cc": []})
        await drain(site)
        theirs = {bob: [bob.actor_id, f"{bob.origin}/users/berta"], eve: [eve.actor_id]}
        for server, people in theirs.items():
            assert len(server.received) == 1 and not server.refused
            given = next(one[2] for one in server.requests if one[0] == "POST")
            offer = read_header(given[HEADER], jane.uri)
            assert offer is not None and offer.digest == digest(people)
            assert HEADER.lower() in given.get("Signature-Input", given["Signature"]).lower()
            found = await server.fetcher.get_json(offer.url, signer=server.key, exact=True)
            assert sorted(found.body["orderedItems"]) == sorted(people), "each learns of its own people alone"


async def test_what_is_public_says_nothing_of_followers(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with RemoteServer("bob", clock=site.clock.now) as bob:
        await follow(site, await known(site, bob), jane)
        async with site.db.writing() as tx:
            await outbox.actor_updated(tx, site, jane)
        await drain(site)
        assert len(bob.received) == 1
        assert not any(HEADER in one[2] for one in bob.requests)


async def test_who_proves_nothing_learns_nothing(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    url = f"{jane.followers_uri}/synchronization"
    async with RemoteServer("bob", clock=site.clock.now) as bob, aiohttp.ClientSession() as session:
        await follow(site, await known(site, bob), jane)
        lies = {
            "nothing": {},
            "another's key": sign(Scheme.CAVAGE, "GET", url, {}, None, replace_key(bob), site.clock.now()),
            "another address": sign(Scheme.CAVAGE, "GET", url + "x", {}, None, bob.key, site.clock.now()),
        }
        for what, headers in lies.items():
            async with session.get(url, headers={"Accept": KIND["Content-Type"], **headers}) as answer:
                assert answer.status in (401, 404), what
                assert bob.actor_id not in await answer.text(), what


def replace_key(server: RemoteServer) -> Any:
    return PrivateKey(server.key.id, key_pair("somebody else").private_pem)


class Told:
    """Bob's server tells us something in an activity with the header, signed or not."""

    def __init__(self, site: Site, bob: RemoteServer) -> None:
        self.site, self.bob = site, bob
        self.url = f"{bob.actor_id}/followers/synchronization"

    def believes(self, *uris: str) -> Offer:
        self.bob.serve(
            f"/users/{self.bob.name}/followers/synchronization",
            {"@context": "https://www.w3.org/ns/activitystreams", "id": self.url, "type": "OrderedCollection",
             "orderedItems": list(uris)},
        )  # fmt: skip
        return Offer(f"{self.bob.actor_id}/followers", self.url, digest(uris))

    async def says(self, offer: Offer | str, *, covered: bool = True) -> int:
        inbox = f"{self.site.config.origin}/inbox"
        text = header(offer) if isinstance(offer, Offer) else offer
        note = self.bob.note()
        body = json.dumps(self.bob.create(note)).encode()
        given = {**KIND, **({HEADER: text} if covered else {})}
        added = sign(Scheme.CAVAGE, "POST", inbox, given, body, self.bob.key, self.site.clock.now())
        async with self.bob._session.post(inbox, data=body, headers={**given, HEADER: text, **added}) as answer:
            return answer.status

    def asked(self) -> int:
        return sum(one[1].endswith("/synchronization") for one in self.bob.requests)


@pytest.fixture
async def bob(site: Site) -> AsyncIterator[RemoteServer]:
    async with RemoteServer("bob", clock=site.clock.now) as made:
        yield made


async def test_a_follow_they_do_not_know_ends_and_one_we_do_not_know_is_undone(site: Site, bob: RemoteServer) -> None:
    artist, told = await known(site, bob), Told(site, bob)
    people = {name: (await make_artist(site, name))[1] for name in ("ann", "ben", "cem", "dee")}
    await follow(site, people["ann"], artist)
    await follow(site, people["ben"], artist)
    await follow(site, people["dee"], artist, REQUESTED)
    offer = told.believes(people["ann"].uri, people["cem"].uri, people["dee"].uri, "https://elsewhere.example/users/x")
    assert await told.says(offer) == 202
    await drain(site)
    assert await follows_of(site, artist) == {people["ann"].uri, people["dee"].uri}
    undone = [one for one in bob.received if one["type"] == "Undo"]
    assert [one["actor"] for one in undone] == [people["cem"].uri], "a request that is still open stays so"
    assert undone[0]["object"]["type"] == "Follow" and undone[0]["object"]["object"] == artist.uri
    async with site.db.reading() as tx:
        dee = await follows.between(tx, people["dee"].id, artist.id)
    assert dee is not None and dee.state == REQUESTED, "only an Accept accepts (advisory 84)"


async def test_where_both_know_the_same_nothing_is_asked(site: Site, bob: RemoteServer) -> None:
    artist, told = await known(site, bob), Told(site, bob)
    ann = (await make_artist(site, "ann"))[1]
    await follow(site, ann, artist)
    await told.says(told.believes(ann.uri))
    await drain(site)
    assert told.asked() == 0
    assert await follows_of(site, artist) == {ann.uri}


async def test_lies_about_followers_change_nothing(site: Site, bob: RemoteServer) -> None:
    artist, told = await known(site, bob), Told(site, bob)
    berta = await known(site, bob, "berta")
    ann = (await make_artist(site, "ann"))[1]
    for one in (artist, berta):
        await follow(site, ann, one)
    honest = told.believes()
    lies = [
        replace(honest, collection_id=f"{berta.uri}/followers"),
        replace(honest, collection_id=f"{site.config.origin}/users/ann/followers"),
        replace(honest, url=f"{site.config.origin}/users/ann/followers"),
    ]
    for lie in lies:
        assert await told.says(lie) == 202
    assert await told.says(honest, covered=False) == 202, "a header that the signature is not over"
    assert await told.says("collectionId=nonsense") == 202
    await drain(site)
    assert told.asked() == 0
    assert await follows_of(site, artist) == await follows_of(site, berta) == {ann.uri}


async def test_a_collection_that_is_not_what_it_says_changes_nothing(site: Site, bob: RemoteServer) -> None:
    artist, told = await known(site, bob), Told(site, bob)
    ann = (await make_artist(site, "ann"))[1]
    await follow(site, ann, artist)
    offer = told.believes()
    path = f"/users/{bob.name}/followers/synchronization"
    bob.serve(path, {"id": f"{bob.origin}/other", "type": "OrderedCollection", "orderedItems": []})
    await told.says(offer)
    await drain(site)
    assert told.asked() == 1
    assert await follows_of(site, artist) == {ann.uri}
