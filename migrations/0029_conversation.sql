-- Conversation: what a member does not want to hear of, direct messages, lists, and what is pushed to browsers.

-- Whose posts a member does not want to come by; `until` is a time, or 0 for good. `news`: nor to be told of.
create table mutes (
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    news bigint not null default 1,
    until bigint not null default 0,
    created bigint not null,
    primary key (actor_id, target_id)
);
create index mutes_target on mutes (target_id);

-- The same for a whole server.
create table muted_hosts (
    actor_id bigint not null references actors (id),
    host text not null,
    until bigint not null default 0,
    created bigint not null,
    primary key (actor_id, host)
);

-- The same for words. `places` is JSON of words of fediart/store/mutes.py, `way` is hide or cover.
create table muted_words (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    phrase text not null,
    whole bigint not null default 1,
    places text not null,
    way text not null,
    until bigint not null default 0,
    created bigint not null
);
create index muted_words_actor on muted_words (actor_id, id);

-- Who talks with whom by direct messages: `people` are the ids of all of them in order, with commas between.
create table talks (
    id bigint primary key,
    people text not null unique,
    created bigint not null
);

-- `unread`: the last message is new to this person. `newest` is its id.
-- state: open | asked (by a stranger) | declined.
create table talk_people (
    talk_id bigint not null references talks (id),
    actor_id bigint not null references actors (id),
    state text not null,
    unread bigint not null default 0,
    newest bigint not null,
    primary key (talk_id, actor_id)
);
create index talk_people_actor on talk_people (actor_id, state, newest);
create index talk_people_unread on talk_people (actor_id, talk_id) where unread = 1;

-- A direct message. `others` went to this many people more who are not known here.
create table talk_posts (
    post_id bigint primary key references posts (id),
    talk_id bigint not null references talks (id),
    others bigint not null default 0
);
create index talk_posts_talk on talk_posts (talk_id, post_id);

-- Lists of people a member follows. `off_home`: who is in it is read there alone, and not at home.
create table lists (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    name text not null,
    off_home bigint not null default 0,
    created bigint not null
);
create index lists_actor on lists (actor_id, id);

create table list_people (
    list_id bigint not null references lists (id) on delete cascade,
    person_id bigint not null references actors (id),
    owner_id bigint not null references actors (id),
    off_home bigint not null default 0,
    created bigint not null,
    primary key (list_id, person_id)
);
create index list_people_owner on list_people (owner_id, person_id, off_home);
create index list_people_person on list_people (person_id);

-- What a member wants to be told: JSON of fediart/store/news_choices.py. `strangers` (show, apart, hide) is about their
-- replies and mentions, `messages` (ask, refuse) about their messages; both stand apart because questions ask for them.
create table news_choices (
    actor_id bigint primary key references actors (id),
    body text not null,
    strangers text not null default 'show',
    messages text not null default 'ask'
);

create index notifications_kind on notifications (actor_id, kind, id);
-- Asked for on every page a member opens.
create index notifications_new on notifications (actor_id, id) where seen = 0;

-- Browsers that take pushes (RFC 8030), each with the session it was turned on in.
create table push_subscriptions (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    session_hash text not null unique references sessions (token_hash) on delete cascade,
    endpoint text not null,
    p256dh text not null,
    auth text not null,
    created bigint not null,
    failures bigint not null default 0
);
create index push_subscriptions_actor on push_subscriptions (actor_id);
