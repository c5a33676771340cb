-- What an instance does about other servers: rules, reports and relays.

-- A rule for a domain and everything below it. `comment` is for moderators, `public_comment` for everybody who may see
-- the list; severity is none, silence or suspend; list_id is the shared list it came from, 0 for our own.
alter table domain_blocks add column severity text not null default 'suspend';
alter table domain_blocks add column reject_media bigint not null default 0;
alter table domain_blocks add column reject_reports bigint not null default 0;
alter table domain_blocks add column mark_sensitive bigint not null default 0;
alter table domain_blocks add column public_comment text not null default '';
alter table domain_blocks add column obfuscate bigint not null default 0;
alter table domain_blocks add column list_id bigint not null default 0;

-- With an allow-list, the only domains that are talked to.
create table domain_allows (
    domain text primary key,
    comment text not null default '',
    created bigint not null
);

-- What a rule means for the people it covers, one row each, so that lists can ask without knowing of domains.
-- `suspended` is 1 where the rule has suspended them, and not an admin them alone.
create table actor_limits (
    actor_id bigint primary key references actors (id),
    silenced bigint not null default 0,
    sensitive bigint not null default 0,
    suspended bigint not null default 0
);
create index actors_suspended on actors (suspended) where host <> '' and suspended <> 0;

-- Follows that a suspension has ended. They come back when it is lifted.
create table severed_follows (
    id bigint primary key,
    host text not null,
    follower_id bigint not null references actors (id),
    followee_id bigint not null references actors (id),
    local_id bigint not null references actors (id),
    state text not null,
    uri text not null,
    severed bigint not null
);
create unique index severed_follows_pair on severed_follows (follower_id, followee_id);
create index severed_follows_host on severed_follows (host);
create index severed_follows_local on severed_follows (local_id, id);
create index severed_follows_followee on severed_follows (followee_id);

-- Shared lists that are looked at once a day. `auto` applies what severs nothing without asking.
create table domain_lists (
    id bigint primary key,
    url text not null unique,
    host text not null,
    auto bigint not null default 0,
    checked bigint not null default 0,
    outcome text not null default '',
    created bigint not null
);

-- Changes that wait for an admin: from a shared list, or from a file (list_id 0). change is add, change or remove.
create table domain_proposals (
    id bigint primary key,
    list_id bigint not null,
    domain text not null,
    change text not null,
    severity text not null,
    reject_media bigint not null default 0,
    reject_reports bigint not null default 0,
    public_comment text not null default '',
    obfuscate bigint not null default 0,
    state text not null default 'open',
    created bigint not null
);
create unique index domain_proposals_once on domain_proposals (list_id, domain);
create index domain_proposals_open on domain_proposals (state, domain);

-- reporter_id is a member, or who has sent a Flag: often another server's own actor.
create table reports (
    id bigint primary key,
    uri text not null unique,
    reporter_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    reason text not null default '',
    text text not null default '',
    forwarded text not null default '',
    state text not null default 'open',
    outcome text not null default '',
    account_id bigint references accounts (id),
    created bigint not null,
    handled bigint not null default 0
);
create index reports_state on reports (state, id);
create index reports_target on reports (target_id, state);
create index reports_reporter on reports (reporter_id, state);

create table report_posts (
    report_id bigint not null references reports (id),
    post_id bigint not null references posts (id),
    primary key (report_id, post_id)
);
create index report_posts_post on report_posts (post_id);

create table report_notes (
    id bigint primary key,
    report_id bigint not null references reports (id),
    account_id bigint references accounts (id),
    text text not null,
    created bigint not null
);
create index report_notes_report on report_notes (report_id, id);

-- style is mastodon (an inbox is followed) or litepub (an actor is). `minute` and `taken` count what came of late.
create table relays (
    id bigint primary key,
    address text not null unique,
    style text not null,
    inbox text not null,
    actor_uri text not null default '',
    follow_uri text not null unique,
    state text not null default 'pending',
    outcome text not null default '',
    minute bigint not null default 0,
    taken bigint not null default 0,
    received bigint not null default 0,
    kept bigint not null default 0,
    created bigint not null,
    changed bigint not null
);
create index relays_actor on relays (actor_uri);

-- Posts that are here only because a relay named them.
create table relayed_posts (
    post_id bigint primary key references posts (id),
    relay_id bigint not null,
    created bigint not null
);
create index relayed_posts_old on relayed_posts (created);

-- For the members' view of pictures from elsewhere.
create index posts_elsewhere on posts (published, id) where local = 0 and visibility = 'public' and kind = 'note' and deleted = 0;
