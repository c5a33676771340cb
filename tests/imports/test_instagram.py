"""Instagram's download in both forms: the same posts come of it, in their order, with their words and dates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fediart.actions import imports
from fediart.store import artworks, import_items, pictures, posts
from fediart.store import imports as rows
from fediart.translate.imports import captions, reading
from fediart.translate.imports.found import ArchiveError, Found
from tests.imports import instagram
from tests.imports.packed import picture, zipped
from tests.inbox.conftest import Meeting, meeting
from tests.site import drain

__all__ = ["meeting"]


def found(path: Path) -> Found:
    return reading.read("instagram", [(path, path.name)])


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    one = found(instagram.archive(tmp_path / "a.zip", "json", 60))
    two = found(instagram.archive(tmp_path / "b.zip", "html", 60))
    assert len(one.items) == 62
    assert [(item.source, item.happened, item.body, item.words, item.part) for item in two.items] == [
        (item.source, item.happened, item.body, item.words, item.part) for item in one.items
    ]
    times = [item.happened for item in one.items]
    assert times == sorted(times) and times[0] == int(instagram.FIRST.timestamp() * 1000)


def test_captions_become_titles_words_and_tags(tmp_path: Path) -> None:
    items = [one for one in found(instagram.archive(tmp_path / "a.zip", "json", 25)).items if one.part == "posts"]
    first, second, third, fourth, carousel = (item.body for item in items[:5])
    assert first["title"] == "Étude № 0 — après la pluie 🌧️"
    assert first["description"] == "Painted on the pier, in twenty minutes."
    assert first["tags"] == ["watercolour", "étude", "rain"]
    assert second["title"] == "Heron 1" and second["description"].startswith("Heron 1. It stood there")
    assert third["title"] == "2 春の海" and third["tags"] == ["海", "春"]
    assert "@mar.ga_ret@instagram.com" in fourth["description"] and "#boats" in fourth["description"]
    assert [one["member"][-9:] for one in carousel["pictures"]] == ["04a_n.jpg", "04b_n.jpg", "04c_n.jpg"]
    film, missing = items[19], items[24]
    assert not film.possible and "film" in film.words[0]
    assert not missing.possible and "not in it" in missing.words[0]


def test_stories_and_archived_posts_are_there_to_be_chosen(tmp_path: Path) -> None:
    items = found(instagram.archive(tmp_path / "a.zip", "html", 3)).items
    assert {(one.part, one.chosen) for one in items} == {("posts", True), ("stories", False), ("archived", False)}


def test_other_years_and_parts(tmp_path: Path) -> None:
    """Older downloads have other folders; some name values; large ones come in several files."""
    old = [
        {"media": [{"uri": "media/posts/201901/x_n.jpg", "creation_timestamp": 1546300800, "title": "Caf\u00c3\u00a9"}]}
    ]
    new = [{"timestamp": 1546400000, "media": [{"uri": "media/posts/201901/y_n.jpg"}],
            "label_values": [{"label": "Caption", "value": "Named"}]}]  # fmt: skip
    one = zipped(tmp_path / "1.zip", {"instagram-jane/content/posts_1.json": json.dumps(old),
                                      "instagram-jane/content/posts_2.json": json.dumps(new)})  # fmt: skip
    two = zipped(tmp_path / "2.zip", {"instagram-jane/media/posts/201901/x_n.jpg": picture(1),
                                      "instagram-jane/media/posts/201901/y_n.jpg": picture(2)})  # fmt: skip
    read = reading.read("instagram", [(one, "1.zip"), (two, "2.zip")])
    assert [(item.body["title"], item.body["pictures"][0]["file"]) for item in read.items] == [
        ("Café", 1),
        ("Named", 1),
    ]
    with pytest.raises(ArchiveError, match="no posts of Instagram"):
        found(two)


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        ("#only #tags", "", ""),
        ("a" * 200, "a" * 79 + "…", "a" * 200),
        ("Line one\n\n.\n\nLine two\n#x", "Line one", "Line two"),
        ("fine #mid words", "fine mid words", "fine #mid words"),
        ("Ends with a number #1", "Ends with a number", ""),
    ],
)
def test_titles(text: str, title: str, words: str) -> None:
    said = captions.read(text)
    assert (said.title, said.words) == (title, words)


@pytest.mark.one_engine
async def test_a_download_as_json_comes_in(meeting: Meeting, tmp_path: Path) -> None:
    site, jane = meeting.site, meeting.jane
    path = instagram.archive(tmp_path / "a.zip", "json", 2)
    number = await imports.begin(site, jane, "instagram", [(path, "a.zip")])
    await drain(site)
    await imports.start(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        own = await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=10)
        embedded = await tx.value("select count(*) from jobs where kind = 'embed'")
    assert [one.title for one in own] == ["Heron 1", "Étude № 0 — après la pluie 🌧️"]
    assert embedded == 0, "the files had the year of elsewhere from the beginning"


async def test_a_download_becomes_a_portfolio(meeting: Meeting, tmp_path: Path) -> None:
    """By the filter, with its dates and order, and no word of it to followers; what a machine made is refused."""
    site, jane = meeting.site, meeting.jane
    assert await meeting.says(meeting.bob.follow(jane.uri)) == 202
    path = instagram.archive(tmp_path / "a.zip", "html", 5, generated=2)
    number = await imports.begin(site, jane, "instagram", [(path, "a.zip")])
    await drain(site)
    await imports.start(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        made = await rows.by_id(tx, number)
        items = await import_items.page(tx, number)
        works = [found for one in items if (found := await artworks.by_id(tx, one.id))]
        carousel = await pictures.of_artwork(tx, works[4].id)
        shown = await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=10)
        assert await posts.by_id(tx, works[2].id) is None
    assert made is not None and made.state == rows.DONE
    assert [work.state for work in works] == ["published"] * 2 + ["refused"] + ["published"] * 2
    assert [work.published for work in works if work.published] == [
        int(post.when.timestamp() * 1000) for post in instagram.posts(5) if post.number != 2
    ]
    assert [work.id for work in shown] == [works[number].id for number in (4, 3, 1, 0)]
    assert len(carousel) == 3
    await imports.undo(site, jane, number)
    await drain(site)
    assert {one["type"] for one in meeting.bob.received} == {"Accept"}
