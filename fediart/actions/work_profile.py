"""What artists say of the work they look for: open or not, in what, where; and their place in the directory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.submission import one_line, paragraphs
from fediart.clock import DAY
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import work_profiles
from fediart.store.actors import Actor
from fediart.store.work_profiles import CLOSED, KINDS, LANGUAGE, MEDIUM, STATES, STYLE, WorkProfile

MOST_WORDS: Final = 12
LONGEST: Final = {"words": 2_000, "terms": 10_000, "place": 100, "word": 40}
SAME_PLACE: Final = 7 * DAY  # who closes and opens again within this time does not come to the front
_BREAK: Final = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class WorkForm:
    """As typed: mediums, styles and languages are words between commas."""

    state: str = CLOSED
    listed: bool = True
    visitors: bool = True
    remote: bool = True
    place: str = ""
    words: str = ""
    terms: str = ""
    mediums: str = ""
    styles: str = ""
    languages: str = ""


async def save(site: Site, artist: Actor, form: WorkForm) -> None:
    """Keeps it. Raises Problems by field."""
    words = _checked_words(form)
    profile = _checked(form, artist.id)
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await work_profiles.of_actor(tx, artist.id)
        since = before.since if before else 0
        opens = profile.state != CLOSED and (before is None or before.state == CLOSED)
        if not since or (opens and now - since > SAME_PLACE):
            since = now
        await work_profiles.save(tx, replace(profile, since=since, changed=now), words)
    site.pages.changed()


def _checked(form: WorkForm, actor_id: int) -> WorkProfile:
    found = [
        Problem(_("Shorten this to %(most)s characters.", most=LONGEST[name]), field=name)
        for name in ("words", "terms", "place")
        if len(getattr(form, name)) > LONGEST[name]
    ]
    if form.state not in STATES:
        found.append(Problem(_("Choose whether you are open for work."), field="state"))
    if found:
        raise Problems(found)
    return WorkProfile(
        actor_id=actor_id,
        state=form.state,
        listed=int(form.listed),
        visitors=int(form.visitors),
        remote=int(form.remote),
        place=one_line(form.place),
        words=paragraphs(form.words),
        terms=paragraphs(form.terms),
    )


def _checked_words(form: WorkForm) -> Mapping[str, tuple[str, ...]]:
    typed = {MEDIUM: form.mediums, STYLE: form.styles, LANGUAGE: form.languages}
    fields = {MEDIUM: "mediums", STYLE: "styles", LANGUAGE: "languages"}
    made = {kind: words_from(typed[kind]) for kind in KINDS}
    found = []
    for kind, words in made.items():
        if len(words) > MOST_WORDS:
            found.append(Problem(_("Give at most %(most)s of these.", most=MOST_WORDS), field=fields[kind]))
        if any(len(word) > LONGEST["word"] for word in words):
            found.append(Problem(_("Shorten each to %(most)s characters.", most=LONGEST["word"]), field=fields[kind]))
    if found:
        raise Problems(found)
    return made


def words_from(text: str) -> tuple[str, ...]:
    """What was typed between commas or on lines, each once, whatever its case."""
    kept: dict[str, str] = {}
    for part in _BREAK.split(text):
        word = one_line(part)
        if word:
            kept.setdefault(word.lower(), word)
    return tuple(kept.values())
