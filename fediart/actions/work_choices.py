"""What a new work has for itself, other than its artist's works: size for visitors, full detail, marks."""

from __future__ import annotations

from fediart.actions.submission import Submission
from fediart.site import Site
from fediart.store import marks, tile_sets, visitor_sizes
from fediart.store.database import Writing


async def keep_own(tx: Writing, site: Site, artwork_id: int, submission: Submission) -> None:
    """What the submission leaves open holds as for the artist's other works."""
    if submission.bound is not None:
        await visitor_sizes.keep(tx, artwork_id, submission.bound)
    if submission.full_detail is not None:
        await tile_sets.choose(tx, artwork_id, submission.full_detail)
    if submission.wish is not None:
        await marks.keep_wish(tx, artwork_id, submission.wish, now=site.clock.now())
