"""Archives that attack (advisory 73): names that lead out, links, bombs, passwords, and what only looks like one."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from fediart.translate.imports import reading
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.found import ArchiveError
from fediart.translate.imports.repacking import repack
from tests.imports.packed import picture, zipped


def opened(path: Path) -> Archive:
    return Archive([(path, path.name)])


@pytest.mark.parametrize("name", ["../evil.jpg", "/etc/evil.jpg", "a/../../evil.jpg", "a\\..\\evil.jpg"])
def test_a_name_that_leads_out_makes_it_unreadable(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="leads out"):
        opened(zipped(tmp_path / "a.zip", {name: picture(1), "ok.jpg": picture(2)}))


def test_links_are_not_there(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as pack:
        pack.writestr(link, "/etc/passwd")
        pack.writestr("ok.jpg", picture(1))
    with opened(tmp_path / "a.zip") as archive:
        assert [one.name for one in archive.members()] == ["ok.jpg"]
    with pytest.raises(ArchiveError, match="not in the archive"):
        reading.take([(tmp_path / "a.zip", "a.zip")], [(0, "link.jpg")], tmp_path, 10_000)


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("posts_1.json", bytes(32 << 20))
    with pytest.raises(ArchiveError, match="far more than it is"):
        opened(tmp_path / "a.zip")
    data = bytearray(zipped(tmp_path / "b.zip", {"a.jpg": picture(1)}).read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 24] = (1 << 30).to_bytes(4, "little")  # it says that it is packed larger than the file is
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(ArchiveError, match="far more than it is"):
        opened(tmp_path / "b.zip")


def test_what_lies_of_its_size_is_not_read_further(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "a.zip", {"a.jpg": picture(1, 64)}).read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ArchiveError):
        reading.take([(tmp_path / "a.zip", "a.zip")], [(0, "a.jpg")], tmp_path, 10_000)
    path = zipped(tmp_path / "b.zip", {"a.jpg": picture(1, 64)})
    with pytest.raises(ArchiveError, match="more than 0 MB"):
        reading.take([(path, "b.zip")], [(0, "a.jpg")], tmp_path, 100)


def test_passwords_and_no_archives(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "a.zip", {"a.jpg": picture(1)}).read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ArchiveError, match="password"):
        opened(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(ArchiveError, match="no ZIP file"):
        opened(tmp_path / "b.zip")


def test_a_tar_that_attacks(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as pack:
        about = tarfile.TarInfo("../evil.jpg")
        about.size = 4
        pack.addfile(about, io.BytesIO(b"evil"))
    repack(tmp_path / "a.tar.gz", tmp_path / "a.zip", 1 << 20)
    with pytest.raises(ArchiveError, match="leads out"):
        opened(tmp_path / "a.zip")
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as pack:
        about = tarfile.TarInfo("big.jpg")
        about.size = 8 << 20
        pack.addfile(about, io.BytesIO(bytes(8 << 20)))
    with pytest.raises(ArchiveError, match="far more than it is"):
        repack(tmp_path / "b.tar.gz", tmp_path / "b.zip", 1 << 20)


@pytest.mark.parametrize("text", ["[" * 100_000, "{", '{"a": 1}', '[1, null, {"media": 5}, {"media": [{"uri": 7}]}]'])
def test_json_of_no_sense(tmp_path: Path, text: str) -> None:
    path = zipped(tmp_path / "a.zip", {"posts_1.json": text})
    try:
        found = reading.read("instagram", [(path, "a.zip")])
    except ArchiveError:
        return
    assert not any(one.possible for one in found.items)


def test_html_without_end(tmp_path: Path) -> None:
    deep = "<div class='_a6-g'>" * 50_000 + "<img src='media/posts/1.jpg'>"
    path = zipped(tmp_path / "a.zip", {"posts_1.html": deep, "media/posts/1.jpg": picture(1)})
    assert len(reading.read("instagram", [(path, "a.zip")]).items) == 1
