"""What is read off layered files and films: layers as the program lists them, and nothing worse than 'damaged'."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fediart.admission.attached import asking
from fediart.admission.attached.facts import MOST_KEPT, Attached, shown
from fediart.admission.attached.reading import read_attached
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.pool import Pool
from tests.side import made

LAYERED = ("heron.psd", "heron.psb", "deep.psd", "heron.kra", "heron.ora", "heron.xcf", "old.xcf", "heron.clip")


def read(folder: Path, data: bytes, name: str = "file") -> Attached:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return read_attached(folder / name, out, Limits())


@pytest.mark.parametrize("name", LAYERED)
def test_layers_come_out_as_the_program_lists_them(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, made.everything(tmp_path)[name])
    assert [(one.name, one.kind, one.level, one.visible) for one in found.layers] == list(made.LAYERS)
    assert (found.layer_count, found.group_count, found.partial) == (4, 1, "")
    assert (found.width, found.height) == made.SIZE
    assert found.kind == "layered"
    assert found.as_json()["layers"] == [[*one[:3], int(one[3])] for one in made.LAYERS]


def test_a_procreate_file_tells_its_layers_strokes_and_time(tmp_path: Path) -> None:
    found = read(tmp_path, made.procreate())
    assert [one.name for one in found.layers] == [name for name, *_ in made.LAYERS]
    assert (found.layer_count, found.group_count, found.width) == (4, 1, made.SIZE[0])
    assert dict(found.more) == {
        "Drawing time": "1 h 2 min", "Strokes": "4211", "Time-lapse": "recorded in the file, in 2 parts",
    }  # fmt: skip


def test_times_of_making_are_told_where_the_file_has_them(tmp_path: Path) -> None:
    krita = dict(read(tmp_path, made.krita()).more)
    assert krita["Editing time"] == "5 h 12 min" and krita["Saved"] == "7 times"
    photoshop = dict(read(tmp_path, made.psd()).more)
    assert photoshop["Saved"] == "2 times on 2 days by its own history"
    assert photoshop["Made"] == "2026-03-01 09:00"


def test_films_and_sketches_are_known_by_their_content(tmp_path: Path) -> None:
    given = made.everything(tmp_path)
    kinds = {name: read(tmp_path, given[name], "named.txt").kind for name in given if "heron" not in name}
    assert {name: kind for name, kind in kinds.items() if kind != "layered"} == {
        "film.mp4": "time-lapse", "film.webm": "time-lapse", "film.gif": "time-lapse", "sketch.pdf": "sketch",
        "shot.png": "in-progress", "shot.jpg": "in-progress",
    }  # fmt: skip
    assert dict(read(tmp_path, made.mp4()).more) == {"Length": "13 min", "Made": "2026-02-27 01:20 UTC"}
    assert dict(read(tmp_path, made.webm()).more) == {"Length": "13 min"}


@pytest.mark.parametrize("name", ["heron.psd", "heron.kra", "heron.ora", "heron.clip", "heron.procreate", "shot.png"])
def test_a_small_picture_is_made_where_the_file_brings_one(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, made.everything(tmp_path)[name])
    assert found.preview is not None
    with Image.open(found.preview) as picture:
        assert (picture.format, picture.size) == ("WEBP", (64, 48))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["preview.webp"], "copies are left behind"


@pytest.mark.parametrize(
    "data",
    [b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\0", b"#!/bin/sh\n",
     made.zipped({"word/document.xml": b"<a/>"}), b"\x7fELF"],
)  # fmt: skip
def test_other_files_are_refused_with_what_is_taken(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadImage, match="Attach PSD, PSB, KRA"):
        read(tmp_path, data)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadImage, match="empty"):
        read(tmp_path, b"")


@pytest.mark.parametrize("name", LAYERED)
def test_a_file_cut_short_tells_what_could_be_read(name: str, tmp_path: Path) -> None:
    whole = made.everything(tmp_path)[name]
    zipped = name.endswith((".kra", ".ora"))
    for part in (0.3, 0.6, 0.9):
        cut = whole[: int(len(whole) * part)]
        if zipped:
            with pytest.raises(BadImage, match="damaged or cut short"):
                read(tmp_path, cut)
            continue
        found = read(tmp_path, cut)
        assert found.kind == "layered"
        assert found.partial.startswith("It could not be read to its end") or found.layer_count == 4


BOMB = "<!DOCTYPE DOC [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><DOC><IMAGE>&b;</IMAGE></DOC>"
OUTSIDE = "<!DOCTYPE DOC [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><DOC><IMAGE name='&a;'>&a;</IMAGE></DOC>"
DEEP = "<DOC><IMAGE>" + "<layers><layer name='a'>" * 5000 + "</layer></layers>" * 5000 + "</IMAGE></DOC>"


@pytest.mark.parametrize("main", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_are_not_expanded(main: str, tmp_path: Path) -> None:
    found = read(tmp_path, made.krita(main=main))
    assert "cannot be read" in found.partial and found.layers == ()


def test_a_description_that_unpacks_to_very_much_is_left(tmp_path: Path) -> None:
    data = made.krita(more={"maindoc.xml": b"<DOC>" + b" " * (17 << 20) + b"</DOC>"})
    assert len(data) < 100_000
    assert "larger than 16 MiB" in read(tmp_path, data).partial


def test_deep_and_countless_layers_have_an_end(tmp_path: Path) -> None:
    deep = read(tmp_path, made.krita(main=DEEP))
    assert deep.layer_count <= 5000 and max(one.level for one in deep.layers) == 20
    rows = tuple((f"Layer {number}", "layer", 0, True) for number in range(20_010))
    many = read(tmp_path, made.psd(layers=rows))
    assert "more than 20000 layers" in many.partial and len(many.layers) == MOST_KEPT


@pytest.mark.parametrize(
    "schema",
    [
        "create view Layer as with recursive n(a) as (select 1 union all select a + 1 from n) select a as MainId, a as "
        "LayerName, 0 as LayerFolder, 1 as LayerVisibility, 0 as LayerNextIndex, 0 as LayerFirstChildIndex, 1 as "
        "LayerType from n; create table Canvas (CanvasWidth, CanvasHeight)",
        "create virtual table Layer using fts5(MainId, LayerName)",
        "create table Layer (words)",
        "create table Canvas (CanvasWidth, CanvasHeight); insert into Canvas values ('x', zeroblob(100))",
    ],
    ids=["endless view", "virtual", "other columns", "no numbers"],
)
def test_a_database_made_to_harm_says_nothing(schema: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    found = read(tmp_path, made.clip(tmp_path, schema=schema))
    assert (found.layers, found.width) == ((), 0)
    assert time.monotonic() - begun < 5


def test_layers_that_lead_in_a_circle_are_met_once(tmp_path: Path) -> None:
    schema = """create table Layer (MainId, LayerName, LayerFolder, LayerVisibility, LayerNextIndex,
        LayerFirstChildIndex, LayerType); insert into Layer values (1, 'a', 1, 1, 2, 1, 256), (2, 'b', 1, 1, 1, 2, 0)"""
    found = read(tmp_path, made.clip(tmp_path, schema=schema))
    assert found.layer_count + found.group_count <= 2


def test_names_are_shown_without_what_turns_or_hides_text() -> None:
    assert shown("a\u202egnp.exe\0\n b\ud800") == "agnp.exe b"
    assert len(shown("x" * 5000)) == 120


everything: dict[str, bytes] = {}


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_changed_at_random_never_crash_a_reader(data: st.DataObject, tmp_path: Path) -> None:
    files = everything or made.everything(tmp_path)
    everything.update(files)
    seed = bytearray(files[data.draw(st.sampled_from(sorted(files)))])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(seed) - 1))
        seed[at : at + 4] = data.draw(st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x80\0\0\0", b"\0\0\0\1"]))
    try:
        found = read(tmp_path, bytes(seed))
    except BadImage:
        return
    assert len(found.layers) <= MOST_KEPT


async def test_the_server_asks_a_worker(tmp_path: Path) -> None:
    (tmp_path / "heron.psd").write_bytes(made.psd())
    (tmp_path / "page.html").write_bytes(b"<html>")
    async with Pool(1) as pool:
        found = await asking.read(pool, tmp_path / "heron.psd", tmp_path, Limits())
        assert found.layer_count == 4 and found.preview == tmp_path / "preview.webp"
        with pytest.raises(BadImage):
            await asking.read(pool, tmp_path / "page.html", tmp_path, Limits())


def test_an_xcf_property_that_lies_about_its_length_is_left(tmp_path: Path) -> None:
    lying = made.xcf().replace(struct.pack(">II", 17, 1), struct.pack(">II", 17, 0xFFFFFFF0))
    assert read(tmp_path, lying).partial.startswith("It could not be read")
