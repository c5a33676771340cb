"""What there is to look at of quotes, reactions and policies: asked, allowed, waiting, and a post nobody may answer."""

from __future__ import annotations

from fediart.actions.quote import quote
from fediart.actions.quote_answers import Asking, ask
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import actors, notifications, posts, quotes, reactions
from fediart.store.actors import Actor
from fediart.store.consent import Answer, Choice, consent_of, kept
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from tests import seeds

NOBODY = kept(consent_of(Choice(reply="nobody", boost="nobody", like="nobody", quote="nobody")))
EMOJIS = ("🎨", "🎨", "🔥", "👩‍🎨", ":blobcat:")


async def furnish(site: Site, clock: HandClock, jane: Actor, tomasz: Actor) -> None:
    """After the conversation of world.py, whose ana lives elsewhere."""
    clock.move(HOUR)
    work = await newest(site, jane)
    async with site.db.reading() as tx:
        ana = await actors.by_handle(tx, "ana", "mastodon.example")
        far = await actors.by_handle(tx, "averylongnamethatgoesonandon", "a-rather-long-host.pixelfed.example")
    assert ana is not None and far is not None
    async with site.db.writing() as tx:
        for number, emoji in enumerate(EMOJIS):
            who = (ana, tomasz, far)[number % 3]
            made = reactions.Reaction(site.ids.new(), who.id, work.id, emoji, "", f"{who.uri}/r/{number}", clock.now())
            await reactions.add(tx, made)
        await notifications.notify(
            tx, site.ids, jane.id, "reaction", from_id=ana.id, post_id=work.id, text="🎨", now=clock.now()
        )
        for number, (who, answer) in enumerate(((ana, Answer.ASK), (far, Answer.ASK), (ana, Answer.YES))):
            uri = f"{who.uri}/quotes/{number}"
            words = "<p>The best thing I have seen this week, and it has been a long week. Look at the left corner.</p>"
            await ask(tx, site, Asking(work, jane, who, f"{uri}#ask", uri, uri, words), answer)
    await quote(site, tomasz, work.id, "This is how a hill is painted. Everybody else may go home.")
    await by_ana(site, clock, ana, work)
    strict = await seeds.say(site, ana, "<p>Closed for comments, as every November.</p>")
    async with site.db.writing() as tx:
        await tx.run("update posts set consent = :said where id = :id", said=NOBODY, id=strict.id)


async def by_ana(site: Site, clock: HandClock, ana: Actor, work: Post) -> None:
    """One quote that is allowed, one that nobody has confirmed."""
    for state, words in ((quotes.ALLOWED, "Hang this in my kitchen."), (quotes.UNCONFIRMED, "Somebody said this.")):
        clock.move(HOUR)
        said = await seeds.say(site, ana, f"<p>{words}</p>")
        async with site.db.writing() as tx:
            quoted = work.id if state == quotes.ALLOWED else None
            address = work.uri if quoted else "https://far.example/notes/a-rather-long-address-of-a-note"
            await quotes.put(tx, Quote(said.id, address, quoted, state, "", "", clock.now()))


async def newest(site: Site, artist: Actor) -> Post:
    async with site.db.reading() as tx:
        number = await tx.value(
            "select max(id) from artworks where actor_id = :id and state = 'published'", id=artist.id
        )
        found = await posts.by_id(tx, number)
    assert found is not None
    return found


async def addresses(site: Site) -> dict[str, int]:
    """The posts to photograph."""
    async with site.db.reading() as tx:
        strict = await tx.value("select max(id) from posts where consent = :said", said=NOBODY)
        shown = await tx.value("select max(post_id) from quotes where state = 'allowed' and approval = ''")
        waiting = await tx.value("select min(post_id) from quotes where state = 'waiting'")
        plain = await tx.value("select max(post_id) from quotes where state = 'unconfirmed'")
    return {"strict": strict, "shown": shown, "waiting": waiting, "plain": plain}
