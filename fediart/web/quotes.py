"""Quoting: the form for members, and for artists the page of who wants to quote them and who does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import quote_answers
from fediart.actions.consent import refusal
from fediart.actions.quote import quote
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import N_, _
from fediart.sanitize import plain
from fediart.store import emojis, quote_requests, quotes, threads
from fediart.store.quote_requests import Asked as AskedRow
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.beside import ShownQuote
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.showing import Person, Remark, person, remark
from fediart.web.upload_form import by_field

ON_A_PAGE = 30
VISIBILITY = (
    ("public", N_("Public"), N_("Everyone.")),
    ("unlisted", N_("Unlisted"), N_("Everyone who has the link, and your followers.")),
    ("followers", N_("Followers"), N_("Only people who follow you, here and on other servers.")),
)
_ABSENT = N_("There is no such post here, or it is not for everyone.")


@dataclass(frozen=True, slots=True)
class QuoteForm(Page):
    """`said` is what is to be quoted, `shown` the same as a card; `asks` where its author decides about each quote."""

    template: ClassVar[str] = "quote.html"
    said: Remark
    shown: ShownQuote
    asks: bool
    text: str = ""
    warning: str = ""
    visibility: str = "public"
    visibilities: tuple[tuple[str, str, str], ...] = VISIBILITY
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's quote of what `title` names (`titled`: a work), at `path`; theirs is at `url`.

    `content` is HTML, to be cleaned.
    """

    id: int
    person: Person
    content: str
    url: str
    title: str
    titled: bool
    path: str
    at: int


@dataclass(frozen=True, slots=True)
class QuotesPage(Page):
    template: ClassVar[str] = "quotes.html"
    waiting: tuple[Asked, ...]
    allowed: tuple[Asked, ...]
    first: bool
    older: str


async def show_form(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/quote`."""
    return await _form(request, {}, {})


async def send(request: web.Request) -> web.StreamResponse:
    """Posts it, and goes to the new post."""
    given, me = await answers(request), viewer(request)
    try:
        made = await quote(
            site_of(request),
            me.actor,
            number_in(request),
            given.get("text", ""),
            visibility=given.get("visibility", "public"),
            warning=given.get("warning", ""),
            language=me.account.locale,
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, given, by_field(problem))
    return pages.go(request, f"/@{me.actor.name}/{made.id}", notice=_("Your post is out."))


async def _form(request: web.Request, given: Mapping[str, str], errors: Mapping[str, str]) -> web.StreamResponse:
    site, me = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        said = await threads.by_id(tx, number_in(request), viewer=me.id)
    if said is None:
        raise NotFound(_(_ABSENT))
    shown = remark(said, host=site.config.instance.host, viewer_id=me.id)
    if not shown.beside.quotable:
        raise NotAllowed(refusal(said.author, "quote"))
    page = QuoteForm(
        title=_("Quote %(name)s", name=said.author.shown_name),
        said=shown,
        shown=ShownQuote(shown, "", ""),
        asks="quote" in shown.beside.asks,
        text=given.get("text", ""),
        warning=given.get("warning", ""),
        visibility=given.get("visibility", "public"),
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def show_all(request: web.Request) -> web.StreamResponse:
    """`/quotes`: who waits for an answer, and whose quotes are allowed."""
    site, me = site_of(request), viewer(request).actor
    before = request.query.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 2**62
    async with site.db.reading() as tx:
        waiting = await quote_requests.listed(tx, me.id, quotes.WAITING, limit=100) if last == 2**62 else []
        found = await quote_requests.listed(tx, me.id, quotes.ALLOWED, before=last, limit=ON_A_PAGE + 1)
        faces = await faces_of(tx, [who for _, _, who in (*waiting, *found)])
        drawn = await emojis.in_names(tx, [who for _, _, who in (*waiting, *found)])
    host = site.config.instance.host
    allowed = found[:ON_A_PAGE]
    page = QuotesPage(
        title=_("Quotes of your work"),
        waiting=tuple(_asked(one, faces, host, drawn) for one in waiting),
        allowed=tuple(_asked(one, faces, host, drawn) for one in allowed),
        first=last == 2**62,
        older=f"/quotes?before={allowed[-1][0].id}" if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


def _asked(row: AskedRow, faces: Mapping[int, str], host: str, drawn: Mapping[str, Mapping[str, str]]) -> Asked:
    asked, post, who = row
    return Asked(
        id=asked.id,
        person=person(who, faces.get(who.id, ""), host=host, emojis=drawn),
        content=asked.content,
        url=asked.quote_url,
        title=post.title or plain(post.content)[:60] or "your post",
        titled=bool(post.title),
        path="/" + post.url.split("/", 3)[3],
        at=asked.created,
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """`/quotes/ID/DEED`."""
    deeds = {
        "allow": (quote_answers.allow, _("They may quote you.")),
        "refuse": (quote_answers.refuse, _("The quote is refused.")),
        "revoke": (quote_answers.revoke, _("The quote is withdrawn, here and on all servers that heed it.")),
    }
    deed, words = deeds[request.match_info["deed"]]
    await deed(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, "/quotes", notice=words)
