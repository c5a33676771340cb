"""Series: an artist's ordered sets of works, made by naming them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from fediart.actions import series_told
from fediart.actions.policy_changes import Changed, begin_for
from fediart.actions.submission import LONGEST, one_line, paragraphs
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import policy_changes, series
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.series import Series
from fediart.store.settings import read_settings
from fediart.translate.rights import offered

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """`Birds of Ærø` becomes `birds-of-ro`; empty where no letter of the title is Latin."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")[:60].strip("-")


async def series_named(tx: Writing, site: Site, artist_id: int, title: str) -> int | None:
    """The artist's series of that title, made where there is none; None for an empty title.

    The address of a series that was deleted is not given to another: other servers have been told it is gone.
    """
    if not title:
        return None
    same = [one for one in await series.of_actor(tx, artist_id) if one.title.casefold() == title.casefold()]
    if same:
        return same[0].id
    made = Series(site.ids.new(), artist_id, slug_of(title), title, "", site.clock.now())
    taken = await series.gone_since(tx, artist_id, made.slug)
    if made.slug and not taken and await series.insert(tx, made):
        return made.id
    made = Series(made.id, artist_id, f"{made.slug or 'series'}-{made.id}", title, "", made.created)
    await series.insert(tx, made)
    return made.id


@dataclass(frozen=True, slots=True)
class SeriesWords:
    """What an artist says of a series; `ai_policy` is a preset, or empty for the one of all works."""

    title: str
    description: str
    ai_policy: str = ""


async def new_series(site: Site, artist: Actor, given: SeriesWords) -> int:
    """A series without works yet; its id. Raises Problem where there is one of that title, or what is said is wrong."""
    title, description = _checked(given)
    async with site.db.writing() as tx:
        if any(one.title.casefold() == title.casefold() for one in await series.of_actor(tx, artist.id)):
            raise Problem(_("You have a series of this title already."), field="title")
        made = await series_named(tx, site, artist.id, title)
        if made is None:
            raise NotFound(_("There is no such series."))
        await _choose_policy(tx, site, artist, made, given.ai_policy)
        await series.rename(tx, made, artist.id, title=title, description=description)
    site.bell.ring()
    site.pages.changed()
    return made


async def save_series(site: Site, artist: Actor, series_id: int, given: SeriesWords, *, order: Sequence[int]) -> None:
    """Renames, describes and puts its works in this order; its address stays. NotFound if it is not theirs."""
    title, description = _checked(given)
    async with site.db.writing() as tx:
        await _choose_policy(tx, site, artist, series_id, given.ai_policy)
        if not await series.rename(tx, series_id, artist.id, title=title, description=description):
            raise NotFound(_("There is no such series."))
        await series.order(tx, series_id, artist.id, order)
        found = await series.by_id(tx, series_id)
        if found is not None:
            await series_told.changed(tx, site, artist, found)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()


def _checked(given: SeriesWords) -> tuple[str, str]:
    """Title and description, tidied up. Raises Problem."""
    title, description = one_line(given.title), paragraphs(given.description)
    if not title or len(title) > LONGEST["series"]:
        raise Problem(
            _("Give the series a title of at most %(most)s characters.", most=LONGEST["series"]), field="title"
        )
    if len(description) > LONGEST["description"]:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST["description"]), field="description")
    return title, description


async def _choose_policy(tx: Writing, site: Site, artist: Actor, series_id: int, word: str) -> None:
    """Raises Problem where the instance does not offer it."""
    found = await series.by_id(tx, series_id)
    if found is None or found.actor_id != artist.id or found.ai_policy == word:
        return
    if word not in ("", *offered(await read_settings(tx))):
        raise Problem(_("This instance does not offer this AI policy. Choose another one."), field="ai_policy")
    await series.set_policy(tx, series_id, artist.id, word)
    await _policy_changed(tx, site, artist, found, word)


async def _policy_changed(tx: Writing, site: Site, artist: Actor, found: Series, became: str) -> None:
    was = found.ai_policy
    await begin_for(tx, site, artist, Changed(policy_changes.SERIES, was, became, artist.id, found.id, found.title))


async def delete_series(site: Site, artist: Actor, series_id: int) -> None:
    """Its works stay, without a series. NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        found = await series.by_id(tx, series_id)
        if found is None or found.actor_id != artist.id:
            raise NotFound(_("There is no such series."))
        await series_told.gone(tx, site, artist, found)
        await series.delete(tx, series_id, artist.id)
        if found.ai_policy:
            await _policy_changed(tx, site, artist, found, "")
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
