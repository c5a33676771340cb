"""What posts of other servers say of themselves: read from the author's own object, and from nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.objects import Hashtag, Note
from federation.vocab import read_object
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from fediart.translate.ai_tags import AGAINST_AI, MADE_WITH_AI, PARTLY_WITH_AI, spelled
from fediart.translate.declared import declared
from tests.ai_elsewhere.conftest import picture, posted, standing_of
from tests.inbox.conftest import Meeting
from tests.publish import works

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
FILE = {"type": "Image", "mediaType": "image/png", "url": "https://far.example/a.png"}


def note_with(*tags: str, file: dict[str, Any] | None = None, **more: Any) -> Note:
    raw = {
        "id": "https://far.example/1", "type": "Note", "attributedTo": "https://far.example/kim", "to": [PUBLIC],
        "content": "x", "attachment": [FILE | (file or {})], "tag": [{"type": "Hashtag", "name": one} for one in tags],
    }  # fmt: skip
    read = read_object(raw | more)
    assert isinstance(read, Note)
    return read


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("digitalSourceType", TRAINED, Label.GENERATED),
        ("digitalSourceType", TRAINED.replace("http:", "https:"), Label.GENERATED),
        ("digitalSourceType", "trainedAlgorithmicMedia", Label.GENERATED),
        ("digitalSourceType", "digsrctype:trainedAlgorithmicMedia", Label.GENERATED),
        ("digitalSourceType", {"id": TRAINED}, Label.GENERATED),
        ("digitalSourceType", [{"@id": TRAINED}], Label.GENERATED),
        ("schema:digitalSourceType", "https://schema.org/TrainedAlgorithmicMediaDigitalSource", Label.GENERATED),
        ("https://schema.org/digitalSourceType", COMPOSITE, Label.ASSISTED),
        ("Iptc4xmpExt:DigitalSourceType", COMPOSITE, Label.ASSISTED),
        ("Iptc4xmpExt:AISystemUsed", "Some generator", Label.GENERATED),
        ("digitalSourceType", "digitalCreation", Label.NONE),
        ("digitalSourceType", "compositeSynthetic", Label.NONE),
        ("digitalSourceType", "https://far.example/mine", Label.NONE),
        ("digitalSourceType", [[["x"]]] * 99, Label.NONE),
        ("digitalSourceType", "x" * 9999, Label.NONE),
        ("digitalSourceType", None, Label.NONE),
        ("Iptc4xmpExt:AISystemUsed", "", Label.NONE),
    ],
)
def test_source_types_in_every_spelling_on_the_object_and_on_an_attachment(name: str, value: Any, label: Label) -> None:
    for note in (note_with(**{name: value}), note_with(file={name: value})):
        assert declared(note).label is label


def test_the_stronger_of_two_words_holds_and_a_human_word_outweighs_a_tag() -> None:
    both = note_with(digitalSourceType=COMPOSITE, file={"digitalSourceType": TRAINED})
    assert declared(both).label is Label.GENERATED
    assert declared(note_with("aiart", digitalSourceType="digitalCreation")) == NOTHING


@pytest.mark.parametrize("tag", ["AIart", "#AI_Art", "ai-generated", "StableDiffusion", "AIイラスト", "AIassisted"])
def test_a_hashtag_is_a_hint_and_no_label(tag: str) -> None:
    found = declared(note_with(tag))
    assert (found.label, found.source) == (Label.TAGGED, Word.TAGS)
    assert found.quote == f"#{tag.lstrip('#')}"


_NO_HINT = [("NoAI",), ("HumanMade",), ("ai",), ("genai",), ("aiart", "NoAI"), ("aiart", "no_ai")]


@pytest.mark.parametrize("tags", _NO_HINT)
def test_tags_against_ai_and_about_ai_are_no_evidence(tags: tuple[str, ...]) -> None:
    assert declared(note_with(*tags)) == NOTHING


def test_words_and_warnings_are_no_evidence_and_a_tag_needs_a_picture() -> None:
    assert declared(note_with(summary="AI-generated", content="made with AI")) == NOTHING
    assert declared(note_with("aiart", attachment=[])) == NOTHING


def test_every_tag_is_written_as_it_is_compared() -> None:
    for tags in (MADE_WITH_AI, PARTLY_WITH_AI, AGAINST_AI):
        assert all(tag == spelled(tag) for tag in tags)
    assert not AGAINST_AI & (MADE_WITH_AI | PARTLY_WITH_AI)


async def test_an_authors_own_object_labels_the_post_and_an_edit_takes_the_label_back(meeting: Meeting) -> None:
    file = picture(meeting.bob, "plain.png", works.human_png())
    note = meeting.bob.note("<p>Look</p>", attachments=(file,)) | {"digitalSourceType": TRAINED}
    await meeting.says(meeting.bob.create(note))
    post = (await meeting.row("posts", "uri = :uri", uri=note["id"]))["id"]
    assert await standing_of(meeting, post) == Standing(Label.GENERATED, Word.OBJECT, f"digitalSourceType: {TRAINED}")
    plain = {name: value for name, value in note.items() if name != "digitalSourceType"}
    meeting.site.clock.move(60_000)
    await meeting.says(meeting.bob.update(plain | {"updated": "2026-06-01T00:00:00Z"}))
    assert await standing_of(meeting, post) == NOTHING


async def test_a_plain_post_costs_no_row(meeting: Meeting) -> None:
    post = await posted(meeting, hashtags=(Hashtag("art"),))
    assert await meeting.count("remote_labels") == 0
    assert await standing_of(meeting, post) == NOTHING


async def test_nobody_labels_the_post_of_somebody_else(meeting: Meeting) -> None:
    """A neighbour's Update, a repost of the same picture with a false word, and a boost with an inlined object."""
    data = works.human_png()
    victim = await posted(meeting, picture(meeting.bob, "hers.png", data))
    uri = (await meeting.row("posts", "id = :id", id=victim))["uri"]
    eve = await meeting.neighbour("eve")
    forged = {"id": uri, "type": "Note", "attributedTo": eve.actor_id, "content": "x", "digitalSourceType": TRAINED}
    for said in (forged, forged | {"attributedTo": meeting.bob.actor_id}):
        update = {"id": f"{eve.actor_id}/u", "type": "Update", "actor": eve.actor_id, "to": [PUBLIC], "object": said}
        await eve.says(update)
    announce = meeting.bob.announce(uri) | {"object": {"id": uri, "type": "Note", "digitalSourceType": TRAINED}}
    await meeting.says(announce)
    assert await standing_of(meeting, victim) == NOTHING
    other = await posted(meeting, picture(meeting.bob, "hers-again.png", data), extra={"digitalSourceType": TRAINED})
    assert (await standing_of(meeting, other)).label is Label.GENERATED
    assert await standing_of(meeting, victim) == NOTHING, "the same bytes under another's post"


async def test_a_deleted_post_leaves_no_word_behind(meeting: Meeting) -> None:
    post = await posted(meeting, extra={"digitalSourceType": TRAINED})
    uri = (await meeting.row("posts", "id = :id", id=post))["uri"]
    await meeting.says(meeting.bob.delete(uri))
    assert await meeting.count("remote_labels") == 0
