"""The style page: every token and every component in every state, as this instance serves them.

What is listed here is compared with the style sheet by a test, so that the page cannot fall behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.language import N_, _
from fediart.web import pages
from fediart.web.render import Page

Token = tuple[str, str]
"""The name of a custom property without its dashes, and what it is for."""

COLOURS: Final[tuple[Token, ...]] = (
    ("wall", N_("The ground of every page, on which art hangs")),
    ("sheet", N_("What lies on the wall: panels, fields, menus")),
    ("shade", N_("Quiet grounds: notices, chips, pictures that are coming")),
    ("line", N_("Lines that part things")),
    ("edge", N_("Edges of controls")),
    ("soft", N_("Words beside the main thing")),
    ("ink", N_("Words, and the one filled button")),
    ("on-ink", N_("Words on ink")),
    ("accent", N_("An artist's own colour on their pages; else the ink")),
    ("on-accent", N_("Words on the accent")),
    ("focus", N_("The ring around what the keyboard has reached")),
    ("alarm", N_("What went wrong, what cannot be undone")),
    ("alarm-shade", N_("The ground of what went wrong")),
    ("good", N_("What went well")),
    ("good-shade", N_("The ground of what went well")),
)
SIZES: Final[tuple[Token, ...]] = (
    ("display", N_("One sentence that greets")),
    ("title", N_("The heading of a page")),
    ("heading", N_("Sections, works in a list")),
    ("large", N_("Leads and smaller headings")),
    ("text", N_("Running text")),
    ("small", N_("Controls and facts")),
    ("tiny", N_("Labels below pictures")),
    ("micro", N_("Badges and counts")),
)
SPACES: Final = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
ROUNDS: Final[tuple[Token, ...]] = (
    ("round-small", N_("Small controls")),
    ("round", N_("Fields and notices")),
    ("round-large", N_("Panels, menus, dialogs")),
    ("pill", N_("Buttons, chips, badges")),
)
MEASURES: Final[tuple[Token, ...]] = (
    ("edge-space", N_("Room at both sides of a page")),
    ("measure", N_("The widest column of text")),
    ("head", N_("How high the head is")),
    ("bar", N_("How high the bar of phones is; nothing elsewhere")),
    ("target", N_("The least height of a control")),
    ("stroke", N_("How thick lines are: more with high contrast")),
    ("row", N_("The height that a row of a wall aims at")),
    ("wall-gap", N_("Between the pictures of a wall")),
    ("move", N_("Answers to a touch")),
    ("slow", N_("Things that come and go")),
    ("lift", N_("The shadow of what floats")),
    ("veil", N_("Over the page, below a dialog")),
    ("over-picture", N_("Below words on a picture")),
    ("face", N_("The face of the interface: Instrument Sans")),
    ("serif", N_("The face of titles and names: Newsreader")),
    ("mono", N_("What machines read")),
    ("z-head", N_("The head, above the page")),
    ("z-menu", N_("Menus, above the head")),
    ("z-dialog", N_("Dialogs, above menus")),
    ("z-toast", N_("Toasts, above everything")),
)
SHAPES: Final = ("p40", "n29", "p0", "p92", "p29", "n55", "p50", "n20", "p70", "n40")
"""Proportions of the tiles that stand for pictures, as classes of ratios.css."""


@dataclass(frozen=True, slots=True)
class StylePage(Page):
    template: ClassVar[str] = "style.html"
    colours: tuple[Token, ...] = COLOURS
    sizes: tuple[Token, ...] = SIZES
    spaces: tuple[str, ...] = SPACES
    rounds: tuple[Token, ...] = ROUNDS
    measures: tuple[Token, ...] = MEASURES
    shapes: tuple[str, ...] = SHAPES


async def show(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, StylePage(title=_("Style")))
