"""The command line. Every command takes `-c CONFIG`, before or after its own arguments; errors are one sentence."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from federation import BELONGS_TO
from fediart import __version__
from fediart.cli.commands import COMMANDS, Command
from fediart.cli.terminal import say_error
from fediart.errors import Problem, Problems


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 an error, 2 wrong usage; commands add their own."""
    if BELONGS_TO != "fediart":
        say_error(
            "The package `federation` on this machine is not fediart's own: install fediart in its own environment."
        )
        return 1
    arguments = _parser().parse_args(argv)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    command: Command = arguments.command
    try:
        return _run(command, arguments)
    except Problems as problems:
        for problem in problems.found:
            say_error(problem.message)
    except Problem as problem:
        say_error(problem.message)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
    return 1


def _run(command: Command, arguments: argparse.Namespace) -> int:
    if sys.platform == "win32":
        return asyncio.run(command.run(arguments))
    import uvloop  # noqa: PLC0415 - absent on Windows

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(command.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fediart",
        description="A self-hostable, federated home for artists.",
        epilog="Begin with `fediart init DIR --host HOST`, then `fediart serve -c DIR/config.toml`.",
    )
    parser.add_argument("-c", "--config", type=Path, default=_default_config(), metavar="CONFIG", help=_CONFIG_HELP)
    parser.add_argument("--version", action="version", version=f"fediart {__version__}")
    _add(parser, COMMANDS, "")
    return parser


_CONFIG_HELP = "the config file (default: $FEDIART_CONFIG, or ./config.toml)"


def _default_config() -> Path:
    return Path(os.environ.get("FEDIART_CONFIG") or "config.toml")


def _add(parser: argparse.ArgumentParser, commands: Sequence[Command], prefix: str) -> None:
    children = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for command in commands:
        child = children.add_parser(
            command.name, help=command.help, description=command.help, epilog=command.epilog or None
        )
        child.add_argument("-c", "--config", type=Path, default=argparse.SUPPRESS, metavar="CONFIG", help=_CONFIG_HELP)
        if command.children:
            _add(child, command.children, f"{prefix}{command.name} ")
        else:
            command.add_arguments(child)
            child.set_defaults(command=command)
