-- Works that are not sent in yet: what the form says, as JSON of its fields, and the files that arrived so far.
create table drafts (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    fields text not null default '{}',
    created bigint not null,
    changed bigint not null
);
create index drafts_actor on drafts (actor_id, changed, id);
create index drafts_changed on drafts (changed);

-- A file of a draft. `original` is its storage key: private, byte for byte. `id` becomes the number of the picture.
create table draft_files (
    id bigint primary key,
    draft_id bigint not null references drafts (id) on delete cascade,
    actor_id bigint not null references actors (id),
    position bigint not null,
    original text not null,
    sha256 text not null,
    bytes bigint not null,
    file_name text not null default '',
    media_type text not null,
    width bigint not null,
    height bigint not null,
    alt text not null default '',
    focal_x double precision not null default 0,
    focal_y double precision not null default 0
);
create index draft_files_draft on draft_files (draft_id, position);
create index draft_files_actor on draft_files (actor_id);
create index draft_files_original on draft_files (original);

-- Works that are published at a time. `zone` is the one the artist named it in; `source_type` is what the filter judged.
create table schedules (
    artwork_id bigint primary key references artworks (id),
    due bigint not null,
    zone text not null,
    source_type text not null default ''
);

-- New pictures of a published work on their way through the filter: an artwork row of their own, `id`, which is never
-- published itself. `sequence` is JSON of the picture ids in their order to come: those that stay and those that are
-- new. Once `ended`, that row holds the pictures that were let go, and `words` say what was done.
create table revisions (
    id bigint primary key references artworks (id),
    artwork_id bigint not null references artworks (id),
    sequence text not null,
    words text not null default '',
    created bigint not null,
    ended bigint not null default 0
);
create unique index revisions_open on revisions (artwork_id) where ended = 0;
create index revisions_artwork on revisions (artwork_id);

-- What was changed in a published work: JSON of (what, before, after) for each change.
create table work_edits (
    id bigint primary key,
    artwork_id bigint not null references artworks (id),
    changes text not null,
    created bigint not null
);
create index work_edits_artwork on work_edits (artwork_id, id);

-- Changes of many works at once. `changes` is JSON of the fields; `before` of each work is what undoing brings back.
-- A work's state: waiting | done | failed | undoing | undone; `words` say what stood in the way.
create table batches (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    changes text not null,
    created bigint not null,
    undone bigint not null default 0
);
create index batches_actor on batches (actor_id, id);
create table batch_works (
    batch_id bigint not null references batches (id) on delete cascade,
    artwork_id bigint not null references artworks (id),
    before text not null default '',
    state text not null default 'waiting',
    words text not null default '',
    primary key (batch_id, artwork_id)
);

-- Works whose artist asks for critique: `kinds` is JSON of words of fediart.actions.critique.KINDS.
create table critiques (
    artwork_id bigint primary key references artworks (id),
    kinds text not null,
    tone text not null,
    words text not null default '',
    opened bigint not null,
    closed bigint not null default 0
);
create index critiques_open on critiques (opened, artwork_id) where closed = 0;

-- Replies that their writers mean as critique.
create table critique_replies (
    post_id bigint primary key references posts (id)
);
