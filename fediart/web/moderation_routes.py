"""The URLs of decisions about members: for whom they concern, and for moderators.

A part of fediart/web/routes.py.
"""

from __future__ import annotations

from fediart.web import admin_appeals, admin_log, admin_strikes, chosen, strikes, taken
from fediart.web.access import ANYONE, VIEWERS, Route, frozen_too, get, post

MODERATION: tuple[Route, ...] = (
    frozen_too(get("/settings/strikes", strikes.show, VIEWERS)),
    frozen_too(post(r"/settings/strikes/{id:\d{1,19}}/appeal", strikes.appeal, VIEWERS)),
    get("/chosen", chosen.show, ANYONE, cached=True),
    post(r"/chosen/{id:\d{1,19}}", chosen.choose, "curate"),
    post(r"/chosen/{id:\d{1,19}}/drop", chosen.let_go, "curate"),
    get("/strikes/{word}", strikes.show_by_link, ANYONE),
    post("/strikes/{word}/appeal", strikes.appeal_by_link, ANYONE),
    get("/admin/log.csv", admin_log.export, "see operations"),
    get("/admin/people", admin_strikes.find, "handle reports"),
    get(r"/admin/people/{id:\d{1,19}}", admin_strikes.show, "handle reports"),
    post(r"/admin/people/{id:\d{1,19}}/{way:act}", admin_strikes.act, "handle reports"),
    post(r"/admin/people/{id:\d{1,19}}/{way:grave}", admin_strikes.act, "handle reports", sure=True),
    post(r"/admin/people/{id:\d{1,19}}/undo", admin_strikes.undo, "handle reports"),
    get("/admin/appeals", admin_appeals.show, "moderate members"),
    post(r"/admin/appeals/{id:\d{1,19}}/{outcome:overturned|upheld}", admin_appeals.decide, "moderate members"),
    get(r"/admin/taken/{id:\d{1,19}}", taken.show, "moderate members"),
    get("/admin/answers", admin_appeals.show_answers, "moderate members"),
    post("/admin/answers/{deed:add|change|remove}", admin_appeals.save_answer, "moderate members"),
)
