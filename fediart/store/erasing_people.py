"""What becomes of all that a person has beside works and posts when they are erased. The order is that of the deed."""

from __future__ import annotations

from typing import Final

from fediart.store.erasure import COMMISSIONS, WORKS, Erasure, along, closed, deleted, emptied

_LISTS: Final = "select id from lists where actor_id = :actor"
_OFFERS: Final = "select id from commission_offers where actor_id = :actor"
_ASKED: Final = "select id from commissions where client_id = :actor"
_REPORTED: Final = "select id from reports where target_id = :actor"
_REPORTS: Final = "select id from reports where reporter_id = :actor"
_STRIKES: Final = "select id from strikes where actor_id = :actor"

ERASED_PEOPLE: Final[tuple[Erasure, ...]] = (
    # Work for others. What somebody else was party to stays theirs, without who it was and what they said.
    emptied(
        "commission_files", "deleted; of somebody else's commissions those this person sent",
        f"delete from commission_files where commission_id in ({COMMISSIONS})",
        f"delete from commission_files where commission_id in ({_ASKED}) and side = 'client'",
    ),
    emptied(
        "commission_events", "deleted; of somebody else's commissions the words this person wrote",
        f"delete from commission_events where commission_id in ({COMMISSIONS})",
        f"update commission_events set words = '' where commission_id in ({_ASKED}) and side = 'client'",
    ),
    emptied(
        "commissions", "deleted; those asked of others stay with them, without name and address",
        "delete from commissions where artist_id = :actor",
        """update commissions set client_id = null, client_name = '', client_email = '', title = '–', round = round + 1
        where client_id = :actor""",
        f"update commissions set offer_id = null where offer_id in ({_OFFERS})",
    ),
    emptied(
        "commission_examples", "deleted", f"delete from commission_examples where offer_id in ({_OFFERS})",
        f"delete from commission_examples where artwork_id in ({WORKS})",
    ),
    deleted("commission_offers", "actor_id"),
    deleted("commission_blocks", "artist_id"),
    deleted("work_words", "actor_id"),
    deleted("work_profiles", "actor_id"),
    emptied(
        "opening_answers", "deleted", "delete from opening_answers where actor_id = :actor",
        "delete from opening_answers where opening_id in (select id from openings where actor_id = :actor)",
    ),
    deleted("openings", "actor_id"),
    # The portfolio, and what is on its way.
    emptied(
        "portfolio_places", "deleted", "delete from portfolio_places where actor_id = :actor",
        f"delete from portfolio_places where artwork_id in ({WORKS})",
    ),
    deleted("portfolios", "actor_id"),
    deleted("contact_doors", "actor_id"),
    deleted("enquiries", "actor_id", "from_id"),
    deleted("draft_files", "actor_id"),
    deleted("drafts", "actor_id"),
    deleted("app_files", "actor_id"),
    deleted("app_choices", "actor_id"),
    deleted("scheduled_texts", "actor_id"),
    deleted("site_exports", "actor_id"),
    deleted("account_exports", "actor_id"),
    deleted("own_domains", "actor_id"),
    emptied(
        "batch_works", "deleted",
        "delete from batch_works where batch_id in (select id from batches where actor_id = :actor)"
    ),
    deleted("batches", "actor_id"),
    deleted("replaced_pictures", "actor_id"),
    along("import_items", "imports"),
    along("import_files", "imports"),
    deleted("imports", "actor_id"),
    emptied(
        "visitor_sizes", "deleted", "delete from visitor_sizes where owner_id = :actor",
        f"delete from visitor_sizes where owner_id in ({WORKS})",
    ),
    emptied(
        "full_detail", "deleted", "delete from full_detail where owner_id = :actor",
        f"delete from full_detail where owner_id in ({WORKS})",
    ),
    emptied(
        "mark_wishes", "deleted", "delete from mark_wishes where owner_id = :actor",
        f"delete from mark_wishes where owner_id in ({WORKS})",
    ),
    deleted("signatures", "actor_id"),
    deleted("policy_changes", "actor_id"),
    # Trust, by others and in others.
    emptied(
        "trust_log", "deleted; what this person said about others as staff stays, without the words",
        "delete from trust_log where actor_id = :actor",
        f"delete from trust_log where artwork_id in ({WORKS})",
        "update trust_log set reason = '' where account_id = :account",
    ),
    deleted("vouches", "voucher_id", "artist_id"),
    emptied(
        "vouching_pauses", "deleted", "delete from vouching_pauses where voucher_id = :actor",
        f"delete from vouching_pauses where artwork_id in ({WORKS})",
    ),
    # Reports and strikes stay as figures.
    emptied(
        "report_notes", "the words go", f"update report_notes set text = '' where report_id in ({_REPORTED})",
        f"update report_notes set text = '' where report_id in ({_REPORTS})",
    ),
    emptied(
        "reports", "kept as figures; the words go, by whoever they are",
        "update reports set text = '', uri = 'gone:' || id where reporter_id = :actor",
        "update reports set text = '' where target_id = :actor",
    ),
    emptied(
        "strike_posts", "the words go", f"update strike_posts set words = '' where strike_id in ({_STRIKES})"
    ),
    emptied(
        "strike_appeals", "the words go",
        f"update strike_appeals set text = '', answer = '' where strike_id in ({_STRIKES})",
    ),
    deleted("taken_things", "actor_id"),
    emptied("strikes", "kept as figures; the words go", "update strikes set reason = '' where actor_id = :actor"),
    deleted("held_words", "actor_id"),
    # Between people.
    deleted("follows", "follower_id", "followee_id"),
    deleted("severed_follows", "follower_id", "followee_id", "local_id"),
    deleted("follow_options", "follower_id", "followee_id"),
    deleted("blocks", "actor_id", "target_id"),
    deleted("untold_blocks", "actor_id"),
    deleted("mutes", "actor_id", "target_id"),
    deleted("muted_hosts", "actor_id"),
    deleted("muted_words", "actor_id"),
    deleted("muted_threads", "actor_id"),
    emptied(
        "filter_posts", "deleted",
        "delete from filter_posts where filter_id in (select id from filters where actor_id = :actor)",
        "delete from filter_posts where post_id in (select id from posts where actor_id = :actor)",
    ),
    deleted("filters", "actor_id"),
    emptied(
        "list_people", "deleted", f"delete from list_people where list_id in ({_LISTS})",
        "delete from list_people where owner_id = :actor", "delete from list_people where person_id = :actor",
    ),
    deleted("lists", "actor_id"),
    deleted("person_notes", "actor_id", "target_id"),
    deleted("endorsements", "actor_id", "target_id"),
    deleted("suggestions_declined", "actor_id", "target_id"),
    deleted("moves", "actor_id", "target_id"),
    deleted("talks_put_away", "actor_id"),
    emptied(
        "talk_posts", "deleted with the posts",
        "delete from talk_posts where post_id in (select id from posts where actor_id = :actor)",
    ),
    deleted("talk_people", "actor_id"),
    # What they are told and how.
    along("report_news", "notifications"),
    emptied(
        "notifications", "deleted", "delete from notifications where actor_id = :actor",
        "delete from notifications where from_id = :actor",
        "delete from notifications where post_id in (select id from posts where actor_id = :actor)",
        f"delete from notifications where artwork_id in ({WORKS})",
    ),
    deleted("news_choices", "actor_id"),
    deleted("news_policies", "actor_id"),
    deleted("news_permits", "actor_id", "from_id"),
    deleted("markers", "actor_id"),
    deleted("push_subscriptions", "actor_id"),
    deleted("app_subscriptions", "actor_id"),
    deleted("announcement_reads", "actor_id"),
    deleted("announcement_reactions", "actor_id"),
    # Choices and finding.
    deleted("consent_defaults", "actor_id"),
    deleted("viewer_choices", "actor_id"),
    deleted("home_choices", "actor_id"),
    deleted("profile_choices", "actor_id"),
    deleted("followed_tags", "actor_id"),
    deleted("featured_tags", "actor_id"),
    deleted("look_backs", "actor_id"),
    deleted("actor_details", "actor_id"),
    deleted("actor_limits", "actor_id"),
    deleted("person_limits", "actor_id"),
    emptied("search_people", "deleted", "delete from search_people where id = :actor"),
    # The account.
    closed("sessions"),
    closed("access_tokens"),
    closed("oauth_codes"),
    closed("refresh_tokens"),
    closed("app_answers"),
    closed("mail_links"),
    closed("mail_choices"),
    closed("invitations"),
    closed("authenticators"),
    closed("recovery_codes"),
    closed("passkeys"),
    closed("half_log_ins"),
    closed("known_places"),
    closed("sign_ups"),
    emptied(
        "actors", "what they said of themselves goes at once",
        """update actors set display_name = '', bio = '', bio_html = '', avatar = '', avatar_alt = '', header = '',
        header_alt = '', fields = '[]', ai_policy = '', moved_to = '', also_known_as = '[]' where id = :actor""",
    ),
    emptied(
        "accounts", "kept as a number, so that what this person decided as staff stays somebody's",
        """update accounts set email = 'gone-' || id || '@invalid', password_hash = '', role = 'artist', locale = 'en',
        reason = '', policy_told = '', suspended = case when suspended = 0 then :now else suspended end,
        last_seen = 0, two_factors = 0, gone = :now where id = :account""",
    ),
)  # fmt: skip
