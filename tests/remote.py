"""Another server, real: on loopback, with real keys, saying truly or falsely what a test wants.

    async with RemoteServer("bob") as bob:
        bob.actor_id, bob.key, bob.host, bob.handle       # who it is
        await bob.deliver(inbox, bob.follow(ann), how="late")   # -> status of the answer
        bob.note("<p>hello</p>")                          # a Note it serves under its own id
        bob.received                                      # activities whose signature it verified
        bob.answer_next(503, times=2)                     # how its inbox answers the next deliveries

`how` is one of HOWS. Nothing sleeps: time is `clock`, a callable of milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from functools import lru_cache
from typing import Any

import aiohttp
from aiohttp import web

from federation import write
from federation.audience import PUBLIC
from federation.fetch import Fetcher
from federation.keys import KeyPair, PrivateKey, PublicKey, generate_rsa
from federation.lenient import kind_of
from federation.media_types import ACTIVITY_JSON
from federation.objects import Actor, Note
from federation.remote_keys import fetch_key
from federation.signatures import Scheme, SignatureError, sign, verify_request
from federation.webfinger import Handle, document

HOWS = ("truly", "unsigned", "late", "altered", "foreign-key", "wrong-host", "no-digest")
DAY = 24 * 3600 * 1000
KIND = {"Content-Type": ACTIVITY_JSON}


@lru_cache(maxsize=64)
def key_pair(label: str) -> KeyPair:
    """A key pair for a name, made once in a run: making one takes a tenth of a second."""
    return generate_rsa()


def system_now() -> int:
    """Milliseconds since the epoch, for tests that do not move time."""
    return time.time_ns() // 1_000_000


class RemoteServer:
    """One foreign server with one actor (`name`), its inbox, outbox, followers, WebFinger and notes."""

    def __init__(self, name: str, *, clock=system_now, verify: bool = True, accepts=tuple(Scheme)) -> None:
        self.name = name
        self.clock = clock
        self.pair = key_pair(name)
        self.documents: dict[str, tuple[int, Any, str]] = {}
        self.received: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.followers: list[str] = []
        self.activity_count = 0
        self._accepts = accepts
        self._verify = verify
        self._answers: deque[tuple[int, dict[str, str], asyncio.Event | None]] = deque()
        self._known_keys: dict[str, PublicKey] = {}
        self._arrived = asyncio.Condition()

    async def __aenter__(self) -> RemoteServer:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_get("/.well-known/webfinger", self._webfinger)
        app.router.add_post("/inbox", self._inbox)
        app.router.add_post("/users/{name}/inbox", self._inbox)
        app.router.add_get("/{path:.*}", self._document)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.fetcher = Fetcher(self.clock, "remote/1", allow_loopback=True, allow_http=True)
        self._session = aiohttp.ClientSession(headers={"User-Agent": "remote/1"})
        self.rename_key(self.actor_id + "#main-key", self.pair)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self.fetcher.close()
        await self._runner.cleanup()

    # Who it is.

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    @property
    def actor_id(self) -> str:
        return f"{self.origin}/users/{self.name}"

    @property
    def inbox(self) -> str:
        return f"{self.actor_id}/inbox"

    @property
    def handle(self) -> str:
        return f"@{self.name}@{self.host}"

    def rename_key(self, key_id: str, pair: KeyPair) -> None:
        """Use and publish this key from now on; the actor's document is served anew."""
        self.pair = pair
        self.key = PrivateKey(key_id, pair.private_pem)
        self.publish_actor()

    def publish_actor(self, **changes: Any) -> dict[str, Any]:
        """Serve the actor's document, with `changes` laid over it (None takes a property out)."""
        me = self.actor_id
        plain = write.actor(Actor(
            id=me, inbox=self.inbox, username=self.name, name=self.name.title(), summary="<p>A painter.</p>",
            url=f"{self.origin}/@{self.name}", outbox=f"{me}/outbox", followers=f"{me}/followers",
            following=f"{me}/following", shared_inbox=f"{self.origin}/inbox", discoverable=True,
            keys=(PublicKey(self.key.id, me, self.pair.public_pem),),
        ))  # fmt: skip
        made = {name: value for name, value in (plain | changes).items() if value is not None}
        for part in ("outbox", "followers", "following"):
            self.serve(f"/users/{self.name}/{part}", write.ordered_collection(f"{me}/{part}", 0, items=[]))
        self.serve(f"/users/{self.name}", made)
        return made

    # What it serves.

    def serve(self, path: str, body: Any, *, status: int = 200, kind: str = ACTIVITY_JSON) -> str:
        """Answer GET `path` with this: a dict as JSON, bytes as they are, a Location (str) as redirect."""
        self.documents[path] = (status, body, kind)
        return self.origin + path

    def note(self, content: str = "<p>Hello</p>", *, path: str | None = None, **fields: Any) -> dict[str, Any]:
        """A public Note by its actor, served under its own id; `fields` are those of `Note`."""
        path = path or f"/notes/{len(self.documents)}"
        made = write.note(Note(**{
            "id": self.origin + path, "attributed_to": self.actor_id, "content": content,
            "published": self.clock(), "to": (PUBLIC,), "cc": (f"{self.actor_id}/followers",), **fields,
        }))  # fmt: skip
        self.serve(path, made)
        return made

    def publish_outbox(self, activities: list[dict[str, Any]]) -> None:
        """Serve these as its outbox, in one page."""
        url = f"{self.actor_id}/outbox"
        whole = write.ordered_collection(url, len(activities), f"{url}/1")
        self.serve(f"/users/{self.name}/outbox", whole)
        page = write.ordered_collection_page(f"{url}/1", url, activities)
        self.serve(f"/users/{self.name}/outbox/1", page)

    # What it says.

    def next_id(self) -> str:
        """An activity id of its own."""
        self.activity_count += 1
        return f"{self.actor_id}/activities/{self.activity_count}"

    def follow(self, whom: str) -> dict[str, Any]:
        return write.follow(self.next_id(), self.actor_id, whom)

    def like(self, what: str) -> dict[str, Any]:
        return write.like(self.next_id(), self.actor_id, what)

    def announce(self, what: str) -> dict[str, Any]:
        to, cc = [PUBLIC], [f"{self.actor_id}/followers"]
        return write.announce(self.next_id(), self.actor_id, what, to, cc, write.iso(self.clock()))

    def undo(self, what: dict[str, Any]) -> dict[str, Any]:
        return write.undo(self.next_id(), self.actor_id, what)

    def create(self, note: dict[str, Any]) -> dict[str, Any]:
        return write.create(self.next_id(), self.actor_id, note)

    def update(self, what: dict[str, Any]) -> dict[str, Any]:
        return write.update(self.next_id(), self.actor_id, what)

    def delete(self, what: str) -> dict[str, Any]:
        return write.delete(self.next_id(), self.actor_id, what, [PUBLIC])

    def accept(self, follow: dict[str, Any]) -> dict[str, Any]:
        return write.accept(self.next_id(), self.actor_id, follow, [follow["actor"]])

    async def deliver(
        self, inbox_url: str, activity: dict[str, Any], how: str = "truly", scheme: Scheme = Scheme.CAVAGE
    ) -> int:
        """POST the activity, signed in one of HOWS; the status of the answer."""
        if how not in HOWS:
            raise ValueError(f"how is one of {', '.join(HOWS)}")
        body = json.dumps(activity).encode()
        headers = KIND | self._signed(inbox_url, body, how, scheme)
        if how == "altered":
            body = body.replace(b"{", b"{ ", 1)
        async with self._session.post(inbox_url, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    def _signed(self, url: str, body: bytes, how: str, scheme: Scheme) -> dict[str, str]:
        key, now = self.key, self.clock()
        if how == "unsigned":
            return {}
        if how == "late":
            now -= DAY
        if how == "foreign-key":
            key = PrivateKey(self.key.id, key_pair("somebody else").private_pem)
        if how == "wrong-host":
            headers = sign(scheme, "POST", url.replace(url.split("/")[2], "other.example"), KIND, body, key, now)
            return {name: value for name, value in headers.items() if name != "Host"}
        if how == "no-digest":
            headers = sign(scheme, "POST", url, KIND, None, key, now)
            return headers
        return sign(scheme, "POST", url, KIND, body, key, now)

    # What it hears.

    def answer_next(
        self, status: int, *, times: int = 1, headers: dict[str, str] | None = None, until: asyncio.Event | None = None
    ) -> None:
        """The next `times` deliveries get this status; with `until` only once the event is set."""
        self._answers.extend([(status, headers or {}, until)] * times)

    def answers_again(self) -> None:
        """Forgets what `answer_next` has left: the server is well."""
        self._answers.clear()

    async def heard(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait (at most 10 s) until it has received `count` activities of this type; these."""

        def of_kind() -> list[dict[str, Any]]:
            return [one for one in self.received if one["type"] == kind]

        async with asyncio.timeout(10), self._arrived:
            await self._arrived.wait_for(lambda: len(of_kind()) >= count)
        return of_kind()

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        """Its own key finder: asks the signer's server, and remembers."""
        if fresh or key_id not in self._known_keys:
            self._known_keys[key_id] = (await fetch_key(self.fetcher, key_id, signer=self.key))[0]
        return self._known_keys[key_id]

    async def _inbox(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._note_request(request)
        if self._answers:
            status, headers, until = self._answers.popleft()
            if until is not None:
                await until.wait()
            if not 200 <= status < 300:
                return web.Response(status=status, headers=headers)
        try:
            await self._verified(request, body)
        except SignatureError as problem:
            self.refused.append(problem.reason)
            return web.Response(status=401, text=problem.reason)
        await self._take(json.loads(body))
        return web.Response(status=202)

    async def _verified(self, request: web.Request, body: bytes) -> None:
        if not self._verify:
            return
        if ("Signature-Input" in request.headers) and Scheme.RFC9421 not in self._accepts:
            raise SignatureError("this server does not read RFC 9421")
        url = f"{self.origin}{request.path_qs}"
        signer = await verify_request(request.method, request.path_qs, url, request.headers, body, self, self.clock())
        actor = json.loads(body).get("actor")
        if actor != signer.actor_id:
            raise SignatureError("the signer is not the actor")

    async def _take(self, activity: dict[str, Any]) -> None:
        self.received.append(activity)
        if kind_of(activity) == "Follow":
            self.followers.append(activity["actor"])
        async with self._arrived:
            self._arrived.notify_all()

    async def _webfinger(self, request: web.Request) -> web.Response:
        self._note_request(request)
        status, where, _ = self.documents.get("/.well-known/webfinger", (200, "", ""))
        if 300 <= status < 400:
            return web.Response(status=status, headers={"Location": str(where)})
        own = Handle(self.name, self.host)
        if request.query.get("resource") not in (f"acct:{own}", self.actor_id):
            return web.json_response({"error": "not found"}, status=404)
        body = document(own, self.actor_id, f"{self.origin}/@{self.name}")
        body = self.documents.get("/.well-known/webfinger", (200, body, ""))[1]
        return web.json_response(body, content_type="application/jrd+json")

    async def _document(self, request: web.Request) -> web.StreamResponse:
        self._note_request(request)
        status, body, kind = self.documents.get(request.path_qs, (404, {"error": "not found"}, "application/json"))
        if callable(body):
            return await body(request)
        if 300 <= status < 400:
            return web.Response(status=status, headers={"Location": str(body)})
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return web.Response(status=status, body=data, headers={"Content-Type": kind})

    def _note_request(self, request: web.Request) -> None:
        self.requests.append((request.method, request.path_qs, dict(request.headers)))
