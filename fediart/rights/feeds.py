"""The policy in Atom, RSS, JSON Feed, oEmbed and sitemaps: of every work its own, and of a feed what holds for all.

A feed may mix works of many policies. Whoever fetches it has all of them at once, so the feed as a whole permits only
what every work in it permits; each item says its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fediart.rights.jsonld import policy_members, terms
from fediart.rights.licences import Licence
from fediart.rights.model import Policy, Rights, policy_url, strictest
from fediart.rights.rsl import MEDIA_TYPE
from fediart.rights.values import values
from fediart.rights.xmltext import xml_text

RSL = "https://rslstandard.org/rsl"
_NOTICE = 400  # characters


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for a feed: the strictest policy of its items, and their licence where they share one."""

    policy: Policy
    origin: str
    licence: Licence | None = None


def whole(items: Sequence[Rights], origin: str, otherwise: Policy) -> Whole:
    """`otherwise` is the policy of an empty feed."""
    licences = {one.licence.id: one.licence for one in items}
    shared = next(iter(licences.values())) if len(licences) == 1 else None
    return Whole(strictest((one.policy for one in items), otherwise), origin, shared)


def notice(rights: Rights) -> str:
    """The copyright notice and the wish in one line, as it stands in the picture files."""
    return f"{rights.notice}. {values(rights.policy).claim}"


def whole_notice(of: Whole) -> str:
    return f"{values(of.policy).claim} Each work states its own terms. {policy_url(of.origin, of.policy.preset)}"


def atom_item(rights: Rights) -> Iterator[str]:
    """For an Atom entry: its rights, both licence links (the RSL one by its type), and RSL for the work itself."""
    yield f"<rights>{xml_text(notice(rights), _NOTICE)}</rights>"
    yield from licence_links(rights.origin, rights.licence)
    yield rsl_content(rights)


def rss_item(rights: Rights) -> Iterator[str]:
    """The same for an item of RSS 2.0, whose own vocabulary has no word for rights."""
    yield f"<dc:rights>{xml_text(notice(rights), _NOTICE)}</dc:rights>"
    yield from licence_links(rights.origin, rights.licence, prefix="atom:")
    yield rsl_content(rights)


def licence_links(origin: str, licence: Licence | None, *, prefix: str = "") -> Iterator[str]:
    """The terms in RSL, and the licence that people read (policy-signals, section 8)."""
    yield f'<{prefix}link rel="license" type="{MEDIA_TYPE}" href="{xml_text(origin)}/license.xml"/>'
    if licence is not None:
        yield f'<{prefix}link rel="license" href="{xml_text(licence.uri)}" title="{xml_text(licence.name)}"/>'


def rsl_content(rights: Rights) -> str:
    """RSL 1.0 for one work, with the prefix `rsl`."""
    said = values(rights.policy)
    permits = f'<rsl:permits type="usage">{said.permits}</rsl:permits>' if said.permits else ""
    prohibits = f'<rsl:prohibits type="usage">{said.prohibits}</rsl:prohibits>' if said.prohibits else ""
    holder = rights.holder
    return (
        f'<rsl:content url="{xml_text(rights.work_url)}">'
        f'<rsl:copyright contactUrl="{xml_text(holder.url)}">{xml_text(holder.name)}</rsl:copyright>'
        f"<rsl:terms>{xml_text(rights.policy_url)}</rsl:terms>"
        f"<rsl:license>{permits}{prohibits}</rsl:license></rsl:content>"
    )


def json_item(rights: Rights) -> dict[str, object]:
    """The `_fediart` object of a JSON Feed item: the terms under the names that ActivityPub objects have them."""
    return {"about": rights.policy_url, **terms(rights)}


def json_whole(of: Whole) -> dict[str, object]:
    """The `_fediart` object of a JSON Feed."""
    found = {"about": policy_url(of.origin, of.policy.preset), **policy_members(of.policy, of.origin)}
    return found | ({"license": of.licence.uri} if of.licence is not None else {})


def oembed_members(rights: Rights) -> Mapping[str, str | int]:
    """The terms beside an oEmbed answer, flat, since its XML form knows only elements with text."""
    flat: dict[str, str | int] = {}
    for name, value in terms(rights).items():
        flat[name] = value if isinstance(value, int) else ", ".join(value) if isinstance(value, list) else str(value)
    return flat


def sitemap_image(url: str, licence: Licence) -> str:
    """A picture of a work in a sitemap, with the licence (Google's image extension 1.1)."""
    place, terms_at = xml_text(url), xml_text(licence.uri)
    return f"<image:image><image:loc>{place}</image:loc><image:license>{terms_at}</image:license></image:image>"
