"""Artworks as fediart's own addresses tell of them: all that their pages show, and their pictures one by one."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.common import Visibility
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.statuses import OurAdmission, OurRights, OurSeries

State = Literal[
    "submitted", "checking", "preparing", "published", "held", "refused", "failed", "previewed", "withdrawn",
    "scheduled",
]  # fmt: skip


class OurConsent(TypedDict):
    """Who may do what with an artwork: `everyone`, `followers`, `following` or `nobody`; who may quote it may be
    `approval`, too: everybody, after asking."""

    like: str
    reply: str
    boost: str
    quote: str


class OurPicture(TypedDict):
    """A picture of an artwork. `media` has its files, description and focal point; `caption` stands below it. `role`
    is empty, `process`, `before` or `after`."""

    id: str
    caption: str
    role: str
    media: MediaAttachment


class OurArtwork(TypedDict):
    """An artwork of this server; under the same id it is a Status at `/api/v1/statuses`.

    Texts are as they were typed, without markup. `process` is a word for how it was made and `how` the artist's own
    words about that, both empty where nothing was said or where the words are for moderators alone. Only its artist
    and moderators are told `chosen_ai_policy` (empty where the series', the artist's or the instance's holds),
    `how_public`, the time it waits for (`scheduled_at`), and, where one artwork is asked for, what the filter said.
    """

    id: str
    uri: str
    url: str
    state: State
    account: Account
    title: str
    description: str
    medium: str
    tools: str
    year: str
    size: str
    tags: list[str]
    series: OurSeries | None
    warning: str
    mature: bool
    visibility: Visibility
    language: str | None
    process: str
    how: str
    ai_label: str
    portfolio: bool
    colours: list[str]
    consent: OurConsent
    pictures: list[OurPicture]
    rights: OurRights
    created_at: str
    published_at: str | None
    chosen_ai_policy: NotRequired[str]
    how_public: NotRequired[bool]
    scheduled_at: NotRequired[str | None]
    admission: NotRequired[OurAdmission]
