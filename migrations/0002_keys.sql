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

-- What another server reads on signed GETs, and whether it reads Ed25519 at all; how its inbox fares is in `hosts`.
create table host_schemes (
    host text not null,
    purpose text not null,
    scheme text not null,
    seen bigint not null,
    primary key (host, purpose)
);
create index host_schemes_seen on host_schemes (seen);
