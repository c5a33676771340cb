"""What other servers serve: polls, answers, collections of every honest and dishonest kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from federation import write
from federation.audience import PUBLIC
from fediart.site import Site
from fediart.store import posts
from fediart.store.posts import Post
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer

Json = dict[str, Any]


def question(
    server: RemoteServer,
    options: Sequence[tuple[str, int]] = (("Hills", 3), ("Pears", 1)),
    *,
    multiple: bool = False,
    ends: int | None = None,
    voters: int | None = None,
    path: str | None = None,
    **more: Any,
) -> Json:
    """A poll as Mastodon writes it, served under its own id."""
    made = server.note("<p>Which one next?</p>", path=path) | {
        "type": "Question",
        "anyOf" if multiple else "oneOf": [
            {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}
            for name, votes in options
        ],
        "endTime": write.iso(ends or server.clock() + 3_600_000),
    }
    if voters is not None:
        made["votersCount"] = voters
    made |= more
    server.serve(made["id"].removeprefix(server.origin), made)
    return made


def answered(server: RemoteServer, note: Json, items: Sequence[Any], *, embedded: bool = True) -> Json:
    """The note with a `replies` collection that lists these, its first page inlined or apart."""
    path = note["id"].removeprefix(server.origin)
    url = f"{note['id']}/replies"
    page = {"id": f"{url}?page=1", "type": "CollectionPage", "partOf": url, "items": list(items)}
    whole: Json = {"id": url, "type": "Collection", "first": page if embedded else page["id"]}
    server.serve(f"{path}/replies", {"@context": "https://www.w3.org/ns/activitystreams"} | whole)
    server.serve(f"{path}/replies?page=1", {"@context": "https://www.w3.org/ns/activitystreams"} | page)
    made = note | {"replies": whole}
    server.serve(path, made)
    return made


def bare(note: Json) -> Json:
    """The note as it stands inside another document."""
    return {name: value for name, value in note.items() if name != "@context"}


def outbox(server: RemoteServer, items: Sequence[Any]) -> None:
    server.publish_outbox(list(items))


def made_by(server: RemoteServer, note: Json) -> Json:
    return bare(write.create(f"{note['id']}/activity", note["attributedTo"], note))


def forged(server: RemoteServer, author: str, path: str) -> Json:
    """A post on one server that says it is somebody's elsewhere."""
    made = server.note("<p>I never said this</p>", path=path) | {"attributedTo": author}
    server.serve(path, made)
    return made


async def by_uri(site: Site, uri: str) -> Post | None:
    async with site.db.reading() as tx:
        return await posts.by_uri(tx, uri)


async def arrived(meeting: Meeting, note: Json) -> Post:
    """A post of bob's that has come to his follower jane."""
    if not await meeting.count("follows"):
        await meeting.follow_bob()
    assert await meeting.says(meeting.bob.create(note)) == 202
    post = await by_uri(meeting.site, note["id"])
    assert post is not None, await meeting.outcome()
    return post


def asked(server: RemoteServer, word: str = "") -> list[str]:
    """Which documents it was asked for."""
    return [path for method, path, _ in server.requests if method == "GET" and word in path]


TO_ALL = [PUBLIC]
