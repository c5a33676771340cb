"""Direct messages by people here, to people here and elsewhere; and their answer to requests of strangers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from federation.audience import Visibility
from fediart.actions import block, brakes, outbox, resolve
from fediart.actions.brakes import Allowance
from fediart.actions.moved import demand_not_moved
from fediart.actions.talking import arriving
from fediart.actions.word_gate import Wanted, pass_words
from fediart.actions.written import joined, written
from fediart.clock import DAY
from fediart.errors import NotAllowed, NotFound, Problem, TooOften
from fediart.language import _, ngettext
from fediart.site import Site
from fediart.store import actors, blocks, follows, posts, talks
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post
from fediart.store.talks import DECLINED, OPEN, Talk
from fediart.store.word_rules import MESSAGE

MOST_CHARACTERS: Final = 5000
MOST_PEOPLE: Final = 8  # beside oneself
NEW_TALKS: Final = Allowance("new talks", most=30, each=DAY)


async def people_of(site: Site, actor: Actor, handles: str) -> tuple[Actor, ...]:
    """Those of a line of handles, asked for elsewhere where they are not known. Raises Problem at `to`."""
    words = list(dict.fromkeys(handles.replace(",", " ").replace(";", " ").split()))
    if not words:
        raise Problem(_("Say to whom: a handle such as @name or @name@server.example."), field="to")
    if len(words) > MOST_PEOPLE:
        raise Problem(ngettext("Write to at most %(count)s person at once.",
                               "Write to at most %(count)s people at once.", MOST_PEOPLE), field="to")  # fmt: skip
    found: dict[int, Actor] = {}
    for word in words:
        one = await _found(site, word)
        if one is None or one.deleted or one.suspended or one.kind == "Application":
            raise Problem(_("Nobody was found as “%(handle)s”. Look at how it is spelled.", handle=word), field="to")
        found[one.id] = one
    found.pop(actor.id, None)
    if not found:
        raise Problem(_("That is you. Write to somebody else."), field="to")
    return tuple(found.values())


async def _found(site: Site, word: str) -> Actor | None:
    try:
        return await resolve.by_handle(site, word)
    except Problem:
        return None


async def write_to(
    site: Site, actor: Actor, people: Sequence[Actor], text: str, *, warning: str = "", language: str = ""
) -> int:
    """Sends a message to these; the talk it is in. Raises Problem, NotAllowed, TooOften."""
    made = await post_to(site, actor, people, text, warning=warning, language=language)
    async with site.db.reading() as tx:
        found = await talks.talk_of(tx, made.id)
    assert found is not None
    return found


async def post_to(
    site: Site,
    actor: Actor,
    people: Sequence[Actor],
    text: str,
    *,
    warning: str = "",
    language: str = "",
    number: int = 0,
) -> Post:
    """As `write_to`; the message itself. `number` is the id it gets."""
    demand_not_moved(actor)
    text = _checked(text)
    await _pass(site, actor, people, text, warning, language, number)
    async with site.db.writing() as tx:
        await _demand_open(tx, site, actor, people)
        talk = await talks.of_people(tx, [actor.id, *(one.id for one in people)])
        if talk is None:
            now = site.clock.now()
            if not await brakes.take(tx, NEW_TALKS, str(actor.id), now=now):
                raise TooOften(_("You have written to many new people today. Go on tomorrow."), retry_after=DAY // 1000)
        made = await _send(tx, site, actor, people, text, talk, warning=warning, language=language, number=number)
    _ring(site)
    return made


async def answer(site: Site, actor: Actor, talk_id: int, text: str, *, warning: str = "", language: str = "") -> Post:
    """A message in a talk one is in; it accepts a request. Raises Problem, NotFound, NotAllowed."""
    demand_not_moved(actor)
    text = _checked(text)
    async with site.db.reading() as tx:
        known = (await _own(tx, actor, talk_id)).people
    await _pass(site, actor, known, text, warning, language, 0)
    async with site.db.writing() as tx:
        talk = await _own(tx, actor, talk_id)
        people = [one for one in talk.people if not (one.deleted or one.suspended)]
        if not people:
            raise NotAllowed(_("Nobody of this conversation is there any more."))
        await _demand_open(tx, site, actor, people)
        made = await _send(tx, site, actor, people, text, talk_id, warning=warning, language=language)
    _ring(site)
    return made


async def _pass(
    site: Site, actor: Actor, people: Sequence[Actor], text: str, warning: str, language: str, number: int
) -> None:
    """Messages to people who all follow the writer are nobody else's business."""
    async with site.db.reading() as tx:
        followers = await follows.who_follow(tx, actor.id, [one.id for one in people])
    strangers = [one for one in people if one.id not in followers and one.id != actor.id]
    if strangers:
        ids = [one.id for one in people]
        doing = {"do": "message", "people": ids, "text": text, "warning": warning, "language": language}
        await pass_words(site, actor, Wanted(MESSAGE, joined(text, warning), doing, strangers, number))


def _ring(site: Site) -> None:
    site.delivery_bell.ring()
    site.bell.ring()


async def _send(
    tx: Writing,
    site: Site,
    actor: Actor,
    people: Sequence[Actor],
    text: str,
    talk: int | None,
    *,
    warning: str,
    language: str,
    number: int = 0,
) -> Post:
    before = await talks.last_post(tx, talk) if talk is not None else None
    named: Mapping[tuple[str, str], Actor] = {(one.name.lower(), one.host): one for one in people}
    made = written(
        site, actor, text, named, visibility=Visibility.DIRECT, warning=warning.strip()[:500], language=language,
        parent=before, number=number,
    )  # fmt: skip
    await tx.batch(
        [
            posts.inserting_new(made),
            *posts.mentioning(made.id, (one.id for one in people)),
            *arriving(site, made, people),
        ]
    )
    await outbox.post_created(tx, site, made)
    return made


async def accept(site: Site, actor: Actor, talk_id: int) -> None:
    """A request becomes a talk like others; so does one that was declined. Raises NotFound."""
    await _set(site, actor, talk_id, OPEN)


async def decline(site: Site, actor: Actor, talk_id: int) -> None:
    """It is put away, with all that comes in it later. Nobody is told. Raises NotFound."""
    await _set(site, actor, talk_id, DECLINED)


async def decline_and_block(site: Site, actor: Actor, talk_id: int) -> None:
    """Declines, and blocks the others in it. Raises NotFound."""
    async with site.db.reading() as tx:
        talk = await _own(tx, actor, talk_id)
    for one in talk.people:
        await block.block(site, actor, one.id)
    await _set(site, actor, talk_id, DECLINED)


async def _set(site: Site, actor: Actor, talk_id: int, state: str) -> None:
    async with site.db.writing() as tx:
        if not await talks.set_state(tx, talk_id, actor.id, state):
            raise NotFound(_("There is no such conversation of yours."))


async def own_talk(tx: Reading, actor: Actor, talk_id: int) -> Talk:
    """Raises NotFound for one the actor is not in."""
    return await _own(tx, actor, talk_id)


async def _own(tx: Reading, actor: Actor, talk_id: int) -> Talk:
    found = await talks.by_id(tx, talk_id, actor.id)
    if found is None:
        raise NotFound(_("There is no such conversation of yours."))
    return found


async def _demand_open(tx: Reading, site: Site, actor: Actor, people: Sequence[Actor]) -> None:
    """That each may be written to. Why not is said in the same words for a block and for a choice."""
    for one in people:
        fresh = await actors.by_id(tx, one.id)
        closed = fresh is None or fresh.deleted or fresh.suspended
        closed = closed or await blocks.between(tx, actor.id, one.id)
        if closed or (one.local and await talks.refuses(tx, one.id, actor.id)):
            raise NotAllowed(_("%(name)s does not take messages from you.", name=one.shown_name))


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Problem(_("Write something first."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            _("A message has at most %(most)s characters; this has %(count)s.", most=MOST_CHARACTERS, count=len(text)),
            field="text",
        )
    return text
