"""`fediart policy check` as an outsider's tool: pointed at a page, an object and a picture, it finds every signal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from federation.fetch import Fetcher
from fediart.actions.policy_check import check_url, stays_out
from fediart.actions.visit import Visit
from fediart.clock import HandClock
from fediart.rights.crawlers import read_crawlers
from fediart.rights.model import Preset
from fediart.store.database import Database
from tests.tour.places import Place, opened, publish

pytestmark = pytest.mark.one_engine

NO = {"train_gen": "deny", "train_other": "deny", "ai_input": "deny", "search": "allow"}
DECISIONS = {Preset.NO_AI: NO, Preset.OPEN: dict.fromkeys(NO, "allow")}

# What is said on each surface whatever was chosen; what only a refusal says is asked below.
SITE = {
    ("robots.txt", "Content-Usage"), ("robots.txt", "Content-Signal"), ("robots.txt", "License"),
    ("tdmrep.json", "tdm-reservation"),
}  # fmt: skip
HTTP = {
    ("http", "Content-Usage"), ("http", "Content-Signal"), ("http", "tdm-reservation"), ("http", "Link rel=license"),
}  # fmt: skip
HTML = {
    ("html", "tdm-reservation"), ("html", "link rel=license"), ("html", "ImageObject license"),
    ("html", "ImageObject usageInfo"), ("html", "ImageObject copyrightNotice"),
}  # fmt: skip
OBJECT = {
    ("activitypub", "contentUsage"), ("activitypub", "contentSignal"), ("activitypub", "tdmReservation"),
    ("activitypub", "dataMining"), ("activitypub", "usageInfo"), ("activitypub", "hasPolicy"),
    ("activitypub", "license"),
}  # fmt: skip
IMAGE = {
    ("image", "plus:DataMining"), ("image", "plus:OtherConstraints"), ("image", "xmpRights:UsageTerms"),
    ("image", "xmpRights:WebStatement"), ("image", "Iptc4xmpExt:LinkedRightsExpr"),
}  # fmt: skip


@pytest.mark.parametrize("preset", [Preset.NO_AI, Preset.OPEN])
async def test_every_signal_is_found_and_they_agree(
    preset: Preset, db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with opened(db, tmp_path, clock) as place:
        jane = await place.member("jane")
        page = await publish(place, jane, "Low sun", ai_policy=preset.value)
        note = await place.document(page)
        on_page, on_object, in_image = await asyncio.gather(
            *(check(place, url) for url in (page, note["id"], note["attachment"][0]["url"]))
        )
    for found, wanted in (
        (on_page, HTTP | HTML | OBJECT | SITE), (on_object, HTTP | OBJECT | SITE), (in_image, HTTP | IMAGE | SITE)
    ):  # fmt: skip
        assert list(found) == ["about", "decision", "places", "advice"]
        said = [one for place in found["places"] if not place["apart"] for one in place["signals"]]
        signals = {(one["surface"], one["signal"]) for one in said}
        assert wanted <= signals, wanted - signals
        assert {one["status"] for one in said} <= {"present", "exact"}, found["advice"]
        assert found["advice"] == []
        assert found["decision"] == DECISIONS[preset]
        only_refusals = {(surface, name) for surface, name in signals if "obots" in name}
        assert bool(only_refusals) == (preset is not Preset.OPEN)


async def check(place: Place, url: str) -> Any:
    """As an outsider: what is asked for comes over HTTP, and nothing else is known. The command is tested elsewhere."""
    address = url if url.startswith("http") else place.origin + url
    async with Fetcher(place.site.clock.now, "an outsider", allow_loopback=True, allow_http=True) as http:
        found = await check_url(Visit(http, read_crawlers(), stays_out(address)), address)
    return json.loads(json.dumps(found.as_json()))
