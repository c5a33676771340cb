"""What other servers make of our Note, rule by rule, on documents as we send them."""

from __future__ import annotations

from typing import Any

import pytest

from federation.audience import PUBLIC
from fediart.translate.elsewhere import gotosocial, lemmy, mastodon, misskey, pixelfed, views


def picture(place: int = 1, **changes: Any) -> dict[str, Any]:
    made = {
        "type": "Image", "mediaType": "image/jpeg", "url": f"https://art.example/media/{place}.jpg",
        "name": f"Picture {place}", "summary": f"Picture {place}", "width": 1200, "height": 900,
        "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "focalPoint": [0.5, -0.5],
    }  # fmt: skip
    return {key: value for key, value in (made | changes).items() if value is not None}


def note(count: int = 1, *, pictures: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    attached = [picture(place) for place in range(1, count + 1)] if pictures is None else pictures
    content = "<p><strong>Heron</strong></p><p>Ink &amp; paper</p>"
    return {"type": "Note", "content": content, "to": [PUBLIC], "cc": [], "attachment": attached} | changes


def test_mastodon_shows_the_first_four_and_says_so() -> None:
    view = mastodon(note(6))
    assert [one.alt for one in view.pictures] == [f"Picture {place}" for place in (1, 2, 3, 4)]
    assert view.more == 2 and not view.folded and not view.covered
    assert view.advice[0].startswith("Mastodon shows four of your six pictures")
    assert view.pictures[0].focal == (0.5, -0.5)
    assert mastodon(note(4)).advice == ()


@pytest.mark.parametrize(
    ("changes", "shown", "words"),
    [
        ({"width": 8000, "height": 5000}, 0, "more pixels than Mastodon shows"),
        ({"width": 4000, "height": 3000}, 1, "loses what the file says about AI"),
        ({"mediaType": "image/gif", "width": 1000, "height": 1000}, 0, "more pixels than Mastodon shows"),
        ({"mediaType": "image/svg+xml"}, 0, "of a type that Mastodon does not show"),
        ({"name": "", "summary": ""}, 1, "This picture has no description"),
        ({"name": "a" * 1501, "summary": "a" * 1501}, 1, "after 1,500 letters"),
    ],
)
def test_what_mastodon_does_to_a_picture(changes: dict[str, Any], shown: int, words: str) -> None:
    view = mastodon(note(pictures=[picture(**changes)]))
    assert len(view.pictures) == shown
    assert any(words in one for one in view.advice), view.advice


def test_mastodon_reads_summary_before_name_and_others_name_alone() -> None:
    document = note(pictures=[picture(name="From name", summary="From summary")])
    assert mastodon(document).pictures[0].alt == gotosocial(document).pictures[0].alt == "From summary"
    assert pixelfed(document).pictures[0].alt == misskey(document).pictures[0].alt == "From name"


def test_a_content_warning_folds_words_or_only_pictures() -> None:
    document = note(summary="Blood", sensitive=True)
    assert mastodon(document).folded and mastodon(document).covered and mastodon(document).warning == "Blood"
    assert not pixelfed(document).folded and pixelfed(document).covered
    only = note(sensitive=True)
    assert not mastodon(only).folded and mastodon(only).covered
    assert pixelfed(only).warning == "Sensitive content"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 5001}, "Picture 2 has more than 5,000 pixels on a side"),
        ({"height": 6000}, "Picture 2 has more than 5,000 pixels on a side"),
        ({"mediaType": "image/avif"}, "Picture 2 is of a type it does not take"),
        ({"type": "Video"}, "Picture 2 is no plain image"),
        ({"blurhash": "short"}, "Picture 2 has a preview of a length"),
        ({"url": [{"type": "Link", "href": "https://art.example/2.jpg"}]}, "Picture 2 is no plain image"),
    ],
)
def test_one_bad_picture_costs_all_on_pixelfed(changes: dict[str, Any], words: str) -> None:
    view = pixelfed(note(pictures=[picture(1), picture(2, **changes), picture(3)]))
    assert view.pictures == () and view.more == 3
    assert words in view.advice[0] and view.advice[0].startswith("Pixelfed drops all pictures")


def test_pixelfed_takes_what_is_within_its_bounds() -> None:
    view = pixelfed(note(pictures=[picture(width=5000, height=5000, blurhash=None)] * 5))
    assert len(view.pictures) == 4 and view.more == 1
    assert "four pictures in an album" in view.advice[0]


def test_misskey_shows_sixteen_and_gotosocial_all() -> None:
    assert (len(misskey(note(20)).pictures), misskey(note(20)).more) == (16, 4)
    assert len(gotosocial(note(20)).pictures) == 20


def test_lemmy_shows_it_only_in_a_community_it_is_addressed_to() -> None:
    community = "https://lemmy.example/c/art"
    assert "Name one in the description" in lemmy(note(2)).why_not
    assert "Name one" in lemmy(note(2, cc=["https://a.example/bob"]), [community]).why_not
    view = lemmy(note(2, cc=[community]), [community])
    assert (view.why_not, view.title, view.content) == ("", "Heron", "<p>Ink &amp; paper</p>")
    assert len(view.pictures) == 2 and view.advice == (
        "Lemmy makes a link of the first picture; the others stand in the text below it.",
    )


def test_words_of_others_stay_words() -> None:
    """The title is somebody's text: it is escaped where it becomes markup."""
    document = note(content="<p>&lt;b&gt;x</p><p>&lt;script&gt;</p>", cc=["https://l.example/c/a"])
    view = lemmy(document, ["https://l.example/c/a"])
    assert view.title == "<b>x" and view.content == "<p>&lt;script&gt;</p>"


def test_five_kinds_of_servers() -> None:
    assert [one.server for one in views(note())] == [
        "Mastodon", "Pixelfed", "Misskey and Sharkey", "GoToSocial", "Lemmy",
    ]  # fmt: skip
