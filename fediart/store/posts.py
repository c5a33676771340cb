"""Rows of everything that federates as a Note: artworks' posts, replies, posts of other servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

KINDS = ("artwork", "reply", "note")


@dataclass(frozen=True, slots=True)
class Post:
    """`content` is sanitized HTML, `source` what a local person typed; `kind` is one of KINDS.

    `reply_to_uri` is kept where the post replied to is not known here; `thread_id` is the id of the first post
    of the thread that is. Times are milliseconds, 0 for not (yet). `context` and `conversation` are what the post says
    of its thread; one of ours that says nothing has begun it. `consent` is who may
    like, answer, boost and quote it: see fediart/store/consent.py.
    """

    id: int
    uri: str
    actor_id: int
    local: int
    kind: str
    reply_to_id: int | None
    reply_to_uri: str
    thread_id: int
    content: str
    source: str
    title: str
    warning: str
    sensitive: int
    language: str
    visibility: str
    url: str
    published: int
    edited: int
    deleted: int
    remote_rights: str
    reply_count: int
    like_count: int
    boost_count: int
    context: str = ""
    conversation: str = ""
    consent: str = ""


_COLUMNS = tuple(item.name for item in fields(Post))
_LISTED = ", ".join(_COLUMNS)
_INSERT = f"insert into posts ({_LISTED}) values ({', '.join(':' + name for name in _COLUMNS)})"
Statement = tuple[str, Mapping[str, Any]]


def listed(alias: str) -> str:
    """The columns of a post under `alias`, prefixed `post_`, for joins: read them with `post_from(row, "post_")`."""
    return ", ".join(f"{alias}.{name} as post_{name}" for name in _COLUMNS)


def post_from(row: Row, prefix: str = "") -> Post:
    return Post(**{name: row[prefix + name] for name in _COLUMNS})


def inserting_new(post: Post) -> Statement:
    """The statement that adds the post, for a batch: a Conflict where its address is known."""
    return _INSERT, {name: getattr(post, name) for name in _COLUMNS}


async def insert(tx: Writing, post: Post) -> None:
    """Raises Conflict where the address is known."""
    await tx.run(_INSERT, **{name: getattr(post, name) for name in _COLUMNS})


async def by_id(tx: Reading, post_id: int) -> Post | None:
    row = await tx.one(f"select {_LISTED} from posts where id = :id", id=post_id)
    return post_from(row) if row else None


async def by_ids(tx: Reading, post_ids: Iterable[int]) -> dict[int, Post]:
    rows = await tx.all(f"select {_LISTED} from posts where id in ({numbers(post_ids)})")
    return {row["id"]: post_from(row) for row in rows}


async def by_uri(tx: Reading, uri: str) -> Post | None:
    row = await tx.one(f"select {_LISTED} from posts where uri = :uri", uri=uri)
    return post_from(row) if row else None


async def thread(tx: Reading, thread_id: int, *, limit: int = 500) -> Sequence[Post]:
    """All posts of a thread, the oldest first, also those not everyone may see and those deleted."""
    rows = await tx.all(
        f"select {_LISTED} from posts where thread_id = :thread_id order by published, id limit :limit",
        thread_id=thread_id,
        limit=limit,
    )
    return [post_from(row) for row in rows]


async def edit(tx: Writing, post: Post) -> None:
    """Keeps what an edit can change: words, warning, language and the time of the edit. What a moderator has marked by
    hand stays marked."""
    await tx.run(
        """update posts set content = :content, source = :source, title = :title, warning = :warning,
        sensitive = case when exists (select 1 from marked_posts where marked_posts.post_id = posts.id) then 1
        else :sensitive end, language = :language, url = :url, edited = :edited, remote_rights = :remote_rights,
        consent = :consent where id = :id""",
        content=post.content,
        source=post.source,
        title=post.title,
        warning=post.warning,
        sensitive=post.sensitive,
        language=post.language,
        url=post.url,
        edited=post.edited,
        remote_rights=post.remote_rights,
        consent=post.consent,
        id=post.id,
    )


async def mark_edited(tx: Writing, post_id: int, *, now: int) -> None:
    """Others take a change for one only if it comes with a later time."""
    await tx.run("update posts set edited = :now where id = :id", now=now, id=post_id)


async def bury(tx: Writing, post_id: int, *, now: int) -> None:
    """A deleted post keeps its address and place in the thread, and nothing of what it said or collected."""
    await tx.batch(
        [
            (
                """update posts set deleted = :now, content = '', source = '', title = '', warning = '',
                like_count = 0, boost_count = 0 where id = :id and deleted = 0""",
                {"now": now, "id": post_id},
            ),
            *(
                (f"delete from {table} where post_id = :id", {"id": post_id})
                for table in ("post_tags", "mentions", "likes", "boosts", "pins", "notifications", *_OF_INTERACTIONS)
            ),
            *counting_replies_above(post_id),
        ]
    )


async def hide(tx: Writing, post_id: int, *, now: int) -> None:
    """To every question that asks for posts it is deleted, and keeps all that it has."""
    await tx.batch(
        [
            ("update posts set deleted = :now where id = :id and deleted = 0", {"now": now, "id": post_id}),
            *counting_replies_above(post_id),
        ]
    )


async def show_again(tx: Writing, post_id: int) -> None:
    """After `hide`: it is as it was."""
    await tx.batch([("update posts set deleted = 0 where id = :id", {"id": post_id}), *counting_replies_above(post_id)])


async def was_open(tx: Reading, post_id: int, name: str, *, viewer: int) -> bool:
    """Whether a deleted post was of the local actor of that (lower-case) name, and for everyone, this viewer too."""
    found = await tx.value(
        """select 1 from posts p join actors a on a.id = p.actor_id
        where p.id = :id and p.deleted <> 0 and p.local = 1 and p.visibility in ('public', 'unlisted')
        and lower(a.name) = :name and a.suspended = 0 and a.deleted = 0
        and not exists (select 1 from withdrawals w where w.artwork_id = p.id and w.ended = 0)
        and not exists (select 1 from blocks where blocks.actor_id = a.id and blocks.target_id = :viewer)""",
        id=post_id,
        name=name,
        viewer=viewer,
    )
    return found is not None


_OF_INTERACTIONS = (
    "reactions", "reply_approvals", "quotes", "quote_requests", "votes", "poll_options", "own_polls", "polls", "looks",
    "remote_labels", "remote_judgements", "critique_replies", "bookmarks", "post_versions", "filter_posts",
)  # fmt: skip


def counting_replies_above(post_id: int) -> list[Statement]:
    """Recounts the replies of what this post replies to."""
    return [(_HOLD_ABOVE, {"id": post_id}), (_COUNT_REPLIES, {"id": post_id})]


# PostgreSQL lets two count side by side, neither seeing what the other adds; who holds the row counts alone.
HOLD = "update posts set kind = kind where id = :post_id"
_HOLD_ABOVE = """update posts set kind = kind
    where id = (select reply_to_id from posts child where child.id = :id)"""
_COUNT_REPLIES = """update posts set reply_count = (select count(*) from posts reply
    where reply.reply_to_id = posts.id and reply.deleted = 0 and reply.visibility in ('public', 'unlisted'))
    where id = (select reply_to_id from posts child where child.id = :id)"""


def adopting(post: Post) -> list[Statement]:
    """Replies that came before what they reply to are joined to it, with the threads below them."""
    orphans = "select {0} from posts where reply_to_uri = :uri and reply_to_uri <> '' and reply_to_id is null"
    return [
        (
            f"update posts set thread_id = :thread where thread_id in ({orphans.format('thread_id')})",
            {"thread": post.thread_id, "uri": post.uri},
        ),
        (
            """update posts set reply_to_id = :id
            where reply_to_uri = :uri and reply_to_uri <> '' and reply_to_id is null""",
            {"id": post.id, "uri": post.uri},
        ),
        (HOLD, {"post_id": post.id}),
        (
            """update posts set reply_count = (select count(*) from posts reply where reply.reply_to_id = :id
            and reply.deleted = 0 and reply.visibility in ('public', 'unlisted'))
            where id = :id and exists (select 1 from posts child where child.reply_to_id = :id)""",
            {"id": post.id},
        ),
    ]


def tagging(post_id: int, tags: Iterable[str], *, published: int) -> list[Statement]:
    """The statements that give a post exactly these tags: lower case, without `#`."""
    fresh = tagging_new(post_id, tags, published=published)
    return [("delete from post_tags where post_id = :id", {"id": post_id}), *fresh]


def tagging_new(post_id: int, tags: Iterable[str], *, published: int) -> list[Statement]:
    """The same for a post that has none yet."""
    insert_tag = """insert into post_tags (tag, post_id, published) values (:tag, :post_id, :published)
        on conflict (tag, post_id) do nothing"""
    return [(insert_tag, {"tag": tag, "post_id": post_id, "published": published}) for tag in dict.fromkeys(tags)]


def mentioning(post_id: int, actor_ids: Iterable[int]) -> list[Statement]:
    """The statements by which a post mentions these actors, beside those it mentioned already."""
    insert_mention = """insert into mentions (post_id, actor_id) values (:post_id, :actor_id)
        on conflict (post_id, actor_id) do nothing"""
    return [(insert_mention, {"post_id": post_id, "actor_id": one}) for one in dict.fromkeys(actor_ids)]


async def tags_of(tx: Reading, post_id: int) -> list[str]:
    rows = await tx.all("select tag from post_tags where post_id = :id order by tag", id=post_id)
    return [row["tag"] for row in rows]


async def mentioned_ids(tx: Reading, post_id: int) -> list[int]:
    rows = await tx.all("select actor_id from mentions where post_id = :id order by actor_id", id=post_id)
    return [row["actor_id"] for row in rows]
