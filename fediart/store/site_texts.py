"""Texts an instance has beside its settings: its privacy policy, and its terms of service in all their versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Kept:
    """Markdown, and when it was written; empty where nobody has."""

    text: str = ""
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """`effective` is the day from which they hold, as the number YYYYMMDD; `text` is Markdown."""

    effective: int
    text: str
    created: int


async def privacy(tx: Reading) -> Kept:
    """What an admin wrote in place of the text that the settings make."""
    row = await tx.one("select value, changed from settings where key = 'privacy'")
    return Kept(str(json.loads(row["value"])), row["changed"]) if row else Kept()


async def put_privacy(tx: Writing, text: str, *, now: int) -> None:
    """Nothing puts the made one back."""
    if not text:
        await tx.run("delete from settings where key = 'privacy'")
        return
    await tx.run(
        """insert into settings (key, value, changed) values ('privacy', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps(text),
        now=now,
    )


async def settings_changed(tx: Reading) -> int:
    """When the instance's settings were written last, in milliseconds; 0 for never."""
    return int(await tx.value("select changed from settings where key = 'instance'") or 0)


async def current_terms(tx: Reading, today: int) -> Terms | None:
    """Those that hold on that day; before any do, the first that will."""
    row = await tx.one(
        """select effective, text, created from terms where effective <= :today order by effective desc limit 1""",
        today=today,
    )
    row = row or await tx.one("select effective, text, created from terms order by effective limit 1")
    return Terms(row["effective"], row["text"], row["created"]) if row else None


async def terms_of(tx: Reading, day: int) -> Terms | None:
    """Those that begin on exactly that day."""
    row = await tx.one("select effective, text, created from terms where effective = :day", day=day)
    return Terms(row["effective"], row["text"], row["created"]) if row else None


async def terms_after(tx: Reading, day: int) -> int | None:
    """The day on which those of this day are followed by others."""
    found = await tx.value("select effective from terms where effective > :day order by effective limit 1", day=day)
    return None if found is None else int(found)


async def all_terms(tx: Reading, *, limit: int = 100) -> Sequence[Terms]:
    """The newest first."""
    rows = await tx.all("select effective, text, created from terms order by effective desc limit :limit", limit=limit)
    return [Terms(row["effective"], row["text"], row["created"]) for row in rows]


async def put_terms(tx: Writing, terms_id: int, terms: Terms, *, account_id: int) -> None:
    """One version for each day."""
    await tx.run(
        """insert into terms (id, effective, text, account_id, created)
        values (:id, :effective, :text, :account_id, :now) on conflict (effective) do update set
        text = excluded.text, account_id = excluded.account_id, created = excluded.created""",
        id=terms_id,
        effective=terms.effective,
        text=terms.text,
        account_id=account_id,
        now=terms.created,
    )


async def remove_terms(tx: Writing, day: int, *, today: int) -> bool:
    """Only those that do not hold yet: what members have lived under stays to be read."""
    return bool(await tx.run("delete from terms where effective = :day and effective > :today", day=day, today=today))
