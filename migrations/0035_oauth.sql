-- Apps that were registered, and the tokens they hold. Secrets and tokens are kept as hashes only.
create table apps (
    id bigint primary key,
    client_id text not null unique,
    secret_hash text not null,
    name text not null,
    website text not null default '',
    redirect_uris text not null,
    scopes text not null,
    created bigint not null
);

-- `account_id` is null where the app speaks for itself alone (RFC 6749, section 4.4). `expires` 0: it does not.
create table access_tokens (
    token_hash text primary key,
    id bigint not null unique,
    app_id bigint references apps (id) on delete cascade,
    account_id bigint references accounts (id) on delete cascade,
    scopes text not null,
    label text not null default '',
    created bigint not null,
    last_used bigint not null default 0,
    expires bigint not null default 0
);
create index access_tokens_account on access_tokens (account_id);
create index access_tokens_app on access_tokens (app_id);
