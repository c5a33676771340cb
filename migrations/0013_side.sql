-- What artists hand in privately to show how a work was made. step: submission | answer | appeal.
-- `stored` and `preview` are storage keys; `preview` is empty where there is nothing to show. `facts` is what the file says.
create table attachments (
    id bigint primary key,
    artwork_id bigint not null references artworks (id),
    actor_id bigint not null references actors (id),
    step text not null,
    verdict_id bigint references verdicts (id),
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    stored text not null,
    preview text not null default '',
    kind text not null,
    facts text not null default '{}',
    note text not null default '',
    created bigint not null
);
create index attachments_artwork on attachments (artwork_id, id);
create index attachments_actor on attachments (actor_id);
create index attachments_verdict on attachments (verdict_id) where verdict_id is not null;
create index attachments_stored on attachments (stored);
create index attachments_preview on attachments (preview) where preview <> '';
create index attachments_created on attachments (created);

-- How the artist says a work was made. `words` are for everybody only where `public` is 1.
create table artwork_process (
    artwork_id bigint primary key references artworks (id),
    process text not null,
    words text not null default '',
    public bigint not null default 0
);

-- Everything that raised or lowered the trust in an artist; only ever added to.
-- cause: trusted | distrusted | cleared (a person's word), lost | restored (what became of a work).
create table trust_log (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    cause text not null,
    artwork_id bigint references artworks (id),
    account_id bigint references accounts (id),
    reason text not null default '',
    created bigint not null
);
create index trust_log_actor on trust_log (actor_id, id);
create index trust_log_artwork on trust_log (artwork_id) where artwork_id is not null;
create index trust_log_account on trust_log (account_id) where account_id is not null;

-- One member's word for another: kept for good, in force until it is withdrawn.
create table vouches (
    id bigint primary key,
    voucher_id bigint not null references actors (id),
    artist_id bigint not null references actors (id),
    words text not null default '',
    created bigint not null,
    withdrawn bigint not null default 0,
    why text not null default ''
);
create unique index vouches_in_force on vouches (voucher_id, artist_id) where withdrawn = 0;
create index vouches_artist on vouches (artist_id, id);
create index vouches_voucher on vouches (voucher_id, id);

-- Members who may not vouch until a time, because an artist they vouched for was found to have published what she did not make.
create table vouching_pauses (
    id bigint primary key,
    voucher_id bigint not null references actors (id),
    artist_id bigint not null references actors (id),
    artwork_id bigint not null references artworks (id),
    until bigint not null,
    lifted bigint not null default 0,
    created bigint not null
);
create index vouching_pauses_voucher on vouching_pauses (voucher_id, until);
create index vouching_pauses_artwork on vouching_pauses (artwork_id);
