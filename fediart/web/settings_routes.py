"""The URLs of settings: what a member says of themselves, of their works, of what they see, and of their account.

A part of fediart/web/routes.py.
"""

from __future__ import annotations

from fediart.web import (
    full_detail,
    identify,
    marks,
    policy_changes,
    settings_account,
    settings_apps,
    settings_from_apps,
    settings_interactions,
    settings_leaving,
    settings_moving,
    settings_profile,
    settings_seeing,
    sizes,
    trust,
)
from fediart.web.access import VIEWERS, Route, frozen_too, get, post

SETTINGS_ROUTES: tuple[Route, ...] = (
    get("/settings", settings_profile.index, VIEWERS),
    get("/settings/profile", settings_profile.show, VIEWERS),
    post("/settings/profile", settings_profile.send, VIEWERS),
    post("/settings/profile/{part}", settings_profile.send_picture, VIEWERS, csrf=False),
    get("/settings/ai", settings_profile.show_policy, VIEWERS),
    post("/settings/ai", settings_profile.send_policy, VIEWERS),
    get("/settings/ai/changes", policy_changes.show_own, VIEWERS),
    get("/settings/marks", marks.show, VIEWERS),
    post("/settings/marks", marks.send, VIEWERS),
    get("/settings/marks/preview.webp", marks.preview, VIEWERS),
    get("/settings/marks/signature.png", marks.show_signature, VIEWERS),
    post("/settings/marks/signature", marks.send_signature, VIEWERS, csrf=False),
    get("/identify", identify.show, VIEWERS),
    post("/identify", identify.send, VIEWERS, csrf=False),
    get("/settings/interactions", settings_interactions.show, VIEWERS),
    post("/settings/interactions", settings_interactions.send, VIEWERS),
    get("/settings/seeing", settings_seeing.show, VIEWERS),
    post("/settings/seeing", settings_seeing.send, VIEWERS),
    get("/settings/sizes", sizes.show, VIEWERS),
    post("/settings/sizes", sizes.send, VIEWERS),
    post("/settings/detail", full_detail.send, VIEWERS),
    get("/settings/account", settings_account.show, VIEWERS),
    post("/settings/account/email", settings_account.send_email, VIEWERS, sure=True),
    post("/settings/account/password", settings_account.send_password, VIEWERS, sure=True),
    post("/settings/account/language", settings_account.send_locale, VIEWERS),
    post("/settings/account/mails", settings_account.send_mails, VIEWERS),
    post("/settings/account/sessions", settings_account.end_session, VIEWERS),
    get("/settings/from-apps", settings_from_apps.show, VIEWERS),
    post("/settings/from-apps", settings_from_apps.send, VIEWERS),
    get("/settings/apps", settings_apps.show, VIEWERS),
    post("/settings/apps/revoke", settings_apps.revoke_app, VIEWERS),
    post("/settings/apps/revoke-all", settings_apps.revoke_all, VIEWERS),
    post("/settings/apps/tokens", settings_apps.make, VIEWERS, sure=True),
    post("/settings/apps/tokens/revoke", settings_apps.revoke_token, VIEWERS),
    get("/settings/trust", trust.show, VIEWERS),
    frozen_too(get("/settings/leaving", settings_leaving.show, VIEWERS)),
    frozen_too(post("/settings/leaving/export", settings_leaving.pack, VIEWERS, sure=True)),
    frozen_too(
        get(r"/settings/leaving/export/{id:\d{1,19}}/account.zip", settings_leaving.download, VIEWERS, sure=True)
    ),
    frozen_too(post("/settings/leaving/delete", settings_leaving.delete, VIEWERS, sure=True)),
    get("/settings/moving", settings_moving.show, VIEWERS),
    post("/settings/moving/{deed:alias|unalias|move|cancel}", settings_moving.act, VIEWERS, sure=True),
)
