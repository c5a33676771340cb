"""Keeps a post of another server: its row, tags, mentions and images, and tells whom it concerns here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from federation.audience import PUBLIC_NAMES, Visibility
from federation.objects import Emoji, Note
from fediart.actions import watching, words_elsewhere
from fediart.actions.talking import arriving
from fediart.actions.unwanted import narrow, unwanted_reply
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import details, emojis, jobs, notifications, polls, posts, quotes, remote_labels, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.posts import Post
from fediart.translate.declared import declared
from fediart.translate.details import emoji_rows, post_details
from fediart.translate.incoming import Parent, face_row, media_rows, post_row, tags_of
from fediart.translate.polls import poll_row
from fediart.translate.quotes import checking, quote_row

MAX_MENTIONS = 50
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Named:
    """Someone known here whom a post mentions; `handle` is that of paths, `/@name` or `/@name@host`."""

    id: int
    local: bool
    uri: str = ""
    url: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows say about a post before it is kept. `known` is its id where it is here already.

    `orphans`: replies to it have come before it. `has_face`: its author's avatar is asked for already.
    `narrow`: what it answers is ours, and not everyone may answer it. `watched`: somebody here wants to be told of each
    new post of its author.
    """

    known: int | None
    parent: Parent | None
    parent_local: bool
    followed: bool
    has_face: bool
    orphans: bool
    named: tuple[Named, ...]
    narrow: bool = False
    watched: bool = False

    @property
    def names_local(self) -> bool:
        return any(one.local for one in self.named)


_FACTS = """select (select id from posts where uri = :uri) as known,
    p.id as parent_id, p.thread_id as thread_id, p.actor_id as parent_actor, pa.host as parent_host,
    p.consent as parent_consent,
    exists (select 1 from follows f join actors l on l.id = f.follower_id
        where f.followee_id = :author and f.state = 'accepted' and l.host = '') as followed,
    exists (select 1 from follow_options w where w.followee_id = :author and w.tells = 1) as watched,
    exists (select 1 from remote_media m
        where m.actor_id = :author and m.role = 'avatar' and m.url = :face) as has_face,
    exists (select 1 from posts o where o.reply_to_uri = :uri and o.reply_to_uri <> '') as orphans
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
        orphans=bool(row["orphans"]),
        watched=bool(row["watched"]),
        named=await named_in(tx, note),
        narrow=row["parent_host"] == "" and narrow(row["parent_consent"]),
    )


async def named_in(tx: Reading, note: Note) -> tuple[Named, ...]:
    """Those mentioned who are known here."""
    narrow_to = () if PUBLIC_NAMES & {*note.to, *note.cc} else (*note.to, *note.cc)  # some name nobody, and only send
    wanted = list(dict.fromkeys((*(one.href for one in note.mentions), *narrow_to)))[:MAX_MENTIONS]
    if not wanted:
        return ()
    places = ", ".join(f":m{number}" for number in range(len(wanted)))
    rows = await tx.all(
        f"select id, host, name, uri, url from actors where uri in ({places}) and deleted = 0",
        **{f"m{number}": uri for number, uri in enumerate(wanted)},
    )
    return tuple(
        Named(
            row["id"],
            row["host"] == "",
            row["uri"],
            row["url"],
            f"@{row['name']}@{row['host']}" if row["host"] else f"@{row['name']}",
        )
        for row in rows
    )


def people_of(named: Iterable[Named]) -> dict[str, str]:
    """Where those mentioned are shown here, by their id and by the address of their page."""
    return {address: f"/{one.handle}" for one in named for address in (one.uri, one.url) if address and one.handle}


async def keep_note(
    site: Site, note: Note, author: Actor, *, public_only: bool = False, nested: bool = False
) -> Post | None:
    """For posts that we fetched ourselves: nobody is told of them. None where the post may not be kept so.

    `nested` ones came because another post quotes them: what they quote is not asked for (advisory 49).
    """
    async with site.db.reading() as tx:
        facts = await facts_of(tx, note, author)
        if facts.known is not None:
            return await posts.by_id(tx, facts.known)
        if facts.narrow and facts.parent and await unwanted_reply(tx, facts.parent.id, author):
            return None
    if not await words_elsewhere.may_keep(site, author, note):
        return None
    return await put(site, note, author, facts, public_only=public_only, tell=False, nested=nested)


async def put(
    site: Site,
    note: Note,
    author: Actor,
    facts: Facts,
    *,
    public_only: bool = False,
    tell: bool = True,
    nested: bool = False,
) -> Post | None:
    """Keeps a post that is not here yet. `tell` notifies the author it answers and the local people it names.

    None for what is not public where only that may be kept, and where somebody was faster.
    """
    now = site.clock.now()
    published = now if note.published is None else note.published
    people = people_of(facts.named)
    post = post_row(note, author, facts.parent, post_id=site.ids.new(), published=published, now=now, people=people)
    if public_only and post.visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
        return None
    statements = _statements(site, note, author, post, facts)
    if note.quote is not None:
        statements += _quoting(site, note, post.id, nested=nested)
    if post.visibility == Visibility.DIRECT:
        known = {one.uri for one in facts.named}
        others = {one.href for one in note.mentions} - known
        statements += arriving(site, post, facts.named, others=len(others))
    elif tell:
        statements += _telling(site, author, post, facts)
    try:
        await site.db.write(statements)
    except Conflict:
        return None
    wakes = note.attachments or note.emojis or note.quote or "<img" in note.content or not facts.has_face
    if wakes or post.visibility == Visibility.DIRECT:
        site.bell.ring()
    if post.reply_to_id is not None:
        site.pages.changed()
    return post


def _statements(site: Site, note: Note, author: Actor, post: Post, facts: Facts) -> list[Statement]:
    now = site.clock.now()
    media = media_rows(note, post.id, site.ids, now=now)
    made = [
        posts.inserting_new(post),
        *posts.tagging_new(post.id, tags_of(note), published=post.published),
        *posts.mentioning(post.id, (one.id for one in facts.named)),
        *(remote_media.inserting(one) for one in media),
        *details.keeping(post.id, post_details(note, people_of(facts.named))),
        *emojis_wanted(site, note.emojis, author.host),
    ]
    said = declared(note)
    if said != remote_labels.NOTHING:
        made.append(remote_labels.saying(post.id, said, now=now))
    if note.poll is not None:
        made += polls.inserting(poll_row(note.poll, post.id, told=now))
    if facts.orphans:
        made += posts.adopting(post)
    if post.reply_to_id is not None:
        made += posts.counting_replies_above(post.id)
    if media:
        made.append(fetching(site, {"post_id": post.id}))
    if not facts.has_face:
        made += _faces(site, author, {"avatar": author.avatar, "header": author.header})
    return made


def _quoting(site: Site, note: Note, post_id: int, *, nested: bool) -> list[Statement]:
    """What it quotes, and the job that asks whether it may."""
    now = site.clock.now()
    row = quote_row(note, post_id, site.config.origin, now=now, nested=nested)
    if row is None:
        return []
    return [
        quotes.putting(row),
        *([checking(site.ids.new(), post_id, now=now)] if row.state == quotes.UNCHECKED else []),
    ]


def _telling(site: Site, author: Actor, post: Post, facts: Facts) -> list[Statement]:
    """The author answered hears of a reply; others named hear of a mention; who blocks the sender, of nothing."""
    recipients = {one.id: "mention" for one in facts.named if one.local}
    if facts.parent is not None and facts.parent_local:
        recipients[facts.parent.actor_id] = "reply"
    now = site.clock.now()
    watched = [watching.telling(site, post)] if facts.watched and watching.is_told(post) else []
    return watched + [
        statement
        for actor_id, kind in recipients.items()
        for statement in notifications.telling(site.ids, actor_id, kind, from_id=author.id, post_id=post.id, now=now)
    ]


def emojis_wanted(site: Site, used: Iterable[Emoji], host: str) -> list[Statement]:
    """Custom emojis are fetched once; none of this for a post without any."""
    if not used:
        return []
    now = site.clock.now()
    rows = emoji_rows(used, host, site.ids, now=now)
    known = ",".join(sorted(f"{one.shortcode} {one.url} {one.updated}" for one in rows))
    once = f"emojis:{host}:{sha256(known.encode()).hexdigest()[:16]}:{now // DAY}"
    return [
        *(emojis.wanting(one) for one in rows),
        jobs.enqueuing(site.ids.new(), "emojis", {"host": host}, now=now, once_key=once),
    ]


def fetching(site: Site, payload: Mapping[str, int]) -> Statement:
    """Queues the fetching of images: of a post (`post_id`), or of an actor's faces (`actor_id`)."""
    return jobs.enqueuing(site.ids.new(), "remote-media", payload, now=site.clock.now())


def _faces(site: Site, actor: Actor, wanted: Mapping[str, str]) -> list[Statement]:
    """New addresses of avatar and header, in the place of those before."""
    rows = [face_row(actor, role, url, site.ids, now=site.clock.now()) for role, url in wanted.items() if url]
    forget = "delete from remote_media where actor_id = :id and role = :role"
    return [
        *((forget, {"id": actor.id, "role": one.role}) for one in rows),
        *(remote_media.inserting(one) for one in rows),
        fetching(site, {"actor_id": actor.id}),
    ]


async def fetch_later(tx: Writing, site: Site, *, post_id: int) -> None:
    """The images of a post are fetched in the background."""
    await tx.batch([fetching(site, {"post_id": post_id})])


async def face_later(tx: Writing, site: Site, actor: Actor) -> None:
    """Avatar and header of an actor who has become of interest here are fetched, once for each address."""
    if actor.local:
        return
    have = {one.role: one for one in await remote_media.of_actor(tx, actor.id)}
    wanted = {"avatar": actor.avatar, "header": actor.header}
    fresh = {role: url for role, url in wanted.items() if url and (role not in have or have[role].url != url)}
    if fresh:
        await tx.batch(_faces(site, actor, fresh))
