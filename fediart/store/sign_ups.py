"""Rows of sign-ups: why one waits, its place in the queue, by whose invitation it came, and how many came each day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fediart.store.accounts import Account, account_from, listed
from fediart.store.database import Reading, Writing

APPROVAL, NETWORK, MAIL, WORDS, QUEUE = "approval", "network", "mail", "words", "queue"


@dataclass(frozen=True, slots=True)
class SignUpRow:
    """`why` is one of the words above, or empty for whom nothing held; `queued` is in milliseconds."""

    account_id: int
    why: str = ""
    detail: str = ""
    queued: int = 0
    invited_by: int | None = None
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who is to be let in. `inviter` is the name of who invited them, or empty."""

    account: Account
    name: str
    why: str
    detail: str
    queued: int
    inviter: str


_LISTED = "account_id, why, detail, queued, invited_by, invitation"


async def insert(tx: Writing, row: SignUpRow) -> None:
    await tx.run(
        f"""insert into sign_ups ({_LISTED})
        values (:account_id, :why, :detail, :queued, :invited_by, :invitation)""",
        account_id=row.account_id,
        why=row.why,
        detail=row.detail[:500],
        queued=row.queued,
        invited_by=row.invited_by,
        invitation=row.invitation,
    )


async def of_account(tx: Reading, account_id: int) -> SignUpRow:
    row = await tx.one(f"select {_LISTED} from sign_ups where account_id = :id", id=account_id)
    return SignUpRow(**dict(row)) if row else SignUpRow(account_id)


async def settle(tx: Writing, account_id: int) -> None:
    """Nothing holds it any more; who invited it stays known."""
    await tx.run("update sign_ups set why = '', detail = '', queued = 0 where account_id = :id", id=account_id)


async def waiting(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[Waiting]:
    """Those whose address is confirmed and who are not let in yet, the newest first."""
    rows = await tx.all(
        f"""select {listed("a")}, p.name as name, coalesce(s.why, '') as why, coalesce(s.detail, '') as detail,
        coalesce(s.queued, 0) as queued, coalesce(q.name, '') as inviter
        from accounts a join actors p on p.id = a.actor_id left join sign_ups s on s.account_id = a.id
        left join accounts i on i.id = s.invited_by left join actors q on q.id = i.actor_id
        where a.approved = 0 and a.confirmed > 0 and a.id < :before order by a.id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [
        Waiting(account_from(row, "account_"), row["name"], row["why"], row["detail"], row["queued"], row["inviter"])
        for row in rows
    ]


async def join_queue(tx: Writing, account_id: int, *, now: int) -> None:
    """Its place begins now, unless it has one."""
    await tx.run("update sign_ups set queued = :now where account_id = :id and queued = 0", id=account_id, now=now)


async def leave_queue(tx: Writing, account_id: int) -> bool:
    """False where it is in it no more: another process was faster."""
    return await tx.run("update sign_ups set queued = 0 where account_id = :id and queued > 0", id=account_id) > 0


async def first_in_queue(tx: Reading, *, limit: int) -> list[int]:
    """The accounts whose turn comes next."""
    rows = await tx.all(
        "select account_id from sign_ups where queued > 0 order by queued, account_id limit :limit", limit=limit
    )
    return [row["account_id"] for row in rows]


async def place(tx: Reading, row: SignUpRow) -> int:
    """Which number it has in the queue, from 1 on; 0 for one that is not in it."""
    if not row.queued:
        return 0
    before = await tx.value(
        """select count(*) from sign_ups where queued > 0
        and (queued < :queued or (queued = :queued and account_id < :id))""",
        queued=row.queued,
        id=row.account_id,
    )
    return int(before) + 1


async def in_queue(tx: Reading) -> int:
    return int(await tx.value("select count(*) from sign_ups where queued > 0"))


async def admitted(tx: Reading, day: int) -> int:
    return int(await tx.value("select admitted from sign_up_days where day = :day", day=day) or 0)


async def admit(tx: Writing, day: int, *, most: int) -> bool:
    """Counts one more on this day; False where `most` have been let in already (0: any number)."""
    await tx.run("insert into sign_up_days (day, admitted) values (:day, 0) on conflict (day) do nothing", day=day)
    room = "and admitted < :most" if most else "and :most = 0"
    touched = await tx.run(
        f"update sign_up_days set admitted = admitted + 1 where day = :day {room}", day=day, most=most
    )
    return touched > 0


async def came_by(tx: Reading, codes: Iterable[str]) -> Mapping[str, list[str]]:
    """The names of those who used each of these invitations, the first hundred of all."""
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        return {}
    places = ", ".join(f":c{number}" for number in range(len(wanted)))
    rows = await tx.all(
        f"""select s.invitation as code, p.name as name from sign_ups s join accounts a on a.id = s.account_id
        join actors p on p.id = a.actor_id where s.invitation in ({places}) and s.invitation <> ''
        order by a.id limit 100""",
        **{f"c{number}": code for number, code in enumerate(wanted)},
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(row["name"])
    return found
