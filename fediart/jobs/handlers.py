"""Every kind of background work and the function that does it: the whole list on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from fediart.jobs import inbox, mail, profiles, publishing, refresh, remote_media, renditions, tidy
from fediart.jobs.worker import Handler

HANDLERS: Mapping[str, Handler] = {
    "mail": mail.send,
    "inbox": inbox.receive,
    "remote-media": remote_media.fetch,
    "refresh-actor": refresh.refresh_actor,
    "refresh-old": refresh.refresh_old,
    "featured": refresh.look_at_featured,
    "verify-links": profiles.verify_links,
    "embed-profile": profiles.embed_profile,
    "publish": publishing.publish,
    "embed": renditions.embed,
    "embed-all": renditions.embed_all,
    "tidy": tidy.tidy,
}
