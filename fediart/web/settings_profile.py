"""Settings: the profile as others see it, its pictures, and the artist's own AI policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import ClassVar

from aiohttp import web

from fediart.actions import featured_tags as tagging
from fediart.actions import profile
from fediart.actions.profile import LONGEST, MOST_FIELDS, Part, Profile
from fediart.errors import Held, NotFound, Problem, Problems
from fediart.language import _
from fediart.store import featured_tags, profile_choices
from fediart.store.actors import Actor, Field
from fediart.store.profile_choices import ProfileChoice
from fediart.translate.rights import artist_policy, instance_policy
from fediart.web import pages
from fediart.web.choices import Choice, held_note, policies
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field, receive

_ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/gif,image/tiff"
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class AllSettings(Page):
    """Its list stands in templates/settings/pages.html."""

    template: ClassVar[str] = "settings/index.html"


@dataclass(frozen=True, slots=True)
class ProfilePage(Page):
    """`fields` are always MOST_FIELDS lines, the last ones empty; `avatar` and `header` are paths or empty."""

    template: ClassVar[str] = "settings/profile.html"
    given: Profile
    fields: tuple[Field, ...]
    avatar: str
    header: str
    profile_url: str
    errors: Mapping[str, str] = field(default_factory=dict)
    accepted: str = _ACCEPTED
    most_megabytes: int = _MOST_BYTES // 1_000_000
    tags: str = ""
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)


@dataclass(frozen=True, slots=True)
class PolicyPage(Page):
    template: ClassVar[str] = "settings/ai.html"
    chosen: str
    choices: tuple[Choice, ...]
    held: str
    errors: Mapping[str, str] = field(default_factory=dict)


async def index(request: web.Request) -> web.StreamResponse:
    """All that can be set, with a line on each."""
    return await pages.show(request, AllSettings(title=_("Settings")))


async def show(request: web.Request) -> web.StreamResponse:
    actor = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        choice = await profile_choices.of_actor(tx, actor.id)
    return await _page(request, replace(_profile_of(actor), choice=choice), {})


async def send(request: web.Request) -> web.StreamResponse:
    said, actor = await answers(request), viewer(request).actor
    async with site_of(request).db.reading() as tx:
        given = _profile_from(said, await profile_choices.of_actor(tx, actor.id))
    try:
        tags = tagging.tags_from(said["tags"]) if "tags" in said else None
        actor = await profile.save_profile(site_of(request), actor, given)
        if tags is not None:
            await tagging.show_exactly(site_of(request), actor, tags)
    except Held:
        raise
    except Problem as problem:
        return await _page(request, given, by_field(problem), status=422, tags=said.get("tags"))
    return pages.go(request, "/settings/profile", notice=_("Your profile is saved."))


async def send_picture(request: web.Request) -> web.StreamResponse:
    """A form of its own for each picture: the file is streamed to disk, and the form's token comes first."""
    part, actor, site = _part(request), viewer(request).actor, site_of(request)
    folder = site.storage.incoming()
    try:
        form = await receive(request, folder, most_files=1, most_bytes=_MOST_BYTES)
        if form.problems:
            raise Problems([Problem(one.message, field=part) for one in form.problems])
        if "remove" in form.fields:
            await profile.remove_picture(site, actor, part)
        elif form.files:
            await profile.set_picture(site, actor, part, form.files[0].path)
        else:
            raise Problem(_("Choose a picture first."), field=part)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, _profile_of(actor), by_field(problem), status=422)
    finally:
        site.storage.discard(folder)
    return pages.go(request, "/settings/profile", notice=_("Your picture is saved."))


async def show_policy(request: web.Request) -> web.StreamResponse:
    return await _policy_page(request, {})


async def send_policy(request: web.Request) -> web.StreamResponse:
    word = (await answers(request)).get("ai_policy", "")
    try:
        await profile.choose_policy(site_of(request), viewer(request).actor, word)
    except Problem as problem:
        return await _policy_page(request, by_field(problem), status=422)
    words = _("Your AI policy is saved. Your published works are brought up to date now.")
    return pages.go(request, "/settings/ai", notice=words)


async def _policy_page(request: web.Request, errors: Mapping[str, str], *, status: int = 200) -> web.StreamResponse:
    settings, actor = settings_of(request), viewer(request).actor
    usual = words_for(instance_policy(settings).preset)
    default: Choice = (
        "",
        _("As the instance: %(title)s", title=usual.title),
        _("If the instance changes its policy, yours follows."),
    )
    page = PolicyPage(
        title=_("AI policy"),
        chosen=actor.ai_policy,
        choices=(default, *policies(profile.policy_choices(settings, actor)[1:])),
        held=held_note(actor.ai_policy, artist_policy(actor, settings)),
        errors=errors,
    )
    return await pages.show(request, page, status=status)


def _part(request: web.Request) -> Part:
    name = request.match_info["part"]
    if name == "avatar":
        return "avatar"
    if name == "header":
        return "header"
    raise NotFound(_("There is no such picture."))


def _profile_of(actor: Actor) -> Profile:
    return Profile(
        display_name=actor.display_name,
        bio=actor.bio,
        fields=tuple((one.name, one.value) for one in actor.fields),
        avatar_alt=actor.avatar_alt,
        header_alt=actor.header_alt,
        approves_follows=bool(actor.approves_follows),
        discoverable=bool(actor.discoverable),
        bot=actor.kind == "Service",
    )


def _profile_from(given: Mapping[str, str], choice: ProfileChoice) -> Profile:
    """What stands among `more` is left as it is where a form does not have it."""
    more = "more" in given
    numbers = range(1, MOST_FIELDS + 1)
    pairs = [(given.get(f"field_name_{n}", ""), given.get(f"field_value_{n}", "")) for n in numbers]
    return Profile(
        display_name=given.get("display_name", ""),
        bio=given.get("bio", ""),
        fields=tuple(pair for pair in pairs if any(pair)),
        avatar_alt=given.get("avatar_alt", ""),
        header_alt=given.get("header_alt", ""),
        approves_follows=given.get("approves_follows") == "1",
        discoverable=given.get("discoverable") == "1",
        bot=given.get("bot") == "1" if more else None,
        choice=replace(choice, hides_follows=given.get("hides_follows") == "1") if more else None,
    )


async def _page(
    request: web.Request, given: Profile, errors: Mapping[str, str], *, status: int = 200, tags: str | None = None
) -> web.StreamResponse:
    actor = viewer(request).actor
    if tags is None:
        async with site_of(request).db.reading() as tx:
            tags = " ".join(f"#{one}" for one in await featured_tags.names(tx, actor.id))
    verified = {(one.name, one.value): one.verified for one in actor.fields}
    filled = [Field(name, value, verified.get((name, value), 0)) for name, value in given.fields]
    lines = (filled + [Field("", "")] * MOST_FIELDS)[:MOST_FIELDS]
    page = ProfilePage(
        title=_("Profile"),
        given=given,
        fields=tuple(lines),
        avatar=_path(actor.avatar),
        header=_path(actor.header),
        profile_url=actor.url,
        errors=errors,
        tags=tags,
    )
    return await pages.show(request, page, status=status)


def _path(key: str) -> str:
    return f"/avatars/{PurePosixPath(key).name}" if key else ""
