"""The form that describes a work, for publishing and for editing: its choices, its values, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fediart.actions.profile import policy_words
from fediart.actions.submission import Details, tags_from
from fediart.language import N_, _
from fediart.rights.licences import LICENCES
from fediart.rights.process import TITLES
from fediart.store import series
from fediart.store.actors import Actor
from fediart.store.consent import default_of
from fediart.store.database import Reading
from fediart.store.settings import InstanceSettings
from fediart.translate.camera import PARTS
from fediart.translate.rights import artist_policy, policy_for, preset_of
from fediart.web.choices import Choice, held_note
from fediart.web.consent_form import Question, choice_from, in_words, questions
from fediart.web.credential_words import KEEPING
from fediart.web.preset_words import words_for

VISIBILITY = (
    ("public", N_("Public"), N_("Everyone. It hangs in the gallery and goes to followers everywhere.")),
    ("unlisted", N_("Unlisted"), N_("Everyone who has the link, and your followers. Not in the gallery.")),
    ("followers", N_("Followers"), N_("Only people who follow you, here and on other servers.")),
    ("direct", N_("People you name"), N_("Only you and those you name with @ in the description.")),
)
PROCESSES = (("", N_("I would rather not say")), *((one.value, title) for one, title in TITLES.items()))
MEDIUMS = (
    "3D", "Acrylic", "Charcoal", "Collage", "Coloured pencil", "Comic", "Digital painting", "Drawing", "Gouache",
    "Illustration", "Ink", "Linocut", "Mixed media", "Oil", "Pastel", "Pencil", "Photograph", "Pixel art", "Print",
    "Sculpture", "Textile", "Watercolour",
)  # fmt: skip
LANGUAGES = (
    ("", "Not said"), ("ar", "العربية"), ("cs", "Čeština"), ("da", "Dansk"), ("de", "Deutsch"), ("el", "Ελληνικά"),
    ("en", "English"), ("es", "Español"), ("fi", "Suomi"), ("fr", "Français"), ("it", "Italiano"), ("ja", "日本語"),
    ("ko", "한국어"), ("nl", "Nederlands"), ("no", "Norsk"), ("pl", "Polski"), ("pt", "Português"), ("ru", "Русский"),
    ("sv", "Svenska"), ("tr", "Türkçe"), ("uk", "Українська"), ("zh", "中文"),
)  # fmt: skip
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen in each folded part of the form, in one line; `camera` is empty where nothing of it is shown."""

    ai_policy: str
    rights: str
    consent: str
    camera: str
    language: str
    credentials: str


@dataclass(frozen=True, slots=True)
class WorkForm:
    """What the fields show. `tags` is one line; `errors` maps field names to messages."""

    details: Details
    tags: str
    errors: Mapping[str, str]
    series_titles: tuple[str, ...]
    licences: tuple[Option, ...]
    policies: tuple[tuple[str, str, str], ...]
    policy_held: str
    languages: tuple[Option, ...]
    questions: tuple[Question, ...]
    visibilities: tuple[tuple[str, str, str], ...] = VISIBILITY
    processes: tuple[Option, ...] = PROCESSES
    mediums: tuple[str, ...] = MEDIUMS
    keeping: tuple[Choice, ...] = KEEPING
    camera_parts: tuple[Option, ...] = tuple((part, label) for part, (label, _) in PARTS.items())

    @property
    def chosen(self) -> Chosen:
        said = self.details
        made = dict(self.processes).get(said.process, said.process)
        return Chosen(
            ai_policy=next((title for value, title, _ in self.policies if value == said.ai_policy), said.ai_policy),
            rights=_(
                "%(licence)s · How it was made: %(made)s",
                licence=dict(self.licences).get(said.licence, said.licence),
                made=made,
            ),
            consent=in_words(self.questions),
            camera=" · ".join(str(label) for part, label in self.camera_parts if part in said.camera),
            language=dict(self.languages).get(said.language, said.language),
            credentials=next((title for value, title, _ in KEEPING if value == said.credentials), KEEPING[0][1]),
        )


async def work_form(
    tx: Reading,
    artist: Actor,
    settings: InstanceSettings,
    details: Details,
    *,
    tags: str = "",
    errors: Mapping[str, str] | None = None,
) -> WorkForm:
    own = await series.of_actor(tx, artist.id)
    return WorkForm(
        details=details,
        tags=tags or ", ".join(details.tags),
        errors=errors or {},
        series_titles=tuple(one.title for one in own),
        licences=tuple((licence.id, licence.name) for licence in LICENCES.values()),
        policies=_policies(artist, settings, details.ai_policy, own_series=any(one.ai_policy for one in own)),
        policy_held=held_note(details.ai_policy, policy_for(settings, work=details.ai_policy)),
        languages=_languages(details.language),
        questions=questions(details.consent or await default_of(tx, artist.id)),
    )


def _policies(
    artist: Actor, settings: InstanceSettings, kept: str, *, own_series: bool
) -> tuple[tuple[str, str, str], ...]:
    """The artist's default first, then what the instance offers, and what the work has already."""
    default = words_for(artist_policy(artist, settings).preset)
    presets = [preset for word in policy_words(settings, kept) if (preset := preset_of(word))]
    choices = tuple((preset.value, words_for(preset).title, words_for(preset).sentence) for preset in presets)
    explained = str(default.sentence)
    if own_series:
        explained = f"{explained} {_('Where its series has a policy of its own, that one.')}"
    return (("", _("As your other works: %(title)s", title=default.title), explained), *choices)


def _languages(kept: str) -> tuple[Option, ...]:
    known = {code for code, _ in LANGUAGES}
    return LANGUAGES if kept in known else (*LANGUAGES, (kept, kept))


def details_from(fields: Mapping[str, str]) -> Details:
    """What was sent, as it was typed: `actions.submission.checked` looks at it."""
    lines = ("title", "description", "medium", "tools", "series", "warning", "year", "size")
    said = {name: fields.get(name, "") for name in lines}
    return Details(
        title=said["title"],
        description=said["description"],
        medium=said["medium"],
        tools=said["tools"],
        series=said["series"],
        warning=said["warning"],
        consent=choice_from(fields),
        camera=tuple(part for part in PARTS if fields.get(f"camera_{part}") == "1"),
        process=fields.get("process", ""),
        how=fields.get("how", ""),
        how_public=fields.get("how_public") == "1",
        credentials=fields.get("credentials", ""),
        year=said["year"],
        size=said["size"],
        portfolio=fields.get("hangs") != "timeline",
        tags=tags_from(fields.get("tags", "")),
        licence=fields.get("licence") or Details().licence,
        mature=fields.get("mature") == "1",
        visibility=fields.get("visibility") or "public",
        language=fields.get("language", ""),
        ai_policy=fields.get("ai_policy", ""),
        source_type=fields.get("source_type", ""),
    )


def focal_from(text: str) -> tuple[float, float]:
    """`0.25,-0.5` as a point; the middle where it is no such thing."""
    across, _, up = text.partition(",")
    try:
        point = (float(across), float(up))
    except ValueError:
        return (0.0, 0.0)
    return point if all(-1 <= one <= 1 for one in point) else (0.0, 0.0)
