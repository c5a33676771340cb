"""What this server's filter said of a work that is published: for its artist and moderators alone."""

from __future__ import annotations

from fediart.actions.permissions import may
from fediart.api.call import Call
from fediart.api.entities.statuses import Status
from fediart.language import _
from fediart.store import verdicts
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.web.work_case import told


async def with_admission(tx: Reading, call: Call, status: Status, post: Post) -> Status:
    """The status with `fediart.admission`, where the viewer may know of it and there is any."""
    judges = call.bearer is not None and may(call.bearer.account, "review")
    if not (post.kind == "artwork" and post.local and (post.actor_id == call.viewer_id or judges)):
        return status
    reasons, advice = told(await verdicts.of_artwork(tx, post.id))
    status["fediart"]["admission"] = {
        "state": "published",
        "words": [_(one) for one in (*reasons, advice) if one],
        "url": f"{call.site.config.origin}/works/{post.id}",
    }
    return status
