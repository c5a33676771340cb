"""What goes when a work goes, or an account: what was arranged, offered, asked, begun and kept beside it."""

from __future__ import annotations

from fediart.store import commissions
from fediart.store.database import Writing, numbers


async def forget_places(tx: Writing, artwork_id: int) -> None:
    """A deleted work hangs nowhere, is no example, and undoing a change of many works brings nothing of it back."""
    for table in ("portfolio_places", "commission_examples", "batch_works", "imported_works"):
        await tx.run(f"delete from {table} where artwork_id = :id", id=artwork_id)
    await tx.run("delete from marked_posts where post_id = :id", id=artwork_id)


async def forget_account(tx: Writing, actor_id: int) -> None:
    """Everything that somebody here has for themselves; files that no row names any more are swept.

    What others have of it stays theirs: who was asked for a commission keeps it, without name or address, and messages
    stay with those who got them. Works and posts are not asked for here.
    """
    await _forget_work(tx, actor_id)
    await _forget_talks(tx, actor_id)
    await tx.batch([(sql, {"id": actor_id}) for sql in _OWN])


async def _forget_work(tx: Writing, actor_id: int) -> None:
    own = await tx.all("select id from commissions where artist_id = :id", id=actor_id)
    if own:
        await commissions.forget(tx, [row["id"] for row in own])
    await tx.run(
        """update commissions set client_id = null, client_name = '', client_email = '', round = round + 1
        where client_id = :id""",
        id=actor_id,
    )
    offers = numbers(
        row["id"] for row in await tx.all("select id from commission_offers where actor_id = :id", id=actor_id)
    )
    await tx.run(f"delete from commission_examples where offer_id in ({offers})")
    await tx.run(f"update commissions set offer_id = null where offer_id in ({offers})")


async def _forget_talks(tx: Writing, actor_id: int) -> None:
    """A talk that nobody is in any more goes."""
    left = await tx.all("select talk_id from talk_people where actor_id = :id", id=actor_id)
    await tx.run("delete from talk_people where actor_id = :id", id=actor_id)
    for row in left:
        talk_id = row["talk_id"]
        if await tx.value("select 1 from talk_people where talk_id = :id limit 1", id=talk_id) is None:
            await tx.run("delete from talk_posts where talk_id = :id", id=talk_id)
            await tx.run("delete from talks where id = :id", id=talk_id)


_OWN = (
    "delete from commission_offers where actor_id = :id",
    "delete from commission_blocks where artist_id = :id",
    "delete from work_words where actor_id = :id",
    "delete from work_profiles where actor_id = :id",
    "delete from opening_answers where actor_id = :id",
    "delete from opening_answers where opening_id in (select id from openings where actor_id = :id)",
    "delete from openings where actor_id = :id",
    "delete from portfolio_places where actor_id = :id",
    "delete from portfolios where actor_id = :id",
    "delete from contact_doors where actor_id = :id",
    "delete from enquiries where actor_id = :id",
    "delete from enquiries where from_id = :id",
    "delete from draft_files where actor_id = :id",
    "delete from app_files where actor_id = :id",
    "delete from app_choices where actor_id = :id",
    "delete from scheduled_texts where actor_id = :id",
    "delete from muted_threads where actor_id = :id",
    "delete from drafts where actor_id = :id",
    "delete from site_exports where actor_id = :id",
    "delete from own_domains where actor_id = :id",
    "delete from batch_works where batch_id in (select id from batches where actor_id = :id)",
    "delete from batches where actor_id = :id",
    "delete from followed_tags where actor_id = :id",
    "delete from home_choices where actor_id = :id",
    "delete from markers where actor_id = :id",
    "delete from news_policies where actor_id = :id",
    "delete from news_permits where actor_id = :id",
    "delete from app_subscriptions where actor_id = :id",
    "delete from talks_put_away where actor_id = :id",
    "delete from announcement_reads where actor_id = :id",
    "delete from announcement_reactions where actor_id = :id",
    "delete from mutes where actor_id = :id",
    "delete from mutes where target_id = :id",
    "delete from muted_hosts where actor_id = :id",
    "delete from muted_words where actor_id = :id",
    "delete from filter_posts where filter_id in (select id from filters where actor_id = :id)",
    "delete from filters where actor_id = :id",
    "delete from profile_choices where actor_id = :id",
    "delete from follow_options where follower_id = :id",
    "delete from follow_options where followee_id = :id",
    "delete from person_notes where actor_id = :id",
    "delete from person_notes where target_id = :id",
    "delete from endorsements where actor_id = :id",
    "delete from endorsements where target_id = :id",
    "delete from featured_tags where actor_id = :id",
    "delete from suggestions_declined where actor_id = :id",
    "delete from suggestions_declined where target_id = :id",
    "delete from list_people where owner_id = :id",
    "delete from list_people where person_id = :id",
    "delete from lists where actor_id = :id",
    "delete from news_choices where actor_id = :id",
    "delete from push_subscriptions where actor_id = :id",
    "delete from bookmarks where actor_id = :id",
    "delete from full_detail where owner_id = :id",
    "delete from person_limits where actor_id = :id",
    "delete from taken_things where actor_id = :id",
    "delete from strike_posts where strike_id in (select id from strikes where actor_id = :id)",
    "delete from strike_appeals where strike_id in (select id from strikes where actor_id = :id)",
    "delete from strikes where actor_id = :id",
    "delete from imports where actor_id = :id",
    "delete from account_exports where actor_id = :id",
    "delete from departure_receipts where departure_id in (select id from departures where actor_id = :id)",
    "delete from departures where actor_id = :id",
    "delete from search_people where id = :id",
    "delete from to_index where kind = 'person' and id = :id",
)
