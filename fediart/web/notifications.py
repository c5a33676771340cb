"""What is new for this person: who followed, liked, boosted, answered, and what became of their works.

Likes, boosts and follows that came one after another are told in one line. Looking at the page marks all as seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.sanitize import plain
from fediart.store import emojis, notifications
from fediart.store.notifications import Notification
from fediart.store.posts import Post
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.showing import Person, person

ON_A_PAGE = 60
TOGETHER = frozenset({"like", "boost", "follow"})
TO_REVIEW = ("review-needed", "review-answered", "review-reminder")
ABOUT_A_WORK = frozenset(
    {f"artwork-{word}" for word in
     ("held", "refused", "previewed", "asked", "labelled", "withdrawn", "restored", "kept")}
)  # fmt: skip
ABOUT_COPIES = ("copy-found", "copy-credit", "copy-permitted")
SHORT = 280  # letters of a reply that are shown here


@dataclass(frozen=True, slots=True)
class News:
    """One line. `people` are those who did it, the latest first; `path` leads to what it is about; `emojis` are
    those in the words."""

    kind: str
    people: tuple[Person, ...]
    title: str
    words: str
    path: str
    at: int
    new: bool
    emojis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotificationsPage(Page):
    template: ClassVar[str] = "notifications.html"
    news: tuple[News, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    site, who = site_of(request), viewer(request).actor
    before = request.query.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 2**62
    async with site.db.reading() as tx:
        found = await notifications.page(tx, who.id, before=last, limit=ON_A_PAGE + 1)
        faces = await faces_of(tx, [one.by for one in found if one.by])
        drawn = await emojis.used_in(tx, _texts(found))
    listed = found[:ON_A_PAGE]
    if any(not one.seen for one in listed):
        async with site.db.writing() as tx:
            await notifications.mark_seen(tx, who.id, up_to=listed[0].id, now=site.clock.now())
    host = site.config.instance.host
    page = NotificationsPage(
        title=_("Notifications"),
        news=tuple(_news(group, faces, host, drawn) for group in grouped(listed)),
        first=last == 2**62,
        older=f"/notifications?before={listed[-1].id}" if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


def grouped(listed: Sequence[Notification]) -> list[list[Notification]]:
    """Neighbours of the same kind about the same post, put together; replies and news of works stay single."""
    groups: list[list[Notification]] = []
    for one in listed:
        last = groups[-1][0] if groups else None
        if last and one.kind in TOGETHER and one.kind == last.kind and _about(one) == _about(last):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _texts(found: Sequence[Notification]) -> list[tuple[str, str]]:
    """Where custom emojis may stand: in names, and in what was said."""
    return [(one.by.host, f"{one.by.display_name} {_words(one)}") for one in found if one.by]


def _about(one: Notification) -> int:
    return one.post.id if one.post else 0


def _news(
    group: Sequence[Notification], faces: Mapping[int, str], host: str, drawn: Mapping[str, Mapping[str, str]]
) -> News:
    first = group[0]
    known = {one.by.id: one.by for one in group if one.by}
    return News(
        kind=first.kind,
        people=tuple(person(actor, faces.get(actor.id, ""), host=host, emojis=drawn) for actor in known.values()),
        title=_title(first),
        words=_words(first),
        path=_path(first),
        at=first.created,
        new=any(not one.seen for one in group),
        emojis=drawn.get(first.by.host, {}) if first.by else {},
    )


def _title(one: Notification) -> str:
    if one.post is None:
        return one.text if one.kind in (*TO_REVIEW, "move") else ""
    if one.post.kind == "artwork":
        return one.post.title or "Untitled"
    return ""


def _words(one: Notification) -> str:
    if one.kind in ("reply", "mention") and one.post:
        said = one.post.warning or plain(one.post.content)
        return said if len(said) <= SHORT else said[:SHORT].rstrip() + "…"
    return "" if one.kind in (*TO_REVIEW, *ABOUT_COPIES, "move") else one.text


def _path(one: Notification) -> str:
    if one.kind in TO_REVIEW:
        return f"/review/{one.artwork_id}" if one.artwork_id else "/review"
    if one.kind == "copy-found":
        return f"/copies/{one.text}"
    if one.kind in ABOUT_A_WORK or one.kind in ABOUT_COPIES:
        return f"/works/{one.artwork_id}"
    if one.kind == "report-handled":
        return "/copies" if one.artwork_id else ""
    if one.kind == "enquiry":
        return "/enquiries"
    if one.kind == "rights-audit":
        return "/admin/rights/audit"
    if one.kind == "certificate":
        return "/admin/credentials"
    if one.kind == "sign-up":
        return "/admin/accounts"
    if one.kind == "move":
        return f"/{one.text}"
    if one.kind in ("severed", "report"):
        return "/settings/severed" if one.kind == "severed" else "/admin/reports"
    if one.kind == "follow-request":
        return "/follow-requests"
    if one.kind in ("quote", "quote-request"):
        return "/quotes"
    return _post_path(one.post) if one.post else ""


def _post_path(post: Post) -> str:
    """A local post's own page; its `url` is that page's whole address."""
    return "/" + post.url.split("/", 3)[3] if post.local and post.url.count("/") > 3 else f"/posts/{post.id}"
