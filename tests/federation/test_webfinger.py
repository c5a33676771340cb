"""Handles to actors and back, and what servers say of themselves."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation import nodeinfo, webfinger
from federation.fetch import Fetcher, NotFound, Unsuitable
from federation.nodeinfo import NodeInfo
from federation.webfinger import BadHandle, Handle, lookup, parse_handle
from tests.remote import RemoteServer, system_now


@pytest.fixture
async def bob():
    async with RemoteServer("bob") as server:
        yield server


@pytest.fixture
async def fetcher():
    async with Fetcher(system_now, "t", allow_loopback=True, allow_http=True) as made:
        yield made


@pytest.mark.parametrize(("text", "handle"), [
    ("@ann@art.example", "ann@art.example"), ("ann@Art.Example", "ann@art.example"), ("acct:a.b-c@x", "a.b-c@x"),
    (" @ann@bücher.example ", "ann@xn--bcher-kva.example"), ("@ann@127.0.0.1:3000", "ann@127.0.0.1:3000"),
    ("@ann@art.example:443", "ann@art.example"),
])  # fmt: skip
def test_handles(text, handle):
    assert str(parse_handle(text)) == handle


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "@ann",
        "@ann@",
        "@@art.example",
        "@ann@art.example/x",
        "@a b@c.example",
        "@ann@u@art.example",
        "https://art.example/@ann",
        "@ann@a..b",
        "@ann@art.example.",
    ],
)
def test_what_is_no_handle(text):
    with pytest.raises(BadHandle):
        parse_handle(text)


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_no_text_breaks_the_handle_reader(text):
    try:
        assert "@" in str(parse_handle(text))
    except BadHandle as bad:
        assert str(bad)


async def test_a_handle_is_looked_up(fetcher, bob):
    assert await lookup(fetcher, parse_handle(bob.handle), scheme="http") == bob.actor_id
    with pytest.raises(NotFound):
        await lookup(fetcher, Handle("nobody", bob.host), scheme="http")


async def test_the_subject_must_stand_by_it(fetcher, bob):
    """A server on a subdomain may send us on; a server that claims somebody else's name may not."""
    async with RemoteServer("eve") as eve:
        told = webfinger.document(Handle("bob", bob.host), bob.actor_id, bob.origin)
        eve.documents["/.well-known/webfinger"] = (200, told, "")
        assert await lookup(fetcher, parse_handle(eve.handle), scheme="http") == bob.actor_id
        forged = webfinger.document(Handle("bob", bob.host), eve.actor_id, eve.origin)
        eve.documents["/.well-known/webfinger"] = (200, forged, "")
        with pytest.raises(Unsuitable, match="does not confirm"):
            await lookup(fetcher, parse_handle(eve.handle), scheme="http")


@pytest.mark.parametrize("answer", [
    {}, {"subject": "acct:bob"}, {"subject": 7, "links": 7}, {"subject": "{own}", "links": []},
    {"subject": "{own}", "links": [{"rel": "self", "type": "text/html", "href": "https://x.example/"}]},
    {"subject": "{own}", "links": [{"rel": "self", "type": "application/activity+json", "href": "javascript:1"}]},
])  # fmt: skip
async def test_answers_of_no_use(fetcher, bob, answer):
    text = json.dumps(answer).replace("{own}", f"acct:{bob.handle[1:]}")
    bob.documents["/.well-known/webfinger"] = (200, json.loads(text), "")
    with pytest.raises(Unsuitable):
        await lookup(fetcher, parse_handle(bob.handle), scheme="http")


def test_what_we_serve():
    made = webfinger.document(
        Handle("ann", "art.example"),
        "https://art.example/actors/1",
        "https://art.example/@ann",
        "https://art.example/interact?uri={uri}",
    )
    assert made["subject"] == "acct:ann@art.example"
    assert [link["rel"] for link in made["links"]] == [webfinger.PROFILE_PAGE, "self", webfinger.SUBSCRIBE]
    assert made["aliases"] == ["https://art.example/@ann", "https://art.example/actors/1"]
    link = ElementTree.fromstring(webfinger.host_meta("https://art.example"))[0]
    assert link.get("template") == "https://art.example/.well-known/webfinger?resource={uri}"
    assert webfinger.host_meta_json("https://art.example")["links"][0]["template"] == link.get("template")


SELF = NodeInfo(
    "fediart",
    "0.1.0",
    True,
    12,
    5,
    7,
    100,
    20,
    "https://code.example/fediart",
    "https://art.example",
    metadata={"contentUsage": "train-ai=n"},
)


@pytest.mark.parametrize("version", nodeinfo.VERSIONS)
def test_nodeinfo_is_read_back(version):
    made = json.loads(json.dumps(nodeinfo.document(SELF, version)))
    read = nodeinfo.read(made)
    assert (read.software, read.users, read.local_posts, read.metadata) == ("fediart", 12, 100, SELF.metadata)
    assert read.repository == (SELF.repository if version == "2.1" else None)
    with pytest.raises(ValueError, match=r"2\.0 or 2\.1"):
        nodeinfo.document(SELF, "1.0")


@pytest.mark.shared
@pytest.mark.parametrize("version", nodeinfo.VERSIONS)
def test_nodeinfo_has_the_form_of_its_schema(shared, version):
    schema = json.loads((shared / f"vectors/nodeinfo/{version}/schema.json").read_text())
    made = nodeinfo.document(SELF, version)
    _fits(made, schema)
    _fits(nodeinfo.document(NodeInfo("fediart", "0.1.0"), version), schema)


def _fits(value, schema):
    """As much of JSON Schema as these two use."""
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    if "type" in schema:
        assert isinstance(value, kinds[schema["type"]])
    if "enum" in schema:
        assert value in schema["enum"]
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value)
        known = schema.get("properties", {})
        assert schema.get("additionalProperties", True) or set(value) <= set(known)
        for name, inner in known.items():
            if name in value:
                _fits(value[name], inner)
    if isinstance(value, list):
        for one in value:
            _fits(one, schema["items"])


async def test_another_server_is_looked_at(fetcher, bob):
    bob.serve("/.well-known/nodeinfo", nodeinfo.links(bob.origin), kind="application/json")
    bob.serve("/nodeinfo/2.1", nodeinfo.document(SELF, "2.1"), kind="application/json; profile=x")
    assert (await nodeinfo.look_at(fetcher, bob.origin)).software == "fediart"


@pytest.mark.parametrize("href", ["http://127.0.0.1:9/secret", "data:application/json,{}", "file:///etc/passwd", 7])
async def test_advisory_39_a_nodeinfo_link_elsewhere_is_not_followed(fetcher, bob, href):
    links = {"links": [{"rel": nodeinfo.SCHEMA + "2.0", "href": href}]}
    bob.serve("/.well-known/nodeinfo", links, kind="application/json")
    with pytest.raises(Unsuitable, match="no NodeInfo document of its own"):
        await nodeinfo.look_at(fetcher, bob.origin)
    assert len(bob.requests) == 1
