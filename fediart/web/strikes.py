"""What moderators decided about a member: read by whom it concerns, and appealed once. Frozen members come here, too.

Whoever cannot log in any more opens the one decision with the link in their mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import strike_appeals
from fediart.actions.strikes import SAID, for_link, may_appeal_until
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import strikes, taken_things
from fediart.store.database import Reading
from fediart.store.strikes import (
    DELETE,
    DELETE_POSTS,
    FREEZE,
    LIMIT,
    MARK_POSTS,
    SENSITIVE,
    SUSPEND,
    TAKE_PICTURES,
    TAKE_PROFILE,
    WARN,
    Appeal,
    Strike,
    StruckPost,
)
from fediart.store.taken_things import Taken
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/settings/strikes"
LABELS: Final[Mapping[str, str]] = {
    WARN: N_("Warned"), SENSITIVE: N_("Marked as sensitive"), LIMIT: N_("Limited"), FREEZE: N_("Frozen"),
    SUSPEND: N_("Suspended"), DELETE: N_("Deleted"), MARK_POSTS: N_("Posts marked as sensitive"),
    DELETE_POSTS: N_("Posts taken away"), TAKE_PICTURES: N_("Pictures taken out"),
    TAKE_PROFILE: N_("Parts of the profile taken away"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStrike:
    """`deed` is a sentence for the member, `label` one for moderators; `action` is where an appeal is sent, empty where
    there is none to make; `until` when the time for it ends; `taken` is what was taken away and is kept until then."""

    strike: Strike
    deed: str
    posts: tuple[StruckPost, ...]
    appeal: Appeal | None
    action: str
    until: int
    label: str = ""
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class StrikesPage(Page):
    """`failed` is the strike whose appeal could not be sent, with what was typed in `text`."""

    template: ClassVar[str] = "settings/strikes.html"
    found: Sequence[ShownStrike]
    frozen: bool
    failed: int = 0
    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OneStrikePage(Page):
    """For whoever cannot log in."""

    template: ClassVar[str] = "settings/strike.html"
    one: ShownStrike
    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def shown_strikes(tx: Reading, found: Sequence[Strike], *, now: int, base: str) -> list[ShownStrike]:
    """With their posts and appeals. `base` is the beginning of the address to which an appeal is sent."""
    ids = [one.id for one in found]
    about, appeals = await strikes.posts_of(tx, ids), await strikes.appeals_of(tx, ids)
    kept = await taken_things.of_strikes(tx, ids)
    return [
        ShownStrike(
            strike=one,
            deed=_(SAID.get(one.deed, one.deed)),
            posts=tuple(about.get(one.id, ())),
            appeal=appeals.get(one.id),
            action=f"{base}/{one.id}/appeal" if strike_appeals.may_appeal(one, one.id in appeals, now=now) else "",
            until=may_appeal_until(one),
            label=_(LABELS.get(one.deed, one.deed)),
            taken=tuple(kept.get(one.id, ())),
        )
        for one in found
    ]


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def appeal(request: web.Request) -> web.StreamResponse:
    """`/settings/strikes/ID/appeal`."""
    given, number, who = await answers(request), number_in(request), viewer(request)
    text = given.get("text", "")
    try:
        await strike_appeals.appeal(site_of(request), who.actor.id, number, text)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, failed=number, text=text, errors=by_field(problem))
    return pages.go(request, PATH, notice=_("Your appeal is sent. Somebody else looks at it, and you get a mail."))


async def _page(
    request: web.Request, *, failed: int = 0, text: str = "", errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    site, who = site_of(request), viewer(request)
    async with site.db.reading() as tx:
        found = await shown_strikes(tx, await strikes.of_actor(tx, who.actor.id), now=site.clock.now(), base=PATH)
    page = StrikesPage(_("Decisions"), found, bool(who.account.frozen), failed, text, errors or {})
    return await pages.show(request, page, status=422 if errors else 200)


async def show_by_link(request: web.Request) -> web.StreamResponse:
    """`/strikes/WORD`: the word is from a mail, and is never kept."""
    return await _one(request)


async def appeal_by_link(request: web.Request) -> web.StreamResponse:
    """`/strikes/WORD/appeal`."""
    site, word, text = site_of(request), request.match_info["word"], (await answers(request)).get("text", "")
    async with site.db.reading() as tx:
        strike = await for_link(tx, site.config, word)
    try:
        await strike_appeals.appeal(site, strike.actor_id, strike.id, text)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _one(request, text=text, errors=by_field(problem))
    return pages.go(request, f"/strikes/{word}", notice=_("Your appeal is sent. You get a mail when it is decided."))


async def _one(request: web.Request, *, text: str = "", errors: Mapping[str, str] | None = None) -> web.StreamResponse:
    site, word = site_of(request), request.match_info["word"]
    one = await _opened(site, word)
    page = OneStrikePage(_("A decision of the moderators"), one, text, errors or {})
    response = await pages.show(request, page, status=422 if errors else 200)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


async def _opened(site: Site, word: str) -> ShownStrike:
    async with site.db.reading() as tx:
        strike = await for_link(tx, site.config, word)
        (one,) = await shown_strikes(tx, [strike], now=site.clock.now(), base="")
    action = f"/strikes/{word}/appeal" if one.action else ""
    return replace(one, action=action)
