"""One running instance for the whole folder, another as in public; all tests take place in one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from inspect import iscoroutinefunction
from pathlib import Path

import pytest
import pytest_asyncio

from tests.security.world import World, open_world

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent != HERE or not isinstance(item, pytest.Function) or "db" in item.fixturenames:
            continue  # what has a database of its own has an event loop of its own
        if iscoroutinefunction(item.function):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A development instance: loopback is allowed, nothing else that is private."""
    async with open_world(tmp_path_factory.mktemp("attacked")) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def public(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """An instance as it runs in public: https and public addresses only."""
    config = {"instance": {"development": False}}
    async with open_world(tmp_path_factory.mktemp("public"), config=config) as made:
        yield made
