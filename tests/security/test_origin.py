"""Whose it is: ids, authors, owners, redirects, names that look like others', and consent that was never given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.keys import PrivateKey
from federation.media_types import ACTIVITY_JSON
from fediart.jobs.profiles import verify_links
from fediart.store import actors, domain_rules
from fediart.store.actors import Field
from fediart.store.domain_rules import DomainRule
from fediart.translate.words import handles_in
from tests.security.advisories import advisory
from tests.security.world import Neighbour, World, act, look


async def test_what_is_true_is_found(world: World) -> None:
    """So that all that follows is refused for its lie."""
    async with world.server("honest") as honest:
        assert await look(world, honest.note("<p>True</p>")["id"])
        assert await look(world, honest.handle)


@advisory(
    14,
    "CVE-2024-23832",
    "Mastodon",
    "a fetched object does not say by itself whose it is: its id is where it is served",
)
@pytest.mark.parametrize("whose", ["an actor", "a post", "ours"])
async def test_cve_2024_23832_a_fetched_object_does_not_say_whose_it_is(world: World, whose: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        note = victim.note("<p>Mine</p>")
        assert await world.says(victim, victim.create(note)) == 202
        lies = {
            "an actor": eve.publish_actor() | {"id": victim.actor_id, "name": "Owned", "inbox": eve.inbox},
            "a post": note | {"content": "<p>Owned</p>"},
            "ours": {**note, "id": world.note.uri, "attributedTo": world.jane.uri, "content": "<p>Owned</p>"},
        }
        # Asked anew at its own address, the true one is found; Eve's copy is not.
        eve.serve("/lie", lies[whose])
        async with world.unchanged("actors", "remote_media"):
            await look(world, f"{eve.origin}/lie")
            assert await world.says(eve, act(eve, "Announce", f"{eve.origin}/lie")) == 202
            answer = act(eve, "Create", {**note, "id": f"{eve.origin}/n", "attributedTo": victim.actor_id})
            assert await world.says(eve, answer) == 403
        assert not await world.count("posts", "content like '%Owned%'")
        assert not await world.count("actors", "display_name = 'Owned' or inbox = :inbox and uri <> :eve",
                                     inbox=eve.inbox, eve=eve.actor_id)  # fmt: skip


@advisory(
    15,
    "CVE-2024-25623",
    "Mastodon",
    "only application/activity+json, or ld+json with the ActivityStreams profile, is an object",
)
@advisory(16, "GHSA-qqrm-9grj-6v32", "Misskey", "an uploaded file is no object, whatever is in it")
@pytest.mark.parametrize("kind", [
    "application/json", "text/plain", "text/html", "application/octet-stream", "application/ld+json", "image/png", "",
    'application/ld+json; profile="https://example.com/other"', "application/activity+jsonp", "application/jrd+json",
])  # fmt: skip
async def test_cve_2024_25623_an_upload_is_no_object(world: World, kind: str) -> None:
    async with world.server("host") as host:
        note = host.note("<p>Uploaded</p>", path="/uploads/note.json")
        host.serve("/uploads/note.json", note, kind=kind)
        host.serve(f"/users/{host.name}", host.publish_actor(), kind=kind)
        async with world.unchanged():
            assert await look(world, note["id"]) is None
            assert await look(world, host.actor_id) is None
            assert await world.says(host, host.like(world.note.uri)) == 401


@advisory(17, "Akkoma 3.12.0", "Akkoma", "what people upload here is never served as an object, and never runs")
async def test_akkoma_3_12_0_no_file_of_ours_is_an_object(world: World) -> None:
    for path in ("/static/fediart.css", "/avatars/" + "0" * 64 + ".png", "/media/1/a.json", "/remote-media/1.webp"):
        answer = await world.web.get(path, headers={"Accept": ACTIVITY_JSON})
        assert "json" not in answer.headers["Content-Type"] or answer.status == 404
        assert "activity+json" not in answer.headers["Content-Type"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src" in answer.headers["Content-Security-Policy"]


@advisory(18, "CVE-2025-25306", "Misskey", "an object's page is on its own host, or it has none")
async def test_cve_2025_25306_the_url_of_another_host_is_dropped(world: World) -> None:
    async with world.server("eve") as eve:
        await world.follow(eve)
        note = eve.note("<p>Look</p>", url="https://bank.example/log-in")
        assert await world.says(eve, eve.create(note)) == 202
        row = (await world.rows("select url from posts where uri = :uri", uri=note["id"]))[0]
        assert row["url"] == note["id"]
        changed = eve.publish_actor(url="https://bank.example/@eve")
        assert await world.says(eve, eve.update(changed)) == 202
        assert (await world.actor(eve))["url"] == eve.actor_id


OWNED = {
    "Update": lambda eve, note: eve.update(note | {"content": "<p>Owned</p>", "to": [PUBLIC]}),
    "Update in one's own name": lambda eve, note: eve.update(
        note | {"attributedTo": eve.actor_id, "content": "<p>x</p>"}
    ),
    "Delete": lambda eve, note: eve.delete(note["id"]),
    "Delete of a tombstone": lambda eve, note: act(eve, "Delete", {"type": "Tombstone", "id": note["id"]}),
    "Undo by id": lambda eve, note: act(eve, "Undo", f"{note['attributedTo']}/activities/1"),
    "Undo of a follow": lambda eve, note: act(
        eve, "Undo", {"type": "Follow", "actor": note["attributedTo"], "object": eve.actor_id}
    ),
    "Add": lambda eve, note: act(eve, "Add", note["id"], target=f"{note['attributedTo']}/featured"),
    "Remove": lambda eve, note: act(eve, "Remove", note["id"], target=f"{note['attributedTo']}/featured"),
    "Move": lambda eve, note: act(eve, "Move", note["attributedTo"], target=eve.actor_id),
    "Create": lambda eve, note: eve.create(note | {"id": f"{note['id']}/more"}),
    "an actor": lambda eve, note: eve.update({"type": "Person", "id": note["attributedTo"], "inbox": eve.inbox}),
}


@advisory(
    19,
    "CVE-2024-37903",
    "Mastodon",
    "what changes, ends or moves a thing comes from its owner, at the gate and in each `where`",
)
@advisory(22, "CVE-2026-73090", "PeerTube", "an Update comes from the same server and from the owner")
@advisory(26, "GtS 0.13.3", "GoToSocial", "whose it is is asked again at each step")
@pytest.mark.parametrize("name", OWNED)
async def test_cve_2024_37903_only_owners_change_things(world: World, name: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        await world.follow(eve)
        note = victim.note("<p>Mine</p>")
        assert await world.says(victim, victim.create(note)) == 202
        assert await world.says(victim, victim.follow(world.jane.uri)) == 202
        async with world.unchanged():
            assert await world.says(eve, OWNED[name](eve, note)) == 403
        # On the victim's own server the door cannot know, but the handler does.
        neighbour = Neighbour(victim, "cuckoo")
        assert await neighbour.says(world, neighbour.act("Like", world.note.uri)) == 202
        said = OWNED[name](eve, note) | {"actor": neighbour.actor_id, "id": f"{neighbour.actor_id}/1"}
        async with world.unchanged("actors"):
            assert await neighbour.says(world, said) in (202, 403)


IDS = {
    "a fragment": "{origin}/users/eve#me",
    "a user name": "http://admin@{host}/users/eve",
    "a trailing dot": "http://127.0.0.1.:{port}/users/eve",
    "another case": "HTTP://{host}/users/eve",
    "an escaped host": "http://127%2e0.0.1:{port}/users/eve",
    "steps back": "{origin}/users/someone/../eve",
    "escaped steps back": "{origin}/users/someone/%2e%2e/eve",
    "a backslash": "{origin}\\users\\eve",
    "an escaped backslash": "{origin}/users%5ceve",
    "no width": "{origin}/users/e\u200bve",
    "reading right to left": "{origin}/users/\u202eeve",
    "a line's end": "{origin}/users/eve\n",
    "white space": " {origin}/users/eve",
    "another script": "http://127.0.0.\u0661:{port}/users/eve",
    "full width": "http://\uff11\uff12\uff17.0.0.1:{port}/users/eve",
    "an odd number": "http://2130706433:{port}/users/eve",
    "an octal number": "http://0177.0.0.1:{port}/users/eve",
    "a port of zeros": "http://127.0.0.1:0{port}/users/eve",
    "no host": "http:///users/eve",
    "another scheme": "javascript:alert(1)//{host}",
    "no scheme": "//{host}/users/eve",
    "much too long": "{origin}/users/eve?" + "a" * 3000,
    "an IPv6 zone": "http://[::1%25lo]:{port}/users/eve",
}


@advisory(20, "GHSA-288h-6j8h-6x5j", "Mastodon", "an id has one spelling, and stands for one thing")
@advisory(
    21,
    "GHSA-5wxh-3p65-r4g6",
    "Mastodon",
    "an actor's id is an http(s) address with a host, without user name or fragment",
)
@pytest.mark.parametrize("name", IDS)
async def test_ghsa_288h_6j8h_6x5j_an_id_has_one_spelling(world: World, name: str) -> None:
    async with world.server("eve") as eve:
        odd = IDS[name].format(origin=eve.origin, host=eve.host, port=eve.port)
        for path in ("/users/eve", "/users/someone/../eve"):
            eve.serve(path, eve.publish_actor(id=odd, publicKey={
                "id": f"{odd}#main-key", "owner": odd, "publicKeyPem": eve.pair.public_pem
            }))  # fmt: skip
        eve.key = PrivateKey(f"{odd}#main-key".replace("\n", ""), eve.pair.private_pem)
        async with world.unchanged():
            said = act(eve, "Like", world.note.uri, actor=odd, id=f"{odd}/1")
            # 202: who is nobody is not listened to, as who is blocked.
            assert await world.says(eve, said) in (202, 400, 401, 403)
        if name == "a fragment":
            return  # a post of one's own may have one
        eve.rename_key(eve.actor_id + "#main-key", eve.pair)
        async with world.unchanged():
            said = act(eve, "Create", eve.note("<p>x</p>", in_reply_to=world.note.uri) | {"id": odd})
            assert await world.says(eve, said) in (400, 403)


@advisory(24, "CVE-2025-32946", "PeerTube", "owners are not taken from what is sent: a collection is its owner's")
@pytest.mark.parametrize("kind", ["Add", "Remove"])
async def test_cve_2025_32946_nobody_fills_anothers_collection(world: World, kind: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        victim.publish_actor(featured=f"{victim.actor_id}/featured")
        await world.follow(victim)
        note = victim.note("<p>Mine</p>")
        assert await world.says(victim, victim.create(note)) == 202
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        for target in (f"{victim.actor_id}/featured", f"{world.jane.uri}/featured", world.jane.featured_uri):
            for whose in (note["id"], world.note.uri):
                async with world.unchanged():
                    assert await world.says(eve, act(eve, kind, whose, target=target)) == 403
        neighbour = Neighbour(victim, "magpie")
        assert await neighbour.says(world, neighbour.act("Like", world.note.uri)) == 202
        async with world.unchanged("actors"):
            said = neighbour.act(kind, note["id"], target=f"{victim.actor_id}/featured")
            assert await neighbour.says(world, said) in (202, 403)
        # Into one's own collection go one's own posts.
        eve.publish_actor(featured=f"{eve.actor_id}/featured")
        async with world.unchanged("actors"):
            assert await world.says(eve, act(eve, kind, note["id"], target=f"{eve.actor_id}/featured")) in (202, 403)


@advisory(
    27, "CVE-2026-55103", "discourse-activity-pub", "an actor without inbox, id or key of its own server is no actor"
)
@pytest.mark.parametrize("changes", [
    {"inbox": None}, {"inbox": "http://127.0.0.1:9/inbox"}, {"inbox": "file:///etc/passwd"}, {"type": "Note"},
    {"publicKey": None}, {"publicKey": []}, {"publicKey": {"id": "x", "owner": "y", "publicKeyPem": "z"}},
    {"id": None}, {"preferredUsername": None, "inbox": 7}, {"type": None},
])  # fmt: skip
async def test_cve_2026_55103_an_actor_that_is_none_cannot_speak(world: World, changes: dict[str, Any]) -> None:
    async with world.server("eve") as eve:
        eve.publish_actor(**changes)
        async with world.unchanged():
            assert await world.says(eve, eve.like(world.note.uri)) == 401


@advisory(28, "CVE-2023-42451", "Mastodon", "a host is compared in one form: lower case, IDNA, without trailing dot")
@pytest.mark.parametrize("spelling", ["{0}", "{0}.", "LOCALHOST:{1}", "\uff4cocalhost:{1}"])
async def test_cve_2023_42451_our_name_in_another_spelling_is_not_elsewhere(world: World, spelling: str) -> None:
    """A handle of ours written oddly leads to our artist or nowhere, never to a double."""
    host, _, port = world.site.config.instance.host.partition(":")
    async with world.unchanged():
        found = await look(world, f"@jane@{spelling.format(f'{host}:{port}', port)}")
    assert found is None or found.id == world.jane.id


@advisory(28, "CVE-2023-42451", "Mastodon", "a name holds nothing that makes it read as another's")
async def test_cve_2023_42451_a_user_name_cannot_dress_up_as_another(world: World) -> None:
    async with world.server("eve") as eve:
        eve.publish_actor(preferredUsername="jane@art.example\u202e/ <b>")
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        name = (await world.actor(eve))["name"]
        assert not set(name) & set("@/<> \u202e")
        assert handles_in(f"@{name}@x.example", "art.example")[0][0] == name.lower()


@advisory(
    29,
    "CVE-2023-36462",
    "Mastodon",
    "a verified link is one whole address, shown in full, that links back to the letter",
)
@pytest.mark.parametrize("claimed", [
    "{origin}/page extra", "http://jane@{host}/page", "see {origin}/page", "{origin}/page\u200b", "{origin}/nearly",
    "javascript:{origin}/page", "{origin}/comment",
])  # fmt: skip
async def test_cve_2023_36462_a_link_that_hides_something_is_not_verified(world: World, claimed: str) -> None:
    async with world.server("home") as home:
        back = f'<a rel="me" href="{world.jane.url}">me</a>'.encode()
        home.serve("/page", back, kind="text/html")
        home.serve("/nearly", back.replace(b'jane"', b'jane/"'), kind="text/html")
        home.serve("/comment", b"<!-- " + back + b" --><script>" + back + b"</script>", kind="text/html")
        field = Field("Home", claimed.format(origin=home.origin, host=home.host))
        async with world.site.db.writing() as tx:
            await actors.save(tx, replace(world.jane, fields=(field,)))
        await verify_links(world.site, {"actor": world.jane.id})
        async with world.site.db.writing() as tx:
            after = await actors.by_id(tx, world.jane.id)
            await actors.save(tx, world.jane)
        assert after is not None and not any(one.verified for one in after.fields)


@advisory(30, "GHSA-rwcw-vq68-g34p", "Mastodon", "a domain covers its own labels only")
async def test_ghsa_rwcw_vq68_g34p_domains_match_on_label_boundaries(world: World) -> None:
    assert "evil.example" in domain_rules.covering("sub.evil.example")
    assert "evil.example" not in domain_rules.covering("notevil.example")
    assert "evil.example" not in domain_rules.covering("evil.example.good.example")
    suffixes = ("0.0.1", "27.0.0.1", "local", "host")  # of 127.0.0.1 and localhost, and no parents of theirs
    async with world.server("friend") as friend:
        async with world.site.db.writing() as tx:
            for one in suffixes:
                await domain_rules.put_rule(tx, DomainRule(one))
        world.clock.move(60_000)
        before = await world.count("likes")
        assert await world.says(friend, friend.like(world.note.uri)) == 202
        assert await world.count("likes") == before + 1
        async with world.site.db.writing() as tx:
            for one in suffixes:
                await domain_rules.drop_rule(tx, one)


@advisory(31, "CVE-2026-33869", "Mastodon", "to be quoted, and to answer, is up to the author of the quoted post alone")
async def test_cve_2026_33869_quotes_are_asked_for_by_their_author(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        for instrument in (victim.note("<p>not Eve's</p>"), f"{victim.origin}/notes/1", world.note.uri, None):
            async with world.unchanged():
                said = act(eve, "QuoteRequest", world.note.uri, instrument=instrument)
                assert await world.says(eve, said) in (400, 403)
        # An approval that nobody of ours gave, or that Eve gives for another.
        asked = {"type": "QuoteRequest", "id": f"{world.jane.uri}/quotes/1", "actor": world.jane.uri}
        for kind in ("Accept", "Reject"):
            said = act(eve, kind, asked | {"object": victim.note()["id"]}, result=f"{eve.origin}/approval")
            async with world.unchanged():
                assert await world.says(eve, said) == 403
            async with world.unchanged():
                assert await world.says(eve, act(eve, kind, asked["id"], result=f"{victim.origin}/approval")) == 403


@advisory(32, "CVE-2026-47777", "Mastodon", "a consent is a document of the one who consents, on their own server")
@pytest.mark.parametrize("kind", ["QuoteAuthorization", "FeatureAuthorization"])
async def test_cve_2026_47777_a_forged_consent_is_none(world: World, kind: str) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        assert await world.says(eve, eve.like(world.note.uri)) == 202
        consent = {
            "type": kind, "id": f"{eve.origin}/consent", "attributedTo": victim.actor_id,
            "interactingObject": eve.note()["id"], "interactionTarget": victim.note()["id"],
        }  # fmt: skip
        for said in ("Create", "Update"):
            async with world.unchanged():
                assert await world.says(eve, act(eve, said, consent)) == 403
