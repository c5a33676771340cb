"""A site and a browser, as the tests of pages have them."""

from __future__ import annotations

from tests.web.conftest import client, site

__all__ = ["client", "site"]
