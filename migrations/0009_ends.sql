-- Members who do not want the servers of people they block to be told. Without a row they are told.
create table untold_blocks (
    actor_id bigint primary key references actors (id),
    since bigint not null
);

-- Series that were shown to everyone and are deleted: their addresses answer 410.
create table series_gone (
    actor_id bigint not null references actors (id),
    slug text not null,
    deleted bigint not null,
    primary key (actor_id, slug)
);
