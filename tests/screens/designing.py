"""The style page, and the gallery hung in each way."""

from __future__ import annotations

import re

from playwright.async_api import Page


async def _forget(page: Page) -> None:
    """The choice is for this photograph only."""
    await page.context.clear_cookies(name=re.compile("wall"))


PAGES = {
    "style": ("/style", None),
    "gallery-columns": ("/wall/masonry?next=/", _forget),
    "gallery-single": ("/wall/single?next=/", _forget),
}
