"""What members choose for themselves and what stands on their profile, by name: as an archive has it, how it is read
here, and how it is put in its place. One table for leaving, for coming, and for the way back.

Values are plain JSON. They come from strangers' files: each is read by the type of the usual one, and goes the way of
the form in which members choose it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, TypeVar

from fediart.actions import consent as consenting
from fediart.actions import (
    enquiries,
    featured_tags,
    full_detail,
    home_choices,
    marks,
    profile,
    profile_changes,
    seeing,
    sizes,
    work_profile,
)
from fediart.actions.profile_changes import Changes
from fediart.actions.work_profile import WorkForm
from fediart.site import Site
from fediart.store import actors, consent, profile_choices, tile_sets, viewer_choices, visitor_sizes, work_profiles
from fediart.store import enquiries as doors
from fediart.store import featured_tags as featured
from fediart.store import home_choices as home
from fediart.store import marks as wishes
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.home_choices import KINDS

MOST: Final = 100  # of anything that is a list
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Setting:
    """`read` gives what holds now, `write` makes another value hold and raises Problem for one that cannot. `usual` is
    what holds for who never chose."""

    usual: Any
    read: Callable[[Reading, Actor], Awaitable[Any]]
    write: Callable[[Site, Actor, Any], Awaitable[None]]


def typed(kind: type[Kind], given: object) -> Kind:
    """One of a frozen class all of whose fields have defaults; what is of another type than these is left out."""
    usual = kind()
    said = given if isinstance(given, Mapping) else {}
    found: dict[str, Any] = {}
    for one in fields(usual):  # type: ignore[arg-type]
        was, value = getattr(usual, one.name), said.get(one.name)
        if isinstance(was, tuple):
            if isinstance(value, list):
                found[one.name] = words_of(value)
        elif type(value) is type(was):
            found[one.name] = value
    return kind(**found)


def words_of(given: object) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(one for one in given if isinstance(one, str))[:MOST] if isinstance(given, (list, tuple)) else ()


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""


def _plain(made: Any) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(made).items()}


async def _now(tx: Reading, actor: Actor) -> Actor:
    return await actors.by_id(tx, actor.id) or actor


async def _name(tx: Reading, actor: Actor) -> Any:
    return (await _now(tx, actor)).display_name


async def _set_name(site: Site, actor: Actor, value: Any) -> None:
    await profile_changes.change(site, actor, Changes(display_name=_text(value)))


async def _bio(tx: Reading, actor: Actor) -> Any:
    return (await _now(tx, actor)).bio


async def _set_bio(site: Site, actor: Actor, value: Any) -> None:
    await profile_changes.change(site, actor, Changes(bio=_text(value)))


async def _links(tx: Reading, actor: Actor) -> Any:
    return [[one.name, one.value] for one in (await _now(tx, actor)).fields]


async def _set_links(site: Site, actor: Actor, value: Any) -> None:
    pairs = [words_of(one) for one in value] if isinstance(value, list) else []
    wanted = [(one[0], one[1]) for one in pairs if len(one) == 2][: profile.MOST_FIELDS]
    await profile_changes.change(site, actor, Changes(fields=wanted))


async def _policy(tx: Reading, actor: Actor) -> Any:
    return (await _now(tx, actor)).ai_policy


async def _set_policy(site: Site, actor: Actor, value: Any) -> None:
    await profile.choose_policy(site, actor, _text(value))


async def _seen(tx: Reading, actor: Actor) -> Any:
    now = await _now(tx, actor)
    return {"approves_follows": bool(now.approves_follows), "discoverable": bool(now.discoverable)}


async def _set_seen(site: Site, actor: Actor, value: Any) -> None:
    said = value if isinstance(value, Mapping) else {}
    wanted = Changes(locked=said.get("approves_follows") is True, discoverable=said.get("discoverable") is not False)
    await profile_changes.change(site, actor, wanted)


async def _posts(tx: Reading, actor: Actor) -> Any:
    return _plain(await profile_choices.of_actor(tx, actor.id))


async def _set_posts(site: Site, actor: Actor, value: Any) -> None:
    said = _plain(typed(profile_choices.ProfileChoice, value))
    await profile_changes.change(site, actor, Changes(**said))


async def _consent(tx: Reading, actor: Actor) -> Any:
    return _plain(await consent.default_of(tx, actor.id))


async def _set_consent(site: Site, actor: Actor, value: Any) -> None:
    await consenting.choose(site, actor, typed(consent.Choice, value))


async def _seeing(tx: Reading, actor: Actor) -> Any:
    return _plain(await viewer_choices.of_actor(tx, actor.id))


async def _set_seeing(site: Site, actor: Actor, value: Any) -> None:
    said = _plain(typed(viewer_choices.Choice, value))
    exempt = seeing.exempt_from("\n".join(said.pop("exempt")), site.config.instance.host)
    await seeing.choose(site, actor, viewer_choices.Choice(**said, exempt=exempt))


async def _home(tx: Reading, actor: Actor) -> Any:
    shown = await home.shown(tx, actor.id)
    return [kind for kind in KINDS if kind in shown]


async def _set_home(site: Site, actor: Actor, value: Any) -> None:
    await home_choices.show_at_home(site, actor, words_of(value))


async def _tags(tx: Reading, actor: Actor) -> Any:
    return await home.followed_tags(tx, actor.id)


async def _set_tags(site: Site, actor: Actor, value: Any) -> None:
    wanted = {home_choices.tag_of(one) for one in words_of(value)}
    async with site.db.reading() as tx:
        before = set(await home.followed_tags(tx, actor.id))
    for one in sorted(before - wanted):
        await home_choices.unfollow_tag(site, actor, one)
    for one in sorted(wanted - before):
        await home_choices.follow_tag(site, actor, one)


async def _featured(tx: Reading, actor: Actor) -> Any:
    return list(await featured.names(tx, actor.id))


async def _set_featured(site: Site, actor: Actor, value: Any) -> None:
    await featured_tags.show_exactly(site, actor, featured_tags.tags_from(" ".join(words_of(value))))


async def _sizes(tx: Reading, actor: Actor) -> Any:
    return _plain(await visitor_sizes.of_owner(tx, actor.id) or visitor_sizes.WHOLE)


async def _set_sizes(site: Site, actor: Actor, value: Any) -> None:
    await sizes.choose_for_all(site, actor, typed(visitor_sizes.Bound, value))


async def _detail(tx: Reading, actor: Actor) -> Any:
    return bool(await tile_sets.choice_of(tx, actor.id))


async def _set_detail(site: Site, actor: Actor, value: Any) -> None:
    await full_detail.choose_for_all(site, actor, value is True)


async def _marks(tx: Reading, actor: Actor) -> Any:
    return _plain(await wishes.wish_of(tx, actor.id) or wishes.Wish())


async def _set_marks(site: Site, actor: Actor, value: Any) -> None:
    await marks.save_default(site, actor, typed(wishes.Wish, value))


async def _door(tx: Reading, actor: Actor) -> Any:
    return await doors.door_of(tx, actor.id)


async def _set_door(site: Site, actor: Actor, value: Any) -> None:
    await enquiries.choose_door(site, actor, _text(value))


async def _work(tx: Reading, actor: Actor) -> Any:
    found = await work_profiles.of_actor(tx, actor.id)
    if found is None:
        return _plain(WorkForm())
    words = (await work_profiles.words_of(tx, [actor.id])).get(actor.id, work_profiles.Words())
    return _plain(
        WorkForm(
            found.state, bool(found.listed), bool(found.visitors), bool(found.remote), found.place, found.words,
            found.terms, ", ".join(words.mediums), ", ".join(words.styles), ", ".join(words.languages),
        )
    )  # fmt: skip


async def _set_work(site: Site, actor: Actor, value: Any) -> None:
    await work_profile.save(site, actor, typed(WorkForm, value))


PROFILE: Final[Mapping[str, Setting]] = {
    "name": Setting("", _name, _set_name),
    "bio": Setting("", _bio, _set_bio),
    "links": Setting([], _links, _set_links),
    "featured": Setting([], _featured, _set_featured),
}
"""What stands on a profile."""
CHOICES: Final[Mapping[str, Setting]] = {
    "ai-policy": Setting("", _policy, _set_policy),
    "found": Setting({"approves_follows": False, "discoverable": True}, _seen, _set_seen),
    "posts": Setting(_plain(profile_choices.USUAL), _posts, _set_posts),
    "consent": Setting(_plain(consent.USUAL), _consent, _set_consent),
    "seeing": Setting(_plain(viewer_choices.USUAL), _seeing, _set_seeing),
    "home": Setting([kind for kind in KINDS if kind in home.USUAL], _home, _set_home),
    "tags": Setting([], _tags, _set_tags),
    "sizes": Setting(_plain(visitor_sizes.WHOLE), _sizes, _set_sizes),
    "detail": Setting(False, _detail, _set_detail),
    "marks": Setting(_plain(wishes.Wish()), _marks, _set_marks),
    "contact": Setting(doors.ANYONE, _door, _set_door),
    "work": Setting(_plain(WorkForm()), _work, _set_work),
}
"""What is chosen beside it."""
SETTINGS: Final[Mapping[str, Setting]] = {**PROFILE, **CHOICES}
