-- The curated face of an artist. The three states are JSON (fediart/store/portfolios.py), '' where there is none:
-- what everybody sees, what is being prepared, and what was shown before, for undoing.
create table portfolios (
    actor_id bigint primary key references actors (id) on delete cascade,
    shown text not null default '',
    draft text not null default '',
    earlier text not null default '',
    changed bigint not null,
    shown_at bigint not null default 0
);

-- The works that have their place in what is shown, numbered through all sections: all others follow by their age.
create table portfolio_places (
    actor_id bigint not null references actors (id) on delete cascade,
    artwork_id bigint not null references artworks (id),
    place bigint not null,
    primary key (actor_id, artwork_id)
);
create index portfolio_places_order on portfolio_places (actor_id, place);
create index portfolio_places_artwork on portfolio_places (artwork_id);

-- Who may write through the contact form of an artist: 'anyone', 'members' or 'nobody'; no row: anyone.
create table contact_doors (
    actor_id bigint primary key references actors (id) on delete cascade,
    who text not null
);

-- What came through the form. `from_id` is the member who wrote it, or nothing for a visitor. `digest` is of the words.
create table enquiries (
    id bigint primary key,
    actor_id bigint not null references actors (id) on delete cascade,
    from_id bigint references actors (id) on delete cascade,
    name text not null,
    email text not null,
    subject text not null default '',
    words text not null,
    digest text not null,
    created bigint not null,
    seen bigint not null default 0
);
create unique index enquiries_once on enquiries (actor_id, digest);
create index enquiries_actor on enquiries (actor_id, id);
create index enquiries_unseen on enquiries (actor_id, id) where seen = 0;
create index enquiries_from on enquiries (from_id) where from_id is not null;
