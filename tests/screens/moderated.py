"""What moderators see: rules, lists that wait, reports, suspended people, relays, and pictures from elsewhere."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import domain_lists, domains, people_elsewhere, report
from fediart.clock import DAY, HOUR, HandClock
from fediart.site import Site
from fediart.store import accounts, relays
from fediart.store import domain_lists as lists
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.domain_lists import SharedList
from fediart.store.domain_rules import EVERYONE, NONE, SILENCE, DomainRule, Moderation
from fediart.store.relays import Relay
from tests import seeds

LIST = """#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
adverts.example,suspend,True,True,Nothing but advertising,False
friends-of-jane.example,suspend,False,False,Somebody’s quarrel,False
xn--bcher-kva.example,silence,False,False,,True
"""


async def furnish(site: Site, clock: HandClock, jane: Actor, tomasz: Actor) -> None:
    async with site.db.reading() as tx:
        owner = await accounts.by_actor(tx, jane.id)
    assert owner is not None
    rules = [
        DomainRule("spam.example", comment="Floods everybody with advertisements.", public_comment="Spam"),
        DomainRule("loud.example", SILENCE, mark_sensitive=True, public_comment="Many posts without warnings"),
        DomainRule("heavy-pictures-from-a-rather-long-name.example", NONE, reject_media=True, reject_reports=True),
        DomainRule("copies.example", obfuscate=True, public_comment="Sells prints of other people’s works"),
    ]
    near = await seeds.stranger(site, "near", "friends-of-jane.example")
    await seeds.follow(site, near, jane)
    gone = await seeds.stranger(site, "gone", "spam.example", display_name="Gone")
    await seeds.follow(site, gone, jane)
    for rule in rules:
        await domains.set_rule(site, owner, rule)
    await domains.allow(site, owner, "friend.example", comment="Ines’ house")
    await domains.choose(site, owner, Moderation(shown_to=EVERYONE))
    await domain_lists.import_file(site, owner, LIST)
    async with site.db.writing() as tx:
        words = "412 domains; 3 changes applied, 0 wait for you"
        shared = SharedList(
            site.ids.new(), "https://lists.example/blocks.csv", "lists.example", 1, clock.now(), words, 0
        )
        await lists.put_list(tx, shared)
    await _reports(site, clock, owner, jane, tomasz)
    await _relays(site, clock)


async def _reports(site: Site, clock: HandClock, owner: Account, jane: Actor, tomasz: Actor) -> None:
    thief = await seeds.stranger(site, "bestprints", "shop.example", display_name="Best Prints 4 You")
    post = await seeds.say(site, thief, "<p>NEW: “Evening above the reservoir”, on canvas, 19.90 only today!</p>")
    words = "This is my picture from March. They cut off the signature. I wrote to them twice."
    await report.report_post(site, tomasz, post.id, "theft", words)
    other = await seeds.stranger(site, "shop.example", "shop.example")
    async with site.db.writing() as tx:
        await report.keep(tx, site, other, jane, [], "We are told that this account copies our customers’ works.")
    rude = await seeds.stranger(site, "rude", "quarrel.example", display_name="Rude")
    await people_elsewhere.suspend(site, owner, rude.id, note="Threats in three threads")
    clock.move(HOUR)


async def _relays(site: Site, clock: HandClock) -> None:
    made = [
        Relay(site.ids.new(), "https://relay.artists.example/inbox", "mastodon", "https://relay.artists.example/inbox",
              "https://relay.artists.example/actor", "a", "accepted", "", 0, 0, 1204, 311, clock.now(), clock.now()),
        Relay(site.ids.new(), "https://big.example/actor", "litepub", "https://big.example/inbox",
              "https://big.example/actor", "b", "pending", "", 0, 0, 0, 0, clock.now() - DAY, clock.now()),
    ]  # fmt: skip
    async with site.db.writing() as tx:
        for one in made:
            await relays.insert(tx, one)
        await relays.insert(tx, replace(made[1], id=site.ids.new(), address="https://no.example/inbox", follow_uri="c",
                                        state="rejected"))  # fmt: skip
