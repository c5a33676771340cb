"""robots.txt, tdmrep.json, license.xml and the small files, read by parsers that others wrote."""

from __future__ import annotations

import json
from datetime import date
from urllib.robotparser import RobotFileParser

import pytest
import robots as robotspy
from lxml import etree
from protego import Protego

from fediart.rights.crawlers import read_crawlers
from fediart.rights.exceptions import ArtistTerms, SiteTerms
from fediart.rights.model import POLICIES, Holder, Policy, Preset
from fediart.rights.paths import matches, written
from fediart.rights.read_site import read_robots, read_tdmrep
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.rights.rsl import license_xml
from fediart.rights.smallfiles import ai_txt, gpc_json, trust_txt
from fediart.rights.tdmrep import document, entries
from tests.rights.made import ORIGIN, PRESETS

CRAWLERS = read_crawlers()
OPEN, NO_AI, NO_TRAINING = POLICIES[Preset.OPEN], POLICIES[Preset.NO_AI], POLICIES[Preset.NO_TRAINING]


def site(policy: Policy, *artists: ArtistTerms) -> SiteTerms:
    return SiteTerms(policy, artists)


def jane(policy: Policy, *works: tuple[int, Preset]) -> ArtistTerms:
    return ArtistTerms("jane", policy, tuple((number, POLICIES[preset]) for number, preset in works))


def may_fetch(text: str, agent: str, path: str) -> bool:
    """What three independent parsers say; they have to agree."""
    url = f"{ORIGIN}{path}"
    old = RobotFileParser()
    old.parse(text.splitlines())
    answers = {
        Protego.parse(text).can_fetch(url, agent),
        robotspy.RobotsParser.from_string(text).can_fetch(agent, url),
    }
    if "$" not in text:  # the standard library knows no end anchor
        answers.add(old.can_fetch(agent, url))
    assert len(answers) == 1
    return answers.pop()


def test_by_default_ai_crawlers_are_kept_out_and_search_engines_are_not():
    text = robots_txt(RobotsFile(site(NO_AI), ORIGIN, CRAWLERS, sitemap=f"{ORIGIN}/sitemap.xml"))
    for agent in ("GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Applebot-Extended", "PerplexityBot"):
        assert not may_fetch(text, agent, "/works/1")
        assert may_fetch(text, agent, "/.well-known/tdmrep.json")
        assert may_fetch(text, agent, "/policies/no-ai")
    for agent in ("Googlebot", "Applebot", "Bingbot", "facebookexternalhit"):
        assert may_fetch(text, agent, "/works/1")
        assert not may_fetch(text, agent, "/auth/login")
    assert text.endswith(f"\nSitemap: {ORIGIN}/sitemap.xml\n")
    assert f"\nLicense: {ORIGIN}/license.xml\n" in text.split("User-agent")[0]
    assert "Article 4(3)" in text


def test_every_group_repeats_the_terms():
    text = robots_txt(RobotsFile(site(NO_AI, jane(NO_AI, (7, Preset.NO_TRAINING))), ORIGIN, CRAWLERS))
    groups = [block for block in text.split("\n\n") if "User-agent:" in block]
    assert len(groups) == 3  # who trains or does not say, who retrieves, everyone else
    for group in groups:
        assert "\nContent-Usage: train-ai=n, search=y\n" in group
        assert "\nContent-Signal: search=yes, ai-input=no, ai-train=no\n" in group
        assert "\nContent-Signal: /@jane/7 search=yes, ai-input=yes, ai-train=no\n" in group


def test_retrieval_is_let_in_where_ai_input_is_permitted():
    text = robots_txt(RobotsFile(site(NO_TRAINING), ORIGIN, CRAWLERS))
    assert not may_fetch(text, "GPTBot", "/works/1")
    assert may_fetch(text, "PerplexityBot", "/works/1")


def test_an_open_site_keeps_crawlers_from_what_is_not_its_own_and_nothing_else():
    text = robots_txt(RobotsFile(site(OPEN), ORIGIN, CRAWLERS))
    assert may_fetch(text, "GPTBot", "/works/1")
    assert may_fetch(text, "GPTBot", "/media/open/1/a.webp")
    for path in ("/remote-media/1.webp", "/posts/1", "/media/1/a.webp"):
        assert not may_fetch(text, "GPTBot", path)
        assert may_fetch(text, "Googlebot", path)


def test_policy_tokens_are_further_agents_of_the_training_group():
    text = robots_txt(RobotsFile(site(NO_AI), ORIGIN, CRAWLERS, tokens=("example-training-token",)))
    assert not may_fetch(text, "example-training-token", "/works/1")
    with pytest.raises(ValueError, match="policy_tokens"):
        robots_txt(RobotsFile(site(NO_AI), ORIGIN, CRAWLERS, tokens=("a\nDisallow: /",)))


def test_a_path_cannot_bring_a_line_of_its_own():
    evil = ArtistTerms("jane", NO_AI, series=(("x\nUser-agent: *\nDisallow: / #", OPEN),))
    text = robots_txt(RobotsFile(site(NO_AI, evil), ORIGIN, CRAWLERS))
    assert "/@jane/series/x%0AUser-agent:%20*%0ADisallow:%20/%20%23/ train-ai=y" in text
    assert may_fetch(text, "Googlebot", "/@jane/1")
    with pytest.raises(ValueError, match="slash"):
        written("works/7")


def test_tdmrep_has_exceptions_first_and_the_root_last():
    mia = ArtistTerms("mia", POLICIES[Preset.ASK_FIRST])
    terms = site(NO_AI, jane(OPEN, (9, Preset.NO_AI)), mia)
    listed = json.loads(document(terms, ORIGIN))
    assert listed == entries(terms, ORIGIN)
    places = [entry["location"] for entry in listed]
    assert places.index("/@jane/9") < places.index("/@jane/") < places.index("/")
    assert places[-1] == "/"
    said = {entry["location"]: entry for entry in listed}
    assert said["/"] == {"location": "/", "tdm-reservation": 1}
    assert said["/@mia/"]["tdm-policy"] == f"{ORIGIN}/policies/ask-first.jsonld"
    assert said["/@jane/"]["tdm-reservation"] == said["/media/open/"]["tdm-reservation"] == 0
    assert said["/@jane/9"]["tdm-reservation"] == said["/@mia/"]["tdm-reservation"] == 1


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("/works/7", "/works/71", True),
        ("/works/7$", "/works/7", True),
        ("/works/7$", "/works/71", False),
        ("/*.jpg$", "/media/a.jpg", True),
        ("/*.jpg$", "/media/a.jpg?x", False),
        ("/a*b*c", "/axxbxxcxx", True),
        ("/a*b*c$", "/axxbxxcxx", False),
        ("/a*a$", "/a", False),
        ("/*", "/", True),
        ("/Works", "/works", False),
        ("/a*$", "/abc", True),
    ],
)
def test_path_patterns(pattern, path, hit):
    assert matches(pattern, path) is hit


def test_a_pattern_full_of_stars_costs_nothing():
    assert not matches("/" + "*a" * 5000 + "$", "/" + "a" * 4999)


def test_the_first_match_of_tdmrep_wins():
    body = b'[{"location": "/w/*", "tdm-reservation": 0}, {"location": "/w/1", "tdm-reservation": 1}]'
    (found,) = read_tdmrep(body, "/w/1")
    assert found.value == "0"
    (missing,) = read_tdmrep(body, "/elsewhere")
    assert missing.status == "missing"


def test_robots_reading_takes_the_agents_own_group_and_the_longest_path():
    body = b"""License: https://x.example/license.xml
User-agent: *
Content-Usage: train-ai=y
Content-Usage: /works/ train-ai=n
Content-Usage: /works/7 train-ai=y

User-Agent: Curious
User-Agent: Nosy
Content-Usage: train-ai=n, search=n
Disallow: /private
Allow: /private/not
"""

    def usage(path: str, agent: str = "*") -> list[str]:
        return [s.value for s in read_robots(body, path, CRAWLERS, agent) if s.signal == "Content-Usage"]

    assert usage("/") == ["train-ai=y"]
    assert usage("/works/6") == ["train-ai=n"]
    assert usage("/works/7") == ["train-ai=y"]
    assert usage("/works/7", "nosy") == ["train-ai=n, search=n"]
    assert usage("/private/x", "curious") == []  # disallowed: no preference
    assert usage("/private/not", "curious") == ["train-ai=n, search=n"]


def test_identical_paths_are_all_heard():
    body = b"User-agent: *\nContent-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n\n"
    found = [s.value for s in read_robots(body, "/a", CRAWLERS) if s.signal == "Content-Usage"]
    assert found == ["train-ai=y", "train-ai=n"]


@pytest.mark.parametrize("preset", PRESETS)
def test_rsl_is_well_formed_and_says_the_table(preset):
    holder = Holder("Art & <Friends>\x00", f"{ORIGIN}/about?a=1&b=2")
    terms = site(POLICIES[preset], jane(POLICIES[preset], (7, Preset.OPEN)))
    tree = etree.fromstring(license_xml(terms, ORIGIN, holder))
    name = {"r": "https://rslstandard.org/rsl"}
    urls = tree.xpath("//r:content/@url", namespaces=name)
    assert urls[-1] == "/" and "/media/open/" in urls
    assert ("/@jane/7" in urls) == (preset is not Preset.OPEN)
    last = tree.xpath("//r:content", namespaces=name)[-1]
    prohibited = last.xpath("r:license/r:prohibits/text()", namespaces=name)
    wanted = {"no-ai": ["ai-all"], "no-ai-no-search": ["all"], "no-training": ["ai-train"]}
    assert prohibited == {**wanted, "ask-first": ["ai-all"], "open": []}[preset]
    assert last.xpath("r:copyright/text()", namespaces=name) == ["Art & <Friends> "]
    assert not tree.xpath("//r:payment", namespaces=name) and "server" not in tree.attrib


def test_the_small_files():
    closed, opened = ai_txt(site(NO_AI)), ai_txt(site(OPEN))
    assert "Disallow: *.png\n" in closed and closed.endswith("Disallow: /\nDisallow: *\n")
    assert opened.endswith("\nAllow: /\n") and "Disallow: /remote-media/\n" in opened
    assert "Allow: /@jane/7\n" in ai_txt(site(NO_AI, jane(NO_AI, (7, Preset.OPEN))))
    assert trust_txt(NO_AI) == "datatrainingallowed=no\n"
    assert trust_txt(OPEN) == "datatrainingallowed=yes\n"
    assert json.loads(gpc_json(date(2026, 11, 22))) == {"gpc": True, "lastUpdate": "2026-11-22"}


def test_the_crawler_list_is_clean(tmp_path):
    names = [*CRAWLERS.training, *CRAWLERS.retrieval, *CRAWLERS.undeclared]
    assert len({name.lower() for name in names}) == len(names)
    assert "facebookexternalhit" not in names and "Applebot" not in names
    for bad in ('training = ["a#b"]', "training = [1]", 'training = ["*"]', "training = []", "training"):
        (tmp_path / "list.toml").write_text(bad)
        with pytest.raises(ValueError, match=r"list\.toml"):
            read_crawlers(tmp_path / "list.toml")
