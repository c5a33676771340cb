-- What apps know of news: how far somebody has read, what they keep apart, where pushes go; and what admins announce.

-- How far a member has read in apps: `timeline` is home or notifications.
create table markers (
    actor_id bigint not null references actors (id),
    timeline text not null,
    last_read bigint not null,
    version bigint not null default 1,
    updated bigint not null,
    primary key (actor_id, timeline)
);

-- What becomes of news by some people: accept, filter or drop for each rule of fediart/store/news_rules.py. Who has no
-- row is told everything but what silenced people do.
create table news_policies (
    actor_id bigint primary key references actors (id),
    not_following text not null default 'accept',
    not_followers text not null default 'accept',
    new_accounts text not null default 'accept',
    private_mentions text not null default 'filter',
    limited_accounts text not null default 'drop'
);

-- People whose news a member wants whatever the rules say.
create table news_permits (
    actor_id bigint not null references actors (id),
    from_id bigint not null references actors (id),
    created bigint not null,
    primary key (actor_id, from_id)
);
create index news_permits_from on news_permits (from_id);

-- Which report a moderator was told of.
create table report_news (
    notification_id bigint primary key references notifications (id) on delete cascade,
    report_id bigint not null references reports (id) on delete cascade
);
create index report_news_report on report_news (report_id);

-- Talks taken off a member's list until something is said after `newest`.
create table talks_put_away (
    talk_id bigint not null references talks (id) on delete cascade,
    actor_id bigint not null references actors (id),
    newest bigint not null,
    primary key (talk_id, actor_id)
);
create index talks_put_away_actor on talks_put_away (actor_id);

-- Apps that take pushes, each with the token it was turned on with. `alerts` is JSON of Mastodon's words; `policy` is
-- all, followed, follower or none; `standard` 0: in the encryption of a draft, which older relays expect.
create table app_subscriptions (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    token_hash text not null unique references access_tokens (token_hash) on delete cascade,
    endpoint text not null,
    p256dh text not null,
    auth text not null,
    standard bigint not null default 0,
    alerts text not null default '{}',
    policy text not null default 'all',
    created bigint not null,
    failures bigint not null default 0
);
create index app_subscriptions_actor on app_subscriptions (actor_id);

-- What admins tell the members, in Markdown. It is shown from `published` on. `starts` and `ends`
-- are of what it tells about, `gone` is when it was taken away.
create table announcements (
    id bigint primary key,
    text text not null,
    starts bigint not null default 0,
    ends bigint not null default 0,
    all_day bigint not null default 0,
    published bigint not null,
    gone bigint not null default 0,
    account_id bigint,
    created bigint not null,
    updated bigint not null
);
create index announcements_published on announcements (published);

create table announcement_reads (
    announcement_id bigint not null references announcements (id) on delete cascade,
    actor_id bigint not null references actors (id),
    primary key (announcement_id, actor_id)
);
create index announcement_reads_actor on announcement_reads (actor_id);

create table announcement_reactions (
    announcement_id bigint not null references announcements (id) on delete cascade,
    name text not null,
    actor_id bigint not null references actors (id),
    created bigint not null,
    primary key (announcement_id, name, actor_id)
);
create index announcement_reactions_actor on announcement_reactions (actor_id);

-- The terms of service, each version with the day it holds from, as YYYYMMDD.
create table terms (
    id bigint primary key,
    effective bigint not null unique,
    text text not null,
    account_id bigint,
    created bigint not null
);

-- How much members post, week by week.
create index posts_ours on posts (published) where local = 1 and deleted = 0 and visibility <> 'direct';
