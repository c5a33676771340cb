"""Portfolios and series for apps: only works that the viewer may see are named."""

from __future__ import annotations

from collections.abc import Collection

from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.ours_portfolios import OurAbout, OurCover, OurPortfolio, OurSection, OurSeriesEntry
from fediart.api.shown.accounts import account
from fediart.api.shown.media import attachment
from fediart.api.shown.words import when, whole
from fediart.rights.model import policy_url
from fediart.sanitize import clean
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.images import Image
from fediart.store.portfolios import HEADER, About, Portfolio, Section
from fediart.store.series import Series
from fediart.store.threads import local_file
from fediart.translate.markdown import html_of_markdown
from fediart.translate.rights import series_policy


async def portfolio(tx: Reading, call: Call, artist: Actor, look: Portfolio, seen: Collection[int]) -> OurPortfolio:
    """As `look` says, for this viewer. `seen` are those of `named` that the viewer may see."""
    sections = [_section(one, look.pinned, seen) for one in look.sections]
    if call.viewer_id != artist.id:
        sections = [one for one in sections if one["artworks"] or one["words"]]
    return {
        "account": await account(tx, call, artist),
        "url": artist.url,
        "layout": look.layout,  # type: ignore[typeddict-item]  # one of portfolios.LAYOUTS, as rows are read
        "accent": look.accent,  # type: ignore[typeddict-item]  # one of portfolios.ACCENTS
        "headline": look.headline,
        "cover": _cover(call, artist, look, seen),
        "rest": look.rest,
        "series": look.series,
        "pinned": [str(one) for one in look.pinned if one in seen],
        "sections": sections,
        "about": _about(look.about),
    }


def named(look: Portfolio) -> set[int]:
    """All works that it names."""
    covers = (*(one.cover for one in look.sections), _number(look.cover))
    return {*look.pinned, *look.placed, *covers} - {0}


def _section(one: Section, pinned: Collection[int], seen: Collection[int]) -> OurSection:
    return {
        "key": one.key,
        "heading": one.heading,
        "words": one.words,
        "html": clean(html_of_markdown(one.words)),
        "cover": str(one.cover) if one.cover in seen else None,
        "artworks": [str(work) for work in one.works if work in seen and work not in pinned],
    }


def _cover(call: Call, artist: Actor, look: Portfolio, seen: Collection[int]) -> OurCover | None:
    if look.cover == HEADER:
        if not artist.header:
            return None
        url = whole(call.site.config.origin, local_file(artist.header))
        return {"kind": "header", "artwork_id": None, "url": url, "alt": artist.header_alt}
    number = _number(look.cover)
    if number not in seen:
        return None
    return {"kind": "artwork", "artwork_id": str(number), "url": None, "alt": ""}


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 0


def _about(about: About) -> OurAbout:
    return {
        "statement": about.statement,
        "html": clean(html_of_markdown(about.statement)),
        "skills": list(about.skills),
        "tools": list(about.tools),
        "clients": list(about.clients),
        "exhibitions": list(about.exhibitions),
        "experience": list(about.experience),
        "awards": list(about.awards),
        "publications": list(about.publications),
        "education": list(about.education),
    }


def series_entry(
    call: Call, artist: Actor, shown_artist: Account, one: Series, *, works: int, face: Image | None
) -> OurSeriesEntry:
    """A series with how many of its works the viewer may see, and the first picture of them."""
    origin, policy = call.site.config.origin, series_policy(one, artist, call.settings)
    made: OurSeriesEntry = {
        "id": str(one.id),
        "url": f"{artist.url}/series/{one.slug}",
        "title": one.title,
        "description": one.description,
        "account": shown_artist,
        "artworks_count": works,
        "face": attachment(origin, face, member=call.viewer is not None) if face else None,
        "ai_policy": policy.preset.value,
        "ai_policy_url": policy_url(origin, policy.preset),
        "created_at": when(one.created),
    }
    if call.viewer_id == artist.id:
        made["chosen_ai_policy"] = one.ai_policy
    return made
