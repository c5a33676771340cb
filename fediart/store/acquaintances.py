"""Which other servers know somebody of ours: everyone there who has had to do with them, by their inboxes."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.database import Reading, Row

_POSTS = "(select id from posts where actor_id = :id)"
_PEOPLE = (
    "select follower_id as id from follows where followee_id = :id",
    "select followee_id as id from follows where follower_id = :id",
    "select follower_id as id from severed_follows where followee_id = :id",
    "select followee_id as id from severed_follows where follower_id = :id",
    "select target_id as id from blocks where actor_id = :id",
    "select target_id as id from moves where actor_id = :id",
    f"select actor_id as id from likes where post_id in {_POSTS}",
    f"select actor_id as id from boosts where post_id in {_POSTS}",
    f"select actor_id as id from reactions where post_id in {_POSTS}",
    f"select actor_id as id from mentions where post_id in {_POSTS}",
    f"select actor_id as id from posts where reply_to_id in {_POSTS}",
    f"select actor_id as id from quote_requests where post_id in {_POSTS}",
    "select p.actor_id as id from mentions m join posts p on p.id = m.post_id where m.actor_id = :id",
    "select p.actor_id as id from likes l join posts p on p.id = l.post_id where l.actor_id = :id",
    "select p.actor_id as id from boosts b join posts p on p.id = b.post_id where b.actor_id = :id",
    "select p.actor_id as id from reactions r join posts p on p.id = r.post_id where r.actor_id = :id",
    "select p.actor_id as id from posts o join posts p on p.id = o.reply_to_id where o.actor_id = :id",
    "select o.actor_id as id from talk_people t join talk_people o on o.talk_id = t.talk_id where t.actor_id = :id",
)
_INBOX = "case when shared_inbox <> '' then shared_inbox else inbox end"


async def inboxes(tx: Reading, actor_id: int) -> Sequence[str]:
    """One for each server or person that follows, is followed, answered, liked, was written to, or was sent a work."""
    found: set[str] = set()
    hosts: set[str] = set()
    for people in _PEOPLE:
        rows = await tx.all(
            f"""select distinct host, {_INBOX} as inbox from actors
            where host <> '' and deleted = 0 and id in ({people})""",
            id=actor_id,
        )
        found |= {row["inbox"] for row in rows}
        hosts |= {row["host"] for row in rows}
    sent = await tx.all(
        """select distinct host, inbox from deliveries where state in ('delivered', 'waiting')
        and outgoing_id in (select id from outgoing where actor_id = :id)""",
        id=actor_id,
    )
    more = {row["inbox"]: row["host"] for row in (*sent, *await _by_receipts(tx, actor_id))}
    return sorted(found | {inbox for inbox, host in more.items() if host not in hosts})


async def _by_receipts(tx: Reading, actor_id: int) -> Sequence[Row]:
    """Servers that were sent a work long ago, by somebody of theirs whom we know."""
    return await tx.all(
        f"""select host, min({_INBOX}) as inbox from actors where deleted = 0 and host <> '' and host in (
            select host from receipts where state = 'delivered' and post_id in {_POSTS}) group by host""",
        id=actor_id,
    )
