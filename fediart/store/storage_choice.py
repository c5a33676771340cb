"""Where this instance keeps its files: one row of the settings, which every process reads again every few seconds."""

from __future__ import annotations

import json

from fediart.store.database import Reading, Writing


async def read(tx: Reading) -> tuple[str, str]:
    """The place that counts, and the one that is being left; empty where nobody has chosen, or none is left."""
    text = await tx.value("select value from settings where key = 'storage'")
    raw = json.loads(text) if text else {}
    return str(raw.get("at", "")), str(raw.get("leaving", ""))


async def save(tx: Writing, at: str, leaving: str, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values ('storage', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps({"at": at, "leaving": leaving}),
        now=now,
    )
