"""fediverse-pasture's verify_actor: six actors, each with other demands on signatures, all answered rightly."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.interop.conftest import FOREIGN, PATIENCE, Instance, enter, free_port
from tests.site import PASSWORD, Client
from tests.tour.hands import press

PYTHON = Path(__file__).parents[2] / ".venv-pasture" / "bin" / "python"


@pytest.fixture(scope="module")
def pasture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not PYTHON.is_file():
        pytest.fail("The folder .venv-pasture is missing: run `make test`, which makes it.", False)
    port, folder = free_port(), tmp_path_factory.mktemp("pasture")
    with (folder / "log").open("wb") as log:
        program = [str(PYTHON), str(FOREIGN / "pasture.py"), str(port)]
        process = subprocess.Popen(program, cwd=folder, stdout=log, stderr=log)
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


async def verified(pasture: str, web: aiohttp.ClientSession, actor: str) -> dict[str, Any]:
    """What its actors could do with ours, once it answers."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            form, head = {"actor_uri": actor}, {"accept": "application/json"}
            async with web.post(f"{pasture}/", data=form, headers=head) as answer:
                return dict((await answer.json())["result"])
        except aiohttp.ClientConnectionError:
            assert asyncio.get_running_loop().time() < deadline, "fediverse-pasture did not start"
            await asyncio.sleep(0.1)


async def test_all_six_are_treated_as_they_should_be(
    instance: Instance, pasture: str, browser: Client, web: aiohttp.ClientSession
) -> None:
    """In secure mode. Alice and Dean do not sign, and may only read our keys. The others sign: Claire and Frank give
    their own keys to signed requests alone, Emily and Frank are not found by WebFinger; all four are verified."""
    name = "rosa"
    instance.command(
        "account", "create", name, "--email", f"{name}@mail.example", "--role", "owner", "--password-stdin",
        given=PASSWORD,
    )  # fmt: skip
    await enter(browser, name)
    await press(browser, "/admin/settings", "Save settings", {"authorized_fetch": "1"})
    try:
        found = await verified(pasture, web, f"{instance.origin}/users/{name}")
    finally:
        await press(browser, "/admin/settings", "Save settings", {"authorized_fetch": ""})
    assert found.pop("webfinger") is True
    assert all(found[name]["get_actor"] for name in found), found
    heard = {name for name, could in found.items() if could["post_inbox"]}
    assert (set(found) - heard, heard) == ({"alice", "dean"}, {"bob", "claire", "emily", "frank"})
