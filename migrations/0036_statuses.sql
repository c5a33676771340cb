-- Files that apps sent in for works to come: private, seen by their artist alone, and let go after a day.
-- `id` becomes the number of the picture. `preview` is the storage key of a small picture, `preview_name` its address.
create table app_files (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    state text not null,
    why text not null default '',
    original text not null,
    sha256 text not null,
    bytes bigint not null,
    file_name text not null default '',
    media_type text not null,
    width bigint not null,
    height bigint not null,
    alt text not null default '',
    focal_x double precision not null default 0,
    focal_y double precision not null default 0,
    blurhash text not null default '',
    preview text not null default '',
    preview_name text not null default '',
    preview_width bigint not null default 0,
    preview_height bigint not null default 0,
    created bigint not null
);
create index app_files_actor on app_files (actor_id, id);
create index app_files_created on app_files (created);
create index app_files_original on app_files (original);
create index app_files_preview on app_files (preview) where preview <> '';
create unique index app_files_name on app_files (preview_name) where preview_name <> '';

-- Whether works that apps send in hang in the portfolio; without a row they do.
create table app_choices (
    actor_id bigint primary key references actors (id),
    portfolio bigint not null default 1
);

-- What apps were answered to a request with an Idempotency-Key. `name` is the key's hash and `asked` the request's;
-- `number` is the id that the request's work gets, `held_until` when nobody is at work on it any more.
create table app_answers (
    account_id bigint not null references accounts (id) on delete cascade,
    name text not null,
    asked text not null,
    number bigint not null,
    held_until bigint not null,
    status bigint not null default 0,
    answer text not null default '',
    created bigint not null,
    primary key (account_id, name)
);
create index app_answers_created on app_answers (created);

-- What is said of polls made here beside what every poll has.
create table own_polls (
    post_id bigint primary key references posts (id),
    hide_totals bigint not null default 0
);

-- Threads of which somebody wants no news.
create table muted_threads (
    actor_id bigint not null references actors (id),
    thread_id bigint not null,
    created bigint not null,
    primary key (actor_id, thread_id)
);

-- Texts that are posted at a time of their author's choice. `asked` is JSON, as it was asked for; `number` is the id of
-- the post, given out before it is posted; 0 until its time has come. `problem` is why it could not be posted.
create table scheduled_texts (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    asked text not null,
    due bigint not null,
    created bigint not null,
    number bigint not null default 0,
    problem text not null default ''
);
create index scheduled_texts_actor on scheduled_texts (actor_id, id);

-- What a text of ours said before it was edited. `options` is JSON, of the poll it asked with.
create table post_versions (
    id bigint primary key,
    post_id bigint not null references posts (id),
    content text not null,
    warning text not null default '',
    sensitive bigint not null default 0,
    options text not null default '',
    created bigint not null
);
create index post_versions_post on post_versions (post_id, id);

create index likes_newest on likes (post_id, id);
create index boosts_of_post on boosts (post_id, id);
create index schedules_due on schedules (due);
create index quotes_newest on quotes (quoted_id, state, post_id);
