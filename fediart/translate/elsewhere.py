"""What other servers make of a post of ours, told from the very document they get: pure functions, one per software.

The rules are those that reading and testing their code has shown: how many pictures, how large, which types, and
where each looks for titles, warnings and descriptions.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.language import _, listed, ngettext
from fediart.sanitize import plain

Json = Mapping[str, Any]

MASTODON_PICTURES = 4
MASTODON_PIXELS = 33_177_600  # more is not shown, only linked to
MASTODON_KEPT_PIXELS = 8_294_400  # more is made smaller there, and loses the rights packet
MASTODON_GIF_PIXELS = 921_600
MASTODON_OLD_ALT = 1_500  # letters, before 4.6
PIXELFED_ALBUM = 4  # unless its admin allows more, at most 20
PIXELFED_SIDE = 5_000
PIXELFED_BLURHASH = range(6, 165)
MISSKEY_PICTURES = 16
_MASTODON_TYPES = frozenset(f"image/{one}" for one in ("jpeg", "png", "gif", "heic", "heif", "webp", "avif"))
_PIXELFED_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_TITLE = 200  # letters that Lemmy takes of a first line
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as a server shows it. `alt` is what it reads as the description; `focal` is from -1 to 1."""

    url: str
    alt: str
    width: int
    height: int
    focal: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class View:
    """A post on one kind of server.

    `layout` is grid, album, list or link; `content` is HTML. `folded` hides the words behind `warning`, `covered`
    the pictures. `why_not` says why it is not shown at all. `advice` are sentences for the artist.
    """

    server: str
    layout: str
    content: str
    pictures: tuple[Seen, ...]
    title: str = ""
    warning: str = ""
    folded: bool = False
    covered: bool = False
    more: int = 0
    why_not: str = ""
    advice: tuple[str, ...] = ()


def views(note: Json, *, communities: Collection[str] = ()) -> tuple[View, ...]:
    """All of them. `communities` are the ids of groups among those whom the post is addressed to."""
    return (mastodon(note), pixelfed(note), misskey(note), gotosocial(note), lemmy(note, communities))


def mastodon(note: Json) -> View:
    """Four pictures in a grid, the rest dropped without a word; the warning folds everything."""
    usable = [one for one in _attached(note) if one.get("mediaType") in _MASTODON_TYPES and not _too_large(one)]
    shown = usable[:MASTODON_PICTURES]
    warning = str(note.get("summary") or "")
    return View(
        server="Mastodon",
        layout="grid",
        content=str(note.get("content") or ""),
        pictures=tuple(_seen(one, "summary", "name") for one in shown),
        warning=warning,
        folded=bool(warning),
        covered=bool(note.get("sensitive")),
        more=len(_attached(note)) - len(shown),
        advice=(*_on_mastodon(note, len(shown)), *_undescribed(shown), *_warned(note)),
    )


def _too_large(one: Json) -> bool:
    most = MASTODON_GIF_PIXELS if one.get("mediaType") == "image/gif" else MASTODON_PIXELS
    return _pixels(one) > most


def _on_mastodon(note: Json, shown: int) -> list[str]:
    pictures, found = _attached(note), []
    if shown == MASTODON_PICTURES < len(pictures):
        found.append(
            _(
                "Mastodon shows %(shown)s of your %(all)s pictures, the first ones in your order. A line in the text"
                " says how many more there are, and leads here. Put the best first.",
                shown=_number(shown),
                all=_number(len(pictures)),
            )
        )
    found += [
        _("Picture %(place)s is of a type that Mastodon does not show: there will be a link in its place.", place=place)
        for place, one in enumerate(pictures, 1)
        if one.get("mediaType") not in _MASTODON_TYPES
    ]
    found += [
        _("Picture %(place)s has more pixels than Mastodon shows: there will be a link in its place.", place=place)
        for place, one in enumerate(pictures, 1)
        if _too_large(one)
    ]
    found += [
        _(
            "Picture %(place)s is made smaller there, and its copy loses what the file says about AI and rights.",
            place=place,
        )
        for place, one in enumerate(pictures, 1)
        if _pixels(one) > MASTODON_KEPT_PIXELS and not _too_large(one)
    ]
    if any(len(_alt(one, "summary", "name")) > MASTODON_OLD_ALT for one in pictures[:shown]):
        found.append(_("Older Mastodon servers cut descriptions of pictures after 1,500 letters."))
    return found


def pixelfed(note: Json) -> View:
    """An album, pictures first; but one picture it does not like makes it drop them all."""
    pictures = _attached(note)
    bad = [words for place, one in enumerate(pictures, 1) if (words := _bad_for_pixelfed(one, place))]
    shown = [] if bad else pictures[:PIXELFED_ALBUM]
    advice = [
        _("Pixelfed drops all pictures of a post if it does not like one of them. %(words)s", words=words)
        for words in bad
    ]
    if not bad and len(pictures) > PIXELFED_ALBUM:
        advice.append(
            _(
                "Pixelfed shows %(number)s pictures in an album, unless the server's admin allows more (at"
                " most twenty).",
                number=_number(PIXELFED_ALBUM),
            )
        )
    warning = str(note.get("summary") or "")
    return View(
        server="Pixelfed",
        layout="album",
        content=str(note.get("content") or ""),
        pictures=tuple(_seen(one, "name") for one in shown),
        warning=warning or (_("Sensitive content") if note.get("sensitive") else ""),
        covered=bool(note.get("sensitive")),
        more=len(pictures) - len(shown),
        advice=(*advice, *_undescribed(shown)),
    )


def _bad_for_pixelfed(one: Json, place: int) -> str:
    if one.get("type") not in ("Document", "Image") or not isinstance(one.get("url"), str):
        return _("Picture %(place)s is no plain image.", place=place)
    if one.get("mediaType") not in _PIXELFED_TYPES:
        return _("Picture %(place)s is of a type it does not take: save it as JPEG or PNG.", place=place)
    if max(_size(one)) > PIXELFED_SIDE:
        return _("Picture %(place)s has more than 5,000 pixels on a side: make it smaller.", place=place)
    blurhash = one.get("blurhash")
    if isinstance(blurhash, str) and len(blurhash) not in PIXELFED_BLURHASH:
        return _("Picture %(place)s has a preview of a length it does not take.", place=place)
    return ""


def misskey(note: Json) -> View:
    """Up to sixteen pictures; the warning folds everything, and each sensitive picture is covered by itself."""
    pictures = [one for one in _attached(note) if isinstance(one.get("url"), str)]
    shown = pictures[:MISSKEY_PICTURES]
    warning = str(note.get("summary") or "")
    left_out = len(pictures) - len(shown)
    said = _(
        "Misskey shows %(shown)s of your %(count)s pictures: the first ones, in your order.",
        shown=MISSKEY_PICTURES,
        count=len(pictures),
    )
    return View(
        server=_("Misskey and Sharkey"),
        layout="grid",
        content=str(note.get("content") or ""),
        pictures=tuple(_seen(one, "name") for one in shown),
        warning=warning,
        folded=bool(warning),
        covered=bool(note.get("sensitive")),
        more=left_out,
        advice=(said,) if left_out else (),
    )


def gotosocial(note: Json) -> View:
    """All pictures; it has no timeline of its own, the apps people use with it show them."""
    warning = str(note.get("summary") or "")
    return View(
        server="GoToSocial",
        layout="grid",
        content=str(note.get("content") or ""),
        pictures=tuple(_seen(one, "summary", "name") for one in _attached(note)),
        warning=warning,
        folded=bool(warning),
        covered=bool(note.get("sensitive")),
    )


def lemmy(note: Json, communities: Collection[str] = ()) -> View:
    """One link with a title, the other pictures below it; and only in a community that the post is addressed to."""
    pictures = _attached(note)
    lines = [line for line in plain(str(note.get("content") or "")).split("\n") if line.strip()]
    title = str(note.get("name") or (lines[0] if lines else _("Untitled")))[:_TITLE]
    rest = lines if note.get("name") else lines[1:]
    addressed = {*_listed(note.get("to")), *_listed(note.get("cc"))} & set(communities)
    why_not = (
        ""
        if addressed
        else _(
            "Lemmy shows posts only in communities. Name one in the description, such as @art@lemmy.example, and it "
            "will be shown there."
        )
    )
    advice = []
    if len(pictures) > 1:
        advice.append(_("Lemmy makes a link of the first picture; the others stand in the text below it."))
    return View(
        server="Lemmy",
        layout="link",
        content="".join(f"<p>{html.escape(line)}</p>" for line in rest),
        pictures=tuple(_seen(one, "name") for one in pictures),
        title=title,
        covered=bool(note.get("sensitive")),
        why_not=why_not,
        advice=() if why_not else tuple(advice),
    )


def _undescribed(shown: Sequence[Json]) -> list[str]:
    missing = [place for place, one in enumerate(shown, 1) if not _alt(one, "summary", "name")]
    if not missing:
        return []
    if len(shown) == 1:
        which = _("This picture has no description:")
    else:
        places = listed(str(place) for place in missing)
        which = ngettext(
            "Picture %(places)s has no description:",
            "Pictures %(places)s have no description:",
            len(missing),
            places=places,
        )
    return [f"{which} {_('people who cannot see it learn nothing, and many will not pass it on.')}"]


def _warned(note: Json) -> list[str]:
    if note.get("summary"):
        return [_("The content warning is all that is seen until somebody opens the post.")]
    return [_("The pictures are covered until somebody wants to see them.")] if note.get("sensitive") else []


def _attached(note: Json) -> list[Json]:
    return [one for one in note.get("attachment") or [] if isinstance(one, Mapping)]


def _seen(one: Json, *names: str) -> Seen:
    width, height = _size(one)
    focal = one.get("focalPoint") or (0.0, 0.0)
    return Seen(str(one.get("url") or ""), _alt(one, *names), width, height, (float(focal[0]), float(focal[1])))


def _alt(one: Json, *names: str) -> str:
    """What stands in the first of these properties that says anything."""
    return next((str(one[name]) for name in names if one.get(name)), "")


def _size(one: Json) -> tuple[int, int]:
    return int(one.get("width") or 0), int(one.get("height") or 0)


def _pixels(one: Json) -> int:
    width, height = _size(one)
    return width * height


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [one for one in value or [] if isinstance(one, str)]  # type: ignore[attr-defined]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
