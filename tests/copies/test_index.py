"""The index on disk: what it finds, what it costs, and that neither crashes nor damage make it lie."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fediart.actions.copies import bring_up_to_date, folder_of, look_up
from fediart.admission import print_index
from fediart.admission.fingerprint import Print
from fediart.admission.pdq import pdq
from fediart.admission.print_format import unpack
from fediart.admission.print_matching import likenesses
from fediart.admission.printing import fingerprint
from fediart.clock import MINUTE, HandClock
from tests.copies.art import CHANGES, drawn
from tests.copies.conftest import Studio

LIBRARY = 16
STRUCTURED = 32  # places: with fewer, a picture has too little structure for the measured figures to hold


def taken(image: Image.Image) -> Print:
    return fingerprint(np.asarray(image))


def certain(asked: Print, known: list[tuple[int, bytes]], folder: Path) -> list[int]:
    """What the index finds and a close look confirms."""
    near = print_index.search(folder, asked.asking, [])
    return [one.print_id for one in likenesses(asked.asking, [known[each - 1] for each in near]) if one.certain]


@pytest.fixture(scope="module")
def library() -> list[tuple[int, bytes]]:
    """Numbers and fingerprints of small drawings of all kinds."""
    return [(number + 1, taken(drawn(number).resize((400, 300))).kept) for number in range(LIBRARY)]


@pytest.mark.parametrize("number", [4, 11])
def test_a_changed_picture_is_found_and_no_other(number: int, library: list[tuple[int, bytes]], tmp_path: Path) -> None:
    """Half of the changes for each of two pictures; docs/copies.md tells how the whole table is measured."""
    print_index.add(tmp_path, 0, library)
    image = drawn(number).resize((400, 300))
    for change in list(CHANGES)[number % 2 :: 2]:
        assert certain(taken(CHANGES[change](image)), library, tmp_path) == [number + 1], change


@pytest.mark.shared
def test_works_of_many_hands_are_found_too(shared: Path, tmp_path: Path) -> None:
    """One of each of nine sources, in changes that are hard; flat ones are left out, as docs/copies.md says."""
    sources = sorted(path for path in (shared / "aiart" / "human").iterdir() if path.is_dir())[3:30:3]
    images = [Image.open(sorted(one.iterdir())[0]).convert("RGB").resize((480, 400)) for one in sources]
    prints = [taken(image) for image in images]
    known = [(number + 1, one.kept) for number, one in enumerate(prints)]
    print_index.add(tmp_path, 0, known)
    asked = [number for number, one in enumerate(prints) if one.places >= STRUCTURED]
    assert len(asked) >= 6
    for number in asked:
        for change in ("70 % of each side, off-centre, JPEG", "watermark all over", "turned by 90"):
            assert certain(taken(CHANGES[change](images[number])), known, tmp_path) == [number + 1], change


def test_segments_join_and_find_the_same(library: list[tuple[int, bytes]], tmp_path: Path) -> None:
    reached = 0
    for begin in range(0, LIBRARY, 2):
        reached = print_index.add(tmp_path, reached, library[begin : begin + 2])
    assert reached == LIBRARY and print_index.count(tmp_path, 10) == 10 and print_index.sound(tmp_path)
    assert len(list(tmp_path.glob("*.prints"))) < LIBRARY // 2
    for number in (0, 13, LIBRARY - 1):
        asked = taken(drawn(number).resize((400, 300)).rotate(180))
        assert print_index.search(tmp_path, asked.asking, [])[0] == number + 1


def test_a_damaged_cut_or_foreign_file_is_as_if_it_were_not_there(
    library: list[tuple[int, bytes]], tmp_path: Path
) -> None:
    print_index.add(tmp_path, 0, library[:8])
    print_index.add(tmp_path, 8, library[8:])
    (second,) = tmp_path.glob("8-*.prints")
    whole = second.read_bytes()
    for broken in (whole[:-1], b"", b"fediprt1", b"\xff" * len(whole)):
        second.write_bytes(broken)
        assert print_index.covered(tmp_path) == 8
        asked = taken(drawn(3).resize((400, 300)))
        assert print_index.search(tmp_path, asked.asking, [])[0] == 4
    second.write_bytes(whole[:-3] + b"\xff\xff\xff")
    assert not print_index.sound(tmp_path)
    assert print_index.search(tmp_path, taken(drawn(14).resize((400, 300))).asking, [])


def test_what_was_killed_while_writing_leaves_the_old_index(library: list[tuple[int, bytes]], tmp_path: Path) -> None:
    """A writer that dies by SIGKILL before the last step: its half-made file counts for nothing and is swept."""
    print_index.add(tmp_path, 0, library[:8])
    code = (
        "import os, signal, pathlib, pickle, sys\n"
        "from fediart.admission import print_index\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "folder, prints = pickle.load(sys.stdin.buffer)\n"
        "print_index.add(folder, 8, prints)\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps((tmp_path, library[8:])), capture_output=True, check=False
    )
    assert died.returncode == -9 and list(tmp_path.glob("*.part"))
    assert print_index.covered(tmp_path) == 8
    assert print_index.add(tmp_path, 8, library[8:]) == LIBRARY
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (23, 23), (40, 2000), (2000, 30)])
def test_no_shape_is_too_odd(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    made = fingerprint(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
    unpack(made.asking)
    assert len(made.pdq) == 8


def test_flat_pictures_have_no_places() -> None:
    assert taken(Image.new("RGB", (300, 200), "navy")).places == 0
    sky = np.repeat(np.linspace(0, 255, 300, dtype=np.uint8)[:, None, None], 400, 1).repeat(3, 2)
    assert fingerprint(sky).places == 0


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x02" * 500, b"\x01" + b"\xff" * 40, b"\x01" + b"\x00" * 700])
def test_bytes_that_are_no_fingerprint_are_passed_over(data: bytes, library: list[tuple[int, bytes]]) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        unpack(data)
    assert likenesses(taken(drawn(1).resize((400, 300))).asking, [(1, data)]) == ()


def test_pdq_of_the_eight_turns_is_that_of_the_turned_pictures() -> None:
    image = np.asarray(drawn(9).convert("L").resize((512, 512)), dtype=np.float32)
    hashes, quality = pdq(image)
    assert quality > 50 and len(set(hashes)) == 8
    for turn in range(8):
        turned = image.T if turn & 4 else image
        turned = turned[::-1] if turn & 2 else turned
        own = pdq(np.ascontiguousarray(turned[:, ::-1] if turn & 1 else turned))[0][0]
        assert (int(own, 16) ^ int(hashes[turn], 16)).bit_count() <= 24


async def test_it_is_made_anew_where_it_does_not_agree_with_the_database(
    studio: Studio, scene: Image.Image, clock: HandClock
) -> None:
    first = await studio.publish(studio.jane, scene)
    clock.move(6 * MINUTE)
    assert await bring_up_to_date(studio.site, least=1) == 1
    assert [one.holder.artwork_id for one in await look_up(studio.site, taken(scene).asking)] == [first]
    (segment,) = folder_of(studio.site).glob("*.prints")
    other = print_index._built(0, [(2**62, taken(drawn(1)).kept)])
    segment.unlink()
    print_index._write(folder_of(studio.site), other)
    assert await look_up(studio.site, taken(scene).asking) == ()
    await bring_up_to_date(studio.site, least=1)
    assert [one.holder.artwork_id for one in await look_up(studio.site, taken(scene).asking)] == [first]
