"""Portfolios and series at `/api/fediart/v1`: as the pages show them, changed by their artist alone."""

from __future__ import annotations

from fediart.actions import staff
from fediart.site import Site
from tests.api.house import App, app_of
from tests.seeds import hang, new_series
from tests.site import Client, make_artist

ROOT = "/api/fediart/v1"
WATCHED = True


async def test_a_portfolio_is_changed_published_and_brought_back(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app, visitor = await app_of(client, account), App(client)
    one, two, three = [await hang(site, jane, title) for title in ("One", "Two", "Three")]
    given = {
        "layout": "grid", "accent": "moss", "headline": "Ink <i>", "cover": str(one.id), "rest": False,
        "pinned": [two.id],
        "sections": [{"heading": "Shore", "words": "**Salt** <script>x</script>", "artworks": [three.id, one.id]}],
        "about": {"statement": "I *draw*.", "tools": ["Ink"], "awards": ["2025 A prize"]},
    }  # fmt: skip
    changed = await app.patch(f"{ROOT}/portfolio", given)
    assert changed.status == 200, changed.text
    for word in ("jane", "@jane", str(jane.id)):
        shown = (await visitor.get(f"{ROOT}/portfolios/{word}")).json
        assert shown == {**changed.json["shown"], "account": shown["account"]}
    assert (shown["layout"], shown["accent"], shown["pinned"], shown["rest"]) == ("grid", "moss", [str(two.id)], False)
    section = shown["sections"][0]
    assert section["artworks"] == [str(three.id), str(one.id)]
    assert "<strong>Salt</strong>" in section["html"] and "<script" not in section["html"]
    assert shown["cover"] == {"kind": "artwork", "artwork_id": str(one.id), "url": None, "alt": ""}
    assert (shown["about"]["tools"], shown["about"]["awards"]) == (["Ink"], ["2025 A prize"])

    draft = {"publish": False, "sections": [{"key": section["key"], "heading": "Coast"}, {"heading": "New"}]}
    kept = (await app.patch(f"{ROOT}/portfolio", draft)).json
    assert [each["heading"] for each in kept["draft"]["sections"]] == ["Coast", "New"]
    assert kept["draft"]["sections"][0]["artworks"] == section["artworks"]
    assert (await visitor.get(f"{ROOT}/portfolios/jane")).json["sections"][0]["heading"] == "Shore"
    assert (await app.patch(f"{ROOT}/portfolio", {"layout": "single"})).status == 422  # it would undo the draft
    assert (await app.post(f"{ROOT}/portfolio/publish")).json["draft"] is None
    assert (await visitor.get(f"{ROOT}/portfolios/jane")).json["sections"][0]["heading"] == "Coast"
    assert (await app.post(f"{ROOT}/portfolio/undo")).json["shown"]["sections"][0]["heading"] == "Shore"
    await app.patch(f"{ROOT}/portfolio", draft)
    assert (await app.post(f"{ROOT}/portfolio/discard")).json["draft"] is None
    assert (await app.post(f"{ROOT}/portfolio/publish")).status == 422
    wrongs: list[dict[str, object]] = [{"layout": "spiral"}, {"headline": "x" * 500}, {"pinned": ["x"]}, {"cover": []}]
    for wrong in wrongs:
        assert (await app.patch(f"{ROOT}/portfolio", wrong)).status in (404, 422), wrong


async def test_a_portfolio_names_no_work_that_is_not_for_the_viewer(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    _eve, eve = await make_artist(site, "eve")
    app, visitor = await app_of(client, account), App(client)
    closed, open_one, theirs = [
        await hang(site, jane, "Closed", visibility="followers"), await hang(site, jane, "Open"),
        await hang(site, eve, "Theirs"),
    ]  # fmt: skip
    sections = [
        {"heading": "Hushed", "artworks": [closed.id], "cover": closed.id},
        {"heading": "Seen", "artworks": [closed.id, open_one.id, theirs.id]},
    ]
    given = {"sections": sections, "cover": str(closed.id)}
    assert (await app.patch(f"{ROOT}/portfolio", given)).json["shown"]["sections"][0]["artworks"] == [str(closed.id)]
    answer = await visitor.get(f"{ROOT}/portfolios/jane")
    assert answer.json["sections"][0]["heading"] == "Seen" and answer.json["cover"] is None
    assert str(closed.id) not in answer.text and str(theirs.id) not in answer.text
    await staff.suspend(site, None, "jane")
    for word in ("jane", str(jane.id), "nobody", "jane@elsewhere.example", "9" * 30):
        assert (await visitor.get(f"{ROOT}/portfolios/{word}")).status == 404


async def test_a_series_is_made_put_in_order_and_deleted(site: Site, client: Client) -> None:
    account, jane = await make_artist(site, "jane")
    app, visitor = await app_of(client, account), App(client)
    eve = await app_of(client, (await make_artist(site, "eve"))[0])
    made = await app.post(f"{ROOT}/series", {"title": "Shores", "description": "By the sea", "ai_policy": "ask-first"})
    assert made.status == 200, made.text
    assert (made.json["ai_policy"], made.json["chosen_ai_policy"], made.json["artworks"]) == (
        "ask-first", "ask-first", [],
    )  # fmt: skip
    path, number = f"{ROOT}/series/{made.json['id']}", int(made.json["id"])
    assert (await visitor.get(path)).status == 404  # nothing to show yet
    assert (await visitor.get(f"{ROOT}/accounts/jane/series")).json == []
    assert [one["title"] for one in (await app.get(f"{ROOT}/accounts/jane/series")).json] == ["Shores"]
    assert (await app.post(f"{ROOT}/series", {"title": "shores"})).status == 422
    works = [await hang(site, jane, title, series_id=number, series_position=place)
             for place, title in enumerate(("A", "B"), 1)]  # fmt: skip
    hidden = await hang(site, jane, "Hushed", series_id=number, series_position=3, visibility="followers")
    turned = await app.patch(path, {"title": "Coasts", "artworks": [works[1].id, works[0].id]})
    assert [one["title"] for one in turned.json["artworks"]] == ["B", "A", "Hushed"], turned.text
    seen = await visitor.get(path)
    assert [one["title"] for one in seen.json["artworks"]] == ["B", "A"] and str(hidden.id) not in seen.text
    assert (seen.json["description"], seen.json["artworks_count"]) == ("By the sea", 2)
    assert "tdm-policy" in seen.headers and "chosen_ai_policy" not in seen.json
    assert (await visitor.get(f"{ROOT}/accounts/jane/series")).json[0]["title"] == "Coasts"
    assert [(await eve.patch(path, {"title": "x"})).status, (await eve.delete(path)).status] == [404, 404]
    assert (await app.patch(path, {"title": ""})).status == 422
    assert (await app.patch(path, {"ai_policy": "x"})).status == 422
    assert (await app.delete(path)).json == {}
    assert (await app.get(path)).status == 404
    alone = await new_series(site, jane, "Alone", "alone")
    await hang(site, jane, "C", series_id=alone.id)
    await staff.suspend(site, None, "jane")
    assert (await visitor.get(f"{ROOT}/series/{alone.id}")).status == 404
