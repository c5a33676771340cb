"""Words that a member does not want to come by: in which places, and whether what has them is hidden or covered."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from fediart.store.database import Reading, Row, Writing

HOME, WALLS, THREADS, NEWS = "home", "walls", "threads", "news"
PLACES = (HOME, WALLS, THREADS, NEWS)
"""At home and in lists; in galleries, under tags and in searches; in conversations; in notifications."""
HIDE, COVER = "hide", "cover"
WAYS = (HIDE, COVER)
MOST = 200
LONGEST = 100  # letters of one phrase


@dataclass(frozen=True, slots=True)
class MutedWord:
    """`whole`: only where it stands as a word of its own. `until` is in milliseconds, 0 for good."""

    id: int
    phrase: str
    whole: int
    places: tuple[str, ...]
    way: str
    until: int


@dataclass(frozen=True, slots=True)
class Words:
    """A member's muted words, made ready to be looked for: phrases are folded once."""

    listed: tuple[tuple[str, MutedWord], ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.listed)

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
    return MutedWord(row["id"], row["phrase"], row["whole"], places, row["way"], row["until"])


async def of_actor(tx: Reading, actor_id: int) -> Sequence[MutedWord]:
    """The latest first."""
    rows = await tx.all(
        f"""select id, phrase, whole, places, way, until from muted_words
        where actor_id = :id order by id desc limit {MOST}""",
        id=actor_id,
    )
    return [_word(row) for row in rows]


async def ready(tx: Reading, actor_id: int) -> Words:
    """To look for them."""
    found = await of_actor(tx, actor_id)
    return Words(tuple((fold(one.phrase), one) for one in found)) if found else NO_WORDS


async def put(tx: Writing, actor_id: int, word: MutedWord, *, now: int) -> None:
    """Adds the word, or changes the member's own of this id."""
    await tx.run(
        """insert into muted_words (id, actor_id, phrase, whole, places, way, until, created)
        values (:id, :actor_id, :phrase, :whole, :places, :way, :until, :now)
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
    )


async def by_id(tx: Reading, actor_id: int, word_id: int) -> MutedWord | None:
    """The member's own alone."""
    row = await tx.one(
        "select id, phrase, whole, places, way, until from muted_words where id = :id and actor_id = :actor_id",
        id=word_id,
        actor_id=actor_id,
    )
    return _word(row) if row else None


async def remove(tx: Writing, actor_id: int, word_id: int) -> None:
    await tx.run("delete from muted_words where id = :id and actor_id = :actor_id", id=word_id, actor_id=actor_id)
