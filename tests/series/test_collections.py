"""Series and the portfolio as other servers read them, and what they hear when they change."""

from __future__ import annotations

from typing import Any

from pyld import jsonld

from federation import write
from federation.audience import PUBLIC
from fediart.actions import edit as editing
from fediart.actions.edit import PictureWords
from fediart.actions.series import delete_series
from fediart.actions.submission import Details
from fediart.store import artworks, pictures
from fediart.store.artworks import Artwork
from fediart.store.series import Series
from tests.inbox.conftest import Meeting
from tests.seeds import hang, new_series
from tests.site import log_in

ACCEPT = {"Accept": "application/activity+json"}


async def harbours(meeting: Meeting, count: int = 3) -> tuple[Series, list[Artwork]]:
    """A series with so many works for everyone, and one for followers."""
    row = await new_series(meeting.site, meeting.jane, "Harbours", "harbours")
    works = [
        await hang(meeting.site, meeting.jane, f"Harbour {place}", series_id=row.id, series_position=place)
        for place in range(1, count + 1)
    ]
    few = {"series_id": row.id, "series_position": count + 1, "visibility": "followers"}
    await hang(meeting.site, meeting.jane, "Secret harbour", **few)
    return row, works


async def ask(meeting: Meeting, path: str) -> Any:
    answer = await meeting.web.get(path, headers=ACCEPT)
    assert answer.status == 200, f"{path}: {answer.status}"
    return answer.json


def uris(meeting: Meeting, works: list[Artwork]) -> list[str]:
    return [f"{meeting.jane.uri}/posts/{work.id}" for work in works]


async def heard(meeting: Meeting, kind: str) -> list[dict[str, Any]]:
    await meeting.drain()
    return [one for one in meeting.bob.received if one["type"] == kind]


async def test_the_actor_leads_to_the_series_and_the_series_to_the_works(meeting: Meeting) -> None:
    row, works = await harbours(meeting)
    async with meeting.site.db.writing() as tx:
        await tx.run("update series set description = 'By <boat> & rail' where id = :id", id=row.id)
    actor = await ask(meeting, "/users/jane")
    (streams,) = actor["streams"]
    listed = await ask(meeting, streams.removeprefix(meeting.site.config.origin))
    assert listed["type"] == "Collection" and listed["attributedTo"] == meeting.jane.uri
    assert [(one["name"], one["totalItems"]) for one in listed["items"]] == [("Portfolio", 3), ("Harbours", 3)]
    url = listed["items"][1]["id"]
    found = await ask(meeting, url.removeprefix(meeting.site.config.origin))
    assert (found["id"], found["type"], found["totalItems"]) == (url, "OrderedCollection", 3)
    assert found["orderedItems"] == uris(meeting, works), "the work for followers is not among them"
    assert found["summary"] == "<p>By &lt;boat&gt; &amp; rail</p>"
    assert found["url"].endswith("/@jane/series/harbours") and found["to"] == [PUBLIC]
    assert found["image"]["url"].startswith(meeting.site.config.origin) and found["image"]["name"]
    assert found["contentUsage"] and "license" not in found and found["image"]["license"]
    note = await ask(meeting, found["orderedItems"][0].removeprefix(meeting.site.config.origin))
    assert note["attributedTo"] == meeting.jane.uri


AS = "https://www.w3.org/ns/activitystreams"
WORDS = "totalItems name summary published updated to cc attributedTo image url mediaType width height"
# The terms of the real context that these documents use; what is in none is dropped by the processor.
CONTEXT = {
    "id": "@id", "type": "@type", "as": f"{AS}#", "OrderedCollection": "as:OrderedCollection", "Image": "as:Image",
    "orderedItems": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    **{word: f"as:{word}" for word in WORDS.split()},
}  # fmt: skip


def load(url: str, options: object) -> dict[str, Any]:
    assert url == AS
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}


async def test_every_term_of_a_series_has_its_address(meeting: Meeting) -> None:
    await harbours(meeting)
    found = await ask(meeting, "/users/jane/series/harbours")
    (expanded,) = jsonld.expand(found, {"documentLoader": load})
    at = "https://www.w3.org/ns/activitystreams#"
    assert [one["@id"] for one in expanded[f"{at}items"][0]["@list"]] == found["orderedItems"]
    assert expanded[f"{at}image"][0]["http://purl.org/dc/terms/license"]
    assert len(expanded) == len(found) - 1, "no term was dropped"


async def test_a_long_series_comes_in_pages_in_its_order(meeting: Meeting) -> None:
    _, works = await harbours(meeting, 53)
    found = await ask(meeting, "/users/jane/series/harbours")
    assert found["totalItems"] == 53 and "orderedItems" not in found
    first = await ask(meeting, "/users/jane/series/harbours?page=1")
    second = await ask(meeting, "/users/jane/series/harbours?page=2")
    assert found["first"] == first["id"] and first["next"] == second["id"] and second["prev"] == first["id"]
    assert "next" not in second and first["partOf"] == found["id"]
    assert [*first["orderedItems"], *second["orderedItems"]] == uris(meeting, works)
    for wrong in ("0", "3", "x", "-1", "99999999"):
        assert (await meeting.web.get(f"/users/jane/series/harbours?page={wrong}", headers=ACCEPT)).status == 404


async def test_a_series_of_private_works_is_nobodys_business(meeting: Meeting) -> None:
    """Not even its title (advisory 105)."""
    row = await new_series(meeting.site, meeting.jane, "For friends", "for-friends")
    await hang(meeting.site, meeting.jane, "Secret", series_id=row.id, visibility="followers")
    assert (await meeting.web.get("/users/jane/series/for-friends", headers=ACCEPT)).status == 404
    listed = await ask(meeting, "/users/jane/collections")
    assert [one["name"] for one in listed["items"]] == ["Portfolio"]
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/works/series/{row.id}", {"title": "For few", "description": ""})
    await delete_series(meeting.site, meeting.jane, row.id)
    assert await heard(meeting, "Update") == [] and await heard(meeting, "Delete") == []


async def test_the_portfolio_begins_with_what_is_pinned(meeting: Meeting) -> None:
    works = [await hang(meeting.site, meeting.jane, f"Work {number}", published=1000 + number) for number in range(53)]
    await hang(meeting.site, meeting.jane, "Not in it", portfolio=0)
    async with meeting.site.db.writing() as tx:
        await tx.run(
            "insert into pins (actor_id, post_id, position) values (:a, :p, 1)", a=meeting.jane.id, p=works[4].id
        )
    whole = await ask(meeting, "/users/jane/portfolio")
    first = await ask(meeting, whole["first"].removeprefix(meeting.site.config.origin))
    second = await ask(meeting, first["next"].removeprefix(meeting.site.config.origin))
    expected = [works[4], *(work for work in reversed(works) if work is not works[4])]
    assert whole["totalItems"] == 53
    assert [*first["orderedItems"], *second["orderedItems"]] == uris(meeting, expected)
    assert "next" not in second


async def test_people_are_sent_to_the_pages(meeting: Meeting) -> None:
    await harbours(meeting)
    for path, page in (
        ("series/harbours", "/@jane/series/harbours"),
        ("portfolio", "/@jane"),
        ("collections", "/@jane"),
    ):
        assert (await meeting.web.get(f"/users/jane/{path}")).location == page


async def test_followers_servers_hear_of_words_order_and_end(meeting: Meeting) -> None:
    row, works = await harbours(meeting)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await log_in(meeting.web, "jane")
    order = [str(work.id) for work in (works[2], works[0], works[1])]
    said = {"title": "Ports", "description": "New words", "order": order}
    assert (await meeting.web.post_form(f"/works/series/{row.id}", said)).status == 303
    (update,) = await heard(meeting, "Update")
    document = update["object"]
    assert (document["id"], document["type"]) == (f"{meeting.jane.uri}/series/harbours", "OrderedCollection")
    assert document["name"] == "Ports" and document["summary"] == "<p>New words</p>"
    assert document["orderedItems"] == uris(meeting, [works[2], works[0], works[1]])
    assert update["to"] == [PUBLIC] and document["contentUsage"]
    await meeting.web.post_form(f"/works/series/{row.id}/delete", {}, page=f"/works/series/{row.id}")
    (gone,) = await heard(meeting, "Delete")
    assert gone["object"]["id"] == f"{meeting.jane.uri}/series/harbours"


async def test_works_come_and_go_with_add_and_remove(meeting: Meeting) -> None:
    row, (first, *_) = await harbours(meeting)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    site, jane = meeting.site, meeting.jane

    async def put_in(series: str) -> None:
        async with site.db.reading() as tx:
            work = await artworks.by_id(tx, first.id)
            images = await pictures.of_artwork(tx, first.id)
        assert work is not None
        words = [PictureWords(one.id, one.alt or "A harbour") for one in images]
        details = Details(title=work.title, series=series, language="en", licence=work.licence)
        await editing.edit(site, jane, first.id, details, words)

    await put_in("Boats")
    (removed,), (added,) = await heard(meeting, "Remove"), await heard(meeting, "Add")
    assert (removed["object"], removed["target"]) == (f"{jane.uri}/posts/{first.id}", f"{jane.uri}/series/harbours")
    assert (added["object"], added["target"]) == (f"{jane.uri}/posts/{first.id}", f"{jane.uri}/series/boats")
    await put_in("Boats")
    assert len(await heard(meeting, "Add")) == 1, "nothing was added this time"
    await put_in("")
    assert len(await heard(meeting, "Remove")) == 2
    assert row.slug == "harbours"


async def test_another_collection_of_somebody_else_is_not_ours_to_keep(meeting: Meeting) -> None:
    """Add to an album over there is understood, ignored with a reason, and leaves no row."""
    await meeting.follow_bob()
    note = meeting.bob.note("<p>Hello</p>")
    said = write.add(
        meeting.bob.next_id(), meeting.bob.actor_id, note["id"], f"{meeting.bob.actor_id}/albums/1", [PUBLIC]
    )
    await meeting.says(said)
    assert await meeting.outcome() == "ignored: only what is pinned is shown here, not other collections"
    assert await meeting.count("pins") == 0
