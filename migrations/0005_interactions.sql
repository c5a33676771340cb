-- Who may like, reply to, boost or quote: JSON of fediart/store/consent.py; empty says nothing.
alter table posts add column consent text not null default '';
alter table artworks add column consent text not null default '';

-- What an artist wants for new posts.
create table consent_defaults (
    actor_id bigint primary key references actors (id),
    consent text not null
);

-- A post that quotes another. state: unchecked | waiting | allowed | refused | revoked | unconfirmed.
-- `approval` is the address of the QuoteAuthorization; `request_uri` the id of our QuoteRequest, for posts of ours.
create table quotes (
    post_id bigint primary key references posts (id),
    quoted_uri text not null,
    quoted_id bigint references posts (id),
    state text not null,
    approval text not null default '',
    request_uri text not null default '',
    created bigint not null
);
create index quotes_quoted on quotes (quoted_id, state);
create index quotes_approval on quotes (approval) where approval <> '';
create index quotes_request on quotes (request_uri) where request_uri <> '';

-- Who asked to quote a post of ours, and what its artist said. The id is that of the QuoteAuthorization.
-- state: waiting | allowed | refused | revoked. `content` is what the quoting post says, sanitized.
create table quote_requests (
    id bigint primary key,
    post_id bigint not null references posts (id),
    author_id bigint not null references actors (id),
    actor_id bigint not null references actors (id),
    request_uri text not null,
    quote_uri text not null,
    quote_url text not null,
    content text not null default '',
    state text not null,
    created bigint not null,
    decided bigint not null default 0
);
create unique index quote_requests_once on quote_requests (post_id, quote_uri);
create index quote_requests_author on quote_requests (author_id, state, id);
create index quote_requests_actor on quote_requests (actor_id);
create index quote_requests_uri on quote_requests (request_uri);
create index quote_requests_quote on quote_requests (quote_uri, actor_id);

-- Emojis with which people reacted to posts of ours. `emoji` is the sign itself, or :name: of a custom one that `host` uses.
create table reactions (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    post_id bigint not null references posts (id),
    emoji text not null,
    host text not null default '',
    uri text not null,
    created bigint not null
);
create unique index reactions_once on reactions (post_id, actor_id, emoji);
create index reactions_actor on reactions (actor_id);
create index reactions_uri on reactions (uri);

-- The id of the Block activity, so that an Undo may name it alone.
alter table blocks add column uri text not null default '';
create index blocks_uri on blocks (uri) where uri <> '';
