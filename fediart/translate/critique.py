"""Asking for critique, in words: for our pages, and for other servers in the text of the work's post."""

from __future__ import annotations

import html
from typing import Final

from fediart.language import N_
from fediart.store.critiques import Critique

TAG: Final = "critique"
"""The hashtag under which works that ask are found on other servers."""
KINDS: Final = {
    "composition": N_("Composition"),
    "anatomy": N_("Anatomy"),
    "perspective": N_("Perspective"),
    "colour": N_("Colour"),
    "values": N_("Light and values"),
    "technique": N_("Technique"),
    "story": N_("Story and feeling"),
}
TONES: Final = {
    "gentle": N_("Gently, please: say what works, too."),
    "straight": N_("Straight out, please."),
}


def federated(asked: Critique) -> str:
    """A paragraph of the post's text; what is asked, then the artist's own words."""
    kinds = ", ".join(KINDS[one].lower() for one in asked.kinds if one in KINDS)
    said = f"Critique is welcome{f': {kinds}' if kinds else ''}. {TONES.get(asked.tone, '')}".strip()
    own = f"<br>{html.escape(asked.words)}" if asked.words else ""
    return f"<p>{html.escape(said)}{own}</p>"
