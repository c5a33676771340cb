-- Commissions, the directory of artists who are open for work, and the board of jobs ("openings": a job is work of ours).
-- Amounts of money are hundredths of the currency's unit; 0 where nothing is said.

-- Who is open for work, and for which. state: open | waiting | closed. `listed`: shown in the directory.
-- `visitors`: whether people without an account may ask. `since` is their place in the directory.
create table work_profiles (
    actor_id bigint primary key references actors (id),
    state text not null default 'closed',
    listed bigint not null default 1,
    visitors bigint not null default 1,
    remote bigint not null default 1,
    place text not null default '',
    words text not null default '',
    terms text not null default '',
    since bigint not null default 0,
    changed bigint not null
);
create index work_profiles_open on work_profiles (since, actor_id) where listed = 1 and state <> 'closed';

-- What they work in, by which the directory is searched. kind: medium | style | language. `word` is in lower case,
-- `shown` as it was typed. `since` is 0 for those who are not in the directory.
create table work_words (
    actor_id bigint not null references work_profiles (actor_id) on delete cascade,
    kind text not null,
    word text not null,
    shown text not null,
    position bigint not null,
    since bigint not null default 0,
    primary key (actor_id, kind, word)
);
create index work_words_found on work_words (kind, word, since, actor_id) where since > 0;

-- What an artist offers. state: open | waiting | closed. `slots` 0 is any number; `days` is how long it takes, 0 unsaid.
-- `waits`: when all slots are taken, people may still ask and wait.
create table commission_offers (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    position bigint not null default 0,
    title text not null,
    included text not null default '',
    terms text not null default '',
    price_from bigint not null default 0,
    price_to bigint not null default 0,
    currency text not null default '',
    days bigint not null default 0,
    slots bigint not null default 0,
    waits bigint not null default 1,
    state text not null default 'open',
    created bigint not null,
    changed bigint not null,
    removed bigint not null default 0
);
create index commission_offers_actor on commission_offers (actor_id, position, id) where removed = 0;

-- Works that show what such a commission looks like.
create table commission_examples (
    offer_id bigint not null references commission_offers (id),
    artwork_id bigint not null references artworks (id),
    position bigint not null,
    primary key (offer_id, artwork_id)
);
create index commission_examples_artwork on commission_examples (artwork_id);

-- What somebody asks of an artist: a member (`client_id`), or a visitor with an e-mail address.
-- state: unconfirmed | asked | accepted | in-progress | delivered | completed | declined | withdrawn.
-- `offer` is what was offered when it was asked (JSON): it stays, whatever becomes of the offer.
-- `waiting`: asked while there was no free slot. `round` is in the visitor's link: another one ends it.
-- `moderators`: one side has reported it, so moderators may read it. `closed` is when it ended.
create table commissions (
    id bigint primary key,
    artist_id bigint not null references actors (id),
    client_id bigint references actors (id),
    offer_id bigint references commission_offers (id),
    offer text not null default '{}',
    client_name text not null default '',
    client_email text not null default '',
    title text not null,
    state text not null,
    price bigint not null default 0,
    currency text not null default '',
    due bigint not null default 0,
    waiting bigint not null default 0,
    round bigint not null default 0,
    moderators bigint not null default 0,
    artist_seen bigint not null default 0,
    client_seen bigint not null default 0,
    artist_told bigint not null default 0,
    client_told bigint not null default 0,
    artist_hid bigint not null default 0,
    client_hid bigint not null default 0,
    created bigint not null,
    changed bigint not null,
    closed bigint not null default 0
);
create index commissions_artist on commissions (artist_id, state, changed, id);
create index commissions_client on commissions (client_id, changed, id) where client_id is not null;
create index commissions_offer on commissions (offer_id, state) where offer_id is not null;
create index commissions_closed on commissions (closed) where closed > 0;
create index commissions_unconfirmed on commissions (created) where state = 'unconfirmed';
create index commissions_email on commissions (artist_id, client_email) where client_email <> '';

-- Everything that was said and done about one, in its order; never changed. side: artist | client.
-- kind: message, or the state it came into, or price.
create table commission_events (
    id bigint primary key,
    commission_id bigint not null references commissions (id),
    side text not null,
    kind text not null,
    words text not null default '',
    created bigint not null
);
create index commission_events_commission on commission_events (commission_id, id);

-- Files that came with a message. `stored` and `preview` are storage keys.
create table commission_files (
    id bigint primary key,
    commission_id bigint not null references commissions (id),
    event_id bigint not null references commission_events (id),
    side text not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    stored text not null,
    preview text not null default '',
    created bigint not null
);
create index commission_files_commission on commission_files (commission_id, id);
create index commission_files_event on commission_files (event_id);
create index commission_files_stored on commission_files (stored);
create index commission_files_preview on commission_files (preview) where preview <> '';

-- Addresses from which an artist wants no more requests; only their hash is kept.
create table commission_blocks (
    artist_id bigint not null references actors (id),
    email_hash text not null,
    created bigint not null,
    primary key (artist_id, email_hash)
);

-- The board of jobs. state: waiting | open | closed | refused | removed. `pay_per`: hour | day | month | year | project.
-- `ai` says what becomes of the work with regard to AI. `ends` is when it leaves the board by itself.
create table openings (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    studio text not null,
    title text not null,
    body text not null,
    kind text not null,
    pay_from bigint not null,
    pay_to bigint not null,
    currency text not null,
    pay_per text not null,
    remote bigint not null default 0,
    place text not null default '',
    ai text not null,
    ai_words text not null default '',
    state text not null,
    why text not null default '',
    created bigint not null,
    published bigint not null default 0,
    changed bigint not null,
    ends bigint not null
);
create index openings_open on openings (published, id) where state = 'open';
create index openings_waiting on openings (id) where state = 'waiting';
create index openings_actor on openings (actor_id, id);
create index openings_ends on openings (ends);

-- An artist's answer to one: seen by who posted it, and nobody else. `link` leads to their portfolio.
create table opening_answers (
    id bigint primary key,
    opening_id bigint not null references openings (id),
    actor_id bigint not null references actors (id),
    words text not null,
    link text not null,
    created bigint not null
);
create unique index opening_answers_once on opening_answers (opening_id, actor_id);
create index opening_answers_actor on opening_answers (actor_id, id);
