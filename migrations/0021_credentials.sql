-- What the Content Credentials (C2PA) of an uploaded picture say, read when it was checked. `told` is JSON
-- (fediart/admission/told.py); pictures without any have no row.
create table credentials (
    picture_id bigint primary key references pictures (id),
    artwork_id bigint not null references artworks (id),
    told text not null,
    created bigint not null
);
create index credentials_artwork on credentials (artwork_id);

-- How much of them the artist wants kept in the public files: whole | none. Without a row they are trimmed.
create table credential_choices (
    artwork_id bigint primary key references artworks (id),
    kept text not null
);

-- Works whose files could not be sealed, and why; gone when they were.
create table seal_problems (
    artwork_id bigint primary key references artworks (id),
    words text not null,
    created bigint not null
);
create index seal_problems_created on seal_problems (created, artwork_id);
