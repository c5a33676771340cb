"""The addresses about who comes in, what words and links call for, and what newcomers may do."""

from __future__ import annotations

from fediart.web import doors, inviting, sign_up_settings, sign_ups
from fediart.web.access import Route, get, post

GATES: tuple[Route, ...] = (
    get("/admin/sign-ups", sign_ups.show, "approve sign-ups"),
    post("/admin/sign-ups/{deed:approve|reject}", sign_ups.act, "approve sign-ups"),
    get("/admin/sign-ups/doors", doors.show, "approve sign-ups"),
    post("/admin/sign-ups/doors/{kind:mail-domain|address|throw-away|network}/add", doors.add, "approve sign-ups"),
    post("/admin/sign-ups/doors/{kind:mail-domain|address|throw-away|network}/drop", doors.drop, "approve sign-ups"),
    get("/admin/sign-ups/settings", sign_up_settings.show, "change instance"),
    post("/admin/sign-ups/settings", sign_up_settings.send, "change instance"),
    get("/admin/invitations", inviting.show, "invite"),
    post("/admin/invitations", inviting.invite, "invite"),
    post("/admin/invitations/revoke", inviting.revoke, "invite"),
)
