"""The commands of the documents: each line of a block of shell commands, as it is written and as it is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("sh", "console", "bash")
_HOME = re.compile(r"/srv/fediart/venv/bin/")
_CONFIG = re.compile(r" (?:-c|--config) /srv/fediart/instance/config\.toml")


@dataclass(frozen=True, slots=True)
class Told:
    """A command in a document. `plain` is without its remark, the folder of the program, and the name of the config."""

    document: str
    line: int
    plain: str


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> list[Told]:
    return [one for path in documents() for one in _commands(path)]


def _commands(path: Path) -> Iterator[Told]:
    for token in MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8")):
        if token.type == "fence" and token.info.strip() in SHELLS:
            begin = token.map[0] if token.map else 0
            lines = token.content.replace("\\\n", " ").splitlines()
            for number, line in enumerate(lines, begin + 2):
                plain = plain_of(line)
                if plain:
                    yield Told(path.name, number, plain)


def plain_of(line: str) -> str:
    """Remarks begin with a space and a number sign, as in a shell; none of our commands has one in quotes."""
    without = re.sub(r"(^|\s)#.*", "", line).strip().removeprefix("$ ")
    return _CONFIG.sub("", _HOME.sub("", without))


def unmarked() -> list[str]:
    """Blocks that hold commands of ours and are not marked as commands."""
    wrong = []
    for path in documents():
        for token in MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
            block = token.type in ("fence", "code_block") and token.info.strip() not in SHELLS
            if block and re.search(r"^\s*(?:fediart|make|pip) ", token.content, re.MULTILINE):
                wrong.append(f"{path.name}: {token.content.splitlines()[0]}")
    return wrong


def mentioned() -> Iterator[tuple[str, list[str]]]:
    """Commands within sentences and tables, as their words: `fediart account role NAME ROLE`."""
    for path in documents():
        for token in MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
            for child in token.children or ():
                if child.type == "code_inline" and child.content.startswith("fediart "):
                    yield path.name, child.content.split()[1:]
