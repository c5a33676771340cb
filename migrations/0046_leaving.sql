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

-- Everything of an account as one file, for its owner. `stored` is the storage key of the ZIP, empty until it is there
-- and once it is let go; `done` of `total` things are in it; state is waiting, ready, failed or gone, `words` say why.
create table account_exports (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    state text not null default 'waiting',
    done bigint not null default 0,
    total bigint not null default 0,
    stored text not null default '',
    bytes bigint not null default 0,
    words text not null default '',
    created bigint not null,
    expires bigint not null
);
create index account_exports_actor on account_exports (actor_id, id);
create index account_exports_stored on account_exports (stored) where stored <> '';
create index account_exports_expires on account_exports (expires) where stored <> '';

-- What goes with a person, a work or a post is found by it.
create index audit_works_artwork on audit_works (artwork_id);
create index rescan_works_artwork on rescan_works (artwork_id);
create index verdicts_account on verdicts (account_id) where account_id is not null;
create index review_votes_account on review_votes (account_id);
create index pins_post on pins (post_id);
create index notifications_post on notifications (post_id) where post_id is not null;
create index notifications_artwork on notifications (artwork_id) where artwork_id is not null;
create index copy_choices_other on copy_choices (other_id);
