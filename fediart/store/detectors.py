"""Which detectors judge: an admin's choice kept in the database, so that a running server follows it at once."""

from __future__ import annotations

import json

from fediart.store.database import Reading, Writing


async def chosen(tx: Reading) -> tuple[str, ...] | None:
    """Names of models, several of which vote. None: nobody chose, so the config's `admission.model` counts."""
    text = await tx.value("select value from settings where key = 'detectors'")
    return tuple(str(name) for name in json.loads(text)) if text else None


async def choose(tx: Writing, names: tuple[str, ...], *, now: int) -> None:
    """An empty choice means no detector."""
    await tx.run(
        """insert into settings (key, value, changed) values ('detectors', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps(names),
        now=now,
    )


async def forget(tx: Writing) -> None:
    """The config decides again."""
    await tx.run("delete from settings where key = 'detectors'")
