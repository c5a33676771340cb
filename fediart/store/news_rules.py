"""What becomes of news by some people: told, kept apart, or not told at all. The rules, and what SQL asks by them.

`n` is always the notification. Nothing is written when news arrives: a member who changes a rule finds what came
before under it, too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY
from fediart.store.database import Reading, Writing
from fediart.store.muted_threads import NOT_MUTED

ACCEPT, FILTER, DROP = "accept", "filter", "drop"
WAYS: Final = (ACCEPT, FILTER, DROP)
FILTERED_KINDS: Final = (
    "follow", "follow-request", "like", "boost", "reaction", "reply", "mention", "quote", "quote-request", "message",
)  # fmt: skip
"""What rules may keep apart; what moderators, works and jobs bring is always told."""
NEW_FOR: Final = 30 * DAY

_KINDS = ", ".join(f"'{kind}'" for kind in FILTERED_KINDS)
_FOLLOWED = """exists (select 1 from follows tie where tie.follower_id = n.actor_id and tie.followee_id = n.from_id
        and tie.state = 'accepted')"""
_FOLLOWS = """exists (select 1 from follows tie where tie.follower_id = n.from_id and tie.followee_id = n.actor_id
        and tie.state = 'accepted')"""
_SILENCED = """exists (select 1 from actor_limits quiet where quiet.actor_id = n.from_id and quiet.silenced = 1)"""
_PERMITTED = "exists (select 1 from news_permits ok where ok.actor_id = n.actor_id and ok.from_id = n.from_id)"

# Nothing is told of people who are suspended or muted; of those whose server is silenced, only to who follows them or
# wants it.
HEARD: Final = f"""not exists (select 1 from actors away where away.id = n.from_id and away.suspended <> 0)
    and not ({_SILENCED} and not {_FOLLOWED} and not {_PERMITTED}
        and not exists (select 1 from news_policies p where p.actor_id = n.actor_id and p.limited_accounts <> '{DROP}'))
    and not exists (select 1 from mutes where mutes.actor_id = n.actor_id and mutes.target_id = n.from_id
        and mutes.news = 1)
    and not exists (select 1 from muted_hosts quiet_host join actors far on far.host = quiet_host.host
        where quiet_host.actor_id = n.actor_id and far.id = n.from_id)
    and {NOT_MUTED}"""
# Words of people whom the member does not follow, and who do not follow the member.
STRANGE: Final = f"""n.kind in ('reply', 'mention', 'quote', 'quote-request') and n.from_id is not null
    and not {_FOLLOWED} and not {_FOLLOWS} and not {_PERMITTED}"""


def _caught(way: str) -> str:
    """Whether one of the member's rules treats it so."""
    return f"""(exists (select 1 from news_policies p where p.actor_id = n.actor_id and (
        (p.not_following = '{way}' and not {_FOLLOWED})
        or (p.not_followers = '{way}' and not {_FOLLOWS})
        or (p.limited_accounts = '{way}' and {_SILENCED} and not {_FOLLOWED})
        or (p.new_accounts = '{way}' and not {_FOLLOWED} and exists (select 1 from actors young
            where young.id = n.from_id and young.created > n.created - {NEW_FOR}))))
        and n.kind in ({_KINDS}) and n.kind <> 'message' and n.from_id is not null and not {_PERMITTED})"""


# What a message is depends on its talk alone: open ones are told, requests are apart unless the member wants them.
_TALK = """exists (select 1 from talk_posts said join talk_people mine on mine.talk_id = said.talk_id
        and mine.actor_id = n.actor_id where said.post_id = n.post_id and mine.state {0})"""
_WANTS_ALL = f"""exists (select 1 from news_policies p where p.actor_id = n.actor_id
        and p.private_mentions = '{ACCEPT}')"""
_WANTS_NONE = f"""exists (select 1 from news_policies p where p.actor_id = n.actor_id
        and p.private_mentions = '{DROP}')"""
_APART_BY_CHOICE = f"""(exists (select 1 from news_choices c where c.actor_id = n.actor_id and c.strangers = 'apart')
        and {STRANGE})"""
_GONE_BY_CHOICE = f"""(exists (select 1 from news_choices c where c.actor_id = n.actor_id and c.strangers = 'hide')
        and {STRANGE})"""
_GONE_MESSAGE = f"""(n.kind = 'message' and not {_TALK.format("= 'open'")}
        and (not {_TALK.format("= 'asked'")} or {_WANTS_NONE}))"""
_APART_MESSAGE = f"""(n.kind = 'message' and {_TALK.format("= 'asked'")} and not {_WANTS_ALL})"""

DROPPED: Final = f"({_GONE_BY_CHOICE} or {_GONE_MESSAGE} or {_caught(DROP)})"
APART: Final = f"(({_APART_BY_CHOICE} or {_APART_MESSAGE} or {_caught(FILTER)}) and not {DROPPED})"
NEAR: Final = f"not {DROPPED} and not ({_APART_BY_CHOICE} or {_APART_MESSAGE} or {_caught(FILTER)})"


@dataclass(frozen=True, slots=True)
class NewsPolicy:
    """accept, filter or drop: for people the member does not follow, who do not follow the member, whose account is
    younger than 30 days, who write privately without being followed, and whom moderators have silenced. Followed
    people are under none but the second."""

    not_following: str = ACCEPT
    not_followers: str = ACCEPT
    new_accounts: str = ACCEPT
    private_mentions: str = FILTER
    limited_accounts: str = DROP

    @property
    def keeps_apart(self) -> bool:
        return FILTER in (self.not_following, self.not_followers, self.new_accounts, self.limited_accounts)


USUAL: Final = NewsPolicy()
_COLUMNS: Final = tuple(NewsPolicy.__slots__)
_LISTED: Final = ", ".join(_COLUMNS)


async def of_actor(tx: Reading, actor_id: int) -> NewsPolicy:
    row = await tx.one(f"select {_LISTED} from news_policies where actor_id = :id", id=actor_id)
    return NewsPolicy(**{name: row[name] for name in _COLUMNS}) if row else USUAL


async def put(tx: Writing, actor_id: int, policy: NewsPolicy) -> None:
    values = {name: getattr(policy, name) for name in _COLUMNS}
    await tx.run(
        f"""insert into news_policies (actor_id, {_LISTED}) values (:id, :not_following, :not_followers, :new_accounts,
        :private_mentions, :limited_accounts) on conflict (actor_id) do update set
        not_following = excluded.not_following, not_followers = excluded.not_followers,
        new_accounts = excluded.new_accounts, private_mentions = excluded.private_mentions,
        limited_accounts = excluded.limited_accounts""",
        id=actor_id,
        **values,
    )


async def permit(tx: Writing, actor_id: int, from_ids: Collection[int], *, now: int) -> None:
    """From now on, and for what came before, news by these people is told whatever the rules say."""
    await tx.many(
        """insert into news_permits (actor_id, from_id, created) values (:actor, :from, :now)
        on conflict (actor_id, from_id) do nothing""",
        [{"actor": actor_id, "from": one, "now": now} for one in from_ids],
    )
