"""What the small site files say: Spawning's ai.txt about a path, trust.txt about the site; and a policy in ODRL."""

from __future__ import annotations

from collections.abc import Iterator

from fediart.rights.paths import matches
from fediart.rights.read_feed import document_of
from fediart.rights.signal import Signal

AI_TXT_LIMIT = 4 * 1024 * 1024  # bytes
_MOST_LINES = 100_000


def read_ai_txt(body: bytes, path: str) -> tuple[Signal, ...]:
    """What ai.txt says about a path to everybody: the longest pattern decides; nothing where none covers it."""
    longest, said = -1, ""
    for line in body[:AI_TXT_LIMIT].decode("utf-8", "replace").splitlines()[:_MOST_LINES]:
        key, _, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        if key.lower() not in ("allow", "disallow") or not value:
            continue
        pattern = value if value.startswith("/") else "*" + value.removeprefix("*")
        if matches(pattern, path) and len(value) > longest:
            longest, said = len(value), key.capitalize()
    return (Signal("ai.txt", "ai.txt", said),) if said else ()


def read_trust_txt(body: bytes) -> tuple[Signal, ...]:
    """`datatrainingallowed`, which holds for the whole site."""
    for line in body[:AI_TXT_LIMIT].decode("utf-8", "replace").splitlines()[:_MOST_LINES]:
        key, _, value = (part.strip() for part in line.split("#", 1)[0].partition("="))
        if key.lower() == "datatrainingallowed":
            return (Signal("trust.txt", "datatrainingallowed", value),)
    return (Signal("trust.txt", "datatrainingallowed", "", "missing"),)


def read_odrl(body: bytes) -> tuple[Signal, ...]:
    """What a policy in ODRL permits or prohibits of mining: the TDMRep profile, and plain ODRL."""
    document = document_of(body)
    if document is None:
        return (Signal("policy", "document", "not a JSON object", "unreadable"),)
    found = [*_rules(document, "permission", "permits"), *_rules(document, "prohibition", "prohibits")]
    return tuple(found) or (Signal("policy", "odrl", "", "missing"),)


def _rules(document: dict[str, object], kind: str, word: str) -> Iterator[Signal]:
    rules = document.get(kind)
    for rule in (rules if isinstance(rules, list) else [rules])[:64]:
        if not isinstance(rule, dict):
            continue
        action = rule.get("action")
        if isinstance(action, str) and action.rsplit(":", 1)[-1].rsplit("#", 1)[-1] == "mine":
            bound = "duty" in rule or "constraint" in rule
            yield Signal("policy", "odrl", f"{word} tdm:mine" + (" on conditions" if bound else ""))
