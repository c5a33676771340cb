"""For moderators: how much an artist is trusted and why, everything that led to it, and setting it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.admission_policy import current_policy
from fediart.actions.trust import Standing, set_trust, standing
from fediart.admission.policy import Trust
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import accounts, actors, trust
from fediart.store.database import Reading
from fediart.store.trust import TrustRow
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.trust import Word, in_words
from fediart.web.upload_form import by_field

CAUSES = {
    "trusted": N_("set to trusted"), "distrusted": N_("set to not trusted"), "cleared": N_("left to what is earned"),
    "lost": N_("trust lost over a work"), "restored": N_("trust restored: the decision was overturned"),
}  # fmt: skip
CHOICES = (
    ("trusted", N_("Trusted"), N_("Where the detector is in doubt, the doubt counts for them.")),
    (
        "distrusted",
        N_("Not trusted"),
        N_("Whatever they have earned: their works are looked at as those of somebody new."),
    ),
    ("cleared", N_("As earned"), N_("What works and vouches say counts again.")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `work` is the number of the work that was the cause, or 0."""

    at: int
    by: str
    what: str
    reason: str
    work: int


@dataclass(frozen=True, slots=True)
class TrustPage(Page):
    template: ClassVar[str] = "admin/trust.html"
    name: str
    shown_name: str
    standing: Standing
    ways: Trust
    vouches: tuple[Word, ...]
    log: tuple[Entry, ...]
    own: bool
    choice: str
    reason: str
    errors: Mapping[str, str]
    choices: tuple[tuple[str, str, str], ...] = CHOICES


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def save(request: web.Request) -> web.StreamResponse:
    said, name = await answers(request), request.match_info["name"]
    word, reason = said.get("word", ""), said.get("reason", "")
    try:
        await set_trust(site_of(request), viewer(request).account, name, word, reason)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, choice=word, reason=reason, errors=by_field(problem))
    return pages.go(request, f"/admin/accounts/{name}/trust", notice=_("Written down, and they are told."))


async def _page(
    request: web.Request, *, choice: str = "", reason: str = "", errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        artist = await actors.by_handle(tx, request.match_info["name"])
        if artist is None or not artist.local or artist.deleted or artist.kind == "Application":
            raise NotFound(_("There is no such account here."))
        policy = await current_policy(tx)
        page = TrustPage(
            title=_("Trust in %(name)s", name=artist.shown_name),
            name=artist.name,
            shown_name=artist.shown_name,
            standing=await standing(tx, artist.id, policy),
            ways=policy.trust,
            vouches=await in_words(tx, await trust.all_vouches_for(tx, artist.id), by="voucher"),
            log=tuple([await _entry(tx, row) for row in reversed(await trust.history(tx, artist.id))]),
            own=artist.id == viewer(request).actor.id,
            choice=choice,
            reason=reason,
            errors=errors or {},
        )
    return await pages.show(request, page, status=422 if errors else 200)


async def _entry(tx: Reading, row: TrustRow) -> Entry:
    account = await accounts.by_id(tx, row.account_id) if row.account_id is not None else None
    actor = await actors.by_id(tx, account.actor_id) if account else None
    by = actor.shown_name if actor else "" if row.cause in trust.BY_WORKS else _("the command line")
    return Entry(row.created, by, CAUSES[row.cause], row.reason, row.artwork_id or 0)
