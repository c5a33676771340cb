"""Changes of a profile one by one, as apps send them: what they do not say stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions import consent as consenting
from fediart.actions.profile import Profile, save_profile
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, consent, profile_choices
from fediart.store.actors import Actor
from fediart.store.profile_choices import VISIBILITIES, ProfileChoice

MOST_DOMAINS: Final = 100
_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Changes:
    """None leaves as it is. `language` empty is the account's own; `quote` is one of consent.WHO, `approval` or
    `nobody`."""

    display_name: str | None = None
    bio: str | None = None
    fields: Sequence[tuple[str, str]] | None = None
    avatar_alt: str | None = None
    header_alt: str | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    hides_follows: bool | None = None
    indexable: bool | None = None
    show_media: bool | None = None
    show_media_replies: bool | None = None
    show_featured: bool | None = None
    credited_by: Sequence[str] | None = None
    visibility: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    quote: str | None = None


async def change(site: Site, actor: Actor, wanted: Changes) -> Actor:
    """Keeps what differs and tells the followers' servers. Raises Problems by field."""
    _demand_fit(wanted)
    async with site.db.reading() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        chosen = await profile_choices.of_actor(tx, actor.id)
        quoting = await consent.default_of(tx, actor.id)
    profile, choice = profile_of(now, wanted), choice_of(chosen, wanted)
    if wanted.quote is not None and wanted.quote != quoting.quote:
        await consenting.choose(site, now, replace(quoting, quote=wanted.quote))
    if profile == profile_of(now, Changes()) and choice == chosen:
        return now
    return await save_profile(site, now, replace(profile, choice=choice if choice != chosen else None))


def profile_of(actor: Actor, wanted: Changes) -> Profile:
    """The profile as it is to be."""
    return Profile(
        display_name=_or(wanted.display_name, actor.display_name),
        bio=_or(wanted.bio, actor.bio),
        fields=tuple((one.name, one.value) for one in actor.fields)
        if wanted.fields is None
        else tuple((name, value) for name, value in wanted.fields if name.strip() or value.strip()),
        avatar_alt=_or(wanted.avatar_alt, actor.avatar_alt),
        header_alt=_or(wanted.header_alt, actor.header_alt),
        approves_follows=_is(wanted.locked, bool(actor.approves_follows)),
        discoverable=_is(wanted.discoverable, bool(actor.discoverable)),
        bot=_is(wanted.bot, actor.kind == "Service"),
    )


def choice_of(chosen: ProfileChoice, wanted: Changes) -> ProfileChoice:
    """What is chosen beside, as it is to be."""
    return ProfileChoice(
        visibility=_or(wanted.visibility, chosen.visibility),
        sensitive=_is(wanted.sensitive, chosen.sensitive),
        language=_or(wanted.language, chosen.language),
        hides_follows=_is(wanted.hides_follows, chosen.hides_follows),
        indexable=_is(wanted.indexable, chosen.indexable),
        show_media=_is(wanted.show_media, chosen.show_media),
        show_media_replies=_is(wanted.show_media_replies, chosen.show_media_replies),
        show_featured=_is(wanted.show_featured, chosen.show_featured),
        credited_by=chosen.credited_by if wanted.credited_by is None else domains_of(wanted.credited_by),
    )


def domains_of(said: Sequence[str]) -> tuple[str, ...]:
    """Names of sites in small letters, each once; addresses are read for their names. Raises Problem."""
    found: dict[str, None] = {}
    for one in said:
        name = one.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0].rstrip(".")
        if not name:
            continue
        if not _DOMAIN.fullmatch(name):
            words = _("“%(name)s” is no domain. Write it such as art.example.", name=one.strip()[:80])
            raise Problem(words, field="attribution_domains")
        found[name] = None
    if len(found) > MOST_DOMAINS:
        raise Problem(_("Name at most %(most)s domains.", most=MOST_DOMAINS), field="attribution_domains")
    return tuple(found)


def _demand_fit(wanted: Changes) -> None:
    found = []
    if wanted.visibility is not None and wanted.visibility not in VISIBILITIES:
        found.append(Problem(_("Choose who may see it."), field="privacy"))
    if wanted.language and not _LANGUAGE.fullmatch(wanted.language):
        found.append(Problem(_("Choose one of the languages offered."), field="language"))
    if found:
        raise Problems(found)
    if wanted.credited_by is not None:
        domains_of(wanted.credited_by)


def _or(wanted: str | None, now: str) -> str:
    return now if wanted is None else wanted


def _is(wanted: bool | None, now: bool) -> bool:
    return now if wanted is None else wanted
