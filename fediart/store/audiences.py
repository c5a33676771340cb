"""Of many people who listen, those in whose timelines a post, a boost or an edit stands: asked for all in one question.

The conditions are those of the timelines themselves (store/home.py, lists.py, visibility.py), with `v.id` for the
viewer's parameter: what they do not show, nobody is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fediart.store.database import Reading, numbers
from fediart.store.follow_options import boosts_wanted, language_wanted
from fediart.store.home_choices import ARTWORKS, BOOSTS, KINDS, NOTES, REPLIES, TAGS, USUAL
from fediart.store.lists import AMONG, FOLLOWED
from fediart.store.talks import OPEN
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED, unmuted


def for_each(condition: str) -> str:
    """The same condition for each of the people `v` instead of one viewer."""
    return condition.replace(":viewer", "v.id")


_SEEN = for_each(f"{SEEN_BY} and {UNMUTED}")
_SPOKEN_OF = for_each(unmuted("b.actor_id"))


def _followed(person: str) -> str:
    return f"""exists (select 1 from follows f where f.follower_id = v.id and f.followee_id = {person}
        and f.state = 'accepted')"""


def _at_home(person: str) -> str:
    return f"""not exists (select 1 from list_people apart where apart.owner_id = v.id
        and apart.person_id = {person} and apart.off_home = 1)"""


# Which kind of the viewer's choices for home a post is of (store/home_choices.py).
_PICTURED = "exists (select 1 from remote_media m where m.post_id = p.id and m.role = 'post')"
_KIND = f"""case when p.kind = 'artwork' or (p.kind = 'note' and {_PICTURED}) then '{ARTWORKS}'
    when p.kind = 'note' then '{NOTES}' else '{REPLIES}' end"""
_CHOSEN = f"""(',' || coalesce((select c.shown from home_choices c where c.actor_id = v.id),
    '{",".join(kind for kind in KINDS if kind in USUAL)}') || ',')"""


def _chosen(kind: str) -> str:
    """SQL: the viewer wants posts of this kind (an expression) at home."""
    return f"{_CHOSEN} like '%,' || {kind} || ',%'"


_UNDER_TAGS = """exists (select 1 from post_tags under join followed_tags wanted on wanted.tag = under.tag
    where under.post_id = p.id and wanted.actor_id = v.id)"""
_LANGUAGE = for_each(language_wanted("p"))
_BOOSTS = for_each(boosts_wanted("b.actor_id"))


async def at_home(tx: Reading, post_id: int, people: Iterable[int]) -> set[int]:
    """Who of these people finds the post at home: its author, followers, and who follows one of its tags; each with
    the kinds of posts they want there."""
    rows = await tx.all(
        f"""select v.id as id from actors v join posts p on p.id = :post_id
        where v.id in ({numbers(people)}) and p.visibility <> 'direct' and {_SEEN} and {_chosen(_KIND)}
        and (v.id = p.actor_id or ({_followed("p.actor_id")} and {_at_home("p.actor_id")} and {_LANGUAGE})
            or (p.visibility = 'public' and {_UNDER_TAGS} and {_chosen(f"'{TAGS}'")} and {for_each(UNSILENCED)}))""",
        post_id=post_id,
    )
    return {row["id"] for row in rows}


async def boosted_home(tx: Reading, boost_id: int, people: Iterable[int]) -> set[int]:
    """Who of these people finds the boost at home: followers of who boosted, who want to see their boosts."""
    rows = await tx.all(
        f"""select v.id as id from actors v join boosts b on b.id = :boost_id join posts p on p.id = b.post_id
        where v.id in ({numbers(people)}) and p.visibility <> 'direct' and {_followed("b.actor_id")}
        and {_SEEN} and {_SPOKEN_OF} and {_at_home("b.actor_id")} and {_BOOSTS}
        and {_chosen(f"'{BOOSTS}'")} and (p.kind = 'reply' or {_chosen(_KIND)})""",
        boost_id=boost_id,
    )
    return {row["id"] for row in rows}


async def in_lists(tx: Reading, post_id: int, lists: Iterable[int]) -> set[int]:
    """In which of these lists the post stands."""
    rows = await tx.all(
        f"""select l.id as id from posts p join list_people m on m.person_id = p.actor_id
        join lists l on l.id = m.list_id join actors v on v.id = l.actor_id left join posts up on up.id = p.reply_to_id
        where p.id = :post_id and l.id in ({numbers(lists)}) and p.visibility <> 'direct' and {_SEEN} and {_LANGUAGE}
        and (p.kind <> 'reply' or (l.replies = '{AMONG}' and exists (select 1 from list_people one
                where one.list_id = l.id and one.person_id = up.actor_id))
            or (l.replies = '{FOLLOWED}' and (up.actor_id = v.id or {_followed("up.actor_id")})))""",
        post_id=post_id,
    )
    return {row["id"] for row in rows}


async def boosted_in_lists(tx: Reading, boost_id: int, lists: Iterable[int]) -> set[int]:
    """In which of these lists the boost stands."""
    rows = await tx.all(
        f"""select l.id as id from boosts b join posts p on p.id = b.post_id
        join list_people m on m.person_id = b.actor_id join lists l on l.id = m.list_id
        join actors v on v.id = l.actor_id
        where b.id = :boost_id and l.id in ({numbers(lists)}) and p.visibility <> 'direct'
        and {_SEEN} and {_SPOKEN_OF} and {_BOOSTS}""",
        boost_id=boost_id,
    )
    return {row["id"] for row in rows}


async def among_everybody(tx: Reading, post_id: int, people: Iterable[int]) -> set[int]:
    """Who of these people finds a public post where everybody comes by it; NOBODY stands for visitors."""
    wanted = set(people)
    rows = await tx.all(
        f"""select v.id as id from actors v join posts p on p.id = :post_id
        where v.id in ({numbers(wanted - {NOBODY})}) and p.visibility = 'public'
        and {_SEEN} and {for_each(UNSILENCED)}""",
        post_id=post_id,
    )
    found = {row["id"] for row in rows}
    if NOBODY in wanted:
        visitors = await tx.value(
            f"""select 1 from posts p where p.id = :post_id and p.visibility = 'public'
            and {SEEN_BY} and {UNSILENCED}""",
            post_id=post_id,
            viewer=NOBODY,
        )
        found |= {NOBODY} if visitors is not None else set()
    return found


async def is_pictured(tx: Reading, post_id: int) -> bool:
    """Whether a timeline of pictures alone has it (store/timelines.py)."""
    found = await tx.value(
        """select 1 from posts p where p.id = :id and (p.kind = 'artwork' or exists (select 1 from remote_media m
        where m.post_id = p.id and m.role = 'post' and m.state in ('waiting', 'kept')))""",
        id=post_id,
    )
    return found is not None


async def followers_among(tx: Reading, actor_id: int, people: Iterable[int]) -> set[int]:
    """Who of these people follows somebody, or is them."""
    rows = await tx.all(
        f"""select follower_id as id from follows where follower_id in ({numbers(people)})
        and followee_id = :actor_id and state = 'accepted'""",
        actor_id=actor_id,
    )
    return {row["id"] for row in rows} | ({actor_id} & set(people))


async def of_message(tx: Reading, post_id: int, people: Iterable[int]) -> dict[int, int]:
    """Who of these people has the talk open whose newest message this is; by person, the talk."""
    rows = await tx.all(
        f"""select mine.actor_id as id, mine.talk_id as talk from talk_posts t join talk_people mine
        on mine.talk_id = t.talk_id where t.post_id = :post_id and mine.newest = :post_id
        and mine.state = '{OPEN}' and mine.actor_id in ({numbers(people)})""",
        post_id=post_id,
    )
    return {row["id"]: row["talk"] for row in rows}


@dataclass(frozen=True, slots=True)
class Tie:
    """What makes somebody's sight of a post differ from others': `own` deeds and words that only they are shown,
    `follows` the author, `followed` by them, and what bars them from what it quotes."""

    own: bool
    follows: bool
    followed: bool


async def ties(tx: Reading, post_id: int, people: Collection[int]) -> dict[int, Tie]:
    """How each of these people stands to the post."""
    rows = await tx.all(
        f"""select v.id as id, {_followed("p.actor_id")} as follows,
        exists (select 1 from follows f where f.follower_id = p.actor_id and f.followee_id = v.id
            and f.state = 'accepted') as followed,
        (v.id = p.actor_id or exists (select 1 from likes d where d.post_id = p.id and d.actor_id = v.id)
            or exists (select 1 from boosts d where d.post_id = p.id and d.actor_id = v.id)
            or exists (select 1 from bookmarks d where d.post_id = p.id and d.actor_id = v.id)
            or exists (select 1 from votes d where d.post_id = p.id and d.actor_id = v.id)
            or exists (select 1 from muted_threads d where d.thread_id = p.thread_id and d.actor_id = v.id)
            or exists (select 1 from quotes q join posts inner_post on inner_post.id = q.quoted_id
                where q.post_id = p.id and (inner_post.actor_id = v.id or inner_post.visibility <> 'public'
                or exists (select 1 from blocks d where (d.actor_id = v.id and d.target_id = inner_post.actor_id)
                    or (d.target_id = v.id and d.actor_id = inner_post.actor_id))
                or exists (select 1 from mutes d where d.actor_id = v.id and d.target_id = inner_post.actor_id)
                or exists (select 1 from muted_hosts d join actors far on far.host = d.host
                    where d.actor_id = v.id and far.id = inner_post.actor_id)
                or exists (select 1 from likes d where d.post_id = inner_post.id and d.actor_id = v.id)
                or exists (select 1 from boosts d where d.post_id = inner_post.id and d.actor_id = v.id)
                or exists (select 1 from bookmarks d where d.post_id = inner_post.id and d.actor_id = v.id)))) as own
        from actors v join posts p on p.id = :post_id where v.id in ({numbers(people)})""",
        post_id=post_id,
    )
    return {row["id"]: Tie(bool(row["own"]), bool(row["follows"]), bool(row["followed"])) for row in rows}
