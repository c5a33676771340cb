"""May this signer say this? Each forged activity of the advisories is refused, each honest one passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.rules import Forbidden, host_of, may_author, may_speak, origin, same_origin
from federation.signatures import Scheme, Signer
from federation.vocab import read_activity, read_note

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
