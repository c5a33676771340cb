"""What this instance thinks of other servers: one rule per domain, read once and kept in memory for a few seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from fediart.clock import SECOND
from fediart.store.database import Reading, Row, Writing

FRESH = 5 * SECOND  # another process may have changed them
NONE, SILENCE, SUSPEND = "none", "silence", "suspend"
SEVERITIES = (NONE, SILENCE, SUSPEND)
BLOCK_LIST, ALLOW_LIST = "block", "allow"
NOBODY, MEMBERS, EVERYONE = "nobody", "members", "everyone"


@dataclass(frozen=True, slots=True)
class DomainRule:
    """Holds for the domain and everything below it. `comment` is for moderators, `public_comment` for others."""

    domain: str
    severity: str = SUSPEND
    reject_media: bool = False
    reject_reports: bool = False
    mark_sensitive: bool = False
    comment: str = ""
    public_comment: str = ""
    obfuscate: bool = False
    list_id: int = 0
    created: int = 0

    @property
    def without_media(self) -> bool:
        return self.reject_media or self.severity == SUSPEND

    @property
    def without_reports(self) -> bool:
        return self.reject_reports or self.severity == SUSPEND

    @property
    def does_something(self) -> bool:
        return self.severity != NONE or self.reject_media or self.reject_reports or self.mark_sensitive


def strictness(rule: DomainRule) -> tuple[int, bool]:
    """To compare two rules by."""
    return SEVERITIES.index(rule.severity), rule.mark_sensitive


@dataclass(frozen=True, slots=True)
class Moderation:
    """What an admin chose: whom we talk to at all, who may read the list, and what relays may bring."""

    mode: str = BLOCK_LIST
    shown_to: str = NOBODY
    relay_pictures_only: bool = True
    relay_per_minute: int = 30


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that is decided about domains. `relays` are the actors of relays we are subscribed to, `lists` the
    hosts of shared lists, which are read whatever the mode."""

    settings: Moderation = Moderation()
    by_domain: Mapping[str, DomainRule] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    relays: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def rule_for(self, host: str) -> DomainRule | None:
        """The rule nearest to this host: its own, or that of the closest domain above it."""
        if not self.by_domain:
            return None
        return next((self.by_domain[one] for one in covering(host) if one in self.by_domain), None)

    def talks_to(self, host: str) -> bool:
        """Whether anything at all goes to this host or is taken from it."""
        rule = self.rule_for(host)
        if rule is not None and rule.severity == SUSPEND:
            return False
        return self.settings.mode != ALLOW_LIST or not self.allowed.isdisjoint(covering(host))

    def takes_media_of(self, host: str) -> bool:
        rule = self.rule_for(host)
        return self.talks_to(host) and not (rule is not None and rule.reject_media)


class KnownRules:
    """The rules in memory. Asking costs nothing while they are fresh; a change in this process counts at once."""

    def __init__(self) -> None:
        self._rules = Rules()
        self._version = ""
        self._read = -FRESH
        self.tell: Callable[[], None] | None = None

    def kept(self, *, now: int) -> Rules | None:
        """The rules if they are fresh."""
        return self._rules if now - self._read < FRESH else None

    async def read(self, tx: Reading, *, now: int) -> Rules:
        """From memory, or from the rows where somebody has changed them."""
        kept = self.kept(now=now)
        if kept is not None:
            return kept
        version = str(await tx.value("select value from settings where key = 'domain-rules'") or "")
        if version != self._version:
            self._rules, self._version = await read_rules(tx), version
        self._read = now
        return self._rules

    def changed(self) -> None:
        """To be called after the commit of a change: they are read anew when they are asked for."""
        self.heard()
        if self.tell is not None:
            self.tell()

    def heard(self) -> None:
        """Another process has changed them."""
        self._read, self._version = -FRESH, ""

    def permits(self, host: str) -> bool:
        """For the connector, which cannot wait: whether this host may be asked or told anything."""
        return host in self._rules.lists or self._rules.talks_to(host)


def covering(host: str) -> list[str]:
    """The domains whose rule covers a host: itself and its parents, the nearest first, on label boundaries.

    A port is part of the first only (advisory 30); an address has no parents.
    """
    full = host.lower().rstrip(".")
    name = full if full.endswith("]") else full.rpartition(":")[0] if ":" in full else full
    name = name.rstrip(".")
    if name.startswith("[") or name.replace(".", "").isdigit():
        return list(dict.fromkeys([full, name]))
    labels = name.split(".")
    return list(dict.fromkeys([full, *(".".join(labels[number:]) for number in range(len(labels)))]))


_LISTED = """domain, severity, reject_media, reject_reports, mark_sensitive, comment, public_comment, obfuscate,
    list_id, created"""


_FLAGS = ("reject_media", "reject_reports", "mark_sensitive", "obfuscate")
_WORDS = ("domain", "severity", "comment", "public_comment", "list_id", "created")


def rule_from(row: Row) -> DomainRule:
    flags: dict[str, Any] = {name: bool(row[name]) for name in _FLAGS}
    return DomainRule(**{name: row[name] for name in _WORDS} | flags)


async def all_rules(tx: Reading) -> Sequence[DomainRule]:
    return [rule_from(row) for row in await tx.all(f"select {_LISTED} from domain_blocks order by domain")]


async def one(tx: Reading, domain: str) -> DomainRule | None:
    row = await tx.one(f"select {_LISTED} from domain_blocks where domain = :domain", domain=domain)
    return rule_from(row) if row else None


async def allowed(tx: Reading) -> Sequence[Row]:
    """`domain, comment, created` of the allow-list."""
    return await tx.all("select domain, comment, created from domain_allows order by domain")


async def read_rules(tx: Reading) -> Rules:
    relays = await tx.all("select actor_uri from relays where state = 'accepted' and actor_uri <> ''")
    lists = await tx.all("select host from domain_lists")
    return Rules(
        settings=await read_moderation(tx),
        by_domain={one.domain: one for one in await all_rules(tx)},
        allowed=frozenset(row["domain"] for row in await allowed(tx)),
        relays=frozenset(row["actor_uri"] for row in relays),
        lists=frozenset(row["host"] for row in lists),
    )


async def covered(tx: Reading, host: str) -> bool:
    """Whether this host must not be talked to, straight from the rows: for whoever holds a transaction anyway."""
    names = covering(host)
    places = ", ".join(f":d{number}" for number in range(len(names)))
    rows = await tx.all(
        f"""select domain, severity as word from domain_blocks where domain in ({places})
        union all select domain, '+' as word from domain_allows where domain in ({places})
        union all select '' as domain, value as word from settings where key = 'moderation'""",
        **{f"d{number}": name for number, name in enumerate(names)},
    )
    said = {row["domain"]: row["word"] for row in rows if row["word"] in SEVERITIES}
    nearest = next((said[name] for name in names if name in said), NONE)
    settings = next((moderation_from(row["word"]) for row in rows if not row["domain"]), Moderation())
    if nearest == SUSPEND:
        return True
    return settings.mode == ALLOW_LIST and not any(row["word"] == "+" for row in rows)


async def put_rule(tx: Writing, rule: DomainRule) -> None:
    await tx.run(
        f"""insert into domain_blocks ({_LISTED}) values (:domain, :severity, :reject_media, :reject_reports,
        :mark_sensitive, :comment, :public_comment, :obfuscate, :list_id, :created)
        on conflict (domain) do update set severity = excluded.severity, reject_media = excluded.reject_media,
        reject_reports = excluded.reject_reports, mark_sensitive = excluded.mark_sensitive,
        comment = excluded.comment, public_comment = excluded.public_comment, obfuscate = excluded.obfuscate,
        list_id = excluded.list_id""",
        **{name: int(value) if isinstance(value, bool) else value for name, value in asdict(rule).items()},
    )
    await rules_changed(tx)


async def drop_rule(tx: Writing, domain: str) -> bool:
    touched = await tx.run("delete from domain_blocks where domain = :domain", domain=domain)
    await rules_changed(tx)
    return touched > 0


async def allow(tx: Writing, domain: str, *, comment: str, now: int) -> None:
    await tx.run(
        """insert into domain_allows (domain, comment, created) values (:domain, :comment, :now)
        on conflict (domain) do update set comment = excluded.comment""",
        domain=domain,
        comment=comment,
        now=now,
    )
    await rules_changed(tx)


async def disallow(tx: Writing, domain: str) -> bool:
    touched = await tx.run("delete from domain_allows where domain = :domain", domain=domain)
    await rules_changed(tx)
    return touched > 0


async def read_moderation(tx: Reading) -> Moderation:
    return moderation_from(await tx.value("select value from settings where key = 'moderation'") or "{}")


def moderation_from(text: str) -> Moderation:
    """Keys of other versions are left out."""
    raw: dict[str, Any] = json.loads(text)
    return Moderation(**{item.name: raw[item.name] for item in fields(Moderation) if item.name in raw})


async def save_moderation(tx: Writing, settings: Moderation, *, now: int) -> None:
    await _save(tx, "moderation", json.dumps(asdict(settings)), now=now)
    await rules_changed(tx)


async def rules_changed(tx: Writing) -> None:
    """Something that `Rules` holds has changed: other processes read it again when this number is another one."""
    await tx.run(
        """insert into settings (key, value, changed) values ('domain-rules', '1', 0)
        on conflict (key) do update set value = cast(cast(settings.value as bigint) + 1 as text)"""
    )


async def _save(tx: Writing, key: str, value: str, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values (:key, :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        key=key,
        value=value,
        now=now,
    )
