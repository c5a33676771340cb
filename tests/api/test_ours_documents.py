"""The examples that docs/apps.md gives of fediart's own addresses, each done as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import plain_path
from fediart.rights.licences import LICENCES
from fediart.site import Site
from tests.api.house import app_of
from tests.api.writing import at_work, form, sent
from tests.publish import works
from tests.site import Client, make_artist

WATCHED = True
ROOT = "/api/fediart/v1/"
PAGE = (Path(__file__).parents[2] / "docs" / "apps.md").read_text()
MADE_BY = {"artworks": "ARTWORK", "series": "SERIES", "commissions/offers": "OFFER", "commissions": "COMMISSION"}


def examples() -> list[str]:
    found = re.search(r"Words in capitals stand for ids:\n\n```text\n(.+?)```", PAGE, re.DOTALL)
    assert found
    return found[1].splitlines()


async def test_each_example_does_what_it_says(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app = await app_of(client, account)
    asker = await app_of(client, (await make_artist(site, "kim"))[0])
    ids = {"JANE": str(jane.id)}
    async with at_work(site):
        media = (await app.post("/api/v1/media", data=form(works.a1111_png(), description="x"))).json["id"]
        refused = await app.post(f"{ROOT}artworks", {"title": "Mine", "media_ids": [media]})
        ids |= {"REFUSED": refused.json["fediart"]["id"], "MEDIA": await sent(app)}
        for line in examples():
            method, path, said = re.sub(r"\b[A-Z]{4,}\b", lambda word: ids.get(word[0], word[0]), line + " ").split(
                " ", 2
            )
            who = asker if line.startswith("POST commissions {") else app
            answer = await who.request(method, ROOT + path, **({"json": json.loads(said)} if said.strip() else {}))
            assert answer.status == 200, f"{line}: {answer.text}"
            if method == "POST" and path in MADE_BY:
                ids[MADE_BY[path]] = answer.json["id"]


def test_each_address_of_ours_is_named() -> None:
    """By its own word: the table stands for what is below it."""
    told = PAGE.partition("## What fediart adds")[2].partition("\n## ")[0]
    ours = [plain_path(one.path) for one in ENDPOINTS if one.path.startswith(ROOT)]
    words = {word for path in ours for word in path.removeprefix(ROOT).split("/") if not word.startswith("{")}
    assert {word for word in words - {"preview"} if word not in told} == set()


async def test_what_can_be_chosen_is_what_is_taken(site: Site, client: Client) -> None:
    app = await app_of(client, (await make_artist(site, "jane"))[0])
    said = (await client.get(f"{ROOT}choices")).json
    assert [one["id"] for one in said["licences"]] == list(LICENCES)
    given = {
        "title": "Sea", "licence": said["licences"][-1]["id"], "process": said["processes"][0]["id"],
        "ai_policy": said["ai_policies"][-1]["ai_policy"], "media_ids": [await sent(app)],
    }  # fmt: skip
    async with at_work(site):
        made = await app.post(f"{ROOT}artworks", given)
    assert (made.status, made.json["process"]) == (200, given["process"]), made.text
    assert (await app.patch(f"{ROOT}artworks/{made.json['id']}", {"title": "x" * 300})).status == 422
