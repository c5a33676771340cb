"""Filters as apps see them, and what they say of a post."""

from __future__ import annotations

from typing import Literal, TypedDict

FilterContext = Literal["home", "notifications", "public", "thread", "account"]
FilterAction = Literal["warn", "hide", "blur"]


class FilterKeyword(TypedDict):
    """A word or phrase (docs.joinmastodon.org/entities/FilterKeyword)."""

    id: str
    keyword: str
    whole_word: bool


class FilterStatus(TypedDict):
    """A post that is filtered by itself (docs.joinmastodon.org/entities/FilterStatus)."""

    id: str
    status_id: str


class Filter(TypedDict):
    """Words and posts that somebody does not want to come by (docs.joinmastodon.org/entities/Filter)."""

    id: str
    title: str
    context: list[FilterContext]
    expires_at: str | None
    filter_action: FilterAction
    keywords: list[FilterKeyword]
    statuses: list[FilterStatus]


class FilterResult(TypedDict):
    """A filter that fits a post, and which of its words (docs.joinmastodon.org/entities/FilterResult)."""

    filter: Filter
    keyword_matches: list[str] | None
    status_matches: list[str] | None


class V1Filter(TypedDict):
    """A muted word for older apps (docs.joinmastodon.org/entities/V1_Filter)."""

    id: str
    phrase: str
    context: list[FilterContext]
    expires_at: str | None
    irreversible: bool
    whole_word: bool
