"""Direct messages: the talks a member is in, requests of strangers apart, and one talk with its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import message
from fediart.errors import Held, NotFound, Problem
from fediart.language import _
from fediart.sanitize import plain
from fediart.store import emojis, talks
from fediart.store.actors import Actor
from fediart.store.muted_words import THREADS
from fediart.store.talks import ASKED, DECLINED, NEWEST, OPEN, Talk
from fediart.store.threads import Spoken, faces_of
from fediart.web import pages
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, site_of, viewer
from fediart.web.seeing import seeing
from fediart.web.showing import Person, Remark, person, remark
from fediart.web.upload_form import by_field

ON_A_PAGE = 30
MESSAGES = 40  # of one talk on a page
SHORT = 120  # letters of the last message in the list
FOLDERS = {"": OPEN, "requests": ASKED, "declined": DECLINED}


@dataclass(frozen=True, slots=True)
class TalkLine:
    """`words` are the beginning of the last message, or its warning; `mine` whether the viewer wrote it."""

    path: str
    people: tuple[Person, ...]
    words: str
    mine: bool
    at: int
    unread: bool


@dataclass(frozen=True, slots=True)
class MessagesPage(Page):
    """`folder` is a word of FOLDERS; `requests` is how many strangers ask and were not looked at yet."""

    template: ClassVar[str] = "messages.html"
    talks: tuple[TalkLine, ...]
    folder: str
    requests: int
    older: str
    first: bool


@dataclass(frozen=True, slots=True)
class NewMessagePage(Page):
    template: ClassVar[str] = "message_new.html"
    to: str = ""
    text: str = ""
    warning: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    most: int = message.MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Said:
    """A message; `others` is to how many people more it went who are not known here."""

    remark: Remark
    others: int = 0


@dataclass(frozen=True, slots=True)
class TalkPage(Page):
    """`messages` from the oldest to the newest; `state` is one of talks.STATES, for the viewer."""

    template: ClassVar[str] = "talk.html"
    id: int
    state: str
    people: tuple[Person, ...]
    messages: tuple[Said, ...]
    older: str
    latest: bool
    text: str = ""
    warning: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    most: int = message.MOST_CHARACTERS


async def show_all(request: web.Request) -> web.StreamResponse:
    """`/messages`, with `?in=requests` or `?in=declined` those kept apart."""
    site, who, folder = site_of(request), viewer(request).actor, request.query.get("in", "")
    if folder not in FOLDERS:
        folder = ""
    before = _before(request)
    async with site.db.reading() as tx:
        found = await talks.of_actor(tx, who.id, FOLDERS[folder], before=before, limit=ON_A_PAGE + 1)
        _unread, requests = await talks.unread(tx, who.id)
        listed = found[:ON_A_PAGE]
        people = [one for talk in listed for one in talk.people]
        faces, drawn = await faces_of(tx, people), await emojis.in_names(tx, people)
    host = site.config.instance.host
    where = f"/messages?in={folder}&" if folder else "/messages?"
    page = MessagesPage(
        title=_("Messages"),
        talks=tuple(_line(talk, who, faces, drawn, host) for talk in listed),
        folder=folder,
        requests=requests,
        older=f"{where}before={listed[-1].newest}" if len(found) > ON_A_PAGE else "",
        first=before == NEWEST,
    )
    return await pages.show(request, page)


def _before(request: web.Request) -> int:
    said = request.query.get("before", "")
    return int(said) if is_number(said) else NEWEST


def _line(
    talk: Talk, who: Actor, faces: Mapping[int, str], drawn: Mapping[str, Mapping[str, str]], host: str
) -> TalkLine:
    last = talk.last
    words = (last.warning or plain(last.content)) if last else ""
    return TalkLine(
        path=f"/messages/{talk.id}",
        people=tuple(person(one, faces[one.id], host=host, emojis=drawn) for one in talk.people),
        words=words if len(words) <= SHORT else words[:SHORT].rstrip() + "…",
        mine=last is not None and last.actor_id == who.id,
        at=last.published if last else 0,
        unread=bool(talk.unread),
    )


async def show_new(request: web.Request) -> web.StreamResponse:
    """`/messages/new`; `?to=` is a handle to begin with."""
    to = request.query.get("to", "")[:300]
    return await pages.show(request, NewMessagePage(_("New message"), to))


async def send_new(request: web.Request) -> web.StreamResponse:
    """`/messages/new`."""
    site, me, said = site_of(request), viewer(request), await answers(request)
    to, text, warning = said.get("to", ""), said.get("text", ""), said.get("warning", "")
    try:
        people = await message.people_of(site, me.actor, to)
        talk = await message.write_to(site, me.actor, people, text, warning=warning, language=me.account.locale)
    except Held:
        raise
    except Problem as problem:
        errors = by_field(problem)
        page = NewMessagePage(_("New message"), to, text, warning, errors)
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"/messages/{talk}#latest")


async def show(request: web.Request) -> web.StreamResponse:
    """`/messages/ID`. Looking at it marks it as read."""
    return await pages.show(request, await _talk_page(request))


async def _talk_page(
    request: web.Request, *, text: str = "", warning: str = "", errors: Mapping[str, str] | None = None
) -> TalkPage:
    site, who, before = site_of(request), viewer(request).actor, _before(request)
    async with site.db.reading() as tx:
        talk = await message.own_talk(tx, who, number_in(request))
        found = await talks.messages(tx, talk.id, who.id, before=before, limit=MESSAGES + 1)
        others = await talks.others_in(tx, [one.post.id for one in found])
        faces, drawn = await faces_of(tx, talk.people), await emojis.in_names(tx, talk.people)
        eyes = await seeing(request, tx, THREADS)
    if talk.unread:
        async with site.db.writing() as tx:
            await talks.mark_read(tx, talk.id, who.id)
    host, locale, shown = site.config.instance.host, locale_of(request), found[:MESSAGES]

    def said(one: Spoken) -> Said:
        made = remark(one, host=host, viewer_id=who.id, locale=locale, eyes=eyes)
        return Said(made, others.get(one.post.id, 0))

    return TalkPage(
        title=_("Messages with %(names)s", names=_names(talk.people)),
        id=talk.id,
        state=talk.state,
        people=tuple(person(one, faces[one.id], host=host, emojis=drawn) for one in talk.people),
        messages=tuple(said(one) for one in reversed(shown)),
        older=f"/messages/{talk.id}?before={shown[-1].post.id}" if len(found) > MESSAGES else "",
        latest=before == NEWEST,
        text=text,
        warning=warning,
        errors=errors or {},
    )


def _names(people: Sequence[Actor]) -> str:
    return ", ".join(one.shown_name for one in people) or _("somebody who is gone")


async def send(request: web.Request) -> web.StreamResponse:
    """`/messages/ID`: the next message."""
    site, me, said, number = site_of(request), viewer(request), await answers(request), number_in(request)
    text, warning = said.get("text", ""), said.get("warning", "")
    try:
        await message.answer(site, me.actor, number, text, warning=warning, language=me.account.locale)
    except NotFound:
        raise
    except Held:
        raise
    except Problem as problem:
        page = await _talk_page(request, text=text, warning=warning, errors=by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"/messages/{number}#latest")


async def decide(request: web.Request) -> web.StreamResponse:
    """`/messages/ID/DEED`: a request is accepted, declined, or declined with a block."""
    site, who, number = site_of(request), viewer(request).actor, number_in(request)
    match request.match_info["deed"]:
        case "accept":
            await message.accept(site, who, number)
            return pages.go(request, f"/messages/{number}", notice=_("Accepted. You can write to each other now."))
        case "decline":
            await message.decline(site, who, number)
            notice = _("Declined. They are not told; you find it again under “Declined”.")
        case _other:
            await message.decline_and_block(site, who, number)
            notice = _("Declined and blocked. You can take the block back in the settings.")
    return pages.go(request, "/messages", notice=notice)
