"""Replies to people elsewhere who look at each one first: they are asked, and only then is the reply sent out."""

from __future__ import annotations

from federation.approvals import reply_request
from fediart.actions import outbox
from fediart.site import Site
from fediart.store import approvals
from fediart.store.actors import Actor
from fediart.store.approvals import WAITING, Approval
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.settings import read_settings
from fediart.translate import outgoing as documents
from fediart.translate.loading import told


async def ask(tx: Writing, site: Site, made: Post, author: Actor) -> None:
    """Sends the reply to its author's server alone, inside a ReplyRequest."""
    document = await told(tx, made)
    if document is None:
        return
    row = Approval(made.id, author.id, f"{document.author.uri}#reply-requests/{made.id}", WAITING, "", site.clock.now())
    await approvals.put(tx, row)
    note = documents.note(site.config, await read_settings(tx), document)
    activity = reply_request(row.request_uri, document.author.uri, made.reply_to_uri, note, author.uri)
    await outbox.send(tx, site, actor=document.author, activity=activity, inboxes=[author.inbox])
