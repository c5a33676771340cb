"""Looks over the server's shoulder: every JSON answer of the API against our own OpenAPI document.

With the shared data also against Mastodon's documented schema; what differs there for a reason is listed below.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from aiohttp import web
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import document
from tests.conftest import SHARED

# Faults of the documented schema, or of what it was generated from: `METHOD path STATUS: place: message` as patterns.
ALLOWED: dict[str, str] = {
    r"^mastodon: GET /api/v1/filters 200: : \[": "its words say a list, as Mastodon gives it",
    r"quote: (oneOf|\{'state')": "Quote and ShallowQuote need nothing but `state`: each quote fits both",
    r"^mastodon: POST /api/v1/statuses 200: : oneOf": "the same; the proxy names no part of long answers",
    r"^mastodon: GET /api/v[12]/instance 200: (contact/)?email: '' is not": "an instance that names no address",
}


# Addresses of Mastodon's that its documented schema does not know, and takes for another with an identifier.
UNKNOWN = frozenset({"/api/v1/notifications/policy"})


@dataclass(frozen=True, slots=True)
class Rules:
    """A document with its paths as patterns, the plainest first."""

    name: str
    told: dict[str, Any]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    registry: Registry[Any]

    def check(self, method: str, path: str, status: int, body: bytes) -> list[str]:
        for pattern, plain in self.patterns:
            operation = self.told["paths"][plain].get(method.lower())
            if operation is not None and pattern.fullmatch(path):
                if self.name == "mastodon" and path in UNKNOWN:
                    return []
                return self._check(f"{self.name}: {method} {plain} {status}", operation, status, body)
        return []

    def _check(self, name: str, operation: dict[str, Any], status: int, body: bytes) -> list[str]:
        answers = operation.get("responses", {})
        answer = answers.get(str(status)) or answers.get("default")
        if answer is None:
            return [f"{name}: this status is not documented"]
        if "$ref" in answer:
            answer = self.told["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return []
        checker = Draft202012Validator(
            _rooted(json.dumps(schema), self.name),
            registry=self.registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        leaves = (leaf for error in checker.iter_errors(json.loads(body)) for leaf in _leaves(error))
        return [f"{name}: {_place(leaf)}: {leaf.message[:140]}" for leaf in leaves]


def _rooted(schema: str, name: str) -> Any:
    return json.loads(schema.replace('"#/', f'"urn:{name}#/'))


def _leaves(error: Any) -> Iterator[Any]:
    """What is wrong in the alternative that comes nearest, where none of several fits."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches: dict[int, list[Any]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    for one in min(branches.values(), key=len):
        yield from _leaves(one)


def _place(error: Any) -> str:
    return "/".join("N" if isinstance(part, int) else str(part) for part in error.absolute_path)


def _rules(name: str, told: dict[str, Any]) -> Rules:
    paths = sorted(told["paths"], key=lambda path: path.count("{"))
    patterns = tuple((re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))), path) for path in paths)
    rooted = _rooted(json.dumps(told), name)
    whole: Resource[Any] = Resource.from_contents(rooted, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(f"urn:{name}", whole)
    return Rules(name, rooted, patterns, registry)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rules, ...]:
    ours = _rules("ours", document(ENDPOINTS, "http://localhost"))
    theirs = SHARED / "mastodon-openapi.json"
    return (ours, _rules("mastodon", json.loads(theirs.read_text()))) if theirs.is_file() else (ours,)


@dataclass
class Watch:
    """`seen` counts the answers that were looked at; `wrong` how often each thing was wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    answers: set[tuple[str, str, int, bytes]] = field(default_factory=set)

    def over(self, app: web.Application) -> None:
        app.on_response_prepare.append(self._look)

    async def _look(self, request: web.Request, response: web.StreamResponse) -> None:
        told = isinstance(response, web.Response) and isinstance(response.body, bytes)
        if request.path.startswith(("/api/", "/oauth/")) and told and "json" in response.content_type:
            assert isinstance(response, web.Response) and isinstance(response.body, bytes)
            packed = response.headers.get("Content-Encoding") == "gzip"
            body = gzip.decompress(response.body) if packed else response.body
            self.answers.add((request.method, request.path, response.status, body))

    def wrong(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for method, path, status, body in self.answers:
            for rules in all_rules():
                found.update(rules.check(method, path, status, body))
        return Counter({one: n for one, n in found.items() if not any(re.search(known, one) for known in ALLOWED)})

    def settle(self, *, least: int) -> None:
        """Raises AssertionError that names everything that is not as documented. `least` answers must have come by."""
        assert len(self.answers) >= least
        wrong = self.wrong()
        assert not wrong, "\n".join(f"{n} x {one}" for one, n in wrong.most_common())
