-- Ed25519 keys of actors (FEP-521a): ours with their private half, others' as they publish them. `id` is the key's URL,
-- the keys themselves are PEM text.
create table actor_keys (
    id text primary key,
    actor_id bigint not null references actors (id),
    public_key text not null,
    private_key text not null default '',
    created bigint not null
);
create index actor_keys_actor on actor_keys (actor_id);

-- Servers whose actors publish Ed25519 keys, as they were last seen to: only there are requests signed with ours.
create table ed25519_hosts (
    host text primary key,
    seen bigint not null
);
create index ed25519_hosts_seen on ed25519_hosts (seen);
