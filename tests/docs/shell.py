"""Runs commands of the documents one after the other, in a process of its own that has fediart loaded."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fediart import cli
from fediart.cli import main
from tests import forks
from tests.docs.commands import BROUGHT, HELD, PEOPLE, RUN, Run
from tests.site import PASSWORD


@dataclass
class Machine:
    """The paths of the documents lie in a folder of its own. `number` is the id that the last step left."""

    root: Path
    number: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def instance(self) -> Path:
        return self.root / "instance"

    def here(self, plain: str) -> str:
        there = {"/tmp": ".", "/srv/fediart/instance": "instance", "/mnt/usb": "usb", "/srv/art": "art"}
        for told, real in there.items():
            plain = plain.replace(f" {told}", f" {self.root / real}")
        plain = re.sub(r"(?<=--port )\d+|(?<=127\.0\.0\.1:)\d+", lambda _: free_port(), plain)
        return plain.replace("123456789", self.number)

    def do(self, step: Run) -> None:
        line, _, rest = self.here(step.plain).partition(" | ")
        if not line.startswith("fediart "):
            done, rest = forks.Done(0, "", ""), self.here(step.plain)
        else:
            done = fediart(*shlex.split(line.partition(" > ")[0])[1:])
        if " > " in line:
            (self.root / line.partition(" > ")[2]).write_text(done.out)
        if rest:
            after = subprocess.run(rest, shell=True, input=done.out, capture_output=True, text=True)
            done = forks.Done(done.status or after.returncode, after.stdout, done.error + after.stderr)
        if done.status != step.status or step.says not in done.out + done.error or "Traceback" in done.error:
            said = f"{done.out[-600:]}{done.error[-600:]}"
            self.wrong.append(f"{step.plain}: {done.status}, not {step.status} with “{step.says}”\n{said}")


def fediart(*words: str, given: str = "") -> forks.Done:
    out, error = io.StringIO(), io.StringIO()
    before, sys.stdin = sys.stdin, io.StringIO(given)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = main(words)
    except SystemExit as ended:  # argparse's way to say that it was used wrongly
        status = int(ended.code or 0)
    finally:
        sys.stdin = before
    return forks.Done(status, out.getvalue(), error.getvalue())


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _people(machine: Machine) -> None:
    for name, role in (("ada", "owner"), ("jane", "artist"), ("omar", "artist")):
        words = ("account", "create", name, "--email", f"{name}@mail.example", "--password-stdin", "--role", role)
        assert fediart(*words, given=PASSWORD + "\n").status == 0


def _held(machine: Machine) -> None:
    assert fediart("admission", "policy", "import", "strict", "--apply").status == 0
    held = fediart("publish", "collage.jpg", "--as", "omar", "--title", "Collage", "--alt", "Cut paper", "--json")
    assert held.status == 3, held
    machine.number = str(json.loads(held.out)["id"])


def _brought(machine: Machine) -> None:
    done = fediart("import", "bring", "folder", str(machine.root / "art"), "--as", "jane")
    assert done.status == 0, done
    machine.number = re.findall(r"\d{6,}", fediart("import", "list", "--as", "jane").out)[0]


def _furnish(machine: Machine) -> None:
    """A port that is free, and no detector: the pictures are far too small for one."""
    config = machine.instance / "config.toml"
    text = config.read_text().replace("port = 8000", f"port = {free_port()}")
    config.write_text(text.replace('model = "texture"', 'model = "none"'))


BETWEEN = {PEOPLE: _people, HELD: _held, BROUGHT: _brought}


def run() -> int:
    """The steps whose numbers are given, in the folder it is started in; prints what went wrong, as JSON."""
    machine = Machine(Path.cwd())
    setattr(cli, "_parser", cache(cli._parser))  # noqa: B010 - seventy commands with one parser: 2 s less
    for number in map(int, sys.argv[1:]):
        step = RUN[number]
        if number and not machine.instance.exists():
            break
        if step.plain in BETWEEN:
            BETWEEN[step.plain](machine)
        else:
            if step.plain.startswith("fediart restore "):  # the machine is lost
                shutil.move(machine.instance, machine.root / "lost")
            machine.do(step)
        if step.plain.startswith("fediart init ") and not machine.wrong:
            _furnish(machine)
    print(json.dumps(machine.wrong))
    return 0
