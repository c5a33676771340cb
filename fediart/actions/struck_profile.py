"""Parts of a member's profile that moderators take away, and give back when an appeal is won: pictures and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fediart.actions import indexing, outbox
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, taken_things
from fediart.store.actors import Actor, Field
from fediart.store.database import Writing
from fediart.store.taken_things import AVATAR, BIO, FIELD, HEADER, NAME, Taken

_SHOWN: Final = 80  # characters of a text, where one chooses


def parts_of(person: Actor) -> list[tuple[str, str]]:
    """What can be taken away: the word of each part, and what it is for who reads it, with what stands there."""
    possible = (
        (person.avatar, AVATAR, _("The avatar")),
        (person.header, HEADER, _("The header")),
        (person.display_name, NAME, _("The name “%(words)s”", words=person.display_name)),
        (person.bio, BIO, _("The text about them: %(words)s", words=person.bio[:_SHOWN])),
        *((one.value, f"{FIELD}-{place}", _line(one)) for place, one in enumerate(person.fields)),
    )
    return [(part, words) for there, part, words in possible if there]


def _line(one: Field) -> str:
    return _("The line “%(name)s”: %(words)s", name=one.name, words=one.value[:_SHOWN])


async def take(tx: Writing, site: Site, person: Actor, parts: Sequence[str], *, final: int) -> list[Taken]:
    """They are gone for everybody, and followers elsewhere hear of it. Raises Problem for the field `parts`."""
    if not parts:
        raise Problem(_("Choose the parts of the profile it is about."), field="parts")
    if not set(parts) <= {part for part, _words in parts_of(person)}:
        raise Problem(_("Some of these are gone already. Load the page again."), field="parts")
    taken = [_taken(site, person, part, final) for part in dict.fromkeys(parts)]
    kinds = {one.kind for one in taken if one.kind != FIELD}
    places = {one.place for one in taken if one.kind == FIELD}
    await _keep(tx, site, replace(
        person,
        avatar="" if AVATAR in kinds else person.avatar,
        avatar_alt="" if AVATAR in kinds else person.avatar_alt,
        header="" if HEADER in kinds else person.header,
        header_alt="" if HEADER in kinds else person.header_alt,
        display_name="" if NAME in kinds else person.display_name,
        bio="" if BIO in kinds else person.bio,
        bio_html="" if BIO in kinds else person.bio_html,
        fields=tuple(one for place, one in enumerate(person.fields) if place not in places),
    ))  # fmt: skip
    return taken


def _taken(site: Site, person: Actor, part: str, final: int) -> Taken:
    one = Taken(site.ids.new(), person.id, part.partition("-")[0], final)
    match one.kind:
        case "avatar":
            return replace(one, stored=person.avatar, label=person.avatar_alt)
        case "header":
            return replace(one, stored=person.header, label=person.header_alt)
        case "name":
            return replace(one, words=person.display_name)
        case "bio":
            return replace(one, words=person.bio, label=person.bio_html)
        case _:
            place = int(part.partition("-")[2])
            return replace(one, place=place, label=person.fields[place].name, words=person.fields[place].value)


async def give_back(tx: Writing, site: Site, actor_id: int, things: Sequence[Taken]) -> None:
    """What they have not put something else in the place of meanwhile."""
    person = await actors.by_id(tx, actor_id)
    if person is None or not things:
        return
    for one in things:
        person = _with(person, one)
        await taken_things.end(tx, one.id, now=site.clock.now())
    await _keep(tx, site, person)


def _with(person: Actor, one: Taken) -> Actor:
    match one.kind:
        case "avatar":
            return person if person.avatar else replace(person, avatar=one.stored, avatar_alt=one.label)
        case "header":
            return person if person.header else replace(person, header=one.stored, header_alt=one.label)
        case "name":
            return replace(person, display_name=person.display_name or one.words)
        case "bio":
            return person if person.bio else replace(person, bio=one.words, bio_html=one.label)
        case _:
            known = [line for line in person.fields if line.name != one.label]
            known.insert(one.place, Field(one.label, one.words))
            return replace(person, fields=tuple(known)) if len(known) > len(person.fields) else person


async def _keep(tx: Writing, site: Site, person: Actor) -> None:
    await indexing.wake(tx, site)
    await actors.save(tx, person)
    await outbox.actor_updated(tx, site, person)
