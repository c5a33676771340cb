"""docs/api.md says of each documented endpoint whether it is there: held against the routes and the documentation."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import plain_path
from fediart.web.routes import ROUTES

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
SPAN = re.compile(r"`((?:(?:GET|POST|PUT|PATCH|DELETE) )+)(/[^`]*)`")
METHODS = ("get", "post", "put", "patch", "delete")


def name_of(method: str, path: str) -> str:
    """One name for an endpoint, whatever the parts of its path are called."""
    return f"{method.upper()} {re.sub(r'{[^}]+}', '{}', plain_path(path)).rstrip('/')}"


def table() -> dict[str, str]:
    """What the page says of each endpoint. Raises AssertionError where it says something of one twice."""
    found: dict[str, str] = {}
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 5 or cells[2] not in ("done", "partly", "not"):
            continue
        assert cells[3] or cells[2] == "done", f"{line}: say why"
        for methods, path in SPAN.findall(cells[1]):
            for method in methods.split():
                assert name_of(method, path) not in found, f"{method} {path} stands there twice"
                found[name_of(method, path)] = cells[2]
    return found


def test_what_is_said_to_be_there_is_routed() -> None:
    routed = {name_of(one.method, one.path) for one in ROUTES}
    assert {name for name, state in table().items() if state != "not"} - routed == set()


def test_every_endpoint_of_mastodons_is_in_the_table() -> None:
    theirs = [one for one in ENDPOINTS if re.match(r"/(api/v\d|oauth/)", one.path)]
    assert {name_of(one.method, one.path) for one in theirs} - set(table()) == set()


@pytest.mark.shared
def test_the_table_leaves_nothing_out_that_is_documented(shared: Path) -> None:
    told = json.loads((shared / "mastodon-openapi.json").read_text())["paths"]
    documented = {name_of(method, path) for path, one in told.items() for method in METHODS if method in one}
    assert len(documented) > 200
    assert documented - set(table()) == set()
