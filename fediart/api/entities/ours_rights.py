"""Rights: which AI policy holds, in words and as every signal that this server emits."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class OurPermits(TypedDict):
    """What a policy permits: training generative and other models, use as an AI system's input, search engines."""

    train_gen: bool
    train_other: bool
    ai_input: bool
    search: bool


class OurPolicyInWords(TypedDict):
    """An AI policy in words: `ai_policy` is its word here, `url` its page and `document` the same in ODRL."""

    ai_policy: str
    title: str
    sentence: str
    points: list[str]
    permits: OurPermits
    url: str
    document: str


class OurHeader(TypedDict):
    """A line of the HTTP headers."""

    name: str
    value: str


class OurSurfaces(TypedDict):
    """What is said of the policy on each surface, to the letter: `headers` of every answer, `html` in the head of
    pages, `activitypub` in objects for other servers, `xmp` in the bytes of every public file (works alone)."""

    headers: list[OurHeader]
    html: str
    activitypub: dict[str, Any]
    xmp: NotRequired[str]


class OurException(TypedDict):
    """An artist whose pages or works have another policy than the instance: `ai_policy` holds for the pages, `used`
    are all that something of theirs has."""

    url: str
    ai_policy: str
    used: list[str]


class OurDocuments(TypedDict):
    """The site-wide files that say the same."""

    robots: str
    rsl: str
    tdmrep: str
    ai: str


class OurInstanceRights(TypedDict):
    """The instance's AI policy; `floor` is what nobody may go below, null where there is none; `offered` what artists
    may choose; `exceptions` at most 200 artists who differ, all of whom `documents` heed."""

    policy: OurPolicyInWords
    floor: OurPolicyInWords | None
    offered: list[OurPolicyInWords]
    surfaces: OurSurfaces
    documents: OurDocuments
    exceptions: list[OurException]


class OurArtistRights(TypedDict):
    """What holds for an artist's works by default. `chosen` is told to the artist alone, empty where the instance's
    holds; so is `offered`."""

    id: str
    url: str
    policy: OurPolicyInWords
    notice: str
    credit: str
    surfaces: OurSurfaces
    chosen: NotRequired[str]
    offered: NotRequired[list[OurPolicyInWords]]


class OurWorkRights(TypedDict):
    """The rights to one artwork. `by` is whose choice the policy is: `floor` where the instance allows no less strict
    one than that. `chosen` and `offered` are told to its artist alone."""

    id: str
    url: str
    policy: OurPolicyInWords
    by: Literal["artwork", "series", "artist", "instance", "floor"]
    licence: str
    licence_name: str
    licence_url: str
    notice: str
    credit: str
    digital_source_type: str | None
    surfaces: OurSurfaces
    chosen: NotRequired[str]
    offered: NotRequired[list[OurPolicyInWords]]
