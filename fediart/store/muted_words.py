"""Words that a member does not want to come by: in which places, and whether what has them is hidden or covered.

Each belongs to a rule of fediart/store/filters.py, which also has posts; both are made ready here to be looked for.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fediart.store.database import Reading, Row, Writing

HOME, WALLS, THREADS, NEWS, PERSON = "home", "walls", "threads", "news", "person"
PLACES = (HOME, WALLS, THREADS, NEWS, PERSON)
"""At home and in lists; in galleries, under tags and in searches; in conversations; in notifications; on the own pages
of people."""
HIDE, COVER, BLUR = "hide", "cover", "blur"
WAYS = (HIDE, COVER, BLUR)
"""`blur` covers the pictures alone where an app can do so; pages cover the whole post."""
MOST = 200
LONGEST = 100  # letters of one phrase


@dataclass(frozen=True, slots=True)
class MutedWord:
    """`whole`: only where it stands as a word of its own. `until` is in milliseconds, 0 for good. `filter_id` is its
    rule."""

    id: int
    phrase: str
    whole: int
    places: tuple[str, ...]
    way: str
    until: int
    filter_id: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A member's muted words, made ready to be looked for: phrases are folded once. `posts` are those that a rule names
    by themselves, each with the rule as if its title were the word."""

    listed: tuple[tuple[str, MutedWord], ...] = field(default=())
    posts: Mapping[int, MutedWord] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.listed or self.posts)

    def found_at(self, post_id: int, text: str, place: str) -> MutedWord | None:
        """As `found_in`; a post that is named comes first."""
        named = self.posts.get(post_id)
        return named if named is not None and place in named.places else self.found_in(text, place)

    def found_in(self, text: str, place: str) -> MutedWord | None:
        """The word that this text has and that holds in this place; one that hides comes before one that covers."""
        here = [(phrase, one) for phrase, one in self.listed if place in one.places]
        if not here or not text:
            return None
        folded = fold(text)
        hits = [one for phrase, one in here if has(folded, phrase, whole=bool(one.whole))]
        return min(hits, key=lambda one: one.way != HIDE) if hits else None


NO_WORDS = Words()


def fold(text: str) -> str:
    """As texts are compared: without regard to upper and lower case and to how a letter is encoded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def has(text: str, phrase: str, *, whole: bool) -> bool:
    """Whether a folded text has the folded phrase; `whole`: with no letter before or behind. Takes linear time."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not whole or not (_joined(text, at - 1, at) or _joined(text, end - 1, end)):
            return True
        at = text.find(phrase, at + 1)
    return False


def _joined(text: str, left: int, right: int) -> bool:
    """Whether two neighbours belong to one word. Scripts that set no spaces have no words to tell apart."""
    if left < 0 or right >= len(text):
        return False
    return _is_letter(text[left]) and _is_letter(text[right])


def _is_letter(sign: str) -> bool:
    """A letter, a digit or a sign on one; a letter of Chinese, Japanese or Thai may begin a word anywhere."""
    kind = unicodedata.category(sign)
    if kind == "Lo" and (unicodedata.east_asian_width(sign) in "WF" or "\u0e00" <= sign <= "\u0eff"):
        return False
    return kind[0] in "LNM" or sign == "_"


def _word(row: Row) -> MutedWord:
    places = tuple(json.loads(row["places"]))
    return MutedWord(row["id"], row["phrase"], row["whole"], places, row["way"], row["until"], row["filter_id"])


async def of_actor(tx: Reading, actor_id: int) -> Sequence[MutedWord]:
    """The latest first."""
    rows = await tx.all(
        f"""select id, phrase, whole, places, way, until, filter_id from muted_words
        where actor_id = :id order by id desc limit {MOST}""",
        id=actor_id,
    )
    return [_word(row) for row in rows]


async def ready(tx: Reading, actor_id: int) -> Words:
    """To look for them."""
    found = await of_actor(tx, actor_id)
    named = await _named_posts(tx, actor_id)
    return Words(tuple((fold(one.phrase), one) for one in found), named) if found or named else NO_WORDS


async def _named_posts(tx: Reading, actor_id: int) -> dict[int, MutedWord]:
    rows = await tx.all(
        """select n.post_id as post_id, f.id as id, f.title as phrase, 0 as whole, f.places as places, f.way as way,
        f.until as until, f.id as filter_id from filters f join filter_posts n on n.filter_id = f.id
        where f.actor_id = :id order by n.id desc limit 500""",
        id=actor_id,
    )
    return {row["post_id"]: _word(row) for row in reversed(rows)}


async def put(tx: Writing, actor_id: int, word: MutedWord, *, now: int) -> None:
    """Adds the word, or changes the member's own of this id."""
    await tx.run(
        """insert into muted_words (id, actor_id, phrase, whole, places, way, until, created, filter_id)
        values (:id, :actor_id, :phrase, :whole, :places, :way, :until, :now, :filter_id)
        on conflict (id) do update set phrase = excluded.phrase, whole = excluded.whole, places = excluded.places,
        way = excluded.way, until = excluded.until where muted_words.actor_id = excluded.actor_id""",
        id=word.id,
        actor_id=actor_id,
        phrase=word.phrase,
        whole=word.whole,
        places=json.dumps(word.places),
        way=word.way,
        until=word.until,
        now=now,
        filter_id=word.filter_id,
    )


async def by_id(tx: Reading, actor_id: int, word_id: int) -> MutedWord | None:
    """The member's own alone."""
    row = await tx.one(
        """select id, phrase, whole, places, way, until, filter_id from muted_words
        where id = :id and actor_id = :actor_id""",
        id=word_id,
        actor_id=actor_id,
    )
    return _word(row) if row else None


async def remove(tx: Writing, actor_id: int, word_id: int) -> None:
    await tx.run("delete from muted_words where id = :id and actor_id = :actor_id", id=word_id, actor_id=actor_id)
