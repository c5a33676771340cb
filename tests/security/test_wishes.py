"""What others say of AI about their works, said so that it harms: endless, malformed, changed all the time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fediart.actions.wishes import AT_ONCE, JOB, WINDOW, heed
from fediart.rights.model import POLICIES, Preset
from fediart.rights.wishes import held_to, said_in
from tests.security.advisories import advisory
from tests.security.world import World
from tests.site import drain

HOSTILE: dict[str, Any] = {
    "half a letter": "\ud800noai", "no letter": "noai\0", "endless": "y" * 50_000, "deep": [[[[[["no-ai"]]]]]] * 40,
    "number": 10**4_000, "markup": '"><script>alert(1)</script>', "list": ["noai"] * 5_000, "node": {"@id": {"@id": 7}},
    "nothing": None, "true": True, "lines": "train-ai=n\r\nSet-Cookie: x=y",
}  # fmt: skip
TERMS = ("contentUsage", "contentSignal", "tdmReservation", "dataMining", "xRobotsTag", "license", "usageInfo",
         "searchableBy", "tdmPolicy", "hasPolicy")  # fmt: skip


@advisory(53, "GHSA-vgm8-frgh-rh2v", "Mastodon", "wishes in odd shapes are heard or passed over, and break nothing")
@pytest.mark.parametrize("case", HOSTILE)
async def test_ghsa_vgm8_frgh_rh2v_wishes_in_odd_shapes(world: World, case: str) -> None:
    world.complaints.heard.clear()
    async with world.server("odd") as odd:
        await world.follow(odd)
        note = odd.note("<p>Odd</p>") | dict.fromkeys(TERMS, HOSTILE[case])
        assert await world.says(odd, odd.create(note)) in (202, 400)
        rows = await world.rows("select id, remote_rights from posts where uri = :uri", uri=note["id"])
        for row in rows:
            assert len(row["remote_rights"]) < 30_000 and isinstance(json.loads(row["remote_rights"]), dict)
            page = await world.web.get(f"/posts/{row['id']}")
            assert page.status in (200, 404) and "<script>alert" not in page.text and "Set-Cookie" not in page.headers
        assert await world.says(odd, odd.create(odd.note("<p>Plain</p>"))) == 202
    assert not world.complaints.heard


@advisory(50, "CVE-2023-36461", "Mastodon", "who changes their wishes all the time keeps us writing no more often")
async def test_cve_2023_36461_changes_of_wishes_are_followed_together(world: World) -> None:
    site = world.site
    world.clock.move(WINDOW - world.clock.now() % WINDOW)
    for _ in range(AT_ONCE + 40):
        async with site.db.writing() as tx:
            await heed(tx, site, {"actor_id": world.jane.id})
            await heed(tx, site, {"post_id": world.note.id})
        world.clock.move(1_000)
    waiting = await world.rows("select due, payload from jobs where kind = :kind and due >= :now", kind=JOB, now=0)
    later = [row for row in waiting if row["due"] > world.clock.now()]
    assert len(waiting) == 2 * (AT_ONCE + 1) and len(later) == 2, "the last word is heard at the end"
    world.clock.move(WINDOW)
    await drain(site)
    assert not world.complaints.heard


def test_nobodys_yes_undoes_a_no() -> None:
    """Said twice, by two forms, or by a server for a file that says otherwise: one refusal is enough."""
    for name, value in (
        ("Content-Signal", "ai-train=no, ai-train=yes"), ("Content-Signal", "ai-train=yes,ai-train=no"),
        ("rsl:license", "permits all; prohibits ai-all"), ("X-Robots-Tag", "noai, all"),
        ("cawg.training-mining", "ai_generative_training=notAllowed, ai_generative_training=allowed"),
    ):  # fmt: skip
        both = said_in([(name, value), ("Content-Usage", "train-ai=y"), ("tdm-reservation", "0")], "http")
        assert both["train_gen"] is False, name
        assert not held_to(both, POLICIES[Preset.OPEN]).train_gen
