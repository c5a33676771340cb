"""Series, portfolio, offers and rules out of an archive: each is put here by the way of its form, and taken back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.actions import commission_offers, filters, portfolio, series
from fediart.actions.account_settings import typed, words_of
from fediart.actions.commission_offers import MOST_EXAMPLES, OfferForm
from fediart.actions.filters import Wanted, Word
from fediart.actions.series import SeriesWords
from fediart.actions.submission import one_line
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, import_items, muted_words, portfolios
from fediart.store import commission_offers as offer_rows
from fediart.store import filters as rule_rows
from fediart.store import series as series_rows
from fediart.store.actors import Actor
from fediart.store.commission_offers import STATES
from fediart.store.portfolios import Portfolio
from fediart.store.series import Series
from fediart.store.settings import read_settings
from fediart.translate.rights import offered

Body = Mapping[str, Any]
_MALFORMED: Final = (KeyError, TypeError, ValueError, AttributeError)


async def works_named(site: Site, artist: Actor, addresses: Sequence[str]) -> dict[str, int]:
    """Which works here these addresses of another server became; those that did not come are left out."""
    async with site.db.reading() as tx:
        found = await import_items.brought(tx, artist.id, list(dict.fromkeys(addresses)))
        there = await artworks.by_ids(tx, list(found.values()))
    return {one: number for one, number in found.items() if number in there and there[number].state == "published"}


async def put_series(site: Site, artist: Actor, body: Body) -> dict[str, Any] | None:
    """Its words and its order; its works have made it already, where any of them came."""
    if body.get("here"):
        return None
    there, order = await works_named(site, artist, words_of(body.get("works"))), words_of(body.get("works"))
    async with site.db.reading() as tx:
        choices = offered(await read_settings(tx))
    policy = body.get("ai_policy") if body.get("ai_policy") in choices else ""
    words = SeriesWords(str(body.get("title", "")), str(body.get("description", "")), str(policy))
    found = await _series_of(site, artist, words.title)
    number = found.id if found is not None else await series.new_series(site, artist, words)
    await series.save_series(site, artist, number, words, order=[there[one] for one in order if one in there])
    return {"id": number}


async def _series_of(site: Site, artist: Actor, title: str) -> Series | None:
    async with site.db.reading() as tx:
        named = [one for one in await series_rows.of_actor(tx, artist.id) if one.title.casefold() == title.casefold()]
    return named[0] if named else None


async def undo_series(site: Site, artist: Actor, kept: Body) -> None:
    """One in which other works hang by now stays."""
    async with site.db.reading() as tx:
        used = await artworks.of_series(tx, int(kept["id"]), limit=1)
    if not used:
        await series.delete_series(site, artist, int(kept["id"]))


async def look_at_offers(site: Site, artist: Actor, body: Body) -> list[int]:
    """Those that were here before."""
    async with site.db.reading() as tx:
        return [one.id for one in await offer_rows.of_artist(tx, artist.id)]


async def put_offer(site: Site, artist: Actor, body: Body) -> dict[str, Any] | None:
    """Raises Problems."""
    if new := [one for one in await look_at_offers(site, artist, body) if one not in body["before"]]:
        async with site.db.reading() as tx:
            same = [one for one in await offer_rows.of_artist(tx, artist.id) if one.id in new]
        if came := [one.id for one in same if one.title == one_line(str(body.get("title", "")))]:
            return {"id": came[0]}
    said = {**body, "state": body["state"] if body.get("state") in STATES else "closed", "examples": []}
    named = words_of(body.get("examples"))
    there = await works_named(site, artist, named)
    examples = tuple(there[one] for one in named if one in there)[:MOST_EXAMPLES]
    form = typed(OfferForm, said)
    number = await commission_offers.save(site, artist, _with(form, examples))
    return {"id": number}


def _with(form: OfferForm, examples: tuple[int, ...]) -> OfferForm:
    return OfferForm(
        form.title, form.included, form.terms, form.price_from, form.price_to, form.currency, form.days, form.slots,
        form.waits, form.state, examples,
    )  # fmt: skip


async def undo_offer(site: Site, artist: Actor, kept: Body) -> None:
    await commission_offers.remove(site, artist, int(kept["id"]))


async def look_at_rules(site: Site, artist: Actor, body: Body) -> list[int]:
    """Those that were here before."""
    async with site.db.reading() as tx:
        return [one.id for one in await rule_rows.of_actor(tx, artist.id)]


async def put_rule(site: Site, artist: Actor, body: Body) -> dict[str, Any] | None:
    """A rule about what is not to come by. Raises Problem; one whose time has run out does not come."""
    now, until = site.clock.now(), body.get("until")
    lasts = until - now if isinstance(until, int) and until else 0
    if lasts < 0:
        raise Problem(_("Its time has run out."))
    said = body.get("words")
    words = [
        Word(str(one.get("phrase", "")), one.get("whole") is not False)
        for one in (said if isinstance(said, list) else [])[: muted_words.MOST]
        if isinstance(one, Mapping)
    ]
    title, way = str(body.get("title", "")), str(body.get("way", ""))
    async with site.db.reading() as tx:
        for one in await rule_rows.of_actor(tx, artist.id):
            if one.title == title and one.id not in body["before"]:
                return {"id": one.id}
    made = await filters.make(site, artist, Wanted(title, words_of(body.get("places")), way, lasts, words))
    return {"id": made.id}


async def undo_rule(site: Site, artist: Actor, kept: Body) -> None:
    await filters.remove(site, artist, int(kept["id"]))


async def look_at_portfolio(site: Site, artist: Actor, body: Body) -> dict[str, str]:
    """What is shown, and what is being prepared, if anything is."""
    async with site.db.reading() as tx:
        kept = await portfolios.kept(tx, artist.id)
        shown = await portfolio.as_shown(tx, artist.id, kept.shown)
    draft = portfolios.written(kept.draft) if kept.draft is not None else ""
    return {"shown": portfolios.written(shown), "draft": draft}


async def put_portfolio(site: Site, artist: Actor, body: Body) -> dict[str, Any] | None:
    """Shown at once, with the works that came. Raises Problems."""
    try:
        said = dict(body["face"])
        there = await works_named(site, artist, _works_in(said))
        await portfolio.save_draft(site, artist, portfolios.read(json.dumps(_in_numbers(said, there))))
    except _MALFORMED:
        raise Problem(_("The portfolio in the archive cannot be read.")) from None
    await portfolio.publish_draft(site, artist)
    return {**body["before"], "after": portfolios.written(await _shown(site, artist))}


async def _shown(site: Site, artist: Actor) -> Portfolio:
    async with site.db.reading() as tx:
        return await portfolios.shown(tx, artist.id)


def _works_in(said: Body) -> list[str]:
    sections = [one for one in said["sections"] if isinstance(one, Mapping)]
    hung = [work for one in sections for work in (*words_of(one["works"]), str(one.get("cover", "")))]
    return [*words_of(said["pinned"]), str(said["cover"]), *hung]


def _in_numbers(said: Body, there: Mapping[str, int]) -> dict[str, Any]:
    def numbers(given: object) -> list[int]:
        return [there[one] for one in words_of(given) if one in there]

    cover = str(said["cover"])
    sections = [
        {**one, "works": numbers(one["works"]), "cover": there.get(str(one.get("cover", "")), 0)}
        for one in said["sections"]
    ]
    shown = str(there[cover]) if cover in there else cover if cover in ("", portfolios.HEADER) else ""
    return {**said, "pinned": numbers(said["pinned"]), "cover": shown, "sections": sections}


async def undo_portfolio(site: Site, artist: Actor, kept: Body) -> None:
    """As it was before, and what was being prepared; unless another one was published since."""
    now = await _shown(site, artist)
    if _placeless(portfolios.written(now)) != _placeless(str(kept["after"])):
        return
    await portfolio.save_draft(site, artist, portfolios.read(str(kept["shown"])))
    with contextlib.suppress(NotFound):
        await portfolio.publish_draft(site, artist)
    draft = str(kept["draft"])
    async with site.db.writing() as tx:
        was = portfolios.read(draft) if draft else None
        await portfolios.put_draft(tx, artist.id, was, now=site.clock.now())


def _placeless(text: str) -> Any:
    """A portfolio without its works: those of the import are gone by the time that it is taken back."""
    said = json.loads(text)
    bare = [{**one, "works": [], "cover": 0} for one in said["sections"]]
    return {**said, "pinned": [], "cover": "", "sections": bare}
