"""From rows to what the site-wide files say: who differs from the site's policy, once everything is resolved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from fediart.rights.exceptions import ArtistTerms, SiteTerms
from fediart.rights.model import POLICIES, Policy, Preset
from fediart.store import policy_exceptions
from fediart.store.database import Reading
from fediart.store.policy_exceptions import ArtistChoice, SeriesChoice, WorkChoice
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import instance_policy, policy_for


@dataclass(frozen=True, slots=True)
class _Choices:
    """The rows. `more_works` and `more_in` count what was too much to be read one by one, and what was not."""

    artists: Mapping[int, ArtistChoice]
    series: Mapping[int, SeriesChoice]
    works: list[WorkChoice]
    more_works: list[tuple[int, str, int]] = field(default_factory=list)
    more_in: list[tuple[int, int]] = field(default_factory=list)


async def site_terms(tx: Reading, settings: InstanceSettings) -> SiteTerms:
    """The site's policy, and each artist with pages or public works for which another one holds."""
    found = await _choices(tx)
    works: defaultdict[int, list[WorkChoice]] = defaultdict(list)
    series: defaultdict[int, list[SeriesChoice]] = defaultdict(list)
    for work in found.works:
        works[work.actor_id].append(work)
    for one in found.series.values():
        series[one.actor_id].append(one)
    unnamed = _unnamed(found, settings)
    made = (
        _artist(artist, settings, found, works[artist.id], series[artist.id], unnamed[artist.id])
        for artist in found.artists.values()
    )
    site = instance_policy(settings)
    return SiteTerms(site, tuple(terms for terms in made if _differs(terms, site)))


async def _choices(tx: Reading) -> _Choices:
    series = await policy_exceptions.series(tx)
    ids = [one.id for one in series]
    own = await policy_exceptions.works(tx)
    within = await policy_exceptions.works_in(tx, ids) if ids else []
    artists = {one.id: one for one in await policy_exceptions.artists(tx)}
    others = {one.actor_id for group in (series, own, within) for one in group} - artists.keys()
    more_works = await policy_exceptions.counted(tx) if len(own) == policy_exceptions.MOST else []
    more_in = await policy_exceptions.counted_in(tx, ids) if len(within) == policy_exceptions.MOST else []
    others |= {actor_id for actor_id, _, _ in more_works} - artists.keys()
    if others:
        artists |= {one.id: one for one in await policy_exceptions.named(tx, others)}
    return _Choices(artists, {one.id: one for one in series}, [*own, *within], more_works, more_in)


def _artist(
    artist: ArtistChoice,
    settings: InstanceSettings,
    found: _Choices,
    works: list[WorkChoice],
    series: list[SeriesChoice],
    unnamed: Counter[Preset],
) -> ArtistTerms:
    policy = policy_for(settings, artist.ai_policy)
    held = ((one.id, _of_work(one, artist, settings, found)) for one in works)
    shelves = ((one.slug, policy_for(settings, artist.ai_policy, one.ai_policy)) for one in series)
    return ArtistTerms(
        name=artist.name,
        policy=policy,
        works=tuple(sorted((pair for pair in held if pair[1] is not policy), reverse=True, key=lambda pair: pair[0])),
        series=tuple(pair for pair in shelves if pair[1] is not policy),
        unnamed=tuple((POLICIES[preset], many) for preset, many in sorted(unnamed.items()) if many > 0),
        shown_name=artist.shown_name,
    )


def _of_work(work: WorkChoice, artist: ArtistChoice, settings: InstanceSettings, found: _Choices) -> Policy:
    series = found.series.get(work.series_id)
    return policy_for(settings, artist.ai_policy, series.ai_policy if series else "", work.ai_policy)


def _unnamed(found: _Choices, settings: InstanceSettings) -> defaultdict[int, Counter[Preset]]:
    """By artist, how many works of each policy there are beyond those that were read."""
    many: defaultdict[int, Counter[Preset]] = defaultdict(Counter)
    read_works = Counter((one.actor_id, one.ai_policy) for one in found.works if one.ai_policy)
    read_in = Counter(one.series_id for one in found.works if not one.ai_policy)
    for actor_id, word, count in found.more_works:
        if artist := found.artists.get(actor_id):
            policy = policy_for(settings, artist.ai_policy, "", word)
            many[actor_id][policy.preset] += count - read_works[actor_id, word]
    for series_id, count in found.more_in:
        series = found.series[series_id]
        if artist := found.artists.get(series.actor_id):
            policy = policy_for(settings, artist.ai_policy, series.ai_policy)
            many[artist.id][policy.preset] += count - read_in[series_id]
    return many


def _differs(artist: ArtistTerms, site: Policy) -> bool:
    return artist.policy is not site or bool(artist.works or artist.series or artist.unnamed)
