"""What members wrote down about people, for their own eyes alone; of many people read by relations.py."""

from __future__ import annotations

from fediart.store.database import Reading, Writing


async def put(tx: Writing, actor_id: int, target_id: int, text: str) -> None:
    """Empty takes it back."""
    await tx.run(
        "delete from person_notes where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )
    if text:
        await tx.run(
            "insert into person_notes (actor_id, target_id, text) values (:actor, :target, :text)",
            actor=actor_id,
            target=target_id,
            text=text,
        )


async def of(tx: Reading, actor_id: int, target_id: int) -> str:
    """Empty where there is none."""
    found = await tx.value(
        "select text from person_notes where actor_id = :actor and target_id = :target",
        actor=actor_id,
        target=target_id,
    )
    return str(found or "")
