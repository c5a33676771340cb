"""Processes of their own that begin with fediart imported: forked from one that has done nothing but import it.

Each has its own number, streams, folder and environment, ends with a status and can be killed; only the second of
processor that importing takes is spent once for all. That the program starts from nothing is shown by
tests/rules/test_wheel.py and by the first command in tests/tour/test_08_the_command_line.py.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

IMPORTED = ["fediart.cli.commands", "tests.crash.serve_and_die", "uvloop"]
PATIENCE = 110  # seconds


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    error: str


class Forked:
    """A process that goes on; `stdout` is what it says, to be read line by line."""

    def __init__(self, process: Any, stdout: IO[bytes]) -> None:
        self._process = process
        self.stdout = stdout

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    @property
    def returncode(self) -> int | None:
        """Its status; minus the number of the signal that ended it; nothing while it runs."""
        code: int | None = self._process.exitcode
        return code

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float = PATIENCE) -> int:
        self._process.join(timeout)
        assert self.returncode is not None, f"process {self.pid} goes on after {timeout} seconds"
        return self.returncode

    async def line(self) -> bytes:
        """The next line it says; nothing when it has ended."""
        return await asyncio.to_thread(self.stdout.readline)

    async def ended(self) -> int:
        return await asyncio.to_thread(self.wait)

    def close(self) -> None:
        """Ends it if it still goes on; once or again."""
        if self.stdout.closed:
            return
        if self.returncode is None:
            self.terminate()
            self.wait(20)
        self._process.close()
        self.stdout.close()


def begun(target: str, *words: str, error: IO[bytes], folder: Path | None = None) -> Forked:
    """Starts 'module:function' with these arguments; what it says to `stdout` can be read."""
    read, write = os.pipe()
    try:
        with Path(os.devnull).open("rb") as nothing:
            process = _start(target, words, (nothing.fileno(), write, error.fileno()), folder, os.environ)
    finally:
        os.close(write)
    return Forked(process, os.fdopen(read, "rb"))


def done(
    target: str, *words: str, given: str = "", folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Done:
    """Runs 'module:function' with these arguments to its end; `given` is what it reads."""
    with tempfile.TemporaryFile() as reads, tempfile.TemporaryFile() as says, tempfile.TemporaryFile() as errs:
        reads.write(given.encode())
        reads.seek(0)
        streams = (reads.fileno(), says.fileno(), errs.fileno())
        process = _start(target, words, streams, folder, os.environ if environment is None else environment)
        process.join(PATIENCE)
        status = process.exitcode
        assert status is not None, f"fediart {' '.join(words)} goes on after {PATIENCE} seconds"
        process.close()
        for stream in (says, errs):
            stream.seek(0)
        return Done(status, says.read().decode(), errs.read().decode())


def _start(
    target: str, words: tuple[str, ...], streams: tuple[int, int, int], folder: Path | None, given: Mapping[str, str]
) -> Any:
    making: Any = multiprocessing.get_context("forkserver")
    making.set_forkserver_preload(IMPORTED)
    args = (target, words, _Streams(streams), str(folder or Path.cwd()), dict(given))
    process = making.Process(target=_run, args=args, daemon=True)  # none outlives the tests
    process.start()
    return process


class _Streams:
    """Open files that cross to the new process."""

    def __init__(self, numbers: tuple[int, int, int]) -> None:
        self.numbers = numbers

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, tuple(multiprocessing.reduction.DupFd(number) for number in self.numbers)


def _opened(*given: Any) -> tuple[int, ...]:
    return tuple(one.detach() for one in given)


def _run(
    target: str, words: tuple[str, ...], streams: tuple[int, ...], folder: str, environment: dict[str, str]
) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["fediart", *words]
    module, _, name = target.partition(":")
    sys.exit(getattr(importlib.import_module(module), name)())
