"""The AI policies for people, in the reader's language. What machines read stays as fediart.rights.model has it."""

from __future__ import annotations

from functools import lru_cache

from fediart.language import Sentence
from fediart.rights.model import WORDS, Preset, Words


@lru_cache(maxsize=16)
def words_for(preset: Preset) -> Words:
    """Title, sentence and points of a preset: they are translated where a page shows them."""
    words = WORDS[preset]
    return Words(Sentence(words.title), Sentence(words.sentence), tuple(Sentence(point) for point in words.points))
