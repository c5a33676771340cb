"""A post as everybody gets it: nothing here hangs on who looks, but for the size of files that members get."""

from __future__ import annotations

import html

from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Mention, Status
from fediart.api.entities.tags import ShallowTag
from fediart.api.shown.media import attachments
from fediart.api.shown.polls import poll
from fediart.api.shown.words import VISIBILITIES, acct, emojis, led_out, when, when_ever
from fediart.api.shown.works import ours, work_content
from fediart.sanitize import plain
from fediart.store.actors import Actor
from fediart.store.whole_posts import Whole
from fediart.translate.words import tag_url


def plain_status(call: Call, one: Whole, author: Account) -> Status:
    """The post without what is the viewer's own."""
    post, origin = one.post, call.site.config.origin
    return {
        "id": str(post.id),
        "uri": post.uri,
        "url": post.url or post.uri,
        "created_at": when(post.published),
        "edited_at": when_ever(post.edited),
        "account": author,
        "content": content_of(call, one),
        "visibility": VISIBILITIES.get(post.visibility, "direct"),
        "sensitive": bool(post.sensitive or post.warning),
        "spoiler_text": post.warning,
        "media_attachments": attachments(origin, one.images, member=call.viewer is not None),
        "mentions": [_mention(person) for person in one.mentioned],
        "tags": tags_of(origin, one),
        "emojis": emojis(origin, one.emojis),
        "reblogs_count": post.boost_count,
        "favourites_count": post.like_count,
        "replies_count": post.reply_count,
        "quotes_count": one.quotes,
        "in_reply_to_id": str(post.reply_to_id) if post.reply_to_id else None,
        "in_reply_to_account_id": str(one.reply_to_actor) if one.reply_to_actor else None,
        "reblog": None,
        "poll": poll(origin, one.poll, now=call.now, drawn=one.emojis) if one.poll else None,
        "card": None,
        "language": post.language or None,
        "application": None,
        "fediart": ours(call, one),
    }


def content_of(call: Call, one: Whole) -> str:
    """HTML. Of a work the same that other servers are sent; of an article its title stands above."""
    post, origin = one.post, call.site.config.origin
    if one.work is not None:
        return work_content(call.site.config, one, one.work)
    content = led_out(origin, post.content)
    if post.title and post.title not in plain(content)[: len(post.title) + 20]:
        return f"<p><strong>{html.escape(post.title)}</strong></p>{content}"
    return content


def tags_of(origin: str, one: Whole) -> list[ShallowTag]:
    """In the artist's own order and spelling, where it is a work."""
    own = one.work.artwork.tags if one.work else ()
    spelled = {tag.lower() for tag in own}
    names = [*own, *(tag for tag in one.tags if tag not in spelled)]
    return [{"name": name, "url": tag_url(name, origin)} for name in names]


def _mention(person: Actor) -> Mention:
    return {
        "id": str(person.id),
        "username": person.name,
        "acct": acct(person),
        "url": person.url or person.uri,
    }
