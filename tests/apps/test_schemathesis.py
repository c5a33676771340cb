"""schemathesis asks every address of our OpenAPI document all it can think of: never a 500, never another shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.house import token_for
from tests.apps.conftest import ran
from tests.site import Client, make_artist

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# Streams do not end, and these end the very token that asks.
LEFT_OUT = (r"^/api/v1/streaming", r"^/oauth/revoke", r"^/api/v1/admin/accounts/\{id\}/action")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("role", ["artist", "owner"])
async def test_it_finds_no_defect(instance: Client, clients: Path, tmp_path: Path, role: str) -> None:
    account, _actor = await make_artist(instance.site, "jane", role=role)
    token = await token_for(instance.site, account)
    left_out = [word for path in LEFT_OUT for word in ("--exclude-path-regex", path)]
    asked = [] if role == "artist" else ["--include-path-regex", "admin"]
    ended = await ran(
        str(clients.with_name("schemathesis")), "run", f"{instance.origin}/api/openapi.json",
        "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "5", "--seed", "7", "--no-color",
        "--continue-on-failure", "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off",
        "-H", f"Authorization: Bearer {token}", *left_out, *asked, folder=tmp_path,
    )  # fmt: skip
    assert ended.code == 0, ended.output[-20_000:]
