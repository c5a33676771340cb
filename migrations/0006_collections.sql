-- Moves of accounts, of ours and of others, as they were announced. `undone` is when the redirect was taken back, or 0.
create table moves (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    uri text not null unique,
    created bigint not null,
    undone bigint not null default 0
);
create index moves_actor on moves (actor_id, created);
create index moves_target on moves (target_id);

-- When a series' words, order or works changed last.
alter table series add column changed bigint not null default 0;
