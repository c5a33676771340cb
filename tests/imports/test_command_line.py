"""The command line: a folder with its table comes in, a look at what is in an archive leaves nothing behind."""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.cli import imports as command
from fediart.clock import HandClock
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import artworks
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.imports import instagram
from tests.imports.packed import picture
from tests.site import make_artist, running_site

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.bring_arguments(parser)
    return parser.parse_args([*words, "--as", "jane"])


async def works_of(site: Site, artist: Actor) -> list[str]:
    async with site.db.reading() as tx:
        return [one.title for one in await artworks.of_artist(tx, artist.id)]


async def test_a_folder_comes_in(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, jane = await make_artist(site, "jane")
    folder = tmp_path / "art"
    (folder / "2019").mkdir(parents=True)
    (folder / "2019" / "heron.jpg").write_bytes(picture(1))
    (folder / "manifest.csv").write_text("file;title;date\n2019/heron.jpg;Heron;2019-03-12\ngone.jpg;Gone;2018\n")
    (folder / "secret").symlink_to("/etc/passwd")
    assert await command.bring_files(site, asked("folder", str(folder), "--timeline-only", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["works"]) == ("done", {"published": 1})
    assert await works_of(site, jane) == ["Heron"]
    assert (folder / "2019" / "heron.jpg").exists()
    assert list((site.config.files / "incoming").iterdir()) == []


async def test_a_look_leaves_nothing(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, jane = await make_artist(site, "jane")
    path = str(instagram.archive(tmp_path / "a.zip", "json", 3))
    assert await command.bring_files(site, asked("instagram", path, "--preview")) == 0
    assert "Étude № 0" in capsys.readouterr().out
    assert await works_of(site, jane) == []
    assert await command.bring_files(site, asked("instagram", path, "--only", "stories")) == 0
    assert "1 published" in capsys.readouterr().out
    assert len(await works_of(site, jane)) == 1
    with pytest.raises(Problem, match="no posts of Instagram"):
        empty = tmp_path / "empty"
        empty.mkdir()
        await command.bring_files(site, asked("instagram", str(empty)))
    with pytest.raises(Problem, match="cannot be read"):
        await command.bring_files(site, asked("folder", str(tmp_path / "absent")))
    async with site.db.reading() as tx:
        assert [one.state for one in await rows.of_actor(tx, jane.id)] == ["failed", "done", "cancelled"]
