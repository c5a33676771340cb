"""From rows to rights: which AI policy holds for an artist or an artwork here, and what their files say about it."""

from __future__ import annotations

from fediart.clock import moment
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.rights.model import DEFAULT, DigitalSource, Holder, Policy, Preset, Rights, resolve
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.settings import InstanceSettings


def preset_of(word: str) -> Preset | None:
    """The preset a row names, or None where it names none (or one this version does not know)."""
    return next((preset for preset in Preset if preset.value == word), None)


def source_of(word: str) -> DigitalSource | None:
    """How a picture came to be as its artist declared it, or None where nothing was declared."""
    return next((source for source in DigitalSource if source.value == word), None)


def instance_policy(settings: InstanceSettings) -> Policy:
    return resolve(preset_of(settings.ai_policy) or DEFAULT)


def artist_policy(actor: Actor, settings: InstanceSettings) -> Policy:
    """The artist's own choice, else the instance's."""
    return resolve(preset_of(settings.ai_policy) or DEFAULT, preset_of(actor.ai_policy))


def artwork_policy(artwork: Artwork, actor: Actor, settings: InstanceSettings) -> Policy:
    """The artwork's own choice, else the artist's, else the instance's."""
    instance = preset_of(settings.ai_policy) or DEFAULT
    return resolve(instance, preset_of(actor.ai_policy), preset_of(artwork.ai_policy))


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
