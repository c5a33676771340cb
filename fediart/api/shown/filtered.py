"""Which of the viewer's filters fit a post, in Mastodon's shape; what apps do about it is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fediart.api.call import Call
from fediart.api.entities.filters import Filter, FilterAction, FilterContext, FilterKeyword, FilterResult, FilterStatus
from fediart.api.shown.words import when
from fediart.sanitize import plain
from fediart.store import filters, muted_words
from fediart.store.database import Reading
from fediart.store.filters import Filter as Rule
from fediart.store.muted_words import COVER, HIDE, HOME, NEWS, PERSON, THREADS, WALLS, fold, has
from fediart.store.posts import Post

CONTEXTS: Mapping[FilterContext, str] = {
    "home": HOME,
    "notifications": NEWS,
    "public": WALLS,
    "thread": THREADS,
    "account": PERSON,
}
ACTIONS: Mapping[FilterAction, str] = {"warn": COVER, "hide": HIDE, "blur": muted_words.BLUR}
NO_WORDS: Mapping[int, Sequence[str]] = {}


async def filtered(
    tx: Reading, call: Call, posts: Sequence[Post], words: Mapping[int, Sequence[str]] = NO_WORDS
) -> dict[int, list[FilterResult]]:
    """By post id, for those that a filter of the viewer fits; never for the viewer's own posts.

    `words` are what stands at a post beside its own text: alternative texts, options of a poll.
    """
    if call.viewer_id is None or not posts:
        return {}
    rules = await filters.of_actor(tx, call.viewer_id)
    if not rules:
        return {}
    ready = made_ready(rules)
    found: dict[int, list[FilterResult]] = {}
    for post in posts:
        if post.actor_id != call.viewer_id:
            found[post.id] = fitting(ready, post.id, text_of(post, words.get(post.id, ())))
    return {post_id: results for post_id, results in found.items() if results}


Ready = Sequence[tuple[Rule, Sequence[tuple[str, muted_words.MutedWord]]]]


def made_ready(rules: Sequence[Rule]) -> Ready:
    """Rules with their phrases folded, once for any number of posts."""
    return [(rule, [(fold(word.phrase), word) for word in rule.words]) for rule in rules]


def text_of(post: Post, beside: Sequence[str] = ()) -> str:
    """What of a post filters look at, folded."""
    return fold("\n".join((post.title, post.warning, plain(post.content), *beside)))


def fitting(rules: Ready, post_id: int, text: str) -> list[FilterResult]:
    """The rules that fit this post; `text` is that of `text_of`."""
    found: list[FilterResult] = []
    for rule, phrases in rules:
        hits = [word.phrase for phrase, word in phrases if has(text, phrase, whole=bool(word.whole))]
        named = [str(one.post_id) for one in rule.posts if one.post_id == post_id]
        if hits or named:
            found.append({"filter": shown(rule), "keyword_matches": hits or None, "status_matches": named or None})
    return found


def shown(rule: Rule) -> Filter:
    """A rule with all its words and posts."""
    return {
        "id": str(rule.id),
        "title": rule.title,
        "context": contexts(rule.places),
        "expires_at": when(rule.until) if rule.until else None,
        "filter_action": next(action for action, way in ACTIONS.items() if way == rule.way),
        "keywords": [keyword(one) for one in rule.words],
        "statuses": [named_status(one) for one in rule.posts],
    }


def keyword(word: muted_words.MutedWord) -> FilterKeyword:
    return {"id": str(word.id), "keyword": word.phrase, "whole_word": bool(word.whole)}


def named_status(named: filters.NamedPost) -> FilterStatus:
    return {"id": str(named.id), "status_id": str(named.post_id)}


def contexts(places: Sequence[str]) -> list[FilterContext]:
    """In Mastodon's words."""
    return [context for context, place in CONTEXTS.items() if place in places]
