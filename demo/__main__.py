"""Two instances on loopback with artists, drawn artworks, follows and comments across. Stops with Ctrl-C.

usage: python -m demo [--folder var/demo] [--ports 8001 8002] [--once]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from demo.world import INSTANCES, InstancePlan, populate
from fediart.config import load


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"))
    parser.add_argument("--ports", type=int, nargs=2, default=[8001, 8002])
    parser.add_argument("--once", action="store_true", help="stop as soon as everything is there")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    places = [(plan, arguments.folder / plan.key, port) for plan, port in zip(INSTANCES, arguments.ports, strict=True)]
    fresh = [not (folder / "config.toml").exists() for _, folder, _ in places]
    for (_, folder, port), new in zip(places, fresh, strict=True):
        if new:
            await _fediart("init", str(folder), "--host", f"localhost:{port}", "--development")
    async with contextlib.AsyncExitStack() as running:
        for _, folder, _ in places:
            await running.enter_async_context(_served(folder))
        if any(fresh):
            await populate([(plan, load(folder / "config.toml")) for plan, folder, _ in places], _say)
        _show([(plan, port) for plan, _, port in places])
        if not arguments.once:
            await _until_stopped()


def _say(text: str) -> None:
    print(text, flush=True)


def _show(places: list[tuple[InstancePlan, int]]) -> None:
    _say("")
    for plan, port in places:
        _say(f"{plan.name}: http://localhost:{port}/")
        for artist in plan.artists:
            _say(f"    {artist.shown:<18} http://localhost:{port}/@{artist.name}")
    _say("\nLog in anywhere as one of the artists, or as keeper (who runs it), with the password: paper and ink")
    _say("Stop with Ctrl-C; start again with make demo; begin anew by deleting var/demo.")


@contextlib.asynccontextmanager
async def _served(folder: Path):  # type: ignore[no-untyped-def]
    command = [sys.executable, "-m", "fediart", "serve", "-c", str(folder / "config.toml")]
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert server.stdout is not None
        line = await server.stdout.readline()
        if not line:
            raise SystemExit(f"{folder} does not start; try: {' '.join(command)}")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(signal.SIGTERM)
        await server.wait()


async def _fediart(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fediart", *words, stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait():
        raise SystemExit(f"fediart {words[0]} failed")


async def _until_stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(_arguments()))
