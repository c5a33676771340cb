"""What becomes of works and posts when somebody is erased. What stands above is done first."""

from __future__ import annotations

from typing import Final

from fediart.store.erasure import POSTS, WORKS, Erasure, deleted, emptied, of_posts, of_works

ERASED_WORKS: Final[tuple[Erasure, ...]] = (
    # What is beside a work.
    emptied(
        "chosen_works", "theirs hang on the wall of the house no more, and what they wrote of others' is gone",
        f"delete from chosen_works where artwork_id in ({WORKS})",
        "update chosen_works set words = '' where account_id = :account",
    ),
    of_works("renditions"),
    of_works("picture_camera"),
    of_works("camera_shown"),
    of_works("picture_words"),
    of_works("work_facts"),
    of_works("tile_sets"),
    of_works("marked_works"),
    of_works("credentials"),
    of_works("credential_choices"),
    of_works("seal_problems"),
    of_works("schedules"),
    of_works("work_edits"),
    of_works("work_audits"),
    of_works("audit_works"),
    of_works("critiques"),
    of_works("artwork_process"),
    of_works("previews"),
    of_works("withdrawals"),
    of_works("imported_works"),
    of_works("rescan_works"),
    emptied(
        "measurements", "deleted with the pictures; the same bytes of somebody else are measured anew",
        f"delete from measurements where sha256 in (select sha256 from pictures where artwork_id in ({WORKS}))",
    ),
    emptied(
        "copies", "deleted, on whichever side they were",
        "delete from copies where artist_id = :actor",
        f"delete from copies where artwork_id in ({WORKS})",
        f"delete from copies where post_id in ({POSTS})",
    ),
    deleted("copy_choices", "artist_id", "other_id"),
    emptied(
        "picture_prints", "deleted with the pictures",
        f"delete from picture_prints where picture_id in (select id from pictures where artwork_id in ({WORKS}))",
    ),
    emptied(
        "prints", "deleted with the pictures, but for those of the same bytes elsewhere",
        f"""delete from prints where sha256 in (select sha256 from pictures where artwork_id in ({WORKS}))
        and not exists (select 1 from picture_prints p where p.print_id = prints.id)
        and not exists (select 1 from media_prints m where m.print_id = prints.id)""",
    ),
    emptied(
        "attachments", "deleted", f"delete from attachments where artwork_id in ({WORKS})",
        "delete from attachments where actor_id = :actor",
    ),
    emptied(
        "revisions", "kept as numbers, without the words",
        f"update revisions set words = '', sequence = '[]', ended = case when ended = 0 then :now else ended end"
        f" where artwork_id in ({WORKS})",
    ),
    # What was decided stays for the instance's figures, without a word of it.
    emptied(
        "verdicts", "kept: what was decided and when; the words, what was found in the files, and their hashes go",
        "update verdicts set note = '', evidence = '[]', reasons = '[]', sha256 = '' where artwork_id in"
        f" ({WORKS})",
        "update verdicts set note = '' where account_id = :account",
    ),
    emptied(
        "reviews", "kept as figures; the words go, and what is open is closed",
        f"""update reviews set words = '', state = 'closed', outcome = case when closed = 0 then 'withdrawn'
        else outcome end, closed = case when closed = 0 then :now else closed end where artwork_id in ({WORKS})""",
    ),
    emptied(
        "review_votes", "deleted",
        f"delete from review_votes where review_id in (select id from reviews where artwork_id in ({WORKS}))",
        "delete from review_votes where account_id = :account",
    ),
    emptied(
        "pictures", "kept as numbers, for the verdicts that name them",
        f"""update pictures set original = '', sha256 = '', bytes = 0, alt = '', file_name = '', blurhash = '',
        colour = '', width = 0, height = 0 where artwork_id in ({WORKS})""",
    ),
    emptied(
        "artworks", "kept as numbers, for the verdicts that name them",
        """update artworks set state = 'deleted', title = '', description = '', medium = '', tools = '', tags = '[]',
        warning = '', note = '', series_id = null, series_position = 0, licence = '', language = '', consent = '',
        visibility = 'direct', digital_source_type = '', ai_policy = '', policy_told = '' where actor_id = :actor""",
    ),
    # Posts.
    *of_posts(
        "post_tags", "post_details", "post_versions", "remote_media", "own_polls", "votes", "poll_options", "polls",
        "quote_requests", "reply_approvals", "reactions", "looks", "critique_replies", "remote_judgements",
        "receipts", "facets", "impressions", "impression_bands", "relayed_posts", "remote_label_steps",
    ),
    emptied(
        "marked_posts", "deleted with the posts", f"delete from marked_posts where post_id in ({POSTS})",
    ),
    emptied(
        "quotes", "deleted with the posts; what others quoted of theirs names no address any more",
        f"delete from quotes where post_id in ({POSTS})",
        f"update quotes set quoted_uri = 'gone:' || quoted_id, approval = '' where quoted_id in ({POSTS})",
    ),
    emptied(
        "remote_labels", "deleted with the posts", f"delete from remote_labels where post_id in ({POSTS})",
    ),
    emptied(
        "alike", "deleted with the posts", f"delete from alike where post_id in ({POSTS})",
        f"delete from alike where other_id in ({POSTS})",
    ),
    emptied("search_posts", "deleted with the posts", f"delete from search_posts where id in ({POSTS})"),
    emptied(
        "pins", "deleted", "delete from pins where actor_id = :actor", f"delete from pins where post_id in ({POSTS})"
    ),
    emptied(
        "mentions", "deleted", "delete from mentions where actor_id = :actor",
        f"delete from mentions where post_id in ({POSTS})",
    ),
    emptied(
        "likes", "deleted", "delete from likes where actor_id = :actor", f"delete from likes where post_id in ({POSTS})"
    ),
    emptied(
        "boosts", "deleted", "delete from boosts where actor_id = :actor",
        f"delete from boosts where post_id in ({POSTS})",
    ),
    emptied(
        "bookmarks", "deleted", "delete from bookmarks where actor_id = :actor",
        f"delete from bookmarks where post_id in ({POSTS})",
    ),
    emptied(
        "posts", "kept as numbers without words and addresses, so that what others answered keeps its place",
        """update posts set reply_to_uri = '', context = '', conversation = '' where reply_to_id in
        (select id from posts where actor_id = :actor)""",
        """update posts set context = '', conversation = '' where thread_id in
        (select id from posts where actor_id = :actor)""",
        """update posts set uri = 'gone:' || id, url = 'gone:' || id, reply_to_uri = '', context = '',
        conversation = '', content = '', source = '', title = '', warning = '', language = '', remote_rights = '{}',
        consent = '', visibility = 'direct', deleted = case when deleted = 0 then :now else deleted end,
        like_count = 0, boost_count = 0 where actor_id = :actor""",
    ),
    emptied(
        "series", "deleted", "delete from series where actor_id = :actor",
    ),
    deleted("series_gone", "actor_id"),
)  # fmt: skip
