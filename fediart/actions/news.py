"""What one notification is about: where it leads, what its work is called, what was said in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.language import _
from fediart.sanitize import plain
from fediart.store.notifications import Notification
from fediart.store.posts import Post

TO_REVIEW: Final = ("review-needed", "review-answered", "review-reminder")
ABOUT_A_WORK: Final = frozenset(
    {f"artwork-{word}" for word in
     ("held", "refused", "previewed", "asked", "labelled", "withdrawn", "restored", "kept")}
)  # fmt: skip
ABOUT_COPIES: Final = ("copy-found", "copy-credit", "copy-permitted")
ABOUT_COMMISSIONS: Final = ("commission-asked", "commission-said", "commission-moved")
ABOUT_JOBS: Final = ("opening-answered", "opening-open", "opening-refused", "opening-waiting")
_WORDLESS: Final = (
    *ABOUT_COMMISSIONS, *ABOUT_JOBS, *TO_REVIEW, *ABOUT_COPIES, "move", "trust", "vouched", "vouching-paused",
    "import-done",
)  # fmt: skip
WITH_WORDS: Final = ("reply", "mention", "quote", "status")
SHORT: Final = 280  # letters of a reply that are shown
_PLACES: Final[Mapping[str, str]] = {
    "opening-waiting": "/admin/jobs",
    "enquiry": "/enquiries", "rights-audit": "/admin/rights/audit", "certificate": "/admin/credentials",
    "backup": "/admin/backups",
    "log-in": "/settings/account",
    "mail-quota": "/admin/sign-ups/settings", "words-waiting": "/admin/words", "words-decided": "/settings/held",
    "sign-up": "/admin/sign-ups", "severed": "/settings/severed", "report": "/admin/reports",
    "follow-request": "/follow-requests", "quote": "/quotes", "quote-request": "/quotes", "trust": "/settings/trust",
    "vouched": "/settings/trust", "vouching-paused": "/settings/trust",
    "strike": "/settings/strikes", "strike-lifted": "/settings/strikes", "strike-decided": "/settings/strikes",
    "strike-appeal": "/admin/appeals", "strike-reminder": "/admin/appeals",
}  # fmt: skip


def title_of(one: Notification) -> str:
    """Plain text; empty where there is no work with a title."""
    if one.post is None:
        return one.text if one.kind in (*TO_REVIEW, "move") else ""
    if one.post.kind == "artwork":
        return one.post.title or _("Untitled")
    return ""


def words_of(one: Notification) -> str:
    """What was said, or its warning, as plain text."""
    if one.kind in WITH_WORDS and one.post:
        said = one.post.warning or plain(one.post.content)
        return said if len(said) <= SHORT else said[:SHORT].rstrip() + "…"
    return "" if one.kind in _WORDLESS else one.text


def path_of(one: Notification) -> str:
    """A path of this site, or nothing."""
    if one.kind in _PLACES:
        return _PLACES[one.kind]
    if one.kind in ABOUT_COMMISSIONS:
        return f"/commissions/{one.text}"
    if one.kind in ABOUT_JOBS:
        return f"/jobs/{one.text}/answers" if one.kind == "opening-answered" else f"/jobs/{one.text}"
    if one.kind == "import-done":
        return f"/settings/import/{one.text}"
    if one.kind in TO_REVIEW:
        return f"/review/{one.artwork_id}" if one.artwork_id else "/review"
    if one.kind == "copy-found":
        return f"/copies/{one.text}"
    if one.kind in ABOUT_A_WORK or one.kind in ABOUT_COPIES:
        return f"/works/{one.artwork_id}"
    if one.kind == "report-handled":
        return "/copies" if one.artwork_id else ""
    if one.kind == "move":
        return f"/{one.text}"
    return post_path(one.post) if one.post else ""


def post_path(post: Post) -> str:
    """A local post's own page; its `url` is that page's whole address."""
    return "/" + post.url.split("/", 3)[3] if post.local and post.url.count("/") > 3 else f"/posts/{post.id}"
