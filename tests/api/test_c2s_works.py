"""ActivityPub for clients: uploads become works through the same filter, with the same answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from aiohttp import FormData

from federation.audience import PUBLIC
from fediart.api import posting
from tests.api.c2s import heard, jane_app, send
from tests.api.house import App, app_of
from tests.api.writing import at_work, form, picture
from tests.inbox.conftest import Meeting, meeting
from tests.publish import works
from tests.site import make_artist

__all__ = ["Meeting", "meeting"]

ROOT = Path(__file__).resolve().parents[2]


async def uploaded(app: App, data: FormData) -> str:
    answer = await app.post("/api/activitypub/media", data=data)
    assert answer.status == 201, answer.text
    assert answer.location == answer.json["id"] and answer.json["type"] == "Image"
    return answer.location


async def test_a_work_is_published_and_told_elsewhere(meeting: Meeting) -> None:
    app, jane = await jane_app(meeting), meeting.jane
    await meeting.says(meeting.bob.follow(jane.uri))
    shell = json.dumps({"type": "Image", "name": "The sea at night", "focalPoint": [0.5, -0.5]})
    image = await uploaded(app, form(picture(40), object=shell))
    path = image.removeprefix(meeting.web.origin)
    assert (await app.get(path)).json["name"] == "The sea at night"
    other = await app_of(meeting.web, (await make_artist(meeting.site, "kim"))[0])
    assert (await other.get(path)).status == 404
    stolen = {"type": "Note", "content": "Mine", "to": [PUBLIC], "attachment": [image]}
    theft = await other.post("/users/kim/outbox", stolen)
    assert theft.status == 422
    work = {"type": "Note", "name": "Night sea", "content": "<p>Ink on paper</p>", "to": [PUBLIC], "sensitive": True,
            "attachment": [{"type": "Image", "id": image}], "tag": [{"type": "Hashtag", "name": "#sea"}]}  # fmt: skip
    async with at_work(meeting.site):
        made = (await send(app, work)).json["object"]
    assert made["attachment"][0]["name"] == "The sea at night" and made["attachment"][0]["focalPoint"] == [0.5, -0.5]
    assert "<strong>Night sea</strong>" in made["content"] and made["sensitive"]
    await meeting.drain()
    assert heard(meeting, "Create")[0]["object"]["id"] == made["id"]
    same = {"type": "Update", "object": made}
    assert (await send(app, same)).json["object"]["content"] == made["content"], "what comes back unchanged stays"
    named = {"type": "Update", "object": {"id": made["id"], "type": "Note", "name": "Calm sea"}}
    assert "<strong>Calm sea</strong>" in (await send(app, named)).json["object"]["content"]
    await send(app, {"type": "Note", "content": "again", "to": [PUBLIC], "attachment": [image]}, 422)
    await send(app, {"type": "Delete", "object": made["id"]})


async def test_a_refused_work_is_answered_in_words_and_a_slow_one_with_202(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await jane_app(meeting)
    async with at_work(meeting.site):
        image = await uploaded(app, form(works.a1111_png(), object='{"name": "x"}'))
        refused = await send(app, {"type": "Note", "content": "Mine", "to": [PUBLIC], "attachment": [image]}, 422)
    said = refused.json["fediart"]["admission"]
    assert said["state"] == "refused" and refused.json["error"] == " ".join(said["words"])
    image = await uploaded(app, form(picture(10)))
    async with meeting.site.db.writing() as tx:
        await tx.run("update app_files set alt = 'Sea'")
    monkeypatch.setattr(posting, "PATIENCE", 0.1)  # while nobody does the jobs
    answer = await send(app, {"type": "Image", "id": image, "content": "Sea", "to": [PUBLIC]}, 202)
    slow = answer.json
    assert answer.location == slow["id"] == f"{slow['object']}#create"
    assert slow["object"].startswith(f"{meeting.jane.uri}/posts/") and slow["fediart"]["admission"]["words"]


async def test_uploads_out_of_shape(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    for data in (form(b"no picture"), form(picture(1), object="[1]"), form(picture(1), object="{" * 50)):
        assert (await app.post("/api/activitypub/media", data=data)).status == 422
    assert (await app.post("/api/activitypub/media", {"object": "{}"})).status == 422
    elsewhere = {"type": "Note", "content": "x", "to": [PUBLIC], "attachment": [{"url": "https://art.example/a.png"}]}
    assert "uploadMedia" in (await send(app, elsewhere, 422)).json["error"]
    secret = {"type": "Note", "content": "x", "to": [meeting.bob.actor_id]}
    image = await uploaded(app, form(picture(1)))
    await meeting.meet(meeting.bob)
    await send(app, {**secret, "attachment": [image]}, 422)


async def test_the_example_of_the_documents_works(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    section = (ROOT / "docs/apps.md").read_text(encoding="utf-8").partition("## ActivityPub client to server")[2]
    section = section.partition("\n## ")[0]
    examples = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    assert len(examples) == 3
    image = await uploaded(app, form(picture(77), object=examples[0]))
    actor = (await app.get("/users/jane", headers={"Accept": "application/activity+json"})).json
    for name in ("uploadMedia", "proxyUrl", "oauthAuthorizationEndpoint", "oauthTokenEndpoint"):
        assert actor["endpoints"][name].startswith(meeting.web.origin) and f"`{name}`" in section
    async with at_work(meeting.site):
        for example in examples[1:]:
            said = example.replace("https://art.example/api/activitypub/media/114", image)
            await send(app, json.loads(said.replace("https://art.example", meeting.web.origin)))
