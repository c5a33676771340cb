"""Settings: one import. What was found and is to be chosen, how far it is, what became of it, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from aiohttp import web

from fediart.actions import import_picking as picking
from fediart.actions import imports
from fediart.actions.import_choices import FOR_ALL
from fediart.actions.import_overwriting import ENDS
from fediart.actions.submission import Details
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import import_items
from fediart.store.actors import Actor
from fediart.store.artworks import UNDER_WAY
from fediart.store.import_items import DONE, FAILED, SENT, UNDOING, UNDONE, WAITING, Item
from fediart.store.imports import CHOOSING, READING, RUNNING, Import
from fediart.store.imports import UNDOING as TAKING_BACK
from fediart.translate.imports.kinds import KINDS
from fediart.web import pages
from fediart.web.import_words import name_of, origin_of, part_of, said_of, thing_of
from fediart.web.imports import PATH
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, settings_of, site_of, ticked, viewer
from fediart.web.upload_form import by_field
from fediart.web.work_form import WorkForm, work_form

ON_A_PAGE: Final = 48
_OUTCOMES: Final = (
    ("published", N_("Published")), ("held", N_("With a moderator")), ("refused", N_("Not published")),
    ("failed", N_("Could not be processed")), ("deleted", N_("Deleted")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A thing as the lists show it. `words` are sentences; `pictures` is how many it has; `path` leads to what became
    of it, where there is something."""

    id: int
    name: str
    is_work: bool
    happened: int
    part: str
    state: str
    chosen: bool
    pictures: int
    words: Sequence[str]
    outcome: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """All things of a kind that were at one place: how many there are, and how many of them are to come."""

    key: str
    name: str
    many: int
    chosen: int


@dataclass(frozen=True, slots=True)
class ImportPage(Page):
    """`done` of `total` things have come, or have been taken back. `older` is the address of the next page or empty;
    `overwrites` where lists are in it, that can be the whole of what is here. `origin` says whose archive it is,
    `beware` that nobody is sure of it."""

    template: ClassVar[str] = "settings/import_one.html"
    made: Import
    kind: str
    lines: Sequence[Line]
    parts: Sequence[Part]
    done: int
    total: int
    failed: int
    chosen: int
    outcomes: Sequence[tuple[str, int]]
    words: Sequence[str]
    origin: str
    beware: bool
    form: WorkForm
    works: bool
    overwrites: bool
    newer: str
    older: str
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def state(request: web.Request) -> web.StreamResponse:
    """For the script that waits: JSON."""
    made = await imports.own(site_of(request), viewer(request).actor, number_in(request))
    async with site_of(request).db.reading() as tx:
        counts = await import_items.counts(tx, made.id)
    going = made.state in (READING, RUNNING, TAKING_BACK)
    return web.json_response({"done": not going, "state": f"{made.state} {counts.of(DONE, FAILED, UNDONE)}"})


async def choose(request: web.Request) -> web.StreamResponse:
    """Keeps what was chosen on this page, then does what the button says: `keep`, `next`, `start`, `all:`, `none:`."""
    site, artist, number = site_of(request), viewer(request).actor, number_in(request)
    said = await answers(request)
    shown = [int(one) for one in await ticked(request, "shown") if is_number(one)]
    wanted = {int(one) for one in await ticked(request, "item") if is_number(one)}
    deed = said.get("deed", "keep")
    try:
        await imports.choose(site, artist, number, _choices(said))
        await picking.tick(site, artist, number, shown, wanted)
        if deed.startswith(("all:", "none:")):
            word, _colon, key = deed.partition(":")
            kind, _slash, part = key.partition("/")
            await picking.tick_part(site, artist, number, kind, part, chosen=word == "all")
        if deed == "start":
            await imports.start(site, artist, number)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))
    after = said.get("after", "")
    return pages.go(request, f"{PATH}/{number}" + (f"?after={after}" if is_number(after) and deed == "next" else ""))


def _choices(said: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: said[name] for name in FOR_ALL if name in said}
    if "visibility" in said:
        found["portfolio"] = said.get("portfolio", "yes") == "yes"
        found["mature"] = said.get("mature") == "1"
        found["alts"] = "caption" if said.get("alts") == "1" else ""
    return found


async def act(request: web.Request) -> web.StreamResponse:
    """`stop`, `start`, `cancel` or `undo`."""
    site, artist, number = site_of(request), viewer(request).actor, number_in(request)
    deed = request.match_info["deed"]
    if deed == "cancel":
        await imports.cancel(site, artist, number)
        return pages.go(request, PATH, notice=_("Cancelled. Nothing was brought along."))
    await {"start": imports.start, "stop": imports.stop, "undo": imports.undo}[deed](site, artist, number)
    notice = {"start": _("It goes on."), "stop": _("It rests."), "undo": _("It is being taken back.")}[deed]
    return pages.go(request, f"{PATH}/{number}", notice=notice)


async def report(request: web.Request) -> web.StreamResponse:
    """What became of each thing, as CSV."""
    site, artist = site_of(request), viewer(request).actor
    made = await imports.own(site, artist, number_in(request))
    text = await picking.report(site, made, artist)
    headers = {"Content-Disposition": f'attachment; filename="import-{made.id}.csv"', "Cache-Control": "no-store"}
    return web.Response(text="\ufeff" + text, content_type="text/csv", charset="utf-8", headers=headers)


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    site, artist = site_of(request), viewer(request).actor
    made = await imports.own(site, artist, number_in(request))
    asked = request.query.get("after", "")
    after = int(asked) if is_number(asked) else -1
    async with site.db.reading() as tx:
        items = await import_items.page(tx, made.id, after=after, limit=ON_A_PAGE + 1)
        counts = await import_items.counts(tx, made.id)
        parts = await import_items.parts(tx, made.id)
        outcomes = await import_items.outcomes(tx, made.id)
        works = await picking.states(tx, items)
        form = await work_form(tx, artist, settings_of(request), _details(made), errors=errors)
    here = f"{PATH}/{made.id}"
    origin, beware = origin_of(made)
    page = ImportPage(
        title=name_of(made),
        made=made,
        kind=str(KINDS[made.kind].name) if made.kind in KINDS else made.kind,
        lines=[_line(one, artist, works) for one in items[:ON_A_PAGE]],
        parts=[Part(f"{kind}/{part}", part_of(kind, part), *many) for (kind, part), many in parts.items()],
        done=counts.of(UNDONE) if made.state == TAKING_BACK else counts.of(DONE, FAILED),
        total=counts.of(UNDOING, UNDONE) if made.state == TAKING_BACK else counts.of(WAITING, SENT, DONE, FAILED),
        failed=counts.of(FAILED),
        chosen=counts.chosen if made.state == CHOOSING else 0,
        outcomes=[(str(name), outcomes[word]) for word, name in _OUTCOMES if outcomes.get(word)],
        words=said_of(made.words),
        origin=origin,
        beware=beware,
        form=form,
        works=any(kind == "work" for kind, _part in parts),
        overwrites=any(kind in ENDS for kind, _part in parts),
        newer="" if after < 0 else here,
        older=f"{here}?after={items[ON_A_PAGE - 1].position}" if len(items) > ON_A_PAGE else "",
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)


def _details(made: Import) -> Details:
    return Details(
        **{name: value for name, value in made.options.items() if name in FOR_ALL and name not in ("alts", "mode")}
    )


def _line(item: Item, artist: Actor, works: Mapping[int, str]) -> Line:
    state_ = works.get(item.id, "")
    path = ""
    if state_ == "published":
        path = f"/@{artist.name}/{item.id}"
    elif state_ and state_ != "deleted":
        path = f"/works/{item.id}"
    return Line(
        id=item.id,
        name=thing_of(item),
        is_work=item.kind == "work",
        happened=item.happened,
        part=part_of(item.kind, item.part),
        state=(state_ if state_ in UNDER_WAY or item.state == DONE else "") or item.state,
        chosen=bool(item.chosen),
        pictures=len(item.body.get("pictures", ())),
        words=said_of(item.words),
        outcome=_(item.outcome) if item.outcome else "",
        path=path,
    )
