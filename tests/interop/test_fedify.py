"""What a server by others makes of us: found, followed, seen, answered; every signature checked on both sides."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
from PIL import Image

from tests.admission.made import encoded
from tests.copies.art import drawn
from tests.interop.conftest import Instance, Peer, enter, eventually
from tests.publish.works import human_jpeg, human_png
from tests.site import Client
from tests.tour.hands import form_with, has_button, press, words

PUBLIC = ("as:Public", "https://www.w3.org/ns/activitystreams#Public")


async def test_bob_finds_an_artist_follows_and_receives_the_artwork(
    instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession
) -> None:
    anna = instance.artist("anna")

    # Bob knows a handle. His server asks ours whose it is, and reads the actor.
    assert await who_is(web, instance, "anna") == anna
    found = await bob.do("lookup", what=anna)
    assert (found["id"], found["preferredUsername"]) == (anna, "anna")
    assert found["publicKey"]["id"].startswith(anna)

    # He follows. The Accept that comes back is signed by Anna's key, or he would not have taken it.
    follow = await bob.do("follow", what=anna)
    accept = await bob.saw("Accept", lambda said: said["actor"] == anna)
    assert follow["id"] in (accept["object"], as_dict(accept["object"]).get("id"))

    # She publishes two pictures; the Create arrives with both, described, and they can be fetched.
    await enter(browser, "anna")
    note = await publish(browser, bob, "Two herons", human_jpeg(600, 400), human_png(300, 200))
    assert note["attributedTo"] == anna
    assert set(PUBLIC) & set(as_list(note["to"]))
    assert "Two herons" in note["content"]
    for attachment, alt in zip(note["attachment"], ("Picture 1", "Picture 2"), strict=True):
        assert attachment["type"] == "Image"
        assert attachment["name"] == attachment["summary"] == alt
        await fetch_picture(web, attachment)

    # The object is served under its own id, and Fedify reads the same there.
    again = await bob.do("lookup", what=note["id"])
    assert again["id"] == note["id"] and again["type"] == "Note"


async def test_bob_likes_answers_boosts_and_takes_back(
    instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession
) -> None:
    berta = instance.artist("berta")
    await enter(browser, "berta")
    await bob.do("follow", what=berta)
    await bob.saw("Accept", lambda said: said["actor"] == berta)
    note = await publish(browser, bob, "Kingfisher", encoded(drawn(11), "JPEG"))
    page = note["url"].removeprefix(instance.origin)

    await bob.do("like", what=note["id"])
    await bob.do("boost", what=note["id"])
    await bob.do("reply", what=note["id"], text="The blue is wonderful!")

    # The reply stands below the artwork as a comment; the like, the boost and the reply are told to the artist.
    shown = await eventually(
        lambda: browser.get(page), lambda answer: "The blue is wonderful!" in answer.text, "Bob's comment"
    )
    assert "@bob@" in words(shown)
    for wanted in ("liked", "boosted", "replied", "follow"):
        await eventually(
            lambda: browser.get("/notifications"), lambda answer, word=wanted: word in words(answer), wanted
        )
    await eventually(lambda: counted(web, note["id"]), lambda found: found == (1, 1), "one like and one boost")

    # He takes the like back, and stops following: nothing more of hers reaches him.
    await bob.do("undo", what="like")
    await eventually(lambda: counted(web, note["id"]), lambda found: found == (0, 1), "the like taken back")
    await bob.do("undo", what="follow")
    await eventually(lambda: browser.get("/@berta"), lambda answer: "0 followers" in words(answer), "no follower")


async def test_bob_sees_changes_and_the_end(
    instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession
) -> None:
    clara = instance.artist("clara")
    await enter(browser, "clara")
    await bob.do("follow", what=clara)
    await bob.saw("Accept", lambda said: said["actor"] == clara)
    note = await publish(browser, bob, "A study", encoded(drawn(12), "JPEG"))
    work = note["id"].rsplit("/", 1)[-1]

    form = form_with(await browser.get(f"/works/{work}/edit"), "Save")
    [alt] = [name for name in form.fields if name.startswith("alt-")]
    await press(browser, f"/works/{work}/edit", "Save", {"title": "Crane at dusk", alt: "A crane"})
    changed = await bob.saw("Update", lambda said: said["object"].get("id") == note["id"])
    assert "Crane at dusk" in changed["object"]["content"]
    assert changed["object"]["updated"]
    [picture] = as_list(changed["object"]["attachment"])
    assert picture["name"] == "A crane"

    await press(browser, f"/works/{work}/delete", "Delete it")
    gone = await bob.saw("Delete", lambda said: note["id"] in (said["object"], as_dict(said["object"]).get("id")))
    assert gone["actor"] == clara
    async with web.get(note["id"], headers={"Accept": "application/activity+json"}) as answer:
        assert answer.status == 410
        assert (await answer.json(content_type=None))["type"] == "Tombstone"


async def test_the_artist_follows_bob_and_answers_him(instance: Instance, bob: Peer, browser: Client) -> None:
    dora = instance.artist("dora")
    await enter(browser, "dora")

    # She finds him by his address in the search field, and follows.
    found = await browser.get(f"/search?q={bob.actor}", follow=True)
    assert "Bob" in words(found)
    await press(browser, found.path, "Follow")
    await bob.saw("Follow", lambda said: said == dora)
    await eventually(lambda: browser.get(found.path), lambda answer: has_button(answer, "Following"), "his Accept")

    # What he says from now on is on her home page; she likes it and answers.
    said = await bob.do("post", text="Good morning from the other side")
    home = await eventually(
        lambda: browser.get("/home"), lambda answer: "Good morning from the other side" in answer.text, "his post"
    )
    await press(browser, "/home", "Like")
    liked = await bob.saw("Like", lambda like: like["actor"] == dora)
    assert liked["object"] == said["id"]
    thread = await browser.get(f"/search?q={said['id']}", follow=True)
    assert home.status == thread.status == 200
    await press(browser, thread.path, "Reply", {"text": "Good morning, Bob"})
    reply = await bob.saw("Create", lambda create: create["actor"] == dora)
    assert reply["object"]["inReplyTo"] == said["id"]
    assert "Good morning, Bob" in reply["object"]["content"]


async def who_is(web: aiohttp.ClientSession, instance: Instance, name: str) -> str:
    """WebFinger, as RFC 7033 has it. Fedify asks for handles over https only, and these two speak http."""
    asked = {"resource": f"acct:{name}@{instance.host}"}
    async with web.get(f"{instance.origin}/.well-known/webfinger", params=asked) as answer:
        assert answer.status == 200
        links = (await answer.json(content_type=None))["links"]
    [own] = [link["href"] for link in links if link["rel"] == "self"]
    return str(own)


async def publish(browser: Client, bob: Peer, title: str, *pictures: bytes) -> dict[str, Any]:
    """Through the web form; returns the Note as Bob's server received it."""
    files = [(f"picture-{number}.jpg", data, "image/jpeg") for number, data in enumerate(pictures, 1)]
    alts = {f"alt-{number}": f"Picture {number}" for number in range(1, len(pictures) + 1)}
    sent = await press(browser, "/new", "Publish", {"title": title, "files": files, **alts}, follow=False)
    assert sent.status == 303, words(sent)
    create = await bob.saw("Create", lambda said: title in said["object"]["content"])
    note = create["object"]
    note["attachment"] = as_list(note["attachment"])
    return dict(note)


async def fetch_picture(web: aiohttp.ClientSession, attachment: dict[str, Any]) -> None:
    async with web.get(attachment["url"]) as answer:
        assert answer.status == 200
        assert answer.content_type == attachment["mediaType"]
        data = await answer.read()
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (attachment["width"], attachment["height"])
        image.verify()


async def counted(web: aiohttp.ClientSession, note_id: str) -> tuple[int, int]:
    """Likes and boosts, as the object says them to anybody."""
    async with web.get(note_id, headers={"Accept": "application/activity+json"}) as answer:
        note = await answer.json(content_type=None)
    return note["likes"]["totalItems"], note["shares"]["totalItems"]


def as_list(value: Any) -> list[Any]:
    """Fedify writes a list of one as the one."""
    return value if isinstance(value, list) else [value]


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
