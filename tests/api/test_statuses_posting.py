"""Posting through apps: texts go out as they are, pictures become works and go through the filter."""

from __future__ import annotations

from pathlib import Path

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.api.house import app_of
from tests.api.writing import at_work, sent
from tests.site import make_artist, running_site, served


async def test_texts_replies_quotes_and_messages(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        jane, _ = await make_artist(site, "jane")
        kim, _ = await make_artist(site, "kim")
        app, other = await app_of(client, jane), await app_of(client, kim)
        given = {"status": "Hello <b>world</b> #Ink", "visibility": "public", "language": "en", "spoiler_text": "cw"}
        note = (await app.post("/api/v1/statuses", given)).json
        assert (note["visibility"], note["spoiler_text"], note["sensitive"]) == ("public", "cw", True)
        assert "&lt;b&gt;world&lt;/b&gt;" in note["content"] and [one["name"] for one in note["tags"]] == ["ink"]
        reply = (await other.post("/api/v1/statuses", {"status": "@jane nice", "in_reply_to_id": note["id"]})).json
        assert reply["in_reply_to_id"] == note["id"] and reply["in_reply_to_account_id"] == note["account"]["id"]
        quoted = {"status": "see", "quoted_status_id": note["id"], "quote_approval_policy": "nobody"}
        quote = (await other.post("/api/v1/statuses", quoted)).json
        assert quote["quote"]["state"] == "pending"
        message = await other.post("/api/v1/statuses", {"status": "psst @jane", "visibility": "direct"})
        assert message.json["visibility"] == "direct"
        assert (await app.get(f"/api/v1/statuses/{message.json['id']}")).status == 200
        assert (await other.post("/api/v1/statuses", {"status": "to myself", "visibility": "direct"})).status == 200
        lost = await other.post("/api/v1/statuses", {"status": "psst @nobody", "visibility": "direct"})
        assert (lost.status, "Nobody was found" in lost.text) == (422, True)
        assert (await app.post("/api/v1/statuses", {"status": " "})).status == 422
        assert (await app.post("/api/v1/statuses", {"status": "x" * 5001})).status == 422
        assert (await app.post("/api/v1/statuses", {"status": "x", "visibility": "world"})).status == 422


async def test_a_work_with_words_of_its_own(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        first, second = await sent(app, 10, description="Left"), await sent(app, 200, description="Right")
        text = "Two seas. Painted in one evening.\n\n#Sea #PenAndInk"
        given = {"status": text, "media_ids": [first, second], "visibility": "unlisted",
                 "fediart": {"medium": "Ink", "year": "2026", "portfolio": False}}  # fmt: skip
        answer = await app.post("/api/v1/statuses", given)
        assert answer.status == 200, answer.text
        work = answer.json
        assert (work["fediart"]["kind"], work["fediart"]["title"], work["visibility"]) == (
            "artwork", "Two seas", "unlisted",
        )  # fmt: skip
        assert [(one["id"], one["description"]) for one in work["media_attachments"]] == [
            (first, "Left"), (second, "Right"),
        ]  # fmt: skip
        assert (work["fediart"]["medium"], work["fediart"]["portfolio"]) == ("Ink", False)
        assert {one["name"].lower() for one in work["tags"]} == {"sea", "penandink"}
        assert "<strong>" not in work["content"]
        again = await app.post("/api/v1/statuses", {"status": "again", "media_ids": [first]})
        assert (again.status, "already attached" in again.text) == (422, True)
        assert (await app.get(f"/api/v1/media/{first}")).status == 404
