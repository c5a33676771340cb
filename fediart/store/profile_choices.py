"""What members chose for their new posts and of their profile beside its words: kept as one small JSON each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from fediart.store.database import Reading, Writing, numbers

VISIBILITIES = ("public", "unlisted", "followers", "direct")


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """`visibility` (a word of VISIBILITIES), `sensitive` and `language` (empty: the account's own) are what new posts
    have where nothing else is said. `hides_follows`: others do not see whom one follows and who follows. `indexable`:
    full-text searches may find public posts, as far as the AI policy lets them. `show_media`, `show_media_replies`,
    `show_featured` are tabs of a profile. `credited_by` are sites whose links may name this person as their author.
    """

    visibility: str = "public"
    sensitive: bool = False
    language: str = ""
    hides_follows: bool = False
    indexable: bool = True
    show_media: bool = True
    show_media_replies: bool = True
    show_featured: bool = True
    credited_by: tuple[str, ...] = ()


USUAL = ProfileChoice()


async def of_actor(tx: Reading, actor_id: int) -> ProfileChoice:
    """USUAL for who never chose, and for people elsewhere."""
    body = await tx.value("select body from profile_choices where actor_id = :id", id=actor_id)
    return USUAL if body is None else _read(body)


async def of_actors(tx: Reading, actor_ids: Iterable[int]) -> dict[int, ProfileChoice]:
    """Of those who chose something."""
    rows = await tx.all(f"select actor_id, body from profile_choices where actor_id in ({numbers(actor_ids)})")
    return {row["actor_id"]: _read(row["body"]) for row in rows}


async def put(tx: Writing, actor_id: int, choice: ProfileChoice) -> None:
    await tx.run("delete from profile_choices where actor_id = :id", id=actor_id)
    if choice != USUAL:
        body = json.dumps(asdict(choice), ensure_ascii=False)
        await tx.run(
            "insert into profile_choices (actor_id, body, hides_follows) values (:id, :body, :hides)",
            id=actor_id,
            body=body,
            hides=int(choice.hides_follows),
        )


def _read(body: str) -> ProfileChoice:
    said = json.loads(body)
    return ProfileChoice(**{**said, "credited_by": tuple(said.get("credited_by", ()))})
