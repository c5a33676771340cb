"""The URLs of conversation: notifications, messages, lists, what is muted, and what members do to posts and people.

A part of fediart/web/routes.py.
"""

from __future__ import annotations

from fediart.web import (
    blocks,
    edit_reply,
    interactions,
    lists,
    messages,
    muting,
    notifications,
    person_choices,
    quotes,
    settings_news,
    severed,
    vote,
)
from fediart.web.access import VIEWERS, Route, get, post

CONVERSATION_ROUTES: tuple[Route, ...] = (
    get("/notifications", notifications.show, VIEWERS),
    post("/notifications/seen", notifications.mark_all, VIEWERS),
    get("/lists", lists.show_all, VIEWERS),
    post("/lists", lists.make, VIEWERS),
    get(r"/lists/{id:\d{1,19}}", lists.show, VIEWERS),
    get(r"/lists/{id:\d{1,19}}/edit", lists.show_edit, VIEWERS),
    post(r"/lists/{id:\d{1,19}}/edit", lists.save, VIEWERS),
    post(r"/lists/{id:\d{1,19}}/{deed:delete|remove}", lists.act, VIEWERS),
    get("/@{handle}/lists", lists.show_of, VIEWERS),
    post("/@{handle}/lists", lists.save_of, VIEWERS),
    post("/@{handle}/how", person_choices.save_how, VIEWERS),
    post("/@{handle}/note", person_choices.save_note, VIEWERS),
    get("/messages", messages.show_all, VIEWERS),
    get("/messages/new", messages.show_new, VIEWERS),
    post("/messages/new", messages.send_new, VIEWERS),
    get(r"/messages/{id:\d{1,19}}", messages.show, VIEWERS),
    post(r"/messages/{id:\d{1,19}}", messages.send, VIEWERS),
    post(r"/messages/{id:\d{1,19}}/{deed:accept|decline|block}", messages.decide, VIEWERS),
    get("/follow-requests", interactions.follow_requests, VIEWERS),
    post(r"/follow-requests/{id:\d{1,19}}/{deed:approve|reject}", interactions.answer_request, VIEWERS),
    get("/settings/notifications", settings_news.show, VIEWERS),
    post("/settings/notifications", settings_news.send, VIEWERS),
    post("/settings/notifications/push", settings_news.subscribe, VIEWERS),
    post("/settings/notifications/push/off", settings_news.unsubscribe, VIEWERS),
    get("/settings/muted", muting.show, VIEWERS),
    post("/settings/muted/words", muting.send_word, VIEWERS),
    post("/settings/muted/servers", muting.send_host, VIEWERS),
    post("/settings/muted/{what:words|servers|people}/remove", muting.take_back, VIEWERS),
    # What members do to posts and people
    post(r"/posts/{id:\d{1,19}}/reply", interactions.send_reply, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/vote", vote.send, VIEWERS),
    get(r"/posts/{id:\d{1,19}}/edit", edit_reply.show, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/edit", edit_reply.save, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/delete", interactions.delete_reply, VIEWERS),
    get(r"/posts/{id:\d{1,19}}/quote", quotes.show_form, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/quote", quotes.send, VIEWERS),
    get("/quotes", quotes.show_all, VIEWERS),
    post(r"/quotes/{id:\d{1,19}}/{deed:allow|refuse|revoke}", quotes.decide, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/{deed:like|unlike|boost|unboost|show-again}", interactions.on_post, VIEWERS),
    post(r"/posts/{id:\d{1,19}}/{deed:react|unreact}", interactions.on_reaction, VIEWERS),
    post(f"/@{{handle}}/{interactions.ON_PEOPLE}", interactions.on_person, VIEWERS),
    post(rf"/actors/{{id:\d{{1,19}}}}/{interactions.ON_PEOPLE}", interactions.on_actor, VIEWERS),
    get("/settings/blocks", blocks.show, VIEWERS),
    post("/settings/blocks", blocks.choose, VIEWERS),
    get("/settings/severed", severed.show, VIEWERS),
)
