"""Administration: who waits to be let in, why, and what moderators answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import staff
from fediart.actions.unwelcome_mail import add_address
from fediart.errors import NotFound, Problem
from fediart.language import N_, _, ngettext
from fediart.store import accounts, answer_templates, sign_ups
from fediart.store.answer_templates import Template
from fediart.store.gate_settings import GateSettings, read_gates
from fediart.store.sign_ups import APPROVAL, MAIL, NETWORK, QUEUE, WORDS, Waiting
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/sign-ups"
ON_A_PAGE: Final = 50
WHY: Final[Mapping[str, str]] = {
    APPROVAL: N_("Sign-ups are by approval"),
    NETWORK: N_("From a network whose sign-ups you look at"),
    MAIL: N_("With an address of throw-away mail"),
    WORDS: N_("A rule for words fits what was written"),
    QUEUE: N_("Waits for a turn in the queue"),
}


@dataclass(frozen=True, slots=True)
class SignUpsPage(Page):
    """`queued` is how many wait for their turn."""

    template: ClassVar[str] = "gates/sign_ups.html"
    waiting: Sequence[Waiting]
    queued: int
    gates: GateSettings
    templates: Sequence[Template]
    older: str
    is_first: bool
    why: Mapping[str, str] = field(default_factory=lambda: WHY)
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/sign-ups/approve` (one name or several) and `/reject`."""
    given, form = await answers(request), await request.post()
    names = [str(one) for one in form.getall("name", ()) if isinstance(one, str)][:ON_A_PAGE]
    try:
        if request.match_info["deed"] == "approve":
            return await _approve(request, names)
        return await _reject(request, names[0] if names else "", given)
    except NotFound:
        return pages.go(request, PATH, notice=_("Somebody else has decided about this sign-up meanwhile."))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))


async def _approve(request: web.Request, names: Sequence[str]) -> web.StreamResponse:
    if not names:
        raise Problem(_("Tick whom you want to let in."))
    for name in names:
        await staff.approve(site_of(request), viewer(request).account, name)
    if len(names) == 1:
        return pages.go(request, PATH, notice=_("@%(name)s may log in now and gets a mail.", name=names[0]))
    words = ngettext("%(count)s person may log in now.", "%(count)s people may log in now.", len(names))
    return pages.go(request, PATH, notice=words)


async def _reject(request: web.Request, name: str, given: Mapping[str, str]) -> web.StreamResponse:
    """With words of one's own, or those of a template; and the address may be kept out from then on."""
    site, by, note = site_of(request), viewer(request).account, given.get("note", "")
    async with site.db.reading() as tx:
        chosen = given.get("template", "")
        template = await answer_templates.by_id(tx, int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
        account = await accounts.by_name(tx, name)
    await staff.reject(site, by, name, note=note or (template.text if template else ""))
    if account is not None and given.get("keep_out") == "1":
        await add_address(site, by, account.email, given.get("note", ""))
    return pages.go(request, PATH, notice=_("@%(name)s was turned away and gets a mail.", name=name))


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    word = request.query.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        found = await sign_ups.waiting(tx, before=before, limit=ON_A_PAGE + 1)
        page = SignUpsPage(
            title=_("Sign-ups"),
            waiting=found[:ON_A_PAGE],
            queued=await sign_ups.in_queue(tx),
            gates=await read_gates(tx),
            templates=await answer_templates.everyone(tx),
            older=f"{PATH}?before={found[ON_A_PAGE - 1].account.id}" if len(found) > ON_A_PAGE else "",
            is_first=not word,
            errors=errors,
        )
    return await pages.show(request, page, status=422 if errors else 200)
