"""toot, the command-line client: its own integration tests, as they come in its source distribution."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.apps.conftest import CLIENTS, ran
from tests.site import Client

SOURCE = CLIENTS / "src"

# Each with the reason why it cannot pass here.
EXCEPTIONS: dict[str, str] = {}


@pytest.mark.timeout(300)
async def test_its_own_suite_passes(instance: Client, clients: Path, tmp_path: Path) -> None:
    left_out = [f"--deselect={name}" for name in EXCEPTIONS]
    ended = await ran(
        str(clients), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/integration", *left_out,
        folder=SOURCE, TOOT_TEST_BASE_URL=instance.origin, XDG_CONFIG_HOME=str(tmp_path),
    )  # fmt: skip
    assert ended.code == 0, ended.output[-6000:]
    passed = re.search(r"(\d+) passed", ended.output)
    assert passed and int(passed.group(1)) + len(EXCEPTIONS) >= 114, ended.output[-500:]
