"""Keeps a post of another server: its row, tags, mentions and images, and tells whom it concerns here."""

from __future__ import annotations

from dataclasses import dataclass

from federation.audience import Visibility
from federation.objects import Note
from fediart.site import Site
from fediart.store import jobs, notifications, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.posts import Post
from fediart.translate.incoming import Parent, face_row, media_rows, post_row, tags_of

MAX_MENTIONS = 50


@dataclass(frozen=True, slots=True)
class Named:
    """Someone known here whom a post mentions."""

    id: int
    local: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows say about a post before it is kept. `known` is its id where it is here already."""

    known: int | None
    parent: Parent | None
    parent_local: bool
    followed: bool
    has_face: bool
    named: tuple[Named, ...]

    @property
    def names_local(self) -> bool:
        return any(one.local for one in self.named)


_FACTS = """select (select id from posts where uri = :uri) as known,
    p.id as parent_id, p.thread_id as thread_id, p.actor_id as parent_actor, pa.host as parent_host,
    exists (select 1 from follows f join actors l on l.id = f.follower_id
        where f.followee_id = :author and f.state = 'accepted' and l.host = '') as followed,
    exists (select 1 from remote_media m where m.actor_id = :author and m.role = 'avatar' and m.url = :face) as has_face
    from (select 1 as one) x left join posts p on p.uri = :parent and p.deleted = 0
    left join actors pa on pa.id = p.actor_id"""


async def facts_of(tx: Reading, note: Note, author: Actor) -> Facts:
    """One question, and a second where the post names people."""
    row = await tx.one(_FACTS, uri=note.id, author=author.id, face=author.avatar, parent=note.in_reply_to or "")
    assert row is not None
    found = row["parent_id"]
    return Facts(
        known=row["known"],
        parent=Parent(found, row["thread_id"], row["parent_actor"]) if found is not None else None,
        parent_local=row["parent_host"] == "",
        followed=bool(row["followed"]),
        has_face=bool(row["has_face"]) or not author.avatar,
        named=await _named(tx, note),
    )


async def _named(tx: Reading, note: Note) -> tuple[Named, ...]:
    wanted = list(dict.fromkeys(one.href for one in note.mentions))[:MAX_MENTIONS]
    if not wanted:
        return ()
    places = ", ".join(f":m{number}" for number in range(len(wanted)))
    rows = await tx.all(
        f"select id, host from actors where uri in ({places}) and deleted = 0",
        **{f"m{number}": uri for number, uri in enumerate(wanted)},
    )
    return tuple(Named(row["id"], row["host"] == "") for row in rows)


async def keep_note(site: Site, note: Note, author: Actor, *, public_only: bool = False) -> Post | None:
    """For posts that we fetched ourselves: nobody is told of them. None where the post may not be kept so."""
    async with site.db.reading() as tx:
        facts = await facts_of(tx, note, author)
        if facts.known is not None:
            return await posts.by_id(tx, facts.known)
    return await put(site, note, author, facts, public_only=public_only, tell=False)


async def put(
    site: Site, note: Note, author: Actor, facts: Facts, *, public_only: bool = False, tell: bool = True
) -> Post | None:
    """Keeps a post that is not here yet. `tell` notifies the author it answers and the local people it names.

    None for what is not public where only that may be kept, and where somebody was faster.
    """
    now = site.clock.now()
    published = now if note.published is None else note.published
    post = post_row(note, author, facts.parent, post_id=site.ids.new(), published=published, now=now)
    if public_only and post.visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
        return None
    try:
        async with site.db.writing() as tx:
            await _write(tx, site, note, author, post, facts)
            if tell:
                await _tell(tx, site, author, post, facts)
    except Conflict:
        return None
    if note.attachments or not facts.has_face:
        site.bell.ring()
    if post.reply_to_id is not None:
        site.pages.changed()
    return post


async def _write(tx: Writing, site: Site, note: Note, author: Actor, post: Post, facts: Facts) -> None:
    media = media_rows(note, post.id, site.ids, now=site.clock.now())
    statements = [
        posts.inserting_new(post),
        *posts.tagging_new(post.id, tags_of(note), published=post.published),
        *posts.mentioning(post.id, (one.id for one in facts.named)),
        *(remote_media.inserting(one) for one in media),
        *posts.adopting(post),
    ]
    if post.reply_to_id is not None:
        statements.append(posts.counting_replies_above(post.id))
    await tx.batch(statements)
    if media:
        await fetch_later(tx, site, post_id=post.id)
    if not facts.has_face:
        await face_later(tx, site, author)


async def _tell(tx: Writing, site: Site, author: Actor, post: Post, facts: Facts) -> None:
    """The author answered hears of a reply; others named hear of a mention; who blocks the sender, of nothing."""
    recipients = {one.id: "mention" for one in facts.named if one.local}
    if facts.parent is not None and facts.parent_local:
        recipients[facts.parent.actor_id] = "reply"
    if not recipients:
        return
    deaf = {
        row["actor_id"]
        for row in await tx.all("select actor_id from blocks where target_id = :author", author=author.id)
    }
    for actor_id, kind in recipients.items():
        if actor_id not in deaf:
            await notifications.notify(
                tx, site.ids, actor_id, kind, from_id=author.id, post_id=post.id, now=site.clock.now()
            )


async def fetch_later(tx: Writing, site: Site, *, post_id: int = 0, actor_id: int = 0) -> None:
    """The images of a post, or the faces of an actor, are fetched in the background."""
    payload = {"post_id": post_id} if post_id else {"actor_id": actor_id}
    await jobs.enqueue(tx, site.ids.new(), "remote-media", payload, now=site.clock.now())


async def face_later(tx: Writing, site: Site, actor: Actor) -> None:
    """Avatar and header of an actor who has become of interest here are fetched, once for each address."""
    if actor.local:
        return
    have = {one.role: one for one in await remote_media.of_actor(tx, actor.id)}
    wanted = {"avatar": actor.avatar, "header": actor.header}
    fresh = {role: url for role, url in wanted.items() if url and (role not in have or have[role].url != url)}
    if not fresh:
        return
    await remote_media.forget(tx, (have[role].id for role in fresh if role in have))
    rows = [face_row(actor, role, url, site.ids, now=site.clock.now()) for role, url in fresh.items()]
    await tx.batch([remote_media.inserting(one) for one in rows])
    await fetch_later(tx, site, actor_id=actor.id)
