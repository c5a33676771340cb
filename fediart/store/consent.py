"""Who may like, reply to, boost and quote a post: how it is kept with the post, and whether one actor may.

Kept as JSON: `{"reply": ["followers"], "ask": {"quote": ["everyone"]}}`. Words are those of `WHO`, or actors' ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.posts import Post

VERBS = ("like", "reply", "boost", "quote")
EVERYONE, FOLLOWERS, FOLLOWING = "everyone", "followers", "following"
WHO = (EVERYONE, FOLLOWERS, FOLLOWING)
NOBODY_WORD, APPROVAL = "nobody", "approval"
MOST_NAMED = 20  # actors named in a policy of another server
_OPEN = ("public", "unlisted")


class Answer(StrEnum):
    """Whether somebody may do something: at once, after asking, or not."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Consent:
    """`at_once` and `asking` map a verb to who may. A verb that is in neither is left open: see `_unsaid`."""

    at_once: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an artist here chose: each a word of WHO or `nobody`; `quote` may be `approval` as well."""

    like: str = EVERYONE
    reply: str = EVERYONE
    boost: str = EVERYONE
    quote: str = APPROVAL


# What holds for a post of ours that says nothing.
USUAL = Choice()


def kept(consent: Consent) -> str:
    """As it stands in the row."""
    made: dict[str, object] = {verb: list(who) for verb, who in consent.at_once.items()}
    asking = {verb: list(who) for verb, who in consent.asking.items() if who}
    if asking:
        made["ask"] = asking
    return json.dumps(made, separators=(",", ":")) if made else ""


def read(text: str) -> Consent:
    """Of `kept`; nothing said for an empty text."""
    if not text:
        return Consent()
    made = json.loads(text)
    asking = made.pop("ask", {})
    return Consent({verb: tuple(who) for verb, who in made.items()}, {verb: tuple(who) for verb, who in asking.items()})


def consent_of(choice: Choice) -> Consent:
    """An artist's choice as it is kept and sent."""
    words = {verb: getattr(choice, verb) for verb in VERBS}
    at_once = {verb: (word,) if word in WHO else () for verb, word in words.items()}
    return Consent(at_once, {"quote": (EVERYONE,)} if choice.quote == APPROVAL else {})


def choice_of(text: str) -> Choice:
    """The artist's choice out of the row of a post, an artwork or a default of ours."""
    if not text:
        return USUAL
    said = read(text)
    words = {verb: next(iter(said.at_once.get(verb, ())), NOBODY_WORD) for verb in VERBS}
    if said.asking.get("quote"):
        words["quote"] = APPROVAL
    return Choice(**words)


def consent_in(post: Post) -> Consent:
    """What holds for the post: its own word, or for one of ours that says nothing, the usual."""
    return consent_of(USUAL) if post.local and not post.consent else read(post.consent)


async def may(tx: Reading, post: Post, author: Actor, actor: Actor, verb: str) -> Answer:
    """Whether this actor may like, reply to, boost or quote the post, once they may see it."""
    return (await among(tx, [(post, author)], actor.id, actor.uri, verbs=(verb,)))[post.id][verb]


async def among(
    tx: Reading,
    listed: Sequence[tuple[Post, Actor]],
    actor_id: int,
    actor_uri: str,
    *,
    verbs: Sequence[str] = VERBS,
) -> dict[int, dict[str, Answer]]:
    """The same for many posts, each with its author, in at most two questions."""
    said = {post.id: consent_in(post) for post, _ in listed}
    near = [author.id for post, author in listed if _asks_who(said[post.id], verbs)]
    ties = await _ties(tx, near, actor_id) if near else {}
    narrow = (post.id for post, _ in listed if EVERYONE not in said[post.id].at_once.get("reply", (EVERYONE,)))
    named = await _mentioned(tx, (one for one in narrow if said[one].at_once["reply"]), actor_id)
    found: dict[int, dict[str, Answer]] = {}
    for post, author in listed:
        mine = {EVERYONE, actor_uri, *ties.get(author.id, ())}
        answers = {verb: _answer(post, said[post.id], verb, mine) for verb in verbs}
        if post.id in named and "reply" in answers:
            answers["reply"] = Answer.YES
        found[post.id] = dict.fromkeys(verbs, Answer.YES) if author.id == actor_id else answers
    return found


def _asks_who(consent: Consent, verbs: Iterable[str]) -> bool:
    """Whether it matters who follows whom."""
    return any(
        word in (FOLLOWERS, FOLLOWING)
        for verb in verbs
        for word in (*consent.at_once.get(verb, ()), *consent.asking.get(verb, ()))
    )


def _answer(post: Post, consent: Consent, verb: str, mine: set[str]) -> Answer:
    if verb in ("boost", "quote") and post.visibility not in _OPEN:
        return Answer.NO
    if verb not in consent.at_once and verb not in consent.asking:
        return _unsaid(verb)
    if not mine.isdisjoint(consent.at_once.get(verb, ())):
        return Answer.YES
    return Answer.NO if mine.isdisjoint(consent.asking.get(verb, ())) else Answer.ASK


def _unsaid(verb: str) -> Answer:
    """A quote needs a yes (FEP-044f); what everyone has always done needs a no."""
    return Answer.NO if verb == "quote" else Answer.YES


async def _ties(tx: Reading, author_ids: Iterable[int], actor_id: int) -> dict[int, set[str]]:
    """How the actor stands to these authors: among their followers, among those they follow."""
    wanted = numbers(set(author_ids))
    rows: Sequence[Row] = await tx.all(
        f"""select followee_id as author, '{FOLLOWERS}' as tie from follows
        where follower_id = :actor and followee_id in ({wanted}) and state = 'accepted'
        union all select follower_id as author, '{FOLLOWING}' as tie from follows
        where followee_id = :actor and follower_id in ({wanted}) and state = 'accepted'""",
        actor=actor_id,
    )
    ties: dict[int, set[str]] = {}
    for row in rows:
        ties.setdefault(row["author"], set()).add(row["tie"])
    return ties


async def _mentioned(tx: Reading, post_ids: Iterable[int], actor_id: int) -> set[int]:
    """Who is named in a post may always answer it, as with GoToSocial."""
    wanted = list(post_ids)
    if not wanted:
        return set()
    rows = await tx.all(
        f"select post_id from mentions where post_id in ({numbers(wanted)}) and actor_id = :actor", actor=actor_id
    )
    return {row["post_id"] for row in rows}


async def default_of(tx: Reading, actor_id: int) -> Choice:
    """What an artist wants for new posts."""
    return choice_of(await default_text(tx, actor_id))


async def default_text(tx: Reading, actor_id: int) -> str:
    """The same as it is kept with a post; empty for the usual."""
    return str(await tx.value("select consent from consent_defaults where actor_id = :id", id=actor_id) or "")


async def set_default(tx: Writing, actor_id: int, choice: Choice) -> None:
    await tx.run(
        """insert into consent_defaults (actor_id, consent) values (:id, :consent)
        on conflict (actor_id) do update set consent = excluded.consent""",
        id=actor_id,
        consent=kept(consent_of(choice)),
    )
