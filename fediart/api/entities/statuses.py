"""Posts as apps see them: artworks, notes, replies, boosts, quotes."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.common import CustomEmoji, Visibility
from fediart.api.entities.filters import FilterResult
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.polls import Poll
from fediart.api.entities.tags import ShallowTag

QuoteState = Literal[
    "pending", "accepted", "rejected", "revoked", "deleted", "unauthorized", "blocked_account", "blocked_domain",
    "muted_account",
]  # fmt: skip
Quoters = Literal["public", "followers", "following", "unsupported_policy"]


class Mention(TypedDict):
    """Somebody a post speaks to (docs.joinmastodon.org/entities/Status/#Mention)."""

    id: str
    username: str
    acct: str
    url: str


class Application(TypedDict):
    """The app a post was written with (docs.joinmastodon.org/entities/Status/#application)."""

    name: str
    website: str | None


class PreviewCardAuthor(TypedDict):
    """Who wrote what a post links to (docs.joinmastodon.org/entities/PreviewCardAuthor)."""

    name: str
    url: str
    account: Account | None


class PreviewCard(TypedDict):
    """What a post links to (docs.joinmastodon.org/entities/PreviewCard)."""

    url: str
    title: str
    description: str
    language: str | None
    type: Literal["link", "photo", "video", "rich"]
    authors: list[PreviewCardAuthor]
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    html: str
    width: int
    height: int
    image: str | None
    image_description: str
    embed_url: str
    blurhash: str | None
    published_at: str | None


class Quote(TypedDict):
    """What a post quotes (docs.joinmastodon.org/entities/Quote). The post is there only where `state` is accepted."""

    state: QuoteState
    quoted_status: Status | None


class ShallowQuote(TypedDict):
    """What a quoted post quotes in turn: named, and no more (docs.joinmastodon.org/entities/ShallowQuote)."""

    state: QuoteState
    quoted_status_id: str | None


class QuoteApproval(TypedDict):
    """Who may quote a post, at once or after asking (docs.joinmastodon.org/entities/QuoteApproval)."""

    automatic: list[Quoters]
    manual: list[Quoters]
    current_user: Literal["automatic", "manual", "denied", "unknown"]


class OurSignals(TypedDict):
    """What a work's AI policy says to programs, under the names it has in ActivityPub (FEDERATION.md)."""

    contentUsage: str
    contentSignal: str
    tdmReservation: int
    dataMining: str
    hasPolicy: str
    creditText: str
    copyrightNotice: str
    tdmPolicy: NotRequired[str]
    xRobotsTag: NotRequired[list[str]]


class OurRights(TypedDict):
    """Licence and AI policy of a work. `licence` is one of our words for licences, `licence_url` its text.

    `ai_policy` is the preset that holds and `ai_policy_url` the page with all of it in words and in signals.
    """

    licence: str
    licence_url: str
    ai_policy: str
    ai_policy_url: str
    signals: OurSignals


class OurSeries(TypedDict):
    """The series a work hangs in, and its place there, from 1."""

    id: str
    title: str
    url: str
    position: int


class OurAdmission(TypedDict):
    """What became of a work at this server's admission filter; only its artist and moderators are told.

    `state` is one of submitted, checking, preparing, published, held, refused, failed, previewed, withdrawn, scheduled.
    `words` are the sentences that its page at `url` shows, where one also answers to them.
    """

    state: str
    words: list[str]
    url: str


class OurStatus(TypedDict):
    """What only fediart says of a post; other clients pass it by.

    `kind` is artwork, note or reply. `ai_label` is how it says, or is held, to be made: assisted, generated, tagged,
    or empty. `colours` are `#rrggbb`, what there is most of first. `medium`, `tools`, `year` and `size` are the
    artist's own words; `description` is text without markup, with a line break for each line.
    """

    kind: Literal["artwork", "note", "reply"]
    title: str
    ai_label: str
    medium: NotRequired[str]
    tools: NotRequired[str]
    year: NotRequired[str]
    size: NotRequired[str]
    description: NotRequired[str]
    series: NotRequired[OurSeries | None]
    colours: NotRequired[list[str]]
    portfolio: NotRequired[bool]
    rights: NotRequired[OurRights]
    admission: NotRequired[OurAdmission]


class Status(TypedDict):
    """A post (docs.joinmastodon.org/entities/Status). A boost has a `reblog` and nothing of its own.

    `favourited`, `reblogged`, `muted`, `bookmarked`, `pinned` and `filtered` come with a token only.
    """

    id: str
    uri: str
    created_at: str
    edited_at: str | None
    account: Account
    content: str
    visibility: Visibility
    sensitive: bool
    spoiler_text: str
    media_attachments: list[MediaAttachment]
    application: NotRequired[Application | None]
    mentions: list[Mention]
    tags: list[ShallowTag]
    emojis: list[CustomEmoji]
    reblogs_count: int
    favourites_count: int
    replies_count: int
    quotes_count: int
    url: str | None
    in_reply_to_id: str | None
    in_reply_to_account_id: str | None
    reblog: Status | None
    poll: Poll | None
    card: PreviewCard | None
    language: str | None
    quote: NotRequired[Quote | ShallowQuote | None]
    quote_approval: NotRequired[QuoteApproval]
    text: NotRequired[str]
    favourited: NotRequired[bool]
    reblogged: NotRequired[bool]
    muted: NotRequired[bool]
    bookmarked: NotRequired[bool]
    pinned: NotRequired[bool]
    filtered: NotRequired[list[FilterResult]]
    fediart: NotRequired[OurStatus]


class Context(TypedDict):
    """What stands above and below a post in its thread (docs.joinmastodon.org/entities/Context)."""

    ancestors: list[Status]
    descendants: list[Status]


class PollTitles(TypedDict):
    """An answer of a poll as it was."""

    title: str


class EditedPoll(TypedDict):
    """The answers of a poll at one version (docs.joinmastodon.org/entities/StatusEdit/#poll)."""

    options: list[PollTitles]


class StatusEdit(TypedDict):
    """One version of a post (docs.joinmastodon.org/entities/StatusEdit)."""

    content: str
    spoiler_text: str
    sensitive: bool
    created_at: str
    account: Account
    media_attachments: list[MediaAttachment]
    emojis: list[CustomEmoji]
    poll: NotRequired[EditedPoll | None]
    quote: NotRequired[Quote | ShallowQuote | None]


class StatusSource(TypedDict):
    """What was typed (docs.joinmastodon.org/entities/StatusSource)."""

    id: str
    text: str
    spoiler_text: str
