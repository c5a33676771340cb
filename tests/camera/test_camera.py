"""FEP-ee3a and FEP-6757: what cameras say of pictures, only as far as the artist chose; licences of others' works."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, TiffImagePlugin

from federation.exif import exif_of
from fediart.actions import outbox
from fediart.clock import HandClock
from fediart.media.camera import read_camera
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.translate.camera import chosen, in_words
from fediart.translate.remote_rights import licences_in
from tests.inbox.conftest import Meeting, meeting
from tests.publish import works
from tests.publish.works import jane, publish_one
from tests.seeds import stranger
from tests.site import drain, log_in, served

pytestmark = pytest.mark.one_engine

__all__ = ["meeting"]

TAKEN = "2026:11:22 07:30:05"


def camera_jpeg(path: Path, **more: Any) -> bytes:
    """A photograph with all that a camera writes, and a place and serial numbers that are nobody's business."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Canon", "Canon EOS R5", "2026:11:23 10:00:00"
    inner = exif.get_ifd(0x8769)
    ratio = TiffImagePlugin.IFDRational
    inner |= {
        0x829A: ratio(1, 250), 0x829D: ratio(56, 10), 0x8827: 400, 0x9003: TAKEN, 0x920A: ratio(70, 1), 0xA405: 112,
        0xA433: "Sigma", 0xA434: "70-200mm F2.8 DG", 0xA431: "SECRET-BODY", 0xA435: "SECRET-LENS",
        0xA430: "SECRET owner",
    }  # fmt: skip
    inner |= more.get("inner", {})
    gps = exif.get_ifd(0x8825)
    gps |= {1: "N", 2: (59.0, 20.0, 5.0), 3: "E", 4: (18.0, 3.0, 1.0)}
    image = Image.effect_noise((120, 90), 40).convert("RGB")
    image.save(path, "JPEG", exif=exif)
    return path.read_bytes()


WHOLE = {
    "Make": "Canon", "Model": "Canon EOS R5", "LensMake": "Sigma", "LensModel": "70-200mm F2.8 DG",
    "ExposureTime": "1/250", "FNumber": "f/5.6", "PhotographicSensitivity": "400", "FocalLength": "70 mm",
    "FocalLengthIn35mmFilm": "112 mm", "DateTime": TAKEN,
}  # fmt: skip


def test_what_is_read_is_how_it_was_made_and_never_where_or_by_whom(tmp_path: Path) -> None:
    data = camera_jpeg(tmp_path / "a.jpg")
    assert b"SECRET" in data
    assert read_camera(tmp_path / "a.jpg") == WHOLE


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [((1, 3), "0.33"), ((1, 8000), "1/8000"), ((10, 300), "1/30"), ((4, 1), "4"), ((0, 1), None)],
)
def test_exposure_times_as_photographers_say_them(tmp_path: Path, seconds: tuple[int, int], expected: str) -> None:
    camera_jpeg(tmp_path / "a.jpg", inner={0x829A: TiffImagePlugin.IFDRational(*seconds)})
    assert read_camera(tmp_path / "a.jpg").get("ExposureTime") == expected


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "yesterday", "2026-11-22 07:30:05", "２０２６:11:22 07:30:05"]
)
def test_a_date_that_is_none_is_left_out(tmp_path: Path, taken: str) -> None:
    camera_jpeg(tmp_path / "a.jpg", inner={0x9003: taken})
    assert read_camera(tmp_path / "a.jpg").get("DateTime", "") in ("2026:11:23 10:00:00", "")


def test_a_drawing_has_no_camera(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(works.human_png())
    assert read_camera(tmp_path / "a.png") == {}


def test_only_chosen_parts_are_shown_and_in_plain_words() -> None:
    assert chosen((), WHOLE) == () and chosen(("nonsense",), WHOLE) == ()
    assert dict(chosen(("lens", "iso"), WHOLE)) == {
        "LensMake": "Sigma", "LensModel": "70-200mm F2.8 DG", "PhotographicSensitivity": "400",
    }  # fmt: skip
    assert dict(in_words(WHOLE.items())) == {
        "Camera": "Canon EOS R5", "Lens": "Sigma 70-200mm F2.8 DG", "Focal length": "70 mm (as 112 mm on 35 mm film)",
        "Aperture": "f/5.6", "Exposure": "1/250 s", "ISO": "400", "Taken": "2026-11-22 07:30",
    }  # fmt: skip


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    without = {"admission": {"model": "none"}}
    async with works.studio(db, tmp_path, clock, config=without) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


async def note_of(site: Site, work_id: int) -> dict[str, Any]:
    """The last Create or Update about the work, as it goes to others."""
    friend = await stranger(site, f"friend-{site.ids.new()}")
    async with site.db.writing() as tx:
        await tx.run(
            """insert into follows (id, follower_id, followee_id, state, uri, created)
            select cast(:id as bigint), cast(:f as bigint), actor_id, 'accepted', 'x', 0 from artworks where id = :w""",
            id=site.ids.new(), f=friend.id, w=work_id,
        )  # fmt: skip
        await outbox.artwork_changed(tx, site, work_id)
        body = await tx.value("select body from outgoing order by id desc limit 1")
    activity: dict[str, Any] = json.loads(body)
    return activity["object"] | {"@context": activity["@context"]}


async def test_nothing_is_told_unless_it_was_chosen(site: Site, tmp_path: Path, artist: Actor) -> None:
    data = camera_jpeg(tmp_path / "photo.jpg")
    silent = await publish_one(site, tmp_path, artist, data)
    note = await note_of(site, silent)
    assert "exifData" not in note["attachment"][0] and "exifData" not in json.dumps(note["@context"])
    spoken = await publish_one(site, tmp_path, artist, data, camera=("camera", "exposure"))
    note = await note_of(site, spoken)
    assert note["attachment"][0]["exifData"] == [
        {"@type": "PropertyValue", "name": "Make", "value": "Canon"},
        {"@type": "PropertyValue", "name": "Model", "value": "Canon EOS R5"},
        {"@type": "PropertyValue", "name": "ExposureTime", "value": "1/250"},
    ]
    assert note["@context"][-1]["exifData"] == "sdo:exifData" and note["@context"][-1]["sdo"] == "https://schema.org/"
    assert exif_of(note["attachment"][0]) == (("Make", "Canon"), ("Model", "Canon EOS R5"), ("ExposureTime", "1/250"))


async def test_the_choice_is_made_in_the_form_changed_and_taken_back(site: Site, tmp_path: Path, artist: Actor) -> None:
    async with served(site) as client:
        await log_in(client, "jane")
        fields = {"title": "Harbour", "visibility": "public", "licence": "cc-by-4.0", "alt-1": "x", "camera_iso": "1"}
        data = camera_jpeg(tmp_path / "photo.jpg")
        answer = await client.post_form("/new", fields | {"files": [("a.jpg", data, "image/jpeg")]})
        await drain(site)
        work_id = int(answer.location.rpartition("/")[2])
        page = (await client.get(f"/@jane/{work_id}")).text
        assert "<dt>ISO</dt><dd>400</dd>" in page and "Canon" not in page and TAKEN[:10] not in page
        edit = await client.get(f"/works/{work_id}/edit")
        assert 'name="camera_iso" type="checkbox" value="1" checked' in edit.text
        (picture,) = await works.pictures_of(site, work_id)
        words = {"title": "Harbour", "visibility": "public", "licence": "cc-by-4.0", f"alt-{picture.id}": "x"}
        await client.post_form(f"/works/{work_id}/edit", words | {"camera_camera": "1"})
        page = (await client.get(f"/@jane/{work_id}")).text
        assert "<dt>Camera</dt><dd>Canon EOS R5</dd>" in page and "<dt>ISO</dt>" not in page
        await client.post_form(f"/works/{work_id}/edit", words)
        assert "Canon" not in (await client.get(f"/@jane/{work_id}")).text
        await client.post_form(f"/works/{work_id}/delete", {})
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from picture_camera") == 0
        assert await tx.value("select count(*) from camera_shown") == 0


def value(name: Any, said: Any) -> dict[str, Any]:
    return {"@type": "PropertyValue", "name": name, "value": said}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            [value("FNumber", "f/1.8"), value("GPSLatitude", "59.33"), value("BodySerialNumber", "7")],
            {"FNumber": "f/1.8"},
        ),
        ([value("FNumber", 1.8), value("FNumber", "f/4")], {"FNumber": "1.8"}),
        (value("Model", "X100"), {"Model": "X100"}),
        (
            [value("Model", "x" * 500), value("Make", {"a": 1}), 7, None, value(7, 7), {"name": "Make"}],
            {"Model": "x" * 100},
        ),
        ([value("ExposureTime ", "1/60")], {"ExposureTime": "1/60"}),
        ("a text, as schema.org allows", {}),
        ([value("Make", True)] * 500, {}),
    ],
)
def test_what_others_say_is_read_within_bounds_and_without_places(data: Any, expected: dict[str, str]) -> None:
    assert dict(exif_of({"type": "Image", "exifData": data})) == expected


async def test_others_photographs_show_their_camera_and_their_licence(meeting: Meeting) -> None:
    await meeting.follow_bob()
    bob = meeting.bob
    image = {
        "type": "Image", "mediaType": "image/jpeg", "url": f"{bob.origin}/a.jpg", "name": "A heron",
        "exifData": [value("Model", "<b>X100</b>"), value("FNumber", "f/1.8"), value("GPSLatitude", "59.33")],
    }  # fmt: skip
    note = bob.note("<p>Heron</p>") | {"attachment": [image], "license": "https://creativecommons.org/licenses/by/4.0/"}
    await meeting.says(bob.create(note))
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    page = (await meeting.web.get(f"/posts/{row['id']}")).text
    assert "<dt>Camera</dt><dd>&lt;b&gt;X100&lt;/b&gt;</dd>" in page and "<dt>Aperture</dt><dd>f/1.8</dd>" in page
    assert "59.33" not in page
    assert 'rel="license nofollow noopener noreferrer">CC BY 4.0</a>' in page


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("http://creativecommons.org/licenses/by-sa/4.0/", ["CC BY-SA 4.0"]),
        (["https://creativecommons.org/publicdomain/zero/1.0", "https://a.example/l"], ["CC0 1.0", "a.example/l"]),
        ("javascript:alert(1)", []),
        ("CC BY", []),
        (True, []),
        (["https://a.example/"] * 9, ["a.example/"] * 4),
    ],
)
def test_licences_by_their_names(said: Any, names: list[str]) -> None:
    assert [one.name for one in licences_in(json.dumps({"license": said}))] == names
