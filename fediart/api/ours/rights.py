"""Rights: the instance's, an artist's and a work's AI policy with all its signals; one's own to choose."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import app_edit
from fediart.actions.app_edit import AppEdit
from fediart.actions.profile import choose_policy
from fediart.api.call import Call
from fediart.api.entities.ours_rights import OurArtistRights, OurDocuments, OurInstanceRights, OurWorkRights
from fediart.api.given import asked
from fediart.api.ours import whose
from fediart.api.shown.ours_artworks import say_rights
from fediart.api.shown.ours_rights import MOST_EXCEPTIONS, choices, of_artist, of_work, policy, surfaces
from fediart.errors import NotFound
from fediart.language import _
from fediart.rights import jsonld
from fediart.rights.model import NO_FLOOR, POLICIES
from fediart.store import actors
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.translate.rights import artist_policy, floor_of, instance_policy
from fediart.web.known_terms import TERMS
from fediart.web.request import set_rights


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """What holds for all of one's works that say nothing of their own."""

    ai_policy: str | None = asked("One that is offered; empty for the instance's.", required=True, most=100)


@dataclass(frozen=True, slots=True)
class PolicyOfWork:
    """What holds for one work; what is left out stays."""

    ai_policy: str | None = asked("One that is offered; empty for the series' or one's own.", most=100)
    licence: str | None = asked("One of this server's words for licences.", most=100)


async def of_instance(call: Call) -> OurInstanceRights:
    """Shows the instance's AI policy, what artists may choose, and who differs."""
    origin, one, floor = call.site.config.origin, instance_policy(call.settings), floor_of(call.settings)
    terms = await call.request.app[TERMS].read(call.settings)
    return {
        "policy": policy(origin, one),
        "floor": policy(origin, POLICIES[floor]) if floor is not NO_FLOOR else None,
        "offered": choices(call),
        "surfaces": surfaces(origin, one, jsonld.instance_metadata(one, origin)),
        "documents": _documents(origin),
        "exceptions": [
            {
                "url": f"{origin}/@{artist.name}",
                "ai_policy": artist.policy.preset.value,
                "used": sorted(preset.value for preset in artist.policies),
            }
            for artist in terms.artists[:MOST_EXCEPTIONS]
        ],
    }


def _documents(origin: str) -> OurDocuments:
    return {
        "robots": f"{origin}/robots.txt",
        "rsl": f"{origin}/license.xml",
        "tdmrep": f"{origin}/.well-known/tdmrep.json",
        "ai": f"{origin}/ai.txt",
    }


async def of_account(call: Call) -> OurArtistRights:
    """Shows what holds for an artist's works by default."""
    async with call.site.db.reading() as tx:
        artist = await whose.artist(tx, call)
    set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
    return of_artist(call, artist)


async def show(call: Call) -> OurWorkRights:
    """Shows the rights to an artwork, with every signal it carries."""
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, await whose.visible(tx, call, call.number()))


async def _shown(tx: Reading, call: Call, work: Artwork) -> OurWorkRights:
    artist = await actors.by_id(tx, work.actor_id)
    if artist is None:
        raise NotFound(_(whose.ABSENT))
    made = of_work(call, artist, work)
    say_rights(call, work, artist, made["url"])
    return made


async def choose(call: Call, given: OwnPolicy) -> OurArtistRights:
    """Chooses the AI policy of all one's works; their files and other servers follow in the background."""
    artist = await choose_policy(call.site, call.actor, given.ai_policy or "")
    set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
    return of_artist(call, artist)


async def choose_of_work(call: Call, given: PolicyOfWork) -> OurWorkRights:
    """Chooses the AI policy and the licence of one's own artwork; its files and other servers follow."""
    number = call.number()
    async with call.site.db.reading() as tx:
        await whose.owned(tx, call, number)
    said = {"ai_policy": given.ai_policy, "licence": given.licence}
    wanted = AppEdit(work={name: value for name, value in said.items() if value is not None})
    await app_edit.change(call.site, call.actor, number, wanted)
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, await whose.owned(tx, call, number))
