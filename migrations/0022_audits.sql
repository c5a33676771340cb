-- Runs of the audit that looks at published works as collectors see them. `cause`: nightly, asked or command; `works` is
-- a JSON list of the ids that were drawn, `done` how many of them were looked at; `site` is the report on what speaks for
-- the whole site, `problem` why the run could not go on. `state`: running, finished, cancelled or failed.
create table audits (
    id bigint primary key,
    account_id bigint references accounts (id),
    cause text not null,
    state text not null,
    works text not null,
    done bigint not null default 0,
    troubled bigint not null default 0,
    site text not null default '',
    problem text not null default '',
    started bigint not null,
    ended bigint not null default 0
);
create index audits_state on audits (state, id);

-- The works of a run in which something was wrong: `report` is JSON and holds only the places in question.
create table audit_works (
    audit_id bigint not null references audits (id) on delete cascade,
    artwork_id bigint not null references artworks (id),
    policy text not null,
    report text not null,
    primary key (audit_id, artwork_id)
);

-- The last look an artist has taken at a work; tidied away after a week.
create table work_audits (
    artwork_id bigint primary key references artworks (id),
    policy text not null,
    report text not null,
    looked bigint not null
);
create index work_audits_looked on work_audits (looked);
