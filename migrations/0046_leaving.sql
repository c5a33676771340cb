-- Leaving: accounts on their way out, where their deletion has arrived, and names that nobody gets again.

-- An account that is being deleted. state: waiting (may still be kept), telling (others are told; what was here is
-- gone), over. `staff`: 1 where the instance's people did it. `hid`: 1 where the page was hidden by this. `outgoing_id`
-- is the Delete. `mail` is where the last mail goes: empty once it was sent. Times in milliseconds, 0 for not yet.
create table departures (
    id bigint primary key,
    account_id bigint not null unique references accounts (id),
    actor_id bigint not null unique references actors (id),
    by_id bigint references accounts (id),
    staff bigint not null default 0,
    reason text not null default '',
    state text not null default 'waiting',
    hid bigint not null default 0,
    mail text not null default '',
    locale text not null default '',
    asked bigint not null,
    due bigint not null,
    told bigint not null default 0,
    outgoing_id bigint not null default 0,
    erased bigint not null default 0,
    ended bigint not null default 0
);
create index departures_newest on departures (state, id);

-- Where such a Delete has arrived, once its deliveries are tidied away.
create table departure_receipts (
    departure_id bigint not null references departures (id),
    host text not null,
    state text not null,
    outcome text not null default '',
    tries bigint not null default 0,
    finished bigint not null default 0,
    primary key (departure_id, host)
);

-- Names of people who have left, as keyed hashes: nobody else can take them, and their addresses answer 410.
create table gone_names (
    name_hash text primary key,
    gone bigint not null
);

-- What stays of an account that was erased is its number: 1 hides it from every list.
alter table accounts add column gone bigint not null default 0;

-- By whose an activity is, what still waits of it can be ended.
create index outgoing_actor on outgoing (actor_id);
