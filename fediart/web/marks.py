"""Marks in the picture: the artist's settings for all works and for one, each with a picture to look at first.

The form can be sent to be shown (its words come back in the address, nothing is kept) or to be saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions import marks as acts
from fediart.errors import Problem, Problems
from fediart.language import N_, _
from fediart.media.errors import BadImage, WorkFailed
from fediart.store import marks
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.marks import Marked, Wish
from fediart.translate.rights import artist_policy, artwork_policy
from fediart.web import pages
from fediart.web.mark_words import words_of
from fediart.web.render import Page
from fediart.web.request import answers, set_rights, settings_of, site_of, viewer
from fediart.web.upload_form import by_field, receive
from fediart.web.works import artwork_id, demand_own

Option = tuple[str, str]
PLACES: Final[tuple[Option, ...]] = (
    ("top-left", N_("Top left")), ("top", N_("Top")), ("top-right", N_("Top right")),
    ("left", N_("Left")), ("middle", N_("Middle")), ("right", N_("Right")),
    ("bottom-left", N_("Bottom left")), ("bottom", N_("Bottom")), ("bottom-right", N_("Bottom right")),
    ("tiled", N_("All over, repeated")),
)  # fmt: skip
TONES: Final[tuple[Option, ...]] = (("auto", N_("What stands out")), ("light", N_("White")), ("dark", N_("Black")))
KINDS: Final = (
    ("none", N_("Nothing to see"), N_("The picture stays as it is.")),
    ("text", "A text", N_("Your name or your address, in this site’s font.")),
    ("image", N_("My own signature"), N_("A picture with a transparent background that you upload.")),
)
AS_OTHERS, OWN = "others", "own"


@dataclass(frozen=True, slots=True)
class MarkForm:
    """What both pages share: the wish as typed, and where a picture with it is."""

    wish: Wish
    look: str
    signature: str
    errors: Mapping[str, str]
    places: tuple[Option, ...] = PLACES
    tones: tuple[Option, ...] = TONES
    kinds: tuple[tuple[str, str, str], ...] = KINDS
    longest: int = acts.LONGEST


@dataclass(frozen=True, slots=True)
class MarksPage(Page):
    template: ClassVar[str] = "settings/marks.html"
    form: MarkForm
    most_megabytes: int = acts.MOST_BYTES // 1_000_000


@dataclass(frozen=True, slots=True)
class WorkMarksPage(Page):
    """`choice` is `others` where the work follows the artist's settings; `made` is how its files are now."""

    template: ClassVar[str] = "work_marks.html"
    id: int
    name: str
    state: str
    choice: str
    default: str
    made: Marked
    form: MarkForm
    choices: tuple[tuple[str, str, str], ...] = field(default=())


async def show(request: web.Request) -> web.StreamResponse:
    return await _settings(request, _asked(request))


async def send(request: web.Request) -> web.StreamResponse:
    wish = wish_from(await answers(request))
    try:
        await acts.save_default(site_of(request), viewer(request).actor, wish)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _settings(request, wish, by_field(problem))
    words = _("Saved. Your published works that follow these settings are made anew now, one after the other.")
    return pages.go(request, "/settings/marks", notice=words)


async def send_signature(request: web.Request) -> web.StreamResponse:
    """The file is streamed to disk, and the form's token comes first."""
    actor, site = viewer(request).actor, site_of(request)
    folder = site.storage.incoming()
    try:
        form = await receive(request, folder, most_files=1, most_bytes=acts.MOST_BYTES)
        if form.problems:
            raise Problems([Problem(one.message, field="signature") for one in form.problems])
        if "remove" in form.fields:
            await acts.remove_signature(site, actor)
        elif form.files:
            await acts.set_signature(site, actor, form.files[0].path)
        else:
            raise Problem(_("Choose a picture first."), field="signature")
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _settings(request, None, by_field(problem))
    finally:
        site.storage.discard(folder)
    return pages.go(request, "/settings/marks", notice=_("Your signature is saved."))


async def show_signature(request: web.Request) -> web.StreamResponse:
    """The artist's own, for their own eyes."""
    site = site_of(request)
    async with site.db.reading() as tx:
        key = await marks.signature_of(tx, viewer(request).actor.id)
    if not key:
        raise web.HTTPNotFound()
    headers = {"Content-Type": "image/png", "Cache-Control": "private, no-store"}
    return web.FileResponse(await site.storage.local(key), headers=headers)


async def preview(request: web.Request) -> web.StreamResponse:
    """The picture with the marks that the address asks for, for nobody but its artist."""
    site, artist = site_of(request), viewer(request).actor
    work: Artwork | None = None
    if "id" in request.match_info:
        async with site.db.reading() as tx:
            work = await demand_own(tx, request, artist)
    settings = settings_of(request)
    set_rights(request, artwork_policy(work, artist, settings) if work else artist_policy(artist, settings))
    try:
        made = await acts.preview(site, artist, wish_from(request.query), work)
    except (BadImage, WorkFailed) as error:
        raise Problem(_("This picture could not be shown: %(error)s", error=error)) from None
    headers = {"Cache-Control": "private, no-store", "X-Hidden": "1" if made.hidden else "0"}
    return web.Response(body=made.webp, content_type="image/webp", headers=headers)


async def show_work(request: web.Request) -> web.StreamResponse:
    choice = request.query.get("choice", "")
    return await _work(request, _asked(request), choice if choice in (AS_OTHERS, OWN) else "")


async def send_work(request: web.Request) -> web.StreamResponse:
    said = await answers(request)
    choice, wish = said.get("choice", AS_OTHERS), wish_from(said)
    number = artwork_id(request)
    try:
        await acts.save_own(site_of(request), viewer(request).actor, number, wish if choice == OWN else None)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _work(request, wish, choice, by_field(problem))
    return pages.go(
        request, f"/works/{number}/marks", notice=_("Saved. If it is published, its files are made anew now.")
    )


def wish_from(said: Mapping[str, str]) -> Wish:
    """What was typed; `actions.marks.checked` looks at it."""
    usual = Wish()
    return Wish(
        visible=said.get("visible", "none"),
        text=said.get("text", ""),
        place=said.get("place", usual.place),
        opacity=_number(said.get("opacity", ""), usual.opacity),
        width=_number(said.get("width", ""), usual.width),
        tone=said.get("tone", usual.tone),
        hidden=said.get("hidden") == "1",
    )


def _number(text: str, otherwise: int) -> int:
    if not text.strip():
        return otherwise
    return int(text) if text.strip().isdecimal() and len(text) < 5 else -1


def _asked(request: web.Request) -> Wish | None:
    """What is to be shown before it is saved; None where nothing was asked."""
    return wish_from(request.query) if "visible" in request.query else None


async def _settings(
    request: web.Request, wish: Wish | None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        kept = await marks.wish_of(tx, viewer(request).actor.id) or Wish()
        form = await _form(tx, request, wish or kept, "/settings/marks", errors)
    return await pages.show(request, MarksPage(title=_("Marks in your pictures"), form=form), status=_status(errors))


async def _work(
    request: web.Request, wish: Wish | None, choice: str, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        own, usual = await marks.wish_of(tx, work.id), await marks.wish_of(tx, artist.id) or Wish()
        choice = choice or (OWN if own else AS_OTHERS)
        shown = usual if choice == AS_OTHERS else wish or own or usual
        form = await _form(tx, request, shown, f"/works/{work.id}/marks", errors)
        made = await marks.marked(tx, work.id)
    default = words_of(usual)
    page = WorkMarksPage(
        title=_("Marks in “%(title)s”", title=work.title),
        id=work.id,
        name=work.title,
        state=work.state,
        choice=choice,
        default=default,
        made=made,
        form=form,
        choices=((AS_OTHERS, _("As my other works"), default), (OWN, _("Marks of its own"), _("As you choose below."))),
    )
    return await pages.show(request, page, status=_status(errors))


async def _form(tx: Reading, request: web.Request, wish: Wish, path: str, errors: Mapping[str, str] | None) -> MarkForm:
    signature = await marks.signature_of(tx, viewer(request).actor.id)
    said = {
        "visible": wish.visible, "text": wish.text, "place": wish.place, "opacity": wish.opacity,
        "width": wish.width, "tone": wish.tone, "hidden": int(wish.hidden),
    }  # fmt: skip
    look = "" if errors else f"{path}/preview.webp?{urlencode(said)}"
    return MarkForm(wish, look, "/settings/marks/signature.png" if signature else "", errors or {})


def _status(errors: Mapping[str, str] | None) -> int:
    return 422 if errors else 200
