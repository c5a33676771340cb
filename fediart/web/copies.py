"""Copies of an artist's works: the list, one copy side by side with the work, and what the artist does about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import brakes, copy_answers
from fediart.actions.copies import first_works
from fediart.actions.copy_answers import ABSENT, demand_copy, may_see_found
from fediart.actions.report import MOST_CHARACTERS
from fediart.actions.submission import limits_of
from fediart.clock import SECOND
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import N_, _, ngettext
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.site import Site
from fediart.store import actors, artworks, copies, images, pictures, posts, remote_media, reviews, visibility
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.copies import Copy, Part
from fediart.store.database import Reading
from fediart.translate.rights import artwork_rights
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, set_rights, settings_of, site_of, viewer
from fediart.web.showing import ShownPicture, actor_path, shown
from fediart.web.upload_form import by_field

ON_A_PAGE = 30
STATES = {
    "open": N_("Not answered yet"),
    "reported": N_("Reported to the moderators"),
    "credit-asked": N_("You have asked for a credit"),
    "credited": N_("A credit was added"),
    "permitted": N_("You permit it"),
    "dismissed": N_("You left it at that"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """The part in common, in hundredths of the sides."""

    x: float
    y: float
    width: float
    height: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two pictures. `src` is empty where it may not or cannot be shown."""

    src: str
    alt: str
    title: str
    path: str
    who: str
    who_path: str
    at: int
    outline: Outline


@dataclass(frozen=True, slots=True)
class CopyPage(Page):
    template: ClassVar[str] = "copy.html"
    id: int
    mine: Side
    other: Side
    likely: str
    waits: bool
    here: bool
    host: str
    state: str
    stands: str
    choice: str
    reported: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    forward: bool = False
    longest: int = MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class ListedCopy:
    id: int
    title: str
    who: str
    where: str
    state: str
    picture: ShownPicture | None
    at: int


@dataclass(frozen=True, slots=True)
class CopiesPage(Page):
    template: ClassVar[str] = "copies.html"
    found: Sequence[ListedCopy]
    older: str


async def show_all(request: web.Request) -> web.StreamResponse:
    """`/copies`."""
    artist, word = viewer(request).actor, request.query.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        found = await copies.of_artist(tx, artist.id, before=before, limit=ON_A_PAGE + 1)
        listed = [await _listed(tx, one) for one in found[:ON_A_PAGE]]
    older = f"/copies?before={found[ON_A_PAGE - 1].id}" if len(found) > ON_A_PAGE else ""
    return await pages.show(request, CopiesPage(_("Copies of your works"), listed, older))


async def _listed(tx: Reading, found: Copy) -> ListedCopy:
    work = (await first_works(tx, [found])).get(found.picture_id)
    other = await actors.by_id(tx, found.other_id)
    drawn = (await images.of_artworks(tx, [work.id], first_only=True)).get(work.id, []) if work else []
    return ListedCopy(
        id=found.id,
        title=(work.title if work else "") or _("Untitled"),
        who=other.shown_name if other else _("Somebody"),
        where=other.host if other and not other.local else "",
        state=await _stands(tx, found),
        picture=shown(drawn[0]) if drawn else None,
        at=found.created,
    )


async def show(request: web.Request) -> web.StreamResponse:
    """`/copies/ID`."""
    return await _page(request)


async def act(request: web.Request) -> web.StreamResponse:
    """`/copies/ID/DEED`: what the artist does about it."""
    site, artist, copy_id = site_of(request), viewer(request).actor, number_in(request)
    said = await answers(request)
    back = f"/copies/{copy_id}"
    try:
        match request.match_info["deed"]:
            case "report":
                forward = said.get("forward") == "1"
                await copy_answers.report_copy(site, artist, copy_id, said.get("words", ""), forward=forward)
                return pages.go(request, back, notice=_("The moderators have both pictures now, and your words."))
            case "credit":
                await copy_answers.ask_credit(site, artist, copy_id)
                return pages.go(request, back, notice=_("They are asked for a line with your name and a link."))
            case "permit":
                await copy_answers.permit(site, artist, copy_id, always=said.get("always") == "1")
                return pages.go(request, back, notice=_("You permit it. They are told."))
            case "hear":
                await copy_answers.hear_again(site, artist, copy_id)
                return pages.go(request, back, notice=_("You will hear of the next one again."))
            case _:
                await copy_answers.dismiss(site, artist, copy_id, mute=said.get("mute") == "1")
                return pages.go(request, "/copies", notice=_("You left it at that."))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem), said)


async def accept_credit(request: web.Request) -> web.StreamResponse:
    """`/works/ID/credit`: the uploader takes the offer."""
    work_id = number_in(request)
    await copy_answers.accept_credit(site_of(request), viewer(request).actor, work_id)
    return pages.go(request, f"/works/{work_id}", notice=_("The line is in your description."))


async def link_own(request: web.Request) -> web.StreamResponse:
    """`/copies/ID/link`: the newer of one's own two works joins the series of the older."""
    site, copy_id = site_of(request), number_in(request)
    async with site.db.reading() as tx:
        found = await copies.by_id(tx, copy_id, artist_id=viewer(request).actor.id)
    if found is None or found.artwork_id is None:
        raise NotFound(_(ABSENT))
    await copy_answers.link_as_series(site, viewer(request).actor, copy_id)
    return pages.go(request, f"/works/{found.artwork_id}", notice=_("It will hang in the same series."))


async def picture(request: web.Request) -> web.StreamResponse:
    """`/copies/ID/picture`: a small picture of a work of somebody else that is not published yet."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await demand_copy(tx, viewer(request).actor, number_in(request))
        original = await pictures.by_id(tx, found.other_picture)
        work = await artworks.by_id(tx, found.artwork_id or 0)
        uploader = await actors.by_id(tx, found.other_id)
        if original is None or work is None or uploader is None or not await may_see_found(tx, found):
            raise NotFound(_(ABSENT))
    await _count_picture(site, viewer(request).account)
    try:
        small = await studio.glimpse(site.pool, await site.storage.local(original.original), limits_of(site.config))
    except (BadImage, WorkFailed, FileNotFoundError):
        raise NotFound(_(ABSENT)) from None
    rights = artwork_rights(work, uploader, settings_of(request), site.config.origin)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    return web.Response(body=small, content_type="image/webp", headers={"Cache-Control": "private, no-store"})


async def _count_picture(site: Site, account: Account) -> None:
    """Each is decoded from an original, so nobody keeps the workers busy with them. Raises TooOften."""
    now, allowance = site.clock.now(), brakes.SMALL_PICTURES
    async with site.db.writing() as tx:
        if not await brakes.take(tx, allowance, str(account.id), now=now):
            seconds = -(-(allowance.each - now % allowance.each) // SECOND)
            raise TooOften(_("Too many pictures at once. Look again in a few minutes."), retry_after=seconds)


async def _page(
    request: web.Request, errors: Mapping[str, str] | None = None, said: Mapping[str, str] | None = None
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        found = await demand_copy(tx, artist, number_in(request))
        other = await actors.by_id(tx, found.other_id)
        if other is None:
            raise NotFound(_(ABSENT))
        page = CopyPage(
            title=_("A copy of your work?"),
            id=found.id,
            mine=await _mine(tx, found, artist),
            other=await _other(tx, found, other, artist),
            likely=likely(found),
            waits=await _waits(tx, found),
            here=found.artwork_id is not None,
            host=other.host,
            state=found.state,
            stands=await _stands(tx, found),
            choice=await copies.choice(tx, artist.id, other.id),
            reported=found.state == copies.REPORTED,
            errors=errors or {},
            words=(said or {}).get("words", ""),
        )
    return await pages.show(request, page, status=422 if errors else 200)


def likely(found: Copy) -> str:
    """Why they are taken for the same, in words."""
    if not found.places and found.agreement:
        return _("The files are the same.")
    words = _("The invisible identifier of the work is in it.")
    if found.places:
        words = ngettext(
            "%(count)s place of the two pictures agrees.", "%(count)s places of the two pictures agree.", found.places
        )
    return f"{_('It was mirrored or turned.')} {words}" if found.turn else words


async def _stands(tx: Reading, found: Copy) -> str:
    """How it stands, in words. What was reported here stays so until the moderators have decided about the work."""
    if found.state == copies.REPORTED and found.artwork_id and await reviews.open_of(tx, found.artwork_id) is None:
        return _("You reported it, and the moderators have decided")
    return STATES.get(found.state, "")


async def _waits(tx: Reading, found: Copy) -> bool:
    work = await artworks.by_id(tx, found.artwork_id) if found.artwork_id else None
    return work is not None and work.state == "held"


async def _mine(tx: Reading, found: Copy, artist: Actor) -> Side:
    work = (await first_works(tx, [found])).get(found.picture_id)
    drawn = await images.of_artworks(tx, [work.id], first_only=False) if work else {}
    own = next((shown(one) for one in drawn.get(work.id, []) if one.id == found.picture_id), None) if work else None
    return Side(
        src=own.src if own else "",
        alt=own.alt if own else "",
        title=(work.title if work else "") or _("Untitled"),
        path=f"/@{artist.name}/{work.id}" if work and work.state == "published" else "",
        who=artist.shown_name,
        who_path=actor_path(artist),
        at=work.published if work else 0,
        outline=outline(found.theirs),
    )


async def _other(tx: Reading, found: Copy, other: Actor, artist: Actor) -> Side:
    src, alt, title, path, at = "", "", "", "", found.created
    if found.post_id is not None:
        post = await posts.by_id(tx, found.post_id)
        media = await remote_media.by_id(tx, found.other_picture)
        if post is not None and not post.deleted and await visibility.may_see(tx, post, artist.id):
            src, alt = (media.path, media.alt) if media and media.post_id == post.id else ("", "")
            path, at, title = f"/posts/{post.id}", post.published, post.title
    elif await may_see_found(tx, found):
        work = await artworks.by_id(tx, found.artwork_id or 0)
        if work is not None:
            src, title, at = f"/copies/{found.id}/picture", work.title, work.created
            path = f"/@{other.name}/{work.id}" if work.state == "published" else ""
    return Side(src, alt, title, path, other.shown_name, actor_path(other), at, outline(found.ours))


def outline(part: Part) -> Outline:
    """The frame around the part in common."""
    left, top, right, bottom = (max(0.0, min(1.0, share)) for share in part)
    whole = left < 0.02 and top < 0.02 and right > 0.98 and bottom > 0.98
    return Outline(
        round(left * 100, 1), round(top * 100, 1), round((right - left) * 100, 1), round((bottom - top) * 100, 1), whole
    )
