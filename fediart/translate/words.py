"""What a person typed, as HTML: paragraphs, links, mentions and tags; nothing of it is ever taken as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from fediart.store.actors import Actor

MAX_TAGS = 30

_WORD = re.compile(
    r"(?P<url>https?://[^\s<>\"']+)"
    r"|(?<![\w@/.])@(?P<name>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?)(?:@(?P<host>[A-Za-z0-9.-]{1,253}[A-Za-z0-9](?::\d{1,5})?))?"
    r"|(?<![\w#&/])#(?P<tag>\w{1,100})"
)
_TRAILING = ".,;:!?)]}'\""


def handles_in(text: str, own_host: str) -> list[tuple[str, str]]:
    """The people named, as `(name, host)` in lower case; host is empty for our own."""
    found: dict[tuple[str, str], None] = {}
    for match in _WORD.finditer(text):
        if match["name"]:
            host = (match["host"] or "").lower()
            found[(match["name"].lower(), "" if host == own_host.lower() else host)] = None
    return list(found)


def tags_in(text: str) -> list[str]:
    """The tags, without `#` and in lower case; what is only digits is a number, not a tag."""
    found = (match["tag"].lower() for match in _WORD.finditer(text) if match["tag"])
    return list(dict.fromkeys(tag for tag in found if not tag.isdigit()))[:MAX_TAGS]


def html_of(text: str, *, origin: str, people: Mapping[tuple[str, str], Actor]) -> str:
    """Paragraphs of the text. `people` are those of `handles_in` that are known, by name and host."""
    own_host = origin.partition("://")[2]

    def linked(match: re.Match[str]) -> str:
        if match["url"]:
            return _link(match["url"])
        if match["tag"]:
            return match[0] if match["tag"].isdigit() else tag_link(match["tag"], origin)
        host = (match["host"] or "").lower()
        actor = people.get((match["name"].lower(), "" if host == own_host else host))
        return mention_link(actor) if actor else html.escape(match[0])

    return "".join(f"<p>{_escaped(part, linked)}</p>" for part in _paragraphs(text))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def _escaped(text: str, linked: Callable[[re.Match[str]], str]) -> str:
    made, at = [], 0
    for match in _WORD.finditer(text):
        made += [html.escape(text[at : match.start()]), linked(match)]
        at = match.end()
    made.append(html.escape(text[at:]))
    return "".join(made).replace("\n", "<br>")


def _link(url: str) -> str:
    shown = url.rstrip(_TRAILING)
    rest = url[len(shown) :]
    address = html.escape(shown)
    return f'<a href="{address}" rel="nofollow noopener">{address}</a>{html.escape(rest)}'


def mention_link(actor: Actor) -> str:
    """As Mastodon writes it, which is what other servers look for."""
    page, name = html.escape(actor.url), html.escape(actor.name)
    return f'<span class="h-card"><a href="{page}" class="u-url mention">@<span>{name}</span></a></span>'


def tag_link(tag: str, origin: str) -> str:
    shown = html.escape(tag)
    return f'<a href="{tag_url(tag, origin)}" class="mention hashtag" rel="tag">#<span>{shown}</span></a>'


def tag_url(tag: str, origin: str) -> str:
    return f"{origin}/tags/{quote(tag.lower(), safe='')}"


def tags_line(tags: Iterable[str], origin: str) -> str:
    """One paragraph of tags; empty without any."""
    links = " ".join(tag_link(tag, origin) for tag in tags)
    return f"<p>{links}</p>" if links else ""
