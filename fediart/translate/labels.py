"""Our verdict on the wire: the source type of a labelled work, and a hashtag and a warning for those who read none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fediart.rights.model import DigitalSource, Rights
from fediart.store.artworks import Artwork
from fediart.store.settings import InstanceSettings
from fediart.translate.loading import Told

TAGS: Final[Mapping[str, str]] = {"assisted": "AIassisted", "generated": "AIgenerated"}
WARNINGS: Final[Mapping[str, str]] = {"assisted": "AI-assisted", "generated": "AI-generated"}
_SOURCES: Final = {"assisted": DigitalSource.COMPOSITE_WITH_AI, "generated": DigitalSource.AI_GENERATED}


def label_of_tag(tag: str) -> str:
    """The label that a hashtag of ours stands for, or nothing."""
    return next((label for label, name in TAGS.items() if name.lower() == tag.lower()), "")


def with_source(rights: Rights, artwork: Artwork) -> Rights:
    """An AI label given here says how the picture came to be, unless its artist has said as much or more."""
    source = _SOURCES.get(artwork.ai_label)
    if source is None or rights.digital_source_type in (source, DigitalSource.AI_GENERATED):
        return rights
    return replace(rights, digital_source_type=source)


def labelled(told: Told, artwork: Artwork, settings: InstanceSettings) -> tuple[Told, Artwork]:
    """The work with its label as a tag and as a warning, as the instance has it."""
    tag, warning = TAGS.get(artwork.ai_label, ""), WARNINGS.get(artwork.ai_label, "")
    if settings.label_hashtag and tag and tag.lower() not in {one.lower() for one in told.tags}:
        artwork = replace(artwork, tags=(*artwork.tags, tag))
        told = replace(told, tags=(*told.tags, tag), artwork=artwork)
    if settings.label_warning and warning and warning.lower() not in told.post.warning.lower():
        both = f"{told.post.warning} · {warning}" if told.post.warning else warning
        told = replace(told, post=replace(told.post, warning=both))
    return told, artwork
