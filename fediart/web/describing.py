"""All pictures that lack a description on one page, and many saved at once: `/works/alt`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.describing import describe_pictures
from fediart.errors import Problem
from fediart.language import _, ngettext
from fediart.store import artworks, images, pictures
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, is_number, settings_of, site_of, viewer
from fediart.web.showing import ShownPicture, shown
from fediart.web.upload_form import by_field

ON_A_PAGE = 20
_FIELD = re.compile(r"alt-(\d{1,19})")


@dataclass(frozen=True, slots=True)
class ToDescribe:
    """A picture of a published work; `path` is where that hangs."""

    id: int
    picture: ShownPicture
    alt: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class AltPage(Page):
    """`described` of `all` have a description; `every` where all pictures are shown."""

    template: ClassVar[str] = "alt.html"
    rows: tuple[ToDescribe, ...]
    described: int
    all: int
    every: bool
    older: str
    required: bool
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    return await _form(request)


async def send(request: web.Request) -> web.StreamResponse:
    said = await answers(request)
    texts = {int(field[1]): text for name, text in said.items() if (field := _FIELD.fullmatch(name))}
    texts = {number: text for number, text in texts.items() if number < 2**63}
    try:
        saved = await describe_pictures(site_of(request), viewer(request).actor, texts)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, said=said, errors=by_field(problem))
    words = ngettext("%(count)s description is saved.", "%(count)s descriptions are saved.", saved)
    path = "/works/alt?all=1" if said.get("all") == "1" else "/works/alt"
    return pages.go(request, path, notice=words if saved else _("Nothing was changed."))


async def _form(
    request: web.Request, *, said: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    artist, typed = viewer(request).actor, said or {}
    every = "1" in (request.query.get("all"), typed.get("all"))
    word = request.query.get("before", "")
    before = int(word) if is_number(word) else 2**62
    async with site_of(request).db.reading() as tx:
        found = await pictures.to_describe(tx, artist.id, lacking=not every, before=before, limit=ON_A_PAGE + 1)
        described, many = await pictures.tally_described(tx, artist.id)
        works = await artworks.by_ids(tx, {one.artwork_id for one in found})
        hung = await images.of_artworks(tx, list(works), first_only=False)
    by_id = {one.id: shown(one) for own in hung.values() for one in own}
    rows = tuple(
        ToDescribe(
            one.id, by_id[one.id], typed.get(f"alt-{one.id}", one.alt), works[one.artwork_id].title,
            f"/@{artist.name}/{one.artwork_id}",
        )
        for one in found[:ON_A_PAGE]
        if one.id in by_id
    )  # fmt: skip
    more = f"/works/alt?{'all=1&' if every else ''}before={found[ON_A_PAGE - 1].id}" if len(found) > ON_A_PAGE else ""
    page = AltPage(
        title=_("Describe pictures"), rows=rows, described=described, all=many, every=every, older=more,
        required=settings_of(request).require_alt, errors=errors or {},
    )  # fmt: skip
    return await pages.show(request, page, status=422 if errors else 200)
