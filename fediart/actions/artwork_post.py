"""An artwork's post: the row by which it is in timelines, threads and the fediverse. It has the artwork's id."""

from __future__ import annotations

from dataclasses import replace

from fediart.site import Site
from fediart.store import actors, posts
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.translate.words import html_of, tags_in


async def write_post(tx: Writing, site: Site, artwork: Artwork, *, now: int) -> None:
    """The post of a work that is published at this moment."""
    artist = await actors.by_id(tx, artwork.actor_id)
    if artist is None:
        raise LookupError(f"the artist of artwork {artwork.id} is gone")
    await posts.insert(tx, post_of(site, artwork, artist, now))
    await _tag(tx, artwork, now)


async def rewrite_post(tx: Writing, site: Site, artwork: Artwork, *, now: int) -> None:
    """The post of a published work that was edited."""
    before = await posts.by_id(tx, artwork.id)
    if before is None:
        raise LookupError(f"artwork {artwork.id} has no post")
    await posts.edit(
        tx,
        replace(
            before,
            content=_content(site, artwork),
            source=artwork.description,
            title=artwork.title,
            warning=artwork.warning,
            sensitive=_sensitive(artwork),
            language=artwork.language,
            consent=artwork.consent,
            edited=now,
        ),
    )
    await tx.run("update posts set visibility = :word where id = :id", word=artwork.visibility, id=artwork.id)
    await _tag(tx, artwork, before.published)


async def _tag(tx: Writing, artwork: Artwork, published: int) -> None:
    tags = [*(tag.lower() for tag in artwork.tags), *tags_in(artwork.description)]
    await tx.batch(posts.tagging(artwork.id, tags, published=published))


def _content(site: Site, artwork: Artwork) -> str:
    return html_of(artwork.description, origin=site.config.origin, people={})


def _sensitive(artwork: Artwork) -> int:
    return int(bool(artwork.mature or artwork.warning))


def post_of(site: Site, artwork: Artwork, artist: Actor, now: int) -> Post:
    """The row of a post that is published at this moment."""
    return Post(
        id=artwork.id,
        uri=f"{artist.uri}/posts/{artwork.id}",
        actor_id=artist.id,
        local=1,
        kind="artwork",
        reply_to_id=None,
        reply_to_uri="",
        thread_id=artwork.id,
        content=_content(site, artwork),
        source=artwork.description,
        title=artwork.title,
        warning=artwork.warning,
        sensitive=_sensitive(artwork),
        language=artwork.language,
        visibility=artwork.visibility,
        url=f"{site.config.origin}/@{artist.name}/{artwork.id}",
        published=now,
        edited=0,
        deleted=0,
        remote_rights="{}",
        reply_count=0,
        like_count=0,
        boost_count=0,
        consent=artwork.consent,
    )
