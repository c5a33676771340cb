"""Moderators' rules for words and links, for posts of other servers: what fits is kept out, held or marked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from federation.audience import Visibility, visibility_of
from federation.vocab import Activity, Note
from fediart.actions.word_gate import limit, rules, tell_moderators
from fediart.outcomes import Done, Outcome, Refused
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import held_words
from fediart.store.actors import Actor
from fediart.store.held_words import LET, RULE, HeldWords
from fediart.store.word_patterns import Text, ready_text
from fediart.store.word_rules import ELSEWHERE, HOLD, LIMIT, MESSAGE, REFUSE, SENSITIVE, WordRule, Words

_TAG: Final = re.compile(r"<a\s[^>]{0,2000}>", re.IGNORECASE)
_HREF: Final = re.compile(r"href\s*=\s*[\"']?(https?://[^\"'\s>]{1,2000})", re.IGNORECASE)
_NO_LINK: Final = re.compile(r"class\s*=\s*[\"'][^\"'>]{0,200}(?:mention|hashtag)", re.IGNORECASE)


async def meet(site: Site, sender: Actor, activity: Activity, note: Note) -> tuple[Note, Outcome | None]:
    """The post as it may be kept, or how its arrival ended. Costs nothing where no rule is for other servers."""
    words = await rules(site)
    rule = _found(words, sender, note)
    if rule is None:
        return note, None
    if rule.deed in (HOLD, REFUSE) and await _was_let(site, note):
        return note, None
    if rule.deed == REFUSE:
        return note, Refused(f"a rule for words: {rule.pattern[:100]}")
    if rule.deed == HOLD:
        await _hold(site, sender, activity, note, rule)
        return note, Done("held for a moderator by a rule for words")
    if rule.deed == LIMIT:
        await limit(site, sender, ELSEWHERE, _shown(note), rule)
    return (replace(note, sensitive=True) if rule.deed == SENSITIVE else note), None


async def may_keep(site: Site, author: Actor, note: Note) -> bool:
    """Whether a post that was fetched, or was changed by its author, may be kept: nobody is asked about these."""
    rule = _found(await rules(site), author, note)
    return rule is None or rule.deed not in (HOLD, REFUSE) or await _was_let(site, note)


def _found(words: Words, sender: Actor, note: Note) -> WordRule | None:
    if not (words.holds_in(ELSEWHERE) or words.holds_in(MESSAGE)):
        return None
    text = _ready(note)
    direct = visibility_of(note.to, note.cc, sender.followers_uri or None) is Visibility.DIRECT
    return words.find(text, ELSEWHERE) or (words.find(text, MESSAGE) if direct else None)


def _shown(note: Note) -> str:
    said = (note.name, note.summary, plain(note.content), *(one.alt for one in note.attachments))
    return "\n".join(part for part in said if part)


def _ready(note: Note) -> Text:
    """With the addresses behind its links, but for those that name people and tags."""
    tags = _TAG.findall(note.content[:60_000])
    found = (_HREF.search(tag) for tag in tags if not _NO_LINK.search(tag))
    return ready_text(_shown(note), [one[1] for one in found if one])


async def _was_let(site: Site, note: Note) -> bool:
    async with site.db.reading() as tx:
        held = await held_words.by_uri(tx, note.id)
    return held is not None and held.state == LET


async def _hold(site: Site, sender: Actor, activity: Activity, note: Note, rule: WordRule) -> None:
    """A repeat finds it held, or decided about, and changes nothing."""
    doing = {"do": "arrive", "activity": activity.raw, "signer": sender.uri}
    one = HeldWords(
        site.ids.new(), sender.id, ELSEWHERE, RULE, rule.pattern, _shown(note), doing, uri=note.id,
        created=site.clock.now(),
    )  # fmt: skip
    async with site.db.writing() as tx:
        if await held_words.hold(tx, one):
            await tell_moderators(tx, site, sender)
    site.bell.ring()
