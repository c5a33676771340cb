"""All that was said of AI about pictures of other servers: in documents, by who carried them, and in their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.remote_media import KEPT, RemoteMedia


@dataclass(frozen=True, slots=True)
class Told:
    """A picture with everything said about it, as JSON: `actor` and `post` as in their rows, as is `media.rights`;
    `server`, `file` and `kept` are what it came with. `holder` and `holder_url` are whose it is."""

    media: RemoteMedia
    actor: str
    post: str
    holder: str
    holder_url: str
    server: str = "[]"
    file: str = "[]"
    kept: str = "{}"

    @property
    def came_with_nothing(self) -> bool:
        """Whether neither headers nor bytes said anything of AI or of rights."""
        return (self.server, self.file, self.kept) == ("[]", "[]", "{}")


_COLUMNS = tuple(item.name for item in fields(RemoteMedia))
_SELECT = f"""select {", ".join(f"m.{name} as {name}" for name in _COLUMNS)},
    coalesce(p.remote_rights, '{{}}') as post_rights, a.remote_rights as actor_rights, a.name as holder_name,
    a.display_name as holder_shown, a.url as holder_url, coalesce(w.server, '[]') as server,
    coalesce(w.file, '[]') as file, coalesce(w.kept, '{{}}') as kept
    from remote_media m left join posts p on p.id = m.post_id
    join actors a on a.id = coalesce(m.actor_id, p.actor_id)
    left join remote_wishes w on w.media_id = m.id"""


async def of_media(tx: Reading, media_id: int) -> Told | None:
    row = await tx.one(f"{_SELECT} where m.id = :id", id=media_id)
    return _told(row) if row else None


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> Sequence[Told]:
    """Of the pictures and files of posts, in their order."""
    rows = await tx.all(f"{_SELECT} where m.post_id in ({numbers(post_ids)}) order by m.post_id, m.position, m.id")
    return [_told(row) for row in rows]


async def of_faces(tx: Reading, actor_id: int) -> Sequence[Told]:
    """Of somebody's avatar and header."""
    return [_told(row) for row in await tx.all(f"{_SELECT} where m.actor_id = :id order by m.id", id=actor_id)]


async def of_author(tx: Reading, actor_id: int, *, after: int, limit: int) -> Sequence[Told]:
    """Of copies in somebody's posts, by id."""
    rows = await tx.all(
        f"{_SELECT} where p.actor_id = :id and m.id > :after and m.state = '{KEPT}' order by m.id limit :limit",
        id=actor_id,
        after=after,
        limit=limit,
    )
    return [_told(row) for row in rows]


async def of_all(tx: Reading, *, after: int, limit: int) -> Sequence[Told]:
    """Of all copies, by id."""
    rows = await tx.all(
        f"{_SELECT} where m.id > :after and m.state = '{KEPT}' order by m.id limit :limit", after=after, limit=limit
    )
    return [_told(row) for row in rows]


async def keep(tx: Writing, told: Told) -> None:
    """What a picture came with, in the place of what came with it before; no row where nothing did."""
    if told.came_with_nothing:
        await tx.run("delete from remote_wishes where media_id = :id", id=told.media.id)
        return
    await tx.run(
        """insert into remote_wishes (media_id, server, file, kept) values (:id, :server, :file, :kept)
        on conflict (media_id) do update set server = excluded.server, file = excluded.file, kept = excluded.kept""",
        id=told.media.id,
        server=told.server,
        file=told.file,
        kept=told.kept,
    )


async def rewritten(tx: Writing, media: RemoteMedia, *, key: str) -> bool:
    """The copy has another packet now. False where somebody else has changed it meanwhile."""
    done = await tx.run(
        "update remote_media set key = :key where id = :id and key = :before", key=key, id=media.id, before=media.key
    )
    return bool(done)


def _told(row: Row) -> Told:
    return Told(
        media=RemoteMedia(**{name: row[name] for name in _COLUMNS}),
        actor=row["actor_rights"],
        post=row["post_rights"],
        holder=row["holder_shown"] or row["holder_name"],
        holder_url=row["holder_url"],
        server=row["server"],
        file=row["file"],
        kept=row["kept"],
    )
