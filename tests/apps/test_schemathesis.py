"""schemathesis asks the addresses of our OpenAPI document all it can think of: never a 500, never another shape.

`make test` asks every eighth address; with EVERY_CASE set (`make schemathesis`) all are asked.
"""

from __future__ import annotations

import json
import os
import re
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import token_for
from tests.apps.conftest import ran
from tests.site import Client, make_artist

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# Streams do not end; two end the account or the token that asks; to translate is documented as 503, a server's error.
ADMIN = r"^/api/v[12]/admin/(?!accounts/\{id\}/action)"
REST = r"^/(?!api/v[12]/admin|api/v1/streaming|oauth/revoke|.*/translate$)"
CASES = {"artist": 4_000, "owner": 700}  # no fewer than these, of all addresses
SHARE = 1 if os.environ.get("EVERY_CASE") else 8
FORMS = {"application/json", "multipart/form-data", "application/x-www-form-urlencoded"}
# One worker: in several threads CPython 3.11.7 loses count of its recursion while it parses (a SystemError of its own).
# Methods that an address has not, and parameters that come twice, are looked at by tests of the door.
SETTINGS = "[phases.coverage]\nunexpected-methods = []\ngenerate-duplicate-query-parameters = false\n"


def by_turns(told: dict[str, Any]) -> dict[str, Any]:
    """Each body in one of the three forms, in turn: one reader takes them all, and three times is too long."""
    forms = cycle(sorted(FORMS))
    for operations in told["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if set(content) == FORMS:
                form = "multipart/form-data" if '"binary"' in json.dumps(content) else next(forms)
                operation["requestBody"]["content"] = {form: content[form]}
    told["paths"] = dict(list(told["paths"].items())[::SHARE])
    return told


@pytest.mark.timeout(400)
@pytest.mark.parametrize("role", ["artist", "owner"])
async def test_it_finds_no_defect(instance: Client, clients: Path, tmp_path: Path, role: str) -> None:
    account, _actor = await make_artist(instance.site, "jane", role=role)
    token = await token_for(instance.site, account)
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    told = by_turns((await instance.get("/api/openapi.json")).json)
    (tmp_path / "openapi.json").write_text(json.dumps(told))
    ended = await ran(
        str(clients.with_name("schemathesis")), "run", "openapi.json", "--url", instance.origin,
        "--include-path-regex", ADMIN if role == "owner" else REST, "--checks", CHECKS, "--workers", "1",
        "--phases", "coverage,fuzzing", "--max-examples", "2", "--seed", "7", "--no-color", "--continue-on-failure",
        "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off",
        "-H", f"Authorization: Bearer {token}", folder=tmp_path,
    )  # fmt: skip
    assert ended.code == 0, ended.output[-50_000:]
    cases = re.search(r"(\d+) generated", ended.output)
    assert cases and int(cases.group(1)) > CASES[role] // SHARE // 3, ended.output[-2_000:]
