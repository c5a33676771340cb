"""What is here already, against what an archive brings: of a profile and of choices only what is empty here comes by
itself, and what is the same does not come at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fediart.actions.account_settings import SETTINGS, Setting
from fediart.errors import Problem
from fediart.language import _, written
from fediart.site import Site
from fediart.store import actors, commission_offers, filters, portfolios, series
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.translate.imports.found import FoundItem

OTHER: Final = written("Here it is another already. Choose it to put it in its place.")
SAME_NAME: Final = written("There is one of this name here already, which stays as it is.")
Body = Mapping[str, Any]


async def as_here(tx: Reading, artist: Actor, items: Sequence[FoundItem]) -> list[FoundItem]:
    """The things of an archive as they are to be offered to this member."""
    found = []
    for one in items:
        look = _LOOKS.get(one.kind)
        offered = await look(tx, artist, one) if look else one
        if offered is not None:
            found.append(offered)
    return found


def _not_by_itself(one: FoundItem, words: str) -> FoundItem:
    return replace(one, chosen=False, words=(*one.words, words))


async def _setting(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem | None:
    known = SETTINGS.get(str(one.body.get("setting")))
    if known is None:
        return None
    now, wanted = await known.read(tx, artist), one.body.get("value")
    if wanted == now or wanted in ("", []):
        return None
    return one if now == known.usual else _not_by_itself(one, OTHER)


async def _face(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem:
    now = await actors.by_id(tx, artist.id) or artist
    there = now.avatar if one.body.get("setting") == "avatar" else now.header
    return _not_by_itself(one, OTHER) if there and one.possible else one


async def _portfolio(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem:
    kept = await portfolios.kept(tx, artist.id)
    untouched = kept.shown == portfolios.USUAL and kept.draft is None
    return one if untouched else _not_by_itself(one, OTHER)


async def _series(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem:
    names = {kept.title.casefold() for kept in await series.of_actor(tx, artist.id)}
    here = str(one.body.get("title", "")).casefold() in names
    made = replace(one, body={**one.body, "here": here})
    return _not_by_itself(made, SAME_NAME) if here else made


async def _offer(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem:
    names = {kept.title for kept in await commission_offers.of_artist(tx, artist.id)}
    return _not_by_itself(one, SAME_NAME) if str(one.body.get("title", "")) in names else one


async def _rule(tx: Reading, artist: Actor, one: FoundItem) -> FoundItem:
    names = {kept.title for kept in await filters.of_actor(tx, artist.id)}
    return _not_by_itself(one, SAME_NAME) if str(one.body.get("title", "")) in names else one


_LOOKS: Final = {
    "setting": _setting, "face": _face, "portfolio": _portfolio, "series": _series, "offer": _offer, "rule": _rule,
}  # fmt: skip


def _known(body: Body) -> Setting:
    known = SETTINGS.get(str(body.get("setting")))
    if known is None:
        raise Problem(_("This is not known here."))
    return known


async def look_at_setting(site: Site, artist: Actor, body: Body) -> Any:
    """What holds now. Raises Problem for what is not known here."""
    async with site.db.reading() as tx:
        return await _known(body).read(tx, artist)


async def put_setting(site: Site, artist: Actor, body: Body) -> dict[str, Any] | None:
    """Raises Problem for what cannot hold here."""
    await _known(body).write(site, artist, body.get("value"))
    before, after = body["before"], await look_at_setting(site, artist, body)
    return {"setting": body["setting"], "before": before, "after": after} if after != before else None


async def undo_setting(site: Site, artist: Actor, kept: Body) -> None:
    """As it was before, unless it was changed since."""
    known = SETTINGS[str(kept["setting"])]
    async with site.db.reading() as tx:
        now = await known.read(tx, artist)
    if now == kept["after"]:
        await known.write(site, artist, kept["before"])
