"""Other people's odd cases, sent signed to one running server: fediverse-pasture's Notes, funfedi's shapes.

Everything is answered with 202 or a clear 4xx, no job fails, nothing is logged as an error, each page shows its text.
"""

from __future__ import annotations

import html
import json
import logging
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from federation.audience import PUBLIC
from fediart.sanitize import plain
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer
from tests.site import drain

FOREIGN = Path(__file__).parents[1] / "foreign"
NOTE_TYPES = {"Note", "Question", "Article", "Page", "Image", "Video", "Audio", "Event", "Document"}

# Refused with 400 because it says too little to be anybody's: everything else is 202.
REFUSED = {
    "necessary_properties 1",  # a note without an id
    "necessary_properties 3",  # a note of nobody
    "necessary_properties / without attributedTo",
    "necessary_properties_notes / without attributedTo",
    "necessary_properties_polls / without attributedTo",
    *(f"create_activity / {how} {what}" for how in ("null", "without") for what in ("actor", "id", "type")),
}
# What must stand in the page besides the text, and (with `!`) what must not.
SHOWN = {
    "attachments 0": ["A picture on the other server|a cow"],
    "attachments 1": ['<span class="badge">Video</span>', "a cow eating grass"],
    "attachments 2": ['<span class="badge">Audio</span>', "the moo sound of a cow"],
    "attachments 3": ['<span class="badge">Audio</span>'],
    "attachments 4": ['<span class="badge">Link</span>', 'href="https://funfedi.dev"'],
    "attachments 5": ["!payto:"],
    "attachments 6": ['<span class="badge">Text</span>', "text document"],
    "attachments 7": ["text document"],
    "content_warnings 0": ["Marked as sensitive"],
    "content_warnings 1": ['<details class="cover">', "summary"],
    "content_warnings 3": ["Marked as sensitive"],
    "html_tags 0": ["<b>bold</b>"],
    "html_tags 5": ["<del>old</del><ins>new</ins>"],
    "html_tags 9": ["<ol><li>ordered</li></ol>"],
    "html_tags 23": ["<sup>sup</sup>"],
    "html_tags 26": ["!alert("],
    "html_tags 27": ["picture-elsewhere", "NLNET Logo"],
    "html_tags 29": ['<span class="badge">Audio</span>', "cow_moo.mp3"],
    "html_tags 30": ['<span class="badge">Video</span>', "cow_eating.mp4"],
    "html_tags_summary 0": ["!<b>bold</b>"],
    "html_bad 5": ["!<script>$script"],
    "html_anchor 4": ["!fun-red-link&#34;", "funfedi.dev"],
    "image_description 1": ["summary"],
    "language 6": ['lang="en"', "English"],
    "language 8": ['aria-label="Languages of this post"', "Deutsch"],
    "object_types 0": ['<span class="badge">Article</span>', ">name</a>"],
    "object_types 1": ['<span class="badge">Audio</span>', "Listen where it was posted"],
    "object_types 3": ['<span class="badge">Event</span>'],
    "object_types 6": ['<span class="badge">Link</span>', ">name</a>"],
    "object_types 11": ['<span class="badge">Video</span>', "Watch where it was posted"],
    "url 0": ["!remote.example/objects/123"],  # a link for people counts only on the host of the id
    "events / default": ["my event", "<dt>When</dt>"],
    "hashtags 0": ["text"],
}


def cases(bob: RemoteServer, reader: str) -> dict[str, Any]:
    folder = FOREIGN / ".python"
    if not folder.is_dir():
        pytest.fail("tests/foreign/.python is missing: run `make test`, which installs the cases.", False)
    program = [sys.executable, str(FOREIGN / "cases.py"), str(folder), bob.actor_id, reader]
    return dict(json.loads(subprocess.run(program, check=True, capture_output=True, timeout=60).stdout))


def activities(bob: RemoteServer, found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All of them as Creates, by a name; the Notes as their own runner would put them together."""
    made = {one["name"]: one["activity"] for one in found["shapes"]}
    for group, examples in found["notes"].items():
        for number, example in enumerate(examples):
            note = {
                "@context": "https://www.w3.org/ns/activitystreams", "type": "Note", "attributedTo": bob.actor_id,
                "to": [PUBLIC], "id": f"{bob.origin}/cases/{group}/{number}", "published": "2026-01-01T00:00:00Z",
            } | example  # fmt: skip
            made[f"{group} {number}"] = {
                "@context": note["@context"], "type": "Create", "actor": bob.actor_id, "id": bob.next_id(),
                "to": note["to"], "published": "2026-01-01T00:00:00Z", "object": note,
            }  # fmt: skip
    return made


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # the corpus is shown from both
async def test_every_case_is_answered_kept_and_shown(meeting: Meeting, caplog: pytest.LogCaptureFixture) -> None:
    found = cases(meeting.bob, meeting.jane.uri)
    assert sum(len(one) for one in found["notes"].values()) == 262
    assert len(found["shapes"]) == 79
    sent = activities(meeting.bob, found)
    inbox = f"{meeting.site.config.origin}/inbox"
    status = {name: await meeting.bob.deliver(inbox, activity) for name, activity in sent.items()}
    assert {name for name, code in status.items() if code == 400} == REFUSED
    assert set(status.values()) == {202, 400}
    await drain(meeting.site)
    async with meeting.site.db.reading() as tx:
        rows = await tx.all("select outcome, count(*) as n from jobs where kind = 'inbox' group by outcome")
        kept = {row["uri"]: row["id"] for row in await tx.all("select uri, id from posts where local = 0")}
    outcomes = Counter({row["outcome"].partition(":")[0]: row["n"] for row in rows})
    assert set(outcomes) == {"done", "ignored"}, rows
    shown = 0
    for name, activity in sent.items():
        note = first(activity.get("object"))
        if name not in REFUSED and is_post(note):
            await look(meeting, name, note, kept[note["id"]])
            shown += 1
    assert shown > 300
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def is_post(note: dict[str, Any]) -> bool:
    kinds = note.get("type")
    return bool(set(kinds if isinstance(kinds, list) else [kinds]) & NOTE_TYPES)


async def look(meeting: Meeting, name: str, note: dict[str, Any], post_id: int) -> None:
    """The page has the text, and what is in SHOWN."""
    answer = await meeting.web.get(f"/posts/{post_id}")
    assert answer.status == 200, name
    text = words(re.sub("<[^>]*>", "", answer.text))
    told = note.get("content") or next(iter(note.get("contentMap", {}).values()), "")
    assert words(plain(told)) in text, f"{name}: {told}"
    for wanted in SHOWN.get(name, ()):
        if wanted.startswith("!"):
            assert wanted[1:] not in answer.text, f"{name}: {wanted}"
        else:
            assert any(one in answer.text for one in wanted.split("|")), f"{name}: {wanted}"


def words(text: str) -> str:
    return " ".join(html.unescape(text).split())
