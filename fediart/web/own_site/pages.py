"""The pages of an artist's own site: the same works, words and rights as on the instance, without what needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from markupsafe import Markup

from fediart.rights.policies import PolicyPage
from fediart.store.portfolio import InSeries
from fediart.store.work_words import NOTHING, WorkFacts
from fediart.web.artwork import Made, RightsPanel
from fediart.web.credential_words import Credentials
from fediart.web.curated import Curated, Hung
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.showing import ShownPicture
from fediart.web.stage import NO_STAGE, Stage

UNSAID: Final = Made("", "")


@dataclass(frozen=True, slots=True)
class Home:
    """Whose site it is. `live` is the artist's page on the instance, where people follow and comment; `tells`: there is
    something to read about the artist; `accent` is the portfolio's."""

    profile: Profile
    live: str
    instance: str
    tells: bool
    accent: str
    headline: str
    year: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the page's head says: its own address, whether it may be found, and how it looks where it is linked.

    `path` is that of the same page on the instance; `alternate` that of the object it shows, as an address."""

    path: str
    canonical: str
    indexed: bool
    words: str
    image: str = ""
    image_alt: str = ""
    alternate: str = ""
    json_ld: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class OwnPage(Page):
    """`policy_title`, `policy_sentence` and `policy_path` are the AI policy of what the page shows."""

    home: Home
    head: Head
    policy_title: str
    policy_sentence: str
    policy_path: str


@dataclass(frozen=True, slots=True)
class FrontPage(OwnPage):
    template: ClassVar[str] = "own_site/front.html"
    curated: Curated
    older: str


@dataclass(frozen=True, slots=True)
class OwnAboutPage(OwnPage):
    template: ClassVar[str] = "own_site/about.html"
    curated: Curated


@dataclass(frozen=True, slots=True)
class OwnPrintPage(OwnPage):
    """`way` is `sheet` or `pages`; `address` is where it was printed from."""

    template: ClassVar[str] = "own_site/print.html"
    curated: Curated
    way: str
    address: str


@dataclass(frozen=True, slots=True)
class OwnSeriesPage(OwnPage):
    template: ClassVar[str] = "own_site/series.html"
    heading: str
    description: str
    works: tuple[Hung, ...]
    layout: str


@dataclass(frozen=True, slots=True)
class WorkPage(OwnPage):
    """`said` holds nothing but `ai.cover`, which the stage asks for; `live` is the work's page on the instance."""

    template: ClassVar[str] = "own_site/work.html"
    id: int
    heading: str
    pictures: tuple[ShownPicture, ...]
    stage: Stage = NO_STAGE
    description: str = ""
    medium: str = ""
    tools: str = ""
    tags: tuple[str, ...] = ()
    published: int = 0
    covered: bool = False
    warning: str = ""
    ai_label: str = ""
    rights: RightsPanel | None = None
    facts: WorkFacts = NOTHING
    made: Made = UNSAID
    series: InSeries | None = None
    credentials: tuple[Credentials, ...] = ()
    live: str = ""
    said: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {"ai": {"cover": ""}})


@dataclass(frozen=True, slots=True)
class OwnPolicyPage(OwnPage):
    """`others` are (word, title) of all policies."""

    template: ClassVar[str] = "own_site/policy.html"
    policy: PolicyPage
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AbsentPage(OwnPage):
    template: ClassVar[str] = "own_site/absent.html"
