-- What only some posts have beside words and pictures: a type of their own, several languages, a time and place.
-- Most posts have no row here.
create table post_details (
    post_id bigint primary key references posts (id),
    body text not null
);

-- What some people of other servers say of themselves that no statement ever asks for: only their page shows it.
create table actor_details (
    actor_id bigint primary key references actors (id),
    body text not null
);

-- Custom emojis of other servers, by the host of whoever used them. `key` is our copy once `state` is kept.
create table emojis (
    id bigint primary key,
    host text not null,
    shortcode text not null,
    url text not null,
    key text not null default '',
    state text not null default 'waiting',
    updated bigint not null default 0,
    created bigint not null
);
create unique index emojis_named on emojis (host, shortcode);
create index emojis_key on emojis (key) where key <> '';
create index emojis_waiting on emojis (host, id) where state = 'waiting';
