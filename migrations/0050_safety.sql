-- Accounts' safety: who was asked again and when, second factors, passkeys, recovery codes, and what log-ins are known.

-- `sure` is when somebody last showed that it is them (password or second factor); `network` is the /24 or /48 that a
-- session began in.
alter table sessions add column sure bigint not null default 0;
alter table sessions add column network text not null default '';

-- Since when the password alone is not enough to log in; 0 where it is.
alter table accounts add column two_factors bigint not null default 0;

-- The secret of an authenticator app is made of the instance's key, the account and this salt, so that no row holds
-- one. `confirmed` is 0 until the first code; `last_step` is the newest 30 seconds a code was used of.
create table authenticators (
    account_id bigint primary key references accounts (id) on delete cascade,
    salt text not null,
    confirmed bigint not null default 0,
    last_step bigint not null default 0,
    created bigint not null
);

create table recovery_codes (
    code_hash text primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    created bigint not null,
    used bigint not null default 0
);
create index recovery_codes_account on recovery_codes (account_id);

-- `credential` and `public_key` (a COSE key) are base64url.
create table passkeys (
    id bigint primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    credential text not null unique,
    public_key text not null,
    sign_count bigint not null default 0,
    transports text not null default '',
    synced bigint not null default 0,
    name text not null,
    created bigint not null,
    last_used bigint not null default 0
);
create index passkeys_account on passkeys (account_id);

-- Challenges that were answered: each counts once.
create table used_challenges (
    challenge_hash text primary key,
    expires bigint not null
);
create index used_challenges_expires on used_challenges (expires);

-- The password was right, the second factor is still to come.
create table half_log_ins (
    token_hash text primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    created bigint not null,
    expires bigint not null
);
create index half_log_ins_account on half_log_ins (account_id);
create index half_log_ins_expires on half_log_ins (expires);

-- Browsers and networks that somebody has logged in from: hashes, to know when a log-in is a new one.
create table known_places (
    account_id bigint not null references accounts (id) on delete cascade,
    place_hash text not null,
    last_seen bigint not null,
    primary key (account_id, place_hash)
);
create index known_places_seen on known_places (last_seen);
