"""The table of all tables: what becomes of each one's rows when somebody is erased. A test reads it against the schema,
so that a new table fails until it says so here.

Erasing has two stages: everything but what the news to other servers needs (`AT_ONCE`), and that, too (`AT_LAST`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.store.database import Database, Reading
from fediart.store.departures import Departure
from fediart.store.erasing_people import ERASED_PEOPLE
from fediart.store.erasing_words import SWEPT
from fediart.store.erasing_works import ERASED_WORKS
from fediart.store.erasure import Erasure, emptied, nobody

AT_ONCE: Final[tuple[Erasure, ...]] = (*ERASED_WORKS, *ERASED_PEOPLE)

AT_LAST: Final[tuple[Erasure, ...]] = (
    emptied("actor_keys", "deleted", "delete from actor_keys where actor_id = :actor"),
    emptied(
        "deliveries", "deleted; where the Delete arrived stays",
        "delete from deliveries where outgoing_id in (select id from outgoing where actor_id = :actor)",
    ),
    emptied("outgoing", "deleted", "delete from outgoing where actor_id = :actor"),
    emptied(
        "actors", "kept as a number without name, keys and addresses",
        """update actors set uri = 'gone:' || id, name = 'gone-' || id, display_name = '', bio = '', bio_html = '',
        url = 'gone:' || id, inbox = '', shared_inbox = '', outbox = '', followers_uri = '', following_uri = '',
        featured_uri = '', avatar = '', avatar_alt = '', header = '', header_alt = '', fields = '[]',
        public_key_id = 'gone:' || id, public_key = '', private_key = '', ai_policy = '', remote_rights = '{}',
        moved_to = '', also_known_as = '[]', follower_count = 0, following_count = 0, discoverable = 0,
        suspended = case when suspended = 0 then :now else suspended end where id = :actor""",
    ),
    emptied("to_index", "forgotten", "delete from to_index where kind = 'person' and id = :actor"),
    emptied(
        "departures", "kept as a number: when, by whom, and where it was heard",
        "update departures set reason = '', mail = '', locale = '' where actor_id = :actor",
    ),
)  # fmt: skip

# What is not anybody's, or does not say whose it is. Tables of words that name people are gone through (`SWEPT`).
NOBODYS: Final[tuple[Erasure, ...]] = (
    *nobody(
        "the instance's own", "settings", "migrations", "domain_blocks", "domain_allows", "domain_lists",
        "domain_proposals", "relays", "admission_policies", "rescans", "audits", "forbidden", "forbidden_bands",
        "forbidden_files", "announcements", "terms", "answer_templates", "rule_versions", "rule_translations",
        "word_rules", "sign_up_days", "mail_hours", "disposable_domains", "email_domain_blocks",
        "ip_blocks", "processes", "stream_listeners", "remote_budget", "facet_words", "crawler_days",
        "crawler_visits", "backups", "program_versions", "day_figures",
    ),
    *nobody("hashes that no name can be read from", "email_blocks", "gone_names", "used_challenges"),
    *nobody("of other servers and their people", "hosts", "host_errors", "ed25519_hosts", "emojis", "media_prints",
            "remote_wishes", "remote_copies", "departure_receipts"),
    *nobody("numbers alone, and newest ones only", "stream_events", "report_posts"),
    *nobody("registered by programs", "apps"),
    *nobody("whose talk it was stands in talk_people", "talks"),
)  # fmt: skip

TABLES: Final[Mapping[str, Erasure]] = {
    one.table: one
    for one in (
        *(Erasure(table, "gone through for names") for table in SWEPT), *AT_ONCE, *AT_LAST, *NOBODYS,
    )
}  # fmt: skip


async def carry_out(db: Database, stage: tuple[Erasure, ...], one: Departure, *, now: int) -> None:
    """Each table in a transaction of its own: whatever interrupts it, a second run does the rest."""
    for erasure in stage:
        async with db.writing() as tx:
            for sql in erasure.sql:
                given = {"actor": one.actor_id, "account": one.account_id, "now": now}
                await tx.run(sql, **{name: value for name, value in given.items() if f":{name}" in sql})


async def files_of(tx: Reading, one: Departure) -> list[str]:
    """The storage keys of all files that are theirs. Others may have the same bytes: look before you delete."""
    found: set[str] = set()
    for sql in _FILES:
        rows = await tx.all(sql, actor=one.actor_id)
        found |= {row["key"] for row in rows if row["key"]}
    return sorted(found)


_WORK: Final = "(select id from artworks where actor_id = :actor)"
_FILES: Final = (
    f"select original as key from pictures where artwork_id in {_WORK}",
    f"select key from renditions where artwork_id in {_WORK}",
    f"select key from tile_sets where artwork_id in {_WORK}",
    "select stored as key from attachments where actor_id = :actor",
    "select preview as key from attachments where actor_id = :actor",
    "select original as key from draft_files where actor_id = :actor",
    "select original as key from app_files where actor_id = :actor",
    "select preview as key from app_files where actor_id = :actor",
    "select key from signatures where actor_id = :actor",
    "select stored as key from site_exports where actor_id = :actor",
    "select stored as key from account_exports where actor_id = :actor",
    "select stored as key from import_files where import_id in (select id from imports where actor_id = :actor)",
    "select key from replaced_pictures where actor_id = :actor",
    """select stored as key from commission_files where commission_id in
        (select id from commissions where artist_id = :actor)""",
    """select preview as key from commission_files where commission_id in
        (select id from commissions where artist_id = :actor)""",
    """select stored as key from commission_files where side = 'client' and commission_id in
        (select id from commissions where client_id = :actor)""",
    """select preview as key from commission_files where side = 'client' and commission_id in
        (select id from commissions where client_id = :actor)""",
    "select stored as key from taken_things where actor_id = :actor",
    "select avatar as key from actors where id = :actor",
    "select header as key from actors where id = :actor",
)
