"""The URLs of what keeps accounts safe: the second step of a log-in, asking again, and their settings.

A part of fediart/web/routes.py.
"""

from __future__ import annotations

from fediart.web import (
    admin_safety,
    log_in_passkey,
    log_in_second,
    not_me,
    settings_passkeys,
    settings_safety,
    sure,
)
from fediart.web.access import ANYONE, VIEWERS, Route, frozen_too, get, post

SAFETY: tuple[Route, ...] = (
    post("/log-in/passkey", log_in_passkey.send, ANYONE),
    get("/log-in/second", log_in_second.show, ANYONE),
    post("/log-in/second", log_in_second.send, ANYONE),
    get("/not-me/{token}", not_me.show, ANYONE),
    post("/not-me/{token}", not_me.send, ANYONE),
    frozen_too(get("/sure", sure.show, VIEWERS)),
    frozen_too(post("/sure", sure.send, VIEWERS)),
    get("/settings/safety", settings_safety.show, VIEWERS),
    post("/settings/safety/app", settings_safety.start, VIEWERS, sure=True),
    post("/settings/safety/app/on", settings_safety.turn_on, VIEWERS, sure=True),
    get("/admin/safety", admin_safety.show, "change instance"),
    post("/admin/safety", admin_safety.send, "change instance", sure=True),
    post("/settings/safety/off", settings_safety.turn_off, VIEWERS, sure=True),
    post("/settings/safety/passkeys", settings_passkeys.add, VIEWERS, sure=True),
    post("/settings/safety/passkeys/remove", settings_passkeys.remove, VIEWERS, sure=True),
    post("/settings/safety/passkeys/demand", settings_passkeys.demand, VIEWERS, sure=True),
    post("/settings/safety/codes", settings_safety.renew_codes, VIEWERS, sure=True),
)
