"""Ed25519 keys beside the RSA key of each actor (FEP-521a): ours with both halves, others' as they publish them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from federation.keys import KeyPair, PrivateKey, PublicKey
from fediart.store.actors import Actor, actor_from, by_key_id, listed
from fediart.store.database import Reading, Writing

ID_SUFFIX = "#ed25519-key"


@dataclass(frozen=True, slots=True)
class ActorKey:
    """A key by its URL; `private_key` is empty for those of others."""

    id: str
    actor_id: int
    public_key: str
    private_key: str = field(default="", repr=False)


async def owner(tx: Reading, key_id: str) -> Actor | None:
    """The actor known here who has a key of this URL, of either kind."""
    actor = await by_key_id(tx, key_id) if key_id else None
    if actor is not None:
        return actor
    row = await tx.one(
        f"""select {listed("actors")} from actor_keys join actors on actors.id = actor_keys.actor_id
        where actor_keys.id = :key_id""",
        key_id=key_id,
    )
    return actor_from(row, "actor_") if row else None


async def public(tx: Reading, key_id: str) -> str:
    """The PEM text of an Ed25519 key, empty where it is not known here."""
    return str(await tx.value("select public_key from actor_keys where id = :key_id", key_id=key_id) or "")


async def of_actor(tx: Reading, actor_id: int) -> tuple[ActorKey, ...]:
    rows = await tx.all(
        "select id, actor_id, public_key, private_key from actor_keys where actor_id = :actor_id order by created, id",
        actor_id=actor_id,
    )
    return tuple(ActorKey(row["id"], row["actor_id"], row["public_key"], row["private_key"]) for row in rows)


async def signing_key(tx: Reading, actor_id: int) -> PrivateKey | None:
    """The key with which an actor of ours makes proofs; None until it has one."""
    row = await tx.one(
        "select id, private_key from actor_keys where actor_id = :actor_id and private_key <> ''", actor_id=actor_id
    )
    return PrivateKey(row["id"], row["private_key"]) if row else None


async def add_own(tx: Writing, actor: Actor, pair: KeyPair, *, now: int) -> None:
    """Gives an actor of ours its pair. The first one stays, whoever comes second."""
    await tx.run(
        """insert into actor_keys (id, actor_id, public_key, private_key, created)
        values (:id, :actor_id, :public_key, :private_key, :now) on conflict (id) do nothing""",
        id=actor.uri + ID_SUFFIX,
        actor_id=actor.id,
        public_key=pair.public_pem,
        private_key=pair.private_pem,
        now=now,
    )


async def forget(tx: Writing, actor_id: int) -> None:
    """The keys of an actor whose row goes."""
    await tx.run("delete from actor_keys where actor_id = :id", id=actor_id)


async def keep_of(tx: Writing, actor_id: int, host: str, keys: Sequence[PublicKey], *, now: int) -> None:
    """What an actor of the server `host` publishes now, instead of what it published before."""
    await tx.run("delete from actor_keys where actor_id = :actor_id and private_key = ''", actor_id=actor_id)
    await tx.many(
        """insert into actor_keys (id, actor_id, public_key, created) values (:id, :actor_id, :public_key, :now)
        on conflict (id) do nothing""",
        [{"id": key.id, "actor_id": actor_id, "public_key": key.pem, "now": now} for key in keys],
    )
    if keys:
        await tx.run(
            """insert into ed25519_hosts (host, seen) values (:host, :now)
            on conflict (host) do update set seen = excluded.seen""",
            host=host,
            now=now,
        )


async def reading_ed25519(tx: Reading, hosts: Iterable[str]) -> set[str]:
    """Those of these servers whose actors publish Ed25519 keys."""
    listed_ = sorted(set(hosts))
    places = ", ".join(f":h{number}" for number in range(len(listed_)))
    if not listed_:
        return set()
    rows = await tx.all(
        f"select host from ed25519_hosts where host in ({places})",
        **{f"h{number}": name for number, name in enumerate(listed_)},
    )
    return {row["host"] for row in rows}


async def forget_hosts(tx: Writing, *, before: int) -> int:
    """Drops servers that have not been seen with such keys since then (advisory 59)."""
    return await tx.run("delete from ed25519_hosts where seen < :before", before=before)


async def without(tx: Reading, *, limit: int) -> list[int]:
    """Actors of ours who have no pair yet."""
    rows = await tx.all(
        """select id from actors where host = '' and deleted = 0 and not exists (
        select 1 from actor_keys where actor_keys.actor_id = actors.id and private_key <> '') limit :limit""",
        limit=limit,
    )
    return [row["id"] for row in rows]
