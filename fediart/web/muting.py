"""Settings: the people, servers and words that a member has muted, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import mute
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import emojis, muted_words, mutes
from fediart.store.muted_words import COVER, HIDE, HOME, NEWS, PLACES, THREADS, WALLS, MutedWord
from fediart.store.mutes import MutedHost
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, is_number, site_of, ticked, viewer
from fediart.web.showing import Person, person
from fediart.web.upload_form import by_field

Option = tuple[str, str]
OURS = "/settings/muted"
LASTS: tuple[Option, ...] = (
    ("", N_("Until I take it back")),
    ("1h", N_("For an hour")),
    ("1d", N_("For a day")),
    ("7d", N_("For a week")),
    ("30d", N_("For 30 days")),
    ("90d", N_("For 90 days")),
)
WHERE: tuple[Option, ...] = (
    (HOME, N_("At home and in lists")),
    (WALLS, N_("In galleries, under tags and in searches")),
    (THREADS, N_("In conversations")),
    (NEWS, N_("In notifications")),
)
HOW: tuple[tuple[str, str, str], ...] = (
    (COVER, N_("Cover it"), N_("It keeps its place and says which word it has. You see it when you click.")),
    (HIDE, N_("Hide it"), N_("It is left out. On its own page it is covered.")),
)
NEW = MutedWord(0, "", 1, PLACES, COVER, 0)


@dataclass(frozen=True, slots=True)
class MutedOne:
    """`news` is whether the viewer is told nothing of them either; `until` is 0 for good."""

    person: Person
    news: bool
    until: int


@dataclass(frozen=True, slots=True)
class MutedPage(Page):
    """`given` is the word in the form, `editing` whether it is one that is muted already; `lasts` is its answer."""

    template: ClassVar[str] = "settings/muted.html"
    people: tuple[MutedOne, ...]
    hosts: tuple[MutedHost, ...]
    words: tuple[MutedWord, ...]
    given: MutedWord = NEW
    host: str = ""
    lasts: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    where: tuple[Option, ...] = WHERE
    how: tuple[tuple[str, str, str], ...] = HOW
    long: tuple[Option, ...] = LASTS


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/muted`; with `?word=ID` the form changes that word."""
    given, asked = NEW, request.query.get("word", "")
    if is_number(asked):
        async with site_of(request).db.reading() as tx:
            given = await muted_words.by_id(tx, viewer(request).actor.id, int(asked)) or NEW
    return await pages.show(request, await _page(request, given=given))


async def _page(
    request: web.Request,
    *,
    given: MutedWord = NEW,
    host: str = "",
    lasts: str = "",
    errors: Mapping[str, str] | None = None,
) -> MutedPage:
    site, who = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        found = await mutes.people(tx, who.id)
        faces = await faces_of(tx, [one.person for one in found])
        drawn = await emojis.in_names(tx, [one.person for one in found])
        hosts = await mutes.hosts(tx, who.id)
        words = await muted_words.of_actor(tx, who.id)
    own = site.config.instance.host
    people = tuple(
        MutedOne(person(one.person, faces[one.person.id], host=own, emojis=drawn), bool(one.news), one.until)
        for one in found
    )
    return MutedPage(_("Muted"), people, tuple(hosts), tuple(words), given, host, lasts, errors or {})


async def send_word(request: web.Request) -> web.StreamResponse:
    """`/settings/muted/words`: adds a word, or changes the one whose `id` the form says."""
    said, places = await answers(request), await ticked(request, "places")
    number = int(said["id"]) if is_number(said.get("id", "")) else 0
    given = MutedWord(number, said.get("phrase", ""), int(said.get("whole") == "1"), places, said.get("way", ""), 0)
    try:
        await mute.mute_word(
            site_of(request),
            viewer(request).actor,
            given.phrase,
            places=places,
            way=given.way,
            whole=bool(given.whole),
            lasts=said.get("lasts", ""),
            word_id=number or None,
        )
    except Problem as problem:
        page = await _page(request, given=given, lasts=said.get("lasts", ""), errors=by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"{OURS}#words", notice=_("“%(phrase)s” is muted.", phrase=given.phrase))


async def send_host(request: web.Request) -> web.StreamResponse:
    """`/settings/muted/servers`."""
    said = await answers(request)
    try:
        host = await mute.mute_host(
            site_of(request), viewer(request).actor, said.get("host", ""), lasts=said.get("lasts", "")
        )
    except Problem as problem:
        page = await _page(request, host=said.get("host", ""), errors=by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"{OURS}#servers", notice=_("%(host)s is muted.", host=host))


async def take_back(request: web.Request) -> web.StreamResponse:
    """`/settings/muted/{words|servers|people}/remove`, with the `id` or `host`."""
    site, who, said = site_of(request), viewer(request).actor, await answers(request)
    what, number = request.match_info["what"], said.get("id", "")
    if what == "servers":
        await mute.unmute_host(site, who, said.get("host", ""))
    elif not is_number(number):
        raise NotFound(_("There is nothing at this address."))
    elif what == "words":
        await mute.unmute_word(site, who, int(number))
    else:
        await mute.unmute(site, who, int(number))
    return pages.go(request, f"{OURS}#{what}", notice=_("It is not muted any more."))
