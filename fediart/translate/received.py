"""What came to a member from elsewhere, told anew as an activity from the rows: what it said, as it is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from federation import write
from federation.audience import Visibility, audience
from federation.objects import Attachment, Mention, Note
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.store.remote_media import RemoteMedia


def received(
    origin: str, post: Post, author: Actor, named: Sequence[Actor], media: Sequence[RemoteMedia]
) -> dict[str, Any]:
    """The Create of a post of another server. It has no id: that of the activity is not kept.

    Pictures have the addresses of this server's copies where there are some. `named` are those whom it mentions and
    who may be told so: `to` and `cc` are those of its visibility, with them.
    """
    to, cc = audience(Visibility(post.visibility), author.followers_uri, [one.uri for one in named])
    note = Note(
        id=post.uri,
        attributed_to=author.uri,
        content=post.content,
        language=post.language or None,
        name=post.title or None,
        summary=post.warning or None,
        sensitive=bool(post.sensitive),
        published=post.published,
        updated=post.edited or None,
        url=post.url,
        in_reply_to=post.reply_to_uri or None,
        context=post.context or None,
        conversation=post.conversation or None,
        to=tuple(to),
        cc=tuple(cc),
        mentions=tuple(Mention(one.uri, f"@{one.handle}") for one in named),
        attachments=tuple(_attachment(origin, one) for one in media if one.role == "post"),
    )
    made = write.create(post.uri, author.uri, write.note(note))
    del made["id"]
    return made


def _attachment(origin: str, one: RemoteMedia) -> Attachment:
    return Attachment(
        url=f"{origin}{one.path}" if one.path else one.url,
        type="Image" if one.path else "Document",
        media_type="image/webp" if one.path else one.media_type or None,
        alt=one.alt,
        width=one.width or None,
        height=one.height or None,
        blurhash=one.blurhash or None,
        focal_point=(one.focal_x, one.focal_y),
    )
