-- Portfolios that were asked for as files. `stored` is the storage key of the ZIP, empty until it is there and once it is
-- let go; `done` of `total` pages are made; `state` is waiting, ready, failed or gone, `words` say why it failed.
create table site_exports (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    base text not null default '',
    state text not null default 'waiting',
    done bigint not null default 0,
    total bigint not null default 0,
    stored text not null default '',
    bytes bigint not null default 0,
    words text not null default '',
    created bigint not null,
    expires bigint not null
);
create index site_exports_actor on site_exports (actor_id, id);
create index site_exports_stored on site_exports (stored) where stored <> '';
create index site_exports_expires on site_exports (expires) where stored <> '';

-- Domains on which artists show their portfolios. `state` is asked, verified, lost or barred (by an admin); `proof` is how
-- it was shown to be the artist's, dns or link. `failing` is since when looks at it fail, 0 while they do not.
create table own_domains (
    domain text not null,
    actor_id bigint not null references actors (id),
    state text not null default 'asked',
    secret text not null,
    proof text not null default '',
    verified bigint not null default 0,
    checked bigint not null default 0,
    failing bigint not null default 0,
    words text not null default '',
    created bigint not null,
    primary key (domain, actor_id)
);
create unique index own_domains_verified on own_domains (domain) where state = 'verified';
create index own_domains_actor on own_domains (actor_id);
create index own_domains_checked on own_domains (checked, domain) where state = 'verified';
create index own_domains_newest on own_domains (created, domain);
