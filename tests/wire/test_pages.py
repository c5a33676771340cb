"""What members and visitors see of posts and people from elsewhere, on the pages of a running instance."""

from __future__ import annotations

from typing import Any

from tests.inbox.conftest import Meeting
from tests.site import log_in


async def sent(meeting: Meeting, **changes: Any) -> str:
    """The path of the page of a post that bob sends; `changes` are properties of its JSON."""
    note = meeting.bob.note(changes.pop("content", "<p>Hello</p>")) | changes
    assert await meeting.says(meeting.bob.create(note)) == 202
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    return f"/posts/{row['id']}"


async def page(meeting: Meeting, path: str) -> str:
    answer = await meeting.web.get(path)
    assert answer.status == 200
    return answer.text


async def test_a_member_reads_in_their_language_and_may_choose_another(meeting: Meeting) -> None:
    path = await sent(
        meeting,
        content="<p>Guten Tag</p>",
        contentMap={"de": "<p>Guten Tag</p>", "en": "<p>Good day</p>", "fr": "<p>Bonjour</p>"},
    )
    visitor = await page(meeting, path)
    assert '<div class="prose" lang="de" dir="auto"><p>Guten Tag</p></div>' in visitor
    assert f'<a href="{path}?language=fr" lang="fr" hreflang="fr">Français</a>' in visitor
    assert "<p>Bonjour</p>" in await page(meeting, f"{path}?language=fr")
    assert "<p>Guten Tag</p>" in await page(meeting, f"{path}?language=xx")
    await log_in(meeting.web, "jane")
    assert '<div class="prose" lang="en" dir="auto"><p>Good day</p></div>' in await page(meeting, path)
    assert "<p>Good day</p>" in await page(meeting, "/home")
    assert "<p>Bonjour</p>" in await page(meeting, f"{path}?language=fr")


async def test_who_is_mentioned_and_tagged_is_found_here(meeting: Meeting) -> None:
    bob, jane = meeting.bob, meeting.jane
    content = (
        f'<p><a href="{jane.url}" class="u-url mention">@jane</a> <a href="{bob.origin}/@bob">me</a> '
        f'<a href="{bob.origin}/tags/Ink" rel="tag">#<span>Ink</span></a> <a href="https://x.example/">x</a></p>'
    )
    tags = [
        {"type": "Mention", "href": jane.uri, "name": "@jane"},
        {"type": "Mention", "href": bob.actor_id, "name": "@bob"},
        {"type": "Hashtag", "href": f"{bob.origin}/tags/Ink", "name": "#Ink"},
    ]
    shown = await page(meeting, await sent(meeting, content=content, tag=tags))
    assert '<a href="/@jane" class="u-url mention"' in shown
    assert f'<a href="/{bob.handle}"' in shown
    assert '<a href="/tags/ink"' in shown and '<a href="https://x.example/"' in shown
    assert (await meeting.web.get("/tags/ink")).status == 200
    assert (await meeting.web.get(f"/{bob.handle}")).status == 200


async def test_a_long_article_is_folded_in_lists_and_whole_on_its_page(meeting: Meeting) -> None:
    content = "<p>Beginning.</p>" + "<p>More words of it.</p>" * 200 + "<p>The very end.</p>"
    path = await sent(meeting, type="Article", name="A <i>long</i> story", content=content, summary="In short.")
    whole = await page(meeting, path)
    assert "The very end." in whole and '<details class="fold">' not in whole
    assert "<title>" in whole and "A long story" in whole.partition("</title>")[0]
    await log_in(meeting.web, "jane")
    listed = await page(meeting, "/home")
    assert '<details class="fold">' in listed and "In short." in listed and "Read all 804 words" in listed


async def test_all_pictures_are_shown_and_files_are_links(meeting: Meeting) -> None:
    files: list[dict[str, Any]] = [
        {"type": "Document", "mediaType": "image/png", "url": f"{meeting.bob.origin}/{n}.png", "name": f"Number {n}"}
        for n in range(12)
    ]
    files.append(
        {"type": "Document", "mediaType": "application/pdf", "url": "https://x.example/a.pdf", "name": "Notes"}
    )
    path = await sent(meeting, attachment=files)
    whole = await page(meeting, path)
    assert all(f"Number {n}<" in whole for n in range(12))
    assert '<span class="badge">PDF</span> <a class="post-file-name" href="https://x.example/a.pdf"' in whole
    await log_in(meeting.web, "jane")
    listed = await page(meeting, "/home")
    assert "Number 5<" in listed and "Number 6<" not in listed and "All 12 pictures" in listed
    assert '<img src="http' not in whole and "<iframe" not in whole and "<video" not in whole


async def test_an_event_and_a_film_say_when_where_and_how_long(meeting: Meeting) -> None:
    event = await page(meeting, await sent(
        meeting, type="Event", name="Open studio", startTime="2026-09-12T18:00:00+02:00",
        endTime="2026-09-12T21:30:00Z",
        location={"type": "Place", "name": "Kvarnhallen <script>"},
    ))  # fmt: skip
    assert "12 September 2026, 18:00 – 23:30 (+02:00)" in event and "Kvarnhallen &lt;script&gt;" in event
    assert '<time datetime="2026-09-12T16:00:00Z">' in event
    film = await page(meeting, await sent(
        meeting, type="Video", name="Proof", duration="PT754S", licence={"identifier": "1", "name": "Attribution"},
        url=[{"type": "Link", "mediaType": "video/mp4", "href": f"{meeting.bob.origin}/a.mp4"},
             {"type": "Link", "mediaType": "text/html", "href": f"{meeting.bob.origin}/watch/1"}],
    ))  # fmt: skip
    assert "12:34" in film and "Licence: Attribution" in film
    assert f'<a class="button" href="{meeting.bob.origin}/watch/1"' in film and "a.mp4" not in film


async def test_people_elsewhere_say_what_they_are(meeting: Meeting) -> None:
    await sent(meeting)
    changed = meeting.bob.publish_actor(
        type="Service", memorial=True, published="2019-04-01T00:00:00Z",
        icon=[{"type": "Image", "url": f"{meeting.bob.origin}/s.png", "width": 48},
              {"type": "Image", "url": f"{meeting.bob.origin}/l.png", "width": 400}],
    )  # fmt: skip
    assert await meeting.says(meeting.bob.update(changed)) == 202
    shown = await page(meeting, f"/{meeting.bob.handle}")
    assert '<span class="badge">Bot</span>' in shown and "In remembrance of Bob." in shown
    assert f"On {meeting.bob.host} since 1 April 2019" in shown
    assert (await meeting.bob_here()).avatar == f"{meeting.bob.origin}/l.png"
    assert "<p>Hello</p>" in shown
    await meeting.says(meeting.bob.update(meeting.bob.publish_actor(suspended=True)))
    gone = await page(meeting, f"/{meeting.bob.handle}")
    assert "has been suspended by their own server" in gone and "<p>Hello</p>" not in gone
    assert "In remembrance" not in gone and "since 1 April" not in gone
    assert await meeting.count("actor_details") == 1


async def test_nothing_of_a_stranger_becomes_markup_of_ours(meeting: Meeting) -> None:
    """Advisories 75 and 77: every text and address of these pages comes from elsewhere."""
    bad = '"><script>alert(1)</script>'
    shown = await page(meeting, await sent(
        meeting, type="Page", name=bad, category=bad, licence=bad, content=f"<p>{bad}</p>", timezone=bad,
        contentMap={"en": f"<p>{bad}</p>", 'x" onload="y': "<p>z</p>", "de": "<p>d</p>"}, summary=bad,
        attachment=[{"type": "Link", "href": "javascript:alert(1)", "name": bad},
                    {"type": "Audio", "url": "https://x.example/a.mp3?\"><script>", "name": bad},
                    {"type": "Audio", "url": "https://x.example/b.mp3", "name": bad}],
    ))  # fmt: skip
    assert "<script>alert" not in shown and "javascript:" not in shown and 'onload="y"' not in shown
