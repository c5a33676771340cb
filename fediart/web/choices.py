"""The choices of forms in plain words: AI policies, doors, what happens with pictures made by AI."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.rights.model import WORDS, Policy, Preset

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


def floors() -> tuple[Choice, ...]:
    """What an admin may refuse for everybody, from nothing to everything."""
    refused = (
        (Preset.OPEN, "Nothing", "Artists may permit whatever they like."),
        (Preset.NO_TRAINING, "Training", "Nobody here can permit AI training; answering with a work can be permitted."),
        (Preset.NO_AI, "All AI use", "Nobody here can permit training, or use as input for AI systems."),
        (Preset.ASK_FIRST, "All AI use without consent", "As above; where it holds, people are told to ask first."),
        (Preset.NO_AI_NO_SEARCH, "AI and search engines", "Nobody here can permit AI use or indexing."),
    )
    return tuple((preset.value, title, text) for preset, title, text in refused)


def held_note(chosen: str, holds: Policy) -> str:
    """What to tell an artist whose choice is below the instance's floor; empty where the choice holds."""
    if not chosen or chosen == holds.preset.value or chosen not in set(Preset):
        return ""
    wanted, now = WORDS[Preset(chosen)].title, WORDS[holds.preset].title
    return (
        f"You chose “{wanted}”. This instance permits no more than “{now}”, so “{now}” is what holds now. "
        "Your choice is kept, and holds again as soon as the instance allows it."
    )


def _policy(preset: Preset) -> Choice:
    words = WORDS[preset]
    return preset.value, words.title, words.sentence
