-- Cases before the moderators: one row each time a work is put before them. The words and the steps are rows of
-- verdicts; here is only what has to be asked for: which are open, since when, what is due, and how they ended.

-- cause: score | evidence | cannot-tell | copy | rescan | report | appeal | moderator.
-- state: waiting (for a moderator), asked (the artist), second (for another moderator), split (two disagree), closed.
-- `due` is when the time limit of the state ends, `alarm` when somebody is to be reminded next. `appealed` says what an
-- appeal is against: the decision, and by whom it was. `overturned` is 1 where an appeal has changed it.
create table reviews (
    id bigint primary key,
    artwork_id bigint not null references artworks (id),
    cause text not null,
    words text not null default '',
    state text not null default 'waiting',
    opened bigint not null,
    due bigint not null,
    alarm bigint not null,
    reminded bigint not null default 0,
    escalated bigint not null default 0,
    taken_by bigint references accounts (id),
    taken bigint not null default 0,
    appealed text not null default '',
    closed bigint not null default 0,
    closed_by bigint references accounts (id),
    outcome text not null default '',
    overturned bigint not null default 0
);
create unique index reviews_one_open on reviews (artwork_id) where closed = 0;
create index reviews_artwork on reviews (artwork_id, id);
create index reviews_queue on reviews (closed, due, id);
create index reviews_alarm on reviews (closed, alarm);

-- What was held when this table came is open.
insert into reviews (id, artwork_id, cause, opened, due, alarm)
    select id, id, 'score', created, created + 604800000, created + 604800000 from artworks where state = 'held';

-- With the two-person rule: what each moderator has chosen in an open case, unseen by the next one.
create table review_votes (
    review_id bigint not null references reviews (id),
    account_id bigint not null references accounts (id),
    choice text not null,
    note text not null default '',
    created bigint not null,
    primary key (review_id, account_id)
);

-- Published works that a moderator has taken away: hidden here until `final`, when other servers are told to delete
-- them, unless an appeal is open or has brought them back. `ended` is when either has happened.
create table withdrawals (
    artwork_id bigint primary key references artworks (id),
    account_id bigint references accounts (id),
    withdrawn bigint not null,
    final bigint not null,
    ended bigint not null default 0
);
create index withdrawals_final on withdrawals (ended, final);

create index verdicts_created on verdicts (created, id);
