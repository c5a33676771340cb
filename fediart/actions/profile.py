"""An artist's public face: words, links, pictures, who may follow, and what AI may do with the works."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from fediart import catalogues
from fediart.actions import indexing, outbox
from fediart.actions.forbidden_files import demand_keepable
from fediart.actions.policy_changes import Changed, begin_for
from fediart.actions.submission import limits_of, one_line, paragraphs
from fediart.actions.word_gate import Wanted, pass_words
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import EXTENSIONS
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import accounts, actors, jobs, policy_changes, profile_choices
from fediart.store.accounts import Account
from fediart.store.actors import Actor, Field
from fediart.store.database import Writing
from fediart.store.profile_choices import ProfileChoice
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.word_rules import PROFILE
from fediart.translate.rights import artist_rights, offered
from fediart.translate.words import handles_in, html_of

LONGEST = {"display_name": 60, "bio": 2_000, "field_name": 60, "field_value": 500, "alt": 1_500}
MOST_FIELDS = 8

Part = Literal["avatar", "header"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the artist wrote. `bio` is plain text; `fields` are pairs of a label and a text or a link.

    `bot` and `choice` (fediart/store/profile_choices.py) None leave these as they are. `number` is that of words which
    a moderator has let through, 0 for none.
    """

    display_name: str = ""
    bio: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    avatar_alt: str = ""
    header_alt: str = ""
    approves_follows: bool = False
    discoverable: bool = True
    bot: bool | None = None
    choice: ProfileChoice | None = None
    number: int = 0


async def save_profile(site: Site, actor: Actor, given: Profile) -> Actor:
    """Keeps the profile, has its links checked for rel=me, and tells the followers' servers. Raises Problems."""
    tidy = await _passed(site, actor, _checked(given))
    verified = {(one.name, one.value): one.verified for one in actor.fields}
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        people = {
            (name, host): one
            for name, host in handles_in(tidy.bio, site.config.instance.host)[:20]
            if (one := await actors.by_handle(tx, name, host)) is not None
        }
        changed = replace(
            now,
            display_name=tidy.display_name,
            bio=tidy.bio,
            bio_html=html_of(tidy.bio, origin=site.config.origin, people=people),
            fields=tuple(Field(name, value, verified.get((name, value), 0)) for name, value in tidy.fields),
            avatar_alt=tidy.avatar_alt,
            header_alt=tidy.header_alt,
            approves_follows=int(tidy.approves_follows),
            discoverable=int(tidy.discoverable),
            kind=_kind(now.kind, tidy.bot),
        )
        if tidy.choice is not None:
            await profile_choices.put(tx, actor.id, tidy.choice)
        await _keep(tx, site, changed)
        await jobs.enqueue(tx, site.ids.new(), "verify-links", {"actor": actor.id}, now=site.clock.now())
        if changed.shown_name != now.shown_name:
            await _new_rights(tx, site, changed, policy_changes.NAME, now.shown_name, changed.shown_name)
    _ring(site)
    return changed


async def _passed(site: Site, actor: Actor, tidy: Profile) -> Profile:
    """Raises Problem where it may not be said, Held where a moderator looks first."""
    parts = (tidy.display_name, tidy.bio, *(f"{name} {value}" for name, value in tidy.fields))
    doing = {"do": "profile", **asdict(replace(tidy, choice=None, number=0))}
    said = "\n".join(part for part in (*parts, tidy.avatar_alt, tidy.header_alt) if part)
    before = (actor.display_name, actor.bio, *(f"{one.name} {one.value}" for one in actor.fields))
    if parts != before:
        await pass_words(site, actor, Wanted(PROFILE, said, doing, number=tidy.number))
    return tidy


def _kind(kind: str, bot: bool | None) -> str:
    """Whether a person or a program speaks; groups and organisations stay what they are."""
    if bot is None or kind not in ("Person", "Service"):
        return kind
    return "Service" if bot else "Person"


async def choose_policy(site: Site, actor: Actor, word: str) -> Actor:
    """The artist's own AI policy, one of those the instance offers; empty for the instance's. Raises Problem."""
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        if word not in policy_choices(await read_settings(tx), now):
            raise Problem(_("This instance does not offer this AI policy. Choose another one."), field="ai_policy")
        changed = replace(now, ai_policy=word)
        await _keep(tx, site, changed)
        if changed.ai_policy != now.ai_policy:
            await _new_rights(tx, site, changed, policy_changes.ARTIST, now.ai_policy, changed.ai_policy)
    _ring(site)
    return changed


def policy_choices(settings: InstanceSettings, actor: Actor) -> tuple[str, ...]:
    """What the artist may choose: the instance's default, what it offers, and what was chosen already."""
    return policy_words(settings, actor.ai_policy)


def policy_words(settings: InstanceSettings, chosen: str) -> tuple[str, ...]:
    """What can be chosen where `chosen` is chosen now; the empty word first, which chooses nothing."""
    found = ("", *offered(settings))
    return found if chosen in found else (*found, chosen)


async def save_locale(site: Site, account: Account, locale: str) -> None:
    if catalogues.named(locale).code != locale:
        raise Problem(_("Choose one of the languages offered."), field="locale")
    async with site.db.writing() as tx:
        await accounts.save(tx, replace(await accounts.by_id(tx, account.id) or account, locale=locale))


async def set_picture(site: Site, actor: Actor, part: Part, file: Path) -> Actor:
    """Makes the avatar or header from an uploaded file, which stays where it is. Raises Problem for the field."""
    return await keep_picture(site, actor, part, await prepare_picture(site, actor, part, file))


async def prepare_picture(site: Site, actor: Actor, part: Part, file: Path) -> str:
    """The storage key of a picture that no row names yet. Raises Problem for the field."""
    await demand_keepable(site, file, part)
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    xmp = packet(artist_rights(actor, settings, site.config.origin))
    prepare = studio.prepare_avatar if part == "avatar" else studio.prepare_header
    folder = site.storage.incoming()
    try:
        made = await prepare(site.pool, file, folder, xmp, limits_of(site.config))
        stored = await site.storage.keep(made.path, "public", EXTENSIONS[made.format])
    except BadImage as bad:
        raise Problem(str(bad), field=part) from None
    except WorkFailed:
        raise Problem(_("This picture could not be read. Try another file."), field=part) from None
    finally:
        site.storage.discard(folder)
    return stored.key


async def remove_picture(site: Site, actor: Actor, part: Part) -> Actor:
    return await keep_picture(site, actor, part, "")


async def keep_picture(site: Site, actor: Actor, part: Part, key: str) -> Actor:
    """A picture that was prepared; an empty key takes it down."""
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        changed = replace(now, avatar=key) if part == "avatar" else replace(now, header=key)
        await _keep(tx, site, changed)
    _ring(site)
    return changed


def _checked(given: Profile) -> Profile:
    tidy = replace(
        given,
        display_name=one_line(given.display_name),
        bio=paragraphs(given.bio),
        avatar_alt=paragraphs(given.avatar_alt),
        header_alt=paragraphs(given.header_alt),
        fields=tuple(
            (one_line(name), one_line(value)) for name, value in given.fields if name.strip() or value.strip()
        ),
    )
    lengths = (("display_name", "display_name"), ("bio", "bio"), ("avatar_alt", "alt"), ("header_alt", "alt"))
    found = [
        Problem(_("Shorten this to %(most)s characters.", most=LONGEST[limit]), field=name)
        for name, limit in lengths
        if len(getattr(tidy, name)) > LONGEST[limit]
    ]
    if len(tidy.fields) > MOST_FIELDS:
        found.append(Problem(_("Use at most %(most_fields)s links.", most_fields=MOST_FIELDS), field="fields"))
    for number, (name, value) in enumerate(tidy.fields, 1):
        found += _field_problems(number, name, value)
    if found:
        raise Problems(found)
    return tidy


def _field_problems(number: int, name: str, value: str) -> list[Problem]:
    found = []
    if not name or len(name) > LONGEST["field_name"]:
        words = _("Give this a label of at most %(most)s characters, such as Shop.", most=LONGEST["field_name"])
        found.append(Problem(words, field=f"field_name_{number}"))
    if not value or len(value) > LONGEST["field_value"]:
        words = _("Give a link or a text of at most %(most)s characters.", most=LONGEST["field_value"])
        found.append(Problem(words, field=f"field_value_{number}"))
    return found


async def _keep(tx: Writing, site: Site, actor: Actor) -> None:
    await indexing.wake(tx, site)
    await actors.save(tx, actor)
    await outbox.actor_updated(tx, site, actor)


async def _new_rights(tx: Writing, site: Site, actor: Actor, scope: str, was: str, became: str) -> None:
    """The works' files, and the avatar and header, must say what holds from now on."""
    await begin_for(tx, site, actor, Changed(scope, was, became, actor_id=actor.id))
    await jobs.enqueue(tx, site.ids.new(), "embed-profile", {"actor": actor.id}, now=site.clock.now())


def _ring(site: Site) -> None:
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()
