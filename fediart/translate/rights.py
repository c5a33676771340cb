"""From rows to rights: which AI policy holds for an artist or an artwork here, and what their files say about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.clock import moment
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.rights.model import (
    DEFAULT,
    NO_FLOOR,
    POLICIES,
    DigitalSource,
    Holder,
    Policy,
    Preset,
    Rights,
    resolve,
    within,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.series import Series
from fediart.store.settings import InstanceSettings

_PRESETS: Final[Mapping[str, Preset]] = {preset.value: preset for preset in Preset}
_SOURCES: Final[Mapping[str, DigitalSource]] = {source.value: source for source in DigitalSource}


def preset_of(word: str) -> Preset | None:
    """The preset a row names, or None where it names none (or one this version does not know)."""
    return _PRESETS.get(word)


def source_of(word: str) -> DigitalSource | None:
    """How a picture came to be as its artist declared it, or None where nothing was declared."""
    return _SOURCES.get(word)


def floor_of(settings: InstanceSettings) -> Preset:
    """What no policy here may go below."""
    return preset_of(settings.ai_policy_floor) or NO_FLOOR


def offered(settings: InstanceSettings) -> tuple[str, ...]:
    """The presets an artist may choose: those the admins ticked, as far as the floor allows them."""
    floor = POLICIES[floor_of(settings)]
    named = (preset_of(word) for word in settings.ai_policy_choices)
    return tuple(preset.value for preset in named if preset and within(POLICIES[preset], floor))


def policy_for(settings: InstanceSettings, artist: str = "", series: str = "", work: str = "") -> Policy:
    """The policy that holds, from the words in the rows; an empty one chose nothing."""
    instance, floor = preset_of(settings.ai_policy) or DEFAULT, floor_of(settings)
    return resolve(instance, preset_of(artist), preset_of(work), series=preset_of(series), floor=floor)


def instance_policy(settings: InstanceSettings) -> Policy:
    """What holds for everything that is nobody's work."""
    return policy_for(settings)


def artist_policy(actor: Actor, settings: InstanceSettings) -> Policy:
    """The artist's own choice, else the instance's; never below the floor."""
    return policy_for(settings, actor.ai_policy)


def series_policy(series: Series, actor: Actor, settings: InstanceSettings) -> Policy:
    """The series' own choice, else the artist's, else the instance's; never below the floor."""
    return policy_for(settings, actor.ai_policy, series.ai_policy)


def artwork_policy(artwork: Artwork, actor: Actor, settings: InstanceSettings) -> Policy:
    """The artwork's own choice, else its series', the artist's, the instance's; never below the floor."""
    return policy_for(settings, actor.ai_policy, artwork.series_policy, artwork.ai_policy)


def artist_rights(actor: Actor, settings: InstanceSettings, origin: str) -> Rights:
    """What holds for an artist's work by default; the year is that of the account."""
    return Rights(
        policy=artist_policy(actor, settings),
        origin=origin,
        holder=Holder(actor.shown_name, actor.url),
        work_url=actor.url,
        licence=ALL_RIGHTS_RESERVED,
        year=moment(actor.created).year,
    )


def artwork_rights(artwork: Artwork, actor: Actor, settings: InstanceSettings, origin: str) -> Rights:
    """What every surface says about one artwork."""
    return Rights(
        policy=artwork_policy(artwork, actor, settings),
        origin=origin,
        holder=Holder(actor.shown_name, actor.url),
        work_url=f"{origin}/@{actor.name}/{artwork.id}",
        licence=LICENCES.get(artwork.licence, ALL_RIGHTS_RESERVED),
        year=moment(artwork.published or artwork.created).year,
        digital_source_type=source_of(artwork.digital_source_type),
    )
