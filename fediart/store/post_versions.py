"""Rows of what texts of ours said before they were edited."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class PostVersion:
    """`content` is sanitized HTML; `options` are those of the poll it asked with. `created` is when it was written."""

    id: int
    post_id: int
    content: str
    warning: str
    sensitive: int
    options: tuple[str, ...]
    created: int


async def add(tx: Writing, one: PostVersion) -> None:
    await tx.run(
        """insert into post_versions (id, post_id, content, warning, sensitive, options, created)
        values (:id, :post_id, :content, :warning, :sensitive, :options, :created)""",
        id=one.id, post_id=one.post_id, content=one.content, warning=one.warning, sensitive=one.sensitive,
        options=json.dumps(one.options, ensure_ascii=False) if one.options else "", created=one.created,
    )  # fmt: skip


async def of_post(tx: Reading, post_id: int, *, limit: int = 100) -> list[PostVersion]:
    """The oldest first, and without what it says now; of very many the newest."""
    rows = await tx.all(
        """select id, post_id, content, warning, sensitive, options, created from post_versions
        where post_id = :post_id order by id desc limit :limit""",
        post_id=post_id, limit=limit,
    )  # fmt: skip
    return [
        PostVersion(
            row["id"], row["post_id"], row["content"], row["warning"], row["sensitive"],
            tuple(json.loads(row["options"])) if row["options"] else (), row["created"],
        )
        for row in reversed(rows)
    ]  # fmt: skip
