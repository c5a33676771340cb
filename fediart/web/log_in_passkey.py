"""Logging in with a passkey and nothing else."""

from __future__ import annotations

from aiohttp import web

from fediart.actions import passkeys
from fediart.errors import Problem
from fediart.web import log_in, passkey_asking
from fediart.web.log_in_second import enter
from fediart.web.request import answers, own_path, site_of
from fediart.web.sessions import browser_of
from fediart.web.upload_form import by_field


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    target = own_path(given.get("next") or "/home")
    try:
        answer = passkey_asking.answer(request, passkey_asking.LOG_IN, given.get("passkey", ""))
        token = await passkeys.log_in(site_of(request), answer, browser_of(request))
    except Problem as problem:
        return await log_in.again(request, target, given, by_field(problem), problem.status)
    return enter(request, token, target)
