-- What members say and choose about people beside following, as apps know it.

-- What a member chose for posts and profile, as JSON of fediart/store/profile_choices.py; who never chose has no row.
-- `hides_follows` stands apart because questions ask for it.
create table profile_choices (
    actor_id bigint primary key references actors (id),
    body text not null,
    hides_follows bigint not null default 0
);

-- How somebody follows, where it differs from the usual: told of each new post (`tells`), without boosts (`boosts` 0),
-- in some languages alone (`languages` is ',en,de,', or empty for all).
create table follow_options (
    follower_id bigint not null references actors (id),
    followee_id bigint not null references actors (id),
    tells bigint not null default 0,
    boosts bigint not null default 1,
    languages text not null default '',
    primary key (follower_id, followee_id)
);
create index follow_options_tells on follow_options (followee_id, follower_id) where tells = 1;
create index follow_options_followee on follow_options (followee_id);

-- What a member wrote down about somebody, for their own eyes.
create table person_notes (
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    text text not null,
    primary key (actor_id, target_id)
);
create index person_notes_target on person_notes (target_id);

-- Whom a member recommends on their profile.
create table endorsements (
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    created bigint not null,
    primary key (actor_id, target_id)
);
create index endorsements_target on endorsements (target_id);

-- Tags a member shows on their profile. `shown` is how they wrote it.
create table featured_tags (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    tag text not null,
    shown text not null,
    created bigint not null
);
create unique index featured_tags_once on featured_tags (actor_id, tag);

-- Whom a member does not want to be suggested again.
create table suggestions_declined (
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    created bigint not null,
    primary key (actor_id, target_id)
);
create index suggestions_declined_target on suggestions_declined (target_id);

-- Which replies a list shows: none, list (among its people) or followed (to whom the member follows).
alter table lists add column replies text not null default 'none';

-- A rule about what a member does not want to come by: some words and posts, with one choice where and how.
-- `places`, `way` and `until` stand with each of its words, too, which are looked for without it.
create table filters (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    title text not null,
    places text not null,
    way text not null,
    until bigint not null default 0,
    created bigint not null
);
create index filters_actor on filters (actor_id, id);

alter table muted_words add column filter_id bigint not null default 0;
insert into filters (id, actor_id, title, places, way, until, created)
    select id, actor_id, phrase, places, way, until, created from muted_words;
update muted_words set filter_id = id;
create index muted_words_filter on muted_words (filter_id);

create table filter_posts (
    id bigint primary key,
    filter_id bigint not null references filters (id) on delete cascade,
    post_id bigint not null references posts (id)
);
create unique index filter_posts_once on filter_posts (filter_id, post_id);
create index filter_posts_post on filter_posts (post_id);
