"""What a post of another server shows beside words and pictures: its kind, when and where, files, languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fediart.language import N_, _
from fediart.sanitize import plain
from fediart.store.details import PostDetails, Version
from fediart.store.images import Image

LONG = 2_000  # characters: a text longer than this is folded in timelines
LEAD = 320
EARLIEST, LATEST = -5_000_000_000_000, 30_000_000_000_000  # from 1811 to 2920: no calendar is needed beyond
KINDS = {"Article": "Article", "Page": N_("Link"), "Event": "Event", "Video": "Video", "Audio": "Audio"}
_FILES = {
    "audio": "Audio", "video": "Video", "image": N_("Picture"), "application/pdf": "PDF", "text/html": N_("Link"),
    "text": N_("Text"), "model": "3D model",
}  # fmt: skip
LANGUAGES = {
    "ar": "العربية", "bg": "Български", "bn": "বাংলা", "ca": "Català", "cs": "Čeština", "da": "Dansk",
    "de": "Deutsch", "el": "Ελληνικά", "en": "English", "eo": "Esperanto", "es": "Español", "et": "Eesti",
    "eu": "Euskara", "fa": "فارسی", "fi": "Suomi", "fr": "Français", "ga": "Gaeilge", "gl": "Galego",
    "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "id": "Bahasa Indonesia",
    "is": "Íslenska", "it": "Italiano", "ja": "日本語", "ko": "한국어", "lt": "Lietuvių", "lv": "Latviešu",
    "mr": "मराठी", "nb": "Norsk bokmål", "nl": "Nederlands", "nn": "Norsk nynorsk", "no": "Norsk",
    "pl": "Polski", "pt": "Português", "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina",
    "sr": "Српски", "sv": "Svenska", "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "tr": "Türkçe",
    "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that is no picture: `kind` says what it is, `label` what its author calls it."""

    url: str
    kind: str
    label: str
    host: str
    duration: str


@dataclass(frozen=True, slots=True)
class InLanguage:
    """One of the languages a post is in; `path` shows it in that one."""

    code: str
    name: str
    path: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Extras:
    """`kind` is a word for people, empty for a plain post. `lead` and `words` are of a text that is folded."""

    kind: str = ""
    lead: str = ""
    words: int = 0
    language: str = ""
    languages: tuple[InLanguage, ...] = ()
    files: tuple[FileLink, ...] = ()
    link: str = ""
    link_host: str = ""
    when: str = ""
    starts: int = 0
    place: str = ""
    online: str = ""
    duration: str = ""
    category: str = ""
    licence: str = ""


def version_for(details: PostDetails | None, locale: str) -> Version | None:
    """The post in the reader's language, where it speaks it; `pt-BR` is content with `pt` and the other way round."""
    versions = details.versions if details else ()
    if not locale:
        return None
    exact = next((one for one in versions if one.language.lower() == locale.lower()), None)
    near = (one for one in versions if one.language.lower().split("-")[0] == locale.lower().split("-")[0])
    return exact or next(near, None)


def extras_of(details: PostDetails | None, content: str, files: Sequence[Image], path: str, language: str) -> Extras:
    """`content` and `language` are those chosen; `files` the attachments that are not shown as pictures."""
    about = details or PostDetails()
    text = plain(content) if len(content) > LONG else ""
    long = len(text) > LONG
    return Extras(
        kind=KINDS.get(about.type, ""),
        lead=_cut(about.summary or text) if long else "",
        words=len(text.split()) if long else 0,
        language=language,
        languages=tuple(_language(one, path, language) for one in about.versions),
        files=tuple(_file(one, about.durations.get(one.elsewhere, 0)) for one in files),
        link=about.link,
        link_host=host_of(about.link),
        when=span(about.starts, about.ends, about.zone),
        starts=about.starts,
        place=about.place,
        online=about.online,
        duration=clock_time(about.duration),
        category=_category(about.category),
        licence=about.licence,
    )


def span(starts: int, ends: int, zone: str) -> str:
    """`11 December 2022, 19:00 – 21:00 (Europe/London)`, in the event's own zone; empty without a start."""
    if not starts or not EARLIEST < starts < LATEST:
        return ""
    place = zone_of(zone)
    begin = datetime.fromtimestamp(starts / 1000, place)
    words = f"{begin.day} {begin:%B %Y, %H:%M}"
    if starts < ends < LATEST:
        end = datetime.fromtimestamp(ends / 1000, place)
        same = begin.date() == end.date()
        words += f" – {end:%H:%M}" if same else f" – {end.day} {end:%B %Y, %H:%M}"
    shown = "UTC" if place is UTC else zone
    return f"{words} ({shown})"


def zone_of(name: str) -> tzinfo:
    """A zone by its name or offset; UTC where this machine does not know it."""
    if name[:1] in ("+", "-") and name[1:3].isdigit() and name[4:6].isdigit():
        minutes = int(name[1:3]) * 60 + int(name[4:6])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 24 * 60 else UTC
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def clock_time(milliseconds: int) -> str:
    """`19:05`, `1:02:03`; empty for nothing."""
    if milliseconds <= 0:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def host_of(url: str) -> str:
    """For people: the whole host, without `www.` (advisory 29)."""
    return urlsplit(url).netloc.removeprefix("www.") if url else ""


def _file(image: Image, duration: int) -> FileLink:
    family = image.media_type.partition("/")[0]
    kind = _FILES.get(image.media_type) or _FILES.get(family) or _("File")
    name = unquote(PurePosixPath(urlsplit(image.elsewhere).path).name)
    label = image.alt or (name if kind != "Link" else "") or host_of(image.elsewhere)
    return FileLink(image.elsewhere, kind, label[:200], host_of(image.elsewhere), clock_time(duration))


def _language(version: Version, path: str, chosen: str) -> InLanguage:
    name = LANGUAGES.get(version.language.lower()) or LANGUAGES.get(version.language.lower().split("-")[0], "")
    shown = f"{name} ({version.language})" if name and "-" in version.language else name or version.language
    here = version.language == chosen
    return InLanguage(version.language, shown, f"{path}?language={quote(version.language)}", here)


def _cut(text: str) -> str:
    """The beginning, to the end of a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LEAD else flat[:LEAD].rsplit(" ", 1)[0] + " …"


def _category(word: str) -> str:
    """Mobilizon writes `FILM_MEDIA`."""
    return word.replace("_", " ").capitalize() if word.isupper() and len(word) > 3 else word
