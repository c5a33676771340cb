"""What only artworks have: their words for apps of any kind, and fediart's own fields."""

from __future__ import annotations

from typing import Final, cast

from fediart.api.call import Call
from fediart.api.entities.statuses import OurRights, OurSeries, OurSignals, OurStatus
from fediart.config import Config
from fediart.rights import jsonld
from fediart.rights.model import Rights
from fediart.store.actors import Actor
from fediart.store.images import Image
from fediart.store.remote_labels import Label
from fediart.store.whole_posts import InSeries, Whole, WholeWork
from fediart.translate.artwork_words import artwork_words
from fediart.translate.outgoing import work_rights

_SIGNALS: Final = tuple(OurSignals.__annotations__)
_TOLD_LABELS: Final = (Label.GENERATED, Label.ASSISTED, Label.TAGGED)


def work_content(config: Config, one: Whole, work: WholeWork) -> str:
    """Title, description, medium, captions and tags: the same that other servers are sent."""
    order = tuple(image.id for image in one.images)
    return artwork_words(
        config, work.artwork, url=one.post.url, people=one.mentioned, facts=work.facts, pictures=order,
        words=work.words, asked=work.critique,
    )  # fmt: skip


def ours(call: Call, one: Whole) -> OurStatus:
    """Of any post; most of it stands only at artworks."""
    made: OurStatus = {
        "kind": one.post.kind,  # type: ignore[typeddict-item]  # one of posts.KINDS
        "title": one.post.title,
        "ai_label": one.ai.label.value if one.ai.label in _TOLD_LABELS else "",
    }
    if one.work is not None:
        made.update(_of_work(call, one.work, one.author, one.images))
    return made


def of_work(call: Call, work: WholeWork, artist: Actor, images: tuple[Image, ...] = ()) -> OurStatus:
    """Of a work in any state."""
    return {
        "kind": "artwork",
        "title": work.artwork.title,
        "ai_label": work.artwork.ai_label,
        **_of_work(call, work, artist, images),
    }


def _of_work(call: Call, work: WholeWork, artist: Actor, images: tuple[Image, ...]) -> OurStatus:
    artwork = work.artwork
    made = {
        "medium": artwork.medium,
        "tools": artwork.tools,
        "year": work.facts.year,
        "size": work.facts.size,
        "description": artwork.description,
        "series": _series(call, artist, work.series) if work.series else None,
        "colours": list(work.colours) or [image.colour for image in images if image.colour],
        "portfolio": bool(artwork.portfolio),
        "rights": rights_of(work_rights(call.site.config, call.settings, artist, artwork)),
    }
    return cast("OurStatus", made)


def _series(call: Call, artist: Actor, series: InSeries) -> OurSeries:
    return {
        "id": str(series.id),
        "title": series.title,
        "url": f"{call.site.config.origin}/@{artist.name}/series/{series.slug}",
        "position": series.position,
    }


def rights_of(rights: Rights) -> OurRights:
    """Licence and AI policy with every signal that headers, pages and files carry."""
    said = jsonld.terms(rights)
    signals = {name: said[name] for name in _SIGNALS if name in said}
    return {
        "licence": rights.licence.id,
        "licence_url": rights.licence.uri,
        "ai_policy": rights.policy.preset.value,
        "ai_policy_url": rights.policy_url,
        "signals": cast("OurSignals", signals),
    }
