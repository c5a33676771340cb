"""`/posts/ID/edit`: changing the words of one's own reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.reply import MOST_CHARACTERS, edit_reply, own_reply
from fediart.errors import Problem
from fediart.language import _
from fediart.store.posts import Post
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer


@dataclass(frozen=True, slots=True)
class EditReplyPage(Page):
    template: ClassVar[str] = "edit_reply.html"
    id: int
    text: str
    warning: str
    path: str
    most: int
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    post = await own_reply(site_of(request), viewer(request).actor, number_in(request))
    return await pages.show(request, _page(request, post, post.source, post.warning, {}))


async def save(request: web.Request) -> web.StreamResponse:
    site, me, given = site_of(request), viewer(request).actor, await answers(request)
    post = await own_reply(site, me, number_in(request))
    text, warning = given.get("text", ""), given.get("warning", "")
    try:
        await edit_reply(site, me, post.id, text, warning=warning)
    except Problem as problem:
        if problem.status != 422 or not problem.field:
            raise
        page = _page(request, post, text, warning, {problem.field: problem.message})
        return await pages.show(request, page, status=422)
    return pages.go(request, _path(request, post), notice=_("Your reply is changed, here and wherever it was sent."))


def _page(request: web.Request, post: Post, text: str, warning: str, errors: Mapping[str, str]) -> EditReplyPage:
    return EditReplyPage(
        title=_("Edit your reply"),
        id=post.id,
        text=text,
        warning=warning,
        path=_path(request, post),
        most=MOST_CHARACTERS,
        errors=errors,
    )


def _path(request: web.Request, post: Post) -> str:
    return post.url.removeprefix(site_of(request).config.origin)
