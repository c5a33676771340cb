"""Moderation from the shell keeps to the rules of the browser, on an instance of its own."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from fediart.app import open_site
from fediart.cli import main
from fediart.config import load
from fediart.store.actors import Actor
from tests.review.conftest import held
from tests.site import make_artist

REASON = ("--reason", "Lovely layers.")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "art"), "--host", "art.example"]) == 0
    return tmp_path / "art" / "config.toml"


async def _furnish(config: Path) -> int:
    async with open_site(load(config)) as site:
        artist: Actor = (await make_artist(site, "jane"))[1]
        await make_artist(site, "mo", role="moderator")
        return await held(site, artist)


def test_a_case_is_listed_shown_decided_and_exported(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = asyncio.run(_furnish(config))
    given = ["-c", str(config)]

    def said(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main(["admission", *words, *given]) == status
        out, wrong = capsys.readouterr()
        return out + wrong

    assert "Heron" in said("queue", "--cause", "score") and "Nothing waits" in said("queue", "--cause", "copy")
    assert "Its texture resembles generated pictures." in said("show", str(work))
    assert json.loads(said("show", str(work), "--json"))["steps"][0]["step"] == "hold"
    assert "no member called ghost" in said("decide", str(work), "publish", "--as", "ghost", *REASON, status=1)
    assert "Only moderators" in said("decide", str(work), "publish", "--as", "jane", *REASON, status=1)
    assert "Decided" in said("decide", str(work), "publish", "--as", "mo", *REASON)
    assert "Somebody else decided" in said("decide", str(work), "refuse", "--as", "mo", *REASON, status=1)
    assert "Lovely layers." in said("export", "--format", "csv")
    assert [row["step"] for row in json.loads(said("export", "--format", "json"))] == ["hold", "publish"]
    assert json.loads(said("export", "--format", "json", "--since", "2999-01-01")) == []
