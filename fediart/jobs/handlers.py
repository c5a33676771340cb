"""Every kind of background work and the function that does it: the whole list on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from fediart.jobs import (
    copies,
    emojis,
    forwarded,
    inbox,
    inbox_gone,
    judge_remote,
    lists,
    looking,
    mail,
    moderation,
    moving,
    profiles,
    publishing,
    quotes,
    refresh,
    relayed,
    remote_media,
    renditions,
    rescan,
    review_limits,
    synchronize,
    threads,
    tidy,
)
from fediart.jobs.worker import Handler

HANDLERS: Mapping[str, Handler] = {
    "index-copies": copies.take_in,
    "mail": mail.send,
    "inbox": inbox.receive,
    "inbox-gone": inbox_gone.inbox_gone,
    "look-at-host": looking.look,
    "synchronize-followers": synchronize.synchronize,
    "remote-media": remote_media.fetch,
    "judge-remote": judge_remote.judge_waiting,
    "emojis": emojis.fetch,
    "forwarded": forwarded.look,
    "refresh-actor": refresh.refresh_actor,
    "refresh-old": refresh.refresh_old,
    "move-followers": moving.take_followers,
    "featured": refresh.look_at_featured,
    "verify-links": profiles.verify_links,
    "embed-profile": profiles.embed_profile,
    "check-quote": quotes.check_quote,
    "publish": publishing.publish,
    "rescan": rescan.rescan,
    "embed": renditions.embed,
    "embed-all": renditions.embed_all,
    "restore-follows": moderation.restore_follows,
    "purge-domain": moderation.purge_domain,
    "domain-list": lists.read_list,
    "relayed": relayed.fetch,
    "thread": threads.look_at_thread,
    "older-posts": threads.fetch_older,
    "review-limits": review_limits.look,
    "tidy": tidy.tidy,
}
