"""`/license.xml`: the site's terms in RSL 1.0, one content element per path that differs."""

from __future__ import annotations

from functools import cache

from fediart.rights.exceptions import Form, Line, SiteTerms, chosen
from fediart.rights.model import AXES, POLICIES, Holder, Policy, Preset, policy_url
from fediart.rights.values import values
from fediart.rights.xmltext import xml_text

MEDIA_TYPE = "application/rsl+xml"
LIMIT = 500 * 1024  # bytes; RSL names none, and a reader that has read robots.txt can read as much here
_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<rsl xmlns="https://rslstandard.org/rsl">\n'
_CLOSE = "\n</rsl>\n"


def license_xml(terms: SiteTerms, origin: str, holder: Holder) -> bytes:
    """The document; `holder` is the instance, or the artist on a one-person site.

    No payment and no licence server are named: a plain refusal needs neither (RSL 1.0 guide). Longer paths
    come first.
    """
    last = _content("/", terms.policy, origin, _copyright(holder))

    @cache
    def whose(artist: str, shown_name: str) -> str:
        return _copyright(Holder(shown_name, f"{origin}/@{artist}"), "person") if artist else _copyright(holder)

    @cache
    def weight(preset: Preset, artist: str, shown_name: str) -> int:
        return len(_content("", POLICIES[preset], origin, whose(artist, shown_name)).encode()) + 1

    def part(line: Line) -> str:
        return _content(line.path, line.policy, origin, whose(*_named(line)))

    def cost(line: Line) -> int:
        if line.policy is line.cover:
            return 0
        return len(xml_text(line.path)) + weight(line.policy.preset, *_named(line))

    room = LIMIT - len((_OPEN + last + _CLOSE).encode())
    found = chosen(terms, Form(_openness, cost, room))
    body = "\n".join([*map(part, found.lines), last])
    return (_OPEN + body + _CLOSE).encode()


def _openness(policy: Policy) -> int:
    return sum(getattr(policy, axis) for axis in AXES)


def _copyright(holder: Holder, kind: str = "") -> str:
    type_ = f'type="{kind}" ' if kind else ""
    return f'<copyright {type_}contactUrl="{xml_text(holder.url)}">{xml_text(holder.name)}</copyright>'


def _named(line: Line) -> tuple[str, str]:
    """Whose it is, in addresses and for people; nobody's where it is not one artist's alone."""
    return (line.artist.name, line.artist.shown_name or line.artist.name) if line.artist else ("", "")


def _content(path: str, policy: Policy, origin: str, copyright_: str) -> str:
    said = values(policy)
    permits = f'<permits type="usage">{said.permits}</permits>' if said.permits else ""
    prohibits = f'<prohibits type="usage">{said.prohibits}</prohibits>' if said.prohibits else ""
    return (
        f' <content url="{xml_text(path)}">\n'
        f"  {copyright_}\n"
        f"  <terms>{xml_text(policy_url(origin, policy.preset))}</terms>\n"
        f"  <license>{permits}{prohibits}</license>\n"
        " </content>"
    )
