"""What a person typed or pasted: a handle, or the address of a person, a post or a page about one, from anywhere.

The search box and `fediart fetch` end here. Whatever stands in the way is said in one sentence.
"""

from __future__ import annotations

from federation.fetch import Budget, Fetched, FetchError, Gone, Unsuitable
from federation.fetch import NotFound as NotThere
from federation.lenient import http_url
from federation.objects import Actor as ActorDocument
from federation.objects import Note
from federation.pages import HTML, activity_link
from federation.rules import Forbidden, admit, host_of, same_origin
from federation.vocab import Create, Thing
from federation.webfinger import BadHandle, parse_handle
from fediart.actions import brakes
from fediart.actions.resolve import ask_handle, budget_of, instance_key, remote_actor, remote_post
from fediart.clock import MINUTE
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, domain_rules, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.visibility import may_see


async def anything(site: Site, text: str, *, viewer_id: int) -> Actor | Post | None:
    """None where there is nothing, or nothing that this viewer may see. Raises Problem with what is in the way."""
    try:
        found = await find(site, text)
    except NotFound:
        return None
    if isinstance(found, Post):
        async with site.db.reading() as tx:
            return found if await may_see(tx, found, viewer_id) else None
    return found


async def by_member(site: Site, text: str, *, viewer_id: int) -> Actor | Post | None:
    """As `anything`, so many times in ten minutes. Raises TooOften, too."""
    await count_look_up(site, viewer_id)
    return await anything(site, text, viewer_id=viewer_id)


async def count_look_up(site: Site, member_id: int) -> None:
    """To be called before a member has us ask another server: nobody aims us at others. Raises TooOften."""
    now, allowance = site.clock.now(), brakes.LOOK_UPS
    async with site.db.writing() as tx:
        allowed = await brakes.take(tx, allowance, str(member_id), now=now)
    if not allowed:
        minutes = -(-(allowance.each - now % allowance.each) // MINUTE)
        raise TooOften(
            _("You have looked up very much. Go on in %(minutes)s minutes.", minutes=minutes), retry_after=minutes * 60
        )


async def find(site: Site, text: str) -> Actor | Post:
    """`@name`, `@name@host`, `acct:name@host`, or an address. Raises Problem, NotFound for what is not there."""
    url = http_url(text.strip())
    return await (_person(site, text.strip()) if url is None else _at(site, url))


async def _person(site: Site, text: str) -> Actor:
    bare = text.removeprefix("acct:").removeprefix("@")
    name, _rest, host = bare.partition("@")
    if not host or host.lower() == site.config.instance.host:
        async with site.db.reading() as tx:
            return _there(await actors.by_handle(tx, name), f"Nobody here is called {name}.")
    try:
        handle = parse_handle(bare)
    except BadHandle as problem:
        raise Problem(f"{problem}.".capitalize(), field="q") from problem
    await _demand_open(site, handle.host)
    try:
        return _there(await ask_handle(site, handle), f"@{handle} is not known any more.")
    except (NotThere, Gone) as problem:
        raise NotFound(
            _("Nobody answers to @%(handle)s: %(reason)s.", handle=handle, reason=problem.reason)
        ) from problem
    except FetchError as problem:
        raise Problem(
            _("@%(handle)s cannot be looked up: %(reason)s.", handle=handle, reason=problem.reason), field="q"
        ) from problem


def _there(actor: Actor | None, otherwise: str) -> Actor:
    if actor is None or actor.deleted or actor.suspended:
        raise NotFound(otherwise)
    return actor


async def _at(site: Site, url: str) -> Actor | Post:
    async with site.db.reading() as tx:
        known = await known_at(tx, site, url)
    if isinstance(known, Actor):
        return _there(known, "This account is gone, or suspended here.")
    if known is not None and not known.deleted:
        return known
    if known is not None or same_origin(url, site.config.origin):
        raise NotFound(_("There is no such person or post here."))
    try:
        await _demand_open(site, host_of(url))
    except Forbidden as problem:
        raise Problem(_("The address cannot be asked: %(reason)s.", reason=problem.reason), field="q") from problem
    return await _ask(site, url, budget_of(site))


async def known_at(tx: Reading, site: Site, url: str) -> Actor | Post | None:
    """What is here under this address already, deleted or not; nobody else is asked."""
    known: Actor | Post | None = await actors.by_uri(tx, url) or await posts.by_uri(tx, url)
    return known or await _by_page(tx, site, url)


async def _demand_open(site: Site, host: str) -> None:
    async with site.db.reading() as tx:
        if await domain_rules.covered(tx, host):
            raise Problem(
                _("This server does not talk to %(host)s: its admins have blocked that domain.", host=host), field="q"
            )


async def _by_page(tx: Reading, site: Site, url: str) -> Actor | Post | None:
    """Our own pages: `/@name`, `/@name@host`, `/@name/id` and `/posts/id`."""
    path = url.removeprefix(site.config.origin)
    if path == url or not path.startswith(("/@", "/posts/")):
        return None
    name, _, number = path.removeprefix("/@").removeprefix("/").partition("/")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return await posts.by_id(tx, int(number))
    bare, _, host = name.partition("@")
    return await actors.by_handle(tx, bare, host.lower()) if not number else None


async def _ask(site: Site, url: str, budget: Budget) -> Actor | Post:
    try:
        found = await _object(site, url, budget)
        thing = admit(found, found.body)
    except (NotThere, Gone) as problem:
        raise NotFound(_("There is nothing at %(url)s: %(reason)s.", url=url, reason=problem.reason)) from problem
    except FetchError as problem:
        raise Problem(_("The address cannot be asked: %(reason)s.", reason=problem.reason), field="q") from problem
    return await _kept(site, found, thing, budget)


async def _object(site: Site, url: str, budget: Budget) -> Fetched:
    """The object of this address, or the one that the page there names. Raises FetchError."""
    signer = await instance_key(site)
    try:
        return await site.http.get_json(url, signer=signer, budget=budget)
    except (Unsuitable, NotThere) as problem:
        try:
            page = await site.http.get_document(url, HTML, budget=budget)
        except FetchError:
            raise problem from None
        link = activity_link(page)
        if link is None or link == url:
            raise Unsuitable("it is a page for people that names no ActivityPub object") from problem
        return await site.http.get_json(link, signer=signer, budget=budget)


async def _kept(site: Site, found: Fetched, thing: Thing, budget: Budget) -> Actor | Post:
    if isinstance(thing, ActorDocument):
        return _there(await remote_actor(site, thing.id, budget), "This account is gone, or suspended here.")
    if isinstance(thing, Note | Create):
        uri = thing.id if isinstance(thing, Note) else thing.object_id
        post = await remote_post(site, uri or found.url, budget)
        if post is None:
            raise NotFound(_("The post is gone, or it is not for everyone, or its author cannot be met."))
        return post
    kind = str(found.body.get("type", "object"))[:60]
    raise Problem(_("What is there is neither a person nor a post, but of the type %(kind)s.", kind=kind), field="q")
