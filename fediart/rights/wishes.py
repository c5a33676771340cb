"""What others wish for their works, from every place that says so: put together, held against our own policy, in words.

One refusal is enough, wherever it stands (policy-signals, sections 0.1 and 0.9). What is not spoken of is not permitted
by silence: where nobody says anything about AI, nothing more than `no-ai` permits is passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fediart.rights.auditor import decide
from fediart.rights.kept import NOTHING_KEPT, Kept, read_kept
from fediart.rights.meaning import Meaning, meaning
from fediart.rights.model import AXES, POLICIES, Axis, Policy, Preset, strictest
from fediart.rights.read_http import read_headers
from fediart.rights.read_image import read_image
from fediart.rights.signal import Signal, Surface

_AI: tuple[Axis, ...] = ("train_gen", "train_other", "ai_input")
_MOST_SIGNALS = 16
_LONGEST_VALUE = 1024
_LOOSEST_FIRST = (Preset.OPEN, Preset.NO_TRAINING, Preset.NO_AI, Preset.NO_AI_NO_SEARCH)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What each place says about one picture, post or person: `actor` by default of all that is theirs, `post` and
    `attachment` in the document, `server` in the headers of the picture's answer, `file` in the picture's bytes."""

    actor: Meaning = field(default_factory=dict)
    post: Meaning = field(default_factory=dict)
    attachment: Meaning = field(default_factory=dict)
    server: Meaning = field(default_factory=dict)
    file: Meaning = field(default_factory=dict)

    @property
    def declared(self) -> Meaning:
        """What the artist's server says: the default gives way to the post and its attachment where they speak."""
        return {**self.actor, **together((self.post, self.attachment))}

    @property
    def all(self) -> Meaning:
        """What holds of all of them."""
        return together((self.declared, self.server, self.file))


def together(said: Iterable[Meaning]) -> Meaning:
    """On each axis one refusal is enough."""
    found: dict[Axis, bool] = {}
    for one in said:
        for axis, permitted in one.items():
            found[axis] = found.get(axis, True) and permitted
    return found


def said_in(pairs: Iterable[tuple[str, str]], surface: Surface) -> Meaning:
    """What these names and values on one surface say together."""
    answers = decide(Signal(surface, name, value) for name, value in pairs)
    return {axis: answer == "allow" for axis, answer in answers.items() if answer != "unknown"}


def held_to(said: Meaning, local: Policy) -> Policy:
    """The loosest preset that permits nothing that either side refuses.

    Where they speak of AI at all, our own policy holds for what they leave open; where they do not, it holds as far as
    it permits no AI: a permission is theirs to give.
    """
    base = local if any(axis in said for axis in _AI) else strictest((local, POLICIES[Preset.NO_AI]), local)
    allowed = {axis for axis in AXES if said.get(axis, getattr(base, axis)) and getattr(local, axis)}
    fitting = (POLICIES[preset] for preset in _LOOSEST_FIRST)
    return next(
        (policy for policy in fitting if {axis for axis in AXES if getattr(policy, axis)} <= allowed),
        POLICIES[Preset.NO_AI_NO_SEARCH],
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a picture came with: names and values that say something about AI, and the rights fields of its bytes."""

    server: Pairs = ()
    file: Pairs = ()
    kept: Kept = field(default=NOTHING_KEPT)


def heard(headers: Iterable[tuple[str, str]], data: bytes) -> Heard:
    """Reads an answer's headers and a picture's bytes. Hostile input is bounded and never raises."""
    return Heard(_telling(read_headers(headers)), _telling(read_image(data)), read_kept(data))


def _telling(signals: Iterable[Signal]) -> Pairs:
    """Only what means something: the rest would be kept for nothing."""
    found = (
        (one.signal, one.value)
        for one in signals
        if one.status == "present" and len(one.value) <= _LONGEST_VALUE and meaning(one.signal, one.value)
    )
    return tuple(dict.fromkeys(found))[:_MOST_SIGNALS]


def in_words(said: Meaning) -> str:
    """`no AI training, no use as input for AI`: what is said, in plain words; empty where nothing is said of AI.

    Most servers say of everybody who has not chosen otherwise that search engines are unwanted: alone, it is heeded and
    not shown.
    """
    return ", ".join(_words(said)) if any(axis in said for axis in _AI) else ""


def _words(said: Meaning) -> Iterator[str]:
    generative, other = said.get("train_gen"), said.get("train_other")
    if generative == other:
        yield from _one(generative, "AI training is permitted", "no AI training")
    else:
        yield from _one(generative, "training of generative AI is permitted", "no training of generative AI")
        yield from _one(other, "training of other AI is permitted", "no training of other AI")
    yield from _one(said.get("ai_input"), "use as input for AI is permitted", "no use as input for AI")
    yield from _one(said.get("search"), "search engines may show it", "no search engines")


def _one(permitted: bool | None, yes: str, no: str) -> Iterator[str]:
    if permitted is not None:
        yield yes if permitted else no
