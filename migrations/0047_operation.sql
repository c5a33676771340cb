-- Backups as they were made by whom: `problem` says why there is none of that time, or is empty. Times in milliseconds.
create table backups (
    id bigint primary key,
    kind text not null,
    folder text not null,
    machine text not null,
    began bigint not null,
    ended bigint not null,
    files bigint not null,
    bytes bigint not null,
    problem text not null default ''
);
create index backups_began on backups (began);

-- Which versions of the program have run on this database, and when they did so first and last.
create table program_versions (
    version text primary key,
    first_run bigint not null,
    last_run bigint not null
);
create index program_versions_last on program_versions (last_run);
