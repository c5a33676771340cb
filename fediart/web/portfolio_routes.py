"""The addresses of an artist's portfolio: its pages, the contact form, and where the artist arranges it."""

from __future__ import annotations

from typing import Final

from fediart.web import (
    admin_own_domains,
    artist_about,
    contact,
    enquiries,
    portfolio,
    settings_about,
    settings_domain,
    settings_export,
    settings_portfolio,
)
from fediart.web.access import ANYONE, VIEWERS, Route, get, post

PORTFOLIO: Final[tuple[Route, ...]] = (
    get("/@{handle}", portfolio.show, ANYONE, cached=True),
    get("/@{handle}/about", artist_about.show, ANYONE, cached=True),
    get("/@{handle}/print", artist_about.show_print, ANYONE, cached=True),
    get("/@{handle}/contact", contact.show, ANYONE),
    post("/@{handle}/contact", contact.send, ANYONE),
    get("/settings/portfolio", settings_portfolio.show, VIEWERS),
    post("/settings/portfolio", settings_portfolio.send, VIEWERS),
    get("/settings/portfolio/preview", settings_portfolio.preview, VIEWERS),
    post("/settings/portfolio/publish", settings_portfolio.publish, VIEWERS),
    post("/settings/portfolio/discard", settings_portfolio.discard, VIEWERS),
    post("/settings/portfolio/undo", settings_portfolio.undo, VIEWERS),
    get("/settings/portfolio/about", settings_about.show, VIEWERS),
    post("/settings/portfolio/about", settings_about.send, VIEWERS),
    get("/settings/portfolio/contact", settings_about.show_contact, VIEWERS),
    post("/settings/portfolio/contact", settings_about.send_contact, VIEWERS),
    get("/settings/portfolio/export", settings_export.show, VIEWERS),
    post("/settings/portfolio/export", settings_export.send, "publish"),
    get(r"/settings/portfolio/export/{id:\d{1,19}}/portfolio.zip", settings_export.download, VIEWERS),
    get("/settings/portfolio/domain", settings_domain.show, VIEWERS),
    post("/settings/portfolio/domain", settings_domain.send, "publish"),
    post("/settings/portfolio/domain/{deed:check|remove}", settings_domain.act, "publish"),
    get("/admin/own-domains", admin_own_domains.show, "change instance"),
    post("/admin/own-domains/{deed:on|off|close|open}", admin_own_domains.act, "change instance"),
    get("/own-domains/ask", admin_own_domains.may_have_certificate, ANYONE),
    get("/enquiries", enquiries.show, VIEWERS),
    post(r"/enquiries/{id:\d{1,19}}/delete", enquiries.delete, VIEWERS),
)
