"""An artwork's page: the picture first, then what it is, whose it is, what may be done with it, and what people say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from aiohttp import web
from markupsafe import Markup

from fediart.actions.gone import demand_not_left
from fediart.errors import Gone, NotFound
from fediart.language import N_, _
from fediart.rights import html as rights_html
from fediart.rights.model import Rights
from fediart.rights.process import TITLES, process_of
from fediart.sanitize import plain
from fediart.store import artworks, pins, portfolio, posts, process, threads
from fediart.store.artworks import Artwork
from fediart.store.critiques import Critique
from fediart.store.database import Reading
from fediart.store.muted_words import THREADS
from fediart.store.portfolio import InSeries
from fediart.store.threads import Spoken
from fediart.store.work_words import NOTHING, WorkFacts
from fediart.translate.camera import Pairs, in_words
from fediart.translate.critique import KINDS, TONES
from fediart.translate.loading import camera_notes
from fediart.translate.outgoing import work_rights
from fediart.translate.words import html_of
from fediart.web import activity, credentials, embed, pages, people
from fediart.web.artwork_parts import NO_WALK, Parts, Walk, alike_of, parts_of, walk_of
from fediart.web.comments import Comments, comments_of
from fediart.web.conversation import post_page
from fediart.web.credential_words import Credentials
from fediart.web.licence_words import IN_PLAIN_WORDS
from fediart.web.looking import look_for_replies
from fediart.web.negotiation import wants_activity
from fediart.web.people import Profile
from fediart.web.preload import first_picture
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import Seeing, seeing
from fediart.web.showing import Card, Remark, ShownPicture, as_thread, remark, shown
from fediart.web.stage import NO_STAGE, Stage, staged

ABSENT = N_("There is no such artwork here, or it is not for everyone.")


@dataclass(frozen=True, slots=True)
class RightsPanel:
    """What may be done with the work, in plain words."""

    notice: str
    licence: str
    licence_uri: str
    policy_title: str
    policy_sentence: str
    policy_path: str
    licence_sentence: str = ""


@dataclass(frozen=True, slots=True)
class Shareable:
    """What the page's head offers to whoever links here; empty where a work is not to be shown in previews."""

    image: str
    image_alt: str
    image_width: int
    image_height: int
    json_ld: Markup


NO_SHARE = Shareable("", "", 0, 0, Markup())


@dataclass(frozen=True, slots=True)
class Made:
    """How the artist says it was made: a title, and words where they are for everybody. Both may be empty."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class ArtworkPage(Page):
    template: ClassVar[str] = "artwork.html"
    said: Remark
    artist: Profile
    pictures: tuple[ShownPicture, ...]
    description: str
    summary: str
    medium: str
    tools: str
    tags: tuple[str, ...]
    published: int
    edited: int
    covered: bool
    warning: str
    ai_label: str
    visibility: str
    rights: RightsPanel
    share: Shareable
    series: InSeries | None
    camera: tuple[tuple[str, Pairs], ...]
    comments: Comments
    path: str
    uri: str
    pinned: bool
    may_pin: bool
    made: Made
    credentials: tuple[Credentials, ...] = ()
    stage: Stage = NO_STAGE
    facts: WorkFacts = NOTHING
    walk: Walk = NO_WALK
    critique: Critique | None = None
    meant: frozenset[int] = frozenset()
    critique_kinds: Mapping[str, str] = field(default_factory=lambda: dict(KINDS))
    critique_tones: Mapping[str, str] = field(default_factory=lambda: dict(TONES))
    embed_code: str = ""
    alike: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page is made of. `notes` is what the artist shows of the camera's notes, by picture id."""

    said: Spoken
    artwork: Artwork
    artist: Profile
    series: InSeries | None
    thread: list[Spoken]
    notes: Mapping[int, Pairs]
    eyes: Seeing
    made: Made
    credentials: tuple[Credentials, ...]
    parts: Parts


async def show(request: web.Request) -> web.StreamResponse:
    """A post of somebody here: the page of an artwork, or of a reply."""
    name, post_id = request.match_info["handle"], int(request.match_info["id"])
    if wants_activity(request):
        return await activity.of_post(request)
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        await demand_not_left(tx, site_of(request).config, name)
        said = await _said(tx, name, post_id, viewer)
        thread = await threads.thread(tx, said.post.thread_id, viewer=viewer)
        eyes = await seeing(request, tx, THREADS)
        artwork = await artworks.by_id(tx, post_id) if said.post.kind == "artwork" else None
        if artwork is None:
            return await pages.show(request, post_page(request, said, thread, eyes))
        series = await _series(tx, artwork, viewer)
        artist = await people.profile(tx, request, said.author)
        notes = await camera_notes(tx, artwork.id)
        made = await _made(tx, artwork)
        brought = await credentials.shown(tx, artwork.id)
        rights = work_rights(site_of(request).config, settings_of(request), said.author, artwork)
        parts = await parts_of(tx, said, artwork, rights.policy.preset.value, viewer, (one.post.id for one in thread))
    await look_for_replies(request, said.post)
    return await _artwork(request, _Found(said, artwork, artist, series, thread, notes, eyes, made, brought, parts))


async def _said(tx: Reading, name: str, post_id: int, viewer: int) -> Spoken:
    """Raises NotFound alike for what is absent, what is somebody else's, and what is not for this viewer; Gone for
    what was for everyone and is deleted."""
    said = await threads.by_id(tx, post_id, viewer=viewer) if post_id < 2**63 else None
    if said is None and post_id < 2**63 and await posts.was_open(tx, post_id, name.lower(), viewer=viewer):
        raise Gone(_("This has been deleted."))
    if said is None or not said.author.local or said.author.name.lower() != name.lower():
        raise NotFound(_(ABSENT))
    return said


async def _series(tx: Reading, artwork: Artwork, viewer: int) -> InSeries | None:
    if artwork.series_id is None:
        return None
    return await portfolio.place_in_series(tx, artwork.series_id, artwork.id, viewer=viewer)


async def _is_pinned(request: web.Request, artwork: Artwork) -> bool:
    async with site_of(request).db.reading() as tx:
        return artwork.id in await pins.of_actor(tx, artwork.actor_id)


async def _artwork(request: web.Request, found: _Found) -> web.StreamResponse:
    said, artwork, artist = found.said, found.artwork, found.artist
    config, viewer = site_of(request).config, people.viewer_id(request)
    rights = work_rights(config, settings_of(request), said.author, artwork)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    pictures = tuple(shown(image, member=found.eyes.member) for image in said.images)
    description = html_of(artwork.description, origin=config.origin, people={})
    remarked = remark(said, host=config.instance.host, viewer_id=viewer, eyes=found.eyes)
    marked = replace(artwork, mature=said.post.sensitive)
    page = ArtworkPage(
        title=_("%(title)s by %(name)s", title=artwork.title or _("Untitled"), name=artist.shown_name),
        said=remarked,
        artist=artist,
        pictures=pictures,
        description=description,
        summary=plain(description)[:200],
        medium=artwork.medium,
        tools=artwork.tools,
        tags=artwork.tags,
        published=said.post.published,
        edited=said.post.edited,
        covered=found.eyes.covers_mature(said.post.sensitive, artwork.warning),
        warning=artwork.warning,
        ai_label=artwork.ai_label,
        visibility=said.post.visibility,
        rights=_panel(rights),
        share=NO_SHARE if remarked.ai.cover else _shareable(rights, marked, pictures, config.origin),
        series=found.series,
        camera=_camera(found),
        comments=_comments(request, found),
        path=f"/@{said.author.name}/{artwork.id}",
        uri=said.post.uri,
        pinned=artist.own and await _is_pinned(request, artwork),
        may_pin=artist.own and artwork.is_public,
        made=found.made,
        credentials=found.credentials,
    )
    return await _shown(request, _with_parts(page, found, config.origin))


async def _shown(request: web.Request, page: ArtworkPage) -> web.StreamResponse:
    """What is covered is not to be fetched before somebody asks for it."""
    response = await pages.show(request, page)
    if page.stage.works and not page.covered and not page.said.ai.cover:
        first_picture(response, page.stage.works[0].first.picture, page.stage.works[0].sizes)
    return response


def _with_parts(page: ArtworkPage, found: _Found, origin: str) -> ArtworkPage:
    parts = found.parts
    return replace(
        page,
        stage=staged(page.pictures, parts.words, parts.tiles),
        facts=parts.facts,
        critique=found.parts.critique,
        meant=found.parts.meant,
        walk=walk_of(parts, found.eyes),
        alike=alike_of(found.parts, found.eyes),
        embed_code=embed.code(origin, page.path, found.artwork.title, page.pictures),
    )


def _comments(request: web.Request, found: _Found) -> Comments:
    """Members get all of them at once, so that what they have just said is there."""
    host, viewer, locale = site_of(request).config.instance.host, people.viewer_id(request), people.locale_of(request)
    root = found.said.post.id
    said = as_thread(found.thread, root, host=host, viewer_id=viewer, eyes=found.eyes, locale=locale)
    return comments_of(said, whole=bool(viewer) or request.query.get("replies") == "all")


async def _made(tx: Reading, artwork: Artwork) -> Made:
    said = await process.of_artwork(tx, artwork.id)
    known = process_of(said.process, artwork.digital_source_type)
    return Made(TITLES[known] if known else "", said.words if said.public else "")


def _camera(found: _Found) -> tuple[tuple[str, Pairs], ...]:
    """`(heading, lines)`: a heading for each picture where there are several."""
    several = len(found.said.images) > 1
    return tuple(
        (_("Picture %(place)s", place=place) if several else "", in_words(found.notes[image.id]))
        for place, image in enumerate(found.said.images, 1)
        if image.id in found.notes
    )


def _panel(rights: Rights) -> RightsPanel:
    words = words_for(rights.policy.preset)
    return RightsPanel(
        notice=rights.notice,
        licence=rights.licence.name,
        licence_uri=rights.licence.uri,
        policy_title=words.title,
        policy_sentence=words.sentence,
        policy_path=f"/policies/{rights.policy.preset.value}",
        licence_sentence=IN_PLAIN_WORDS[rights.licence.id],
    )


def _shareable(rights: Rights, artwork: Artwork, pictures: tuple[ShownPicture, ...], origin: str) -> Shareable:
    """Previews of mature works show no picture; works that are not public are described to nobody."""
    first = next((picture for picture in pictures if picture.largest), None)
    if first is None or artwork.visibility not in ("public", "unlisted"):
        return NO_SHARE
    data = rights_html.image_object(
        rights,
        content_url=origin + first.largest,
        name=artwork.title or _("Untitled"),
        description=first.alt or artwork.description[:500],
    )
    json_ld = Markup(rights_html.script(data))  # noqa: S704 - no text can close the element, see there
    if artwork.mature or artwork.warning:
        return Shareable("", "", 0, 0, json_ld)
    return Shareable(origin + first.largest, first.alt, first.width, first.height, json_ld)
