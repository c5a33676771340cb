"""What admins decide about who comes in and what newcomers may do: one JSON row, apart from the instance's settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from fediart.store.database import Reading, Writing

OFF, HOLD, REFUSE = "off", "hold", "refuse"
DISPOSABLE = (OFF, HOLD, REFUSE)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """`question` is what the sign-up form asks, empty for the usual words. `disposable`: what happens with addresses of
    throw-away mail. `per_day` is how many are let in each day without a moderator, 0 for any number.

    An account is new for `new_days` days, or until moderators trust it; 0: nobody is. While it is new, its first
    `new_held` posts wait for a moderator, as does a post with more than `new_links` links or one that names more than
    `new_strangers` people who do not follow it; and it follows at most `new_follows` people an hour (0: any number).
    """

    question: str = ""
    disposable: str = HOLD
    per_day: int = 0
    new_days: int = 7
    new_held: int = 0
    new_links: int = 3
    new_strangers: int = 3
    new_follows: int = 30


async def read_gates(tx: Reading) -> GateSettings:
    text = await tx.value("select value from settings where key = 'gates'")
    if not text:
        return GateSettings()
    known = {item.name for item in fields(GateSettings)}
    return GateSettings(**{name: value for name, value in json.loads(text).items() if name in known})


async def save_gates(tx: Writing, settings: GateSettings, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values ('gates', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps(asdict(settings)),
        now=now,
    )
