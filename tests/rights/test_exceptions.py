"""Site-wide files of bounded size: exact while there is room, and never more open than what they speak of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fediart.rights.crawlers import read_crawlers
from fediart.rights.exceptions import ArtistTerms, Chosen, Form, Line, SiteTerms, chosen
from fediart.rights.model import AXES, POLICIES, Holder, Policy, Preset
from fediart.rights.robots import LIMIT, RobotsFile, robots_txt
from fediart.rights.rsl import license_xml
from fediart.rights.smallfiles import ai_txt
from fediart.rights.tdmrep import document
from tests.rights.consumers import SiteFiles, covers
from tests.rights.made import ORIGIN

CRAWLERS = read_crawlers()
FIRST = 228_000_000_000_000_000  # works' numbers as they are in 2026
PRESETS = st.sampled_from([POLICIES[preset] for preset in Preset])
PLENTY = 10**9


def rank(policy: Policy) -> int:
    return sum(getattr(policy, axis) for axis in AXES)


def form(room: int) -> Form:
    return Form(rank, lambda line: len(line.path) if line.policy is not line.cover else 0, room)


def holds(found: Chosen, site: Policy, path: str) -> Policy:
    """What the file says of a path: the longest line that covers it."""
    hits = [line for line in found.lines if covers(line.path, path)]
    return max(hits, key=lambda line: len(line.path)).policy if hits else site


def addresses(terms: SiteTerms) -> list[tuple[str, Policy]]:
    """Every address that the file speaks of, and the policy that holds there."""
    found = [("/about", terms.policy)]
    for artist in terms.artists:
        shelves = dict(artist.series)
        for path in (
            f"/@{artist.name}",
            f"/@{artist.name}/timeline",
            f"/@{artist.name}?before=1-2",
            f"/users/{artist.name}",
        ):
            found.append((path, artist.policy))
        for slug, policy in shelves.items():
            found += [
                (f"/@{artist.name}/series/{slug}", policy),
                (f"/users/{artist.name}/series/{slug}?page=1", policy),
            ]
        for work, policy in artist.works:
            found += [(path, policy) for path in of_work(artist.name, work, policy)]
    return found


def of_work(name: str, work: int, policy: Policy) -> tuple[str, ...]:
    preset = policy.preset.value
    return (
        f"/@{name}/{work}", f"/@{name}/{work}?x", f"/users/{name}/posts/{work}", f"/users/{name}/posts/{work}/replies",
        f"/media/{preset}/{work}/abc.webp", f"/{preset}/@{name}/{work}",
    )  # fmt: skip


@st.composite
def sites(draw: st.DrawFn) -> SiteTerms:
    artists = []
    for place in range(draw(st.integers(0, 4))):
        own = draw(PRESETS)
        works = [(FIRST + 1000 * place + number, draw(PRESETS)) for number in range(draw(st.integers(0, 4)))]
        series = [(f"s{number}", draw(PRESETS)) for number in range(draw(st.integers(0, 2)))]
        unnamed = draw(st.lists(st.tuples(PRESETS, st.integers(1, 9)), max_size=2))
        name = draw(st.sampled_from(["a", "jane", "a.very-long_name-of-an-artist"])) + str(place)
        artists.append(
            ArtistTerms(
                name,
                own,
                tuple(reversed([one for one in works if one[1] is not own])),
                tuple(one for one in series if one[1] is not own),
                tuple(unnamed),
            )
        )
    return SiteTerms(draw(PRESETS), tuple(artists))


@given(sites(), st.integers(0, 1500))
@settings(max_examples=60, deadline=None)
def test_a_file_never_permits_what_is_refused_however_little_room_it_has(terms: SiteTerms, room: int) -> None:
    found = chosen(terms, form(room))
    for path, policy in addresses(terms):
        assert rank(holds(found, terms.policy, path)) <= rank(policy), path


@given(sites())
@settings(max_examples=40, deadline=None)
def test_with_room_enough_it_is_exact(terms: SiteTerms) -> None:
    known = SiteTerms(terms.policy, tuple(ArtistTerms(a.name, a.policy, a.works, a.series) for a in terms.artists))
    found = chosen(known, form(PLENTY))
    assert (found.left_out, found.together) == (0, 0)
    for path, policy in addresses(known):
        assert rank(holds(found, terms.policy, path)) == rank(policy), path


@given(sites(), st.integers(100, 2000))
@settings(max_examples=40, deadline=None)
def test_what_is_named_fits(terms: SiteTerms, room: int) -> None:
    found, least = chosen(terms, form(room)), len(chosen(SiteTerms(terms.policy), form(0)).lines)
    size = sum(len(line.path) for line in found.lines)
    assert size <= room or len(found.lines) <= least + 2 * len(Preset) + 2


def test_files_and_second_pages_need_no_line_of_their_own() -> None:
    few, many = opted_in(1, 1), opted_in(1, 40)
    lines = [line.path for line in chosen(many, form(PLENTY)).lines]
    assert "/media/open/" in lines and "/open/" in lines
    assert not any(path.startswith("/media/2") for path in lines)
    assert len(lines) - len(chosen(few, form(PLENTY)).lines) == 2 * 39  # the page and the document of each


def opted_in(artists: int, works: int, site: Preset = Preset.NO_AI, chose: Preset = Preset.OPEN) -> SiteTerms:
    """Artists who follow the site, with works that do not."""
    return SiteTerms(
        POLICIES[site],
        tuple(
            ArtistTerms(
                f"artist{place}",
                POLICIES[site],
                tuple((FIRST + place * 10**9 + number * 10**4, POLICIES[chose]) for number in reversed(range(works))),
            )
            for place in range(artists)
        ),
    )


def site_files(terms: SiteTerms) -> SiteFiles:
    robots = robots_txt(RobotsFile(terms, ORIGIN, CRAWLERS))
    tdmrep, rsl = document(terms, ORIGIN), license_xml(terms, ORIGIN, Holder("Kiln", f"{ORIGIN}/about"))
    for name, body in (("robots.txt", robots.encode()), ("tdmrep.json", tdmrep), ("license.xml", rsl)):
        assert len(body) <= LIMIT, name
    return SiteFiles(robots, json.loads(tdmrep), rsl, ai_txt(terms), ORIGIN)


@pytest.mark.parametrize(("artists", "works"), [(2, 10_000)])
def test_twenty_thousand_open_works_on_a_closed_site_are_open(artists: int, works: int) -> None:
    terms = opted_in(artists, works)
    files = site_files(terms)
    assert "exceptions that permit more did not fit here" in files.robots
    for artist in (terms.artists[0], terms.artists[-1]):
        for work, _ in (artist.works[0], artist.works[-1]):
            for path in (f"/media/open/{work}/a.webp", f"/open/@{artist.name}/{work}"):
                assert files.may_crawl("GPTBot", path) and files.stated("Content-Usage", path, "*") == [
                    "train-ai=y, search=y"
                ]
                assert files.reserved(path)[0] == 0 and files.rsl_permits(path, "ai-train")
    named = terms.artists[0].works[0][0]
    assert files.may_crawl("GPTBot", f"/users/artist0/posts/{named}"), (
        "as many as fit are open at their usual addresses"
    )
    assert not files.may_crawl("GPTBot", f"/@artist0/{FIRST + 5}")


@pytest.mark.parametrize(("artists", "works"), [(1, 5_000), (4_000, 5)])
def test_thousands_of_closed_works_on_an_open_site_are_closed(artists: int, works: int) -> None:
    terms = opted_in(artists, works, Preset.OPEN, Preset.NO_AI)
    files = site_files(terms)
    assert "told together" in files.robots
    for artist in (terms.artists[0], terms.artists[-1]):
        for work, _ in (artist.works[0], artist.works[-1]):
            for path in (
                f"/@{artist.name}/{work}",
                f"/users/{artist.name}/posts/{work}",
                f"/media/no-ai/{work}/a.webp",
            ):
                assert not files.may_crawl("GPTBot", path)
                assert files.may_crawl("Googlebot", path)
                assert files.stated("Content-Usage", path, "*") == ["train-ai=n, search=y"]
                assert files.reserved(path)[0] == 1 and not files.rsl_permits(path, "ai-train")
    assert files.may_crawl("GPTBot", f"/open/@{terms.artists[0].name}/{FIRST + 5}"), "open works have a way in"
    assert files.may_crawl("GPTBot", "/media/open/1/a.webp") and files.may_crawl("GPTBot", "/about")


def test_a_few_closed_works_are_closed_alone() -> None:
    files = site_files(opted_in(3, 50, Preset.OPEN, Preset.NO_AI))
    assert "told together" not in files.robots
    assert not files.may_crawl("GPTBot", f"/@artist1/{FIRST + 10**9}")
    assert files.may_crawl("GPTBot", f"/@artist1/{FIRST + 10**9 + 1}")


def test_the_number_of_exceptions_that_fit_one_by_one() -> None:
    assert "did not fit" not in robots_txt(RobotsFile(opted_in(60, 20), ORIGIN, CRAWLERS))


def test_a_line_says_whose_it_is() -> None:
    jane = ArtistTerms("jane", POLICIES[Preset.OPEN], shown_name="Jane & Co")
    tree = etree.fromstring(license_xml(SiteTerms(POLICIES[Preset.NO_AI], (jane,)), ORIGIN, Holder("Kiln", "about")))
    (holder,) = tree.xpath("//r:content[@url='/@jane/']/r:copyright", namespaces={"r": "https://rslstandard.org/rsl"})
    assert (holder.text, holder.get("type"), holder.get("contactUrl")) == ("Jane & Co", "person", f"{ORIGIN}/@jane")


def test_a_name_that_begins_like_another_is_not_meant() -> None:
    jane = ArtistTerms("jane", POLICIES[Preset.OPEN])
    files = site_files(SiteTerms(POLICIES[Preset.NO_AI], (jane,)))
    assert files.may_crawl("GPTBot", "/@jane") and files.may_crawl("GPTBot", "/users/jane/outbox")
    assert not files.may_crawl("GPTBot", "/@janet") and not files.may_crawl("GPTBot", "/users/janet/outbox")


def test_lines_are_sorted_for_readers_that_stop_at_the_first() -> None:
    found = chosen(opted_in(2, 3), form(PLENTY)).lines
    assert [len(line.path) for line in found] == sorted((len(line.path) for line in found), reverse=True)
    assert all(isinstance(line, Line) for line in found)
