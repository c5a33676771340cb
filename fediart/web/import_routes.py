"""The URLs of bringing along what one has elsewhere. A part of fediart/web/routes.py."""

from __future__ import annotations

from fediart.web import import_item, import_one, imports
from fediart.web.access import VIEWERS, Route, get, post

_ONE = r"/settings/import/{id:\d{1,19}}"
_ITEM = _ONE + r"/items/{item:\d{1,19}}"

IMPORT_ROUTES: tuple[Route, ...] = (
    get("/settings/import", imports.show, VIEWERS),
    get("/settings/import/own/{name:[a-z_]{3,30}}.csv", imports.own_list, VIEWERS),
    get("/settings/import/manifest.csv", imports.template, VIEWERS),
    get("/settings/import/from/{kind:[a-z-]{2,30}}", imports.show_source, VIEWERS),
    post("/settings/import/from/{kind:[a-z-]{2,30}}", imports.send, "publish", csrf=False),
    get(_ONE, import_one.show, VIEWERS),
    get(_ONE + "/state", import_one.state, VIEWERS),
    get(_ONE + "/report.csv", import_one.report, VIEWERS),
    post(_ONE + "/choose", import_one.choose, "publish"),
    post(_ONE + "/{deed:start|stop|cancel|undo}", import_one.act, "publish"),
    get(_ITEM, import_item.show, VIEWERS),
    post(_ITEM, import_item.send, "publish"),
    get(_ITEM + r"/{place:\d{1,3}}.webp", import_item.picture, VIEWERS),
)
