"""What an artist says about a work, checked in one go: the same for the web form, the command line and edits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from fediart.config import Config
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.media.facts import Limits
from fediart.media.sealing import Kept
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.rights.model import DigitalSource
from fediart.rights.process import source_for
from fediart.store.artworks import VISIBILITIES
from fediart.store.consent import APPROVAL, NOBODY_WORD, VERBS, WHO, Choice
from fediart.store.marks import Wish
from fediart.store.settings import InstanceSettings
from fediart.store.visitor_sizes import Bound
from fediart.translate.rights import offered

LONGEST = {
    "title": 200, "description": 10_000, "medium": 100, "tools": 200, "series": 100, "warning": 200, "alt": 5_000,
    "how": 1_000, "year": 40, "size": 100, "caption": 1_000,
}  # fmt: skip
MOST_TAGS = 30
LONGEST_TAG = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_TAG_BREAK = re.compile(r"[,#\n;]+")
_NOT_IN_TAG = re.compile(r"[^\w]+")
_SOURCES = {source.value for source in DigitalSource}


@dataclass(frozen=True, slots=True)
class Details:
    """All of a work but its pictures. `series` is a title; `ai_policy` and `source_type` may be empty.

    `consent` None leaves open who may like, answer, boost and quote: then the artist's default holds.
    `camera` are the parts of translate.camera.PARTS that are shown. `process` is a word of rights.process; it brings
    its own `source_type`. `how` says how it was made, to everybody if `how_public`, else to moderators.
    `credentials` is how much of the files' own Content Credentials is kept (media.sealing.Kept); empty: as it was.
    `year` is when it was made and `size` how large the thing itself is, in the artist's words. Without `portfolio` it
    hangs in the artist's timeline alone: a sketch, a work in progress.
    """

    title: str = ""
    description: str = ""
    medium: str = ""
    tools: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    licence: str = ALL_RIGHTS_RESERVED.id
    warning: str = ""
    mature: bool = False
    visibility: str = "public"
    language: str = ""
    ai_policy: str = ""
    source_type: str = ""
    consent: Choice | None = None
    camera: tuple[str, ...] = ()
    process: str = ""
    how: str = ""
    how_public: bool = False
    credentials: str = ""
    year: str = ""
    size: str = ""
    portfolio: bool = True


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came in. `path` is a temporary file that is taken over; `focal` is from -1 to 1, right and up."""

    path: Path
    name: str
    alt: str = ""
    focal: tuple[float, float] = (0.0, 0.0)
    caption: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """`look_first`: it waits for its artist, who wants to see what others will see, before it is published.

    `evidence` are files for moderators alone, which show how it was made; `evidence_note` is a word about them.
    `marks` is `none` for a work without marks in its pictures; else it has those of the artist's other works.
    `publish_at` (ms, 0: as soon as it may be) is when it is published; `zone` is where that time was named.
    `brought_by` is the import that it comes with, `happened` (ms) when it was published where it comes from.
    `bound`, `full_detail` and `wish` (its marks) are this work's own where they are not None.
    """

    details: Details
    uploads: tuple[Upload, ...] = field(default=())
    look_first: bool = False
    evidence: tuple[Upload, ...] = ()
    evidence_note: str = ""
    marks: str = ""
    publish_at: int = 0
    zone: str = ""
    brought_by: int = 0
    happened: int = 0
    bound: Bound | None = None
    full_detail: bool | None = None
    wish: Wish | None = None


def limits_of(config: Config) -> Limits:
    """What an upload may be, from the config."""
    return Limits(file_bytes=config.media.max_file_mb * 1_000_000, pixels=config.media.max_megapixels * 1_000_000)


def checked(details: Details, settings: InstanceSettings, *, kept_policy: str = "") -> Details:
    """The details tidied up. Raises Problems that name every wrong field.

    `kept_policy` is a policy the work has already: it may stay even if the instance offers it no more.
    """
    tidy = replace(
        details,
        source_type=source_for(details.process) or details.source_type,
        how=paragraphs(details.how),
        title=one_line(details.title),
        description=paragraphs(details.description),
        medium=one_line(details.medium),
        tools=one_line(details.tools),
        year=one_line(details.year),
        size=one_line(details.size),
        series=one_line(details.series),
        warning=one_line(details.warning),
        tags=tidy_tags(details.tags),
    )
    found = [*_length_problems(tidy), *_tag_problems(tidy.tags), *_choice_problems(tidy, settings, kept_policy)]
    if not tidy.title:
        found.insert(0, Problem(_("Give the artwork a title."), field="title"))
    if found:
        raise Problems(found)
    return tidy


def checked_alt(alts: tuple[str, ...], settings: InstanceSettings) -> tuple[str, ...]:
    """Descriptions of the pictures, tidied up. Raises Problems, each for its field `alt-N`."""
    tidy = tuple(paragraphs(alt) for alt in alts)
    found = []
    for number, alt in enumerate(tidy, 1):
        if len(alt) > LONGEST["alt"]:
            found.append(
                Problem(
                    _("Shorten this description to %(most)s characters.", most=LONGEST["alt"]), field=f"alt-{number}"
                )
            )
        if not alt and settings.require_alt:
            found.append(
                Problem(
                    _("Describe picture %(number)s for people who cannot see it.", number=number), field=f"alt-{number}"
                )
            )
    if found:
        raise Problems(found)
    return tidy


def checked_caption(text: str) -> str:
    """What stands below a picture: tidied up, and cut where it is too long."""
    return paragraphs(text)[: LONGEST["caption"]]


def within(value: float) -> float:
    """A coordinate of a focal point, brought into -1 to 1."""
    return max(-1.0, min(1.0, value))


def file_name(given: str) -> str:
    """What the artist's file was called, to be shown and nothing else: never a path (advisory 71)."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(mark for mark in last if mark.isprintable())[:200]


def tags_from(text: str) -> tuple[str, ...]:
    """What a person typed as tags: separated by commas, `#` or lines; by spaces where there is none of these."""
    parts = _TAG_BREAK.split(text) if _TAG_BREAK.search(text) else text.split()
    return tuple(part.strip() for part in parts if part.strip())


def tidy_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """As hashtags can be: `pen and ink` becomes PenAndInk; repeated ones go, whatever their case."""
    found: dict[str, str] = {}
    for tag in tags:
        words = [word for word in _NOT_IN_TAG.split(unicodedata.normalize("NFC", tag)) if word]
        joined = words[0] if len(words) == 1 else "".join(word[:1].upper() + word[1:] for word in words)
        if joined:
            found.setdefault(joined.lower(), joined)
    return tuple(found.values())


def one_line(text: str) -> str:
    """Without control characters, with single spaces."""
    return " ".join(_printable(text, "").split())


def paragraphs(text: str) -> str:
    """Without control characters but line breaks, with at most one empty line in a row."""
    kept = _printable(text.replace("\r\n", "\n").replace("\r", "\n"), "\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def _printable(text: str, kept: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return "".join(mark if mark in kept or unicodedata.category(mark) != "Cc" else " " for mark in normal)


def _length_problems(details: Details) -> list[Problem]:
    return [
        Problem(_("Shorten this to %(most)s characters.", most=LONGEST[name]), field=name)
        for name in ("title", "description", "medium", "tools", "series", "warning", "how", "year", "size")
        if len(getattr(details, name)) > LONGEST[name]
    ]


def _tag_problems(tags: tuple[str, ...]) -> list[Problem]:
    if len(tags) > MOST_TAGS:
        return [Problem(_("Use at most %(most_tags)s tags.", most_tags=MOST_TAGS), field="tags")]
    long = [tag for tag in tags if len(tag) > LONGEST_TAG]
    if long:
        return [
            Problem(
                _(
                    "Shorten the tag “%(tag)s…” to %(most)s characters.",
                    tag=long[0][:20],
                    most=LONGEST_TAG,
                ),
                field="tags",
            )
        ]
    bare = [tag for tag in tags if tag.isdigit()]
    if bare:
        return [Problem(_("The tag “%(tag)s” needs at least one letter.", tag=bare[0]), field="tags")]
    return []


def _choice_problems(details: Details, settings: InstanceSettings, kept_policy: str) -> list[Problem]:
    found = []
    if details.licence not in LICENCES:
        found.append(
            Problem(_("Choose one of these licences: %(licences)s.", licences=", ".join(LICENCES)), field="licence")
        )
    if details.visibility not in VISIBILITIES:
        found.append(
            Problem(
                _("Choose who may see it: %(visibilities)s.", visibilities=", ".join(VISIBILITIES)), field="visibility"
            )
        )
    if details.language and not _LANGUAGE.fullmatch(details.language):
        found.append(Problem(_("Give the language as a code such as en or pt-BR."), field="language"))
    if details.ai_policy not in {"", kept_policy, *offered(settings)}:
        names = ", ".join(offered(settings)) or "none but its own"
        found.append(Problem(_("This instance offers these AI policies: %(names)s.", names=names), field="ai_policy"))
    if details.consent is not None:
        found += consent_problems(details.consent)
    if details.source_type and details.source_type not in _SOURCES:
        found.append(
            Problem(_("Choose how it was made: %(ways)s.", ways=", ".join(sorted(_SOURCES))), field="source_type")
        )
    if details.credentials and details.credentials not in set(Kept):
        found.append(Problem(_("Choose how much of the Content Credentials is kept."), field="credentials"))
    if details.process and not source_for(details.process):
        found.append(Problem(_("Choose how it was made from the list."), field="process"))
    return found


def consent_problems(choice: Choice) -> list[Problem]:
    """For words that are none of those offered; by field."""
    return [
        Problem(_("Choose one of the answers offered."), field=f"may_{verb}")
        for verb in VERBS
        if getattr(choice, verb) not in (*WHO, NOBODY_WORD, *((APPROVAL,) if verb == "quote" else ()))
    ]
