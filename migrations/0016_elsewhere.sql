-- What is known of how the pictures of other servers' posts were made. A row only where anything is known: a plain
-- post has none. `label` is what holds now, and `source` whose word that is; `said_...` is what the post said itself.
-- An empty label is a moderator's: there is none, whatever others say.
create table remote_labels (
    post_id bigint primary key references posts (id) on delete cascade,
    label text not null default '',
    source text not null default '',
    quote text not null default '',
    said_label text not null default '',
    said_source text not null default '',
    said_quote text not null default '',
    changed bigint not null
);
create index remote_labels_newest on remote_labels (changed, post_id);

-- What moderators said about them: rows are only ever added.
create table remote_label_steps (
    id bigint primary key,
    post_id bigint not null references posts (id) on delete cascade,
    account_id bigint not null references accounts (id),
    decision text not null,
    note text not null default '',
    created bigint not null
);
create index remote_label_steps_post on remote_label_steps (post_id, id);

-- Pictures of other servers on their way through the filter. `original` is kept only while it waits.
create table remote_judgements (
    media_id bigint primary key references remote_media (id) on delete cascade,
    post_id bigint not null,
    host text not null,
    state text not null,
    original text not null default '',
    sha256 text not null default '',
    label text not null default '',
    quote text not null default '',
    band text not null default '',
    probability double precision,
    model text not null default '',
    created bigint not null,
    ended bigint not null default 0
);
create index remote_judgements_waiting on remote_judgements (host, media_id) where state = 'waiting';
create index remote_judgements_post on remote_judgements (post_id);
create index remote_judgements_original on remote_judgements (original) where original <> '';

-- What that cost, by hour (of 1970) and server: the budget is counted here.
create table remote_budget (
    hour bigint not null,
    host text not null,
    taken bigint not null default 0,
    strange bigint not null default 0,
    judged bigint not null default 0,
    skipped bigint not null default 0,
    cpu bigint not null default 0,
    primary key (hour, host)
);

-- What a member wants to see of works that carry an AI label.
create table viewer_choices (
    actor_id bigint primary key references actors (id) on delete cascade,
    body text not null
);
