"""toot, the command-line client: its own integration tests, as they come in its source distribution."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.apps.conftest import CLIENTS, ran
from tests.site import Client

SOURCE = CLIENTS / "src"
TAKEN_FOR_GRANTED = "localhost:3000"  # where two of them expect the server, whatever they are told

# Each with the reason why it cannot pass here.
EXCEPTIONS = {
    "tests/integration/test_post.py::test_media_thumbnail": "it sends a film, and fediart shows pictures alone",
}


@pytest.fixture
def suite(instance: Client, tmp_path: Path) -> Path:
    """A copy in which the server is where this one is."""
    folder = tmp_path / "toot"
    shutil.copytree(SOURCE / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOURCE / "trumpet.png", folder)
    for path in (folder / "tests").rglob("*.py"):
        path.write_text(path.read_text().replace(TAKEN_FOR_GRANTED, instance.site.config.instance.host))
    return folder


@pytest.mark.timeout(300)
async def test_its_own_suite_passes(instance: Client, clients: Path, suite: Path) -> None:
    left_out = [f"--deselect={name}" for name in EXCEPTIONS]
    ended = await ran(
        str(clients), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "tests/integration", *left_out,
        folder=suite, TOOT_TEST_BASE_URL=instance.origin, XDG_CONFIG_HOME=str(suite),
    )  # fmt: skip
    assert ended.code == 0, ended.output[-10_000:]
    passed = re.search(r"(\d+) passed", ended.output)
    assert passed and int(passed.group(1)) + len(EXCEPTIONS) >= 114, ended.output[-500:]
