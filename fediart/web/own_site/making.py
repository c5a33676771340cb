"""From rows to the pages of an artist's own site. Nobody in particular looks: what is there, everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from fediart.actions.portfolio import as_shown
from fediart.clock import moment
from fediart.config import Config
from fediart.errors import NotFound
from fediart.language import _, spoken
from fediart.rights import html as rights_html
from fediart.rights.model import POLICIES, Policy, Preset, Rights
from fediart.rights.policies import page as policy_page
from fediart.sanitize import plain
from fediart.store import portfolio, portfolios, series
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor
from fediart.store.portfolios import Portfolio
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import artist_policy, artist_rights, series_policy
from fediart.translate.words import html_of
from fediart.web import people
from fediart.web.artist_about import MOST_PRINTED, ONE_EACH
from fediart.web.curated import ON_A_PAGE, Curated, gather, hang_in_order
from fediart.web.own_site import pages
from fediart.web.own_site.ground import PRESETS, Ground, address, linked, place_of
from fediart.web.own_site.pages import Head, Home
from fediart.web.own_site.rewriting import rewritten
from fediart.web.paging import older
from fediart.web.preset_words import words_for
from fediart.web.render import Frame, Page, Renderer
from fediart.web.request import Said
from fediart.web.seeing import ALL

_FILES: Final = ("static/", "media/", "avatars/")


@dataclass(frozen=True, slots=True)
class Given:
    """What all pages of a site are made from. `now` is in milliseconds."""

    config: Config
    settings: InstanceSettings
    artist: Actor
    look: Portfolio
    ground: Ground
    home: Home
    now: int


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page, and the AI policy of what it shows."""

    page: Page
    said: Said


async def begin(
    tx: Reading, config: Config, settings: InstanceSettings, artist: Actor, ground: Ground, now: int
) -> Given:
    look = await as_shown(tx, artist.id, await portfolios.shown(tx, artist.id))
    profile = await people.profile_for(tx, None, config.instance.host, artist)
    told = look.about != portfolios.About() or bool(profile.bio or profile.lines)
    home = Home(profile, artist.url, settings.name, told, look.accent, look.headline, moment(now).year)
    return Given(config, settings, artist, look, ground, home, now)


async def front(
    tx: Reading, given: Given, *, before: Cursor = FIRST, size: int = ON_A_PAGE, number: int = 1
) -> MadePage:
    """The portfolio, or its page from `before` on, which is the `number`th."""
    found = await gather(tx, given.settings, given.artist, given.look, before=before, size=size)
    path = given.ground.home if number == 1 else f"{given.ground.home}?page={number}"
    following = f"{given.ground.home}?page={number + 1}" if given.ground.files else older(path, *found.last)
    shared = shared_parts(given, found.policy, _face(given, found, path, indexed=found.first))
    page = pages.FrontPage(
        title=given.artist.shown_name, **shared, curated=found, older=following if found.more else ""
    )
    return _made(given, page, found.policy)


async def about(tx: Reading, given: Given) -> MadePage:
    found = await gather(tx, given.settings, given.artist, given.look, size=4)
    shared = shared_parts(given, found.policy, _face(given, found, f"{given.ground.home}/about"))
    title = _("About %(name)s", name=given.artist.shown_name)
    return _made(given, pages.OwnAboutPage(title=title, **shared, curated=found), found.policy)


async def printed(tx: Reading, given: Given, way: str) -> MadePage:
    """Raises NotFound where nothing hangs yet."""
    found = await gather(tx, given.settings, given.artist, given.look, size=MOST_PRINTED)
    if not found.all_works and found.lone_cover is None:
        raise NotFound(_("There is nothing to print yet: no works hang in this portfolio."))
    path = f"{given.ground.home}/print{'?by=pages' if way == ONE_EACH else ''}"
    shared = shared_parts(given, found.policy, _face(given, found, path, indexed=False))
    where = (given.ground.base or given.artist.url).partition("://")[2]
    title = _("%(name)s, to print", name=given.artist.shown_name)
    return _made(given, pages.OwnPrintPage(title=title, **shared, curated=found, way=way, address=where), found.policy)


async def series_page(tx: Reading, given: Given, slug: str) -> MadePage:
    """Raises NotFound for a series without anything that everybody may see."""
    found = await series.by_slug(tx, given.artist.id, slug)
    works = await portfolio.series_works(tx, found.id) if found else []
    if found is None or not works:
        raise NotFound(_("There is no such series here."))
    policy = series_policy(found, given.artist, given.settings)
    words = html_of(found.description, origin=given.config.origin, people={})
    head = head_of(given, f"{given.ground.home}/series/{found.slug}", plain(words)[:200])
    page = pages.OwnSeriesPage(
        title=_("%(title)s by %(name)s", title=found.title, name=given.artist.shown_name),
        **shared_parts(given, policy, head),
        heading=found.title,
        description=words,
        works=await hang_in_order(tx, given.settings, given.artist, given.look, works, ALL),
        layout=given.look.layout,
    )
    return _made(given, page, policy)


async def policy_words(tx: Reading, given: Given, word: str) -> MadePage:
    """A policy in plain words. Raises NotFound."""
    if word not in PRESETS:
        raise NotFound(_("There is no policy of that name."))
    origin, preset = given.config.origin, Preset(word)
    held = artist_policy(given.artist, given.settings)
    policy = policy_page(preset, origin)
    page = pages.OwnPolicyPage(
        title=_("AI policy: %(title)s", title=policy.title),
        **shared_parts(given, held, head_of(given, f"/policies/{word}", policy.sentence)),
        policy=policy,
        others=tuple((one.value, words_for(one).title) for one in POLICIES),
    )
    return _made(given, page, held)


def absent(given: Given) -> MadePage:
    held = artist_policy(given.artist, given.settings)
    head = Head("", "", False, "")
    return _made(given, pages.AbsentPage(title=_("Not found"), **shared_parts(given, held, head)), held)


def _made(given: Given, page: Page, policy: Policy) -> MadePage:
    return MadePage(page, Said(policy, page=given.artist.url if policy.negotiable else ""))


def shared_parts(given: Given, policy: Policy, head: Head) -> dict[str, Any]:
    words = words_for(policy.preset)
    return {
        "home": given.home,
        "head": head,
        "policy_title": words.title,
        "policy_sentence": words.sentence,
        "policy_path": f"/policies/{policy.preset.value}",
    }


def head_of(given: Given, path: str, words: str, *, indexed: bool = True) -> Head:
    """Where the site's own address is not known, the page of the instance is the one to be found."""
    return Head(path, address(given.ground, path), indexed and bool(given.artist.discoverable), words)


def _face(given: Given, found: Curated, path: str, *, indexed: bool = True) -> Head:
    """With the picture that stands for the portfolio, and its rights."""
    head = head_of(given, path, given.home.headline or plain(given.home.profile.bio)[:200], indexed=indexed)
    face = found.face
    if face is None:
        return head
    rights = artist_rights(given.artist, given.settings, given.config.origin)
    return with_picture(given, head, rights, face.largest, face.alt, given.artist.shown_name)


def with_picture(given: Given, head: Head, rights: Rights, path: str, alt: str, name: str) -> Head:
    """The head with a picture and its rights; `path` is the picture's on the instance."""
    where = address(given.ground, path)
    data = rights_html.image_object(rights, content_url=where, name=name, description=alt)
    json_ld = Markup(rights_html.script(data))  # noqa: S704 - no text can close the element, see there
    return Head(head.path, head.canonical, head.indexed, head.words, where, alt, head.alternate, json_ld)


def html(
    renderer: Renderer, given: Given, made: MadePage, here: str, needed: set[str] | None = None, *, version: str = ""
) -> str:
    """The page as it stands at the place `here` of the site; `needed` gets the places of the files it asks for."""
    origin, said = given.config.origin, made.said
    tags = rights_html.head(said.policy, origin, licence_uri=said.licence_uri, page=said.page)
    frame = Frame(
        instance_name=given.settings.name,
        origin=origin,
        path=here,
        rights_head=Markup(rights_html.render(tags)),  # noqa: S704 - every value in it is escaped there
        version=version,
        now=given.now,
        language=spoken().code,
        direction=spoken().direction,
    )

    def change(target: str) -> str:
        place = place_of(given.ground, target.partition("#")[0])
        if needed is not None and place and place.startswith(_FILES):
            needed.add(place)
        return linked(given.ground, here, target)

    return rewritten(renderer.html(made.page, frame), change)
