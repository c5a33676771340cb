"""What we send: the golden note as peers want it, and a reading of it that gives back what was written."""

from __future__ import annotations

import json

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.context import ACTIVITYSTREAMS, SECURITY
from federation.keys import PublicKey
from federation.vocab import (
    Actor,
    Attachment,
    Create,
    Delete,
    Emoji,
    Field,
    Hashtag,
    InteractionPolicy,
    Mention,
    Note,
    Permission,
    Tombstone,
    Undo,
    read_activity,
    read_actor,
    read_collection,
    read_note,
    read_object,
)

ANN = "https://art.example/actors/1"
BOB = "https://peer.example/users/bob"
NOW = 1_767_225_600_000
OPEN = Permission((PUBLIC,))
PICTURE = Attachment(
    url="https://media.example/a.jpg", type="Image", media_type="image/jpeg", alt="A heron at dawn", width=4000,
    height=2000, blurhash="LEHV6nWB2yk8pyo0adR*.7kCMdnj", focal_point=(0.25, -0.5),
)  # fmt: skip
NOTE = Note(
    id="https://art.example/posts/7", attributed_to=ANN, content="<p>Heron</p>", language="en", sensitive=True,
    summary="blood", published=NOW, updated=NOW + 1500, url="https://art.example/@ann/7", in_reply_to=BOB + "/1",
    conversation="https://art.example/c/7", to=(PUBLIC,), cc=(ANN + "/followers", BOB), attachments=(PICTURE,),
    mentions=(Mention(BOB, "@bob@peer.example"),), hashtags=(Hashtag("Heron", "https://art.example/tags/heron"),),
    emojis=(Emoji(":art:", "https://art.example/e.png", "https://art.example/e/1", NOW),), likes_count=3,
    replies="https://art.example/posts/7/replies", shares_count=0,
    policy=InteractionPolicy(OPEN, OPEN, OPEN, Permission((PUBLIC,), (BOB,))),
)  # fmt: skip
ACTOR = Actor(
    id=ANN, inbox=ANN + "/inbox", username="ann", name="Ann", summary="<p>I draw</p>", url="https://art.example/@ann",
    outbox=ANN + "/outbox", shared_inbox="https://art.example/inbox", followers=ANN + "/followers",
    following=ANN + "/following", featured=ANN + "/featured", icon="https://media.example/i.png", icon_alt="a heron",
    image="https://media.example/h.png", discoverable=True, indexable=True, published=NOW, moved_to=BOB,
    also_known_as=(BOB,), attribution_domains=("art.example",), fields=(Field("AI training", "Not permitted"),),
    webfinger="ann@art.example", keys=(PublicKey(ANN + "#main-key", ANN, "-----BEGIN"),),
    manually_approves_followers=True, policy=InteractionPolicy(can_feature=OPEN),
)  # fmt: skip


def sent(made):
    return json.loads(json.dumps(made))


def test_the_golden_note():
    made = sent(write.note(NOTE, reply_ids=[BOB + "/9"]))
    assert made["@context"][0] == ACTIVITYSTREAMS and made["type"] == "Note"
    one = made["attachment"][0]
    assert one["type"] == "Image" and isinstance(one["url"], str)
    assert one["name"] == one["summary"] == "A heron at dawn"
    assert (one["width"], one["height"], one["focalPoint"]) == (4000, 2000, [0.25, -0.5])
    assert one["blurhash"] == PICTURE.blurhash
    assert made["contentMap"] == {"en": made["content"]}
    assert set(made["interactionPolicy"]) == {"canQuote", "canLike", "canReply", "canAnnounce"}
    assert made["interactionPolicy"]["canQuote"]["automaticApproval"] == [PUBLIC]
    assert made["replies"]["first"]["items"] == [BOB + "/9"] and made["replies"]["totalItems"] == 1
    assert made["likes"] == {"id": NOTE.id + "/likes", "type": "Collection", "totalItems": 3}
    assert made["shares"]["totalItems"] == 0
    assert made["published"] == "2026-01-01T00:00:00Z" and made["updated"] == "2026-01-01T00:00:01.500Z"
    assert [tag["type"] for tag in made["tag"]] == ["Mention", "Hashtag", "Emoji"]
    assert made["tag"][1]["name"] == "#Heron"


def test_what_is_written_is_read_back():
    assert read_note(sent(write.note(NOTE))) == NOTE
    assert read_actor(sent(write.actor(ACTOR))) == ACTOR


def test_terms_of_the_caller_come_with_their_context():
    terms = {"usageInfo": {"@id": "https://schema.org/usageInfo", "@type": "@id"}}
    page = {"usageInfo": "https://art.example/policies/tdm/1"}
    made = write.note(NOTE, extra=page, attachment_extras=[page], context_extra=[terms])
    activity = write.create(NOTE.id + "#create", ANN, made)
    assert made["@context"][-1]["usageInfo"] == terms["usageInfo"] == activity["@context"][-1]["usageInfo"]
    assert made["usageInfo"] == made["attachment"][0]["usageInfo"] == activity["object"]["usageInfo"]
    with pytest.raises(ValueError, match="each attachment"):
        write.note(NOTE, attachment_extras=[page, page])


def test_activities_are_read_back():
    created = read_activity(sent(write.create(NOTE.id + "#create", ANN, write.note(NOTE))))
    assert isinstance(created, Create) and created.object == NOTE
    assert (created.to, created.cc, created.published) == (NOTE.to, NOTE.cc, NOW)
    assert "@context" not in created.raw["object"]
    gone = read_activity(write.delete(NOTE.id + "#delete", ANN, NOTE.id, [PUBLIC]))
    assert isinstance(gone, Delete) and gone.object == Tombstone(NOTE.id)
    assert read_activity(write.delete(ANN + "#delete", ANN, ANN, [PUBLIC])).object == ANN
    followed = write.follow(ANN + "#f", ANN, BOB)
    undone = read_activity(write.undo(ANN + "#u", ANN, followed))
    assert isinstance(undone, Undo) and undone.object.object == BOB and undone.to == (BOB,)
    accepted = read_activity(write.accept(BOB + "#a", BOB, followed, [ANN]))
    assert accepted.object.id == ANN + "#f" and accepted.to == (ANN,)
    for made, kind in [
        (write.like(ANN + "#l", ANN, BOB + "/1", [BOB]), "Like"), (write.block(ANN + "#b", ANN, BOB), "Block"),
        (write.announce(ANN + "#n", ANN, BOB + "/1", [PUBLIC], [BOB], "2026-01-01T00:00:00Z"), "Announce"),
        (write.flag(ANN + "#r", ANN, [BOB, BOB + "/1"], "rude"), "Flag"),
        (write.add(ANN + "#p", ANN, NOTE.id, ANN + "/featured", [PUBLIC]), "Add"),
        (write.remove(ANN + "#q", ANN, NOTE.id, ANN + "/featured", [PUBLIC]), "Remove"),
        (write.move(ANN + "#m", ANN, BOB, [ANN + "/followers"]), "Move"),
        (write.update(ANN + "#up", ANN, write.actor(ACTOR)), "Update"),
        (write.reject(BOB + "#x", BOB, followed), "Reject"),
    ]:  # fmt: skip
        assert type(read_activity(sent(made))).__name__ == kind
    assert read_object(write.tombstone(NOTE.id, "Note", "2026-01-01T00:00:00Z")) == Tombstone(NOTE.id, "Note", NOW)


def test_collections_are_read_back():
    url = ANN + "/outbox"
    whole = read_collection(write.ordered_collection(url, 12, url + "?page=1"))
    assert (whole.total, whole.first, whole.items) == (12, url + "?page=1", ())
    activity = write.create(NOTE.id + "#create", ANN, write.note(NOTE))
    made = write.ordered_collection_page(url + "?page=1", url, [activity, BOB], url + "?page=2", url)
    page = read_collection(sent(made))
    assert (page.items, page.next, page.part_of) == ((NOTE.id + "#create", BOB), url + "?page=2", url)
    assert made["@context"] == activity["@context"] and "@context" not in made["orderedItems"][0]
    assert read_collection(write.collection(url, 1, items=[BOB])).items == (BOB,)
    assert read_collection(write.collection_page(url, url, [BOB])).type == "CollectionPage"


# https://www.w3.org/ns/activitystreams and https://w3id.org/security/v1: the terms of theirs that we use.
AS2_TERMS = """id type attributedTo to cc url inReplyTo attachment tag object actor replies likes shares first
partOf next prev icon image href followers following outbox inbox endpoints sharedInbox target items orderedItems
content contentMap summary name mediaType published updated width height totalItems preferredUsername"""
SECURITY_TERMS = ["publicKey", "owner", "publicKeyPem"]


def _terms(value):
    if isinstance(value, list):
        return set().union(*map(_terms, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    below = [_terms(inner) for name, inner in value.items() if name not in ("@context", "contentMap")]
    return set(value).union(*below) - {"@context"}


def test_every_term_we_send_is_defined_by_its_context():
    for made in (write.note(NOTE), write.create(NOTE.id + "#c", ANN, write.note(NOTE)), write.actor(ACTOR)):
        first, *rest = made["@context"]
        assert first == ACTIVITYSTREAMS
        defined = {*AS2_TERMS.split(), *(SECURITY_TERMS if SECURITY in rest else []), *rest[-1]}
        assert _terms(made) - defined == set()
