"""May this signer say this? Each forged activity of the advisories is refused, each honest one passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.fetched import Fetched, Unsuitable
from federation.rules import Forbidden, admit, check_id, host_of, may_author, may_speak, origin, same_origin
from federation.signatures import Scheme, Signer
from federation.vocab import BadObject, read_activity, read_note

BOB, EVE = "https://peer.example/users/bob", "https://evil.example/users/eve"
HOME = "https://peer.example"
NOTE = {"id": HOME + "/notes/1", "type": "Note", "attributedTo": BOB}
PERSON = {"id": BOB, "type": "Person", "inbox": BOB + "/inbox"}
SIGNER = Signer(BOB, BOB + "#main-key", Scheme.CAVAGE)


def says(kind, what, **more):
    return read_activity({"id": HOME + "/a/1", "type": kind, "actor": BOB, "object": what} | more)


HONEST = [
    says("Create", NOTE), says("Update", NOTE), says("Update", PERSON), says("Delete", NOTE["id"]),
    says("Delete", {"type": "Tombstone", "id": NOTE["id"]}), says("Delete", BOB), says("Follow", EVE),
    says("Like", EVE + "/1"), says("Announce", EVE + "/1"), says("Flag", [EVE]), says("Block", EVE),
    says("Undo", {"type": "Follow", "id": HOME + "/a/0", "actor": BOB, "object": EVE}), says("Undo", HOME + "/a/0"),
    says("Accept", {"type": "Follow", "id": EVE + "#f", "actor": EVE, "object": BOB}),
    says("Move", BOB, target=EVE), says("Add", NOTE["id"], target=BOB + "/featured"), says("Dance", EVE),
]  # fmt: skip


@pytest.mark.parametrize("activity", HONEST, ids=lambda one: one.type)
def test_what_is_ones_own_may_be_said(activity):
    may_speak(SIGNER, activity)


@pytest.mark.parametrize("activity", HONEST, ids=lambda one: one.type)
def test_advisories_8_and_25_the_signer_is_the_actor_for_every_type(activity):
    for other in (EVE, HOME + "/users/carol"):
        with pytest.raises(Forbidden, match="not the actor"):
            may_speak(Signer(other, other + "#main-key", Scheme.CAVAGE), activity)


FORGED = {
    "11: the id of another server": says("Like", EVE, id="https://evil.example/a/1"),
    "19: a post of somebody else on the same server": says("Update", NOTE | {"attributedTo": HOME + "/users/ann"}),
    "19: a post attributed to another server": says("Create", NOTE | {"attributedTo": EVE}),
    "20: the id of a post on another server": says("Create", NOTE | {"id": EVE + "/1"}),
    "22: the update of another actor": says("Update", PERSON | {"id": HOME + "/users/ann"}),
    "22: the update of an actor elsewhere": says("Update", PERSON | {"id": EVE}),
    "14: the delete of something elsewhere": says("Delete", EVE + "/1"),
    "14: the delete of an actor elsewhere": says("Delete", EVE),
    "19: the delete of somebody's post": says("Delete", NOTE | {"attributedTo": HOME + "/users/ann"}),
    "26: the delete of another actor": says("Delete", PERSON | {"id": HOME + "/users/ann"}),
    "19: the undo of somebody's follow": says(
        "Undo", {"type": "Follow", "id": HOME + "/f", "actor": EVE, "object": BOB}
    ),
    "19: the undo of something elsewhere": says("Undo", EVE + "/1"),
    "84: an answer to one's own follow": says(
        "Accept", {"type": "Follow", "id": HOME + "/f", "actor": BOB, "object": EVE}
    ),
    "24: something put into a collection elsewhere": says("Add", NOTE["id"], target=EVE + "/featured"),
    "19: something taken out of a collection elsewhere": says("Remove", NOTE["id"], target=EVE + "/featured"),
    "19: the move of somebody else": says("Move", EVE, target=BOB),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_ones_own_may_not_be_said(name):
    with pytest.raises(Forbidden):
        may_speak(SIGNER, FORGED[name])


@pytest.mark.parametrize(
    "bad",
    [
        "https://peer.example./x",
        "https://bob@peer.example/",
        "https://peer.example\\@e/",
        "https://peer%2eexample/",
        "ftp://peer.example/",
        "https:///x",
        "peer.example",
        "https://peer.example:0x50/",
        "https://a..b/",
        "https://peer.example/a b",
        "",
        "https://[::1",
        "https://peer.example:99999/",
        "javascript:alert(1)",
    ],
)
def test_advisories_20_and_21_odd_urls_have_no_origin(bad):
    with pytest.raises(Forbidden):
        origin(bad)
    assert not same_origin(bad, bad)


@pytest.mark.parametrize(("one", "other"), [
    ("https://peer.example/a", "HTTPS://PEER.example:443/b#c"), ("http://a.example:80", "http://a.example/"),
    ("https://bücher.example/", "https://xn--bcher-kva.example"), ("https://BÜCHER.example", "https://bücher.example"),
    ("https://ｐeer.example/", "https://peer.example/"), ("http://[::1]:80/", "http://[::1]/"),
])  # fmt: skip
def test_advisory_28_one_server_has_one_origin(one, other):
    assert same_origin(one, other) and host_of(one) == host_of(other)


@pytest.mark.parametrize(("one", "other"), [
    ("https://peer.example", "http://peer.example"), ("https://peer.example", "https://peer.example:8443"),
    ("https://peer.example", "https://a.peer.example"), ("https://peer.example", "https://peer.example.evil.example"),
    ("https://pеer.example", "https://peer.example"),
])  # fmt: skip
def test_other_servers_are_others(one, other):
    assert not same_origin(one, other)


def test_advisory_21_an_actor_id_has_no_fragment():
    odd = BOB + "#x"
    with pytest.raises(Forbidden, match="fragment"):
        may_speak(Signer(odd, odd, Scheme.CAVAGE), says("Like", EVE, actor=odd))


def test_a_fetched_post_belongs_to_its_author():
    may_author(read_note(NOTE), BOB)
    for note, actor in [(NOTE, EVE), (NOTE | {"id": EVE + "/1"}, BOB)]:
        with pytest.raises(Forbidden):
            may_author(read_note(note), actor)


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=30), st.sampled_from(["", "https://", "http://[", "https://peer.example"]))
def test_no_text_breaks_origin(text, start):
    try:
        assert origin(start + text).startswith("http")
    except Forbidden as refused:
        assert refused.reason


@pytest.mark.parametrize("odd", [
    "HTTPS://peer.example/users/bob", "https://PEER.example/users/bob", "https://peer.example:443/users/bob",
    "https://peer.example/users/ann/../bob", "https://peer.example/users/ann/%2e%2e/bob",
    "https://peer.example/./users/bob", "https://peer.example/users/%5cbob", "https://peer.example/users/bo\u200bb",
    "https://peer.example/users/bob\u2028", "https://peer.example/users/\u202ebob", "https://bücher.example/users/bob",
    "https://peer.example./users/bob", "https://me@peer.example/users/bob", "https://peer.example#/users/bob",
])  # fmt: skip
def test_advisories_20_and_28_an_id_has_one_spelling(odd):
    with pytest.raises(Forbidden):
        check_id(odd)
    with pytest.raises((Forbidden, BadObject)):
        admit(Signer(odd, odd, Scheme.CAVAGE), {"id": odd + "/1", "type": "Like", "actor": odd, "object": EVE})


@pytest.mark.parametrize("plain", [
    "https://peer.example", "https://peer.example/", "https://peer.example/?author=1", "https://peer.example/~bob",
    "https://peer.example:8443/@bob", "http://[::1]:3000/users/bob", "https://peer.example/users/%E6%97%A5",
    "https://peer.example/users/日本", "https://xn--bcher-kva.example/u/1#likes/2", "https://peer.example/a..b/...",
])  # fmt: skip
def test_ids_as_servers_write_them_pass(plain):
    assert check_id(plain) == plain


ANSWERS = {
    "84: to a follow of somebody else": says(
        "Accept", {"type": "Follow", "id": EVE + "#f", "actor": EVE, "object": EVE + "/"}
    ),
    "84: no to a follow of somebody else": says(
        "Reject", {"type": "Follow", "id": EVE + "#f", "actor": EVE, "object": HOME + "/users/ann"}
    ),
    "31: to a quote of somebody else's post": says(
        "Accept", {"type": "QuoteRequest", "id": EVE + "#q", "actor": EVE, "object": EVE + "/1"}
    ),
    "31: with an approval on another server": says("Accept", EVE + "#q", result=EVE + "/approval"),
    "31: the request to quote in somebody else's post": says("QuoteRequest", EVE + "/1", instrument=EVE + "/2"),
    "31: the request to quote in a post of somebody else's name": says(
        "QuoteRequest", EVE + "/1", instrument=NOTE | {"attributedTo": HOME + "/users/ann"}
    ),
    "22: the update of a thing that says it is another's": says(
        "Update", {"id": HOME + "/series/1", "type": "OrderedCollection", "attributedTo": EVE}
    ),
    "9: an actor with a key of another server": says("Update", PERSON | {
        "publicKey": {"id": EVE + "#main-key", "owner": BOB, "publicKeyPem": "x"}
    }),
    "26: an actor with the inbox of another server": says("Update", PERSON | {"inbox": EVE + "/inbox"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_and_owners_are_checked_at_the_gate(name):
    with pytest.raises(Forbidden):
        admit(SIGNER, ANSWERS[name])


def test_relays_answer_for_the_public():
    follow = {
        "type": "Follow",
        "id": EVE + "#f",
        "actor": EVE,
        "object": "https://www.w3.org/ns/activitystreams#Public",
    }
    assert admit(SIGNER, says("Accept", follow))


SERVED = [
    NOTE | {"attributedTo": EVE}, NOTE | {"id": EVE + "/1"}, NOTE | {"id": HOME + "/notes/2"},
    PERSON | {"inbox": EVE + "/inbox"}, {"type": "Collection", "id": HOME + "/notes/1", "first": EVE + "/page"},
    {"type": "OrderedCollection", "id": HOME + "/notes/1", "attributedTo": EVE},
    {"type": "Create", "id": HOME + "/notes/1", "actor": EVE, "object": NOTE},
    {"type": "Create", "id": HOME + "/notes/1", "actor": BOB, "object": NOTE | {"id": EVE + "/2", "attributedTo": EVE}},
    {"type": "QuoteAuthorization", "id": HOME + "/notes/1", "attributedTo": EVE}, {"type": "Note"}, {},
]  # fmt: skip


@pytest.mark.parametrize("body", SERVED)
def test_what_a_server_serves_is_its_own(body):
    found = Fetched(NOTE["id"], body)
    with pytest.raises(Unsuitable):
        admit(found, found.body)


def test_what_is_embedded_is_believed_of_the_same_server_only():
    page = Fetched(HOME + "/outbox", {"type": "OrderedCollection", "id": HOME + "/outbox"})
    assert admit(page, page.body) and admit(page, NOTE) and admit(page, {"type": "CollectionPage", "items": []})
    for raw in (NOTE | {"id": EVE + "/1", "attributedTo": EVE}, NOTE | {"attributedTo": EVE}, {"id": EVE}):
        with pytest.raises(Unsuitable):
            admit(page, raw)
