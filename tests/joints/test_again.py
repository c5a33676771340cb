"""A work of one's own is shown once more without being uploaded anew: by a boost, or quoted with words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests import seeds
from tests.commissions.conftest import member
from tests.site import running_site, served
from tests.tour.hands import words

pytestmark = pytest.mark.one_engine


async def sent(site: Site) -> list[dict[str, Any]]:
    async with site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


async def test_a_work_is_shown_again(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as artist:
        reader = artist.fresh()
        jane, kim = await member(site, artist, "jane"), await member(site, reader, "kim")
        work = await seeds.hang(site, jane, "Heron", ai_policy="")
        narrow = await seeds.hang(site, jane, "Egret", visibility="followers")
        await seeds.follow(site, kim, jane)
        await seeds.follow(site, await seeds.stranger(site, "bob"), jane)
        page, deed = f"/@jane/{work.id}", f"/posts/{work.id}/show-again"
        assert "Show it again" in words(await artist.get(page))
        assert "Show it again" not in words(await reader.get(page))
        assert "Show it again" not in words(await artist.get(f"/@jane/{narrow.id}"))
        clock.move(5 * DAY)
        await seeds.say(site, jane, "<p>Something newer</p>")
        clock.move(1000)
        assert (await artist.post_form(deed, {"back": page}, page=page)).location == page
        home = words(await reader.get("/home"))
        assert home.index("Heron") < home.index("Something newer")
        (first,) = await sent(site)
        assert (first["type"], first["object"]) == ("Announce", f"{jane.uri}/posts/{work.id}")
        assert (await artist.post_form(deed, {"back": page}, page=page)).status == 429
        clock.move(DAY)
        await artist.post_form(deed, {"back": page}, page=page)
        _, undo, again = await sent(site)
        assert (undo["type"], undo["object"]["id"], again["type"]) == ("Undo", first["id"], "Announce")
        assert again["id"] != first["id"] and again["object"] == first["object"]
        assert (await reader.post_form(deed, {}, page=page)).status == 404
        refused = await artist.post_form(f"/posts/{narrow.id}/show-again", {}, page=page)
        assert refused.status == 403
        async with site.db.reading() as tx:
            assert await tx.value("select count(*) from boosts") == 1
            assert await tx.value("select count(*) from notifications where kind = 'boost'") == 0

        quoted = await artist.post_form(f"/posts/{work.id}/quote", {"text": "A year later"}, page=page)
        assert quoted.status == 303
        timeline = words(await reader.get("/@jane/timeline"))
        assert "A year later" in timeline and "Heron" in timeline
        (note,) = [one["object"] for one in await sent(site) if one["type"] == "Create"]
        assert note["quote"] == f"{jane.uri}/posts/{work.id}"
