"""The servers that matter most, field by field: what each sends, and what our page shows of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.objects import Actor as ActorDocument
from federation.objects import Note
from fediart.translate.details import actor_details, emoji_rows
from fediart.translate.incoming import actor_row, tags_of
from fediart.web.showing import Remark
from tests.wire.corpus import inside, read
from tests.wire.table import shown


def post(raw: dict[str, Any]) -> tuple[Note, Remark]:
    note = inside(read(raw))
    assert isinstance(note, Note)
    return note, shown(note)[0]


@pytest.fixture
def wire(shared: Path):
    def payload(path: str) -> dict[str, Any]:
        return dict(json.loads((shared / "wire" / path).read_bytes()))

    return payload


@pytest.mark.shared
def test_mastodon_note_with_a_picture_and_a_warning(wire) -> None:
    note, told = post(wire("rebased/mastodon-create-with-attachment.json"))
    assert [one.elsewhere.rpartition("/")[2] for one in told.pictures] == ["334ce029e7bfb920.jpg"]
    assert (told.warning, told.covered, told.extras.kind, told.title) == ("", False, "", "")
    assert note.to == (PUBLIC,)
    folded, covered = post(wire("rebased/mastodon-post-activity-nsfw.json"))
    assert (covered.covered, covered.warning) == (True, folded.summary or "")
    _, tagged = post(wire("rebased/mastodon-post-activity-hashtag.json"))
    assert tags_of(post(wire("rebased/mastodon-post-activity-hashtag.json"))[0]) == ["moo"]
    assert tagged.content
    assert post(wire("rebased/mastodon-post-activity-contentmap.json"))[1].content


@pytest.mark.shared
def test_akkoma_note_with_warning_picture_and_emoji(wire) -> None:
    note, told = post(wire("apmodel/akkoma_note.json"))
    assert (told.warning, told.covered, told.extras.language) == ("test", True, "ja")
    assert told.content == "<p>:blobthumbsup: 👀</p>"
    assert len(told.pictures) == 1
    (emoji,) = emoji_rows(note.emojis, "akkoma.example.com", _ids(), now=1)
    assert (emoji.shortcode, emoji.url.rpartition("/")[2]) == ("blobthumbsup", "blobthumbsup.png")
    assert tags_of(note) == ["test"]


@pytest.mark.shared
def test_pleroma_question_with_a_picture(wire) -> None:
    note, told = post(wire("rebased/tesla_mock/poll_attachment.json"))
    assert note.type == "Question"
    assert told.content == "can you vote on this poll?"
    assert note.poll is not None and note.poll.options[0].name == "a"
    assert [one.alt for one in told.pictures] == [""]  # what it sends as description is the name of a file


@pytest.mark.shared
def test_misskey_note_is_shown_in_its_html_not_in_its_own_markup(wire) -> None:
    note, told = post(wire("rebased/quote_post/misskey_quote_post.json"))
    assert told.content.startswith("<p><span>投稿者の設定によるね<br>")
    assert note.quote == "https://misskey.io/notes/8vs6wxufd0"


@pytest.mark.shared
def test_lemmy_page_with_a_link_and_its_thumbnail(wire) -> None:
    _, told = post(wire("lemmy-apub-assets/lemmy/objects/page_image_and_link.json"))
    assert (told.title, told.extras.kind, told.extras.language) == ("Post with image and link", "Link", "fr")
    assert (told.extras.link, told.extras.link_host) == ("https://example.com/some-article", "example.com")
    assert [one.elsewhere.rpartition("/")[2] for one in told.pictures] == ["eOtYb9iEiB.png"]
    _, picture = post(wire("lemmy-apub-assets/lemmy/objects/page.json"))
    assert (picture.extras.link, len(picture.pictures)) == ("", 1)  # the link is the picture, and shown as that alone


@pytest.mark.shared
def test_peertube_video(wire) -> None:
    note, told = post(wire("lemmy-apub-assets/peertube/objects/video.json"))
    assert told.title.startswith("Mesa, Wayland & X.org in trouble")
    extras = told.extras
    assert (extras.kind, extras.duration, extras.category) == ("Video", "19:05", "Science & Technology")
    assert (extras.licence, extras.language, extras.words) == ("Attribution - Share Alike", "en", 235)
    assert "<ul><li>a Daily Linux News show</li>" in told.content  # it writes Markdown
    assert [(one.width, one.height) for one in told.pictures] == [(850, 480)]  # the larger of its two previews
    assert told.url == "https://tilvids.com/videos/watch/e7946124-7b72-4ad7-9d22-844a84bb2de1"
    assert note.attributed_to == "https://tilvids.com/accounts/thelinuxexperiment"
    assert extras.files == ()  # no film is fetched, none is embedded


@pytest.mark.shared
def test_friendica_page_and_article(wire) -> None:
    _, told = post(wire("lemmy-apub-assets/friendica/objects/page_1.json"))
    assert (told.title, told.extras.kind) == ("ISS astronauts perform final spacewalk of Expedition 66", "Link")
    assert told.extras.link == "https://www.nasaspaceflight.com/2022/03/us-eva-80/"
    assert told.extras.language == "de"
    _, article = post(wire("lemmy-apub-assets/friendica/objects/page_2.json"))
    assert (article.title, article.extras.kind, article.content) == (
        "From Friendica to Lemmy",
        "Article",
        "Hello Lemmy!",
    )


@pytest.mark.shared
def test_mobilizon_event(wire) -> None:
    note, told = post(wire("lemmy-apub-assets/mobilizon/objects/event.json"))
    extras = told.extras
    assert (told.title, extras.kind) == ("Caledonian scottish dance class", "Event")
    assert extras.when == "11 December 2022, 19:00 – 21:00 (Europe/London)"
    assert extras.place == "The Kenn Centre, Devon Expressway, EX6 7TW, Teignbridge, England, United Kingdom"
    assert (extras.category, extras.language) == ("Sports", "en")
    assert [one.alt for one in told.pictures] == ["Banner"]
    assert tags_of(note)[:2] == ["dance", "caledonian"]


@pytest.mark.shared
def test_wordpress_article_with_the_pictures_of_its_text(wire) -> None:
    note, told = post(wire("lemmy-apub-assets/wordpress/objects/page.json"))
    assert told.title == "An Epic 3D-Printed Fan Expansion for Last Light"
    assert (told.extras.kind, told.extras.language, told.warning) == ("Article", "en", "")
    assert told.extras.lead.startswith("I like the Last Light boardgame")
    assert told.extras.words > 1800
    assert len(note.attachments) == 4 and len(told.pictures) == 64
    assert told.pictures[0].alt == "A fleet of varied spacships"
    assert told.pictures[0].elsewhere.endswith("Splash-Art2-3.png?fit=980%2C980&ssl=1")  # `&#038;` is read as `&`
    assert "<img" not in told.content


def test_pixelfed_album() -> None:
    """As Pixelfed 0.12 writes an album of more than four, with a place and blurhashes."""
    files = [
        {
            "type": "Document", "mediaType": "image/jpeg", "url": f"https://pixel.example/storage/{n}.jpg",
            "name": f"Step {n}", "blurhash": "LNJRyV~q%M%M~qM{Rjay%MRjWBt7", "width": 1200, "height": 900,
        }
        for n in range(1, 8)
    ]  # fmt: skip
    note, told = post({
        "@context": ["https://www.w3.org/ns/activitystreams", {"commentsEnabled": {"@type": "schema:Boolean"}}],
        "id": "https://pixel.example/p/ana/1", "type": "Note", "summary": None, "inReplyTo": None,
        "content": "Seven steps of a linocut", "published": "2026-05-01T10:00:00+00:00",
        "url": "https://pixel.example/p/ana/1", "attributedTo": "https://pixel.example/users/ana", "to": [PUBLIC],
        "cc": ["https://pixel.example/users/ana/followers"], "sensitive": False, "attachment": files,
        "tag": [{"type": "Hashtag", "href": "https://pixel.example/discover/tags/lino", "name": "#lino"}],
        "commentsEnabled": True, "capabilities": {"announce": PUBLIC, "like": PUBLIC, "reply": PUBLIC},
        "location": {"type": "Place", "name": "Porto", "longitude": -8.6, "latitude": 41.1, "country": "Portugal"},
    })  # fmt: skip
    assert [one.alt for one in told.pictures] == [f"Step {n}" for n in range(1, 8)]
    assert {(one.width, one.height, one.colour) for one in told.pictures} == {(1200, 900, "#a8af77")}
    assert (told.content, told.covered, tags_of(note)) == ("Seven steps of a linocut", False, ["lino"])


def test_gotosocial_note_with_policy_focus_and_languages() -> None:
    note, told = post({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://gotosocial.org/ns"],
        "id": "https://gts.example/users/kim/statuses/01H", "type": "Note", "summary": "Sketchbook",
        "content": "<p>Ink</p>", "contentMap": {"en": "<p>Ink</p>", "de": "<p>Tusche</p>"},
        "published": "2026-05-01T10:00:00Z", "updated": "2026-05-01T11:00:00Z",
        "url": "https://gts.example/@kim/statuses/01H", "attributedTo": "https://gts.example/users/kim", "to": PUBLIC,
        "cc": "https://gts.example/users/kim/followers", "sensitive": True, "tag": [],
        "attachment": {
            "type": "Image", "mediaType": "image/webp", "url": "https://gts.example/fileserver/1.webp",
            "summary": "A hand with a brush", "name": "A hand", "blurhash": "LNJRyV~q%M%M~qM{Rjay%MRjWBt7",
            "focalPoint": [0.25, -0.5],
        },
        "interactionPolicy": {"canReply": {"always": ["https://gts.example/users/kim/followers"]}},
    })  # fmt: skip
    assert (told.warning, told.covered, told.edited > 0) == ("Sketchbook", True, True)
    assert [(one.code, one.name) for one in told.extras.languages] == [("en", "English"), ("de", "Deutsch")]
    assert [one.alt for one in told.pictures] == ["A hand with a brush"]
    assert note.attachments[0].focal_point == (0.25, -0.5)
    assert note.policy is not None and note.policy.can_reply is not None
    assert note.policy.can_reply.automatic == ("https://gts.example/users/kim/followers",)


@pytest.mark.shared
def test_actors_of_four_kinds(wire) -> None:
    found = {
        name: inside(read(wire(path)))
        for name, path in {
            "group": "lemmy-apub-assets/peertube/objects/group.json",
            "blog": "lemmy-apub-assets/wordpress/objects/person.json",
            "fedibird": "apmodel/fedibird_actor.json",
            "misskey": "apmodel/misskey_actor.json",
        }.items()
    }
    rows = {}
    for name, document in found.items():
        assert isinstance(document, ActorDocument)
        rows[name] = actor_row(document, None, actor_id=1, host="elsewhere.example", now=1)
    group, blog = found["group"], found["blog"]
    assert isinstance(group, ActorDocument) and isinstance(blog, ActorDocument)
    assert rows["group"].kind == "Group" and rows["group"].header
    assert actor_details(group).joined == 1593524717984
    assert [one.name for one in rows["blog"].fields] == ["Blog", "Profile"]
    assert rows["blog"].avatar.endswith("?s=120&d=mm&r=g")
    assert (rows["blog"].name, rows["blog"].bio_html) == (
        "matthias",
        "<p>Ich arbeite als Open Web Lead für Automattic.</p>\n",
    )
    assert rows["fedibird"].approves_follows


def _ids():
    from fediart.clock import HandClock
    from fediart.ids import Ids

    return Ids(HandClock())
