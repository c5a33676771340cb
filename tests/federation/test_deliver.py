"""One delivery: what each answer of an inbox means, and what an inbox makes of each way of signing."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest

from federation import deliver as outcomes
from federation.deliver import Delivered, Rejected, TryLater, deliver, judged
from federation.fetch import Fetcher, Posted, Unreachable
from federation.keys import KeyProblem, PrivateKey
from federation.signatures import Scheme
from tests.remote import HOWS, RemoteServer, system_now

NOW = 1_767_225_600_000


@pytest.fixture
async def ann():
    async with RemoteServer("ann") as server:
        yield server


@pytest.fixture
async def bob():
    async with RemoteServer("bob") as server:
        yield server


async def sent(ann, bob, scheme=None):
    body = json.dumps(ann.follow(bob.actor_id)).encode()
    return await deliver(ann.fetcher, bob.inbox, body, ann.key, scheme, system_now())


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_a_delivery_arrives_and_verifies(ann, bob, scheme):
    assert await sent(ann, bob, scheme) == Delivered(scheme, 202)
    assert bob.received[0]["type"] == "Follow" and bob.followers == [ann.actor_id]


async def test_signing_may_run_in_threads(ann, bob):
    with ThreadPoolExecutor(1) as pool:
        async with Fetcher(system_now, "t", allow_loopback=True, allow_http=True, signing=pool) as fetcher:
            body = json.dumps(ann.follow(bob.actor_id)).encode()
            outcome = await deliver(fetcher, bob.inbox, body, ann.key, Scheme.CAVAGE, system_now())
    assert outcome == Delivered(Scheme.CAVAGE, 202)


async def test_a_server_that_takes_no_connection_costs_no_signature(ann, bob):
    """A signature is half of the work of a delivery: a thousand dead servers must not hold up the living."""
    signed = []

    def sign():
        signed.append(True)
        return {"Signature": "none"}

    await ann.fetcher.post(bob.inbox, {}, b"{}", sign)
    assert signed == [True] and bob.requests[-1][2]["Signature"] == "none"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        await ann.fetcher.post(f"http://127.0.0.1:{port}/inbox", {}, b"{}", sign)
    assert signed == [True]


async def test_a_key_of_ours_that_cannot_sign_is_not_the_other_servers_fault(ann, bob):
    with pytest.raises(KeyProblem):
        await deliver(ann.fetcher, bob.inbox, b"{}", PrivateKey("k", "no PEM"), Scheme.CAVAGE, system_now())
    assert bob.requests == []


async def test_a_host_we_do_not_know_is_knocked_at_twice(ann):
    async with RemoteServer("old", accepts=(Scheme.CAVAGE,)) as old:
        assert await sent(ann, old) == Delivered(Scheme.CAVAGE, 202)
        assert [("Signature-Input" in headers) for method, _, headers in old.requests if method == "POST"] == [
            True, False,
        ]  # fmt: skip


async def test_a_host_we_know_gets_the_other_scheme_only_after_401(ann, bob):
    bob.answer_next(403)
    assert isinstance(await sent(ann, bob, Scheme.RFC9421), Rejected)
    bob.answer_next(401)
    assert await sent(ann, bob, Scheme.RFC9421) == Delivered(Scheme.CAVAGE, 202)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 413, 422, 501])
async def test_a_final_no(ann, bob, status):
    bob.answer_next(status, times=2)
    assert await sent(ann, bob) == Rejected(f"the inbox answered {status}")


@pytest.mark.parametrize(("status", "down"), [(401, False), (408, False), (429, True), (500, True), (503, True)])
async def test_try_later(ann, bob, status, down):
    bob.answer_next(status, times=2)
    found = await sent(ann, bob)
    assert isinstance(found, TryLater) and (found.when, found.host_down) == (None, down)
    assert str(status) in found.why


async def test_gone(ann, bob):
    bob.answer_next(410)
    assert await sent(ann, bob) == outcomes.Gone("the inbox answered 410")


async def test_retry_after_is_honoured(ann, bob):
    bob.answer_next(503, headers={"Retry-After": "120"})
    before = system_now()
    outcome = await sent(ann, bob)
    assert before + 120_000 <= outcome.when <= system_now() + 120_000


@pytest.mark.parametrize(("text", "when"), [
    ("120", NOW + 120_000), ("Thu, 01 Jan 2026 00:10:00 GMT", NOW + 600_000), ("99999999", NOW + 7 * 86_400_000),
    ("Thu, 01 Jan 2015 00:00:00 GMT", None), ("soon", None), ("-5", None), ("", None), ("٣", None),
])  # fmt: skip
def test_each_form_of_retry_after(text, when):
    answer = Posted(503, MappingProxyType({"Retry-After": text}))
    assert judged(answer, Scheme.CAVAGE, NOW).when == when


async def test_advisory_41_a_delivery_is_never_redirected_or_private(ann, bob):
    async with RemoteServer("elsewhere") as elsewhere:
        bob.answer_next(307, headers={"Location": elsewhere.inbox})
        assert await sent(ann, bob) == TryLater(None, "the inbox answered 307", False)
        assert elsewhere.requests == []
    async with Fetcher(system_now, "t", allow_http=True) as strict:
        for inbox in (bob.inbox, "http://10.0.0.1/inbox", "ftp://a.example/", "https://user@a.example/inbox"):
            outcome = await deliver(strict, inbox, b"{}", ann.key, None, NOW)
            assert isinstance(outcome, Rejected), outcome
    assert bob.received == []


async def test_a_host_that_is_down(ann):
    async with RemoteServer("gone") as gone:
        inbox = gone.inbox
    outcome = await deliver(ann.fetcher, inbox, b"{}", ann.key, None, NOW)
    assert isinstance(outcome, TryLater) and outcome.host_down and outcome.when is None


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("how", HOWS)
async def test_an_inbox_takes_only_what_is_truly_signed(ann, bob, how, scheme):
    status = await ann.deliver(bob.inbox, ann.like("https://art.example/1"), how, scheme)
    assert status == (202 if how == "truly" else 401)
    assert len(bob.received) == (how == "truly")


async def test_advisory_8_a_signature_of_another_actor(ann, bob):
    async with RemoteServer("eve") as eve:
        assert await eve.deliver(bob.inbox, ann.follow(bob.actor_id)) == 401
    assert bob.received == []
