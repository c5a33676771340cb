"""What activities are about: posts, actors, tombstones, collections, as values that are right by construction.

Times are milliseconds since the epoch; URLs are http or https; texts are as sent, still to be sanitized.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from federation.keys import PublicKey

Raw = Mapping[str, Any]

NOTE_TYPES = frozenset({"Note", "Article", "Page", "Image", "Video", "Audio", "Event", "Document", "Question"})
ACTOR_TYPES = frozenset({"Person", "Service", "Group", "Organization", "Application"})
COLLECTION_TYPES = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a post. `focal_point` is (x, y), each from -1 to 1; `raw` keeps its rights terms.

    `duration` is in milliseconds; a `type` of Link is something on the web that is no file.
    """

    url: str
    type: str = "Document"
    media_type: str | None = None
    alt: str = ""
    width: int | None = None
    height: int | None = None
    blurhash: str | None = None
    focal_point: tuple[float, float] | None = None
    duration: int | None = None
    bytes: int | None = None
    raw: Raw = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """Someone named in a post: `href` is the actor's id, `name` what was written."""

    href: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A tag without its `#`, as written."""

    name: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Emoji:
    """A custom emoji: `name` keeps its colons, `icon` is the image's URL."""

    name: str
    icon: str
    id: str | None = None
    updated: int | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do something at once and who after approval: actor ids, collections or the public."""

    automatic: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InteractionPolicy:
    """GoToSocial's interactionPolicy with Mastodon's canQuote and canFeature; None is 'not said'."""

    can_like: Permission | None = None
    can_reply: Permission | None = None
    can_announce: Permission | None = None
    can_quote: Permission | None = None
    can_feature: Permission | None = None


@dataclass(frozen=True, slots=True)
class PollOption:
    """One thing to choose, and how many have chosen it."""

    name: str
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Poll:
    """What a Question asks. `multiple` where one may choose several; `ends` and `closed` are times or None.

    `voters` is how many people voted, None where the server does not say. `hidden`: how many chose what is told
    when it has ended, and not before.
    """

    options: tuple[PollOption, ...]
    multiple: bool = False
    ends: int | None = None
    closed: int | None = None
    voters: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """What a post says in one of its languages; `summary` and `name` as in `Note`."""

    language: str
    content: str = ""
    name: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an Article, Page, Event, Video or Audio has beside words and pictures. `duration` in milliseconds.

    `link` is what the post is about; `zone` the event's own time zone, a name or an offset; `online` where one joins.
    """

    link: str | None = None
    starts: int | None = None
    ends: int | None = None
    zone: str = ""
    place: str = ""
    online: str | None = None
    duration: int | None = None
    category: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Anything shown as a post; `type` keeps which of `NOTE_TYPES` it was.

    `summary` is the content warning of a Note or Question; `name` the title of the other types. `context` is the
    address of the thread's collection (FEP-7888), `conversation` the older word for the same. `media_type` is the
    markup of `content`; `tellings` are the post in each of its languages, where it has several.
    `quote_authorization` is the address of the word of whoever is quoted (FEP-044f).
    """

    id: str
    attributed_to: str
    type: str = "Note"
    content: str = ""
    language: str | None = None
    name: str | None = None
    summary: str | None = None
    sensitive: bool = False
    published: int | None = None
    updated: int | None = None
    url: str | None = None
    in_reply_to: str | None = None
    conversation: str | None = None
    context: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    mentions: tuple[Mention, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    emojis: tuple[Emoji, ...] = ()
    poll: Poll | None = None
    replies: str | None = None
    likes_count: int | None = None
    shares_count: int | None = None
    quote: str | None = None
    policy: InteractionPolicy | None = None
    media_type: str = "text/html"
    tellings: tuple[Telling, ...] = ()
    particulars: Particulars | None = None
    raw: Raw = field(default_factory=dict, repr=False, compare=False)
    quote_authorization: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a profile (schema:PropertyValue); `value` is HTML as sent."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts. `keys` and `multikeys` (FEP-521a) hold only keys that name this actor as their owner.

    `endpoints` are those beside the shared inbox, by their names in ActivityPub (section 4.1); they are only written.
    """

    id: str
    inbox: str
    type: str = "Person"
    username: str = ""
    name: str | None = None
    summary: str = ""
    url: str | None = None
    outbox: str | None = None
    shared_inbox: str | None = None
    followers: str | None = None
    following: str | None = None
    featured: str | None = None
    icon: str | None = None
    icon_alt: str = ""
    image: str | None = None
    image_alt: str = ""
    manually_approves_followers: bool = False
    discoverable: bool = False
    indexable: bool = False
    memorial: bool = False
    suspended: bool = False
    published: int | None = None
    moved_to: str | None = None
    also_known_as: tuple[str, ...] = ()
    attribution_domains: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    emojis: tuple[Emoji, ...] = ()
    webfinger: str | None = None
    keys: tuple[PublicKey, ...] = ()
    policy: InteractionPolicy | None = None
    raw: Raw = field(default_factory=dict, repr=False, compare=False)
    multikeys: tuple[PublicKey, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of something deleted."""

    id: str
    former_type: str | None = None
    deleted: int | None = None
    raw: Raw = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Collection:
    """A list or one page of it; `items` are the ids of what is in it, `raw_items` as sent."""

    id: str | None
    type: str = "OrderedCollection"
    total: int | None = None
    first: str | None = None
    next: str | None = None
    part_of: str | None = None
    items: tuple[str, ...] = ()
    raw_items: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    raw: Raw = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something with an id (or none) whose type we do not act on."""

    id: str | None
    type: str
    raw: Raw = field(default_factory=dict, repr=False, compare=False)
