"""What people here are told: who followed, liked, boosted, replied; what became of their works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.ids import Ids
from fediart.store import actors, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post

KINDS = (
    "follow",
    "follow-request",
    "like",
    "boost",
    "reply",
    "mention",
    "artwork-published",
    "artwork-held",
    "artwork-refused",
    "review-needed",
    "sign-up",
    "reaction",
    "quote",
    "quote-request",
    "quote-allowed",
    "quote-refused",
    "severed",
    "report",
    "report-handled",
    "move",
    "artwork-previewed",
    "reply-refused",
    "artwork-asked",
    "artwork-labelled",
    "artwork-withdrawn",
    "artwork-restored",
    "artwork-kept",
    "review-answered",
    "review-reminder",
    "trust",
    "vouched",
    "vouching-paused",
    "copy-found",
    "copy-credit",
    "copy-permitted",
    "rights-audit",
    "certificate",
    "enquiry",
)


# Nothing is told of people who are suspended; of those whose server is silenced, only to who follows them.
HEARD = """not exists (select 1 from actors away where away.id = n.from_id and away.suspended <> 0)
    and not exists (select 1 from actor_limits quiet where quiet.actor_id = n.from_id and quiet.silenced = 1
        and not exists (select 1 from follows known where known.follower_id = n.actor_id
            and known.followee_id = n.from_id and known.state = 'accepted'))"""


@dataclass(frozen=True, slots=True)
class Notification:
    """`by` is who caused it and `post` what it is about, where there are such. Times are milliseconds."""

    id: int
    kind: str
    by: Actor | None
    post: Post | None
    artwork_id: int | None
    text: str
    created: int
    seen: int


async def notify(
    tx: Writing,
    ids: Ids,
    actor_id: int,
    kind: str,
    *,
    now: int,
    from_id: int | None = None,
    post_id: int | None = None,
    artwork_id: int | None = None,
    text: str = "",
) -> None:
    """Tells a local actor once: the same kind by the same person about the same post is not told again."""
    await tx.run(
        """insert into notifications (id, actor_id, kind, from_id, post_id, artwork_id, text, created)
        values (:id, :actor_id, :kind, :from_id, :post_id, :artwork_id, :text, :now)
        on conflict (actor_id, kind, from_id, post_id) do nothing""",
        id=ids.new(),
        actor_id=actor_id,
        kind=kind,
        from_id=from_id,
        post_id=post_id,
        artwork_id=artwork_id,
        text=text[:500],
        now=now,
    )


def telling(
    ids: Ids, actor_id: int, kind: str, *, now: int, from_id: int, post_id: int
) -> tuple[str, Mapping[str, Any]]:
    """The statement that tells of a post, for a batch; who blocks the one it comes from is not told."""
    return _TELLING, {
        "id": ids.new(), "actor_id": actor_id, "kind": kind, "from_id": from_id, "post_id": post_id, "now": now,
    }  # fmt: skip


_TELLING = """insert into notifications (id, actor_id, kind, from_id, post_id, created)
    select cast(:id as bigint), cast(:actor_id as bigint), cast(:kind as text), cast(:from_id as bigint),
    cast(:post_id as bigint), cast(:now as bigint)
    where not exists (select 1 from blocks where actor_id = cast(:actor_id as bigint)
        and target_id = cast(:from_id as bigint))
    on conflict (actor_id, kind, from_id, post_id) do nothing"""


async def take_back_about(tx: Writing, actor_id: int, kind: str, *, artwork_id: int) -> None:
    """What was said about a work before is said no longer."""
    await tx.run(
        "delete from notifications where actor_id = :actor_id and kind = :kind and artwork_id = :artwork_id",
        actor_id=actor_id,
        kind=kind,
        artwork_id=artwork_id,
    )


async def replace_about(
    tx: Writing, ids: Ids, actor_id: int, kind: str, text: str, *, now: int, from_id: int | None = None
) -> None:
    """Tells of the newest about something that `text` names; what was told of it before and not yet seen goes."""
    await tx.run(
        "delete from notifications where actor_id = :actor_id and kind = :kind and text = :text and seen = 0",
        actor_id=actor_id,
        kind=kind,
        text=text,
    )
    await notify(tx, ids, actor_id, kind, now=now, from_id=from_id, text=text)


async def forget_kind(tx: Writing, actor_id: int, kind: str) -> None:
    """Nothing of this kind is told any more: what comes next stands alone."""
    await tx.run("delete from notifications where actor_id = :actor_id and kind = :kind", actor_id=actor_id, kind=kind)


async def take_back(tx: Writing, actor_id: int, kind: str, *, from_id: int, post_id: int | None = None) -> None:
    """What was undone is no longer told."""
    about = "" if post_id is None else " and post_id = :post_id"
    params = {} if post_id is None else {"post_id": post_id}
    await tx.run(
        f"delete from notifications where actor_id = :actor_id and kind = :kind and from_id = :from_id{about}",
        actor_id=actor_id,
        kind=kind,
        from_id=from_id,
        **params,
    )


async def page(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int = 30) -> Sequence[Notification]:
    """The newest first; `before` is the id of the last one of the page before."""
    rows = await tx.all(
        f"""select id, kind, from_id, post_id, artwork_id, text, created, seen from notifications n
        where actor_id = :actor_id and id < :before and {HEARD} order by id desc limit :limit""",
        actor_id=actor_id,
        before=before,
        limit=limit,
    )
    people = await actors.by_ids(tx, {row["from_id"] for row in rows if row["from_id"]})
    about = await posts.by_ids(tx, {row["post_id"] for row in rows if row["post_id"]})
    return [
        Notification(
            row["id"],
            row["kind"],
            people.get(row["from_id"]),
            about.get(row["post_id"]),
            row["artwork_id"],
            row["text"],
            row["created"],
            row["seen"],
        )
        for row in rows
    ]


async def unseen(tx: Reading, actor_id: int) -> int:
    """How many have not been looked at, counted up to 100."""
    return int(
        await tx.value(
            f"""select count(*) from (select id from notifications n where actor_id = :actor_id and seen = 0
            and {HEARD} order by id desc limit 100) newest""",
            actor_id=actor_id,
        )
    )


async def mark_seen(tx: Writing, actor_id: int, *, up_to: int, now: int) -> None:
    await tx.run(
        "update notifications set seen = :now where actor_id = :actor_id and seen = 0 and id <= :up_to",
        now=now,
        actor_id=actor_id,
        up_to=up_to,
    )
