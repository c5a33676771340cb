"""Administration: the pictures that nobody may upload, as hashes; moderators keep the list and exchange it as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web
from aiohttp.web_request import FileField

from fediart.actions import forbidden, forbidden_exchange, forbidden_files
from fediart.errors import Problem
from fediart.language import _, ngettext
from fediart.store import accounts, actors
from fediart.store import forbidden as rows
from fediart.store import forbidden_files as file_rows
from fediart.store.database import Reading
from fediart.store.forbidden import Forbidden
from fediart.store.forbidden_files import ForbiddenFile
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/forbidden"
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ForbiddenPage(Page):
    """`by` are names by the number of the entry they stand for; `files` are known by their bytes alone, the newest."""

    template: ClassVar[str] = "admin/forbidden.html"
    entries: Sequence[Forbidden]
    files: Sequence[ForbiddenFile]
    by: Mapping[int, str]
    total: int
    asked: str
    older: str
    most: int = rows.MOST
    errors: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def add(request: web.Request) -> web.StreamResponse:
    """A hash, or all pictures of a work here by its number."""
    said, site, by = await answers(request), site_of(request), viewer(request).account
    word, reason = said.get("hash", "").strip(), said.get("reason", "")
    try:
        if word.isascii() and word.isdecimal() and len(word) < 20 and int(word) < 2**63:
            added = await forbidden.add_work(site, by, int(word), reason)
            return pages.go(request, PATH, notice=_("%(added)s pictures of that work were added.", added=added))
        if word.lower().startswith(forbidden_files.SIGN):
            await forbidden_files.add(site, by, word, reason, source=said.get("source", ""))
        else:
            await forbidden.add(site, by, word, reason, source=said.get("source", ""))
    except Problem as problem:
        if problem.status not in (404, 422):
            raise
        return await _page(request, by_field(problem) if problem.field else {"hash": problem.message}, said)
    return pages.go(request, PATH, notice=_("It is on the list."))


async def remove(request: web.Request) -> web.StreamResponse:
    gone = await forbidden.remove(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, PATH, notice=_("%(hash)s… is off the list.", hash=gone.pdq[:12]))


async def remove_file(request: web.Request) -> web.StreamResponse:
    gone = await forbidden_files.remove(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, PATH, notice=_("%(hash)s… is off the list.", hash=gone.sha256[:12]))


async def take(request: web.Request) -> web.StreamResponse:
    """An uploaded file, or lines that were pasted."""
    form = await request.post()
    file, pasted = form.get("file"), form.get("lines", "")
    data = file.file.read(forbidden.MOST_BYTES + 1) if isinstance(file, FileField) else b""
    source = file.filename if isinstance(file, FileField) and data else "pasted"
    try:
        if len(data) > forbidden.MOST_BYTES:
            raise Problem(_("This file is too large; split it."), field="file")
        try:
            text = data.decode("utf-8-sig") if data else str(pasted)
        except UnicodeDecodeError:
            raise Problem(_("This file is no text in UTF-8."), field="file") from None
        given = forbidden_exchange.read(text)
        added = await forbidden_exchange.take(site_of(request), viewer(request).account, given, source=source)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))
    notice = _("%(added)s of %(count)s hashes were new.", added=added, count=given.count)
    if given.pictures.wrong:
        left_out = ngettext(
            "%(count)s line had no PDQ hash and was left out.",
            "%(count)s lines had no PDQ hash and were left out.",
            given.pictures.wrong,
        )
        notice = f"{notice} {left_out}"
    return pages.go(request, PATH, notice=notice)


async def export(request: web.Request) -> web.StreamResponse:
    """`/admin/forbidden.csv` and `.json`."""
    kind = request.match_info["format"]
    async with site_of(request).db.reading() as tx:
        pictures, files = await forbidden_exchange.whole(tx)
    write = forbidden_exchange.as_csv if kind == "csv" else forbidden_exchange.as_json
    headers = {"Content-Disposition": f'attachment; filename="forbidden.{kind}"', "Cache-Control": "no-store"}
    content_type = "text/csv" if kind == "csv" else "application/json"
    return web.Response(text=write(pictures, files), content_type=content_type, headers=headers)


async def _page(
    request: web.Request, errors: Mapping[str, str] | None = None, said: Mapping[str, str] | None = None
) -> web.StreamResponse:
    asked = request.query.get("q", "").strip().lower()[:64]
    word = request.query.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        found = await _found(tx, asked, before)
        total = await rows.count(tx)
        files = await file_rows.page(tx) if not asked else ()
        who = {one.id: one.account_id for one in found} | {one.id: one.account_id for one in files}
        by = {number: await _name(tx, account_id) for number, account_id in who.items()}
    entries = found[:ON_A_PAGE]
    page = ForbiddenPage(
        title=_("Forbidden pictures"),
        entries=entries,
        files=files,
        by=by,
        total=total,
        asked=asked,
        older=f"{PATH}?before={entries[-1].id}" if len(found) > ON_A_PAGE else "",
        errors=errors or {},
        said=said or {},
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def _found(tx: Reading, asked: str, before: int) -> Sequence[Forbidden]:
    if not asked:
        return await rows.page(tx, before=before, limit=ON_A_PAGE + 1)
    one = await rows.by_pdq(tx, asked)
    return [one] if one else await rows.beginning(tx, asked, limit=ON_A_PAGE)


async def _name(tx: Reading, account_id: int | None) -> str:
    account = await accounts.by_id(tx, account_id) if account_id else None
    actor = await actors.by_id(tx, account.actor_id) if account else None
    return actor.shown_name if actor else _("the command line")
