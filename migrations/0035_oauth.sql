-- Apps that were registered, and the tokens they hold. Secrets, codes and tokens are kept as hashes only.
-- `secret_hash` is empty for apps that can keep no secret (RFC 6749, section 2.1). `used` is when one last got a token.
create table apps (
    id bigint primary key,
    client_id text not null unique,
    secret_hash text not null,
    name text not null,
    website text not null default '',
    redirect_uris text not null,
    scopes text not null,
    created bigint not null,
    used bigint not null default 0
);
create index apps_used on apps (used, created);

-- `app_id` is null for tokens that people made themselves. `account_id` is null where the app speaks for itself alone
-- (RFC 6749, section 4.4). `grant_id` names the consent a token comes from; 0: from none. `expires` 0: it does not.
-- `decoy` 1: nobody stands behind it, and it never opens anything.
create table access_tokens (
    token_hash text primary key,
    id bigint not null unique,
    app_id bigint references apps (id) on delete cascade,
    account_id bigint references accounts (id) on delete cascade,
    scopes text not null,
    label text not null default '',
    created bigint not null,
    last_used bigint not null default 0,
    expires bigint not null default 0,
    grant_id bigint not null default 0,
    decoy bigint not null default 0
);
create index access_tokens_account on access_tokens (account_id);
create index access_tokens_app on access_tokens (app_id);
create index access_tokens_idle on access_tokens (created) where account_id is null;
create index access_tokens_grant on access_tokens (grant_id) where grant_id <> 0;
create index access_tokens_expires on access_tokens (expires) where expires <> 0;

-- What a person's consent became, until the app has fetched its token: used once, for a few minutes. `challenge` is
-- the one of PKCE (RFC 7636), empty without. Used ones stay for a day, so that a second use is noticed.
create table oauth_codes (
    code_hash text primary key,
    id bigint not null unique,
    app_id bigint not null references apps (id) on delete cascade,
    account_id bigint not null references accounts (id) on delete cascade,
    redirect_uri text not null,
    scopes text not null,
    challenge text not null default '',
    expires bigint not null,
    used bigint not null default 0
);
create index oauth_codes_account on oauth_codes (account_id);
create index oauth_codes_app on oauth_codes (app_id);
create index oauth_codes_expires on oauth_codes (expires);

-- Of apps that asked for tokens that end: each is used once and followed by another one of the same grant.
-- `granted` is when the person allowed it.
create table refresh_tokens (
    token_hash text primary key,
    grant_id bigint not null,
    app_id bigint not null references apps (id) on delete cascade,
    account_id bigint not null references accounts (id) on delete cascade,
    scopes text not null,
    granted bigint not null,
    expires bigint not null,
    used bigint not null default 0
);
create index refresh_tokens_grant on refresh_tokens (grant_id);
create index refresh_tokens_account on refresh_tokens (account_id);
create index refresh_tokens_app on refresh_tokens (app_id);
create index refresh_tokens_expires on refresh_tokens (expires);

-- Tokens of before there were apps: each is one that its owner made.
insert into access_tokens (token_hash, id, account_id, scopes, label, created, last_used)
    select token_hash, id, account_id, scopes, label, created, last_used from tokens;
drop table tokens;
