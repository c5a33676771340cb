"""The URLs of making: drafts, new pictures, times, descriptions, many works at once, and asking for critique."""

from __future__ import annotations

from fediart.web import batches, critique, describing, drafts, history, new_pictures, note, schedule
from fediart.web.access import ANYONE, VIEWERS, Route, get, post

MAKING: tuple[Route, ...] = (
    post("/drafts", drafts.begin, "publish"),
    get(r"/drafts/{id:\d{1,19}}", drafts.show, "publish"),
    post(r"/drafts/{id:\d{1,19}}", drafts.send, "publish", csrf=False),
    post(r"/drafts/{id:\d{1,19}}/files", drafts.add, "publish", csrf=False),
    get(r"/drafts/{id:\d{1,19}}/files/{file:\d{1,19}}", drafts.file, VIEWERS),
    post(r"/drafts/{id:\d{1,19}}/files/{file:\d{1,19}}/remove", drafts.remove, VIEWERS),
    post(r"/drafts/{id:\d{1,19}}/delete", drafts.throw_away, VIEWERS),
    get(r"/works/{id:\d{1,19}}/pictures", new_pictures.show, "publish"),
    post(r"/works/{id:\d{1,19}}/pictures", new_pictures.send, "publish", csrf=False),
    post(r"/works/{id:\d{1,19}}/schedule", schedule.send, "publish"),
    get("/works/alt", describing.show, "publish"),
    post("/works/alt", describing.send, "publish"),
    get("/works/many", batches.show, "publish"),
    post("/works/many", batches.send, "publish"),
    get(r"/works/many/{id:\d{1,19}}", batches.show_one, "publish"),
    post(r"/works/many/{id:\d{1,19}}/undo", batches.undo, "publish"),
    get(r"/works/{id:\d{1,19}}/critique", critique.show, "publish"),
    post(r"/works/{id:\d{1,19}}/critique", critique.send, "publish"),
    post(r"/works/{id:\d{1,19}}/critique/close", critique.close, "publish"),
    get("/notes/new", note.show, "publish"),
    post("/notes/new", note.send, "publish"),
    get("/critique", critique.show_all, ANYONE, cached=True),
    get(r"/@{handle}/{id:\d{1,19}}/history", history.show, ANYONE, cached=True),
)
