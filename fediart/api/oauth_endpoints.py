"""Signing in and up: apps, tokens, and accounts that begin in an app."""

from __future__ import annotations

from fediart.api import apps, oauth, sign_up
from fediart.api.endpoint import ANYBODY, APP, CLIENT, REGISTRATIONS, SIGN_INS, SIGN_UPS, get, post

OAUTH = (
    post("/api/v1/apps", apps.register, need=ANYBODY, tally=REGISTRATIONS),
    get("/api/v1/apps/verify_credentials", apps.verify, need=APP),
    post("/oauth/token", oauth.token, need=CLIENT, tally=SIGN_INS),
    post("/oauth/revoke", oauth.revoke, need=CLIENT, tally=SIGN_INS, also=(403,)),
    get("/oauth/userinfo", oauth.userinfo, "profile"),
    post("/oauth/userinfo", oauth.userinfo, "profile"),
    post("/api/v1/accounts", sign_up.sign_up, "write:accounts", need=APP, tally=SIGN_UPS),
    post("/api/v1/emails/confirmations", sign_up.send_again, "write:accounts", need=APP, tally=SIGN_UPS),
    get("/api/v1/emails/check_confirmation", sign_up.is_confirmed, "read:accounts", need=APP),
    get("/.well-known/oauth-authorization-server", oauth.metadata, need=ANYBODY),
)
