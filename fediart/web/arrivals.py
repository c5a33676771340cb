"""What has arrived and is verified, on its way into the job table: requests side by side share one transaction."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from fediart.jobs.inbox import KIND
from fediart.site import Site

MOST = 200  # rows in one transaction

_INSERT = """insert into jobs (id, kind, order_key, once_key, payload, due, created, cause)
    values (:id, :kind, :order_key, :once_key, :payload, :now, :now, :cause) on conflict (once_key) do nothing"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An activity to be handled: `text` is its JSON exactly as it was signed, `cause` the request it came with."""

    signer: str
    activity_id: str
    text: str
    cause: str = ""


class Arrivals:
    """Writes arrivals in the order they came; `put` returns only once the arrival is committed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._waiting: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, arrival: Arrival) -> None:
        """Raises what the database raises: then the sender gets no 202, and sends again."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())
        await written

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                async with self._site.db.writing() as tx:
                    await tx.many(_INSERT, [self._row(one) for one, _ in batch])
            except Exception as error:
                for _, written in batch:
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, written in batch:
                    if not written.done():
                        written.set_result(None)
                self._site.bell.ring()

    def _row(self, one: Arrival) -> dict[str, object]:
        """`once_key` names signer and id: an id alone could be taken by another server (advisory 11)."""
        return {
            "id": self._site.ids.new(),
            "kind": KIND,
            "order_key": one.signer,
            "once_key": f"inbox:{one.signer} {one.activity_id}",
            "payload": f'{{"signer":{json.dumps(one.signer)},"activity":{one.text}}}',
            "now": self._site.clock.now(),
            "cause": one.cause,
        }
