"""Settings: bringing along what one has elsewhere. Where it comes from, and sending the archive in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import imports
from fediart.actions.account_documents import list_named
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import imports as rows
from fediart.store.imports import OPEN, Import
from fediart.translate.imports import manifest
from fediart.translate.imports.kinds import KINDS, Kind
from fediart.web import pages
from fediart.web.import_guides import COLUMNS, GUIDES, Step
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.upload_form import by_field, receive

PATH: Final = "/settings/import"
LISTS: Final = (
    ("following_accounts", N_("Whom you follow")),
    ("blocked_accounts", N_("Whom you block")), ("muted_accounts", N_("Whom you mute")),
    ("lists", N_("Your lists")), ("bookmarks", N_("Your bookmarks")),
    ("blocked_domains", N_("Servers you block")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import of the member's, as the list shows it."""

    id: int
    name: str
    state: str
    created: int


@dataclass(frozen=True, slots=True)
class ImportsPage(Page):
    """`open` is the one that something is still to be done with, or None; `past` are the others."""

    template: ClassVar[str] = "settings/imports.html"
    kinds: Sequence[Kind]
    open: ImportLine | None
    past: Sequence[ImportLine]


@dataclass(frozen=True, slots=True)
class SourcePage(Page):
    """One source: how to ask for the data there, and the form. `columns` are those of the table, where it has one;
    `lists` are the member's own, to be downloaded."""

    template: ClassVar[str] = "settings/import_from.html"
    kind: Kind
    steps: Sequence[Step]
    most: int
    files: int
    open: int
    errors: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[tuple[str, str]] = ()
    lists: Sequence[tuple[str, str]] = ()


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        own = await rows.of_actor(tx, viewer(request).actor.id)
    page = ImportsPage(
        title=_("Bring your works along"),
        kinds=tuple(KINDS.values()),
        open=next((line_of(one) for one in own if one.state in OPEN), None),
        past=tuple(line_of(one) for one in own if one.state not in OPEN),
    )
    return await pages.show(request, page)


def line_of(made: Import) -> ImportLine:
    """As the list shows it."""
    name = KINDS[made.kind].name if made.kind in KINDS else made.kind
    return ImportLine(made.id, name, made.state, made.created)


async def show_source(request: web.Request) -> web.StreamResponse:
    return await _source(request, {})


async def send(request: web.Request) -> web.StreamResponse:
    """Streams the archives to disk, one after the other; what they hold is looked at in the background."""
    site, kind = site_of(request), kind_of(request)
    bounds, folder = site.config.imports, site.storage.incoming()
    try:
        most = bounds.max_file_mb * 1_000_000
        form = await receive(request, folder, most_files=bounds.max_files, most_bytes=most)
        if form.problems:
            raise _too_large(bounds.max_file_mb, bounds.max_files)
        files = [(one.path, one.name) for one in form.files]
        number = await imports.begin(site, viewer(request).actor, kind.id, files)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _source(request, by_field(problem))
    finally:
        site.storage.discard(folder)
    return pages.go(request, f"{PATH}/{number}")


def _too_large(megabytes: int, files: int) -> Problem:
    return Problem(
        _(
            "At most %(files)s files with %(most)s MB each can be sent in. Ask for your data in smaller parts.",
            files=files,
            most=megabytes,
        ),
        field="archive",
    )


async def template(request: web.Request) -> web.StreamResponse:
    """The table to fill in, for a folder of pictures."""
    headers = {"Content-Disposition": f'attachment; filename="{manifest.NAME}"', "Cache-Control": "no-store"}
    return web.Response(text="\ufeff" + manifest.template(), content_type="text/csv", charset="utf-8", headers=headers)


async def own_list(request: web.Request) -> web.StreamResponse:
    """One of the member's own lists, in the form in which it can be sent in here and elsewhere."""
    name = f"{request.match_info['name']}.csv"
    text = await list_named(site_of(request), viewer(request).actor, name)
    if text is None:
        raise NotFound(_("There is no such list."))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


def kind_of(request: web.Request) -> Kind:
    """Raises NotFound."""
    found = KINDS.get(request.match_info["kind"])
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


async def _source(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    site, kind = site_of(request), kind_of(request)
    async with site.db.reading() as tx:
        own = await rows.of_actor(tx, viewer(request).actor.id)
    page = SourcePage(
        title=str(kind.name),
        kind=kind,
        steps=GUIDES.get(kind.guide, ()),
        most=site.config.imports.max_file_mb,
        files=site.config.imports.max_files,
        open=next((one.id for one in own if one.state in OPEN), 0),
        errors=errors,
        columns=COLUMNS if kind.id == "folder" else (),
        lists=LISTS if kind.id == "lists" else (),
    )
    return await pages.show(request, page, status=422 if errors else 200)
