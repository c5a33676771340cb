"""What happens when a robot asks: works that its category may not have are refused with 403, and all is counted.

The answer is made as for everybody, since only then is it known under which policy it is; a page kept in memory stays
as it is, and the refusal is nobody else's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from federation.signatures import SignatureError, verify_request
from fediart.errors import NotAllowed
from fediart.language import _
from fediart.rights.agents import Agent, Agents
from fediart.rights.crawlers import RETRIEVAL, TRAINING, UNDECLARED, Crawlers, in_force, permits, read_crawlers
from fediart.rights.model import WORDS
from fediart.site import Site
from fediart.web import pages
from fediart.web.access import FILES, PEERS, Route
from fediart.web.asking import who_asks
from fediart.web.inbox import KEYS
from fediart.web.kinds import ROBOTS, TERMS, kind_of, shows_works
from fediart.web.known import KNOWN
from fediart.web.negotiation import ASKER
from fediart.web.render import Page
from fediart.web.request import ROUTE, SETTINGS, settings_of, site_of, viewer_of, wants_html
from fediart.web.security import DRESSED, said_of
from fediart.web.sessions import find_viewer
from fediart.web.tally import Tally

EACH: Final = 5  # seconds between two writings
_OK: Final = (200, 206, 304)
_DOES: Final = {
    TRAINING: "collects works for training AI models",
    RETRIEVAL: "fetches works as input for AI systems",
    UNDECLARED: "does not say what it uses works for, or can be pointed anywhere by anybody",
}

log = logging.getLogger("fediart.web")


class Watch:
    """The list in force, who is named by it, and the tally. `private` are the paths nobody should crawl."""

    def __init__(self, site: Site, private: Sequence[str]) -> None:
        self.site = site
        self.tally = Tally(site)
        self._private = tuple(private)
        self._changed: tuple[int, int] | None = None
        self.agents = Agents(read_crawlers())
        self.look_again()

    @property
    def crawlers(self) -> Crawlers:
        """The list in force, for robots.txt, too."""
        return self.agents.crawlers

    def look_again(self) -> None:
        """Reads the instance's own list where the file has changed. One that is damaged changes nothing."""
        folder = self.site.config.folder
        try:
            about = (folder / "crawlers.toml").stat()
            changed = (about.st_mtime_ns, about.st_size)
        except OSError:
            changed = (0, 0)
        if changed == self._changed:
            return
        self._changed = changed
        try:
            found = in_force(folder)
        except (OSError, ValueError) as problem:
            log.warning("the list of crawlers stays as it was: %s", problem)
            return
        if found != self.crawlers:
            self.agents = Agents(found)
            self.site.pages.changed()

    def may_fetch(self, request: web.Request, agent: Agent) -> bool:
        """Whether robots.txt lets this robot have what this answer holds."""
        if not agent.listed:
            return not request.path.startswith(self._private)
        kind = _kind(request)
        return kind in (ROBOTS, TERMS) or permits(said_of(request).policy, agent.category)

    async def keep_writing(self) -> None:
        """Writes and looks for a new list every few seconds, until it is cancelled."""
        while True:
            await asyncio.sleep(EACH)
            try:
                await self.tally.write()
                self.look_again()
            except Exception:
                log.exception("what robots asked for could not be written and is kept for the next time")


WATCH: web.AppKey[Watch] = web.AppKey("watch", Watch)


def open_watch(app: web.Application, site: Site, private: Sequence[str]) -> None:
    """Begins to count, and writes the rest when the application is asked to stop."""
    app[WATCH] = watch = Watch(site, private)

    async def counting(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(watch.keep_writing(), name="counts of robots")
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        try:
            await watch.tally.write()
        except Exception:
            log.exception("what robots asked for last could not be written")

    app.cleanup_ctx.append(counting)


@dataclass(frozen=True, slots=True)
class RefusalPage(Page):
    template: ClassVar[str] = "errors/crawler.html"
    agent: str
    does: str
    policy: str
    policy_path: str
    contact: str


async def watched(
    request: web.Request, agent: Agent, route: Route | None, answer: Awaitable[web.StreamResponse]
) -> web.StreamResponse:
    """The answer for a robot, or its refusal; counted either way. What other servers send us is not looked at."""
    if route is not None and route.access == PEERS:
        return await answer
    watch = request.app[WATCH]
    try:
        response = await answer
    except web.HTTPException:
        watch.tally.count(agent, _kind(request), refused=False, taken=False)
        raise
    barred = response.status in _OK and not watch.may_fetch(request, agent)
    if barred and agent.listed:
        barred = not await _is_somebody(request, route)
    refused = barred and not response.prepared and await _is_refused(request, agent, route)
    watch.tally.count(agent, _kind(request), refused=refused, taken=barred and not refused)
    return await _refusal(request, agent) if refused else response


def _kind(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return kind_of(resource.canonical if resource is not None else "")


async def _is_refused(request: web.Request, agent: Agent, route: Route | None) -> bool:
    """Whether the admin has what is shown here kept from robots of this category."""
    if route is None or not agent.listed or not shows_works(route):
        return False
    request[SETTINGS], request[ROUTE] = await request.app[KNOWN].read(), route
    return agent.category in settings_of(request).refused_crawlers


async def _is_somebody(request: web.Request, route: Route | None) -> bool:
    """A member who is logged in, or a server whose signature is right: for them the name alone does not count."""
    if route is not None and route.access == FILES:
        await find_viewer(request)
    if viewer_of(request) is not None:
        return True
    asker = request.get(ASKER)
    if asker is not None and asker.proven:
        return True
    return "Signature" in request.headers and await _signs(request)


async def _signs(request: web.Request) -> bool:
    """Also by a key that has to be fetched first: so seldom does a server carry a crawler's name. Whom this instance
    does not talk to is nobody."""
    site = site_of(request)
    try:
        if (await who_asks(request)).proven:
            return True
    except NotAllowed:
        return False
    url = site.config.origin + request.path_qs
    headers, keys = request.headers.items(), request.app[KEYS]
    try:
        await verify_request(request.method, request.path_qs, url, headers, b"", keys, site.clock.now())
    except SignatureError:
        return False
    return True


async def _refusal(request: web.Request, agent: Agent) -> web.Response:
    """403 with the reason, the terms, and where to ask; under the work's own policy in the headers."""
    request.pop(DRESSED, None)
    policy, settings, origin = said_of(request).policy, settings_of(request), site_of(request).config.origin
    words, path = WORDS[policy.preset], f"/policies/{policy.preset.value}"
    if wants_html(request):
        page = RefusalPage(
            title=_("Not for AI crawlers"),
            agent=agent.name,
            does=_DOES[agent.category],
            policy=words.title,
            policy_path=path,
            contact=settings.contact_email,
        )
        response = await pages.show(request, page, status=403)
    else:
        said = f"{agent.name} {_DOES[agent.category]}. That is not permitted here: {words.sentence}"
        where = {"policy": origin + path, "terms": f"{origin}/license.xml", "contact": f"{origin}/about"}
        response = web.json_response({"error": said, **where}, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
