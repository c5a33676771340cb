"""What consumers of each system conclude of one address: written from the systems' own rules, not from our code.

AIPREF combines all its statements and the most restrictive wins; TDMRep takes the first entry that matches, and a later
carrier replaces an earlier one; access to crawl is RFC 9309, as two parsers by others read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import http_sf
import robots as robotspy
from lxml import etree
from protego import Protego

RSL = {"r": "https://rslstandard.org/rsl"}
PLUS = re.compile(rb"<plus:DataMining>http://ns\.useplus\.org/ldf/vocab/([A-Z-]+)</plus:DataMining>")
Said = Mapping[str, bool]  # axis: permitted


def covers(pattern: str, path: str) -> bool:
    """RFC 9309: a prefix, `*` for anything, a final `$` for the end."""
    return _expression(pattern).match(path) is not None


@lru_cache(maxsize=10_000)
def _expression(pattern: str) -> re.Pattern[str]:
    body = "".join(".*" if one == "*" else re.escape(one) for one in pattern.removesuffix("$"))
    return re.compile(body + ("$" if pattern.endswith("$") else ""), re.DOTALL)


@lru_cache(maxsize=4)
def _parsed(robots: str) -> tuple[Any, Any]:
    return Protego.parse(robots), robotspy.RobotsParser.from_string(robots)


@lru_cache(maxsize=4)
def _groups(robots: str) -> list[tuple[list[str], list[str]]]:
    """Of each group its agents in small letters, and its other lines."""
    groups: list[tuple[list[str], list[str]]] = []
    for block in re.split(r"\n\s*\n", robots):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        agents = [line.partition(":")[2].strip().lower() for line in lines if line.startswith("User-agent:")]
        if agents:
            groups.append((agents, [line for line in lines if not line.startswith("User-agent:")]))
    return groups


@lru_cache(maxsize=4)
def _contents(rsl: bytes) -> list[Any]:
    return list(etree.fromstring(rsl).xpath("//r:content", namespaces=RSL))


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """What the site says of itself, as fetched."""

    robots: str
    tdmrep: list[dict[str, Any]]
    rsl: bytes
    ai_txt: str
    origin: str

    def may_crawl(self, agent: str, path: str) -> bool:
        """As two parsers read it; they have to agree."""
        url = self.origin + path
        one, other = _parsed(self.robots)
        answers = {one.can_fetch(url, agent), other.can_fetch(agent, url)}
        assert len(answers) == 1, f"parsers differ about {path} for {agent}"
        return answers.pop()

    def group(self, agent: str) -> list[str]:
        """The lines of the group that names the agent, else of the one for everybody."""
        groups = _groups(self.robots)
        own = [lines for agents, lines in groups if agent.lower() in agents]
        return (own or [lines for agents, lines in groups if "*" in agents])[0]

    def stated(self, directive: str, path: str, agent: str) -> list[str]:
        """The values of the longest pattern that covers the path."""
        hits: dict[int, list[str]] = {}
        for line in self.group(agent):
            name, _, value = line.partition(": ")
            if name == directive:
                scope, terms = value.split(" ", 1) if value.startswith("/") else ("/", value)
                if covers(scope, path):
                    hits.setdefault(len(scope), []).append(terms)
        return hits[max(hits)] if hits else []

    def reserved(self, path: str) -> tuple[int, str]:
        """TDMRep's file: the reservation and the policy of the first entry that matches."""
        entry = next(one for one in self.tdmrep if covers(one["location"], path))
        return entry["tdm-reservation"], entry.get("tdm-policy", "")

    def rsl_permits(self, path: str, usage: str) -> bool:
        """What is prohibited wins over what is permitted, and what is not permitted is not."""
        contents = _contents(self.rsl)
        content = max((one for one in contents if covers(one.get("url"), path)), key=lambda one: len(one.get("url")))
        permitted = _words(content.xpath("r:license/r:permits/text()", namespaces=RSL))
        prohibited = _words(content.xpath("r:license/r:prohibits/text()", namespaces=RSL))
        wider = {"all", usage} | ({"ai-all"} if usage.startswith("ai-") else set())
        return bool(permitted & wider) and not prohibited & wider

    def ai_txt_permits(self, path: str) -> bool:
        longest, allowed = -1, True
        for line in self.ai_txt.splitlines():
            word, _, pattern = line.partition(": ")
            if word in ("Allow", "Disallow") and covers(pattern, path) and len(pattern) > longest:
                longest, allowed = len(pattern), word == "Allow"
        return allowed


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.split(r"[\s,]+", text) if word}


def aipref(values: Iterable[str]) -> dict[str, bool]:
    """Any refusal refuses, else any permission permits (vocab-07, combining); read with an RFC 9651 parser."""
    answers: dict[str, bool] = {}
    for value in values:
        for key, (item, _) in http_sf.parse(value.encode(), tltype="dictionary").items():  # type: ignore[union-attr, misc]
            if isinstance(item, http_sf.Token) and str(item) in ("y", "n"):
                answers[key] = answers.get(key, True) and str(item) == "y"
    return answers


def content_signals(values: Iterable[str]) -> dict[str, bool]:
    answers: dict[str, bool] = {}
    for value in values:
        for part in value.split(","):
            key, _, word = part.strip().partition("=")
            answers[key] = answers.get(key, True) and word == "yes"
    return answers


def robots_words(values: Iterable[str]) -> set[str]:
    return {word.strip().lower() for value in values for word in value.split(",")}


def metas(page: str, name: str) -> list[str]:
    return [str(one) for one in etree.HTML(page).xpath(f"//head/meta[@name='{name}']/@content")]


def json_ld(page: str) -> dict[str, Any]:
    (text,) = etree.HTML(page).xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(text)
    return found


def plus_codes(data: bytes) -> set[str]:
    return {one.decode() for one in PLUS.findall(data)}
