-- Deliveries that go before the crowd, what we know of other servers' health, and receipts for artists.

-- 0: somebody waits for it (a direct message, a mention, an Accept); 1: goes to all followers.
alter table deliveries add column priority bigint not null default 1;
drop index deliveries_due;
create index deliveries_due on deliveries (priority, due, id) where state = 'waiting';

-- 1: for followers only; then each server is told which of its people we believe to follow (FEP-8fcf).
alter table outgoing add column private bigint not null default 0;

-- `down_since` is the first of the failures in a row; `heard` the last verified activity from there;
-- `looked` when its NodeInfo was last asked for. `software` has been there from the beginning.
alter table hosts add column down_since bigint not null default 0;
alter table hosts add column heard bigint not null default 0;
alter table hosts add column looked bigint not null default 0;
alter table hosts add column version text not null default '';
create index hosts_retry on hosts (retry_at) where failures > 0;

-- The last errors of each server, for admins; only so many are kept of each.
create table host_errors (
    id bigint primary key,
    host text not null,
    inbox text not null default '',
    error text not null,
    happened bigint not null
);
create index host_errors_host on host_errors (host, id);
create index host_errors_happened on host_errors (happened);

-- Where an artwork's Create, last Update and Delete have arrived, kept when their deliveries are tidied away.
create table receipts (
    post_id bigint not null,
    kind text not null,
    host text not null,
    state text not null,
    outcome text not null default '',
    tries bigint not null default 0,
    finished bigint not null default 0,
    primary key (post_id, kind, host)
);
