"""Gathers from the rows what a document of ours is made of, in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fediart.store import (
    actor_limits,
    actors,
    approvals,
    artworks,
    camera,
    contexts,
    critiques,
    pictures,
    polls,
    posts,
    quotes,
    renditions,
    work_words,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.critiques import Critique
from fediart.store.database import Reading
from fediart.store.pictures import Picture
from fediart.store.polls import Poll
from fediart.store.posts import Post
from fediart.store.renditions import Rendition
from fediart.store.work_words import NOTHING, PictureWords, WorkFacts
from fediart.translate.camera import Pairs, chosen

SHOWN_REPLIES = 20


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a post quotes: its address, its page, and the address of its author's consent once there is one."""

    uri: str
    page: str
    approval: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A post of ours with all that its Note says.

    `artwork` and `pictures` (each with its federated rendition) belong to artworks' posts; `parent` is the author
    of what a reply answers; `reply_uris` are the first public replies, from here or elsewhere. `camera` is what the
    artist shows of the camera's notes, by picture id; `reply_approval` is the
    address of the consent to a reply. `facts` and `words` are what the artist says beside the title, the latter by
    picture id; `critique` is what the artist asks for while that is open.
    """

    post: Post
    author: Actor
    tags: tuple[str, ...]
    mentioned: tuple[Actor, ...]
    reply_uris: tuple[str, ...]
    artwork: Artwork | None = None
    pictures: tuple[tuple[Picture, Rendition], ...] = ()
    quote: Quoted | None = None
    camera: Mapping[int, Pairs] = field(default_factory=dict)
    reply_approval: str = ""
    facts: WorkFacts = NOTHING
    words: Mapping[int, PictureWords] = field(default_factory=dict)
    critique: Critique | None = None
    poll: Poll | None = None


async def told(tx: Reading, post: Post) -> Told | None:
    """None where the author's row is missing."""
    author = await actors.by_id(tx, post.actor_id)
    if author is None:
        return None
    if not post.sensitive and await actor_limits.sensitive_among(tx, [author.id]):
        post = replace(post, sensitive=1)  # whatever it says itself
    mentioned = await actors.by_ids(tx, await posts.mentioned_ids(tx, post.id))
    tags = await posts.tags_of(tx, post.id)
    replies = await reply_uris(tx, post.id)
    artwork = await artworks.by_id(tx, post.id) if post.kind == "artwork" else None
    shown = await federated_pictures(tx, post.id) if artwork else ()
    ordered = tuple(mentioned[one] for one in sorted(mentioned))
    quote = await _quoted(tx, post) if post.kind == "note" else None
    notes = await camera_notes(tx, post.id) if artwork else {}
    yes = await approvals.given_to(tx, post.id) if post.kind == "reply" else ""
    facts = await work_words.facts_of(tx, post.id) if artwork else NOTHING
    words = await work_words.words_of(tx, post.id) if artwork else {}
    asked = await critiques.open_of(tx, post.id) if artwork else None
    return Told(
        post, author, _in_order(tags, artwork), ordered, tuple(replies), artwork, shown, quote, notes, yes, facts,
        words, asked, None if artwork else (await polls.of_posts(tx, [post.id])).get(post.id),
    )  # fmt: skip


async def camera_notes(tx: Reading, artwork_id: int) -> dict[int, Pairs]:
    """What the artist shows of the camera's notes, by picture id."""
    parts, facts = await camera.of_artwork(tx, artwork_id)
    return {picture_id: pairs for picture_id, said in facts.items() if (pairs := chosen(parts, said))}


async def _quoted(tx: Reading, post: Post) -> Quoted | None:
    """None once whoever is quoted has said no: then the post does not point there any more."""
    found = await quotes.of_post(tx, post.id)
    if found is None or found.state not in (quotes.WAITING, quotes.ALLOWED):
        return None
    page = await tx.value("select url from posts where id = :id", id=found.quoted_id or 0)
    return Quoted(found.quoted_uri, page or found.quoted_uri, found.approval or None)


def _in_order(tags: list[str], artwork: Artwork | None) -> tuple[str, ...]:
    """The artist's own order and spelling first."""
    own = artwork.tags if artwork else ()
    spelled = {tag.lower() for tag in own}
    return (*own, *(tag for tag in tags if tag not in spelled))


async def reply_uris(tx: Reading, post_id: int, *, after: int = 0, limit: int = SHOWN_REPLIES) -> list[str]:
    """Public replies, the oldest first, also those of other servers."""
    return await contexts.answer_uris(tx, post_id, after=after, limit=limit)


async def federated_pictures(tx: Reading, artwork_id: int) -> tuple[tuple[Picture, Rendition], ...]:
    """A work's pictures in their order, each with the file that goes to other servers."""
    federated = await renditions.for_servers(tx, artwork_id)
    return tuple(
        (picture, federated[picture.id])
        for picture in await pictures.of_artwork(tx, artwork_id)
        if picture.id in federated
    )
