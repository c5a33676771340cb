"""What an app can let artists choose from."""

from __future__ import annotations

from typing import TypedDict

from fediart.api.entities.ours_rights import OurPolicyInWords


class OurLicence(TypedDict):
    """A licence: its word here, its name, its text, and what it allows in a sentence."""

    id: str
    name: str
    url: str
    sentence: str


class OurProcess(TypedDict):
    """A way in which works are made, and its IPTC digital source type, which files then carry."""

    id: str
    title: str
    digital_source_type: str


class OurLimits(TypedDict):
    """How long texts may be, in characters; how many pictures and tags a work may have."""

    texts: dict[str, int]
    pictures: int
    tags: int
    alt_required: bool


class OurChoices(TypedDict):
    """The words that this server takes for a work's licence, process and AI policy, and its limits."""

    licences: list[OurLicence]
    processes: list[OurProcess]
    ai_policies: list[OurPolicyInWords]
    currencies: list[str]
    limits: OurLimits
