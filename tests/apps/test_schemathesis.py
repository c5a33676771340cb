"""schemathesis asks every address of our OpenAPI document all it can think of: never a 500, never another shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.api.house import token_for
from tests.apps.conftest import ran
from tests.site import Client, make_artist

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# Streams do not end; two end the account or the token that asks; to translate is documented as 503, a server's error.
ADMIN = r"^/api/v[12]/admin/(?!accounts/\{id\}/action)"
REST = r"^/(?!api/v[12]/admin|api/v1/streaming|oauth/revoke|.*/translate$)"
CASES = {"artist": 6_000, "owner": 800}  # no fewer than these
# Methods that an address has not, and parameters that come twice, are looked at by tests of the door.
SETTINGS = "[phases.coverage]\nunexpected-methods = []\ngenerate-duplicate-query-parameters = false\n"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("role", ["artist", "owner"])
async def test_it_finds_no_defect(instance: Client, clients: Path, tmp_path: Path, role: str) -> None:
    account, _actor = await make_artist(instance.site, "jane", role=role)
    token = await token_for(instance.site, account)
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    ended = await ran(
        str(clients.with_name("schemathesis")), "run", f"{instance.origin}/api/openapi.json",
        "--include-path-regex", ADMIN if role == "owner" else REST, "--checks", CHECKS,
        "--phases", "coverage,fuzzing", "--max-examples", "2", "--seed", "7", "--no-color", "--continue-on-failure",
        "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off",
        "-H", f"Authorization: Bearer {token}", folder=tmp_path,
    )  # fmt: skip
    assert ended.code == 0, ended.output[-50_000:]
    cases = re.search(r"(\d+) generated", ended.output)
    assert cases and int(cases.group(1)) > CASES[role], ended.output[-2_000:]
