"""The choices of forms in plain words: AI policies, doors, what happens with pictures made by AI."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.rights.model import WORDS, Preset

Choice = tuple[str, str, str]  # value, title, explanation

DOORS: tuple[Choice, ...] = (
    ("open", "Open", "Anyone can sign up and begin at once."),
    ("approval", "By approval", "Anyone can ask to join, with a sentence or two; a moderator decides."),
    ("invitation", "By invitation", "Only people with an invitation link can sign up."),
    ("closed", "Closed", "Nobody can sign up."),
)
ADMISSION: tuple[Choice, ...] = (
    (
        "balanced",
        "Balanced",
        "Pictures that say they were made by an AI generator are refused. What only looks like it to our detector "
        "waits for a moderator. Partial use of AI is labelled.",
    ),
    ("strict", "Strict", "As balanced, and any trace of AI, or doubt about it, waits for a moderator."),
    ("label-only", "Label only", "Everything may be shown; what was made with AI carries a public label."),
    ("off", "Off", "Nothing is checked."),
)


def policies(words: Iterable[str]) -> tuple[Choice, ...]:
    """These presets with what follows from them."""
    return tuple(_policy(Preset(word)) for word in words)


def all_policies() -> tuple[Choice, ...]:
    return policies(preset.value for preset in Preset)


def _policy(preset: Preset) -> Choice:
    words = WORDS[preset]
    return preset.value, words.title, f"{words.sentence} {' '.join(words.points)}"
