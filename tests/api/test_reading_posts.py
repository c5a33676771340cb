"""What apps see of posts: artworks with everything that hangs with them, notes, replies, boosts, quotes, polls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fediart.clock import HandClock
from fediart.store import artworks, polls, quotes, work_words
from fediart.store.database import Database
from fediart.store.polls import Option, Poll
from fediart.store.quotes import ALLOWED, Quote
from fediart.store.work_words import WorkFacts
from tests.api.house import App, app_of
from tests.seeds import follow, hang, new_series, remote_picture, say, stranger
from tests.site import make_artist, running_site, served

BARE = {
    "id", "uri", "url", "created_at", "edited_at", "account", "content", "visibility", "sensitive", "spoiler_text",
    "media_attachments", "mentions", "tags", "emojis", "reblogs_count", "favourites_count", "replies_count",
    "in_reply_to_id", "in_reply_to_account_id", "reblog", "poll", "card", "language", "quote", "quote_approval",
}  # fmt: skip
MINE = {"favourited", "reblogged", "bookmarked", "muted", "filtered"}


async def test_an_artwork_says_all_that_hangs_with_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, jane = await make_artist(site, "jane")
        series = await new_series(site, jane, "Shores", "shores")
        work = await hang(
            site, jane, "Low <tide>", sizes=((1200, 800), (600, 900)), description="After #rain.", tags=("Sea",),
            medium="Ink on paper", tools="A dip pen", series_id=series.id, series_position=2, licence="cc-by-4.0",
            ai_policy="no-training", mature=1, warning="A dead bird",
        )  # fmt: skip
        async with site.db.writing() as tx:
            await work_words.keep_facts(tx, work.id, WorkFacts("2026", "20 × 30 cm"))
        answer = await App(client).get(f"/api/v1/statuses/{work.id}")
        said = answer.json
        assert answer.status == 200
        assert set(said) >= BARE and not set(said) & MINE
        assert said["content"].startswith("<p><strong>Low &lt;tide&gt;</strong></p><p>After <a href=")
        assert "<p>Ink on paper, 20 × 30 cm, 2026</p>" in said["content"]
        assert (said["sensitive"], said["spoiler_text"], said["visibility"]) == (True, "A dead bird", "public")
        assert [one["name"] for one in said["tags"]] == ["Sea"]
        first, second = said["media_attachments"]
        assert first["url"].startswith(f"{site.config.origin}/media/") and first["type"] == "image"
        assert first["description"] == "Low <tide>, seen from the front" or first["description"]
        assert first["meta"]["original"]["aspect"] > 1 > second["meta"]["original"]["aspect"]
        assert first["meta"]["original"]["size"] == "{width}x{height}".format(**first["meta"]["original"])
        assert first["meta"]["focus"] == {"x": 0.0, "y": 0.0}
        ours = said["fediart"]
        assert ours["series"] == {
            "id": str(series.id), "title": "Shores", "url": f"{site.config.origin}/@jane/series/shores", "position": 2,
        }  # fmt: skip
        assert (ours["kind"], ours["title"], ours["medium"], ours["tools"], ours["year"]) == (
            "artwork", "Low <tide>", "Ink on paper", "A dip pen", "2026",
        )  # fmt: skip
        rights = ours["rights"]
        assert (rights["licence"], rights["ai_policy"]) == ("cc-by-4.0", "no-training")
        assert rights["ai_policy_url"] == f"{site.config.origin}/policies/no-training"
        assert rights["signals"]["tdmReservation"] == 1 and "train-ai=n" in rights["signals"]["contentUsage"]
        assert "admission" not in ours
        # The answer's own headers are the work's, and so is the page's.
        page = await client.get(f"/@jane/{work.id}")
        for name in ("Content-Usage", "Content-Signal", "tdm-reservation"):
            assert answer.headers[name] == page.headers[name]
        assert "creativecommons.org/licenses/by/4.0" in " ".join(answer.headers.getall("Link"))
        mine = (await (await app_of(client, account)).get(f"/api/v1/statuses/{work.id}")).json
        assert set(mine) >= BARE | MINE | {"pinned"}
        assert mine["quote_approval"] == {"automatic": [], "manual": ["public"], "current_user": "automatic"}
