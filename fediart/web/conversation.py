"""One post that is not an artwork of ours: a reply, or anything of another server, in its thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights.licences import Licence
from fediart.rights.model import POLICIES, Preset
from fediart.sanitize import plain
from fediart.store import threads, wishes
from fediart.store.muted_words import THREADS
from fediart.store.threads import Spoken
from fediart.translate.camera import Pairs, in_words
from fediart.translate.remote_rights import licences_in
from fediart.translate.rights import artist_policy, instance_policy
from fediart.web import pages, people
from fediart.web.looking import look_for_replies
from fediart.web.others_wishes import ShownWishes, wishes_of_said
from fediart.web.remote_case import RemoteCase, remote_case
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import Seeing, seeing
from fediart.web.showing import Remark, as_thread, remark

ABSENT = N_("There is no such post here, or it is not for everyone.")


@dataclass(frozen=True, slots=True)
class PostPage(Page):
    """`above` is what was said before, from the first post of the thread down; `below` the replies; `coming` is true
    when others' replies have just been asked for."""

    template: ClassVar[str] = "post.html"
    said: Remark
    above: tuple[Remark, ...]
    below: tuple[Remark, ...]
    heading: str
    local: bool
    uri: str
    indexed: bool
    coming: bool = False
    camera: tuple[tuple[str, Pairs], ...] = ()
    licences: tuple[Licence, ...] = ()
    case: RemoteCase | None = None
    wishes: ShownWishes | None = None


async def show(request: web.Request) -> web.StreamResponse:
    """A post of another server. Posts of people here have their own addresses, and are shown there."""
    post_id, viewer = int(request.match_info["id"]), people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        said = await threads.by_id(tx, post_id, viewer=viewer) if post_id < 2**63 else None
        if said is None:
            raise NotFound(_(ABSENT))
        if said.post.local:
            return pages.go(request, f"/@{said.author.name}/{post_id}")
        thread = await threads.thread(tx, said.post.thread_id, viewer=viewer)
        eyes = await seeing(request, tx, THREADS)
        case = await remote_case(request, tx, said.post)
        pictures = await wishes.of_posts(tx, [post_id]) if said.images else []
    coming = await look_for_replies(request, said.post)
    wished = wishes_of_said(said, pictures, instance_policy(settings_of(request)))
    page = replace(post_page(request, said, thread, eyes), coming=coming, case=case, wishes=wished)
    return await pages.show(request, page)


def post_page(request: web.Request, said: Spoken, thread: list[Spoken], eyes: Seeing) -> PostPage:
    """Sets the answer's AI policy, too: the author's own; for others' posts the strictest there is, whatever
    they permit: a page of theirs here is not ours to offer, and it may show what others have answered."""
    host, viewer = site_of(request).config.instance.host, people.viewer_id(request)
    locale = people.locale_of(request)
    local = said.author.local
    policy = artist_policy(said.author, settings_of(request)) if local else POLICIES[Preset.NO_AI_NO_SEARCH]
    set_rights(request, policy, page=said.post.url if local else "")
    covered = eyes.covers(said.ai, said.author)  # what stands below the cover is not told above the page
    words = said.post.title or plain(said.post.content)[:60]
    return PostPage(
        title=f"{said.author.shown_name}: {words if words and not covered else _('a post')}",
        said=remark(said, host=host, viewer_id=viewer, locale=request.query.get("language", locale), eyes=eyes),
        above=tuple(remark(one, host=host, viewer_id=viewer, locale=locale, eyes=eyes) for one in _above(said, thread)),
        below=as_thread(_under(said, thread), said.post.id, host=host, viewer_id=viewer, locale=locale, eyes=eyes),
        heading=_("Reply by %(name)s", name=said.author.shown_name)
        if said.post.reply_to_id or said.post.reply_to_uri
        else _("Post by %(name)s", name=said.author.shown_name),
        local=local,
        uri=said.post.uri,
        indexed=local and said.post.visibility == "public",
        camera=() if local else _camera(said),
        licences=() if local else licences_in(said.post.remote_rights),
    )


def _camera(said: Spoken) -> tuple[tuple[str, Pairs], ...]:
    """`(heading, lines)` of what was said of how the pictures were made."""
    notes = said.details.camera if said.details else {}
    several = len(said.images) > 1
    return tuple(
        (
            _("Picture %(place)s", place=place) if several else "",
            in_words((name, words) for name, words in notes[image.elsewhere]),
        )
        for place, image in enumerate(said.images, 1)
        if image.elsewhere in notes
    )


def _above(said: Spoken, thread: list[Spoken]) -> list[Spoken]:
    """From the beginning of the conversation to what this answers; ends where something cannot be seen."""
    known = {one.post.id: one for one in thread}
    line: list[Spoken] = []
    parent = known.get(said.post.reply_to_id or 0)
    while parent is not None and parent not in line and parent.post.id != said.post.id:
        line.append(parent)
        parent = known.get(parent.post.reply_to_id or 0)
    return line[::-1]


def _under(said: Spoken, thread: list[Spoken]) -> list[Spoken]:
    """This post and everything that answers it, near or far; the thread is in the order of time."""
    inside = {said.post.id}
    found = [said]
    for one in thread:
        if one.post.reply_to_id in inside and one.post.id not in inside:
            inside.add(one.post.id)
            found.append(one)
    return found
