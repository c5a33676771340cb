"""What there is to look at of conversation: messages, a request, a group, what is muted, a list, news of strangers."""

from __future__ import annotations

from fediart.actions import featured_tags, filters, lists, message, mute
from fediart.actions.talking import arriving
from fediart.clock import MINUTE, HandClock
from fediart.site import Site
from fediart.store import actors, follows, posts, talks
from fediart.store import filters as ruling
from fediart.store import lists as rows
from fediart.store.actors import Actor
from fediart.store.muted_words import PLACES
from fediart.store.posts import Post
from tests import seeds

WORDS = (
    ("I saw the hill in the gallery this morning. Is the big one still for sale?", False),
    ("It is! It dries until Thursday, then it can travel.", True),
    ("Thursday is wonderful. Shall I come by, or do you send it?\n\nI am in town anyway.", False),
    ("Come by. There is coffee, and a second one you should see before anybody else does.", True),
)


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Furnished once; `(path, who looks)` of the pages."""
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        made = await rows.of_actor(tx, jane.id)
    if not made:
        await _furnish(site, jane)
    async with site.db.reading() as tx:
        talk = (await talks.of_actor(tx, jane.id, talks.OPEN))[-1].id
        group = (await talks.of_actor(tx, jane.id, talks.OPEN))[0].id
        asked = (await talks.of_actor(tx, jane.id, talks.ASKED))[0]
        first = (await rows.of_actor(tx, jane.id))[0].id
        rules = await ruling.of_actor(tx, jane.id)
    return {
        "messages": ("/messages", "jane"),
        "messages-asked": ("/messages?in=requests", "jane"),
        "messages-empty": ("/messages?in=declined", "jane"),
        "message-new": ("/messages/new?to=@tomasz", "jane"),
        "talk": (f"/messages/{talk}", "jane"),
        "talk-group": (f"/messages/{group}", "jane"),
        "talk-asked": (f"/messages/{asked.id}", "jane"),
        "muted": ("/settings/muted", "jane"),
        "muted-change": (f"/settings/muted?word={rules[0].id}", "jane"),
        "news-settings": ("/settings/notifications", "jane"),
        "news-liked": ("/notifications?of=liked", "jane"),
        "lists": ("/lists", "jane"),
        "list": (f"/lists/{first}", "jane"),
        "list-edit": (f"/lists/{first}/edit", "jane"),
        "in-lists": ("/@tomasz/lists", "jane"),
    }


async def _furnish(site: Site, jane: Actor) -> None:
    """After world.py, whose ana and the one of the long name live elsewhere."""
    async with site.db.reading() as tx:
        tomasz = await actors.by_handle(tx, "tomasz")
        ana = await actors.by_handle(tx, "ana", "mastodon.example")
        far = await actors.by_handle(tx, "averylongnamethatgoesonandon", "a-rather-long-host.pixelfed.example")
    assert tomasz is not None and ana is not None and far is not None
    for words, mine in WORDS:
        if isinstance(site.clock, HandClock):
            site.clock.move(7 * MINUTE)
        await message.write_to(site, jane if mine else tomasz, [tomasz if mine else jane], words, language="en")
    await message.write_to(site, jane, [tomasz, ana], "Opening on Saturday. Who brings the bread?", language="en")
    await _from_elsewhere(site, far, jane, "<p>Hello! I would love to print your hills on mugs. What do you say?</p>")
    await _from_elsewhere(site, ana, jane, "<p>I bring the bread.</p>", (tomasz,))
    await mute.mute(site, jane, far.id, lasts="30d")
    await mute.mute_host(site, jane, "a-rather-long-host.pixelfed.example")
    await mute.mute_words(site, jane, ["spider"], places=PLACES, way="cover", whole=True)
    end = ["end of the world"]
    await mute.mute_words(site, jane, end, places=("home", "news"), way="hide", whole=False, lasts="7d")
    legs = [filters.Word(word) for word in ("beetle", "centipede", "things with too many legs")]
    wanted = filters.Wanted("Crawlers, made in an app", ("home", "walls", "person"), "blur", 0, legs)
    rule = await filters.make(site, jane, wanted)
    async with site.db.reading() as tx:
        shown = await tx.value("select max(id) from posts where kind = 'artwork' and visibility = 'public'")
    await filters.add_post(site, jane, rule.id, int(shown))
    await featured_tags.show_exactly(site, jane, ["Watercolour", "ink", "hills"])
    friends = await lists.make(site, jane, "Friends")
    await lists.make(site, jane, "Loud people", off_home=True)
    async with site.db.reading() as tx:
        tie = await follows.between(tx, jane.id, tomasz.id)
    if tie is not None and tie.state == follows.ACCEPTED:
        await lists.choose_for(site, jane, tomasz.id, {friends})


async def _from_elsewhere(site: Site, author: Actor, to: Actor, content: str, others: tuple[Actor, ...] = ()) -> Post:
    """As the inbox keeps it."""
    post = await seeds.say(site, author, content, visibility="direct", mentions=[to, *others])
    async with site.db.writing() as tx:
        kept = await posts.by_id(tx, post.id)
        assert kept is not None
        await tx.batch(arriving(site, kept, (to, *others)))
    return post
