"""Images of other servers' posts and people, and our cached copies: visitors never fetch from third parties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

WAITING, KEPT, FAILED, LINK, REJECTED = "waiting", "kept", "failed", "link", "rejected"
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RemoteMedia:
    """`role` is post, avatar or header; `key` names our copy once `state` is KEPT, and is empty while none lies
    here: it is fetched when somebody looks. LINK is what we only link to, REJECTED what a rule for its domain keeps
    out."""

    id: int
    post_id: int | None
    actor_id: int | None
    role: str
    position: int
    url: str
    media_type: str
    alt: str
    width: int
    height: int
    blurhash: str
    focal_x: float
    focal_y: float
    key: str
    state: str
    rights: str
    created: int

    @property
    def path(self) -> str:
        """Where it is served; empty where it is not."""
        return f"/remote-media/{self.id}.webp" if self.state == KEPT else ""


_COLUMNS = tuple(item.name for item in fields(RemoteMedia))
_LISTED = ", ".join(_COLUMNS)
_INSERT = f"insert into remote_media ({_LISTED}) values ({', '.join(':' + name for name in _COLUMNS)})"


def _media(row: Row) -> RemoteMedia:
    return RemoteMedia(**{name: row[name] for name in _COLUMNS})


def inserting(media: RemoteMedia) -> Statement:
    return _INSERT, {name: getattr(media, name) for name in _COLUMNS}


async def by_id(tx: Reading, media_id: int) -> RemoteMedia | None:
    row = await tx.one(f"select {_LISTED} from remote_media where id = :id", id=media_id)
    return _media(row) if row else None


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, list[RemoteMedia]]:
    """By post, in order."""
    rows = await tx.all(
        f"select {_LISTED} from remote_media where post_id in ({numbers(post_ids)}) order by position, id"
    )
    found: dict[int, list[RemoteMedia]] = defaultdict(list)
    for row in rows:
        found[row["post_id"]].append(_media(row))
    return found


async def faces(tx: Reading, actor_ids: Iterable[int], *, role: str = "avatar") -> dict[int, str]:
    """By actor, the path of our copy of the avatar (or header) of people from elsewhere, where there is one."""
    rows = await tx.all(
        f"""select {_LISTED} from remote_media where actor_id in ({numbers(actor_ids)})
        and role = :role and state = 'kept' order by id""",
        role=role,
    )
    return {row["actor_id"]: _media(row).path for row in rows}


async def of_actor(tx: Reading, actor_id: int) -> Sequence[RemoteMedia]:
    rows = await tx.all(f"select {_LISTED} from remote_media where actor_id = :id order by id", id=actor_id)
    return [_media(row) for row in rows]


async def settle(tx: Writing, media: RemoteMedia) -> None:
    """Keeps how fetching ended: state, key and size."""
    await tx.run(
        """update remote_media set state = :state, key = :key, width = :width, height = :height,
        media_type = :media_type where id = :id""",
        state=media.state,
        key=media.key,
        width=media.width,
        height=media.height,
        media_type=media.media_type,
        id=media.id,
    )


async def shut_out(tx: Writing, media_id: int) -> None:
    """It is not shown and not fetched again; its file is swept, since no row names it any more."""
    await tx.run("update remote_media set state = :state, key = '' where id = :id", state=REJECTED, id=media_id)


async def let_in(tx: Writing, media_id: int) -> bool:
    """It is fetched again when its turn comes. False where it is not kept out."""
    touched = await tx.run(
        "update remote_media set state = 'waiting' where id = :id and state = 'rejected'", id=media_id
    )
    return touched > 0


async def describe(
    tx: Writing, media_id: int, *, alt: str, position: int, focal_x: float, focal_y: float, rights: str
) -> None:
    """What an edit can change without another file."""
    await tx.run(
        """update remote_media set alt = :alt, position = :position, focal_x = :focal_x, focal_y = :focal_y,
        rights = :rights where id = :id""",
        alt=alt,
        position=position,
        focal_x=focal_x,
        focal_y=focal_y,
        rights=rights,
        id=media_id,
    )


async def forget(tx: Writing, media_ids: Iterable[int]) -> None:
    """The rows go; files that no row names are swept later."""
    await tx.run(f"delete from remote_media where id in ({numbers(media_ids)})")


async def forget_post(tx: Writing, post_id: int) -> None:
    await tx.run("delete from remote_media where post_id = :id", id=post_id)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some copy's."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select key from remote_media where key in ({places}) and key <> ''",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["key"] for row in rows}
