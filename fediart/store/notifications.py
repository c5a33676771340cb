"""What people here are told: who followed, liked, boosted, replied; what became of their works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.ids import Ids
from fediart.store import actors, posts, push
from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.news_rules import APART, HEARD, NEAR
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
    "backup",
    "certificate",
    "enquiry",
    "commission-asked",
    "commission-said",
    "commission-moved",
    "opening-answered",
    "opening-open",
    "opening-refused",
    "opening-waiting",
    "status",
    "poll",
    "log-in",
    "import-done",
    "strike",
    "strike-lifted",
    "strike-decided",
    "strike-appeal",
    "strike-reminder",
    "mail-quota",
    "words-waiting",
    "words-decided",
)
# Has a page of its own here, and is in none of the lists below; apps are told of it among the news.
MESSAGE = "message"
_SHOWN = f"n.kind <> '{MESSAGE}'"


# However many of them the member's rules leave out, no more are looked through.
_NEAREST = """coalesce((select min(id) from (select id from notifications where actor_id = :actor_id and id < :before
    order by id desc limit 2000) near), 0)"""
_NEWEST_UNSEEN = """coalesce((select min(id) from (select id from notifications where actor_id = :actor_id and seen = 0
    order by id desc limit 1000) near), 0)"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification by its ids alone, for putting many together. Times are milliseconds."""

    id: int
    kind: str
    from_id: int | None
    post_id: int | None
    artwork_id: int | None
    text: str
    created: int
    seen: int


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
) -> int:
    """Tells a local actor once: the same kind by the same person about the same post is not told again.

    Ring `site.bell` after the commit, so that it comes to their devices, too. Returns its id.
    """
    number = ids.new()
    await tx.run(
        """insert into notifications (id, actor_id, kind, from_id, post_id, artwork_id, text, created)
        values (:id, :actor_id, :kind, :from_id, :post_id, :artwork_id, :text, :now)
        on conflict (actor_id, kind, from_id, post_id) do nothing""",
        id=number,
        actor_id=actor_id,
        kind=kind,
        from_id=from_id,
        post_id=post_id,
        artwork_id=artwork_id,
        text=text[:500],
        now=now,
    )
    queue, params = push.queueing(ids.new(), actor_id, {"notification": number}, now=now)
    await tx.run(queue, **params)
    return number


def telling(
    ids: Ids, actor_id: int, kind: str, *, now: int, from_id: int, post_id: int
) -> list[tuple[str, Mapping[str, Any]]]:
    """The statements that tell of a post, for a batch; who blocks the one it comes from is not told."""
    number = ids.new()
    values = {"id": number, "actor_id": actor_id, "kind": kind, "from_id": from_id, "post_id": post_id, "now": now}
    return [(_TELLING, values), push.queueing(ids.new(), actor_id, {"notification": number}, now=now)]


def telling_of_message(
    number: int, actor_id: int, *, now: int, from_id: int, post_id: int
) -> tuple[str, Mapping[str, Any]]:
    """The same of a direct message, for apps, which show it among the news; the push that tells of it is another."""
    told = {"id": number, "actor_id": actor_id, "kind": MESSAGE, "from_id": from_id, "post_id": post_id, "now": now}
    return _TELLING, told


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


NOTICE = "id, kind, from_id, post_id, artwork_id, text, created, seen"


async def latest(
    tx: Reading, actor_id: int, *, kinds: Sequence[str] = (), before: int = 2**62, limit: int = 30
) -> list[Notice]:
    """The newest first; of these kinds alone where some are given. `before` is the id of the last one before."""
    if not kinds:
        rows = await tx.all(
            f"""select {NOTICE} from notifications n where actor_id = :actor_id and id < :before and id >= {_NEAREST}
            and {_SHOWN} and {HEARD} and {NEAR} order by id desc limit :limit""",
            actor_id=actor_id,
            before=before,
            limit=limit,
        )
        return [notice_from(row) for row in rows]
    found: list[Notice] = []
    for kind in kinds:  # each reads its own index, so that a rare kind is not looked for among all others
        rows = await tx.all(
            f"""select {NOTICE} from notifications n where actor_id = :actor_id and kind = :kind and id < :before
            and {HEARD} and {NEAR} order by id desc limit :limit""",
            actor_id=actor_id,
            kind=kind,
            before=before,
            limit=limit,
        )
        found += [notice_from(row) for row in rows]
    return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


async def from_strangers(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int = 30) -> list[Notice]:
    """What the member keeps apart: words of strangers, and what their rules catch (store/news_rules.py)."""
    rows = await tx.all(
        f"""select {NOTICE} from notifications n where actor_id = :actor_id and id < :before and id >= {_NEAREST}
        and {_SHOWN} and {HEARD} and {APART} order by id desc limit :limit""",
        actor_id=actor_id,
        before=before,
        limit=limit,
    )
    return [notice_from(row) for row in rows]


async def one_told(tx: Reading, notification_id: int) -> tuple[int, Notification] | None:
    """`(whose it is, the notification)`, if it is still new and to be told of."""
    row = await tx.one(
        f"""select actor_id, {NOTICE} from notifications n where id = :id and seen = 0 and {HEARD} and {NEAR}""",
        id=notification_id,
    )
    return (row["actor_id"], (await whole(tx, [notice_from(row)]))[0]) if row else None


async def message_told(tx: Reading, actor_id: int, post_id: int) -> tuple[int, Notification] | None:
    """As `one_told`, of a direct message, while it is new."""
    row = await tx.one(
        f"""select {NOTICE} from notifications n where actor_id = :actor_id and kind = '{MESSAGE}'
        and post_id = :post_id and seen = 0 and {HEARD} and {NEAR}""",
        actor_id=actor_id,
        post_id=post_id,
    )
    return (actor_id, (await whole(tx, [notice_from(row)]))[0]) if row else None


def notice_from(row: Row) -> Notice:
    """A row of NOTICE."""
    return Notice(**{name: row[name] for name in NOTICE.split(", ")})


async def whole(tx: Reading, notices: Sequence[Notice]) -> list[Notification]:
    """With who caused them, and what they are about."""
    people = await actors.by_ids(tx, {one.from_id for one in notices if one.from_id})
    about = await posts.by_ids(tx, {one.post_id for one in notices if one.post_id})
    return [
        Notification(
            one.id,
            one.kind,
            people.get(one.from_id or 0),
            about.get(one.post_id or 0),
            one.artwork_id,
            one.text,
            one.created,
            one.seen,
        )
        for one in notices
    ]


async def page(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int = 30) -> Sequence[Notification]:
    """The newest first; `before` is the id of the last one of the page before."""
    return await whole(tx, await latest(tx, actor_id, before=before, limit=limit))


async def unseen(tx: Reading, actor_id: int) -> int:
    """How many have not been looked at, counted up to 100."""
    return int(
        await tx.value(
            f"""select count(*) from (select id from notifications n where actor_id = :actor_id and seen = 0
            and id >= {_NEWEST_UNSEEN} and {_SHOWN} and {HEARD} and {NEAR} order by id desc limit 100) newest""",
            actor_id=actor_id,
        )
    )


async def mark_these_seen(tx: Writing, actor_id: int, ids: Iterable[int], *, now: int) -> None:
    """The member's own among these."""
    await tx.run(
        f"update notifications set seen = :now where actor_id = :actor_id and seen = 0 and id in ({numbers(ids)})",
        now=now,
        actor_id=actor_id,
    )


async def mark_seen(tx: Writing, actor_id: int, *, up_to: int, now: int) -> None:
    """All that came until then."""
    await tx.run(
        "update notifications set seen = :now where actor_id = :actor_id and seen = 0 and id <= :up_to",
        now=now,
        actor_id=actor_id,
        up_to=up_to,
    )
