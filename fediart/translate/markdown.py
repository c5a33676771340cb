"""The Markdown that other servers send (PeerTube, Lemmy's source) as HTML: what people use of it.

Everything is escaped first, so that no markup in the text survives; the sanitizer sees the result once more.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*")
_BULLET = re.compile(r"\s{0,8}[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s{0,8}\d{1,9}[.)]\s+(.*)")
_QUOTE = re.compile(r"\s{0,3}>\s?(.*)")
_CODE = re.compile(r"(`{1,3})([^`\n]+)\1")
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\((https?://[^\s()<>]{1,2000})[^()\n]{0,200}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()<>]{1,2000})[^()\n]{0,200}\)")
_BARE = re.compile(r"(?<![\w/\"'>=])https?://[^\s<>\"')\]]{1,2000}")
_EMPHASES = (
    (re.compile(r"\*\*(?=\S)([^*\n]{1,2000}?\S|\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<!\w)__(?=\S)([^_\n]{1,2000}?\S|\S)__(?!\w)"), r"<strong>\1</strong>"),
    (re.compile(r"~~(?=\S)([^~\n]{1,2000}?\S|\S)~~"), r"<del>\1</del>"),
    (re.compile(r"\*(?=\S)([^*\n]{1,2000}?\S|\S)\*"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,2000}?\S|\S)_(?!\w)"), r"<em>\1</em>"),
)
_TRAILING = ".,;:!?"
DEEPEST = 4  # quotes within quotes


def html_of_markdown(text: str, depth: int = 0) -> str:
    """Paragraphs, headings, lists, quotes and code; links and pictures by http(s) only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    made: list[str] = []
    at = 0
    while at < len(lines):
        block, at = _block(lines, at, depth)
        made.append(block)
    return "".join(made)


def html_of_plain(text: str) -> str:
    """Paragraphs of plain text; web addresses become links."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    escaped = [_linked(html.escape(part, quote=False)).replace("\n", "<br>") for part in parts if part]
    return "".join(f"<p>{part}</p>" for part in escaped)


def _block(lines: list[str], at: int, depth: int) -> tuple[str, int]:
    """The HTML of the block that begins here, and where the next begins."""
    line = lines[at]
    if not line.strip():
        return "", at + 1
    if fence := _FENCE.match(line):
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(fence[1])), len(lines))
        return f"<pre><code>{html.escape(chr(10).join(lines[at + 1 : end]))}</code></pre>", end + 1
    if _RULE.fullmatch(line):
        return "", at + 1
    if heading := _HEADING.fullmatch(line):
        level = len(heading[1])
        return f"<h{level}>{inline(heading[2])}</h{level}>", at + 1
    for pattern, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
        if pattern.fullmatch(line):
            found, end = _while(lines, at, pattern)
            return f"<{tag}>" + "".join(f"<li>{inline(one)}</li>" for one in found) + f"</{tag}>", end
    if _QUOTE.fullmatch(line) and depth < DEEPEST:
        found, end = _while(lines, at, _QUOTE)
        return f"<blockquote>{html_of_markdown(chr(10).join(found), depth + 1)}</blockquote>", end
    return _paragraph(lines, at)


def _while(lines: list[str], at: int, pattern: re.Pattern[str]) -> tuple[list[str], int]:
    """What the pattern finds in each line from here on, as long as it does."""
    found: list[str] = []
    while at < len(lines) and (match := pattern.fullmatch(lines[at])):
        found.append(match[1])
        at += 1
    return found, at


def _paragraph(lines: list[str], at: int) -> tuple[str, int]:
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _begins(lines[end]):
        end += 1
    return f"<p>{'<br>'.join(inline(one.strip()) for one in lines[at:end])}</p>", end


def _begins(line: str) -> bool:
    """Whether this line begins another kind of block."""
    return bool(_FENCE.match(line)) or any(one.fullmatch(line) for one in (_HEADING, _BULLET, _NUMBER, _QUOTE))


def inline(text: str) -> str:
    """One line: code, pictures, links and emphasis. What is code or an address is set aside meanwhile."""
    aside: list[str] = []

    def keep(made: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        def kept(match: re.Match[str]) -> str:
            aside.append(made(match))
            return f"\x00{len(aside) - 1}\x00"

        return kept

    text = html.escape(text.replace("\x00", ""), quote=False)
    text = _CODE.sub(keep(lambda match: f"<code>{match[2].strip()}</code>"), text)
    text = _IMAGE.sub(keep(lambda m: f'<img src="{_attribute(m[2])}" alt="{_attribute(m[1])}">'), text)
    text = _LINK.sub(lambda m: keep(lambda _: f'<a href="{_attribute(m[2])}">')(m) + m[1] + "</a>", text)
    text = _BARE.sub(keep(lambda match: _anchor(match[0])), text)
    for pattern, tagged in _EMPHASES:
        text = pattern.sub(tagged, text)
    return re.sub("\x00(\\d+)\x00", lambda match: aside[int(match[1])], text)


def _linked(escaped: str) -> str:
    return _BARE.sub(lambda match: _anchor(match[0]), escaped)


def _anchor(url: str) -> str:
    shown = url.rstrip(_TRAILING)
    return f'<a href="{_attribute(shown)}">{shown}</a>{url[len(shown) :]}'


def _attribute(escaped: str) -> str:
    """For an attribute: `<`, `>` and `&` are escaped already."""
    return escaped.replace('"', "&quot;")
