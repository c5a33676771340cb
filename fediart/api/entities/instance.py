"""What this server is and allows, as apps and directories read it."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.accounts import Account


class InstanceIcon(TypedDict):
    """An icon in one size, as `48x48` (docs.joinmastodon.org/entities/Instance/#InstanceIcon)."""

    src: str
    size: str


class InstanceThumbnail(TypedDict):
    """The picture that stands for the instance (docs.joinmastodon.org/entities/Instance/#thumbnail)."""

    url: str
    description: str
    blurhash: str | None
    versions: dict[str, str]


class InstanceUsers(TypedDict):
    """How many people were here in the last thirty days."""

    active_month: int


class InstanceUsage(TypedDict):
    """How much the instance is used (docs.joinmastodon.org/entities/Instance/#usage)."""

    users: InstanceUsers


class InstanceUrls(TypedDict):
    """Addresses of interest for apps (docs.joinmastodon.org/entities/Instance/#urls)."""

    streaming: str
    status: str | None
    about: str | None
    privacy_policy: str | None
    terms_of_service: str | None


class VapidKey(TypedDict):
    """The key that pushes are signed with, as browsers take it."""

    public_key: str


class AccountLimits(TypedDict):
    """How much a profile holds (docs.joinmastodon.org/entities/Instance/#accounts)."""

    max_featured_tags: int
    max_pinned_statuses: int
    max_username_length: int
    max_display_name_length: int
    max_note_length: int
    max_avatar_description_length: int
    max_header_description_length: int
    max_profile_fields: int
    profile_field_name_limit: int
    profile_field_value_limit: int


class StatusLimits(TypedDict):
    """How much a post holds (docs.joinmastodon.org/entities/Instance/#statuses)."""

    max_characters: int
    max_media_attachments: int
    characters_reserved_per_url: int


class MediaLimits(TypedDict):
    """Which files are taken (docs.joinmastodon.org/entities/Instance/#media_attachments). Films are not, hence 0."""

    supported_mime_types: list[str]
    description_limit: int
    image_size_limit: int
    image_matrix_limit: int
    video_size_limit: int
    video_frame_rate_limit: int
    video_matrix_limit: int


class PollLimits(TypedDict):
    """How much a poll holds; times are seconds (docs.joinmastodon.org/entities/Instance/#polls)."""

    max_options: int
    max_characters_per_option: int
    min_expiration: int
    max_expiration: int


class Enabled(TypedDict):
    """Whether there is such a thing here."""

    enabled: bool


class FeedAccess(TypedDict):
    """Who may read posts of here, and of other servers."""

    local: Literal["public", "authenticated", "disabled"]
    remote: Literal["public", "authenticated", "disabled"]


class TimelinesAccess(TypedDict):
    """Who may read which timelines without an account (docs.joinmastodon.org/entities/Instance/#timelines_access)."""

    live_feeds: FeedAccess
    hashtag_feeds: FeedAccess
    trending_link_feeds: FeedAccess


class InstanceConfiguration(TypedDict):
    """Limits and features (docs.joinmastodon.org/entities/Instance/#configuration)."""

    urls: InstanceUrls
    vapid: VapidKey
    accounts: AccountLimits
    statuses: StatusLimits
    media_attachments: MediaLimits
    polls: PollLimits
    translation: Enabled
    timelines_access: TimelinesAccess
    limited_federation: bool


class Registrations(TypedDict):
    """Who may join; `message` is HTML, and only there where nobody may
    (docs.joinmastodon.org/entities/Instance/#registrations)."""

    enabled: bool
    approval_required: bool
    reason_required: bool
    message: str | None
    min_age: int | None
    url: str | None


class ApiVersions(TypedDict):
    """What is built here of Mastodon's API, as the number its documentation counts by."""

    mastodon: int


class InstanceContact(TypedDict):
    """Whom to write to (docs.joinmastodon.org/entities/Instance/#contact)."""

    email: str
    account: Account | None


class RuleWords(TypedDict):
    """A rule in another language."""

    text: str
    hint: str


class Rule(TypedDict):
    """A rule that members keep to (docs.joinmastodon.org/entities/Rule)."""

    id: str
    text: str
    hint: str
    translations: dict[str, RuleWords]


class OurPolicy(TypedDict):
    """The instance's AI policy, under the names that our pages and files use, too (docs/ai-policy.md)."""

    aiPolicy: str
    contentUsage: str
    contentSignal: str
    tdmReservation: int | str
    hasPolicy: str
    tdmPolicy: NotRequired[str]
    xRobotsTag: NotRequired[list[str]]


class Instance(OurPolicy):
    """This server (docs.joinmastodon.org/entities/Instance)."""

    domain: str
    title: str
    version: str
    source_url: str
    description: str
    usage: InstanceUsage
    thumbnail: InstanceThumbnail
    icon: list[InstanceIcon]
    languages: list[str]
    configuration: InstanceConfiguration
    registrations: Registrations
    api_versions: ApiVersions
    contact: InstanceContact
    rules: list[Rule]


class V1InstanceUrls(TypedDict):
    """Where streams are read."""

    streaming_api: str


class V1InstanceStats(TypedDict):
    """How many people, posts and known servers (docs.joinmastodon.org/entities/V1_Instance/#stats)."""

    user_count: int
    status_count: int
    domain_count: int


class V1Configuration(TypedDict):
    """The limits that version 1 tells of."""

    accounts: AccountLimits
    statuses: StatusLimits
    media_attachments: MediaLimits
    polls: PollLimits


class V1Instance(OurPolicy):
    """This server in the older shape (docs.joinmastodon.org/entities/V1_Instance)."""

    uri: str
    title: str
    short_description: str
    description: str
    email: str
    version: str
    urls: V1InstanceUrls
    stats: V1InstanceStats
    thumbnail: str | None
    languages: list[str]
    registrations: bool
    approval_required: bool
    invites_enabled: bool
    configuration: V1Configuration
    contact_account: Account | None
    rules: list[Rule]


class ExtendedDescription(TypedDict):
    """What stands on the about page, as HTML (docs.joinmastodon.org/entities/ExtendedDescription)."""

    updated_at: str
    content: str


class PrivacyPolicy(TypedDict):
    """The privacy policy, as HTML (docs.joinmastodon.org/entities/PrivacyPolicy)."""

    updated_at: str
    content: str


class InstanceTerms(TypedDict):
    """The terms of service, as HTML; `effective_date` and `succeeded_by` are days
    (docs.joinmastodon.org/entities/TermsOfService)."""

    effective_date: str
    effective: bool
    content: str
    succeeded_by: str | None


class WeekOfActivity(TypedDict):
    """A week in numbers, all as text; `week` is its first second since 1970
    (docs.joinmastodon.org/methods/instance/#activity)."""

    week: str
    statuses: str
    logins: str
    registrations: str


class DomainBlock(TypedDict):
    """A rule for another server; `digest` is SHA-256 of its name (docs.joinmastodon.org/entities/DomainBlock)."""

    domain: str
    digest: str
    severity: Literal["silence", "suspend"]
    comment: str | None
