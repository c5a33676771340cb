"""Settings: the people, servers and words that a member has muted, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import filters as ruling
from fediart.actions import mute
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import emojis, filters, mutes
from fediart.store.filters import Filter
from fediart.store.muted_words import BLUR, COVER, HIDE, HOME, NEWS, PERSON, THREADS, WALLS, MutedWord
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
    (PERSON, N_("On people’s own pages")),
)
HOW: tuple[tuple[str, str, str], ...] = (
    (COVER, N_("Cover it"), N_("It keeps its place and says which word it has. You see it when you click.")),
    (HIDE, N_("Hide it"), N_("It is left out. On its own page it is covered.")),
    (BLUR, N_("Cover its pictures"), N_("Apps that can do so leave its words. This site covers the whole post.")),
)
NEW = Filter(0, "", (HOME, WALLS, THREADS, NEWS), COVER, 0, (MutedWord(0, "", 1, (), COVER, 0),))


@dataclass(frozen=True, slots=True)
class MutedOne:
    """`news` is whether the viewer is told nothing of them either; `until` is 0 for good."""

    person: Person
    news: bool
    until: int


@dataclass(frozen=True, slots=True)
class MutedPage(Page):
    """`rules` are the muted words and posts. `given` is the rule in the form, one that is there already where it has
    a number; `lasts` is the form's answer."""

    template: ClassVar[str] = "settings/muted.html"
    people: tuple[MutedOne, ...]
    hosts: tuple[MutedHost, ...]
    rules: tuple[Filter, ...]
    given: Filter = NEW
    host: str = ""
    lasts: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    where: tuple[Option, ...] = WHERE
    how: tuple[tuple[str, str, str], ...] = HOW
    long: tuple[Option, ...] = LASTS


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/muted`; with `?word=ID` the form changes that rule."""
    given, asked = NEW, request.query.get("word", "")
    if is_number(asked):
        async with site_of(request).db.reading() as tx:
            given = await filters.by_id(tx, viewer(request).actor.id, int(asked)) or NEW
    return await pages.show(request, await _page(request, given=given))


async def _page(
    request: web.Request,
    *,
    given: Filter = NEW,
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
        rules = await filters.of_actor(tx, who.id)
    own = site.config.instance.host
    people = tuple(
        MutedOne(person(one.person, faces[one.person.id], host=own, emojis=drawn), bool(one.news), one.until)
        for one in found
    )
    return MutedPage(_("Muted"), people, tuple(hosts), tuple(rules), given, host, lasts, errors or {})


async def send_word(request: web.Request) -> web.StreamResponse:
    """`/settings/muted/words`: adds words, one on each line, or changes the rule whose `id` the form says."""
    said, places = await answers(request), await ticked(request, "places")
    number = int(said["id"]) if is_number(said.get("id", "")) else 0
    whole, way, phrases = said.get("whole") == "1", said.get("way", ""), said.get("phrase", "").splitlines()
    words = tuple(MutedWord(0, phrase, int(whole), (), way, 0) for phrase in phrases)
    given = Filter(number, said.get("title", ""), places, way, 0, words)
    try:
        made = await mute.mute_words(
            site_of(request),
            viewer(request).actor,
            phrases,
            places=places,
            way=way,
            whole=whole,
            lasts=said.get("lasts", ""),
            title=given.title,
            filter_id=number or None,
        )
    except Problem as problem:
        page = await _page(request, given=given, lasts=said.get("lasts", ""), errors=by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"{OURS}#words", notice=_("“%(phrase)s” is muted.", phrase=made.title))


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
        await ruling.remove(site, who, int(number))
    else:
        await mute.unmute(site, who, int(number))
    return pages.go(request, f"{OURS}#{what}", notice=_("It is not muted any more."))
