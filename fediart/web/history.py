"""What was changed in a work since it was published, for everybody who may see it: `/@NAME/ID/history`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.history import NAMES
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import artworks, history, threads
from fediart.store.history import WorkEdit
from fediart.translate.outgoing import work_rights
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import is_number, number_in, set_rights, settings_of, site_of

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class HistoryPage(Page):
    """`names` says what each kind of change is called."""

    template: ClassVar[str] = "history.html"
    name: str
    path: str
    published: int
    edits: tuple[WorkEdit, ...]
    older: str
    names: dict[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    name, post_id = request.match_info["handle"], number_in(request)
    word = request.query.get("before", "")
    async with site_of(request).db.reading() as tx:
        said = await threads.by_id(tx, post_id, viewer=people.viewer_id(request))
        work = await artworks.by_id(tx, post_id)
        if said is None or work is None or not said.author.local or said.author.name.lower() != name.lower():
            raise NotFound(_("There is no such artwork here, or it is not for everyone."))
        before = int(word) if is_number(word) else 2**62
        edits = await history.of_artwork(tx, post_id, before=before, limit=ON_A_PAGE + 1)
    rights = work_rights(site_of(request).config, settings_of(request), said.author, work)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    path = f"/@{said.author.name}/{work.id}"
    page = HistoryPage(
        title=_("Changes of %(title)s", title=work.title),
        name=work.title,
        path=path,
        published=said.post.published,
        edits=tuple(edits[:ON_A_PAGE]),
        older=f"{path}/history?before={edits[ON_A_PAGE - 1].id}" if len(edits) > ON_A_PAGE else "",
        names=dict(NAMES),
    )
    return await pages.show(request, page)
