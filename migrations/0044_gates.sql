-- Who waits to be let in, and why; and by whose invitation somebody came. `why` is approval, network, mail or words
-- (a moderator decides) or queue (its turn comes by itself); `queued` is when its place in the queue began, 0: not yet.
create table sign_ups (
    account_id bigint primary key references accounts (id) on delete cascade,
    why text not null default '',
    detail text not null default '',
    queued bigint not null default 0,
    invited_by bigint references accounts (id) on delete set null,
    invitation text not null default ''
);
create index sign_ups_queued on sign_ups (queued, account_id) where queued > 0;
create index sign_ups_invitation on sign_ups (invitation) where invitation <> '';
create index sign_ups_invited_by on sign_ups (invited_by) where invited_by is not null;

-- How many were let in without a moderator on each day (days since 1970, UTC).
create table sign_up_days (
    day bigint primary key,
    admitted bigint not null default 0
);

-- E-mail addresses that nobody may sign up with: the SHA-256 of their plain form. `hint` is the address with most of it
-- starred out.
create table email_blocks (
    id bigint primary key,
    hash text not null unique,
    hint text not null default '',
    comment text not null default '',
    created bigint not null
);

-- What admins add to the list of domains for throw-away mail (fine 0), or take off it (fine 1).
create table disposable_domains (
    domain text primary key,
    fine bigint not null default 0,
    created bigint not null
);

-- Mails of each hour (hours since 1970): how many were sent, and how often one was put off.
create table mail_hours (
    hour bigint primary key,
    sent bigint not null default 0,
    put_off bigint not null default 0
);

-- Words and links that call for something. `kind` is words or link; `places` is JSON; `deed` is hold, refuse, sensitive
-- or limit.
create table word_rules (
    id bigint primary key,
    kind text not null,
    pattern text not null,
    places text not null,
    deed text not null,
    said text not null default '',
    comment text not null default '',
    paused bigint not null default 0,
    account_id bigint references accounts (id) on delete set null,
    created bigint not null,
    changed bigint not null
);
create index word_rules_account on word_rules (account_id);

-- What waits for a moderator before it is posted, and what became of it. `state` is waiting, let, refused or taken-back.
-- `payload` is what is to be done, as JSON; it goes with the decision.
create table held_words (
    id bigint primary key,
    actor_id bigint not null references actors (id) on delete cascade,
    place text not null,
    why text not null,
    detail text not null default '',
    text text not null,
    payload text not null,
    uri text not null default '',
    state text not null default 'waiting',
    note text not null default '',
    account_id bigint references accounts (id) on delete set null,
    created bigint not null,
    decided bigint not null default 0
);
create index held_words_waiting on held_words (id) where state = 'waiting';
create index held_words_actor on held_words (actor_id, id);
create index held_words_account on held_words (account_id) where account_id is not null;
create unique index held_words_uri on held_words (uri) where uri <> '';

-- Files that may neither be uploaded nor kept, by their SHA-256.
create table forbidden_files (
    id bigint primary key,
    sha256 text not null unique,
    source text not null default '',
    reason text not null default '',
    account_id bigint references accounts (id) on delete set null,
    created bigint not null
);
create index forbidden_files_account on forbidden_files (account_id) where account_id is not null;

-- The rules of the instance as they were from some time on, as a JSON list.
create table rule_versions (
    id bigint primary key,
    rules text not null,
    account_id bigint references accounts (id) on delete set null,
    created bigint not null
);
create index rule_versions_account on rule_versions (account_id) where account_id is not null;

-- A rule in another language.
create table rule_translations (
    rule text not null,
    language text not null,
    words text not null,
    primary key (rule, language)
);
