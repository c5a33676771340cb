"""Chapter two. An artist comes in by the door and hangs a first picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.site import PASSWORD, Client, drain
from tests.tour.hands import page_of, press, words
from tests.tour.places import Place, artwork_page, pixels, publish, says, upload

ALT = "Hills behind hills, and a low sun"


@pytest.fixture
async def jane(place: Place) -> Client:
    """Given that anybody may join, Jane does."""
    browser = place.visitor.fresh()
    form = {"name": "jane", "email": "jane@mail.example", "password": PASSWORD, "agreed": "1"}
    welcome = await press(browser, "/sign-up", "Join", form)
    says(welcome, "@jane")
    return browser


async def test_a_picture_goes_up_and_the_artist_watches_it(place: Place, jane: Client) -> None:
    painting = place.painting(size=(1200, 800))

    # When she sends the form
    watched = await upload(
        jane, "Low sun", painting,
        description="Evening above the #river.", tags="oil, hills", medium="Oil", **{"alt-1": ALT},
    )  # fmt: skip

    # Then a page shows how far it is, and nobody else can see it yet
    assert (await jane.get(f"{watched}/state")).json["done"] is False
    says(await jane.get(watched), "You can leave this page")
    assert "Low sun" not in (await place.visitor.get("/")).text
    assert (await place.visitor.get(watched, follow=True)).path.startswith("/log-in")

    # And when the work is done, it hangs in the gallery and in her portfolio
    await drain(place.site)
    page = await artwork_page(jane, watched)
    for wall in ("/", "/@jane"):
        assert ALT in (await place.visitor.get(wall)).text
    shown = await place.visitor.get(page)
    says(shown, "Low sun", "Evening above the #river", "#oil", "#hills", "Oil", "All rights reserved")
    says(await jane.get("/notifications"), "Low sun is published")

    # And her file is kept as it came, byte for byte, where nobody but she can open it
    [kept] = await place.rows("select original from pictures")
    assert (await place.site.storage.local(kept["original"])).read_bytes() == painting
    own = await jane.get(f"{watched}/pictures/{(await place.rows('select id from pictures'))[0]['id']}")
    assert own.body == painting
    assert (await place.visitor.get(own.path)).status in (303, 404)


async def test_every_screen_gets_a_picture_that_fits(place: Place, jane: Client) -> None:
    # Given a published painting of 1200 by 800
    painting = place.painting(size=(1200, 800))
    page = await publish(place, jane, "Low sun", painting, **{"alt-1": ALT})

    # Then its page offers WebP and JPEG in several widths, none larger than the original, all with her words,
    # and AVIF where that is smaller
    picture = page_of(await place.visitor.get(page)).xpath("//figure//picture")[0]
    assert picture.xpath(".//img/@alt") == [ALT]
    offered = {}
    for srcset in picture.xpath(".//@srcset"):
        for entry in srcset.split(","):
            path, width = entry.split()
            offered.setdefault(path.rsplit(".", 1)[1], {})[int(width.removesuffix("w"))] = path
    assert {"webp", "jpg"} <= set(offered) <= {"avif", "webp", "jpg"}
    assert sorted(offered["webp"]) == sorted(offered["jpg"]) and max(offered["webp"]) == 1200
    for kind, by_width in offered.items():
        for width, path in by_width.items():
            answer = await place.visitor.get(path)
            assert answer.headers["Content-Type"] == f"image/{'jpeg' if kind == 'jpg' else kind}"
            with Image.open(io.BytesIO(answer.body)) as image:
                assert image.width == width


async def test_the_rest_of_the_world_gets_an_object_with_her_own_pixels(place: Place, jane: Client) -> None:
    painting = place.painting(size=(1200, 800))
    page = await publish(place, jane, "Low sun", painting, tags="oil, hills", **{"alt-1": ALT})

    # When another server asks for the page or for the object's id
    note = await place.document(page)
    assert note == await place.document(note["id"].removeprefix(place.origin))

    # Then it gets a Note with the title in its words, the tags, and one described image
    actor = await place.document("/users/jane")
    assert (note["type"], note["attributedTo"]) == ("Note", actor["id"])
    assert "<strong>Low sun</strong>" in note["content"]
    assert {tag["name"].lower() for tag in note["tag"]} == {"#oil", "#hills"}
    [image] = note["attachment"]
    assert (image["type"], image["mediaType"], image["name"], image["summary"]) == ("Image", "image/jpeg", ALT, ALT)
    assert (image["width"], image["height"]) == (1200, 800)
    assert len(image["blurhash"]) > 6

    # And the image has the very pixels she uploaded: a protective filter stays as it is
    federated = await place.visitor.get(image["url"].removeprefix(place.origin))
    assert np.array_equal(pixels(federated.body), pixels(painting))


async def test_each_mistake_is_named_at_its_field(place: Place, jane: Client) -> None:
    nothing = await press(jane, "/new", "Publish", {"description": "No title, no picture"})
    assert nothing.status == 422
    says_so = words(nothing)
    assert "Give the artwork a title." in says_so and "Choose at least one picture." in says_so
    assert "No title, no picture" in nothing.text

    no_picture = ("notes.jpg", b"This is a text with the name of a picture.", "image/jpeg")
    wrong = await press(jane, "/new", "Publish", {"title": "Notes", "files": no_picture})
    assert wrong.status == 422 and "notes.jpg" in words(wrong)

    many = [(f"{number}.jpg", place.painting(size=(40, 30)), "image/jpeg") for number in range(21)]
    assert "Choose at most 20 pictures" in words(await press(jane, "/new", "Publish", {"title": "All", "files": many}))
    assert await place.rows("select id from artworks") == []
    assert list((place.site.config.files / "incoming").iterdir()) == []
