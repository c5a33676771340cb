"""Every kind of background work and the function that does it: the whole list on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from fediart.jobs import inbox, mail, profiles, publishing, renditions, tidy
from fediart.jobs.worker import Handler

HANDLERS: Mapping[str, Handler] = {
    "mail": mail.send,
    "inbox": inbox.receive,
    "verify-links": profiles.verify_links,
    "embed-profile": profiles.embed_profile,
    "publish": publishing.publish,
    "embed": renditions.embed,
    "embed-all": renditions.embed_all,
    "tidy": tidy.tidy,
}
