"""Accounts move between fediart and a server by others, in both directions; Fedify reads a series."""

from __future__ import annotations

from tests.interop.conftest import Instance, Peer, enter, eventually
from tests.interop.test_fedify import publish
from tests.publish.works import human_jpeg
from tests.site import PASSWORD, Client
from tests.tour.hands import has_button, press, words


async def test_bobs_followers_come_along_to_an_artist_here(instance: Instance, bob: Peer, browser: Client) -> None:
    mona = instance.artist("mona")
    instance.artist("nils")
    await enter(browser, "nils")
    found = await browser.get(f"/search?q={bob.actor}", follow=True)
    await press(browser, found.path, "Follow")
    await eventually(lambda: browser.get(found.path), lambda answer: has_button(answer, "Following"), "his Accept")

    # Mona has named Bob as an account of hers; Bob's server tells his followers' servers that he has moved.
    other = browser.fresh()
    await enter(other, "mona")
    await press(other, "/settings/moving", "Add", {"alias": bob.actor})
    await bob.do("move", what=mona)
    await eventually(lambda: browser.get("/@mona/followers"), lambda answer: "nils" in words(answer), "nils at Mona's")
    assert "has moved to @mona" in words(await browser.get("/notifications"))
    undone = await bob.saw("Undo", lambda said: said["actor"].endswith("/users/nils"))
    assert undone["object"]["type"] == "Follow"


async def test_an_artist_moves_to_bob_and_bob_hears_of_it(instance: Instance, bob: Peer, browser: Client) -> None:
    olga = instance.artist("olga")
    await bob.do("follow", what=olga)
    await bob.saw("Accept", lambda said: said["actor"] == olga)
    await enter(browser, "olga")
    moving = {"target": bob.actor, "password": PASSWORD}
    refused = await browser.post_form("/settings/moving/move", moving, page="/settings/moving")
    assert refused.status == 422 and "does not name this account yet" in words(refused)
    await bob.do("alias", what=olga)
    await press(browser, "/settings/moving", "Move my followers", moving)
    told = await bob.saw("Move", lambda said: said["actor"] == olga)
    assert (told["object"], told["target"]) == (olga, bob.actor)
    changed = await bob.saw("Update", lambda said: said["actor"] == olga)
    assert changed["object"]["movedTo"] == bob.actor


async def test_fedify_reads_a_series_and_hears_what_comes_into_it(
    instance: Instance, bob: Peer, browser: Client
) -> None:
    pia = instance.artist("pia")
    await bob.do("follow", what=pia)
    await bob.saw("Accept", lambda said: said["actor"] == pia)
    await enter(browser, "pia")
    note = await publish(browser, bob, "Low water", human_jpeg(300, 200))
    work = note["id"].rsplit("/", 1)[-1]
    page = await browser.get(f"/works/{work}/edit")
    alt = next(name for name in words_of_fields(page.text) if name.startswith("alt-"))
    await press(browser, f"/works/{work}/edit", "Save", {"series": "Tides", alt: "A shore"})
    found = await eventually(
        lambda: bob.do("lookup", what=f"{pia}/series/tides"), lambda said: said is not None, "the series"
    )
    assert (found["type"], found["name"], found["totalItems"]) == ("OrderedCollection", "Tides", 1)
    assert note["id"] in str(found.get("orderedItems"))
    actor = await bob.do("lookup", what=pia)
    assert str(actor.get("streams")).find(f"{pia}/collections") >= 0


def words_of_fields(page: str) -> list[str]:
    """The names of the fields of a page."""
    return [part.partition('"')[0] for part in page.split('name="')[1:]]
