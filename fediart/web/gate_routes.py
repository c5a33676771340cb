"""The addresses about who comes in, what words and links call for, and what newcomers may do."""

from __future__ import annotations

from fediart.web import doors, inviting, sign_up_settings, sign_ups, site_rules, word_rules, words_held
from fediart.web.access import ANYONE, VIEWERS, Route, get, post

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
    get("/admin/words", words_held.show, "handle reports"),
    post(r"/admin/words/{id:\d{1,19}}/{deed:let|keep}", words_held.act, "handle reports"),
    get("/admin/words/rules", word_rules.show, "handle reports"),
    post("/admin/words/rules", word_rules.send, "handle reports"),
    get(r"/admin/words/rules/{id:\d{1,19}}", word_rules.edit, "handle reports"),
    post(r"/admin/words/rules/{id:\d{1,19}}/{deed:pause|go-on|remove}", word_rules.act, "handle reports"),
    get("/admin/words/newcomers", words_held.show_newcomers, "change instance"),
    post("/admin/words/newcomers", words_held.save, "change instance"),
    get("/rules", site_rules.show, ANYONE, cached=True),
    get("/admin/rules", site_rules.edit, "change instance"),
    post("/admin/rules", site_rules.save, "change instance"),
    post("/admin/rules/tell", site_rules.tell, "change instance"),
    get("/settings/held", words_held.show_own, VIEWERS),
    post(r"/settings/held/{id:\d{1,19}}/take-back", words_held.take_back, VIEWERS),
)
