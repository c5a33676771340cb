"""Pictures of other servers on their way through the filter, and what that has cost, by hour and server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Writing, numbers

WAITING, JUDGED, SKIPPED, FAILED = "waiting", "judged", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class Judged:
    """One picture. `original` is its file's key while it waits; `label` is what the file says, '' for nothing;
    `band` and `probability` are the detector's. Times are milliseconds, `ended` 0 while it waits."""

    media_id: int
    post_id: int
    host: str
    state: str
    original: str = ""
    sha256: str = ""
    label: str = ""
    quote: str = ""
    band: str = ""
    probability: float | None = None
    model: str = ""
    created: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What one server's pictures cost: how many were `taken` to be judged (of them, `strange` of people whom nobody
    here follows), `judged` and `skipped`, and milliseconds of work."""

    host: str
    taken: int = 0
    strange: int = 0
    judged: int = 0
    skipped: int = 0
    cpu: int = 0


_COLUMNS = tuple(item.name for item in fields(Judged))
_LISTED = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{name}" for name in _COLUMNS)
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("media_id", "created"))


async def put(tx: Writing, one: Judged) -> None:
    """Adds the picture, or keeps how it went. Does nothing where its row of remote_media is gone."""
    values = {name: getattr(one, name) for name in _COLUMNS}
    if await tx.value("select 1 from remote_media where id = :id", id=one.media_id) is None:
        return
    await tx.run(
        f"""insert into remote_judgements ({_LISTED}) values ({_PLACES})
        on conflict (media_id) do update set {_CHANGED}""",
        **values,
    )


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, list[Judged]]:
    """By post, in the order in which the pictures came."""
    rows = await tx.all(
        f"select {_LISTED} from remote_judgements where post_id in ({numbers(post_ids)}) order by media_id"
    )
    found: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        found[row["post_id"]].append(Judged(**{name: row[name] for name in _COLUMNS}))
    return found


async def next_waiting(tx: Reading, *, limit: int) -> list[Judged]:
    """What waits, one picture of each server before the second of any: nobody stands behind a crowd of one server."""
    rows = await tx.all(
        f"""select {_LISTED} from (select {_LISTED}, row_number() over (partition by host order by media_id) as place
        from remote_judgements where state = 'waiting') as waiting order by place, media_id limit :limit""",
        limit=limit,
    )
    return [Judged(**{name: row[name] for name in _COLUMNS}) for row in rows]


async def count_waiting(tx: Reading, host: str) -> tuple[int, int]:
    """How many wait, of all servers and of this one."""
    rows = await tx.all("select host, count(*) as waiting from remote_judgements where state = 'waiting' group by host")
    counts = {row["host"]: int(row["waiting"]) for row in rows}
    return sum(counts.values()), counts.get(host, 0)


async def forget_old(tx: Writing, *, before: int) -> int:
    """Drops the accounts of hours before this one. What was judged stays."""
    return await tx.run("delete from remote_budget where hour < :before", before=before)


async def spend(tx: Writing, hour: int, spent: Spent) -> None:
    """Adds to what this server has cost within the hour."""
    await tx.run(
        """insert into remote_budget (hour, host, taken, strange, judged, skipped, cpu)
        values (:hour, :host, :taken, :strange, :judged, :skipped, :cpu)
        on conflict (hour, host) do update set taken = remote_budget.taken + excluded.taken,
        strange = remote_budget.strange + excluded.strange, judged = remote_budget.judged + excluded.judged,
        skipped = remote_budget.skipped + excluded.skipped, cpu = remote_budget.cpu + excluded.cpu""",
        hour=hour,
        host=spent.host,
        taken=spent.taken,
        strange=spent.strange,
        judged=spent.judged,
        skipped=spent.skipped,
        cpu=spent.cpu,
    )


async def spent_since(tx: Reading, hour: int) -> Sequence[Spent]:
    """By server, since the beginning of that hour; who cost most comes first."""
    rows = await tx.all(
        """select host, sum(taken) as taken, sum(strange) as strange, sum(judged) as judged,
        sum(skipped) as skipped, sum(cpu) as cpu from remote_budget where hour >= :hour
        group by host order by sum(taken) + sum(skipped) desc, host""",
        hour=hour,
    )
    return [Spent(row["host"], *(int(row[name]) for name in _SPENT)) for row in rows]


_SPENT = ("taken", "strange", "judged", "skipped", "cpu")


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some waiting picture's original."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select original from remote_judgements where original in ({places}) and original <> ''",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["original"] for row in rows}
