"""The pages: marks are looked at before they are saved, a work has its own, and a found picture is identified."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from fediart.actions import brakes
from fediart.actions.identify import hidden_match
from fediart.actions.marks import PREVIEWS
from fediart.actions.publish import submit
from fediart.cli import identify
from fediart.rights.read_image import read_image
from fediart.store import marks
from fediart.store.marks import Wish
from tests.copies.art import drawn
from tests.marks.conftest import Home, encoded, painting, pixels, signature_png
from tests.publish.works import submission
from tests.site import drain, log_in, make_artist

pytestmark = pytest.mark.one_engine
FIELDS = {"visible": "text", "text": "© Jane", "place": "middle", "opacity": "100", "width": "50", "tone": "light"}


def look_of(page: str) -> str:
    found = re.search(r'<img src="([^"]*preview\.webp[^"]*)"', page)
    assert found is not None
    return html.unescape(found.group(1))


async def test_marks_are_seen_before_they_are_saved_and_found_copies_lead_back(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One work: its marks are looked at, saved, found again by a member, by the command, and in somebody's upload."""
    artwork_id = await home.publish(painting())
    page = await home.client.get("/settings/marks", params=FIELDS)
    seen = await home.client.get(look_of(page.text))
    assert seen.headers["Content-Type"] == "image/webp" and "no-store" in seen.headers["Cache-Control"]
    assert (pixels(seen.body)[180:210].min(axis=2) > 240).any()
    async with home.site.db.reading() as tx:
        assert await marks.wish_of(tx, home.jane.id) is None

    await _save_for_one(home, artwork_id)
    file = next(one for one in await home.files(artwork_id) if one.role == "federated")
    taken = Image.fromarray(pixels(await home.bytes_of(file)).astype("uint8"))
    worn = encoded(taken, "JPEG", quality=70)
    answer = await home.client.post_form("/identify", {"file": ("found.jpg", worn, "image/jpeg")})
    assert f'href="/@jane/{artwork_id}"' in answer.text and "this is certain" in answer.text
    (tmp_path / "found.jpg").write_bytes(worn)
    status = await identify.tell(home.site, tmp_path / "found.jpg", as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (status, said["number"], said["work"]["artist"]) == (0, str(artwork_id), "jane")
    await _upload_again(home, artwork_id, taken.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


async def _save_for_one(home: Home, artwork_id: int) -> None:
    """The form of one work, which nobody else can open."""
    path = f"/works/{artwork_id}/marks"
    assert path in (await home.client.get(f"/works/{artwork_id}/edit")).text
    assert (await home.client.post_form(path, {**FIELDS, "choice": "own", "hidden": "1"})).status == 303
    await drain(home.site)
    shown = await home.client.get(path)
    assert "carry the invisible identifier" in shown.text and 'value="own" checked' in shown.text
    kim = home.client.fresh()
    await make_artist(home.site, "kim")
    await log_in(kim, "kim")
    assert (await kim.get(f"{path}/preview.webp", params=FIELDS)).status == 404
    assert (await kim.get(path)).status == 404


async def _upload_again(home: Home, first: int, image: Image.Image) -> None:
    """By somebody else, mirrored and saved again: a certain copy, whatever it looks like."""
    data = encoded(image, "JPEG", quality=75)
    (home.folder / "again.jpg").write_bytes(data)
    match = await hidden_match(home.site, home.folder / "again.jpg", but=0)
    assert match is not None and match.holder.artwork_id == first and match.likeness.certain
    assert await hidden_match(home.site, home.folder / "again.jpg", but=first) is None
    _, lee = await make_artist(home.site, "lee")
    again = await submit(home.site, lee, submission(home.folder, data))
    await drain(home.site)
    async with home.site.db.reading() as tx:
        rows = await tx.all("select certain, artist_id from copies where artwork_id = :id", id=again)
    assert [(row["certain"], row["artist_id"]) for row in rows] == [(1, home.jane.id)]


async def test_what_is_no_picture_or_holds_nothing_is_said(home: Home) -> None:
    sent = await home.client.post_form("/settings/marks", {**FIELDS, "visible": "none", "hidden": "1"})
    assert sent.location == "/settings/marks"
    async with home.site.db.reading() as tx:
        assert await marks.wish_of(tx, home.jane.id) == Wish("none", "© Jane", "middle", 100, 50, "light", hidden=True)
    nothing = encoded(drawn(4).resize((300, 220)), "JPEG")
    answer = await home.client.post_form("/identify", {"file": ("other.jpg", nothing, "image/jpeg")})
    assert "No identifier was found" in answer.text
    answer = await home.client.post_form("/identify", {"file": ("x.jpg", b"no picture", "image/jpeg")})
    assert answer.status == 422
    assert (await home.client.fresh().get("/identify")).location.startswith("/log-in")


async def test_somebody_without_works_sees_the_marks_on_a_picture_of_ours(home: Home) -> None:
    seen = await home.client.get("/settings/marks/preview.webp", params=FIELDS)
    assert Image.open(io.BytesIO(seen.body)).size == (960, 720)
    assert "plus:DataMining" in {one.signal for one in read_image(seen.body)}


async def test_what_is_wrong_stands_at_its_field(home: Home) -> None:
    again = await home.client.post_form("/settings/marks", {**FIELDS, "text": "", "opacity": "many"})
    assert again.status == 422 and "Write what the signature says." in again.text and "from 5 to 100" in again.text


async def test_a_signature_is_uploaded_shown_to_its_artist_alone_and_removed(home: Home) -> None:
    sent = {"signature": ("mine.png", signature_png(), "image/png")}
    assert (await home.client.post_form("/settings/marks/signature", sent, page="/settings/marks")).status == 303
    mine = await home.client.get("/settings/marks/signature.png")
    assert Image.open(io.BytesIO(mine.body)).size == (100, 20)
    other = home.client.fresh()
    await make_artist(home.site, "kim")
    await log_in(other, "kim")
    assert (await other.get("/settings/marks/signature.png")).status == 404
    paper = {"signature": ("paper.png", encoded(Image.new("RGB", (90, 40))), "image/png")}
    refused = await home.client.post_form("/settings/marks/signature", paper, page="/settings/marks")
    assert refused.status == 422 and "transparent background" in refused.text
    await home.client.post_form(
        "/settings/marks/signature", {"remove": "1", "x": ("", b"", "text/plain")}, page="/settings/marks"
    )
    assert (await home.client.get("/settings/marks/signature.png")).status == 404


async def test_previews_have_a_bound(home: Home) -> None:
    async with home.site.db.writing() as tx:
        for _ in range(PREVIEWS.most):
            await brakes.take(tx, PREVIEWS, str(home.jane.id), now=home.site.clock.now())
    assert (await home.client.get("/settings/marks/preview.webp", params=FIELDS)).status == 429
