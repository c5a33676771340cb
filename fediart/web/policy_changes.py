"""Changes of AI policies: who changed what, and how far the works have come, for admins and for artists' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import N_, _, number
from fediart.store import policy_changes
from fediart.store.policy_changes import ARTIST, ARTWORK, FLOOR, INSTANCE, NAME, RETURN, SERIES, Listed, PolicyChange
from fediart.translate.rights import preset_of
from fediart.web import pages
from fediart.web.choices import floors
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import is_number, site_of, viewer

ON_A_PAGE = 30
ADMIN_PATH, OWN_PATH = "/admin/rights/changes", "/settings/ai/changes"
STATES = {
    policy_changes.NEW: N_("waits for its turn"),
    policy_changes.FILES: N_("files are being written"),
    policy_changes.ARTISTS: N_("profiles are being told of"),
    policy_changes.TELLING: N_("other servers are being told"),
    policy_changes.FINISHED: N_("done"),
    policy_changes.SUPERSEDED: N_("taken over by the next change"),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`by` is empty for the command line; `percent` is of files and messages together."""

    when: int
    by: str
    about: str
    path: str
    was: str
    became: str
    state: str
    running: bool
    percent: int
    files: str
    told: str
    failed: int


@dataclass(frozen=True, slots=True)
class ChangesPage(Page):
    """`own` for an artist, who sees what was changed for the own works; `older` is the path of the next page."""

    template: ClassVar[str] = "policy_changes.html"
    own: bool
    changes: Sequence[ShownChange]
    older: str

    @property
    def running(self) -> bool:
        return any(one.running for one in self.changes)


async def show_all(request: web.Request) -> web.StreamResponse:
    return await _page(request, ADMIN_PATH, None)


async def show_own(request: web.Request) -> web.StreamResponse:
    return await _page(request, OWN_PATH, viewer(request).actor.id)


async def _page(request: web.Request, path: str, actor_id: int | None) -> web.StreamResponse:
    word = request.query.get("before", "")
    before = int(word) if is_number(word) else 2**62
    async with site_of(request).db.reading() as tx:
        found = await policy_changes.newest(tx, actor_id=actor_id, before=before, limit=ON_A_PAGE + 1)
    older = f"{path}?before={found[ON_A_PAGE - 1].change.id}" if len(found) > ON_A_PAGE else ""
    shown = tuple(shown_change(one) for one in found[:ON_A_PAGE])
    return await pages.show(request, ChangesPage(_("Changes of AI policies"), actor_id is not None, shown, older))


def shown_change(one: Listed) -> ShownChange:
    """A change in words."""
    change = one.change
    about, path = _about(one)
    total, done = change.files_total + change.told_total, change.files_done + change.files_failed + change.told_done
    return ShownChange(
        when=change.started,
        by=one.by,
        about=about,
        path=path,
        was=in_words(change, change.was),
        became=in_words(change, change.became),
        state=STATES[change.state],
        running=not change.ended,
        percent=min(100, done * 100 // total) if total else (100 if change.ended else 0),
        files=_(
            "%(files_done)s of %(files_total)s",
            files_done=number(change.files_done),
            files_total=number(change.files_total),
        )
        if change.files_total
        else "",
        told=_(
            "%(told_done)s of %(told_total)s", told_done=number(change.told_done), told_total=number(change.told_total)
        )
        if change.told_total
        else "",
        failed=change.files_failed,
    )


def _about(one: Listed) -> tuple[str, str]:
    """What was changed, and where that is to be seen."""
    change = one.change
    if change.scope == INSTANCE:
        return _("The instance’s policy"), "/about"
    if change.scope == FLOOR:
        return _("What is refused for everybody"), "/about"
    if change.scope == SERIES:
        if not one.artist:
            return _("The series “%(subject)s”", subject=change.subject), ""
        return _("The series “%(subject)s” by @%(artist)s", subject=change.subject, artist=one.artist), ""
    if change.scope == ARTWORK:
        if not one.artist:
            return f"“{change.subject}”", ""
        words = _("“%(subject)s” by @%(artist)s", subject=change.subject, artist=one.artist)
        return words, f"/@{one.artist}/{change.subject_id}"
    what = _("The name in files") if change.scope == NAME else _("The policy")
    if change.scope == RETURN:
        what = _("Missed during the suspension")
    return _(
        "%(what)s of @%(artist)s", what=what, artist=one.artist
    ) if one.artist else what, f"/@{one.artist}" if one.artist else ""


def in_words(change: PolicyChange, word: str) -> str:
    """A preset's title, what a floor refuses, or a name."""
    if change.scope == NAME:
        return word
    if change.scope == FLOOR:
        return next((title for preset, title, _ in floors() if preset == word), word)
    preset = preset_of(word)
    if preset is not None:
        return words_for(preset).title
    return _("As the instance") if change.scope == ARTIST else _("As the other works")
