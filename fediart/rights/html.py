"""What a page's head says about the policy: meta and link tags, and schema.org data for an artwork."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from fediart.rights.model import WORDS, DigitalSource, Policy, Rights, policy_document
from fediart.rights.values import values

# schema.org names its own members; where it has none that we could confirm, the IPTC address stands.
_SCHEMA_SOURCE: Mapping[DigitalSource, str] = MappingProxyType(
    {
        DigitalSource.DIGITAL_CREATION: "https://schema.org/DigitalArtDigitalSource",
        DigitalSource.HUMAN_EDITS: "https://schema.org/MinorHumanEditsDigitalSource",
        DigitalSource.AI_GENERATED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        DigitalSource.COMPOSITE_WITH_AI: ("https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"),
    }
)


@dataclass(frozen=True, slots=True)
class Tag:
    """One empty element of the head: `meta` or `link`, and its attributes in order."""

    name: str
    attributes: tuple[tuple[str, str], ...]


def _meta(name: str, content: str) -> Tag:
    return Tag("meta", (("name", name), ("content", content)))


def _licence_link(href: str, mime: str | None = None) -> Tag:
    kind = (("type", mime),) if mime else ()
    return Tag("link", (("rel", "license"), *kind, ("href", href)))


def head(
    policy: Policy, origin: str, *, licence_uri: str | None = None, rsl: bool = True, page: str = ""
) -> tuple[Tag, ...]:
    """The tags of a page under this policy (DeviantArt's noai in both forms, TDMRep, RSL, licence).

    `page` is the address of the artist's or the work's page, where the policy is somebody's.
    """
    said = values(policy)
    tags = []
    if said.robots:
        tags.append(_meta("robots", said.robots_line))
    # Some readers compare the whole content with one word, as DeviantArt first published it.
    tags += [_meta("robots", word) for word in said.robots if word in ("noai", "noimageai")]
    tags.append(_meta("tdm-reservation", str(said.reservation)))
    if policy.negotiable:
        tags.append(_meta("tdm-policy", policy_document(origin, policy.preset, page)))
    if rsl:
        tags.append(_licence_link(f"{origin}/license.xml", "application/rsl+xml"))
    if licence_uri is not None:
        tags.append(_licence_link(licence_uri))
    return tuple(tags)


def render(tags: Iterable[Tag]) -> str:
    """The tags as HTML, one per line, every value escaped."""
    return "\n".join(
        f"<{tag.name} " + " ".join(f'{name}="{escape(value)}"' for name, value in tag.attributes) + ">" for tag in tags
    )


def image_object(rights: Rights, *, content_url: str, name: str, description: str = "") -> dict[str, object]:
    """An artwork's picture as schema.org ImageObject (Google's image licence fields and usageInfo)."""
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "contentUrl": content_url,
        "url": rights.work_url,
        "name": name,
        "creator": {"@type": "Person", "name": rights.holder.name, "url": rights.holder.url},
        "creditText": rights.credit_line,
        "copyrightNotice": rights.notice,
        "license": rights.licence.uri,
        "acquireLicensePage": rights.licensing_url or rights.holder.url,
        "usageInfo": rights.policy_url,
        "conditionsOfAccess": WORDS[rights.policy.preset].sentence,
    }
    if description:
        said["description"] = description
    if rights.digital_source_type is not None:
        source = rights.digital_source_type
        said["digitalSourceType"] = _SCHEMA_SOURCE.get(source, source.uri)
    return said


def script(data: object) -> str:
    """JSON-LD as a script element that no text inside can close."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    text = text.replace("&", "\\u0026")
    return f'<script type="application/ld+json">{text}</script>'
