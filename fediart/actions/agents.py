"""What a browser is, in two words, from what it calls itself: for people who want to know where they are logged in."""

from __future__ import annotations

from typing import Final

# The first that is found counts: most browsers say that they are several others, too.
_BROWSERS: Final = (
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST: Final = 40


def named_agent(agent: str) -> str:
    """`Firefox, Linux`; the first word of what names itself otherwise; empty for what says nothing."""
    browser = _first(_BROWSERS, agent)
    if not browser:
        return agent.split()[0].partition("/")[0][:_LONGEST] if agent.strip() else ""
    system = _first(_SYSTEMS, agent)
    return f"{browser}, {system}" if system else browser


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in table if mark in agent), "")
