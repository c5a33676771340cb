"""What each preset says in each signal's own vocabulary: the one table every emitter reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fediart.rights.model import Policy, Preset

PLUS_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"


@dataclass(frozen=True, slots=True)
class Values:
    """One preset's values.

    `content_usage` is an RFC 9651 dictionary (AIPREF), `content_signal` Cloudflare's, `reservation` TDMRep's
    0 or 1, `data_mining` a PLUS code, `robots` the X-Robots-Tag tokens, `permits` and `prohibits` RSL usage
    tokens, `claim` and `usage_terms` the sentences written into image metadata, `mining` what CAWG's assertion says of
    data mining, AI inference, generative and other training.
    """

    content_usage: str
    content_signal: str
    reservation: int
    data_mining: str
    robots: tuple[str, ...]
    permits: str
    prohibits: str
    claim: str
    usage_terms: str
    mining: tuple[str, str, str, str] = ("notAllowed",) * 4

    @property
    def data_mining_uri(self) -> str:
        """The PLUS code as the URI that XMP and JSON-LD carry."""
        return PLUS_VOCABULARY + self.data_mining

    @property
    def robots_line(self) -> str:
        """The tokens as one header or meta value; empty when the policy forbids nothing there."""
        return ", ".join(self.robots)


_NO_AI = ("noai", "noimageai", "noarchive")
_NO_MINING = "Not for AI/ML training or text and data mining."

_TABLE: Mapping[Preset, Values] = MappingProxyType(
    {
        Preset.NO_AI: Values(
            content_usage="train-ai=n, search=y",
            content_signal="search=yes, ai-input=no, ai-train=no",
            reservation=1,
            data_mining="DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
            robots=_NO_AI,
            permits="search",
            prohibits="ai-all",
            claim="No AI training.",
            usage_terms=_NO_MINING,
        ),
        Preset.NO_AI_NO_SEARCH: Values(
            content_usage="train-ai=n, search=n",
            content_signal="search=no, ai-input=no, ai-train=no",
            reservation=1,
            data_mining="DMI-PROHIBITED",
            robots=(*_NO_AI, "noindex", "noimageindex"),
            permits="",
            prohibits="all",
            claim="No AI training.",
            usage_terms=f"{_NO_MINING} Not for search indexes.",
        ),
        Preset.NO_TRAINING: Values(
            content_usage="train-ai=n, search=y",
            content_signal="search=yes, ai-input=yes, ai-train=no",
            reservation=1,
            data_mining="DMI-PROHIBITED-AIMLTRAINING",
            # noai would also forbid AI input (DeviantArt's definition), which this preset permits.
            robots=("noarchive",),
            permits="search ai-input",
            prohibits="ai-train",
            claim="No AI training.",
            usage_terms="Not for AI/ML training.",
            mining=("constrained", "allowed", "notAllowed", "notAllowed"),
        ),
        Preset.ASK_FIRST: Values(
            content_usage="train-ai=n, search=y",
            content_signal="search=yes, ai-input=no, ai-train=no",
            reservation=1,
            data_mining="DMI-PROHIBITED-SEELINKEDRIGHTSEXPR",
            robots=_NO_AI,
            permits="search",
            prohibits="ai-all",
            claim="AI use only with the artist's prior consent.",
            usage_terms="Not for AI/ML training or text and data mining without the artist's prior consent.",
            mining=("constrained",) * 4,
        ),
        Preset.OPEN: Values(
            content_usage="train-ai=y, search=y",
            content_signal="search=yes, ai-input=yes, ai-train=yes",
            reservation=0,
            data_mining="DMI-ALLOWED",
            robots=(),
            permits="all",
            prohibits="",
            claim="AI training permitted.",
            usage_terms="AI/ML training and text and data mining are permitted.",
            mining=("allowed",) * 4,
        ),
    }
)


def values(policy: Policy) -> Values:
    """The signal values of a policy."""
    return _TABLE[policy.preset]
