"""What apps see of posts: artworks with everything that hangs with them, notes, replies, boosts, quotes, polls."""

from __future__ import annotations

from pathlib import Path

from fediart.clock import HandClock
from fediart.store import polls, quotes, work_words
from fediart.store.database import Database
from fediart.store.polls import Option, Poll
from fediart.store.quotes import ALLOWED, Quote
from fediart.store.work_words import WorkFacts
from tests.api.house import App, app_of
from tests.seeds import hang, new_series, say, stranger
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
        assert first["description"] and first["id"] != second["id"]
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
        assert mine["fediart"]["admission"]["state"] == "published"
        moderator, _ = await make_artist(site, "mo", role="moderator")
        assert (
            "admission" in (await (await app_of(client, moderator)).get(f"/api/v1/statuses/{work.id}")).json["fediart"]
        )
        other, _ = await make_artist(site, "eve")
        seen = (await (await app_of(client, other)).get(f"/api/v1/statuses/{work.id}")).json
        assert "admission" not in seen["fediart"] and "pinned" not in seen


async def test_quotes_have_mastodons_shapes(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, jane = await make_artist(site, "jane")
        far = await stranger(site, "far", bio_html='<p><a href="/@jane">Jane</a></p>')
        inner = await say(site, far, "<p>Innermost</p>")
        middle = await say(site, jane, "<p>Middle</p>")
        outer = await say(site, far, "<p>Outer</p>")
        waits = await say(site, jane, "<p>Waits</p>")
        async with site.db.writing() as tx:
            for one, quoted, state in ((middle, inner, ALLOWED), (outer, middle, ALLOWED), (waits, inner, "waiting")):
                await quotes.put(tx, Quote(one.id, quoted.uri, quoted.id, state, "", "", clock.now()))
        app = await app_of(client, account)
        said = (await app.get(f"/api/v1/statuses/{outer.id}")).json
        assert said["quote"]["state"] == "accepted"
        assert said["quote"]["quoted_status"]["content"] == "<p>Middle</p>"
        assert said["quote"]["quoted_status"]["quote"] == {"state": "accepted", "quoted_status_id": str(inner.id)}
        assert said["account"]["note"] == f'<p><a href="{site.config.origin}/@jane">Jane</a></p>'
        assert (await app.get(f"/api/v1/statuses/{waits.id}")).json["quote"] == {
            "state": "pending", "quoted_status": None,
        }  # fmt: skip
        assert (await app.get(f"/api/v1/statuses/{inner.id}")).json["quotes_count"] == 1
        muted = "insert into mutes (actor_id, target_id, created) values (:me, :them, 1)"
        await db.write([(muted, {"me": jane.id, "them": far.id})])
        found = (await app.get(f"/api/v1/statuses/{middle.id}")).json["quote"]
        assert found == {"state": "muted_account", "quoted_status": None}


async def test_people_and_polls(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, jane = await make_artist(site, "jane", role="moderator")
        far = await stranger(site, "far", display_name="Far", kind="Service")
        asked = await say(site, far, "<p>Which?</p>")
        poll = Poll(asked.id, (Option("A", 2), Option("B", 1)), False, clock.now() + 1000, 0, 3, clock.now())
        async with site.db.writing() as tx:
            await tx.batch(polls.inserting(poll))
        app = await app_of(client, account)
        said = (await app.get(f"/api/v1/statuses/{asked.id}")).json
        assert said["poll"] == {
            "id": str(asked.id), "expires_at": said["poll"]["expires_at"], "expired": False, "multiple": False,
            "votes_count": 3, "voters_count": 3, "emojis": [], "voted": False, "own_votes": [],
            "options": [{"title": "A", "votes_count": 2}, {"title": "B", "votes_count": 1}],
        }  # fmt: skip
        clock.move(2000)
        assert (await App(client).get(f"/api/v1/statuses/{asked.id}")).json["poll"]["expired"]
        person = said["account"]
        assert (person["acct"], person["bot"], person["statuses_count"]) == ("far@elsewhere.example", True, 1)
        assert person["last_status_at"] == said["created_at"][:10]
        own = (await app.get(f"/api/v1/statuses/{(await say(site, jane, '<p>I</p>')).id}")).json["account"]
        assert (own["acct"], own["roles"][0]["name"], own["avatar"]) == (
            "jane", "Moderator", f"{site.config.origin}/static/icons/no-avatar.png",
        )  # fmt: skip
        assert (await client.get("/static/icons/no-avatar.png")).status == 200
        assert own["fediart"]["ai_policy"] == "no-ai"
