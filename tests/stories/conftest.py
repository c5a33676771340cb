"""One Chromium for all stories: starting it costs more than most of what is done in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.chromium import ARGS, PROGRAM
from tests.stories.people import Town, town

Founded = Callable[..., AbstractAsyncContextManager[Town]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as tools:
        started = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        yield started
        await started.close()


@pytest.fixture
def founded(browser: Browser, migrated: Path, tmp_path: Path) -> Founded:
    """`founded(model=…)` is an instance with its people; the options are those of `town`."""
    found: Any = partial(town, browser, migrated, tmp_path)
    return found
