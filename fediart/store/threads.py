"""Posts with who said them and what they show: threads under a work, timelines, single posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fediart.store import actor_limits, artworks, details, emojis, images, polls, remote_labels
from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.beside import Beside, of_posts, quoted_rows
from fediart.store.database import Reading, Row, numbers
from fediart.store.details import PostDetails
from fediart.store.images import Image
from fediart.store.polls import Poll
from fediart.store.posts import Post, post_from
from fediart.store.posts import listed as post_columns
from fediart.store.quotes import ALLOWED
from fediart.store.remote_labels import NOTHING, Label, Standing
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED

SPOKEN = f"{post_columns('p')}, {actor_columns('a')}"
ITS_AUTHOR = "join actors a on a.id = p.actor_id"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A post in its setting. `avatar` is a path here or empty; `liked`, `boosted`, `bookmarked` are the viewer's own.

    `emojis` are paths of our copies of custom emojis by host and name, of the whole list this post is in.
    `quoted` is the post it quotes, where that may be shown. `at` is when it came into this timeline: its boost's time,
    or its own. `ai` is how it says, or is held, to be made.
    """

    post: Post
    author: Actor
    avatar: str
    images: tuple[Image, ...]
    liked: bool = False
    boosted: bool = False
    boosted_by: Actor | None = None
    at: int = 0
    cursor: int = 0
    poll: Poll | None = None
    details: PostDetails | None = None
    emojis: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)
    quoted: Spoken | None = None
    ai: Standing = NOTHING
    bookmarked: bool = False


async def by_id(tx: Reading, post_id: int, *, viewer: int = NOBODY) -> Spoken | None:
    """None where there is no such post, or none for this viewer."""
    rows = await tx.all(
        f"select {SPOKEN} from posts p {ITS_AUTHOR} where p.id = :id and {SEEN_BY}", id=post_id, viewer=viewer
    )
    found = await gather(tx, rows, viewer=viewer)
    return found[0] if found else None


async def thread(tx: Reading, thread_id: int, *, viewer: int = NOBODY, limit: int = 500) -> list[Spoken]:
    """All posts of a thread the viewer may see, the oldest first."""
    rows = await tx.all(
        f"""select {SPOKEN} from posts p {ITS_AUTHOR}
        where p.thread_id = :thread_id and {SEEN_BY} and {UNSILENCED}
        and (p.id = :thread_id or {UNMUTED}) order by p.published, p.id limit :limit""",
        thread_id=thread_id,
        viewer=viewer,
        limit=limit,
    )
    return await gather(tx, rows, viewer=viewer)


async def gather(tx: Reading, rows: Sequence[Row], *, viewer: int = NOBODY, nested: bool = False) -> list[Spoken]:
    """Rows of SPOKEN with everything a page shows beside: pictures, avatars, the viewer's own likes and boosts.

    What a `nested` post quotes is not shown: one quote deep, no deeper (advisory 49).
    """
    if not rows:
        return []
    authors = [actor_from(row, "actor_") for row in rows]
    posts = await _marked(tx, [post_from(row, "post_") for row in rows])
    ours = [post.id for post in posts if post.kind == "artwork" and post.local]
    theirs = [post.id for post in posts if not post.local]
    pictures = await _pictures(tx, ours, theirs)
    asked = await _polls(tx, posts, viewer)
    about = await details.of_posts(tx, theirs) if theirs else {}
    drawn = await emojis.used_in(tx, _texts(posts, authors, about))
    labels = await _labels(tx, ours, theirs)
    faces = await faces_of(tx, authors)
    deeds = await _deeds(tx, [post.id for post in posts], viewer)
    besides = await of_posts(tx, list(zip(posts, authors, strict=True)), viewer)
    quoted = {} if nested else await _quoted(tx, besides, viewer)
    return [
        Spoken(
            post=post,
            author=author,
            avatar=faces[author.id],
            images=tuple(pictures.get(post.id, ())),
            liked=("like", post.id) in deeds,
            boosted=("boost", post.id) in deeds,
            bookmarked=("bookmark", post.id) in deeds,
            at=post.published,
            cursor=post.id,
            details=about.get(post.id),
            emojis=drawn,
            poll=asked.get(post.id),
            beside=besides[post.id],
            quoted=quoted.get(post.id),
            ai=labels.get(post.id, NOTHING),
        )
        for post, author in zip(posts, authors, strict=True)
    ]


async def _polls(tx: Reading, posts: Sequence[Post], viewer: int) -> dict[int, polls.Poll]:
    asking = [post.id for post in posts if post.kind != "artwork"]
    return await polls.of_posts(tx, asking, viewer=viewer) if asking else {}


async def _pictures(tx: Reading, ours: Sequence[int], theirs: Sequence[int]) -> dict[int, list[Image]]:
    found = dict(await images.of_artworks(tx, ours, first_only=False)) if ours else {}
    return found | (await images.of_posts(tx, theirs) if theirs else {})


async def _labels(tx: Reading, ours: Sequence[int], theirs: Sequence[int]) -> dict[int, Standing]:
    """AI labels: of works here those they were published with, of others what is known."""
    own = await artworks.labels_of(tx, ours) if ours else {}
    labels = {post_id: Standing(Label(word)) for post_id, word in own.items()}
    return labels | (await remote_labels.of_posts(tx, theirs) if theirs else {})


async def _quoted(tx: Reading, besides: Mapping[int, Beside], viewer: int) -> dict[int, Spoken]:
    """The quoted posts that may be shown, by the posts that quote them."""
    rows = await quoted_rows(tx, besides.values(), SPOKEN, viewer)
    shown = {said.post.id: said for said in await gather(tx, rows, viewer=viewer, nested=True)}
    return {
        post_id: shown[one.quote.quoted_id]
        for post_id, one in besides.items()
        if one.quote and one.quote.quoted_id in shown and one.quote.state == ALLOWED
    }


async def _marked(tx: Reading, posts: Sequence[Post]) -> list[Post]:
    """A rule for a domain, or a decision about one person, may say that all their posts are sensitive."""
    marked = await actor_limits.sensitive_among(tx, {post.actor_id for post in posts})
    return [replace(post, sensitive=1) if post.actor_id in marked else post for post in posts]


def _texts(
    posts: Sequence[Post], authors: Sequence[Actor], about: Mapping[int, PostDetails]
) -> Iterator[tuple[str, str]]:
    """Where custom emojis may stand, with the host whose they are."""
    for post, author in zip(posts, authors, strict=True):
        for text in (author.display_name, post.title, post.warning, post.content):
            yield author.host, text
        for version in about[post.id].versions if post.id in about else ():
            yield author.host, version.content


async def faces_of(tx: Reading, actors: Iterable[Actor]) -> dict[int, str]:
    """The path of everyone's avatar, or an empty text."""
    known = {actor.id: actor for actor in actors}
    distant = [actor.id for actor in known.values() if not actor.local]
    cached = await images.avatars(tx, distant) if distant else {}
    return {
        actor.id: local_file(actor.avatar) if actor.local else cached.get((actor.id, "avatar"), "")
        for actor in known.values()
    }


def local_file(key: str) -> str:
    """The address of an avatar or header of ours, from its storage key."""
    return f"/avatars/{key.rpartition('/')[2]}" if key else ""


async def _deeds(tx: Reading, post_ids: Iterable[int], viewer: int) -> set[tuple[str, int]]:
    if viewer == NOBODY:
        return set()
    listed = numbers(post_ids)
    rows = await tx.all(
        f"""select 'like' as deed, post_id from likes where actor_id = :viewer and post_id in ({listed})
        union all select 'boost' as deed, post_id from boosts where actor_id = :viewer and post_id in ({listed})
        union all select 'bookmark' as deed, post_id from bookmarks
        where actor_id = :viewer and post_id in ({listed})""",
        viewer=viewer,
    )
    return {(row["deed"], row["post_id"]) for row in rows}
