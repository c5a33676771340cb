"""Works here that the pictures of a case resemble: for the moderators, side by side with what they look at."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.copies import first_works, matches_of
from fediart.language import N_, _
from fediart.store import actors, images
from fediart.store.database import Reading
from fediart.web.showing import ShownPicture, shown

_ANSWERS = {
    "permitted": N_("its artist permits it"),
    "credited": N_("its artist is credited"),
    "reported": N_("its artist reported it"),
    "credit-asked": N_("its artist asked for a credit"),
    "dismissed": N_("its artist left it at that"),
}


@dataclass(frozen=True, slots=True)
class Similar:
    """`how` is in words; `answer` is what the first artist made of it, if anything. Only public works are shown,
    and `beside` leads to both pictures at full size."""

    title: str
    artist: str
    path: str
    picture: ShownPicture | None
    how: str
    answer: str
    beside: str = ""


async def similar_works(tx: Reading, artwork_id: int) -> tuple[Similar, ...]:
    """What is certain comes first."""
    certain, maybe = await matches_of(tx, artwork_id)
    listed = [*certain, *maybe]
    works = await first_works(tx, listed)
    people = await actors.by_ids(tx, {work.actor_id for work in works.values()})
    pictures = await images.of_artworks(tx, [work.id for work in works.values() if work.is_public], first_only=True)
    found = []
    for one in listed:
        work = works.get(one.picture_id)
        if work is None or work.state == "deleted":
            continue
        artist = people.get(work.actor_id)
        first = pictures.get(work.id, [])
        picture = shown(first[0]) if first else None
        likeness = _("Has the same picture, or a part of it") if one.certain else _("Resembles it")
        found.append(
            Similar(
                title=work.title or _("Untitled"),
                artist=_("the same artist") if one.own or artist is None else artist.shown_name,
                path=f"/@{artist.name}/{work.id}" if artist and work.is_public else "",
                picture=picture if picture and picture.src else None,
                how=likeness,
                answer=_ANSWERS.get(one.state, ""),
                beside=f"/review/{artwork_id}/copies/{one.id}" if work.is_public else "",
            )
        )
    return tuple(found)
