"""The forbidden list: kept by moderators, exchanged as text, and never revealed to those it refuses."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PIL import Image

from fediart.actions import forbidden
from fediart.admission.printing import fingerprint
from fediart.errors import Problem
from fediart.store import forbidden as rows
from tests.copies.art import drawn, encoded, resized
from tests.copies.conftest import Studio
from tests.publish import works
from tests.site import log_in, make_artist


async def test_a_listed_picture_is_refused_whatever_its_size_and_turn(studio: Studio, scene: Image.Image) -> None:
    taken = fingerprint(np.asarray(scene))
    await make_artist(studio.site, "mo", role="moderator")
    await log_in(studio.client, "mo")
    fields = {"hash": taken.pdq[0].upper(), "reason": "Abuse, see case 12", "source": "exchange"}
    assert (await studio.client.post_form("/admin/forbidden", fields)).status == 303
    page = (await studio.client.get("/admin/forbidden")).text
    assert taken.pdq[0][:12] in page and "Abuse, see case 12" in page
    assert taken.pdq[0][:12] in (await studio.client.get(f"/admin/forbidden?q={taken.pdq[0][:4]}")).text
    for changed in (scene, encoded(resized(scene, 0.6), "JPEG", quality=60), scene.rotate(90, expand=True)):
        work = await studio.publish(studio.kim, changed)
        assert await studio.state(work) == "refused"
        said = " ".join(reason["text"] for row in await works.verdicts_of(studio.site, work) for reason in row.reasons)
        assert "cannot be published here" in said
        assert not any(word in said for word in ("Abuse", "list", "hash", "exchange"))
    assert await studio.state(await studio.publish(studio.kim, drawn(23).resize((400, 300)))) != "refused"


async def test_members_see_nothing_of_it(studio: Studio) -> None:
    await log_in(studio.client, "kim")
    for path in ("/admin/forbidden", "/admin/forbidden.csv"):
        assert (await studio.client.get(path)).status == 403
    for path in ("/admin/forbidden", "/admin/forbidden/import", "/admin/forbidden/1/remove"):
        assert (await studio.client.post_form(path, {"hash": "0" * 64, "reason": "x"}, page="/works")).status == 403


async def test_a_list_is_exported_and_taken_again_without_formulas(studio: Studio) -> None:
    account, _ = await make_artist(studio.site, "mo", role="moderator")
    lines = ("hash,quality,source,reason", f"{'ab' * 32},80,=cmd|' /C calc'!A0,@SUM(1)", "cd" * 32, "no")
    given = forbidden.read_list("\n".join(lines))
    assert (len(given.entries), given.wrong) == (2, 1)
    assert await forbidden.take_list(studio.site, account, given, source="list.csv") == 2
    await log_in(studio.client, "mo")
    answer = await studio.client.get("/admin/forbidden.csv")
    cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert forbidden.read_list(answer.text).entries[::-1] == (
        ("ab" * 32, 80, "=cmd|' /C calc'!A0", "@SUM(1)"), ("cd" * 32, 100, "list.csv", ""),
    )  # fmt: skip
    again = await studio.client.post_form(
        "/admin/forbidden/import", {"file": ("l.csv", answer.body, "text/csv")}, page="/admin/forbidden"
    )
    assert again.status == 303
    async with studio.site.db.reading() as tx:
        assert await rows.count(tx) == 2


async def test_works_are_listed_by_number_and_taken_off_again(studio: Studio, scene: Image.Image) -> None:
    account, _ = await make_artist(studio.site, "mo", role="moderator")
    first = await studio.publish(studio.jane, scene)
    assert await forbidden.add_work(studio.site, account, first, "Asked for by its artist") == 1
    async with studio.site.db.reading() as tx:
        (one,) = await rows.page(tx)
    assert one.source == f"work {first}"
    await forbidden.remove(studio.site, account, one.id)
    async with studio.site.db.reading() as tx:
        assert await tx.value("select count(*) from forbidden_bands") == 0


@pytest.mark.parametrize("word", ["", "0" * 63, "g" * 64, "0" * 64 + "\n", "99999999999999999999"])
async def test_what_is_no_hash_is_not_taken(studio: Studio, word: str) -> None:
    account, _ = await make_artist(studio.site, "mo", role="moderator")
    with pytest.raises(Problem):
        await forbidden.add(studio.site, account, word, "x")


async def test_a_list_beyond_measure_is_refused_whole(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forbidden, "MOST", 3)
    given = forbidden.read_list("\n".join(f"{number:064x}" for number in range(4)))
    with pytest.raises(Problem, match="more than 3"):
        await forbidden.take_list(studio.site, None, given, source="long")
    async with studio.site.db.reading() as tx:
        assert await rows.count(tx) == 0
