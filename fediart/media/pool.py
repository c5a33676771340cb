"""CPU work off the event loop, in worker processes that import the heavy libraries so that the server need not.

A worker starts on first use and goes when idle. One that crashes, hangs or eats memory takes only its own task with
it (advisories 66 to 68), and its answers are unpickled with nothing but our own plain facts allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import enum
import io
import math
import os
import pickle
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from types import TracebackType
from typing import Any, Final, Self

from fediart.media.errors import WorkFailed
from fediart.media.worker import HEAD

_ANSWER_LIMIT: Final = 1 << 30
_ENVIRONMENT: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONUSERBASE",
)
# A worker is one core's work: threads of its libraries would only wait for each other.
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_PLAIN: Final = {("builtins", name) for name in ("set", "frozenset", "bytearray", "complex", "slice", "range")}


class Pool:
    """At most `workers` processes. `memory_limit` in bytes (0: none), `time_limit` and `idle_seconds` in seconds."""

    def __init__(
        self,
        workers: int = 1,
        *,
        idle_seconds: float = 120.0,
        memory_limit: int = 4 << 30,
        time_limit: float = 120.0,
        quiet: bool = False,
    ) -> None:
        self._free = asyncio.Semaphore(workers)
        self._idle: list[tuple[Process, asyncio.TimerHandle]] = []
        self._alive: set[Process] = set()
        self._idle_seconds = idle_seconds
        self._memory_limit = memory_limit
        self._time_limit = time_limit
        self._quiet = quiet
        self._closed = False

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the worker processes that run now."""
        return tuple(process.pid for process in self._alive if process.returncode is None)

    @property
    def busy(self) -> bool:
        """Whether every worker has something to do: what can wait then should."""
        return self._free.locked()

    async def call(self, target: str, *args: Any) -> Any:
        """Run 'package.module:function' with picklable arguments and give back its result.

        Errors of fediart's own (BadImage) come through as they are; all else is WorkFailed. When the caller is
        cancelled, the process is killed with its task, and the next call gets a fresh one.
        """
        message = pickle.dumps((target, args))
        async with self._free:
            if self._closed:
                raise WorkFailed("the server is shutting down; try again when it is back")
            process = await self._take()
            try:
                async with asyncio.timeout(self._time_limit):
                    answer = await _exchange(process, message)
            except TimeoutError:
                raise WorkFailed(
                    f"the work took longer than {self._time_limit:g} seconds; try a smaller file", target
                ) from None
            except (EOFError, BrokenPipeError, ConnectionResetError):
                raise WorkFailed(await _cause_of_death(process), target) from None
            else:
                self._put_back(process)
            finally:
                if not any(process is idle for idle, _ in self._idle):
                    await self._end(process)
        return _unpack(answer)

    async def close(self) -> None:
        """Kill every worker; tasks under way fail with WorkFailed."""
        self._closed = True
        for _, timer in self._idle:
            timer.cancel()
        self._idle.clear()
        for process in tuple(self._alive):
            await self._end(process)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _take(self) -> Process:
        while self._idle:
            process, timer = self._idle.pop()
            timer.cancel()
            if process.returncode is None:
                return process
            await self._end(process)
        return await self._start()

    async def _start(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "fediart.media.worker",
            str(self._memory_limit),
            str(math.ceil(self._time_limit)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL if self._quiet else None,
            env=_environment(),
        )
        self._alive.add(process)
        return process

    def _put_back(self, process: Process) -> None:
        if self._closed:
            return
        timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._retire, process)
        self._idle.append((process, timer))

    def _retire(self, process: Process) -> None:
        """Closing its stdin lets an idle worker leave by itself."""
        self._idle = [entry for entry in self._idle if entry[0] is not process]
        self._alive.discard(process)
        if process.stdin is not None:
            process.stdin.close()

    async def _end(self, process: Process) -> None:
        self._alive.discard(process)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(asyncio.ensure_future(_reap(process)))


async def _exchange(process: Process, message: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(HEAD.pack(len(message)) + message)
    await process.stdin.drain()
    length: int = HEAD.unpack(await process.stdout.readexactly(HEAD.size))[0]
    if length > _ANSWER_LIMIT:
        raise WorkFailed("the worker's answer is too large", f"{length} bytes")
    return await process.stdout.readexactly(length)


async def _reap(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


async def _cause_of_death(process: Process) -> str:
    """A closed pipe comes a moment before the exit status; a worker that closes its pipe but lives on is killed."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), 5)
    status = process.returncode
    if status is not None and status < 0:
        return f"the worker process was ended by {signal.Signals(-status).name}; the file may be damaged or too large"
    return f"the worker process ended with status {status}; its error output says why"


def _unpack(answer: bytes) -> Any:
    try:
        kind, *rest = _PlainFacts(io.BytesIO(answer)).load()
    except pickle.UnpicklingError as error:
        raise WorkFailed("the worker's answer holds what may not cross", str(error)) from None
    if kind == "done":
        return rest[0]
    if kind == "raised":
        raise rest[0]
    raise WorkFailed(*rest)


class _PlainFacts(pickle.Unpickler):
    """A decoder taken over by a hostile file must not run code here through its answer.

    Only paths, dataclasses, enumerations and errors of fediart are made, and no module is imported for it: the
    caller already has the modules whose facts it expects.
    """

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = getattr(sys.modules.get(module), name, None) if "." not in name else None
        if isinstance(found, type) and _is_plain(module, found):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} may not come from a worker, or was not imported beforehand")


def _is_plain(module: str, found: type) -> bool:
    if module.partition(".")[0] == "pathlib":
        return True
    own = module.partition(".")[0] == "fediart" and found.__module__ == module
    return own and (dataclasses.is_dataclass(found) or issubclass(found, Exception | enum.Enum))


def _environment() -> dict[str, str]:
    """Workers see no secrets that the server may hold in its environment."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, **_ONE_THREAD, "MALLOC_ARENA_MAX": "2", "PYTHONUTF8": "1"}
