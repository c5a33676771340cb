-- Runs of a policy, or of a model, over everything that is published. A run goes through the works in the order of
-- their ids; `reached` is the last one that is done, so that it can stop at any moment and go on from there.
-- policy is the JSON form, policy_version 0 where it came from a file; folders is a JSON list of the models' folders,
-- model their label. state: running | finished | cancelled. applies: 0 only says what would change, 1 puts what would
-- be stopped before moderators, 2 sets labels, too. `worked` is ms at work, in which rate and time left are told.
create table rescans (
    id bigint primary key,
    account_id bigint references accounts (id),
    policy text not null,
    policy_version bigint not null,
    folders text not null,
    model text not null,
    applies bigint not null,
    since bigint not null,
    until bigint not null,
    total bigint not null,
    state text not null,
    reached bigint not null,
    done bigint not null default 0,
    measured bigint not null default 0,
    worked bigint not null default 0,
    started bigint not null,
    ended bigint not null default 0
);
create index rescans_state on rescans (state, id);

-- What became of each work whose decision would change, or that could not be judged. outcome: review | open | label |
-- decided | failed; acted is 1 where something was done about it.
create table rescan_works (
    rescan_id bigint not null references rescans (id),
    artwork_id bigint not null references artworks (id),
    before text not null,
    after text not null,
    outcome text not null,
    acted bigint not null,
    why text not null,
    primary key (rescan_id, artwork_id)
);
