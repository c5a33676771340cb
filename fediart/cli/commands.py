"""The list of commands: what each is called, what it is for, and the function that does it."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


def _nothing(parser: argparse.ArgumentParser) -> None:
    """Takes no arguments of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the parsed arguments (`.config` is the path of the config file) and returns the exit status."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], Awaitable[int]] | None = None
    add_arguments: Callable[[argparse.ArgumentParser], None] = _nothing
    children: tuple[Command, ...] = ()
    epilog: str = ""


COMMANDS: tuple[Command, ...] = ()
