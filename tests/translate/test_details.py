"""What only some posts have: several languages, events, films; how it is read, and how it is told to people."""

from __future__ import annotations

from typing import Any

import pytest

from federation.particulars import duration_of, place_of
from federation.vocab import read_note
from fediart.store.details import PostDetails
from fediart.translate.details import post_details
from fediart.web.dressing import with_emojis
from fediart.web.extras import clock_time, extras_of, span, version_for

BOB = "https://elsewhere.example/users/bob"


def details(**raw: Any) -> PostDetails:
    return post_details(
        read_note({"id": "https://elsewhere.example/notes/1", "attributedTo": BOB, "type": "Note", **raw}), {}
    )


def test_a_plain_note_has_none() -> None:
    assert details(content="<p>Hi</p>", contentMap={"en": "<p>Hi</p>"}, summary="CW") == PostDetails()


def test_the_readers_language_is_chosen_where_it_is_there() -> None:
    found = details(
        content="<p>Hi</p>",
        contentMap={"en": "<p>Hi</p>", "de-AT": "<p>Servus</p><script>x</script>", "und": "x", "<bad>": "x"},
        summaryMap={"en": "Greeting", "de-AT": "Gruß"},
    )
    assert [one.language for one in found.versions] == ["en", "de-AT"]
    german = version_for(found, "de")
    assert german is not None
    assert (german.content, german.warning) == ("<p>Servus</p>", "Gruß")
    assert version_for(found, "fr") is None and version_for(found, "") is None and version_for(None, "de") is None
    shown = extras_of(found, german.content, (), "/posts/1", german.language).languages
    assert [(one.name, one.path, one.chosen) for one in shown] == [
        ("English", "/posts/1?language=en", False),
        ("Deutsch (de-AT)", "/posts/1?language=de-AT", True),
    ]


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("PT1145S", 1_145_000), ("PT1H2M3.5S", 3_723_000), ("P1DT1M", 86_460_000), (12.5, 12_500), ("PT0S", None),
        ("P", None), ("", None), (True, None), (float("nan"), None), (-3, None), ("PT9999999999S", None), ([], None),
    ],
)  # fmt: skip
def test_durations(written: object, milliseconds: int | None) -> None:
    assert duration_of(written) == milliseconds


def test_durations_as_people_read_them() -> None:
    assert [clock_time(one) for one in (0, 5_000, 1_145_000, 3_723_000)] == ["", "0:05", "19:05", "1:02:03"]


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "words"),
    [
        (1670785200000, 1670792400000, "Europe/London", "11 December 2022, 19:00 – 21:00 (Europe/London)"),
        (1670785200000, 1670958000000, "+02:00", "11 December 2022, 21:00 – 13 December 2022, 21:00 (+02:00)"),
        (1670785200000, 0, "", "11 December 2022, 19:00 (UTC)"),
        (1670785200000, 0, "../../etc/passwd", "11 December 2022, 19:00 (UTC)"),
        (1670785200000, 0, "Nowhere/At_All", "11 December 2022, 19:00 (UTC)"),
        (1670785200000, 1, "-99:99", "11 December 2022, 19:00 (UTC)"),
        (253402300799000, 0, "+14:00", ""),
        (-62135596800000, 0, "-12:00", ""),
        (0, 0, "Europe/London", ""),
    ],
)
def test_when_an_event_is(starts: int, ends: int, zone: str, words: str) -> None:
    assert span(starts, ends, zone) == words


def test_where_an_event_is() -> None:
    place = {"type": "Place", "name": "Hall", "address": {"addressLocality": "Porto", "streetAddress": "Hall"}}
    assert place_of(place) == "Hall, Porto"
    assert place_of([{"type": "Place", "name": "A", "address": "B 1"}, "C"]) == "A, B 1, C"
    assert place_of({"type": "VirtualLocation", "url": "https://x.example"}) == ""
    found = details(
        type="Event", name="Talk", startTime="2026-05-01T19:00:00+02:00", endTime="never",
        location={"type": "VirtualLocation", "url": "https://meet.example/x"},
    )  # fmt: skip
    assert (found.online, found.zone, found.ends, found.place) == ("https://meet.example/x", "+02:00", 0, "")


def test_a_link_that_is_its_own_picture_or_page_is_not_told_twice() -> None:
    page = "https://elsewhere.example/p/1"
    assert details(type="Page", url=page, attachment=[{"type": "Link", "href": "https://x.example/a.png"}]).link == ""
    assert details(type="Page", url=page).link == ""
    assert details(type="Page", url="https://news.example/story").link == "https://news.example/story"
    assert details(type="Page", attachment=[{"type": "Link", "href": "javascript:x"}]).link == ""


def test_long_texts_are_folded_with_their_summary_or_beginning() -> None:
    long = "<p>" + "word " * 600 + "</p>"
    assert extras_of(None, long, (), "", "").words == 600
    assert extras_of(None, long, (), "", "").lead.endswith(" …")
    told = extras_of(details(type="Article", content=long, summary="In <b>short</b>"), long, (), "", "")
    assert (told.kind, told.lead) == ("Article", "In short")
    assert extras_of(None, "<p>short</p>", (), "", "").words == 0


def test_emojis_are_put_into_text_only() -> None:
    drawn = {"a": "/emojis/x.webp"}
    assert with_emojis('<a href="https://x.example/:a:">:a:</a>', drawn).count("<img") == 1
    assert with_emojis("<code>:a:</code> <pre>:a:</pre> 1:a:2 :b: a:a:a", drawn).count("<img") == 0
    assert with_emojis(":a:" * 5 + " :a:" * 500, drawn).count("<img") <= 201
