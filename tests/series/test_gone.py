"""What was here for everyone and is deleted answers 410, to servers and to people; what was for few was never here."""

from __future__ import annotations

from fediart.actions import block
from fediart.actions.delete import delete
from fediart.actions.series import delete_series, series_named
from fediart.store import series
from tests.inbox.conftest import Meeting
from tests.seeds import hang, new_series
from tests.series.test_collections import ACCEPT, harbours
from tests.site import log_in, make_artist


async def test_a_deleted_series_is_a_tombstone_and_a_page_that_says_so(meeting: Meeting) -> None:
    row, _ = await harbours(meeting)
    await delete_series(meeting.site, meeting.jane, row.id)
    stone = await meeting.web.get("/users/jane/series/harbours", headers=ACCEPT)
    assert stone.status == 410 and stone.json["type"] == "Tombstone"
    assert stone.json["id"] == f"{meeting.jane.uri}/series/harbours"
    assert stone.json["formerType"] == "OrderedCollection" and stone.json["deleted"]
    page = await meeting.web.get("/@jane/series/harbours")
    assert page.status == 410 and "<h1>No longer here</h1>" in page.text and "has been deleted" in page.text
    assert (await meeting.web.get("/@jane/series/never")).status == 404
    assert (await meeting.web.get("/users/jane/series/never", headers=ACCEPT)).status == 404


async def test_a_series_for_few_was_never_there(meeting: Meeting) -> None:
    row = await new_series(meeting.site, meeting.jane, "Secrets", "secrets")
    await hang(meeting.site, meeting.jane, "One", series_id=row.id, visibility="followers")
    await delete_series(meeting.site, meeting.jane, row.id)
    assert (await meeting.web.get("/@jane/series/secrets")).status == 404
    assert (await meeting.web.get("/users/jane/series/secrets", headers=ACCEPT)).status == 404


async def test_the_address_of_a_deleted_series_is_given_to_no_other(meeting: Meeting) -> None:
    row, _ = await harbours(meeting)
    await delete_series(meeting.site, meeting.jane, row.id)
    async with meeting.site.db.writing() as tx:
        number = await series_named(tx, meeting.site, meeting.jane.id, "Harbours")
        made = await series.by_id(tx, number or 0)
    assert made is not None and made.slug == f"harbours-{made.id}"


async def test_the_page_of_a_deleted_artwork_says_so(meeting: Meeting) -> None:
    work = await hang(meeting.site, meeting.jane, "Harbour")
    few = await hang(meeting.site, meeting.jane, "For few", visibility="followers")
    for one in (work, few):
        await delete(meeting.site, meeting.jane, one.id)
    page = await meeting.web.get(f"/@jane/{work.id}")
    assert page.status == 410 and "<h1>No longer here</h1>" in page.text and "Harbour" not in page.text
    assert (await meeting.web.get(f"/@jane/{work.id}", headers=ACCEPT)).json["type"] == "Tombstone"
    assert (await meeting.web.get(f"/@jane/{few.id}")).status == 404
    _, ann = await make_artist(meeting.site, "ann")
    assert (await meeting.web.get(f"/@ann/{work.id}")).status == 404, "it was not hers"
    await block.block(meeting.site, meeting.jane, ann.id)
    await log_in(meeting.web, "ann")
    assert (await meeting.web.get(f"/@jane/{work.id}")).status == 404, "whom the artist blocks finds nothing"
