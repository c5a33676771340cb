"""The other end of `pool`: a process that takes tasks on stdin, one at a time, and answers on a private pipe.

Run as `python -m fediart.media.worker BYTES SECONDS`, where BYTES bounds its address space (0: no bound) and SECONDS
the processor time of one task.
"""

from __future__ import annotations

import importlib
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from typing import Any, BinaryIO, Final

HEAD: Final = struct.Struct(">Q")
_OPEN_FILES: Final = 256


def main(memory: int, seconds: int) -> None:
    """Serve until stdin closes, which also happens when the server is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(15)
    _bound(memory)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not garble an answer
    while (task := _receive(sys.stdin.buffer)) is not None:
        _bound_time(seconds)
        answer = _run(*task)
        answers.write(HEAD.pack(len(answer)) + answer)
        answers.flush()


def resolve(target: str) -> Any:
    """The function named 'package.module:function'."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _bound(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard == resource.RLIM_INFINITY or hard > _OPEN_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _bound_time(seconds: int) -> None:
    """A decoder that loops ends with SIGXCPU even where nobody watches the clock any more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _receive(stream: BinaryIO) -> Any:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    return pickle.loads(stream.read(HEAD.unpack(head)[0]))  # noqa: S301 - written by our own parent process


def _run(target: str, args: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps(("done", resolve(target)(*args)))
    except MemoryError:
        return pickle.dumps(("failed", "it needs more memory than one task may use", ""))
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "fediart":
            return pickle.dumps(("raised", error))
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}", traceback.format_exc()))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
