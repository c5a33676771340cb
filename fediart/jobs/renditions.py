"""Writes the rights packet anew into the public files of one work, after it was edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.embedding import embed_work
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def embed(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `embed` jobs: one published work."""
    written = await embed_work(site, int(payload["artwork"]))
    site.pages.changed()
    return Done(f"{written} files")
