"""Documents that are tested: what they promise is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from fediart import config

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_config_is_every_key_with_its_default() -> None:
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == config.example()


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8")):
            assert target in targets, f"{page.name} names `make {target}`"


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of anybody's machine in what we ship."""
    for path in [*ROOT.glob("fediart/**/*.py"), *ROOT.glob("federation/**/*.py"), *ROOT.glob("**/*.md")]:
        if "node_modules" in path.parts or ".venv" in path.parts:
            continue
        assert not re.search(r"/home/(?!show\b)", path.read_text(encoding="utf-8")), path
