"""What a remote post says as HTML: one markup for all, pictures out of the text, links to people and tags led here."""

from __future__ import annotations

import time
from typing import Any

import pytest

from federation.objects import Hashtag, Note
from federation.vocab import read_note
from fediart.sanitize import clean, plain
from fediart.translate.body import content_of, inline_files, title_of, words_of
from fediart.translate.markdown import html_of_markdown, html_of_plain

BOB = "https://elsewhere.example/users/bob"


def note(content: str = "", **fields: Any) -> Note:
    return Note("https://elsewhere.example/notes/1", BOB, content=content, **fields)


def read(**raw: Any) -> Note:
    return read_note({"id": "https://elsewhere.example/notes/1", "attributedTo": BOB, "type": "Note", **raw})


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Title #", "<h1>Title</h1>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("**b** *i* ~~s~~ `c*d*`", "<p><strong>b</strong> <em>i</em> <del>s</del> <code>c*d*</code></p>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
        ("[a](https://x.example/?b=1&c=2)", '<p><a href="https://x.example/?b=1&amp;c=2">a</a></p>'),
        ("see https://x.example/a_b_c.", '<p>see <a href="https://x.example/a_b_c">https://x.example/a_b_c</a>.</p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ('![a "q"](https://x.example/i.png)', '<p><img src="https://x.example/i.png" alt="a &quot;q&quot;"></p>'),
    ],
)
def test_markdown_as_people_use_it(written: str, shown: str) -> None:
    assert html_of_markdown(written) == shown


def test_plain_text_keeps_its_lines_and_nothing_of_it_is_markup() -> None:
    shown = html_of_plain("a < b\nhttps://x.example/y\n\n<img src=x onerror=y>")
    assert shown == (
        '<p>a &lt; b<br><a href="https://x.example/y">https://x.example/y</a></p><p>&lt;img src=x onerror=y&gt;</p>'
    )


@pytest.mark.parametrize(
    "markup", ["*", "_", "[", "![", "`", "> ", "- ", "**a", "[a](https://x", "~~", "#", "a\n", "__a "]
)
def test_no_markdown_takes_long(markup: str) -> None:
    """Advisory 57: a hundred thousand characters of any of these."""
    began = time.perf_counter()
    html_of_markdown(markup * (100_000 // len(markup)))
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "markup", ["<br>", "<br> ", " ", "</div>", "<img ", "<img a='", "<a ", "<a href='https://x'>", "<div>"]
)
def test_no_html_takes_long(markup: str) -> None:
    began = time.perf_counter()
    long = note(markup * (100_000 // len(markup)) + "</p>")
    content_of(long, {})
    inline_files(long)
    assert time.perf_counter() - began < 5


def test_the_markup_is_the_one_that_is_named() -> None:
    assert (
        content_of(read(content="**a**", mediaType="text/markdown; charset=utf-8"), {}) == "<p><strong>a</strong></p>"
    )
    assert content_of(read(content="<b>a</b>", mediaType="text/plain"), {}) == "<p>&lt;b&gt;a&lt;/b&gt;</p>"
    assert content_of(read(content="<b>a</b>"), {}) == "<b>a</b>"
    source = {"content": "*a*", "mediaType": "text/markdown"}
    assert content_of(read(source=source), {}) == "<p><em>a</em></p>"
    assert content_of(read(content="<p>html</p>", source=source), {}) == "<p>html</p>"
    assert content_of(read(_misskey_content="$[x2 big]\n<b>"), {}) == "<p>$[x2 big]<br>&lt;b&gt;</p>"


def test_blocks_that_are_taken_out_leave_their_lines() -> None:
    assert content_of(note("<div>one</div><div>two</div>"), {}) == "one<br>two"
    assert plain(content_of(note("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), {})) == "a b \nc"
    assert (
        content_of(note("<p>a</p><figure><img src='https://x.example/y.png'></figure><p>b</p>"), {})
        == "<p>a</p><p>b</p>"
    )


def test_pictures_in_the_text_become_attachments_once() -> None:
    """As Friendica and WordPress write them."""
    text = (
        '<p>One <img src="https://elsewhere.example/wp/a-300x200.jpg" alt="A &amp; B" width="300" height="200"></p>'
        "<img src='/relative.png'><img src=https://cdn.example/c.webp?w=3&amp;h=4>"
        '<img class="emoji" src="https://elsewhere.example/smile.png" alt=":)">'
        '<img src="https://track.example/1.gif" width="1" height="1"><img src="data:image/png;base64,AAAA">'
        '<img src="https://elsewhere.example/wp/b-scaled.jpg"><iframe src="https://tube.example/embed/1"></iframe>'
    )
    files = [{"type": "Image", "url": "https://elsewhere.example/wp/b.jpg"}]
    found = inline_files(read(content=text, attachment=files))
    assert [(one.url, one.type, one.alt) for one in found] == [
        ("https://elsewhere.example/wp/a-300x200.jpg", "Image", "A & B"),
        ("https://elsewhere.example/relative.png", "Image", ""),
        ("https://cdn.example/c.webp?w=3&h=4", "Image", ""),
        ("https://tube.example/embed/1", "Link", ""),
    ]
    shown = content_of(read(content=text), {})
    assert "<img" not in shown and "<iframe" not in shown and ":)" in shown


def test_links_to_people_and_tags_lead_to_our_own_pages() -> None:
    people = {BOB: "/@bob@elsewhere.example", "https://elsewhere.example/@bob": "/@bob@elsewhere.example"}
    text = (
        '<p><a class="u-url mention" href="https://elsewhere.example/@bob">@<span>bob</span></a> '
        '<a href="https://elsewhere.example/tags/Ink" class="mention hashtag" rel="tag">#<span>Ink</span></a> '
        '<a href="https://evil.example/@bob" class="mention">@bob</a> '
        '<a href="https://other.example/x">#ink is nice</a></p>'
    )
    shown = content_of(note(text, hashtags=(Hashtag("Ink", "https://elsewhere.example/tags/Ink"),)), people)
    assert 'href="/@bob@elsewhere.example"' in shown
    assert 'href="/tags/ink"' in shown
    assert 'href="https://evil.example/@bob"' in shown  # it is not bob who is there, and the page says so
    assert 'href="https://other.example/x"' in shown
    assert clean(shown) == shown


@pytest.mark.parametrize(
    "address",
    [
        "/log-out",
        "//evil.example",
        "/@a/../../settings",
        "/tags/../log-out",
        "javascript:x",
        "/\\evil.example",
        "/@",
        "",
    ],
)
def test_a_post_cannot_lead_elsewhere_on_this_server(address: str) -> None:
    """A link without a host would be read as one of ours."""
    assert "href" not in content_of(note(f'<a href="{address}">x</a>'), {})


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"type": "Article", "name": "A <b>title</b>"}, "A title"),
        ({"type": "Image", "name": "IMG_20260501.jpg"}, ""),
        ({"type": "Image", "name": "Dusk"}, "Dusk"),
        ({"type": "Note", "name": "An answer to a poll"}, ""),
        ({"type": "Note", "name": "A topic", "content": "Its text"}, "A topic"),
        ({"type": "Page", "nameMap": {"de": "Titel"}}, "Titel"),
    ],
)
def test_titles(fields: dict[str, Any], title: str) -> None:
    assert title_of(read(**fields)) == title


def test_a_biography_without_markup_keeps_its_lines() -> None:
    assert words_of("Tinkers &amp; draws\nhttps://x.example") == (
        '<p>Tinkers &amp; draws<br><a href="https://x.example" rel="nofollow noopener noreferrer ugc">https://x.example</a></p>'
    )
    assert words_of("<p>Hi</p>") == "<p>Hi</p>"
