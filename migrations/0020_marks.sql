-- What artists want in the pixels of their pictures: JSON of fediart.store.marks.Wish. The owner is an artist, for all
-- their works, or a work that differs from them; numbers of both are of one kind.
create table mark_wishes (
    owner_id bigint primary key,
    body text not null,
    changed bigint not null
);

-- A signature drawn by the artist: the storage key of a transparent PNG.
create table signatures (
    actor_id bigint primary key references actors (id),
    key text not null,
    created bigint not null
);
create index signatures_key on signatures (key);

-- With which marks the public files of a work were made; `hidden` of its `files` hold the invisible identifier.
create table marked_works (
    artwork_id bigint primary key references artworks (id),
    marks text not null,
    files bigint not null,
    hidden bigint not null,
    made bigint not null
);
create index marked_works_hidden on marked_works (hidden);
