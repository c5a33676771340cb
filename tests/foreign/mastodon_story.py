"""A long story told through Mastodon.py: two people on two servers, their apps, and one artwork.

Run with the addresses of two instances. Where somebody has to agree in a browser, the address is printed as
`AGREE name url`, and the code is read from standard input. Each step that stood is printed as `OK step`.
"""

from __future__ import annotations

import base64
import queue
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mastodon import Mastodon, MastodonNotFoundError, StreamListener
from mastodon.errors import MastodonAPIError, MastodonUnauthorizedError

SCOPES = ["read", "write", "follow", "push"]
PATIENCE = 60
BROWSER = {  # the keys of a browser that is to be pushed to, as Mastodon.py makes them where it has its extras
    "pubkey": base64.urlsafe_b64decode(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4="
    ),
    "auth": base64.urlsafe_b64decode("BTBZMqHH6r4Tts7J_aSIgg=="),
}


class Heard(StreamListener):  # type: ignore[misc]
    def __init__(self) -> None:
        self.events: queue.Queue[tuple[str, Any]] = queue.Queue()

    def on_update(self, status: Any) -> None:
        self.events.put(("update", status))

    def on_notification(self, notification: Any) -> None:
        self.events.put(("notification", notification))

    def on_delete(self, status_id: Any) -> None:
        self.events.put(("delete", str(status_id)))

    def on_status_update(self, status: Any) -> None:
        self.events.put(("status.update", status))

    def wait(self, kind: str, fits: Callable[[Any], bool]) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                name, what = self.events.get(timeout=1)
            except queue.Empty:
                continue
            if name == kind and fits(what):
                return what
        raise AssertionError(f"no {kind} was heard")


def step(name: str) -> None:
    print(f"OK {name}", flush=True)


def until(found: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if got := found():
            return got
        time.sleep(0.2)
    raise AssertionError(f"waited in vain: {what}")


def signed_in(base: str, name: str) -> Mastodon:
    """Registers an app and signs in as people do: in the browser, with a code that is typed over."""
    key, secret = Mastodon.create_app(
        f"story of {name}", api_base_url=base, scopes=SCOPES, website="https://story.example"
    )
    app = Mastodon(client_id=key, client_secret=secret, api_base_url=base, ratelimit_method="throw")
    print(f"AGREE {name} {app.auth_request_url(scopes=SCOPES, allow_http=True)}", flush=True)
    app.log_in(code=sys.stdin.readline().strip(), scopes=SCOPES, allow_http=True)
    assert app.account_verify_credentials().username == name
    return app


def publish(jane: Mastodon, pictures: list[Path]) -> Any:
    media = [
        jane.media_post(
            one,
            mime_type="image/png",
            description=f"Hills, seen the {place}th time",
            focus=(0.1 * place, 0),
        )
        for place, one in enumerate(pictures, 1)
    ]
    assert media[0].url is None
    for one in media:
        until(lambda number=one.id: jane.media(number).url, "the picture to be processed")  # type: ignore[misc]
    work = jane.status_post(
        "Four hills\n\nInk on paper, #ink #hills", media_ids=media, idempotency_key="four-hills", language="en"
    )
    assert [one.description for one in work.media_attachments] == [
        f"Hills, seen the {place}th time" for place in range(1, 5)
    ]
    assert all(one.blurhash and one.meta.original.width for one in work.media_attachments)
    assert {tag.name.lower() for tag in work.tags} == {"ink", "hills"}
    assert work.fediart["kind"] == "artwork" and work.fediart["title"] == "Four hills", work.fediart
    again = jane.status(work.id)
    assert again.id == work.id and again.content == work.content
    step("publish an artwork with four described images")
    return work


def follow(omar: Mastodon, handle: str, jane: Mastodon) -> Any:
    found = omar.search_v2(handle, resolve=True).accounts
    assert len(found) == 1 and found[0].acct == handle, found
    omar.account_follow(found[0].id, notify=True)
    until(lambda: omar.account_relationships([found[0].id])[0].following, "the follow to be accepted")
    until(lambda: jane.account_verify_credentials().followers_count == 1, "a follower")
    step("follow across two instances")
    return found[0]


def talk(jane: Mastodon, omar: Mastodon, work: Any) -> None:
    seen = until(lambda: next((one for one in omar.timeline_home() if one.uri == work.uri), None), "the work at home")
    assert len(seen.media_attachments) == 4 and seen.account.acct.startswith("jane@")
    assert seen.media_attachments[0].description == "Hills, seen the 1th time"
    step("home timeline")
    omar.status_favourite(seen.id)
    boost = omar.status_reblog(seen.id)
    assert boost.reblog.id == seen.id and boost.reblog.reblogged
    until(lambda: (now := jane.status(work.id)).reblogs_count == 1 and now.favourites_count == 1, "a boost and a like")
    assert [one.acct.partition("@")[0] for one in jane.status_reblogged_by(work.id)] == ["omar"]
    assert [one.acct.partition("@")[0] for one in jane.status_favourited_by(work.id)] == ["omar"]
    step("favourite and boost")
    reply = omar.status_reply(seen, "How long did these take?")
    context = until(lambda: jane.status_context(work.id).descendants, "the reply")
    assert "How long" in context[0].content and context[0].in_reply_to_id == work.id
    step("reply")
    quote = jane.status_post("My own words on this", quoted_status_id=work.id)
    assert quote.quote.state == "accepted" and quote.quote.quoted_status.id == work.id, quote.quote
    assert [one.id for one in jane.status_quotes(work.id)] == [quote.id]
    step("quote")
    edited = omar.status_update(reply.id, "How long did these hills take?")
    assert edited.edited_at and "hills" in edited.content
    until(lambda: "hills" in jane.status_context(work.id).descendants[0].content, "the edit")
    assert len(omar.status_history(reply.id)) == 2
    step("edit")
    gone = omar.status_delete(reply.id)
    assert gone.text == "@jane How long did these hills take?" or "hills" in gone.text
    until(lambda: not jane.status_context(work.id).descendants, "the reply to be gone")
    try:
        omar.status(reply.id)
    except MastodonNotFoundError:
        step("delete")
    else:
        raise AssertionError("what was deleted is still there")


def sort_out(omar: Mastodon, jane_there: Any) -> None:
    made = omar.list_create("Ink people")
    omar.list_accounts_add(made.id, [jane_there.id])
    assert [one.id for one in omar.list_accounts(made.id)] == [jane_there.id]
    assert any("Four hills" in one.content for one in omar.timeline_list(made.id))
    omar.list_update(made.id, "People of ink")
    assert [one.title for one in omar.lists()] == ["People of ink"]
    step("lists")
    words = [{"keyword": "hills", "whole_word": True}]
    kept = omar.create_filter_v2("no hills", ["home"], "warn", keywords_attributes=words)
    filtered = [one for one in omar.timeline_home() if one.filtered]
    assert filtered and filtered[0].filtered[0].filter.title == "no hills"
    omar.delete_filter_v2(kept.id)
    assert not any(one.filtered for one in omar.timeline_home())
    step("filters")
    bookmarked = omar.status_bookmark(omar.timeline_home()[0].id)
    assert [one.id for one in omar.bookmarks()] == [bookmarked.id]
    omar.status_unbookmark(bookmarked.id)
    step("bookmarks")


def news(jane: Mastodon) -> None:
    kinds = {one.type for one in jane.notifications()}
    assert {"follow", "favourite", "reblog"} <= kinds, kinds
    grouped = jane.grouped_notifications()
    assert {group.type for group in grouped.notification_groups} >= {"favourite", "reblog"}
    newest = jane.notifications()[0]
    jane.markers_set(["notifications"], [newest.id])
    assert jane.markers_get(["notifications"])["notifications"].last_read_id == newest.id
    jane.notifications_clear()
    assert jane.notifications() == []
    step("notifications")


def streams(jane: Mastodon, omar: Mastodon, work: Any) -> Any:
    heard = Heard()
    handle = jane.stream_user(heard, run_async=True)
    until(lambda: handle.connection is not None, "the stream to be open")
    omar_sees = next(one for one in omar.timeline_home() if one.uri == work.uri)
    omar.status_post("@jane@" + jane.instance_v2().domain + " one more thing", in_reply_to_id=omar_sees.id)
    said = heard.wait("notification", lambda one: one.type == "mention")
    assert "one more thing" in said.status.content
    mine = jane.status_post("A line for my own timeline")
    heard.wait("update", lambda one: one.id == mine.id)
    jane.status_delete(mine.id)
    heard.wait("delete", lambda one: one == str(mine.id))
    step("streaming")
    return handle


def push(jane: Mastodon) -> None:
    made = jane.push_subscription_set(
        "https://push.example/endpoint/7", BROWSER, mention_events=True, favourite_events=False
    )
    assert made.endpoint == "https://push.example/endpoint/7" and made.server_key
    assert jane.push_subscription().alerts.mention and not jane.push_subscription().alerts.favourite
    jane.push_subscription_delete()
    try:
        jane.push_subscription()
    except MastodonNotFoundError:
        step("push registration")


def leave(jane: Mastodon, omar: Mastodon, jane_there: Any, stream: Any) -> None:
    omar.account_unfollow(jane_there.id)
    until(lambda: jane.account_verify_credentials().followers_count == 0, "the follower to be gone")
    jane.revoke_access_token(allow_http=True)
    try:
        jane.account_verify_credentials()
    except (MastodonUnauthorizedError, MastodonAPIError):
        until(lambda: not stream.is_alive(), "the stream of the token to be closed")
        step("sign out")


def main() -> None:
    here, there, *pictures = sys.argv[1:]
    jane, omar = signed_in(here, "jane"), signed_in(there, "omar")
    step("sign in")
    jane_there = follow(omar, f"jane@{jane.instance_v2().domain}", jane)
    work = publish(jane, [Path(one) for one in pictures])
    talk(jane, omar, work)
    sort_out(omar, jane_there)
    news(jane)
    stream = streams(jane, omar, work)
    push(jane)
    leave(jane, omar, jane_there, stream)


if __name__ == "__main__":
    main()
