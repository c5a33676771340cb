-- A series has an AI policy of its own where its artist chose one; empty: the artist's.
alter table series add column ai_policy text not null default '';

-- What other servers were last told: the preset in the last document sent of a work, or of an artist here. Empty: nothing yet.
alter table artworks add column policy_told text not null default '';
alter table accounts add column policy_told text not null default '';

-- What stands in the bytes of a public file, as a digest: whoever writes it anew sees whether there is anything to do.
alter table renditions add column said text not null default '';

update artworks set policy_told = coalesce((select min(policy) from renditions where artwork_id = artworks.id), '')
    where state = 'published';

-- Every change of an AI policy, and how far the works have been brought up to date. `scope`: instance, floor, artist, series,
-- artwork or name; `account_id` is null for the command line, `actor_id` for the instance; `subject_id` is the series or artwork.
-- `state`: files, artists, telling, finished, superseded; `reached` is the id up to which the state's work is done.
create table policy_changes (
    id bigint primary key,
    account_id bigint,
    actor_id bigint,
    scope text not null,
    subject_id bigint not null default 0,
    subject text not null default '',
    was text not null,
    became text not null,
    state text not null,
    reached bigint not null default 0,
    files_total bigint not null default 0,
    files_done bigint not null default 0,
    files_failed bigint not null default 0,
    told_total bigint not null default 0,
    told_done bigint not null default 0,
    started bigint not null,
    ended bigint not null default 0
);
create index policy_changes_actor on policy_changes (actor_id, id);
create index policy_changes_open on policy_changes (scope, id) where ended = 0;
