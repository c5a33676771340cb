"""What a member wants to see of works that carry an AI label, and of mature ones: shown, covered or hidden."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from fediart.store.database import Reading, Writing

SHOW, BLUR, HIDE = "show", "blur", "hide"
WAYS = (SHOW, BLUR, HIDE)


@dataclass(frozen=True, slots=True)
class Choice:
    """`ai` is one of WAYS. `assisted`: that holds for AI-assisted works, too; `suspected`: also where only this
    server's filter suspects AI. `exempt` are handles (`@name`, `@name@server`) and servers. `mature` is one of
    WAYS, for what is marked as mature or sensitive; what has a warning in words stays covered by it."""

    ai: str = SHOW
    assisted: bool = True
    suspected: bool = False
    exempt: tuple[str, ...] = ()
    mature: str = BLUR


USUAL = Choice()


async def of_actor(tx: Reading, actor_id: int) -> Choice:
    body = await tx.value("select body from viewer_choices where actor_id = :id", id=actor_id)
    if body is None:
        return USUAL
    said = json.loads(body)
    return Choice(**{**said, "exempt": tuple(said.get("exempt", ()))})


async def put(tx: Writing, actor_id: int, choice: Choice) -> None:
    if choice == USUAL:
        await tx.run("delete from viewer_choices where actor_id = :id", id=actor_id)
        return
    await tx.run(
        """insert into viewer_choices (actor_id, body) values (:id, :body)
        on conflict (actor_id) do update set body = excluded.body""",
        id=actor_id,
        body=json.dumps(asdict(choice), ensure_ascii=False),
    )
