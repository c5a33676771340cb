"""Administration: domain rules from files and shared lists, looked at before they hold; and ours as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web
from aiohttp.web_request import FileField

from fediart.actions import domain_csv, domain_lists, domains
from fediart.actions.domain_csv import Wrong
from fediart.actions.domain_lists import Weighed
from fediart.actions.domain_names import shown_domain
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import domain_lists as rows
from fediart.store import domain_rules
from fediart.store.domain_lists import SharedList
from fediart.store.domain_rules import DomainRule
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, ticked, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/federation/lists"
ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """`now` is what holds, in words; empty for nothing."""

    id: int
    name: str
    change: str
    rule: DomainRule
    now: str
    severs: int
    source: str


@dataclass(frozen=True, slots=True)
class ListsPage(Page):
    """`severing` of the `total` open proposals would end follows."""

    template: ClassVar[str] = "admin/lists.html"
    proposals: Sequence[ShownProposal]
    total: int
    severing: int
    lists: Sequence[SharedList]
    wrong: Sequence[Wrong] = ()
    url: str = ""
    older: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def export(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/domains.csv`."""
    async with site_of(request).db.reading() as tx:
        text = domain_csv.written(await domain_rules.all_rules(tx))
    headers = {"Content-Disposition": 'attachment; filename="domain_blocks.csv"', "Cache-Control": "no-store"}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


async def upload(request: web.Request) -> web.StreamResponse:
    """A file, or its text. What it asks for is shown; nothing holds yet."""
    form = await request.post()
    file = form.get("file")
    text = file.file.read().decode("utf-8", "replace") if isinstance(file, FileField) else ""
    text = text or str(form.get("list", ""))
    try:
        asked = await domain_lists.import_file(site_of(request), viewer(request).account, text)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, errors=by_field(problem), status=422)
    if asked.wrong:
        return await _page(request, wrong=asked.wrong)
    return pages.go(
        request, PATH, notice=_("%(count)s domains are read. Look at what would change.", count=len(asked.rules))
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/proposals/DEED`: accept or dismiss one, several that are ticked, or all."""
    site, by = site_of(request), viewer(request).account
    chosen = [int(one) for one in await ticked(request, "id") if one.isdecimal() and len(one) < 20]
    match request.match_info["deed"]:
        case "accept":
            notice = _("%(count)s accepted.", count=await domain_lists.accept(site, by, chosen))
        case "accept-all":
            done, left = await domain_lists.accept_harmless(site, by)
            notice = _("%(count)s accepted.", count=done)
            if left:
                notice = _("%(count)s accepted. %(left)s would end follows: look at each.", count=done, left=left)
        case "dismiss":
            notice = _("%(count)s dismissed.", count=await domain_lists.dismiss(site, by, chosen))
        case "dismiss-all":
            notice = _("%(count)s dismissed.", count=await domain_lists.dismiss(site, by))
        case _:
            raise NotFound(_("There is no such deed."))
    return pages.go(request, PATH, notice=notice)


async def subscribe(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    url, auto = given.get("url", ""), given.get("auto") == "1"
    try:
        await domain_lists.subscribe(site_of(request), viewer(request).account, url, auto=auto)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, errors=by_field(problem), url=url, status=422)
    return pages.go(request, PATH, notice=_("The list is read in a moment, and once a day from now on."))


async def leave(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/lists/ID/leave`."""
    await domain_lists.unsubscribe(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, PATH, notice=_("The list is not read any more. Its rules that hold are kept."))


async def _page(
    request: web.Request,
    *,
    errors: Mapping[str, str] | None = None,
    wrong: Sequence[Wrong] = (),
    url: str = "",
    status: int = 200,
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        lists = await rows.all_lists(tx)
        found = await domain_lists.weighed(tx, await rows.open_proposals(tx))
    names = {one.id: one.host for one in lists}
    after = request.query.get("after", "")
    listed = [one for one in found if one.proposal.rule.domain > after]
    page = ListsPage(
        title=_("Lists of rules"),
        proposals=[_shown(one, names) for one in listed[:ON_A_PAGE]],
        total=len(found),
        severing=sum(1 for one in found if one.severs),
        lists=lists,
        wrong=wrong,
        url=url,
        older=f"{PATH}?after={listed[ON_A_PAGE - 1].proposal.rule.domain}" if len(listed) > ON_A_PAGE else "",
        errors=errors or {},
    )
    return await pages.show(request, page, status=status)


def _shown(one: Weighed, names: Mapping[int, str]) -> ShownProposal:
    proposal = one.proposal
    return ShownProposal(
        id=proposal.id,
        name=shown_domain(proposal.rule.domain),
        change=proposal.change,
        rule=proposal.rule,
        now=domains.in_words(one.before) if one.before else "",
        severs=one.severs,
        source=names.get(proposal.list_id, "a file"),
    )
