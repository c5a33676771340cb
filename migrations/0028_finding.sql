-- Finding: tags that are followed, what home shows, what is searched through, what a work may be found by, and what
-- looks like it. All but the first two are made again from the works at any time.

create table followed_tags (
    actor_id bigint not null references actors (id) on delete cascade,
    tag text not null,
    created bigint not null,
    primary key (actor_id, tag)
);

-- What somebody wants to see at home, where that is not what is usual: words with commas between them.
create table home_choices (
    actor_id bigint primary key references actors (id) on delete cascade,
    shown text not null
);

-- What is to be looked at again, kept by triggers. kind: post | person | look (a picture, for its colours).
create table to_index (
    kind text not null,
    id bigint not null,
    primary key (kind, id)
);

-- Words of works that may be found, and of people, as fediart/words.py writes them, with spaces between.
create table search_posts (
    id bigint primary key,
    words text not null
);
create table search_people (
    id bigint primary key,
    words text not null,
    opens bigint not null default 0
);

-- By what public works here are explored. kind: medium | tool | colour | shade.
create table facets (
    kind text not null,
    word text not null,
    published bigint not null,
    post_id bigint not null references posts (id),
    primary key (kind, word, published, post_id)
);
create index facets_post on facets (post_id);
-- The same, one line for each word, with how it is written and when it was last used.
create table facet_words (
    kind text not null,
    word text not null,
    shown text not null,
    newest bigint not null,
    primary key (kind, word)
);
create index facet_words_newest on facet_words (kind, newest);

-- What the first picture of a work looks like: its colours (JSON of [#rrggbb, share]), and a summary in base64; `found`
-- is 1 where it may be found by that.
create table impressions (
    post_id bigint primary key references posts (id),
    picture text not null,
    colours text not null,
    body text not null,
    found bigint not null
);
create index impressions_found on impressions (post_id) where found = 1;
create table impression_bands (
    band bigint not null,
    post_id bigint not null references posts (id),
    primary key (band, post_id)
);
create index impression_bands_post on impression_bands (post_id);
-- The works that look most like one: at most two dozen of each.
create table alike (
    post_id bigint not null references posts (id),
    other_id bigint not null references posts (id),
    distance bigint not null,
    primary key (post_id, other_id)
);
create index alike_nearest on alike (post_id, distance, other_id);
create index alike_other on alike (other_id);

-- Home goes through the newest posts and boosts of all, and stops.
create index posts_newest on posts (published, id, actor_id) where deleted = 0 and visibility <> 'direct';
create index boosts_newest on boosts (published, id, actor_id, post_id);
create index post_tags_newest on post_tags (tag, published, post_id);
create index artworks_labelled on artworks (ai_label, published, id) where ai_label <> '' and state = 'published';

insert into to_index (kind, id) select 'post', id from artworks where state = 'published';
insert into to_index (kind, id) select distinct 'post', post_id from remote_media where post_id is not null and role = 'post';
insert into to_index (kind, id) select 'person', id from actors where host = '' or discoverable = 1;
