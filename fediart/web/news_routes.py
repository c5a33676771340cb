"""Pages of what an instance says to its members and to everybody: announcements, privacy policy, terms of service."""

from __future__ import annotations

from typing import Final

from fediart.web import admin_announcements, announcements, site_texts
from fediart.web.access import ANYONE, VIEWERS, Route, get, post

NEWS_PAGES: Final[tuple[Route, ...]] = (
    get("/privacy", site_texts.show_privacy, ANYONE, cached=True),
    get("/terms", site_texts.show_terms, ANYONE, cached=True),
    get("/terms/{date}", site_texts.show_terms, ANYONE, cached=True),
    get("/announcements", announcements.show, VIEWERS),
    post(r"/announcements/{id:\d{1,19}}/put-away", announcements.put_away, VIEWERS),
    get("/admin/announcements", admin_announcements.show, "change instance"),
    post("/admin/announcements", admin_announcements.save, "change instance"),
    get(r"/admin/announcements/{id:\d{1,19}}", admin_announcements.edit, "change instance"),
    post(r"/admin/announcements/{id:\d{1,19}}", admin_announcements.save, "change instance"),
    post(r"/admin/announcements/{id:\d{1,19}}/end", admin_announcements.end, "change instance"),
    post(r"/admin/announcements/{id:\d{1,19}}/delete", admin_announcements.forget, "change instance"),
    get("/admin/texts", site_texts.edit, "change instance"),
    post("/admin/texts/privacy", site_texts.save_privacy, "change instance"),
    post("/admin/texts/terms", site_texts.save_terms, "change instance"),
    post("/admin/texts/terms/{date}/remove", site_texts.remove_terms, "change instance"),
)
