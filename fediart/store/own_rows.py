"""Everything that is a member's own, for their archive: as rows, as they are. Secrets are not among it, nor what others
keep for themselves about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.store.database import Reading, Row, numbers

MOST: Final = 100_000  # rows of one kind
WORKS_AT_ONCE: Final = 200

# Table -> the column that says whose the rows are.
_OWN: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "app_choices", "batches", "bookmarks", "boosts", "commission_offers", "consent_defaults", "contact_doors",
            "drafts", "endorsements", "enquiries", "featured_tags", "filters", "followed_tags", "home_choices",
            "imports", "likes", "lists", "markers", "moves", "muted_hosts", "muted_threads", "muted_words", "mutes",
            "news_choices", "news_policies", "news_permits", "notifications", "openings", "opening_answers",
            "person_notes", "pins", "policy_changes", "portfolio_places", "portfolios", "profile_choices",
            "reactions", "scheduled_texts", "series", "strikes", "untold_blocks", "viewer_choices", "votes",
            "work_profiles", "work_words",
        ),
        "actor_id",
    ),
    "copy_choices": "artist_id", "follow_options": "follower_id", "full_detail": "owner_id", "list_people": "owner_id",
    "mark_wishes": "owner_id", "visitor_sizes": "owner_id", "vouches": "voucher_id",
}  # fmt: skip


async def of_actor(tx: Reading, actor_id: int) -> dict[str, list[dict[str, Any]]]:
    """Table -> rows, without the tables in which there is none."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, column in _OWN.items():
        rows = await tx.all(f"select * from {table} where {column} = :actor limit :most", actor=actor_id, most=MOST)
        if rows:
            found[table] = [dict(row) for row in rows]
    return found


async def account(tx: Reading, account_id: int) -> dict[str, Any]:
    """What is known of the account, and where it is logged in."""
    row = await tx.one(
        "select email, role, locale, confirmed, approved, reason, created, last_seen from accounts where id = :id",
        id=account_id,
    )
    places = await tx.all(
        "select created, last_seen, agent from sessions where account_id = :id order by created", id=account_id
    )
    return {**dict(row or {}), "sessions": [dict(one) for one in places]}


_FOLLOWS: Final = """select name, host, url, coalesce(o.boosts, 1) as boosts, coalesce(o.tells, 0) as tells,
    coalesce(o.languages, '') as languages from follows f join actors a on a.id = f.{0}
    left join follow_options o on o.follower_id = f.follower_id and o.followee_id = f.followee_id
    where f.{1} = :actor and f.state = 'accepted' order by f.id limit :most"""
_PEOPLE: Final = {
    "followers": _FOLLOWS.format("follower_id", "followee_id"),
    "following": _FOLLOWS.format("followee_id", "follower_id"),
    "blocks": """select name, host from blocks join actors a on a.id = target_id where actor_id = :actor
        order by a.id limit :most""",
    "mutes": """select name, host, news from mutes join actors a on a.id = target_id where actor_id = :actor
        order by a.id limit :most""",
    "lists": """select l.name as list, a.name as name, a.host as host from lists l join list_people p
        on p.list_id = l.id join actors a on a.id = p.person_id where l.actor_id = :actor
        order by l.id, a.id limit :most""",
    "bookmarks": """select p.uri as uri from bookmarks b join posts p on p.id = b.post_id where b.actor_id = :actor
        order by b.id limit :most""",
    "hosts": "select host from muted_hosts where actor_id = :actor order by host limit :most",
}


async def people(tx: Reading, actor_id: int, which: str) -> Sequence[Row]:
    """`followers`, `following`, `blocks`, `mutes`, `lists`, `bookmarks` or `hosts`, as lists elsewhere have them."""
    return await tx.all(_PEOPLE[which], actor=actor_id, most=MOST)


async def works(tx: Reading, actor_id: int, *, after: int) -> Sequence[Row]:
    """Works that are not deleted, with what is beside them, in the order of their ids."""
    return await tx.all(
        """select w.*, coalesce(s.title, '') as series, coalesce(p.process, '') as process,
        coalesce(p.words, '') as how, coalesce(p.public, 0) as how_public, coalesce(f.year, '') as year,
        coalesce(f.size, '') as size from artworks w left join series s on s.id = w.series_id
        left join artwork_process p on p.artwork_id = w.id left join work_facts f on f.artwork_id = w.id
        where w.actor_id = :actor and w.id > :after and w.state <> 'deleted'
        and not exists (select 1 from revisions r where r.id = w.id) order by w.id limit :limit""",
        actor=actor_id,
        after=after,
        limit=WORKS_AT_ONCE,
    )


def tags_of(row: Row) -> list[str]:
    """Of a work."""
    return [str(one) for one in json.loads(row["tags"])]


async def pictures(tx: Reading, artwork_ids: Sequence[int]) -> Sequence[Row]:
    """With their captions, in their order."""
    return await tx.all(
        f"""select p.*, coalesce(w.caption, '') as caption, coalesce(w.role, '') as role from pictures p
        left join picture_words w on w.picture_id = p.id where p.artwork_id in ({numbers(artwork_ids)})
        order by p.artwork_id, p.position"""
    )


async def files(tx: Reading, artwork_ids: Sequence[int]) -> Sequence[Row]:
    """What the world sees of them."""
    return await tx.all(
        f"""select artwork_id, name, role, media_type, width, height, key from renditions
        where artwork_id in ({numbers(artwork_ids)}) order by artwork_id, id"""
    )


async def evidence(tx: Reading, actor_id: int) -> Sequence[Row]:
    """What was attached for moderators."""
    return await tx.all(
        """select artwork_id, step, name, media_type, note, stored, created from attachments
        where actor_id = :actor order by id limit :most""",
        actor=actor_id,
        most=MOST,
    )


async def decisions(tx: Reading, actor_id: int) -> Sequence[Row]:
    """What was decided about their works, and when."""
    return await tx.all(
        """select v.artwork_id as artwork_id, v.decision as decision, v.label as label, v.reasons as reasons,
        v.created as created from artworks a join verdicts v on v.artwork_id = a.id where a.actor_id = :actor
        order by v.id limit :most""",
        actor=actor_id,
        most=MOST,
    )


async def messages(tx: Reading, actor_id: int) -> Sequence[Row]:
    """Direct messages of their talks, by whoever they are."""
    return await tx.all(
        """select t.talk_id as talk, a.uri as sender, p.uri as uri, p.content as content, p.published as published
        from talk_people t join talk_posts tp on tp.talk_id = t.talk_id join posts p on p.id = tp.post_id
        join actors a on a.id = p.actor_id where t.actor_id = :actor and p.deleted = 0
        order by p.published, p.id limit :most""",
        actor=actor_id,
        most=MOST,
    )


async def commission_ids(tx: Reading, actor_id: int) -> list[int]:
    """On either side, the oldest first."""
    rows = await tx.all(
        """select id from commissions where artist_id = :actor
        union select id from commissions where client_id = :actor order by id""",
        actor=actor_id,
    )
    return [int(row["id"]) for row in rows]


async def post_ids(tx: Reading, actor_id: int, *, after: tuple[int, int], limit: int) -> Sequence[Row]:
    """`id, published` of all their posts that are not deleted, the oldest first."""
    return await tx.all(
        """select id, published from posts where actor_id = :actor and deleted = 0
        and (published, id) > (:time, :last) order by published, id limit :limit""",
        actor=actor_id,
        time=after[0],
        last=after[1],
        limit=limit,
    )


async def notes(tx: Reading, actor_id: int, *, after: tuple[int, int], limit: int) -> Sequence[Row]:
    """Posts without pictures, the oldest first. `own`: what it answers is theirs, too; `poll`: it asks something."""
    return await tx.all(
        """select p.id as id, p.uri as uri, p.source as source, p.warning as warning, p.sensitive as sensitive,
        p.language as language, p.visibility as visibility, p.published as published, p.reply_to_uri as reply_to,
        case when parent.actor_id = p.actor_id then 1 else 0 end as own, coalesce(q.quoted_uri, '') as quoted,
        case when o.post_id is null then 0 else 1 end as poll
        from posts p left join posts parent on parent.id = p.reply_to_id left join quotes q on q.post_id = p.id
        left join own_polls o on o.post_id = p.id where p.actor_id = :actor and p.deleted = 0
        and p.kind in ('note', 'reply') and p.visibility <> 'direct' and (p.published, p.id) > (:time, :last)
        order by p.published, p.id limit :limit""",
        actor=actor_id,
        time=after[0],
        last=after[1],
        limit=limit,
    )


async def in_series(tx: Reading, actor_id: int) -> dict[int, list[int]]:
    """The works of each series in its order, by the id of the series."""
    rows = await tx.all(
        """select id, series_id from artworks where actor_id = :actor and series_id is not null
        and state <> 'deleted' order by series_id, series_position, id limit :most""",
        actor=actor_id,
        most=MOST,
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["series_id"], []).append(row["id"])
    return found


async def examples(tx: Reading, actor_id: int) -> dict[int, list[int]]:
    """The works that stand as examples beside each offer, by the id of the offer."""
    rows = await tx.all(
        """select e.offer_id as offer_id, e.artwork_id as artwork_id from commission_offers o
        join commission_examples e on e.offer_id = o.id where o.actor_id = :actor and o.removed = 0
        order by e.offer_id, e.position""",
        actor=actor_id,
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["offer_id"], []).append(row["artwork_id"])
    return found


async def beside(tx: Reading, artwork_ids: Sequence[int]) -> Mapping[int, Row]:
    """What was chosen for single works beside their words: size for visitors, full detail, marks, camera, files."""
    rows = await tx.all(
        f"""select w.id as id, v.side as side, v.servers as servers, d.shown as detail, m.body as marks,
        coalesce(c.parts, '') as camera, coalesce(k.kept, '') as credentials
        from artworks w left join visitor_sizes v on v.owner_id = w.id left join full_detail d on d.owner_id = w.id
        left join mark_wishes m on m.owner_id = w.id left join camera_shown c on c.artwork_id = w.id
        left join credential_choices k on k.artwork_id = w.id where w.id in ({numbers(artwork_ids)})"""
    )
    return {row["id"]: row for row in rows}
