"""What may be done with an artwork: the presets an artist can choose, and how they resolve.

Four axes say everything; each surface (headers, pages, robots.txt, ActivityPub, image bytes) is
written from these values and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from fediart.language import written
from fediart.rights.licences import Licence

Axis = Literal["train_gen", "train_other", "ai_input", "search"]
AXES: tuple[Axis, ...] = ("train_gen", "train_other", "ai_input", "search")


class Preset(StrEnum):
    """A choice an artist or an admin can make; the value is what forms, the CLI and URLs carry."""

    NO_AI = "no-ai"
    NO_AI_NO_SEARCH = "no-ai-no-search"
    NO_TRAINING = "no-training"
    ASK_FIRST = "ask-first"
    OPEN = "open"


DEFAULT = Preset.NO_AI


@dataclass(frozen=True, slots=True)
class Policy:
    """One preset spelled out over the four axes; True means permitted."""

    preset: Preset
    train_gen: bool
    train_other: bool
    ai_input: bool
    search: bool

    @property
    def negotiable(self) -> bool:
        """Whether the artist offers to be asked: only then is there an offer for TDMRep to point to."""
        return self.preset is Preset.ASK_FIRST


POLICIES: Mapping[Preset, Policy] = MappingProxyType(
    {
        p.preset: p
        for p in (
            Policy(Preset.NO_AI, train_gen=False, train_other=False, ai_input=False, search=True),
            Policy(Preset.NO_AI_NO_SEARCH, train_gen=False, train_other=False, ai_input=False, search=False),
            Policy(Preset.NO_TRAINING, train_gen=False, train_other=False, ai_input=True, search=True),
            Policy(Preset.ASK_FIRST, train_gen=False, train_other=False, ai_input=False, search=True),
            Policy(Preset.OPEN, train_gen=True, train_other=True, ai_input=True, search=True),
        )
    }
)


NO_FLOOR = Preset.OPEN
"""The floor that refuses nothing."""


def within(policy: Policy, floor: Policy) -> bool:
    """Whether the policy permits nothing that the floor refuses, axis by axis."""
    return all(getattr(floor, axis) or not getattr(policy, axis) for axis in AXES)


def held(policy: Policy, floor: Policy) -> Policy:
    """The policy where the floor allows it, else the floor itself.

    Each preset permits all that a stricter one permits, so what both the choice and the floor permit is what the
    floor permits. `no-ai` and `ask-first` permit the same: below a floor of either, both can be chosen.
    """
    return policy if within(policy, floor) else floor


def strictest(policies: Iterable[Policy], otherwise: Policy) -> Policy:
    """What holds for something made of works of several policies: it permits only what all of them permit.

    The presets form a chain, so that is always one of them; of two that permit the same, the one that offers nothing.
    `otherwise` is for what is made of none.
    """
    return min(policies, key=lambda one: (sum(getattr(one, axis) for axis in AXES), one.negotiable), default=otherwise)


def resolve(
    instance: Preset,
    artist: Preset | None = None,
    work: Preset | None = None,
    *,
    series: Preset | None = None,
    floor: Preset = NO_FLOOR,
) -> Policy:
    """The policy that holds for a work: the most specific choice (instance < artist < series < artwork).

    Where that choice permits what the instance's floor refuses, the floor holds instead.
    """
    chosen = next((choice for choice in (work, series, artist) if choice is not None), instance)
    return held(POLICIES[chosen], POLICIES[floor])


@dataclass(frozen=True, slots=True)
class Words:
    """A preset for people: a title, one sentence, and what follows from it."""

    title: str
    sentence: str
    points: tuple[str, ...]


WORDS: Mapping[Preset, Words] = MappingProxyType(
    {
        Preset.NO_AI: Words(
            written("No AI"),
            written("Nobody may feed this work to artificial intelligence, and search engines may show it."),
            (
                written("Training any AI model on it is not permitted."),
                written("Using it as input for an AI system (answers, summaries, image prompts) is not permitted."),
                written("Search engines may index it and link here."),
            ),
        ),
        Preset.NO_AI_NO_SEARCH: Words(
            written("No AI, no search engines"),
            written("Nobody may feed this work to artificial intelligence, and search engines should leave it out."),
            (
                written("Training any AI model on it is not permitted."),
                written("Using it as input for an AI system is not permitted."),
                written("Search engines are asked not to index it."),
            ),
        ),
        Preset.NO_TRAINING: Words(
            written("No AI training"),
            written("Nobody may train artificial intelligence on this work; AI systems may look at it and link here."),
            (
                written("Training any AI model on it is not permitted."),
                written("AI systems may use it to answer a question, with a link to this place."),
                written("Search engines may index it and link here."),
            ),
        ),
        Preset.ASK_FIRST: Words(
            written("Ask first"),
            written("AI use of this work needs the artist's consent, given beforehand."),
            (
                written("Training or feeding an AI system needs a licence from the artist."),
                written("The contact is on the artist's page; silence is a no."),
                written("Search engines may index it and link here."),
            ),
        ),
        Preset.OPEN: Words(
            written("Open to AI"),
            written("The artist permits AI systems to learn from this work and to use it."),
            (
                written("Training AI models on it is permitted."),
                written("Using it as input for AI systems is permitted."),
                written("Search engines may index it and link here."),
                written("The work's licence still holds for everything else."),
            ),
        ),
    }
)


class DigitalSource(StrEnum):
    """How the artist says a picture came to be (IPTC digital source type): declared, never guessed."""

    DIGITAL_CREATION = "digitalCreation"
    HUMAN_EDITS = "humanEdits"
    DIGITAL_CAPTURE = "digitalCapture"
    NEGATIVE_FILM = "negativeFilm"
    POSITIVE_FILM = "positiveFilm"
    PRINT = "print"
    SCREEN_CAPTURE = "screenCapture"
    VIRTUAL_RECORDING = "virtualRecording"
    COMPOSITE = "composite"
    COMPOSITE_CAPTURE = "compositeCapture"
    COMPUTATIONAL_CAPTURE = "computationalCapture"
    ALGORITHMIC_MEDIA = "algorithmicMedia"
    DATA_DRIVEN_MEDIA = "dataDrivenMedia"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"
    COMPOSITE_WITH_AI = "compositeWithTrainedAlgorithmicMedia"
    AI_GENERATED = "trainedAlgorithmicMedia"

    @property
    def uri(self) -> str:
        """The IPTC NewsCodes address of this source type."""
        return f"http://cv.iptc.org/newscodes/digitalsourcetype/{self.value}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the rights: the artist's name and profile page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything a surface says about one artwork, or about an artist's work by default.

    `origin` is the instance's origin without a trailing slash; `work_url` is the artwork's page (for an
    artist's default: the profile page); `licensing_url` is where a licence can be asked for.
    """

    policy: Policy
    origin: str
    holder: Holder
    work_url: str
    licence: Licence
    year: int
    licensing_url: str | None = None
    credit: str | None = None
    digital_source_type: DigitalSource | None = None

    @property
    def policy_url(self) -> str:
        """The policy in plain words."""
        return policy_url(self.origin, self.policy.preset)

    @property
    def policy_document(self) -> str:
        """The policy as an ODRL document for machines."""
        return policy_document(self.origin, self.policy.preset, self.work_url)

    @property
    def credit_line(self) -> str:
        """What to write beside a copy: the artist's own wording, else the name."""
        return self.credit or self.holder.name

    @property
    def notice(self) -> str:
        """The copyright notice, or its absence where the licence gives copyright up."""
        if self.licence.reserved:
            return f"© {self.year} {self.holder.name}"
        return f"{self.holder.name}, {self.year} ({self.licence.name})"


def policy_url(origin: str, preset: Preset) -> str:
    """Address of the human-readable policy page."""
    return f"{origin}/policies/{preset.value}"


def policy_document(origin: str, preset: Preset, page: str = "") -> str:
    """Address of the machine-readable policy (ODRL, JSON-LD).

    An offer is its artist's, about an artist's works or about one: the document of `page`, the address of the artist's
    or the work's page here. What offers nothing is the same document for all.
    """
    about = page.removeprefix(f"{origin}/")
    if preset in (Preset.ASK_FIRST, Preset.OPEN) and about.startswith("@"):
        return f"{origin}/policies/{preset.value}/{about}.jsonld"
    return f"{origin}/policies/{preset.value}.jsonld"
