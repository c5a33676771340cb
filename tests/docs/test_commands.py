"""Every command of the documents is run, in an order that makes sense, against one instance; the rest is looked at."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import tomllib
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from fediart.cli import _parser
from fediart.cli.commands import COMMANDS, Command
from tests import forks
from tests.docs.commands import NOT_HERE, RUN, Run
from tests.docs.reading import ROOT, commands, mentioned, unmarked
from tests.docs.shell import Machine
from tests.publish.works import human_jpeg, human_png, partly_jpeg, red_detector

pytestmark = pytest.mark.one_engine
parser = cache(_parser)
told_commands = cache(commands)


def test_every_command_is_run_or_said_why_not() -> None:
    told = {one.plain: f"{one.document}:{one.line}: {one.plain}" for one in told_commands()}
    run = [one.plain for one in RUN if not one.plain.startswith("(")]
    assert len(run) == len(set(run))
    assert [where for plain, where in told.items() if plain not in NOT_HERE and plain not in run] == []
    assert set(run) | set(NOT_HERE) <= set(told), "commands that no document has any more"
    assert set(run) & set(NOT_HERE) == set()
    assert unmarked() == [], "blocks of commands begin with ```sh"


def test_every_command_can_be_parsed() -> None:
    for one in told_commands():
        if one.plain.startswith("fediart "):
            words = shlex.split(re.split(r" [|>] ", one.plain)[0])[1:]
            try:
                parser().parse_args(words)
            except SystemExit:
                raise AssertionError(f"{one.document}:{one.line}: {one.plain}") from None


def test_commands_within_sentences_exist() -> None:
    for document, words in mentioned():
        known: tuple[Command, ...] = COMMANDS
        for word in words:
            names = word.replace("\\", "").rstrip(",").split("|")
            if not known or not re.fullmatch("[a-z-]+", names[0]):
                break
            found = [one for one in known if one.name in names]
            assert len(found) == len(names), f"{document}: fediart {' '.join(words)}: there is no {names}"
            known = found[0].children


def test_what_is_not_run_here_names_what_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for plain in NOT_HERE:
        words = shlex.split(plain)
        if words[0] == "make":
            assert words[1] in targets, plain
        elif words[:2] == ["python", "-m"]:
            assert importlib.util.find_spec(words[2]), plain
        for extra in re.findall(r"\.\[(\w+)\]", plain):
            assert extra in project["optional-dependencies"], plain


def test_units_and_containers_give_commands_that_exist() -> None:
    for path in (ROOT / "deploy").glob("*.service"):
        for line in re.findall(r"^ExecStart=\S+/fediart (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            parser().parse_args(shlex.split(line))
    listed = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    for line in re.findall(r"^\s*command: (\[.+\])$", listed, re.MULTILINE):
        words = json.loads(line)
        if words[0] == "fediart":
            parser().parse_args(words[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, a detector, labelled pictures and a newer list of crawlers lie where the commands name them."""
    (tmp_path / "picture.png").write_bytes(human_png())
    (tmp_path / "picture.jpg").write_bytes(human_jpeg(320, 240))
    (tmp_path / "collage.jpg").write_bytes(partly_jpeg())
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "Low tide.png").write_bytes(human_png(200, 160))
    for label in ("ai", "human"):
        (tmp_path / "labelled" / label / "one").mkdir(parents=True)
        for seed in range(2):
            (tmp_path / "labelled" / label / "one" / f"{seed}.png").write_bytes(human_png(seed=seed + len(label)))
    red_detector(tmp_path / "mine")
    crawlers = (ROOT / "fediart" / "rights" / "crawlers.toml").read_text(encoding="utf-8")
    (tmp_path / "newer.toml").write_text(
        re.sub(r"^updated = .*$", "updated = 2030-01-01", crawlers, flags=re.MULTILINE)
    )
    return tmp_path


def test_the_documents_commands_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDIART_CONFIG", str(folder / "instance" / "config.toml"))
    wrong: list[str] = []
    for lasting, steps in groupby(range(len(RUN)), key=lambda number: bool(RUN[number].until)):
        if lasting:
            wrong += [said for number in steps if (said := _begun_and_ended(RUN[number], folder))]
        else:
            done = forks.done("tests.docs.shell:run", *map(str, steps), folder=folder)
            assert done.status == 0, done.error
            wrong += json.loads(done.out)
    assert wrong == [], "\n\n".join(wrong)


def _begun_and_ended(step: Run, folder: Path) -> str:
    """Something that goes on until it is told to end; what was wrong with it."""
    words = shlex.split(Machine(folder).here(step.plain))[1:]
    with (folder / "errors").open("wb") as errors:
        process = forks.begun("fediart.cli:main", *words, error=errors, folder=folder)
    line = process.stdout.readline().decode()
    process.terminate()
    status = process.wait()
    process.close()
    if status == 0 and step.until in line:
        return ""
    return f"{step.plain}: {status}: {line}{(folder / 'errors').read_text()[-600:]}"
