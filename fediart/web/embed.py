"""`/@NAME/ID/embed`: a work in a frame of any page, with its rights. The same for everybody: it knows no viewer, shows
nothing that is not public, and has no buttons that somebody could be made to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import ClassVar

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import feeds
from fediart.translate.feeds import UNTITLED, warning_of
from fediart.translate.outgoing import work_rights
from fediart.web import pages
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import number_in, set_rights, settings_of, site_of
from fediart.web.showing import ShownPicture, shown

_WIDE = 480  # pixels
ABSENT = N_("There is no such artwork here, or it is not for everyone.")
_IN_ANY_PAGE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


@dataclass(frozen=True, slots=True)
class EmbedPage(Page):
    """`warning` stands in the picture's place."""

    template: ClassVar[str] = "embed.html"
    path: str
    name: str
    artist: str
    artist_path: str
    picture: ShownPicture | None
    warning: str
    notice: str
    policy_title: str


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound for what is absent, what is elsewhere, and what is not for everyone."""
    site, settings = site_of(request), settings_of(request)
    async with site.db.reading() as tx:
        listed = await feeds.of_work(tx, number_in(request))
    name = request.match_info["handle"].lower()
    if listed is None or not listed.work.is_public or listed.artist.name.lower() != name:
        raise NotFound(_(ABSENT))
    rights = work_rights(site.config, settings, listed.artist, listed.work)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    image = next((one for one in listed.images if one.sources), None)
    warning = warning_of(listed)
    page = EmbedPage(
        title=listed.work.title or UNTITLED,
        path=f"/@{listed.artist.name}/{listed.work.id}",
        name=listed.work.title or UNTITLED,
        artist=listed.artist.shown_name,
        artist_path=f"/@{listed.artist.name}",
        picture=shown(image) if image and not warning else None,
        warning=warning,
        notice=rights.notice,
        policy_title=words_for(rights.policy.preset).title,
    )
    response = await pages.show(request, page)
    response.headers["Content-Security-Policy"] = _IN_ANY_PAGE
    return response


def code(origin: str, path: str, title: str, pictures: Sequence[ShownPicture]) -> str:
    """What somebody puts into a page of theirs: as high as the first picture and the words below it."""
    first = pictures[0] if pictures else None
    high = round(_WIDE * first.height / first.width) if first and first.width else _WIDE
    return (
        f'<iframe src="{origin}{path}/embed" title="{escape(title)}" width="{_WIDE}" height="{min(high, 720) + 80}" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
