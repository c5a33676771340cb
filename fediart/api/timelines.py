"""Timelines: home, everybody's, tags, lists, links, messages (docs.joinmastodon.org/methods/timelines)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fediart.api.call import Call, Paged, Written
from fediart.api.entities.statuses import Status
from fediart.api.given import Id, asked, limited
from fediart.api.given import Older as Cursors
from fediart.api.kept import ANSWERS
from fediart.api.refusals import NOBODY as NEEDS_PERSON
from fediart.api.refusals import Refused
from fediart.api.showing import page
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import home, home_choices, lists, timelines
from fediart.store.entries import Batch, batch
from fediart.store.gallery import Cursor
from fediart.store.muted_words import HOME, WALLS
from fediart.store.timelines import MOST_TAGS, Tagged, Whose
from fediart.store.visibility import NOBODY


@dataclass(frozen=True, slots=True)
class Everybodys(Cursors):
    """A page of what everybody posts."""

    local: bool = asked("Only posts of this server.", default=False)
    remote: bool = asked("Only posts of other servers, for members alone.", default=False)
    only_media: bool = asked("Only posts that show pictures.", default=False)


@dataclass(frozen=True, slots=True)
class UnderTags(Everybodys):
    """A page of what is posted under tags."""

    any: tuple[str, ...] = asked("Or under one of these tags, at most four.", default=())
    all: tuple[str, ...] = asked("And under all of these tags, at most four.", default=())
    none: tuple[str, ...] = asked("And under none of these tags, at most four.", default=())


@dataclass(frozen=True, slots=True)
class AboutLink:
    """A page of what links to something."""

    url: str = asked("The address that posts link to.", required=True)
    limit: int = limited()
    max_id: Id | None = asked("Only what is older than this id.")
    since_id: Id | None = asked("Only what is newer than this id.")
    min_id: Id | None = asked("Only what is newer than this id, the next newer first.")


async def at_home(call: Call, given: Cursors) -> Written[list[Status]]:
    """Shows what the people one follows post and boost, and what is under tags one follows, the newest first.

    Kinds of posts that somebody does not want at home, by their settings here, are left out.
    """
    return await call.request.app[ANSWERS].answer(call, given, partial(_home, call, given))


async def _home(call: Call, given: Cursors) -> Paged[Status]:
    me = call.actor.id
    async with call.site.db.reading() as tx:
        kinds = await home_choices.shown(tx, me)

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await batch(tx, await home.home_rows(tx, me, kinds, before, limit), limit)

        return await page(tx, call, fetch, given, place=HOME)


async def of_list(call: Call, given: Cursors) -> Paged[Status]:
    """Shows what the people in one of one's lists post and boost."""
    me, number = call.actor.id, call.number()
    async with call.site.db.reading() as tx:
        if await lists.by_id(tx, me, number) is None:
            raise NotFound(_("Record not found"))

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await batch(tx, await lists.timeline_rows(tx, number, me, before, limit), limit)

        return await page(tx, call, fetch, given, place=HOME)


async def of_everybody(call: Call, given: Everybodys) -> Written[list[Status]]:
    """Shows public posts that answer nobody: of this server, and to members those of other servers, too."""
    whose = _whose(call, given)
    return await call.request.app[ANSWERS].answer(call, given, partial(_everybodys, call, given, whose))


async def _everybodys(call: Call, given: Everybodys, whose: Whose) -> Paged[Status]:
    async with call.site.db.reading() as tx:

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await timelines.public(
                tx, whose, viewer=call.viewer_id or NOBODY, pictures=given.only_media, before=before, limit=limit
            )

        return await page(tx, call, fetch, given, place=WALLS, everybodys=True)


async def of_tag(call: Call, given: UnderTags) -> Paged[Status]:
    """Shows public posts under a tag: of this server, and to members those of other servers, too."""
    whose, tags = _whose(call, given), _tags(call.part("tag"), given)
    async with call.site.db.reading() as tx:

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await timelines.tagged(
                tx, tags, whose, viewer=call.viewer_id or NOBODY, pictures=given.only_media, before=before, limit=limit
            )

        return await page(tx, call, fetch, given, place=WALLS, everybodys=True)


async def of_link(_call: Call, _given: AboutLink) -> list[Status]:
    """Answers with nothing: this server looks at no links, and so knows of no posts about one."""
    return []


async def of_messages(call: Call, given: Cursors) -> Paged[Status]:
    """Shows messages from and to oneself. Apps should ask for conversations instead."""
    async with call.site.db.reading() as tx:

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await timelines.messages(tx, viewer=call.actor.id, before=before, limit=limit)

        return await page(tx, call, fetch, given, place="")


def _whose(call: Call, given: Everybodys) -> Whose:
    """Others' works are not ours to show to everybody: members see them. Raises Refused for visitors who ask."""
    here, elsewhere = not given.remote or given.local, not given.local
    if call.viewer is None:
        if given.remote and not given.local:
            raise Refused(401, NEEDS_PERSON)
        elsewhere = False
    return Whose(here, elsewhere)


def _tags(tag: str, given: UnderTags) -> Tagged:
    return Tagged(of=(_bare(tag), *_bared(given.any)), with_all=_bared(given.all), without=_bared(given.none))


def _bared(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_bare(tag) for tag in tags[:MOST_TAGS] if _bare(tag))


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("#").lower()
