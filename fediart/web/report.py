"""The form by which members report a post or a person, here or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import report
from fediart.actions.report import MOST_CHARACTERS, REASONS
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.sanitize import plain
from fediart.store import actors, threads
from fediart.store.actors import Actor
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.showing import actor_path
from fediart.web.upload_form import by_field

SHORT = 300
ABSENT = N_("There is no such post here, or it is not for everyone.")


@dataclass(frozen=True, slots=True)
class ReportPage(Page):
    """`host` is the other server, which may be told, or empty; `words` are the post's; `back` leads to it."""

    template: ClassVar[str] = "report.html"
    path: str
    back: str
    who: str
    handle: str
    host: str
    words: str
    reason: str
    text: str
    forward: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[tuple[str, str, str], ...] = tuple((word, N_(said), "") for word, said in REASONS.items())
    longest: int = MOST_CHARACTERS


async def of_post(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/report`."""
    site, me, post_id = site_of(request), viewer(request).actor, number_in(request)
    async with site.db.reading() as tx:
        said = await threads.by_id(tx, post_id, viewer=me.id)
    if said is None or said.author.id == me.id:
        raise NotFound(_(ABSENT))
    words = said.post.title or plain(said.post.content)
    back = f"/@{said.author.name}/{post_id}" if said.post.local else f"/posts/{post_id}"
    if request.method != "POST":
        return await _page(request, said.author, back, words[:SHORT], {}, {})
    given = await answers(request)
    try:
        await report.report_post(site, me, post_id, *_words(given), forward=given.get("forward") == "1")
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, said.author, back, words[:SHORT], given, by_field(problem))
    return pages.go(request, back, notice=_("Thank you. The moderators will look at it and tell you."))


async def of_person(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/report`."""
    site, me = site_of(request), viewer(request).actor
    name, _rest, host = request.match_info["handle"].partition("@")
    async with site.db.reading() as tx:
        target = await actors.by_handle(tx, name, host.lower())
    if target is None or target.deleted or target.suspended or target.id == me.id or target.kind == "Application":
        raise NotFound(_(people.ABSENT))
    if request.method != "POST":
        return await _page(request, target, actor_path(target), "", {}, {})
    given = await answers(request)
    try:
        await report.report_person(site, me, target.id, *_words(given), forward=given.get("forward") == "1")
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, target, actor_path(target), "", given, by_field(problem))
    return pages.go(request, actor_path(target), notice=_("Thank you. The moderators will look at it and tell you."))


def _words(given: Mapping[str, str]) -> tuple[str, str]:
    return given.get("reason", ""), given.get("text", "")


async def _page(
    request: web.Request, target: Actor, back: str, words: str, given: Mapping[str, str], errors: Mapping[str, str]
) -> web.StreamResponse:
    page = ReportPage(
        title=_("Report"),
        path=request.path,
        back=back,
        who=target.shown_name,
        handle=target.handle,
        host=target.host,
        words=words,
        reason=given.get("reason", ""),
        text=given.get("text", ""),
        forward=given.get("forward") == "1",
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
