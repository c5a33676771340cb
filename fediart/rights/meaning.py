"""What a signal's value means on the four axes, by each signal's own definition.

A meaning maps axes to permitted (True) or refused (False); an axis it does not speak about is left out.
None means the value cannot be read, which decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fediart.rights.model import AXES, Axis
from fediart.rights.structured import dictionary

Meaning = Mapping[Axis, bool]

LONGEST = 16_384  # characters; a longer value is refused unread
_TRAINING: tuple[Axis, ...] = ("train_gen", "train_other")
_AI: tuple[Axis, ...] = (*_TRAINING, "ai_input")
# robots tokens that may carry a colon of their own; any other "word:" names a crawler the line is for
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")


def meaning(signal: str, value: str) -> Meaning | None:
    """What this signal says with this value; an empty mapping for signals that only inform."""
    if len(value) > LONGEST:
        return None
    reader = _READERS.get(signal)
    return {} if reader is None else reader(value)


def same(axes: tuple[Axis, ...], permitted: bool) -> dict[Axis, bool]:
    """One answer on several axes."""
    return dict.fromkeys(axes, permitted)


def content_usage(value: str) -> Meaning | None:
    """AIPREF vocab-07: `train-ai` (generative models only) and `search`; only the tokens y and n count."""
    members = dictionary(value)
    if members is None:
        return None
    said: dict[Axis, bool] = {}
    for key, axis in _CONTENT_USAGE.items():
        if members.get(key) in ("y", "n"):
            said[axis] = members[key] == "y"
    return said


_CONTENT_USAGE: Mapping[str, Axis] = MappingProxyType({"train-ai": "train_gen", "search": "search"})


def content_signal(value: str) -> Meaning | None:
    """Cloudflare's Content Signals: search, ai-input, ai-train; what is left out is neither given nor refused."""
    said: dict[Axis, bool] = {}
    for part in value.split(","):
        key, separator, word = part.partition("=")
        if not separator:
            return None
        word = word.strip().lower()
        axes = _CONTENT_SIGNALS.get(key.strip().lower(), ())
        if axes and word not in ("yes", "no"):
            return None
        said |= {axis: said.get(axis, True) and word == "yes" for axis in axes}  # said twice, the refusal holds
    return said


_CONTENT_SIGNALS: Mapping[str, tuple[Axis, ...]] = MappingProxyType(
    {"search": ("search",), "ai-input": ("ai_input",), "ai-train": _TRAINING}
)


def tdm_reservation(value: str) -> Meaning | None:
    """TDMRep: 1 reserves mining, 0 does not; anything else counts as unset."""
    if value.strip() not in ("0", "1"):
        return None
    return same(_TRAINING, value.strip() == "0")


def robots_tokens(value: str) -> Meaning:
    """noai and its kin (DeviantArt, Mojeek's noml, Bing's noarchive), noindex and its kin."""
    said: dict[Axis, bool] = {}
    for word in _for_everyone(value):
        said.update(_ROBOTS.get(word, {}))
    return said


def _for_everyone(value: str) -> list[str]:
    """The tokens of a robots value; none if it begins with the name of one crawler."""
    words = [word.strip().lower() for word in value.split(",")]
    name, colon, _ = words[0].partition(":")
    if colon and name.strip() not in _VALUED:
        return []
    return words


_ROBOTS: Mapping[str, dict[Axis, bool]] = MappingProxyType(
    {
        "noai": same(_AI, False),
        "noimageai": same(_AI, False),
        "noml": same(_TRAINING, False),
        "noarchive": {"train_gen": False},
        "noindex": {"search": False},
        "noimageindex": {"search": False},
        "none": {"search": False},
    }
)


def data_mining(value: str) -> Meaning | None:
    """PLUS DataMining: any code that starts with DMI-PROHIBITED refuses at least generative training."""
    code = value.strip().rstrip("/").rsplit("/", 1)[-1]
    if code in _DATA_MINING:
        return _DATA_MINING[code]
    if code.startswith("DMI-PROHIBITED"):
        return same(_AI, False)
    return None


_DATA_MINING: Mapping[str, Meaning] = MappingProxyType(
    {
        "DMI-UNSPECIFIED": {},
        "DMI-ALLOWED": same(AXES, True),
        "DMI-PROHIBITED": same(AXES, False),
        "DMI-PROHIBITED-AIMLTRAINING": same(_TRAINING, False),
        "DMI-PROHIBITED-GENAIMLTRAINING": {"train_gen": False},
        "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": {**same(_AI, False), "search": True},
    }
)


def searchable_by(value: str) -> Meaning:
    """FEP-268d: search is for the public, or it is not."""
    return {"search": value.strip() in ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")}


def indexable(value: str) -> Meaning | None:
    """FEP-5feb: a boolean."""
    return {"search": value == "true"} if value in ("true", "false") else None


def rsl_usage(value: str) -> Meaning:
    """RSL usage tokens, as `permits a b; prohibits c`: what is prohibited wins."""
    said: dict[Axis, bool] = {}
    for word, permitted in (("permits", True), ("prohibits", False)):
        for part in value.split(";"):
            kind, *tokens = part.split() or [""]
            if kind == word:
                for token in tokens:
                    said.update(same(_RSL.get(token, ()), permitted))
    return said


_RSL: Mapping[str, tuple[Axis, ...]] = MappingProxyType(
    {"all": AXES, "ai-all": _AI, "ai-train": _TRAINING, "ai-input": ("ai_input",), "search": ("search",)}
)


def training_mining(value: str) -> Meaning:
    """CAWG training and data mining v1.1; `constrained` by itself is `notAllowed`."""
    said: dict[Axis, bool] = {}
    for part in value.split(","):
        key, _, use = part.strip().partition("=")
        axis = _CAWG.get(key)
        if axis is not None and use in ("allowed", "notAllowed", "constrained"):
            said[axis] = said.get(axis, True) and use == "allowed"
    return said


_CAWG: Mapping[str, Axis] = MappingProxyType(
    {
        "data_mining": "train_other",
        "ai_training": "train_other",
        "ai_generative_training": "train_gen",
        "ai_inference": "ai_input",
    }
)


def ai_txt(value: str) -> Meaning:
    """Spawning's ai.txt: whether a file may go into training sets."""
    return {"train_gen": value.lower().startswith("allow")}


def training_allowed(value: str) -> Meaning | None:
    """trust.txt: `yes` or `no`."""
    return {"train_gen": value == "yes"} if value in ("yes", "no") else None


def odrl(value: str) -> Meaning:
    """TDMRep's profile of ODRL: mining that is prohibited, or permitted; on conditions it is not permitted yet."""
    return same(_TRAINING, value == "permits tdm:mine") if "tdm:mine" in value else {}


_READERS: Mapping[str, Callable[[str], Meaning | None]] = MappingProxyType(
    {
        "Content-Usage": content_usage,
        "contentUsage": content_usage,
        "Content-Signal": content_signal,
        "contentSignal": content_signal,
        "tdm-reservation": tdm_reservation,
        "tdm:reservation": tdm_reservation,
        "tdmReservation": tdm_reservation,
        "content-signal": content_signal,
        "X-Robots-Tag": robots_tokens,
        "robots": robots_tokens,
        "xRobotsTag": robots_tokens,
        "plus:DataMining": data_mining,
        "dataMining": data_mining,
        "searchableBy": searchable_by,
        "indexable": indexable,
        "rsl:license": rsl_usage,
        "cawg.training-mining": training_mining,
        "c2pa.training-mining": training_mining,
        "ai.txt": ai_txt,
        "datatrainingallowed": training_allowed,
        "odrl": odrl,
        "Disallow": lambda value: same(AXES, False),
        "Disallow training crawlers": lambda value: {"train_gen": False},
        "Disallow retrieval crawlers": lambda value: {"ai_input": False},
    }
)
