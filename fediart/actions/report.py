"""Reporting: by a member, of a person or a post, here or elsewhere. Moderators hear of it; others only if allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from federation import write
from fediart.actions import brakes, outbox
from fediart.actions.actors import ensure_instance_actor
from fediart.actions.brakes import Brake
from fediart.actions.permissions import MAY
from fediart.clock import DAY, MINUTE
from fediart.errors import NotFound, Problem
from fediart.language import _, written
from fediart.site import Site
from fediart.store import accounts, actors, news_lists, posts, reports
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.notifications import notify
from fediart.store.posts import Post
from fediart.store.reports import OPEN, Report
from fediart.store.settings import read_settings
from fediart.store.visibility import may_see

REASONS = {
    "spam": written("Spam or advertising"),
    "theft": written("Shows somebody’s work without their leave"),
    "ai": written("Made by AI and not said so"),
    "hate": written("Harassment or hate"),
    "illegal": written("Against the law"),
    "other": written("Something else"),
}
MOST_CHARACTERS = 2_000
MOST_KEPT = 6_000  # of all words of one report, when the same is reported again
MOST_POSTS = 20
MOST_POSTS_KEPT = 100  # of one report, when more and more is added to it
REPORTS_OF_MEMBER = Brake("reports", free=20, first=10 * MINUTE, longest=DAY)


async def report_post(site: Site, me: Actor, post_id: int, reason: str, text: str, *, forward: bool = False) -> Report:
    """Raises NotFound for a post the member may not see; Problem, TooOften."""
    async with site.db.reading() as tx:
        post = await posts.by_id(tx, post_id)
        if post is None or post.deleted or not await may_see(tx, post, me.id):
            raise NotFound(_("There is no such post here, or it is not for everyone."))
    return await _report(site, me, post.actor_id, [post], reason, checked(reason, text), forward)


async def report_posts(
    site: Site,
    me: Actor,
    actor_id: int,
    post_ids: Sequence[int],
    reason: str,
    text: str,
    *,
    rules: Sequence[int] = (),
    forward: bool = False,
) -> Report:
    """Of a person, with those of these posts that are theirs and that the member may see. `rules` are places in the
    instance's list of rules, which is told in its words. Raises NotFound, Problem, TooOften."""
    async with site.db.reading() as tx:
        found = await posts.by_ids(tx, post_ids[:MOST_POSTS])
        about = [
            one
            for one in found.values()
            if one.actor_id == actor_id and not one.deleted and await may_see(tx, one, me.id)
        ]
        listed = (await read_settings(tx)).rules
    broken = [listed[number] for number in dict.fromkeys(rules) if 0 <= number < len(listed)]
    quoted = [_("Against the rule “%(rule)s”", rule=rule) for rule in broken]
    return await _report(site, me, actor_id, about, reason, "\n".join([*quoted, checked(reason, text)]), forward)


async def report_person(
    site: Site, me: Actor, actor_id: int, reason: str, text: str, *, forward: bool = False
) -> Report:
    """Raises NotFound, Problem, TooOften."""
    return await _report(site, me, actor_id, [], reason, checked(reason, text), forward)


async def _report(
    site: Site, me: Actor, target_id: int, about: Sequence[Post], reason: str, text: str, forward: bool
) -> Report:
    instance = await ensure_instance_actor(site)
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.deleted or target.kind == "Application":
            raise NotFound(_("There is nobody of that name here."))
        if target.id == me.id:
            raise Problem(_("You cannot report yourself."))
        await brakes.count_try(tx, REPORTS_OF_MEMBER, str(me.id), now=site.clock.now())
        made = await keep(tx, site, me, target, [post.id for post in about], text, reason=reason)
        if forward and not target.local:
            await _forward(tx, site, instance, target, about, made, text)
    site.delivery_bell.ring()
    return made


def checked(reason: str, text: str) -> str:
    """The words without what is around them. Raises Problem by field."""
    text = text.strip()
    if reason not in REASONS:
        raise Problem(_("Choose what is wrong."), field="reason")
    if len(text) > MOST_CHARACTERS:
        raise Problem(_("Shorten this to %(most)s characters.", most=MOST_CHARACTERS), field="text")
    return text


async def keep(
    tx: Writing, site: Site, reporter: Actor, target: Actor, post_ids: Iterable[int], text: str, *,
    reason: str = "", uri: str = "",
) -> Report:  # fmt: skip
    """A new report, or more to one that is open between the two; moderators are told of a new one."""
    now, number = site.clock.now(), site.ids.new()
    before = await reports.open_between(tx, reporter.id, target.id)
    if before is not None:
        room = MOST_POSTS_KEPT - await reports.count_posts(tx, before.id)
        await reports.add_posts(tx, before.id, list(post_ids)[: max(room, 0)])
        await add_words(tx, before, text)
        return before
    address = uri or f"{site.config.origin}/actor#reports/{number}"
    made = Report(number, address, reporter.id, target.id, reason, text[:MOST_KEPT], "", OPEN, "", None, now, 0)
    await reports.insert(tx, made)
    await reports.add_posts(tx, made.id, post_ids)
    await tell_moderators(tx, site, made, target.handle)
    return made


async def add_words(tx: Writing, before: Report, text: str) -> None:
    """More about the same, while nobody has handled it."""
    if text and text not in before.text:
        await reports.set_text(tx, before.id, f"{before.text}\n\n{text}".strip()[:MOST_KEPT])


async def tell_moderators(tx: Writing, site: Site, made: Report, whom: str) -> None:
    """All but those who have reported, or are reported."""
    for one in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "handle reports" in deeds]):
        if one.actor_id not in (made.reporter_id, made.target_id):
            told = await notify(tx, site.ids, one.actor_id, "report", now=site.clock.now(), text=f"About {whom}")
            await news_lists.keep_report(tx, told, made.id)


async def _forward(
    tx: Writing, site: Site, instance: Actor, target: Actor, about: Sequence[Post], made: Report, text: str
) -> None:
    """The instance's own actor speaks: who has reported stays unnamed. Posts that are not for everyone stay here."""
    open_ = [post.uri for post in about if post.visibility in ("public", "unlisted")]
    address = f"{instance.uri}#flags/{site.ids.new()}"
    flag = write.flag(address, instance.uri, [target.uri, *open_], text)
    inbox = outbox.inbox_of(target)
    sent = await outbox.send(tx, site, actor=instance, activity=flag | {"to": [target.uri]}, inboxes=[inbox])
    if sent:
        await tx.run("update reports set forwarded = :host where id = :id", host=target.host, id=made.id)
