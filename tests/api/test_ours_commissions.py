"""Commissions at `/api/fediart/v1`: offered to everybody, spoken of between two, and seen by nobody else."""

from __future__ import annotations

import io
from typing import Any

from aiohttp import FormData

from fediart.actions import staff
from fediart.site import Site
from tests.api.house import App, app_of
from tests.api.writing import picture
from tests.seeds import hang
from tests.site import Client, make_artist

ROOT = "/api/fediart/v1"
WATCHED = True
OFFER: dict[str, Any] = {
    "title": "Portrait", "included": "In <b>ink</b>", "price_from": "120", "price_to": "150.50", "currency": "EUR",
    "days": 14, "slots": 1, "waiting_list": True, "state": "open",
}  # fmt: skip


async def test_offers_are_written_by_their_artist_and_read_by_everybody(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app, visitor = await app_of(client, account), App(client)
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    work, closed = await hang(site, jane, "Face"), await hang(site, jane, "Hushed", visibility="followers")
    made = await app.post(f"{ROOT}/commissions/offers", {**OFFER, "examples": [work.id, closed.id]})
    assert made.status == 200, made.text
    other = (await app.post(f"{ROOT}/commissions/offers", {"title": "Sketch"})).json
    path = f"{ROOT}/commissions/offers/{made.json['id']}"
    said = (await visitor.get(f"{ROOT}/accounts/jane/commissions")).json
    assert [one["title"] for one in said["offers"]] == ["Portrait", "Sketch"]
    offer = said["offers"][0]
    assert (said["state"], offer["now"], offer["free"], offer["days"]) == ("open", "open", 1, 14)
    assert (offer["price"]["amount"], offer["price"]["to"], offer["price"]["currency"]) == (12000, 15050, "EUR")
    assert offer["examples"] == [str(work.id)] and other["price"] is None
    changed = await app.patch(path, {"title": "Face", "days": 0, "state": "closed"})
    assert (changed.json["title"], changed.json["days"], changed.json["now"]) == ("Face", None, "closed")
    assert changed.json["price"] == offer["price"]
    moved = await app.post(f"{path}/move", {"by": 1})
    assert [one["title"] for one in moved.json] == ["Sketch", "Face"]
    for theirs in (eve.patch(path, {"title": "x"}), eve.delete(path), eve.post(f"{path}/move", {"by": 1})):
        assert (await theirs).status == 404
    for wrong in ({"title": ""}, {"price_from": "much"}, {"currency": "XXX"}, {"examples": ["1"]}, {"slots": 10**6}):
        assert (await app.patch(path, wrong)).status == 422, wrong
    assert (await app.delete(path)).json == {}
    assert (await app.delete(path)).status == 404
    await staff.suspend(site, None, "jane")
    assert (await visitor.get(f"{ROOT}/accounts/jane/commissions")).status == 404


async def test_two_go_from_the_first_word_to_the_last_and_nobody_else_sees_a_word(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    artist = await app_of(client, account)
    asker = await app_of(client, (await make_artist(site, "kim"))[0])
    strangers = [
        await app_of(client, (await make_artist(site, "eve"))[0]),
        await app_of(client, (await make_artist(site, "mo", role="moderator"))[0]),
    ]
    offer = (await artist.post(f"{ROOT}/commissions/offers", OFFER)).json["id"]
    wish = {"account_id": str(jane.id), "offer_id": offer, "title": "My cats", "words": "Both asleep."}
    asked = await asker.post(f"{ROOT}/commissions", wish)
    assert (asked.status, asked.json["state"], asked.json["side"]) == (200, "asked", "client"), asked.text
    assert asked.json["offered"]["title"] == "Portrait" and asked.json["steps"] == ["withdrawn"]
    path = f"{ROOT}/commissions/{asked.json['id']}"
    board = (await artist.get(f"{ROOT}/commissions")).json
    assert [(one["title"], one["unread"], one["client"]["username"]) for one in board] == [("My cats", True, "kim")]
    assert (await artist.get(path)).json["events"][0]["words"] == "Both asleep."
    assert (await artist.get(f"{ROOT}/commissions")).json[0]["unread"] is False
    body = FormData()
    body.add_field("words", "A sketch <b>")
    body.add_field("files[]", io.BytesIO(picture(9)), filename="sketch.png", content_type="image/png")
    said = await artist.post(f"{path}/messages", data=body)
    assert said.status == 200, said.text
    file = said.json["events"][-1]["files"][0]
    where = file["url"].removeprefix(client.origin)
    answer = await asker.get(where)
    assert (answer.status, answer.body) == (200, picture(9))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert (await asker.get(f"{where}/preview")).status == 200
    for one in strangers:
        for hidden in (path, where, f"{where}/preview"):
            assert (await one.get(hidden)).status == 404
        tries: list[tuple[str, dict[str, str]]] = [
            ("messages", {"words": "x"}), ("step", {"to": "withdrawn"}), ("agree", {}), ("put_away", {}),
        ]  # fmt: skip
        for deed, given in tries:
            assert (await one.post(f"{path}/{deed}", given)).status == 404, deed
        for word in ("under-way", "ended", "asked"):
            assert (await one.get(f"{ROOT}/commissions?of={word}&max_id={asked.json['id']}")).json in (
                [], {"error": "Record not found"},
            )  # fmt: skip
    assert (await App(client).get(path)).status == (await App(client).get(where)).status == 401
    assert (await asker.post(f"{path}/step", {"to": "accepted"})).status == 422
    assert (await asker.post(f"{path}/agree", {"price": "1", "currency": "EUR"})).status == 403
    agreed = await artist.post(f"{path}/agree", {"price": "140", "currency": "EUR", "due": "2027-03-31"})
    assert (agreed.json["price"]["amount"], agreed.json["due_at"][:10]) == (14000, "2027-03-31"), agreed.text
    for to in ("accepted", "in-progress", "delivered"):
        assert (await artist.post(f"{path}/step", {"to": to})).json["state"] == to
    assert (await artist.post(f"{path}/step", {"to": "in-progress", "was": "accepted"})).status == 422
    assert (await artist.post(f"{path}/put_away")).status == 422
    assert (await asker.post(f"{path}/step", {"to": "completed"})).json["state"] == "completed"
    for app, word in ((artist, "ended"), (asker, "asked")):
        listed = await app.get(f"{ROOT}/commissions?of={word}&limit=1")
        assert [one["title"] for one in listed.json] == ["My cats"]
    assert (await asker.post(f"{path}/put_away")).json == {}
    assert (await asker.get(f"{ROOT}/commissions?of=asked")).json == []
    for wrong in ({**wish, "offer_id": "1"}, {**wish, "title": ""}, {"title": "x"}, {**wish, "account_id": "x"}):
        assert (await asker.post(f"{ROOT}/commissions", wrong)).status in (404, 422), wrong
    assert (await artist.post(f"{ROOT}/commissions", wish)).status == 422  # oneself


async def test_lists_of_commissions_go_on_by_cursor(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    artist = await app_of(client, account)
    asker = await app_of(client, (await make_artist(site, "kim"))[0])
    offer = (await artist.post(f"{ROOT}/commissions/offers", {**OFFER, "slots": 0})).json["id"]
    for title in ("One", "Two", "Three"):
        wish = {"account_id": str(jane.id), "offer_id": offer, "title": title, "words": "x"}
        assert (await asker.post(f"{ROOT}/commissions", wish)).status == 200
    page = await asker.get(f"{ROOT}/commissions?of=asked&limit=2")
    path = page.headers["Link"].partition("<")[2].partition(">")[0].removeprefix(client.origin)
    more = await asker.get(path)
    assert [one["title"] for one in (*page.json, *more.json)] == ["Three", "Two", "One"]
    assert "next" not in more.headers.get("Link", "")
    assert len((await artist.get(f"{ROOT}/commissions")).json) == 3
