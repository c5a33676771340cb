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

-- Works whose artist wants to see first what others will see. `ready` is since when it can be looked at, `approved` when
-- the artist said yes, `reminded` when they were told that it waits; 0 for not yet. `source_type` is what was judged.
create table previews (
    artwork_id bigint primary key references artworks (id),
    asked bigint not null,
    ready bigint not null default 0,
    approved bigint not null default 0,
    reminded bigint not null default 0,
    source_type text not null default ''
);
create index previews_waiting on previews (ready) where approved = 0 and ready > 0;

-- What the camera wrote into an original, as JSON of field names and values: never a place, never a serial number.
create table picture_camera (
    picture_id bigint primary key references pictures (id),
    artwork_id bigint not null references artworks (id),
    facts text not null
);
create index picture_camera_artwork on picture_camera (artwork_id);

-- Which of it the artist wants to show with a work, separated by commas. Without a row: nothing.
create table camera_shown (
    artwork_id bigint primary key references artworks (id),
    parts text not null
);
