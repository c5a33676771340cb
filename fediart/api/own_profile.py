"""The member's own profile: as everybody sees it, as they wrote it, and changing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from fediart.actions import profile as keeping
from fediart.actions.profile import Part
from fediart.actions.profile_changes import Changes, change
from fediart.api.call import Call
from fediart.api.entities.accounts import CredentialAccount
from fediart.api.entities.common import Visibility
from fediart.api.entities.profile import Preferences, Profile
from fediart.api.given import File, asked
from fediart.api.shown import profile as showing
from fediart.api.shown.accounts import credential_account
from fediart.api.shown.words import VISIBILITIES
from fediart.errors import Problem, Problems
from fediart.store import actors, consent
from fediart.store.actors import Actor

OURS = {theirs: ours for ours, theirs in VISIBILITIES.items()}
QUOTES = {"public": consent.EVERYONE, "followers": consent.FOLLOWERS, "nobody": consent.NOBODY_WORD}
_NAMES = {"bio": "note", "avatar_alt": "avatar_description", "header_alt": "header_description", "fields": "fields"}


@dataclass(frozen=True, slots=True)
class Line:
    name: str = asked("Its label.", default="", most=1_000)
    value: str = asked("A text or a link.", default="", most=4_000)


@dataclass(frozen=True, slots=True)
class Source:
    privacy: Visibility | None = asked("Who sees new posts where nothing else is said.")
    sensitive: bool | None = asked("Whether the pictures of new posts are covered.")
    language: str | None = asked("The language of new posts, by its code.", most=20)
    quote_policy: Literal["public", "followers", "nobody"] | None = asked("Who may quote new posts.")


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not given stays as it is."""

    display_name: str | None = asked("The name that is shown.", most=4_000)
    note: str | None = asked("About oneself, as plain text.", most=40_000)
    avatar: File | None = asked("A picture.")
    header: File | None = asked("A wide picture.")
    avatar_description: str | None = asked("What the avatar shows.", most=20_000)
    header_description: str | None = asked("What the header shows.", most=20_000)
    locked: bool | None = asked("Whether each follower is let in by hand.")
    bot: bool | None = asked("Whether the account is a program's.")
    discoverable: bool | None = asked("Whether it may be found and suggested.")
    hide_collections: bool | None = asked("Whether others see who follows, and whom one follows.")
    indexable: bool | None = asked("Whether searches may find public posts.")
    show_media: bool | None = asked("Whether the profile has a tab of media.")
    show_media_replies: bool | None = asked("Whether that tab shows media of replies.")
    show_featured: bool | None = asked("Whether the profile shows whom and what one features.")
    attribution_domains: tuple[str, ...] | None = asked("Sites whose links may name this person.", most=200)
    fields_attributes: tuple[Line, ...] | None = asked("All lines of the profile.", most=50)
    source: Source | None = asked("What holds for new posts.")


async def verify_credentials(call: Call) -> CredentialAccount:
    """Shows whose token it is."""
    async with call.site.db.reading() as tx:
        return await credential_account(tx, call)


async def update_credentials(call: Call, given: Changed) -> CredentialAccount:
    """Changes the member's profile and what holds for their new posts."""
    return await verify_credentials(_as(call, await _change(call, given)))


async def show(call: Call) -> Profile:
    """Shows the member's profile as they wrote it."""
    async with call.site.db.reading() as tx:
        return await showing.profile(tx, call)


async def save(call: Call, given: Changed) -> Profile:
    """Changes the member's profile."""
    return await show(_as(call, await _change(call, given)))


async def remove_avatar(call: Call) -> CredentialAccount:
    """Takes the avatar down."""
    return await verify_credentials(_as(call, await keeping.remove_picture(call.site, call.actor, "avatar")))


async def remove_header(call: Call) -> CredentialAccount:
    """Takes the header down."""
    return await verify_credentials(_as(call, await keeping.remove_picture(call.site, call.actor, "header")))


async def preferences(call: Call) -> Preferences:
    """Shows what the member chose, for apps to keep to."""
    async with call.site.db.reading() as tx:
        return await showing.preferences(tx, call)


async def _change(call: Call, given: Changed) -> Actor:
    """All of it, or nothing: pictures are made before anything is kept."""
    site, actor = call.site, call.actor
    made: dict[Part, str] = {}
    if given.avatar is not None:
        made["avatar"] = await keeping.prepare_picture(site, actor, "avatar", given.avatar.path)
    if given.header is not None:
        made["header"] = await keeping.prepare_picture(site, actor, "header", given.header.path)
    try:
        now = await change(site, actor, _changes(given))
    except Problem as problem:
        raise _in_their_words(problem) from None
    for part, key in made.items():
        now = await keeping.keep_picture(site, now, part, key)
    async with site.db.reading() as tx:
        return await actors.by_id(tx, actor.id) or now


def _changes(given: Changed) -> Changes:
    said = given.source or Source()
    return Changes(
        display_name=given.display_name,
        bio=given.note,
        fields=None if given.fields_attributes is None else [(one.name, one.value) for one in given.fields_attributes],
        avatar_alt=given.avatar_description,
        header_alt=given.header_description,
        locked=given.locked,
        bot=given.bot,
        discoverable=given.discoverable,
        hides_follows=given.hide_collections,
        indexable=given.indexable,
        show_media=given.show_media,
        show_media_replies=given.show_media_replies,
        show_featured=given.show_featured,
        credited_by=given.attribution_domains,
        visibility=OURS[said.privacy] if said.privacy else None,
        sensitive=said.sensitive,
        language=said.language,
        quote=QUOTES[said.quote_policy] if said.quote_policy else None,
    )


def _in_their_words(problem: Problem) -> Problem:
    """The same with the names of fields as apps know them."""
    found = problem.found if isinstance(problem, Problems) else (problem,)
    return Problems([Problem(one.message, field=_name(one.field)) for one in found])


def _name(field: str) -> str:
    return "fields" if field.startswith("field_") else _NAMES.get(field, field)


def _as(call: Call, now: Actor) -> Call:
    """The call, of whom it is as they are now."""
    return replace(call, bearer=replace(call.bearer, actor=now)) if call.bearer else call
