"""What admins decide about our copies of pictures from elsewhere: one JSON row of the settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Final

from fediart.store.database import Reading, Writing

KEEP, PASS_ON = "keep", "pass-on"
MODES: Final = (KEEP, PASS_ON)


@dataclass(frozen=True, slots=True)
class CopySettings:
    """`mode` KEEP: copies are kept, up to `gigabytes` (10^9 bytes) together, 0 for any number; those that nobody has
    looked at for longest go first. PASS_ON: nothing is kept, pictures are fetched when somebody looks."""

    mode: str = KEEP
    gigabytes: int = 10

    @property
    def budget(self) -> int | None:
        """In bytes; None for no bound."""
        if self.mode == PASS_ON:
            return 0
        return self.gigabytes * 10**9 if self.gigabytes else None


async def read_copy_settings(tx: Reading) -> CopySettings:
    text = await tx.value("select value from settings where key = 'copies'")
    if not text:
        return CopySettings()
    known = {item.name for item in fields(CopySettings)}
    return CopySettings(**{name: value for name, value in json.loads(text).items() if name in known})


async def save_copy_settings(tx: Writing, settings: CopySettings, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values ('copies', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps(asdict(settings)),
        now=now,
    )
