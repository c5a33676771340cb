"""Changes of AI policies for the photographs: some that are done, and one that is under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fediart.clock import DAY, MINUTE
from fediart.site import Site
from fediart.store import accounts, policy_changes
from fediart.store.policy_changes import ARTIST, ARTWORK, FILES, INSTANCE, NAME, SERIES, SUPERSEDED, PolicyChange

_BLANK = PolicyChange(0, None, None, INSTANCE, 0, "", "", "", "finished", 0, 0, 0, 0, 0, 0, 0, 0)


def _works(files: int, of: int, told: int = 0) -> dict[str, Any]:
    return {"files_total": of, "files_done": files, "told_total": told, "told_done": told}


async def ensure(site: Site) -> None:
    """What is there already is not made again."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        if await policy_changes.newest(tx, limit=1):
            return
        jane = await accounts.by_name(tx, "jane")
        assert jane is not None
        one = replace(_BLANK, account_id=jane.id, actor_id=jane.actor_id, ended=now)
        all_ = replace(one, actor_id=None)
        for change, days, works in (
            (replace(one, scope=ARTIST, was="", became="ask-first"), 40, _works(14, 14, 14)),
            (replace(one, scope=NAME, was="jane", became="Jane Grey"), 12, _works(15, 15)),
            (
                replace(one, scope=SERIES, subject="Reservoir", was="", became="no-ai", files_failed=1),
                3,
                _works(5, 6, 6),
            ),
            (replace(one, scope=ARTWORK, subject="Six days of rain", was="no-ai", became="open"), 1, _works(0, 0)),
            (replace(all_, was="no-ai", became="no-training", state=SUPERSEDED), 0, _works(120, 1000)),
            (replace(all_, was="no-training", became="no-ai", state=FILES, ended=0), 0, _works(43, 120)),
        ):
            row = replace(change, id=site.ids.new(), started=now - days * DAY - MINUTE, **works)
            await policy_changes.insert(tx, row)
