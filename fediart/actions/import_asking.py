"""How much one member's imports may have us ask of other servers."""

from __future__ import annotations

from fediart.actions import brakes
from fediart.clock import MINUTE
from fediart.errors import TooOften
from fediart.language import _
from fediart.site import Site


async def count(site: Site, actor_id: int) -> None:
    """Before another server is asked because of an import. Raises TooOften: then it goes on later."""
    now, allowance = site.clock.now(), brakes.IMPORT_LOOK_UPS
    async with site.db.writing() as tx:
        allowed = await brakes.take(tx, allowance, str(actor_id), now=now)
    if not allowed:
        seconds = -(-(allowance.each - now % allowance.each) // 1000)
        words = _("It goes on in %(minutes)s minutes.", minutes=seconds * 1000 // MINUTE + 1)
        raise TooOften(words, retry_after=seconds)
