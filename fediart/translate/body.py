"""What a remote post says, as HTML that may be stored: one markup, pictures taken out, names led to our own pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin, urlsplit

from federation.attachments import media_type_of
from federation.lenient import http_url
from federation.objects import Attachment, Note
from fediart.sanitize import clean, plain
from fediart.translate.markdown import html_of_markdown, html_of_plain

MAX_INLINE = 64
SMALL = 64  # pixels: a picture in the text that is no larger is an emoji or a counting pixel

# Each stops at the next `<` or at a word's beginning, so that no text takes longer than its length (advisory 57).
_EMBEDDED = re.compile(r"<(img|video|audio|source|iframe)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])([a-z][a-z-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
# Blocks that are not kept: what stood on a line of its own still does.
_BLOCK_END = re.compile(
    r"</(?:div|figure|figcaption|section|article|table|tr|dt|dd|header|footer|address)>", re.IGNORECASE
)
_TAKEN_OUT = re.compile(r"</(?:div|fig|sec|art|t[abrdh]|d[td]|head|foot|addr)", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]>", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br>\s?){3,}")
_EDGES = re.compile(r"^(?:<br>\s?)+|(?:<br>\s?)+$|(?:<br>\s?)+(?=<(?:p|ul|ol|blockquote|pre|h[1-6])>)")
_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r'href="([^"]*)"')
_SIZED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled)?\.(\w{3,4})$")
_FILE_NAME = re.compile(r"[^/\\]{1,200}\.\w{3,4}")


def title_of(note: Note) -> str:
    """Plain text. Of a picture, a file's name is no title; of a Note only where it says more than that."""
    if not note.name:
        return ""
    name = plain(note.name).replace("\n", " ")[:300]
    if note.type in ("Image", "Document") and _FILE_NAME.fullmatch(name):
        return ""
    return "" if note.type == "Note" and not note.content else name


def content_of(note: Note, people: Mapping[str, str]) -> str:
    """Sanitized. `people` are paths of people known here by their id and by the address of their page."""
    said = note.content or (note.summary or "" if note.type not in ("Note", "Question") else "")
    return told(said, note.media_type, note, people)


def told(said: str, media_type: str, note: Note, people: Mapping[str, str]) -> str:
    """The same for any text of a post: its content in one of several languages."""
    markup = _without_emojis(markup_of(said, media_type))
    lined = _in_lines(markup)
    made = clean(lined) if lined is markup else _EDGES.sub("", _BREAKS.sub("<br><br>", clean(lined)))
    return _led_here(made, note, people) if "<a " in made and (people or note.hashtags) else made


def markup_of(said: str, media_type: str) -> str:
    """As HTML, not yet sanitized."""
    if media_type in ("text/markdown", "text/x-markdown"):
        return html_of_markdown(said)
    if media_type in ("text/plain", "text/x.misskeymarkdown", "text/bbcode"):
        return html_of_plain(said)
    return said


def words_of(said: str) -> str:
    """A biography, sanitized; one without any markup (PeerTube, Lemmy) keeps its lines."""
    return clean(said if "<" in said else html_of_plain(html.unescape(said)))


def inline_files(note: Note) -> list[Attachment]:
    """Pictures that stand in the text (Friendica, WordPress), and players, which become links; each once."""
    if note.type in ("Image", "Document"):
        return []  # the text of such a post repeats its picture
    markup = markup_of(note.content, note.media_type)
    known = {_name_of(one.url) for one in note.attachments}
    found: list[Attachment] = []
    for tag, said in _embedded(markup):
        url = _address(note.id, html.unescape(said.get("src", "")))
        if url is None or not said.get("src") or _name_of(url) in known or (tag == "img" and _is_small(said)):
            continue
        known.add(_name_of(url))
        alt = html.unescape(said.get("alt", said.get("title", "")))[:10_000]
        kind = "Image" if tag == "img" else "Link"
        media_type = media_type_of(url) if tag != "iframe" else None
        found.append(Attachment(url, kind, media_type, alt))
    return found[: max(0, MAX_INLINE - len(note.attachments))]


def _address(base: str, said: str) -> str | None:
    try:
        return http_url(urljoin(base, said))
    except ValueError:  # brackets and letters that no host has
        return None


def _embedded(markup: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The tags that bring something from elsewhere, with their attributes."""
    if "<" in markup:
        for match in _EMBEDDED.finditer(markup):
            yield match[1].lower(), _attributes(match[2])


def _attributes(inside: str) -> dict[str, str]:
    return {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(inside)}


def _is_small(said: Mapping[str, str]) -> bool:
    """An emoji, a smiley, a picture of one pixel."""
    if set(said.get("class", "").lower().split()) & {"emoji", "smiley", "wp-smiley", "custom-emoji", "mfm-emoji"}:
        return True
    sides = [int(side) for side in (said.get("width", ""), said.get("height", "")) if re.fullmatch("[0-9]{1,5}", side)]
    return bool(sides) and max(sides) <= SMALL


def _without_emojis(markup: str) -> str:
    """Emojis that are sent as pictures are read as the words they stand for."""

    def read(match: re.Match[str]) -> str:
        said = _attributes(match[2])
        return said.get("alt", "").replace("<", "&lt;") if match[1].lower() == "img" and _is_small(said) else match[0]

    return _EMBEDDED.sub(read, markup) if "<img" in markup.lower() else markup


def _in_lines(markup: str) -> str:
    """A break in the place of the end of each block that the sanitizer takes out."""
    if not _TAKEN_OUT.search(markup):
        return markup
    return _BLOCK_END.sub("<br>", _CELL_END.sub(" ", markup))


def _name_of(url: str) -> str:
    """What two sizes of one picture have in common: WordPress writes `a.jpg`, `a-300x200.jpg` and `a.jpg?w=300`."""
    parts = urlsplit(url)
    if (media_type_of(url) or "").startswith("image/"):
        return "/".join(_SIZED.sub(r".\1", parts.path).split("/")[-2:]).lower()
    return url


def _led_here(markup: str, note: Note, people: Mapping[str, str]) -> str:
    """Links to people known here and to tags lead to our own pages (they go where they say: only the house changes)."""
    tags = {one.name.lower() for one in note.hashtags}
    by_address = {one.href: one.name.lower() for one in note.hashtags if one.href}

    def led(match: re.Match[str]) -> str:
        found = _HREF.search(match[1])
        if found is None:
            return match[0]
        address, shown = html.unescape(found[1]), plain(match[2])
        path = people.get(address)
        tag = shown[1:].lower() if shown.startswith("#") and shown[1:].lower() in tags else by_address.get(address)
        if path is None and tag and shown.lstrip("#").lower() == tag:
            path = f"/tags/{quote(tag, safe='')}"
        if path is None:
            return match[0]
        return match[0].replace(found[0], f'href="{html.escape(path)}"', 1)

    return _ANCHOR.sub(led, markup)
