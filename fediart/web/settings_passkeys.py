"""Settings: passkeys added, removed, and asked for after the password."""

from __future__ import annotations

from aiohttp import web

from fediart.actions import passkeys
from fediart.actions.agents import named_agent
from fediart.errors import NotFound
from fediart.language import _
from fediart.web import pages, passkey_asking
from fediart.web.request import answers, is_number, site_of, viewer
from fediart.web.settings_safety import PATH, show_codes


async def add(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    answer = passkey_asking.answer(request, passkey_asking.NEW, given.get("passkey", ""))
    name = given.get("name", "") or named_agent(request.headers.get("User-Agent", ""))
    await passkeys.add(site_of(request), viewer(request).account, answer, name=name)
    return pages.go(request, PATH, notice=_("The passkey is added. You can log in with it from now on."))


async def remove(request: web.Request) -> web.StreamResponse:
    given = (await answers(request)).get("id", "")
    if not is_number(given):
        raise NotFound(_("There is no such passkey."))
    await passkeys.remove(site_of(request), viewer(request).account, int(given))
    return pages.go(request, PATH, notice=_("The passkey is removed. Delete it in your device, too."))


async def demand(request: web.Request) -> web.StreamResponse:
    """Asked for after the password from now on."""
    codes = await passkeys.demand(site_of(request), viewer(request).account)
    return await show_codes(request, _("The second step is on"), codes)
