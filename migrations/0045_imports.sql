-- What members bring along from elsewhere. An import is one row; state: reading -> choosing -> running (<-> stopped)
-- -> done; cancelled, failed; undoing -> undone. Its archives are private files that are let go when it is over.
create table imports (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    kind text not null,
    state text not null,
    options text not null default '{}',
    words text not null default '',
    created bigint not null,
    changed bigint not null,
    expires bigint not null
);
create index imports_actor on imports (actor_id, id);
create index imports_open on imports (expires) where state in ('reading', 'choosing', 'stopped', 'running', 'undoing');

create table import_files (
    import_id bigint not null references imports (id) on delete cascade,
    position bigint not null,
    stored text not null,
    name text not null,
    bytes bigint not null,
    primary key (import_id, position)
);
create index import_files_stored on import_files (stored);

-- One thing of an import; the id of a work is the id of the artwork it becomes. state: found -> waiting -> sent -> done;
-- skipped, failed; undoing -> undone. `source` names it within its archive, so that what came before is known again.
create table import_items (
    id bigint primary key,
    import_id bigint not null references imports (id) on delete cascade,
    actor_id bigint not null references actors (id),
    position bigint not null,
    kind text not null,
    part text not null default '',
    state text not null,
    chosen bigint not null,
    source text not null default '',
    happened bigint not null default 0,
    body text not null,
    words text not null default '',
    outcome text not null default ''
);
create unique index import_items_position on import_items (import_id, position);
create index import_items_state on import_items (import_id, state, position);
create index import_items_source on import_items (actor_id, source) where source <> '';

-- Works that were brought along, and when they were published where they come from.
create table imported_works (
    artwork_id bigint primary key references artworks (id),
    import_id bigint not null,
    happened bigint not null
);
