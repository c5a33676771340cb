"""The choices of forms in plain words: AI policies, doors, what happens with pictures made by AI."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.language import N_, _
from fediart.rights.model import Policy, Preset
from fediart.web.preset_words import words_for

Choice = tuple[str, str, str]  # value, title, explanation

DOORS: tuple[Choice, ...] = (
    ("open", N_("Open"), N_("Anyone can sign up and begin at once.")),
    ("approval", N_("By approval"), N_("Anyone can ask to join, with a sentence or two; a moderator decides.")),
    ("invitation", N_("By invitation"), N_("Only people with an invitation link can sign up.")),
    ("closed", N_("Closed"), N_("Nobody can sign up.")),
)
ADMISSION: tuple[Choice, ...] = (
    (
        "balanced",
        N_("Balanced"),
        N_(
            "Pictures that say they were made by an AI generator are refused. What only looks like it to our detector "
            "waits for a moderator. Partial use of AI is labelled."
        ),
    ),
    ("strict", N_("Strict"), N_("As balanced, and any trace of AI, or doubt about it, waits for a moderator.")),
    ("label-only", N_("Label only"), N_("Everything may be shown; what was made with AI carries a public label.")),
    ("off", N_("Off"), N_("Nothing is checked.")),
)


def policies(words: Iterable[str]) -> tuple[Choice, ...]:
    """These presets with what follows from them."""
    return tuple(_policy(Preset(word)) for word in words)


def all_policies() -> tuple[Choice, ...]:
    return policies(preset.value for preset in Preset)


def floors() -> tuple[Choice, ...]:
    """What an admin may refuse for everybody, from nothing to everything."""
    refused = (
        (Preset.OPEN, _("Nothing"), _("Artists may permit whatever they like.")),
        (
            Preset.NO_TRAINING,
            _("Training"),
            _("Nobody here can permit AI training; answering with a work can be permitted."),
        ),
        (Preset.NO_AI, _("All AI use"), _("Nobody here can permit training, or use as input for AI systems.")),
        (
            Preset.ASK_FIRST,
            _("All AI use without consent"),
            _("As above; where it holds, people are told to ask first."),
        ),
        (Preset.NO_AI_NO_SEARCH, _("AI and search engines"), _("Nobody here can permit AI use or indexing.")),
    )
    return tuple((preset.value, title, text) for preset, title, text in refused)


def held_note(chosen: str, holds: Policy) -> str:
    """What to tell an artist whose choice is below the instance's floor; empty where the choice holds."""
    if not chosen or chosen == holds.preset.value or chosen not in set(Preset):
        return ""
    wanted, now = words_for(Preset(chosen)).title, words_for(holds.preset).title
    return _(
        "You chose “%(wanted)s”. This instance permits no more than “%(now)s”, so “%(now)s” is what holds now. Your"
        " choice is kept, and holds again as soon as the instance allows it.",
        wanted=wanted,
        now=now,
    )


def _policy(preset: Preset) -> Choice:
    words = words_for(preset)
    return preset.value, words.title, words.sentence
