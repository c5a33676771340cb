"""A folder is judged to its end, whatever lies in it: only the file that does harm is told as such."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fediart.admission.judgement import Judgement
from fediart.admission.policy import BALANCED
from fediart.admission.strangers import judge_stranger
from fediart.cli import main
from fediart.cli.batch import Rules, judged
from fediart.cli.check import summary
from fediart.cli.judged_line import COLUMNS, as_csv, as_json, as_text
from fediart.cli.listing import Listed, listed
from fediart.media.facts import Limits
from fediart.media.pool import Pool
from tests.admission import made
from tests.admission.hostile import ODD_NAME, folder_of_harm

RULES = Rules(BALANCED, (), "", Limits())


async def all_of(paths: list[Path], *, workers: int = 2, memory: int = 1 << 30) -> dict[str, Judgement]:
    async with Pool(workers, memory_limit=memory, time_limit=60, quiet=True) as pool:
        return {Path(found.path).name: found async for found in judged(pool, listed(paths), RULES)}


async def test_harm_is_told_of_its_own_file_only(tmp_path: Path) -> None:
    told = folder_of_harm(tmp_path)
    found = await all_of([tmp_path])
    assert set(found) == set(told)
    for name, sentence in told.items():
        if sentence:
            assert found[name].verdict is None and sentence in (found[name].error or ""), (name, found[name].error)
    for name in ("whole.png", "texts.png", "deep-xmp.png", os.fsdecode(ODD_NAME)):
        assert found[name].verdict is not None, found[name].error


async def test_a_killed_worker_takes_one_file_along(tmp_path: Path) -> None:
    for number in range(12):
        made.png(tmp_path / f"{number:02}.png")
    failed = []
    async with Pool(1, quiet=True) as pool:
        async for found in judged(pool, listed([tmp_path]), RULES):
            if found.path.endswith("02.png"):
                os.kill(pool.processes[0], signal.SIGKILL)
            if found.verdict is None:
                failed.append(found.error)
    assert len(failed) == 1 and failed[0] is not None and "SIGKILL" in failed[0]


def test_a_file_that_changes_is_told_and_one_that_is_gone_too(tmp_path: Path) -> None:
    path, done = made.png(tmp_path / "a.png"), threading.Event()

    def touch() -> None:
        for moment in range(10**9, 2 * 10**9):
            os.utime(path, (moment, moment))
            if done.is_set():
                return

    thread = threading.Thread(target=touch)
    thread.start()
    tries = (judge_stranger(path, (), "", Limits()) for _ in range(200))
    found = next(one for one in tries if one.error)  # the other thread is not always at work meanwhile
    done.set()
    thread.join()
    assert found.error is not None and "changed while it was read" in found.error
    path.unlink()
    gone = judge_stranger(path, (), "", Limits())
    assert gone.error is not None and "No such file" in gone.error


@contextmanager
def without_roots_rights() -> Iterator[None]:
    """Root may read everything, so a test that root runs is somebody else meanwhile."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_what_may_not_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made.png(folder / "a.png").chmod(0)
        (folder / "locked").mkdir(mode=0)
        with without_roots_rights():
            problems = {one.path.name: one.problem for one in listed([folder])}
            found = judge_stranger(folder / "a.png", (), "", Limits())
    assert "Permission denied" in (found.error or "")
    assert problems["a.png"] == "" and "Permission denied" in problems["locked"]


def test_links_to_folders_are_not_followed_and_the_order_is_by_name(tmp_path: Path) -> None:
    for name in ("b/2.png", "a/1.jpg", "a/10.png", "a/notes.txt", "c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    found = [str(one.path.relative_to(tmp_path)) for one in listed([tmp_path])]
    assert found == ["c.png", "a/1.jpg", "a/10.png", "b/2.png"]


def test_a_very_deep_folder_ends(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("deep folder", dir_fd=here)
        below = os.open("deep folder", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    problems = [one.problem for one in listed([tmp_path])]
    assert len(problems) == 1 and "too long" in problems[0]


def test_no_name_breaks_out_of_its_line() -> None:
    found = Judgement(f"/pictures/{os.fsdecode(ODD_NAME)}", "", None, True, (), None, None, "It\nfailed.")
    for line in (as_text(found), as_json(found), as_csv(found)):
        assert line.isprintable(), line
    assert json.loads(as_json(found))["path"] == found.path
    [row] = csv.reader(io.StringIO(as_csv(Judgement("=1+1.png", "", None, True, (), None, None, "x"))))
    assert row[0] == "'=1+1.png" and len(row) == len(COLUMNS)


async def test_one_slow_file_does_not_hold_up_the_listing_or_memory(tmp_path: Path) -> None:
    path, taken = made.png(tmp_path / "a.png"), 0

    def files() -> Iterator[Listed]:
        nonlocal taken
        for _ in range(200):
            taken += 1
            yield Listed(path)

    async with Pool(1, quiet=True) as pool:
        async for _ in judged(pool, files(), RULES):
            break
    assert taken == 64


def test_the_command_prints_a_summary_and_fails_on_what_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    made.png(folder / "generated.png", {"parameters": made.A1111}, image=made.drawing(64, 64))
    (folder / "broken.png").write_bytes(b"\x89PNG")
    command = ["admission", "check", str(folder), "-c", str(tmp_path / "none.toml"), "--workers", "1"]
    assert main([*command, "--csv"]) == 0
    said = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [(Path(row["path"]).name, row["verdict"]) for row in rows] == [
        ("broken.png", ""),
        ("generated.png", "refuse"),
    ]
    assert "2 files in " in said.err and "1 refuse; 1 could not be judged. Most memory: " in said.err
    assert main([*command, "--fail-on", "error"]) == main([*command, "--fail-on", "hold", "--json"]) == 3
    assert main(["admission", "check", str(folder / "broken.png"), "-c", str(tmp_path / "none.toml")]) == 1


def test_a_summary_names_what_became_of_the_files() -> None:
    from fediart.cli.batch import Tally

    told = Tally()
    told.verdicts.update({"publish": 7, "hold": 2})
    assert summary(told, 3.0, 2).startswith(
        "9 files in 3.0 s (3.0 a second, 2 at once): 2 hold, 7 publish. Most memory"
    )
