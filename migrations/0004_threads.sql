-- Threads that are whole: which conversation a post says it is in, polls, and when we last looked elsewhere for more.

-- `context` is the address of the thread's collection (FEP-7888), `conversation` the older word for the same.
alter table posts add column context text not null default '';
alter table posts add column conversation text not null default '';

-- The poll of a post. `ends` and `closed` are times or 0; `counted` is when its tallies were told.
create table polls (
    post_id bigint primary key references posts (id),
    multiple bigint not null default 0,
    ends bigint not null default 0,
    closed bigint not null default 0,
    voters bigint not null default 0,
    counted bigint not null default 0
);

create table poll_options (
    post_id bigint not null references polls (post_id),
    position bigint not null,
    name text not null,
    votes bigint not null default 0,
    primary key (post_id, position)
);

create table votes (
    post_id bigint not null references polls (post_id),
    actor_id bigint not null references actors (id),
    position bigint not null,
    created bigint not null,
    primary key (post_id, actor_id, position)
);
create index votes_actor on votes (actor_id);

-- When a thread was last looked for on its own server, so that nobody is asked too often.
create table looks (
    post_id bigint primary key references posts (id),
    looked bigint not null
);
create index looks_looked on looks (looked);

-- When somebody's older posts were last asked for; `done` once they have come.
create table look_backs (
    actor_id bigint primary key references actors (id),
    asked bigint not null,
    done bigint not null default 0
);
create index look_backs_asked on look_backs (asked);
