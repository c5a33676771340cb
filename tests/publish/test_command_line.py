"""Publishing and judging from the shell: the same verdicts as in the browser, told by exit status and JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fediart.actions.attach import attach, bounds_of
from fediart.actions.submission import Upload
from fediart.cli import _parser, main
from fediart.cli.publish import publish_files
from fediart.clock import HandClock
from fediart.errors import NotAllowed, Problem, Problems
from fediart.site import Site
from fediart.store import actors, attachments
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import artwork_of, files_of, jane, pictures_of
from tests.side import made
from tests.site import make_artist


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        await jane(made)
        yield made


def asked(*words: str) -> Namespace:
    return _parser().parse_args(["publish", *words])


def picture(tmp_path: Path, data: bytes, name: str = "heron.png") -> str:
    (tmp_path / name).write_bytes(data)
    return str(tmp_path / name)


@pytest.mark.parametrize(
    ("draw", "status", "verdict", "words"),
    [
        (works.human_png, 0, "publish", ""),
        (works.partly_jpeg, 0, "label", "AI-assisted"),
        (works.red_png, 3, "hold", "resembles generated pictures"),
        (works.a1111_png, 4, "refuse", "parameters"),
        (works.iptc_jpeg, 4, "refuse", "trainedAlgorithmicMedia"),
    ],
    ids=["human", "assisted", "detector", "automatic1111", "iptc"],
)
async def test_the_exit_status_is_the_verdict(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    draw: Callable[[], bytes], status: int, verdict: str, words: str,
) -> None:  # fmt: skip
    path = picture(tmp_path, draw())
    given = asked(path, "--as", "jane", "--title", works.TITLE, "--alt", "A heron", "--json")
    assert await publish_files(site, given) == status
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["id", "url", "verdict", "reasons"]
    assert told["verdict"] == verdict
    assert words in " ".join(told["reasons"])
    place = "@jane" if status == 0 else "works"
    assert told["url"] == f"{site.config.origin}/{place}/{told['id']}"
    assert Path(path).read_bytes() == draw()


async def test_everything_the_form_knows(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = picture(tmp_path, works.human_png()), picture(tmp_path, works.human_jpeg(), "two.jpg")
    given = asked(
        first, second, "--as", "@Jane", "--title", "T", "--alt", "One", "--alt", "Two", "--description", "D",
        "--medium", "Ink", "--tag", "ink", "--tag", "low tide", "--series", "Birds", "--license", "cc-by-sa-4.0",
        "--ai-policy", "no-training", "--visibility", "unlisted", "--language", "en",
        "--source-type", "digitalCreation",
    )  # fmt: skip
    assert await publish_files(site, given) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Published (publish): {site.config.origin}/@jane/")
    work = await artwork_of(site, int(said.split("/@jane/")[1].split()[0]))
    assert (work.medium, work.tags, work.licence) == ("Ink", ("ink", "LowTide"), "cc-by-sa-4.0")
    assert (work.ai_policy, work.visibility, work.language) == ("no-training", "unlisted", "en")
    assert work.digital_source_type == "digitalCreation"
    assert [one.alt for one in await pictures_of(site, work.id)] == ["One", "Two"]
    assert {one.policy for one in await files_of(site, work.id)} == {"no-training"}


async def test_what_is_wrong_names_the_fix(site: Site, tmp_path: Path) -> None:
    path = picture(tmp_path, works.human_png())
    with pytest.raises(Problem, match="no account nobody"):
        await publish_files(site, asked(path, "--as", "nobody", "--title", "T"))
    with pytest.raises(Problem, match="cannot be read"):
        await publish_files(site, asked(f"{path}.gone", "--as", "jane", "--title", "T"))
    with pytest.raises(Problem, match="at most one for each"):
        await publish_files(site, asked(path, "--as", "jane", "--title", "T", "--alt", "a", "--alt", "b"))
    with pytest.raises(Problems, match="not a picture"):
        await publish_files(site, asked(picture(tmp_path, b"text", "a.png"), "--as", "jane", "--title", "T"))
    await make_artist(site, "gone", suspended=1)
    with pytest.raises(NotAllowed):
        await publish_files(site, asked(path, "--as", "gone", "--title", "T"))
    assert list((site.config.files / "incoming").iterdir()) == []


def test_judging_needs_no_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "folder" / "below"
    folder.mkdir(parents=True)
    picture(folder, works.a1111_png(), "generated.PNG")
    picture(folder, b"GIF89a but broken", "broken.gif")
    picture(folder, b"not looked at", "notes.txt")
    one = picture(tmp_path, works.iptc_jpeg(), "no-suffix")
    status = main(["admission", "check", str(tmp_path / "folder"), one, "--json", "-c", str(tmp_path / "none.toml")])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    keys = ["path", "sha256", "probability", "abstained", "evidence", "verdict", "model", "error", "band", "votes"]
    assert [list(line) for line in lines] == [keys] * 3
    broken, generated, named = lines
    assert (broken["verdict"], bool(broken["error"])) == (None, True)
    assert generated["verdict"] == named["verdict"] == "refuse"
    assert "a1111" in generated["evidence"][0]["code"]
    assert len(generated["sha256"]) == 64


def test_judging_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = picture(tmp_path, works.a1111_png())
    assert main(["admission", "check", path, "-c", str(tmp_path / "none.toml")]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("refuse")
    assert path in said.out
    assert "default policy" in said.err
    assert main(["admission", "check", str(tmp_path / "absent")]) == 1
    assert "no file or folder" in capsys.readouterr().err


@pytest.mark.one_engine
async def test_what_shows_how_it_was_made_goes_along(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, sheet = picture(tmp_path, works.red_png()), picture(tmp_path, made.psd(), "heron.psd")
    words = (path, "--as", "jane", "--title", "T")
    note = ("--attach-note", "Two evenings.", "--json")
    assert await publish_files(site, asked(*words, "--attach", sheet, "--attach", path, *note)) == 3
    work_id = int(json.loads(capsys.readouterr().out)["id"])
    async with site.db.reading() as tx:
        found = await attachments.of_artwork(tx, work_id)
    assert [(one.name, one.step, one.note) for one in found] == [
        ("heron.psd", "submission", "Two evenings."), ("heron.png", "submission", "Two evenings."),
    ]  # fmt: skip
    assert Path(sheet).read_bytes() == made.psd()
    with pytest.raises(Problem, match="we cannot read this kind"):
        page = picture(tmp_path, b"<script>", "script.html")
        await publish_files(site, asked(*words, "--attach", page))
    with Path(sheet).open("ab") as file:
        file.truncate(bounds_of(site.config).file_bytes + 1)  # takes no room
    with pytest.raises(Problem, match="more than 200 MB"):
        await attach(site, (await jane_of(site)), work_id, [Upload(Path(sheet), "heron.psd")])
    assert list((site.config.files / "incoming").iterdir()) == []


async def jane_of(site: Site) -> Actor:
    async with site.db.reading() as tx:
        found = await actors.by_handle(tx, "jane")
    assert found is not None
    return found
