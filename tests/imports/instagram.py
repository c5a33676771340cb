"""Downloads of Instagram as it makes them, in both forms and of any size, with what is known to go wrong in them.

Every fifth post is a carousel, every 20th a film, every 25th lacks its file; captions have accents, signs of many
scripts and lines of hashtags, and in JSON each byte of UTF-8 is a letter. One picture says that a machine made it.
"""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.admission import made
from tests.imports.packed import picture

FIRST = datetime(2017, 1, 3, 18, 20, tzinfo=UTC)
CAPTIONS = (
    "Étude № {n} — après la pluie 🌧️\n\nPainted on the pier, in twenty minutes.\n.\n.\n#watercolour #étude #rain",
    "Heron {n}. It stood there for an hour and I could not leave, so this became a much longer study than planned.",
    "{n} 春の海 #海 #春",
    "With thanks to @mar.ga_ret for the loan of the boat ({n})! #boats and all that #sea",
    "",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A post: `files` are names in the archive; `kept` those that are there."""

    number: int
    caption: str
    when: datetime
    files: tuple[str, ...]
    kept: tuple[str, ...]


def posts(count: int) -> Iterator[Made]:
    for number in range(count):
        when = FIRST + timedelta(hours=37 * number)
        folder = f"media/posts/{when:%Y%m}"
        kind = "mp4" if number % 20 == 19 else "jpg"
        names = tuple(f"{folder}/{number:05}{letter}_n.{kind}" for letter in ("abc" if number % 5 == 4 else "a"))
        kept = () if number % 25 == 24 else names
        yield Made(number, CAPTIONS[number % len(CAPTIONS)].format(n=number), when, names, kept)


def garbled(text: str) -> str:
    """As Instagram writes texts in JSON: each byte of UTF-8 is a letter of its own."""
    return text.encode().decode("latin-1")


def archive(path: Path, form: str, count: int, *, generated: int = -1, side: int = 24) -> Path:
    """A download of so many posts, as `json` or `html`, with a story and an archived post. The post `generated` shows a
    picture that says that a machine made it."""
    told = list(posts(count))
    with zipfile.ZipFile(path, "w") as pack:
        for post in told:
            for place, name in enumerate(post.kept):
                pack.writestr(name, _file(post, place, name, generated, side))
        pack.writestr("media/stories/201801/story_n.jpg", picture(1_000_001, side))
        pack.writestr("media/archived_posts/201801/old_n.jpg", picture(1_000_002, side))
        pack.writestr("personal_information/personal_information.json", "{}")
        for name, text in (_json if form == "json" else _html)(told).items():
            pack.writestr(f"your_instagram_activity/media/{name}", text)
    return path


def _file(post: Made, place: int, name: str, generated: int, side: int) -> bytes:
    if name.endswith("mp4"):
        return b"\0\0\0\x18ftypmp42" + bytes(64)
    if post.number == generated:
        return made.encoded(made.drawing(), "JPEG", xmp=made.source_type(made.TRAINED))
    return picture(post.number * 10 + place, side)


def _json(told: list[Made]) -> dict[str, str]:
    listed = [_entry(post) for post in reversed(told)]
    story = {"uri": "media/stories/201801/story_n.jpg", "creation_timestamp": 1514764800, "title": ""}
    old = {
        "media": [{"uri": "media/archived_posts/201801/old_n.jpg", "creation_timestamp": 1514764860, "title": "Old"}]
    }
    return {
        "posts_1.json": json.dumps(listed),
        "stories.json": json.dumps({"ig_stories": [story]}),
        "archived_posts.json": json.dumps({"ig_archived_post_media": [old]}),
    }


def _entry(post: Made) -> dict[str, Any]:
    stamp = int(post.when.timestamp())
    about = {"media_metadata": {"camera_metadata": {"has_camera_metadata": False}}, "cross_post_source": {"x": "FB"}}
    media = [{"uri": name, "creation_timestamp": stamp, **about, "title": ""} for name in post.files]
    if len(media) == 1:
        media[0]["title"] = garbled(post.caption)
        return {"media": media}
    return {"media": media, "title": garbled(post.caption), "creation_timestamp": stamp}


def _html(told: list[Made]) -> dict[str, str]:
    story = Made(0, "", datetime(2018, 1, 1, tzinfo=UTC), ("media/stories/201801/story_n.jpg",), ())
    old = Made(0, "Old", datetime(2018, 1, 1, 0, 1, tzinfo=UTC), ("media/archived_posts/201801/old_n.jpg",), ())
    return {
        "posts_1.html": _page(reversed(told)),
        "stories.html": _page([story]),
        "archived_posts.html": _page([old]),
    }


def _page(told: Iterator[Made] | list[Made]) -> str:
    boxes = "".join(_box(post) for post in told)
    return (
        '<html><head><meta charset="utf-8"/><title>Posts</title><style>._a6-g{margin:0}</style></head><body>'
        f'<div class="clearfix _ikh"><div class="_4t5n" role="main">{boxes}</div></div></body></html>'
    )


def _box(post: Made) -> str:
    caption = html.escape(post.caption).replace("\n", "<br />")
    head = f'<h2 class="_3-95 _2pim _a6-h _a6-i">{caption}</h2>' if caption else ""
    shown = "".join(
        f'<div><video src="{name}" controls="1"><a href="{name}">Click for video</a></video></div>'
        if name.endswith("mp4")
        else f'<div><a target="_blank" href="{name}"><img src="{name}" class="_a6_o _3-96" /></a></div>'
        for name in post.files
    )
    date = f"{post.when:%b %d, %Y} {int(post.when.strftime('%I'))}:{post.when:%M} {post.when:%p}".lower().capitalize()
    return (
        f'<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">{head}'
        f'<div class="_3-95 _a6-p"><div>{shown}</div></div><div class="_3-94 _a6-o">{date}</div></div>'
    )
