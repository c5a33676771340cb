"""Who or what an address or a handle stands for: known already, or fetched once within a budget and kept."""

from __future__ import annotations

from dataclasses import replace

from federation.fetch import Budget, Fetched, FetchError, Unsuitable
from federation.keys import PrivateKey
from federation.objects import Actor as ActorDocument
from federation.objects import Note
from federation.rules import Forbidden, admit, host_of, same_origin
from federation.webfinger import BadHandle, Handle, lookup, parse_handle
from fediart.actions.keep import emojis_wanted, keep_note
from fediart.actions.wishes import heed
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import actor_keys, actor_limits, actors, details, domain_rules, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.domain_rules import strictness
from fediart.store.posts import Post
from fediart.translate.details import actor_details
from fediart.translate.incoming import actor_row, host_of_actor

STALE = 1 * DAY
DEPTH = 5  # how far up a thread we look; further up is another day's work


def budget_of(site: Site) -> Budget:
    """For one activity, or one deed of a person."""
    return Budget(site.config.federation.fetch_budget)


async def instance_key(site: Site) -> PrivateKey | None:
    """The key of the instance's own actor, which signs what we fetch."""
    async with site.db.reading() as tx:
        found = await actors.by_uri(tx, f"{site.config.origin}/actor")
    return key_of(found) if found else None


def key_of(actor: Actor) -> PrivateKey:
    return PrivateKey(actor.public_key_id, actor.private_key)


async def blocked_host(tx: Reading, url: str) -> bool:
    """Also true for what is no proper address: neither is talked to."""
    try:
        return await domain_rules.covered(tx, host_of(url))
    except Forbidden:
        return True


async def remote_actor(site: Site, uri: str, budget: Budget, *, fresh: bool = False) -> Actor | None:
    """The actor of this address, from the rows or from its server; None where there is none (any more).

    `fresh` asks its server even when it is known. Our own actors always come from the rows.
    """
    async with site.db.reading() as tx:
        known = await actors.by_uri(tx, uri)
        blocked = await blocked_host(tx, uri)
    ours = same_origin(uri, site.config.origin)
    if ours or (known is not None and not fresh):
        return known
    if blocked:
        return None
    try:
        document = await fetch_actor(site, uri, budget, known=known is not None)
    except FetchError:
        return known if known is not None and not known.deleted else None
    async with site.db.writing() as tx:
        return await keep_actor(tx, site, document)


async def fetch_actor(site: Site, uri: str, budget: Budget, *, known: bool = False) -> ActorDocument:
    """The actor's document from its own server. Raises FetchError."""
    found = await site.http.get_json(uri, signer=await instance_key(site), budget=budget, exact=known)
    document = admit(found, found.body)
    if not isinstance(document, ActorDocument):
        raise Unsuitable("it is not an actor")
    if same_origin(document.id, site.config.origin):
        raise Unsuitable("it claims to live here")
    return document


async def keep_actor(tx: Writing, site: Site, document: ActorDocument, *, handle_host: str = "") -> Actor:
    """Adds or refreshes the row of a remote actor. Raises Unsuitable for one whose inbox is elsewhere.

    A handle that is taken by another address of the same host passes on to the newer one: the server has
    forgotten the older.
    """
    if not same_origin(document.inbox, document.id):
        raise Unsuitable("the actor's inbox is not on its own server")
    known = await actors.by_uri(tx, document.id)
    host = handle_host or (known.host if known else host_of_actor(document.id))
    made = actor_row(document, known, actor_id=known.id if known else site.ids.new(), host=host, now=site.clock.now())
    holder = await actors.by_handle(tx, made.name, made.host)
    if holder is not None and holder.uri != made.uri:
        await actors.save(tx, replace(holder, name=f"{holder.name}.{holder.id}", deleted=site.clock.now()))
    await (actors.save if known else actors.insert)(tx, made)
    if known is not None and known.remote_rights != made.remote_rights:
        await heed(tx, site, {"actor_id": made.id})
    await details.keep_actor(tx, made.id, actor_details(document))
    await tx.batch(emojis_wanted(site, document.emojis, made.host))
    if known is None:
        rules = await site.rules.read(tx, now=site.clock.now())
        # Who has a handle on one host and lives on another is under the rule of either, the stricter one.
        near = [rule for host in (made.host, host_of(made.uri)) if (rule := rules.rule_for(host)) is not None]
        await actor_limits.meet(tx, made.id, max(near, key=strictness, default=None))
    if document.multikeys or known is not None:
        await actor_keys.keep_of(tx, made.id, host_of(made.uri), document.multikeys, now=site.clock.now())
    return made


async def by_handle(site: Site, text: str) -> Actor | None:
    """`@name`, `@name@host` or `acct:name@host`; None where nobody answers to it. Raises Problem for no handle."""
    own = site.config.instance.host
    bare = text.strip().removeprefix("acct:").removeprefix("@")
    name, _, host = bare.partition("@")
    if not host or host.lower() == own:
        async with site.db.reading() as tx:
            return await actors.by_handle(tx, name)
    try:
        handle = parse_handle(bare)
    except BadHandle as problem:
        raise Problem(f"{problem}.".capitalize(), field="q") from problem
    async with site.db.reading() as tx:
        if await domain_rules.covered(tx, handle.host):
            return None
    try:
        return await ask_handle(site, handle)
    except FetchError:
        return None


async def ask_handle(site: Site, handle: Handle) -> Actor | None:
    """Whoever answers to the handle: from the rows while they are fresh, else from its server.

    Raises FetchError where the server cannot be asked and they were never met.
    """
    async with site.db.reading() as tx:
        known = await actors.by_handle(tx, handle.name, handle.host)
    if known is not None and not known.deleted and site.clock.now() - known.fetched < STALE:
        return known
    budget = budget_of(site)
    try:
        uri = await lookup(site.http, handle, budget, scheme=site.config.origin.partition(":")[0])
        document = await fetch_actor(site, uri, budget)
        if document.username.lower() != handle.name.lower():
            raise Unsuitable("the actor goes by another name")
        async with site.db.writing() as tx:
            return await keep_actor(tx, site, document, handle_host=handle.host)
    except FetchError:
        if known is None:
            raise
        return known


async def remote_post(
    site: Site, uri: str, budget: Budget, *, depth: int = DEPTH, thread_id: int | None = None
) -> Post | None:
    """The post of this address, from the rows or from its server, with its author and what it replies to.

    None where there is none, or where it is not for everyone: such posts come only by their author's own delivery.
    With `thread_id`, none that does not lead up into this thread is kept.
    """
    async with site.db.reading() as tx:
        known = await posts.by_uri(tx, uri)
    if known is not None:
        return None if known.deleted else known
    kept, line = None, await _line_up(site, uri, budget, depth)
    if thread_id is not None and not await _leads_into(site, line, thread_id):
        return None
    for _, note, author in reversed(line):
        kept = await keep_note(site, note, author, public_only=True)
    return kept


async def _leads_into(site: Site, line: list[tuple[Fetched, Note, Actor]], thread_id: int) -> bool:
    if not line:
        return False
    async with site.db.reading() as tx:
        known = await posts.by_uri(tx, line[-1][1].in_reply_to or "")
    return known is not None and known.thread_id == thread_id


async def _line_up(site: Site, uri: str, budget: Budget, depth: int) -> list[tuple[Fetched, Note, Actor]]:
    """The post and what it answers, up to what is known here: at most `depth` steps, as far as the budget goes."""
    line: list[tuple[Fetched, Note, Actor]] = []
    wanted: str | None = uri
    while wanted is not None and len(line) <= depth and all(note.id != wanted for _, note, _ in line):
        found = await served_post(site, wanted, budget)
        if found is None:
            break
        line.append(found)
        wanted = found[1].in_reply_to
    return line


async def fetch_post(site: Site, uri: str, budget: Budget) -> tuple[Note, Actor] | None:
    """A post that is not here, from its own server, with its author. None where it is here, ours, or not to be had."""
    served = await served_post(site, uri, budget)
    return served[1:] if served else None


async def served_post(site: Site, uri: str, budget: Budget) -> tuple[Fetched, Note, Actor] | None:
    """The same with the document as it was served, for what else it holds."""
    async with site.db.reading() as tx:
        if await posts.by_uri(tx, uri) is not None or await blocked_host(tx, uri):
            return None
    if same_origin(uri, site.config.origin):
        return None
    try:
        found = await site.http.get_json(uri, signer=await instance_key(site), budget=budget)
        note = admit(found, found.body)
    except FetchError:
        return None
    if not isinstance(note, Note):
        return None
    author = await remote_actor(site, note.attributed_to, budget)
    return None if author is None or author.suspended or author.deleted else (found, note, author)
