"""Rows of moderators' rules for words and links, and what a process keeps of them in memory for a few seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fediart.clock import SECOND
from fediart.store.database import Reading, Row, Writing
from fediart.store.word_patterns import Pattern, Text, ready

SIGN_UP, PROFILE, POST, REPLY, MESSAGE, ELSEWHERE = "sign-up", "profile", "post", "reply", "message", "elsewhere"
PLACES = (SIGN_UP, PROFILE, POST, REPLY, MESSAGE, ELSEWHERE)
REFUSE, HOLD, LIMIT, SENSITIVE = "refuse", "hold", "limit", "sensitive"
DEEDS = (REFUSE, HOLD, LIMIT, SENSITIVE)
"""What a rule calls for, the strictest first: of several that fit, that one counts."""
MOST = 500
FRESH = 5 * SECOND


@dataclass(frozen=True, slots=True)
class WordRule:
    """`said` is what the person is told, empty for usual words; `comment` is for moderators. Times in milliseconds."""

    id: int
    kind: str
    pattern: str
    places: tuple[str, ...]
    deed: str
    said: str = ""
    comment: str = ""
    paused: int = 0
    account_id: int | None = None
    created: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The rules that hold, made ready: by place, the strictest first."""

    by_place: dict[str, tuple[tuple[Pattern, WordRule], ...]] = field(default_factory=dict)

    def holds_in(self, place: str) -> bool:
        return bool(self.by_place.get(place))

    def find(self, text: Text, place: str) -> WordRule | None:
        """The strictest rule that fits, the oldest of equals."""
        return next((rule for pattern, rule in self.by_place.get(place, ()) if pattern.fits(text)), None)


class KnownWords:
    """The rules in memory. A change in this process counts at once, and soon in others (jobs/company.py)."""

    def __init__(self) -> None:
        self._words = Words()
        self._version: str | None = None
        self._read = -FRESH
        self.tell: Callable[[], None] | None = None

    def kept(self, *, now: int) -> Words | None:
        """The rules if they are fresh."""
        return self._words if now - self._read < FRESH else None

    async def read(self, tx: Reading, *, now: int) -> Words:
        """From memory, or from the rows where somebody has changed them."""
        kept = self.kept(now=now)
        if kept is not None:
            return kept
        version = str(await tx.value("select changed from settings where key = 'word-rules'") or "")
        if version != self._version:
            self._words, self._version = made_ready(await rules(tx)), version
        self._read = now
        return self._words

    def changed(self) -> None:
        """To be called after the commit of a change: they are read anew when they are asked for."""
        self.heard()
        if self.tell is not None:
            self.tell()

    def heard(self) -> None:
        """Another process has changed them."""
        self._read, self._version = -FRESH, None


def made_ready(found: Sequence[WordRule]) -> Words:
    """Paused ones and those with nothing to look for are left out."""
    by_place: dict[str, list[tuple[Pattern, WordRule]]] = {}
    for rule in sorted(found, key=lambda one: (DEEDS.index(one.deed), one.id)):
        pattern = ready(rule.kind, rule.pattern)
        if pattern is not None and not rule.paused:
            for place in rule.places:
                by_place.setdefault(place, []).append((pattern, rule))
    return Words({place: tuple(rules) for place, rules in by_place.items()})


_LISTED = "id, kind, pattern, places, deed, said, comment, paused, account_id, created, changed"


def _rule(row: Row) -> WordRule:
    return WordRule(**{**dict(row), "places": tuple(json.loads(row["places"]))})


async def rules(tx: Reading) -> Sequence[WordRule]:
    """All of them, the newest first."""
    rows = await tx.all(f"select {_LISTED} from word_rules where id > 0 order by id desc limit {MOST}")
    return [_rule(row) for row in rows]


async def by_id(tx: Reading, rule_id: int) -> WordRule | None:
    row = await tx.one(f"select {_LISTED} from word_rules where id = :id", id=rule_id)
    return _rule(row) if row else None


async def put(tx: Writing, rule: WordRule) -> None:
    """Makes or changes one."""
    await tx.run(
        f"""insert into word_rules ({_LISTED}) values (:id, :kind, :pattern, :places, :deed, :said, :comment, :paused,
        :account_id, :created, :changed) on conflict (id) do update set kind = excluded.kind,
        pattern = excluded.pattern, places = excluded.places, deed = excluded.deed, said = excluded.said,
        comment = excluded.comment, paused = excluded.paused, changed = excluded.changed""",
        id=rule.id, kind=rule.kind, pattern=rule.pattern, places=json.dumps(rule.places), deed=rule.deed,
        said=rule.said, comment=rule.comment, paused=rule.paused, account_id=rule.account_id, created=rule.created,
        changed=rule.changed,
    )  # fmt: skip
    await _touch(tx)


async def drop(tx: Writing, rule_id: int) -> bool:
    gone = await tx.run("delete from word_rules where id = :id", id=rule_id) > 0
    await _touch(tx)
    return gone


async def _touch(tx: Writing) -> None:
    """Other processes see that something has changed."""
    await tx.run(
        """insert into settings (key, value, changed) values ('word-rules', '{}', 1)
        on conflict (key) do update set changed = settings.changed + 1"""
    )


async def latest_public(tx: Reading, *, limit: int) -> Sequence[Row]:
    """`id, local, title, warning, content, source, name, host` of the newest posts that are for everyone."""
    return await tx.all(
        """select p.id as id, p.local as local, p.title as title, p.warning as warning, p.content as content,
        p.source as source, a.name as name, a.host as host from posts p join actors a on a.id = p.actor_id
        where p.id < :before and p.deleted = 0 and p.visibility in ('public', 'unlisted')
        order by p.id desc limit :limit""",
        before=2**62,
        limit=limit,
    )
