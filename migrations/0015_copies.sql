-- Fingerprints by which copies are found, one per file content. `body` is base64; `pdq` the 256-bit hash in hex.
create table prints (
    id bigint primary key,
    sha256 text not null unique,
    pdq text not null,
    quality bigint not null,
    places bigint not null,
    body text not null,
    created bigint not null
);

-- Whose they are: pictures of works here, images of posts from elsewhere.
create table picture_prints (
    picture_id bigint primary key references pictures (id),
    print_id bigint not null references prints (id)
);
create index picture_prints_print on picture_prints (print_id);
create table media_prints (
    media_id bigint primary key references remote_media (id) on delete cascade,
    print_id bigint not null references prints (id)
);
create index media_prints_print on media_prints (print_id);

-- A picture of an artist here (`picture_id`) found in a work of somebody else (`artwork_id`), in another one of their
-- own, or in a post from elsewhere (`post_id`). `own` is 1 for the artist's own earlier work. `other_picture` is the
-- picture or image in which it was found. `theirs` and `ours` are the part in common: JSON of four shares of the sides.
-- state: open | reported | credit-asked | credited | permitted | dismissed | linked.
create table copies (
    id bigint primary key,
    artist_id bigint not null references actors (id),
    picture_id bigint not null references pictures (id),
    other_id bigint not null references actors (id),
    artwork_id bigint references artworks (id),
    post_id bigint references posts (id) on delete cascade,
    other_picture bigint not null,
    own bigint not null,
    certain bigint not null,
    places bigint not null,
    agreement double precision not null,
    turn bigint not null,
    ours text not null,
    theirs text not null,
    state text not null,
    told bigint not null,
    created bigint not null,
    changed bigint not null
);
create unique index copies_pair on copies (picture_id, other_picture);
create index copies_artist on copies (artist_id, id);
create index copies_artwork on copies (artwork_id, id);
create index copies_post on copies (post_id);

-- Whose copies an artist allows for good (permit), or does not want to hear of (mute).
create table copy_choices (
    artist_id bigint not null references actors (id),
    other_id bigint not null references actors (id),
    choice text not null,
    created bigint not null,
    primary key (artist_id, other_id)
);

-- Pictures that nobody may upload. `bands` are the sixteen parts of the hash, by which near ones are found.
create table forbidden (
    id bigint primary key,
    pdq text not null unique,
    quality bigint not null,
    source text not null,
    reason text not null,
    account_id bigint references accounts (id),
    created bigint not null
);
create table forbidden_bands (
    band bigint not null,
    forbidden_id bigint not null references forbidden (id) on delete cascade,
    primary key (band, forbidden_id)
);
create index forbidden_bands_of on forbidden_bands (forbidden_id);
