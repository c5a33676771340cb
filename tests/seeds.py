"""Rows for page tests: works with pictures and renditions, replies, people of other servers; no files behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import actors, artworks, follows, pictures, posts, remote_media, renditions, series
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.follows import ACCEPTED, Follow
from fediart.store.pictures import Picture
from fediart.store.posts import Post
from fediart.store.remote_media import KEPT, WAITING, RemoteMedia
from fediart.store.renditions import Rendition
from fediart.store.series import Series

SQUARE = (1200, 1200)


async def hang(
    site: Site, artist: Actor, title: str, *, sizes: Sequence[tuple[int, int]] = (SQUARE,), **changes: Any
) -> Artwork:
    """A published work with one picture per size. `changes` are fields of Artwork."""
    now, artwork_id = site.clock.now(), site.ids.new()
    work = Artwork(
        id=artwork_id, actor_id=artist.id, state="published", title=title, description="", medium="", tools="",
        tags=(), series_id=None, series_position=0, licence="all-rights-reserved", warning="", mature=0,
        visibility="public", language="en", ai_policy="", ai_label="", digital_source_type="", note="",
        portfolio=1, created=now, changed=now, published=now,
    )  # fmt: skip
    work = replace(work, **changes)
    made = [_picture(site, artwork_id, place, size, title) for place, size in enumerate(sizes)]
    files = [file for picture in made for file in _renditions(site, picture)]
    async with site.db.writing() as tx:
        await artworks.insert(tx, work)
        await pictures.insert(tx, made)
        await renditions.replace(tx, artwork_id, files)
        if work.state == "published":
            await posts.insert(tx, artwork_post(site, artist, work))
            await tx.batch(posts.tagging(artwork_id, [tag.lower() for tag in work.tags], published=work.published))
    site.pages.changed()
    return work


def artwork_post(site: Site, artist: Actor, work: Artwork) -> Post:
    origin = site.config.origin
    return _post(
        id=work.id, uri=f"{artist.uri}/posts/{work.id}", actor_id=artist.id, local=1, kind="artwork",
        thread_id=work.id, content=f"<p>{work.title}</p>", title=work.title, warning=work.warning,
        sensitive=work.mature, visibility=work.visibility, url=f"{origin}/@{artist.name}/{work.id}",
        published=work.published,
    )  # fmt: skip


async def say(
    site: Site,
    author: Actor,
    text: str,
    *,
    to: Post | Artwork | None = None,
    mentions: Sequence[Actor] = (),
    **changes: Any,
) -> Post:
    """A post, or a reply to one. `changes` are fields of Post."""
    post_id, now = site.ids.new(), site.clock.now()
    local = int(author.local)
    parent = to.id if to else None
    thread = (to.thread_id if isinstance(to, Post) else to.id) if to else post_id
    uri = f"{author.uri}/posts/{post_id}"
    url = (
        f"{site.config.origin}/@{author.name}/{post_id}" if local else f"https://{author.host}/@{author.name}/{post_id}"
    )
    made = _post(
        id=post_id, uri=uri, actor_id=author.id, local=local, kind="reply" if to else "note", reply_to_id=parent,
        thread_id=thread, content=text, visibility="public", url=url, published=now,
    )  # fmt: skip
    made = replace(made, **changes)
    async with site.db.writing() as tx:
        await posts.insert(tx, made)
        await tx.batch(posts.mentioning(made.id, [one.id for one in mentions]))
    site.pages.changed()
    return made


async def stranger(site: Site, name: str, host: str = "elsewhere.example", **changes: Any) -> Actor:
    """Somebody of another server, known here."""
    uri = f"https://{host}/users/{name}"
    made = Actor(
        id=site.ids.new(), uri=uri, name=name, host=host, kind="Person", display_name="", bio="", bio_html="",
        url=f"https://{host}/@{name}", inbox=f"{uri}/inbox", shared_inbox=f"https://{host}/inbox",
        outbox=f"{uri}/outbox", followers_uri=f"{uri}/followers", following_uri=f"{uri}/following",
        featured_uri="", avatar="", avatar_alt="", header="", header_alt="", fields=(),
        public_key_id=f"{uri}#main-key", public_key="", private_key="", approves_follows=0, discoverable=1,
        ai_policy="", remote_rights="{}", moved_to="", also_known_as=(), follower_count=0, following_count=0,
        created=site.clock.now(), fetched=site.clock.now(), suspended=0, deleted=0,
    )  # fmt: skip
    made = replace(made, **changes)
    async with site.db.writing() as tx:
        await actors.insert(tx, made)
    return made


async def remote_picture(site: Site, post: Post, *, kept: bool, **changes: Any) -> None:
    """An image of a remote post, with or without a copy of ours."""
    media_id = site.ids.new()
    made = RemoteMedia(
        id=media_id, post_id=post.id, actor_id=None, role="post", position=0,
        url=f"https://elsewhere.example/{media_id}.jpg", media_type="image/jpeg", alt="A distant hill", width=800,
        height=600, blurhash="", focal_x=0.0, focal_y=0.0, key=f"public/{media_id}.webp" if kept else "",
        state=KEPT if kept else WAITING, rights="{}", created=site.clock.now(),
    )  # fmt: skip
    async with site.db.writing() as tx:
        await tx.batch([remote_media.inserting(replace(made, **changes))])
    site.pages.changed()


async def follow(site: Site, follower: Actor, followee: Actor, *, state: str = ACCEPTED) -> None:
    follow_id = site.ids.new()
    made = Follow(follow_id, follower.id, followee.id, state, f"{follower.uri}#follow-{follow_id}", site.clock.now())
    async with site.db.writing() as tx:
        await follows.put(tx, made)
    site.pages.changed()


async def new_series(site: Site, artist: Actor, title: str, slug: str) -> Series:
    made = Series(site.ids.new(), artist.id, slug, title, "", site.clock.now())
    async with site.db.writing() as tx:
        await series.insert(tx, made)
    return made


async def change_actor(site: Site, actor: Actor, **changes: Any) -> Actor:
    changed = replace(actor, **changes)
    async with site.db.writing() as tx:
        await actors.save(tx, changed)
    site.pages.changed()
    return changed


def _post(**given: Any) -> Post:
    plain: dict[str, Any] = {
        "reply_to_id": None, "reply_to_uri": "", "source": "", "title": "", "warning": "", "sensitive": 0,
        "language": "en", "edited": 0, "deleted": 0, "remote_rights": "{}", "reply_count": 0, "like_count": 0,
        "boost_count": 0,
    }  # fmt: skip
    return Post(**(plain | given))


def _picture(site: Site, artwork_id: int, place: int, size: tuple[int, int], title: str) -> Picture:
    return Picture(
        id=site.ids.new(), artwork_id=artwork_id, position=place, original=f"originals/{site.ids.new()}",
        sha256=f"{site.ids.new():064x}", bytes=1000, file_name="", media_type="image/png", width=size[0],
        height=size[1], alt=f"{title}, picture {place + 1}", focal_x=0.0, focal_y=0.0, blurhash="", colour="#806040",
    )  # fmt: skip


def _renditions(site: Site, picture: Picture) -> list[Rendition]:
    kinds = [("web", "image/webp", 320), ("web", "image/webp", 960), ("web", "image/jpeg", 320),
             ("web", "image/jpeg", 960), ("federated", "image/png", picture.width)]  # fmt: skip
    return [_rendition(site, picture, *kind) for kind in kinds]


def _rendition(site: Site, picture: Picture, role: str, media_type: str, width: int) -> Rendition:
    return Rendition(
        id=site.ids.new(), picture_id=picture.id, artwork_id=picture.artwork_id, name=secret_token(12), role=role,
        media_type=media_type, width=width, height=width * picture.height // picture.width, bytes=100,
        key=f"public/{site.ids.new()}", policy="no-ai",
    )  # fmt: skip
