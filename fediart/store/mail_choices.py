"""Rows of who wants which mails about what becomes of their works."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from fediart.store.database import Reading, Writing

REFUSED, ASKED, HELD, APPEAL, COMMISSION = "refused", "asked", "held", "appeal", "commission"
KINDS: Final = (REFUSED, ASKED, APPEAL, HELD, COMMISSION)
USUAL: Final = frozenset({REFUSED, ASKED, COMMISSION})
"""What is sent to who has chosen nothing: what one would be sorry to have missed."""


async def wanted(tx: Reading, account_id: int) -> frozenset[str]:
    """The kinds of mail that this account wants."""
    rows = await tx.all("select kind, wanted from mail_choices where account_id = :id", id=account_id)
    said = {row["kind"]: bool(row["wanted"]) for row in rows}
    return frozenset(kind for kind in KINDS if said.get(kind, kind in USUAL))


async def choose(tx: Writing, account_id: int, kinds: Collection[str]) -> None:
    """These, and none of the others."""
    for kind in KINDS:
        await tx.run(
            """insert into mail_choices (account_id, kind, wanted) values (:id, :kind, :wanted)
            on conflict (account_id, kind) do update set wanted = excluded.wanted""",
            id=account_id, kind=kind, wanted=int(kind in kinds),
        )  # fmt: skip
