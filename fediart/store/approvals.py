"""Replies of ours that wait, or waited, for the consent of whom they answer."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, Writing

WAITING = "waiting"
ALLOWED = "allowed"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Approval:
    """`author_id` is whose post is answered, `approval` the address of the yes, empty until there is one."""

    post_id: int
    author_id: int
    request_uri: str
    state: str
    approval: str
    created: int


_LISTED = "post_id, author_id, request_uri, state, approval, created"


async def put(tx: Writing, row: Approval) -> None:
    await tx.run(
        f"""insert into reply_approvals ({_LISTED})
        values (:post_id, :author_id, :request_uri, :state, :approval, :created)""",
        post_id=row.post_id,
        author_id=row.author_id,
        request_uri=row.request_uri,
        state=row.state,
        approval=row.approval,
        created=row.created,
    )


async def by_request(tx: Reading, uri: str) -> Approval | None:
    """By the id of our ReplyRequest."""
    row = await tx.one(f"select {_LISTED} from reply_approvals where request_uri = :uri", uri=uri)
    return Approval(**{name.strip(): row[name.strip()] for name in _LISTED.split(",")}) if row else None


async def given_to(tx: Reading, post_id: int) -> str:
    """The address of the ReplyAuthorization; empty where there is none."""
    found = await tx.value("select approval from reply_approvals where post_id = :id", id=post_id)
    return str(found or "")


async def is_held(tx: Reading, post_id: int) -> bool:
    """Whether the reply is not out: it waits, or was refused."""
    found = await tx.value(
        "select 1 from reply_approvals where post_id = :id and state in ('waiting', 'refused')", id=post_id
    )
    return found is not None


async def settle(tx: Writing, post_id: int, state: str, *, approval: str = "") -> bool:
    """False where it was answered before."""
    touched = await tx.run(
        """update reply_approvals set state = :state, approval = :approval
        where post_id = :id and state = 'waiting'""",
        state=state,
        approval=approval,
        id=post_id,
    )
    return touched > 0
