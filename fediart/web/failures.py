"""What is shown when something cannot be done: a page for people, JSON for programs, and a last word without either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.errors import Problem, TooOften
from fediart.language import N_, _
from fediart.web.pages import show
from fediart.web.render import Page

_TITLES = {
    401: N_("Log in first"),
    403: N_("Not yours to do"),
    404: N_("Nothing here"),
    405: N_("Not possible here"),
    410: N_("No longer here"),
    413: N_("Too large"),
    422: N_("Please look again"),
    429: N_("Too much at once"),
    500: N_("Something broke"),
    503: N_("Not now"),
}
_WORDS = {
    404: N_("There is no such page, or it is not for everyone."),
    405: N_("This address exists, but cannot be used in this way."),
    413: N_("What you sent is larger than this server takes."),
}
_LAST_WORD = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something broke</title>"
    "<h1>Something broke</h1><p>The server could not answer. It has been written down; please try again later."
)


@dataclass(frozen=True, slots=True)
class FailurePage(Page):
    template: ClassVar[str] = "errors/failure.html"
    status: int
    message: str
    path: str


async def of_problem(request: web.Request, problem: Problem, *, html: bool) -> web.StreamResponse:
    response = await _said(request, problem.status, problem.message, html=html)
    if isinstance(problem, TooOften):
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


async def of_http(request: web.Request, error: web.HTTPException, *, html: bool) -> web.StreamResponse:
    """What aiohttp itself refuses: unknown addresses, wrong methods, bodies too large."""
    response = await _said(request, error.status, _WORDS.get(error.status, error.reason), html=html)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


async def of_visitor(request: web.Request, *, html: bool) -> web.StreamResponse:
    """For what only members may do."""
    return await _said(request, 401, _("Log in to do this."), html=html)


async def of_storage(request: web.Request, *, html: bool) -> web.StreamResponse:
    """Where files cannot be reached for a while."""
    response = await _said(request, 503, _("Files cannot be reached at the moment. Try again in a minute."), html=html)
    response.headers["Retry-After"] = "60"
    return response


async def of_defect(request: web.Request, *, html: bool) -> web.StreamResponse:
    """The page for a defect of ours; should even that fail, a sentence that needs nothing."""
    words = _("The server could not answer. It has been written down; please try again later.")
    try:
        return await _said(request, 500, words, html=html)
    except Exception:
        return web.Response(text=_LAST_WORD, content_type="text/html", charset="utf-8", status=500)


async def _said(request: web.Request, status: int, message: str, *, html: bool) -> web.Response:
    """Kept by nobody: what is refused to one who is blocked is no answer for others (advisory 106)."""
    response = await _answer(request, status, message, html=html)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def _answer(request: web.Request, status: int, message: str, *, html: bool) -> web.Response:
    if not html:
        return web.json_response({"error": message}, status=status)
    page = FailurePage(title=_TITLES.get(status, "Not possible"), status=status, message=message, path=request.path_qs)
    return await show(request, page, status=status)
