"""Which addresses a page links to with rel=me, to the letter (advisory 29)."""

from __future__ import annotations

from federation.links import links


def links_with_me(page: str) -> set[str]:
    """The addresses of `a` and `link` elements that say rel=me."""
    return {said.get("href", "") for _, said in links(page) if "me" in said.get("rel", "").lower().split()}
