-- What people keep for themselves: nobody else is told, and nothing counts them.
create table bookmarks (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    post_id bigint not null references posts (id),
    created bigint not null
);
create unique index bookmarks_pair on bookmarks (actor_id, post_id);
create index bookmarks_newest on bookmarks (actor_id, id);
create index bookmarks_post on bookmarks (post_id);

-- When a work was made and how large the thing itself is, in its artist's own words.
create table work_facts (
    artwork_id bigint primary key references artworks (id),
    year text not null,
    size text not null
);

-- What stands below a picture, and its part in the work: '' (the work), process, before or after.
create table picture_words (
    picture_id bigint primary key references pictures (id),
    artwork_id bigint not null references artworks (id),
    caption text not null,
    role text not null
);
create index picture_words_artwork on picture_words (artwork_id);

-- Whether visitors may come as near as the original allows. The owner is an artist, for all their works, or a work
-- that differs from them; numbers of both are of one kind.
create table full_detail (
    owner_id bigint primary key,
    shown integer not null
);

-- The pieces of a picture that is larger than its largest file: `key` names the one file that holds them all.
-- `said` is a digest of the rights packet in each of them, `made_of` of the original and the marks in its pixels.
create table tile_sets (
    picture_id bigint primary key references pictures (id),
    artwork_id bigint not null references artworks (id),
    name text not null,
    key text not null,
    media_type text not null,
    width bigint not null,
    height bigint not null,
    side bigint not null,
    steps bigint not null,
    bytes bigint not null,
    policy text not null,
    said text not null,
    made_of text not null
);
create unique index tile_sets_name on tile_sets (name);
create index tile_sets_artwork on tile_sets (artwork_id);
create index tile_sets_key on tile_sets (key);
