"""The one HTML sanitizer: every text of remote origin passes here before it is stored or shown."""

from __future__ import annotations

import html
import re

import nh3

TAGS = {
    "p", "br", "span", "a", "del", "s", "pre", "code", "em", "strong", "b", "i", "u",
    "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
    "sup", "sub", "ins", "wbr", "ruby", "rt", "rp",
}  # fmt: skip
CLASSES = {"mention", "hashtag", "u-url", "h-card", "ellipsis", "invisible", "quote-inline"}
_BLOCK = re.compile(r"</(?:p|li|h[1-6]|blockquote|pre)>|<br\s*/?>", re.IGNORECASE)
# Besides http(s) only our own pages of people and tags, where links of remote posts are led to.
_OWN_PAGE = re.compile(r"/(?:@[\w.:@%+-]{1,400}|tags/[\w%~+-]{1,900})")
_TAG = re.compile(r"<[^<>]*>")
MOST_TAGS = 5000  # lists nested without end take the sanitizer time that grows with their square


def clean(markup: str) -> str:
    """Markup safe to place in a page: few tags, links by http(s) or to people and tags here, no styles, no scripts.

    Total by design (advisory 56): whatever cannot be sanitized is shown as plain text.
    """
    if markup.count("<") > MOST_TAGS:
        return _as_text(markup)
    try:
        return nh3.clean(
            markup,
            tags=TAGS,
            attributes={"a": {"href", "class"}, "span": {"class"}, "ol": {"start"}},
            attribute_filter=_keep,
            url_schemes={"http", "https"},
            link_rel="nofollow noopener noreferrer ugc",
        )
    except Exception:
        return _as_text(markup)


def _as_text(markup: str) -> str:
    return "<p>" + html.escape(markup) + "</p>"


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if attribute == "start":
        return value if value.isdigit() else None
    if attribute == "href" and not value.lower().startswith(("http://", "https://")):
        return value if _OWN_PAGE.fullmatch(value) else None
    return value


def plain(markup: str) -> str:
    """The text of some markup, for titles, alternatives, notifications and feeds. Total, as `clean` is."""
    if markup.count("<") > MOST_TAGS:
        return markup.strip()
    try:
        few = nh3.clean(markup, tags=TAGS, attributes={}, link_rel=None)
    except Exception:
        return markup.strip()
    return html.unescape(_TAG.sub("", _BLOCK.sub("\n", few))).strip()
