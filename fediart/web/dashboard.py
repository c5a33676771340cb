"""Administration: what needs somebody now, and how the instance fares, as small charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import needs, readiness
from fediart.actions.counting import SHOWN
from fediart.actions.needs import Need
from fediart.actions.permissions import may
from fediart.clock import DAY
from fediart.language import _, ngettext
from fediart.store import day_figures, processes
from fediart.store.accounts import Account
from fediart.store.processes import Process
from fediart.web import pages
from fediart.web.charts import Chart, Line, bytes_in_words, draw
from fediart.web.render import Page
from fediart.web.request import site_of, viewer

Figures = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A plain sentence, where it is dealt with, and whether something is wrong."""

    words: str
    path: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class DashboardPage(Page):
    """`processes` is empty for whom they are no matter; `counted` says whether there are any figures yet."""

    template: ClassVar[str] = "admin/dashboard.html"
    needs: tuple[ShownNeed, ...]
    charts: tuple[Chart, ...]
    processes: tuple[Process, ...]
    counted: bool


async def show(request: web.Request) -> web.StreamResponse:
    site, account = site_of(request), viewer(request).account
    now = site.clock.now()
    first = now // DAY - SHOWN + 1
    async with site.db.reading() as tx:
        found = await needs.look(tx, site, account)
        figures = await day_figures.since(tx, first)
        alive = await processes.alive(tx, since=now - readiness.SILENT)
    page = DashboardPage(
        title=_("Overview"),
        needs=tuple(shown_need(one) for one in found),
        charts=charts_for(account, figures, first),
        processes=tuple(alive) if may(account, "see operations") else (),
        counted=bool(figures),
    )
    return await pages.show(request, page)


def shown_need(need: Need) -> ShownNeed:
    path, words = _SAID[need.kind]
    return ShownNeed(words(need), path + (need.about if need.kind.startswith("audit") else ""), need.alarm)


def charts_for(account: Account, figures: Figures, first: int) -> tuple[Chart, ...]:
    """Those that this account's deeds allow, of SHOWN days from `first` on."""
    drawn = (
        ("approve sign-ups", _sign_ups),
        ("approve sign-ups", _active),
        ("review", _uploads),
        ("review", _verdicts),
        ("see operations", _stored),
        ("see operations", _queues),
        ("block domains", _servers),
    )
    return tuple(one(figures, first) for deed, one in drawn if may(account, deed))


def _line(figures: Figures, name: str, words: str, tone: str = "plain") -> Line:
    return Line(words, tone, figures.get(name, {}))


def _sign_ups(figures: Figures, first: int) -> Chart:
    return draw(
        "sign-ups", _("Sign-ups"), [_line(figures, day_figures.SIGN_UPS, _("Sign-ups"))], first=first, days=SHOWN
    )


def _active(figures: Figures, first: int) -> Chart:
    lines = [_line(figures, day_figures.ACTIVE, _("Members who were here"))]
    return draw("active", _("Members here on a day"), lines, first=first, days=SHOWN, added=False)


def _uploads(figures: Figures, first: int) -> Chart:
    lines = [_line(figures, day_figures.UPLOADS, _("Pictures"))]
    return draw("uploads", _("Pictures uploaded"), lines, first=first, days=SHOWN)


def _verdicts(figures: Figures, first: int) -> Chart:
    lines = [
        _line(figures, day_figures.PUBLISHED, _("Published"), "soft"),
        _line(figures, day_figures.LABELLED, _("Labelled"), "plain"),
        _line(figures, day_figures.HELD, _("Held"), "strong"),
        _line(figures, day_figures.REFUSED, _("Refused"), "alarm"),
    ]
    return draw("verdicts", _("What the filter decided"), lines, first=first, days=SHOWN)


def _stored(figures: Figures, first: int) -> Chart:
    """Copies of pictures from elsewhere are among what is public."""
    public, copies = figures.get(day_figures.PUBLIC, {}), figures.get(day_figures.COPIES, {})
    own = {day: max(0, size - copies.get(day, 0)) for day, size in public.items()}
    lines = [
        _line(figures, day_figures.ORIGINALS, _("Originals"), "strong"),
        Line(_("Files for pages"), "plain", own),
        _line(figures, day_figures.COPIES, _("Copies from elsewhere"), "soft"),
        _line(figures, day_figures.ATTACHED, _("Private files"), "line"),
    ]
    return draw("stored", _("Storage"), lines, first=first, days=SHOWN, added=False, said=bytes_in_words)


def _queues(figures: Figures, first: int) -> Chart:
    lines = [
        _line(figures, day_figures.JOBS, _("Background jobs"), "plain"),
        _line(figures, day_figures.DELIVERIES, _("Deliveries"), "soft"),
    ]
    return draw("queues", _("Most that waited"), lines, first=first, days=SHOWN, added=False)


def _servers(figures: Figures, first: int) -> Chart:
    lines = [
        _line(figures, day_figures.SERVERS, _("Well"), "soft"),
        _line(figures, day_figures.TROUBLED, _("In trouble"), "strong"),
        _line(figures, day_figures.DEAD, _("Dead"), "alarm"),
    ]
    return draw("servers", _("Other servers"), lines, first=first, days=SHOWN, added=False)


_SAID: Final[Mapping[str, tuple[str, Callable[[Need], str]]]] = {
    "held": (
        "/review",
        lambda need: ngettext(
            "%(count)s work waits for a decision.", "%(count)s works wait for a decision.", need.many
        ),
    ),
    "verdict-appeals": (
        "/review",
        lambda need: ngettext(
            "%(count)s artist has appealed a decision about a work.",
            "%(count)s appeals of decisions about works wait.",
            need.many,
        ),
    ),
    "reports": (
        "/admin/reports",
        lambda need: ngettext("%(count)s report is open.", "%(count)s reports are open.", need.many),
    ),
    "strike-appeals": (
        "/admin/appeals",
        lambda need: ngettext(
            "%(count)s member has appealed a decision about them.",
            "%(count)s appeals of decisions about members wait.",
            need.many,
        ),
    ),
    "words": (
        "/admin/words",
        lambda need: ngettext(
            "%(count)s text was held by your rules for words and waits.",
            "%(count)s texts were held by your rules for words and wait.",
            need.many,
        ),
    ),
    "sign-ups": (
        "/admin/sign-ups",
        lambda need: ngettext("%(count)s person waits to be let in.", "%(count)s people wait to be let in.", need.many),
    ),
    "proposals": (
        "/admin/federation/lists",
        lambda need: ngettext(
            "A list you follow proposes %(count)s rule for another server.",
            "Lists you follow propose %(count)s rules for other servers.",
            need.many,
        ),
    ),
    "dead": (
        "/admin/federation?only=dead",
        lambda need: ngettext(
            "%(count)s server was given up this week: it has not answered for seven days.",
            "%(count)s servers were given up this week: they have not answered for seven days.",
            need.many,
        ),
    ),
    "backup-failed": ("/admin/backups", lambda need: _("The last backup failed: %(why)s", why=need.about)),
    "backup-late": ("/admin/backups", lambda need: _("No backup was made when it was due.")),
    "space": (
        "#processes",
        lambda need: _("Storage is nearly full: %(room)s are free.", room=bytes_in_words(int(need.about))),
    ),
    "audit": (
        "/admin/rights/audit/",
        lambda need: ngettext(
            "The last audit found that %(count)s work does not say its AI policy everywhere.",
            "The last audit found that %(count)s works do not say their AI policy everywhere.",
            need.many,
        ),
    ),
    "audit-failed": ("/admin/rights/audit/", lambda need: _("The last audit of the AI policy could not be finished.")),
    "worker": (
        "#processes",
        lambda need: _("No process does the background work: nothing is delivered, judged or mailed. Start one."),
    ),
}
