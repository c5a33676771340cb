-- What moderators decide about single people and their posts, and how it is answered.

-- When the account was frozen, 0 for not: whoever is may log in to read why, to appeal, to take their things and to leave.
alter table accounts add column frozen bigint not null default 0;

-- What was decided about a person alone, here or elsewhere; `actor_limits` has what follows from it and from rules.
create table person_limits (
    actor_id bigint primary key references actors (id),
    silenced bigint not null default 0,
    sensitive bigint not null default 0,
    since bigint not null
);
create index person_limits_since on person_limits (since, actor_id);

-- A deed against a member, with its reason: as it is told to them, and as it is appealed. deed is warn, sensitive, limit,
-- freeze, suspend, delete, mark-posts or delete-posts; `rule` the words of the instance's rule as they were then; by_id
-- the account of who did it, 0 for the shell; state is stands, lifted or overturned.
create table strikes (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    by_id bigint not null default 0,
    report_id bigint not null default 0,
    deed text not null,
    reason text not null default '',
    rule text not null default '',
    told_id bigint not null default 0,
    state text not null default 'stands',
    ended bigint not null default 0,
    ended_by bigint not null default 0,
    created bigint not null
);
create index strikes_actor on strikes (actor_id, id);
create index strikes_told on strikes (told_id) where told_id <> 0;

-- The posts a strike is about. `words` is what stood there: the post itself may be gone. `was` is whether it was marked
-- as sensitive already.
create table strike_posts (
    strike_id bigint not null references strikes (id),
    post_id bigint not null,
    words text not null default '',
    was bigint not null default 0,
    primary key (strike_id, post_id)
);
create index strike_posts_post on strike_posts (post_id);

-- One for each strike at most. outcome is empty while it waits, then overturned or upheld.
create table strike_appeals (
    strike_id bigint primary key references strikes (id),
    text text not null,
    created bigint not null,
    outcome text not null default '',
    answer text not null default '',
    decided bigint not null default 0,
    decided_by bigint not null default 0
);
create index strike_appeals_waiting on strike_appeals (strike_id) where outcome = '';
create index strike_appeals_decided on strike_appeals (decided, strike_id);

-- Words that moderators use again and again.
create table answer_templates (
    id bigint primary key,
    title text not null,
    text text not null,
    created bigint not null
);

create index answer_templates_title on answer_templates (title, id);

-- Who looks at a report, 0 for nobody.
alter table reports add column assigned_id bigint not null default 0;
create index reports_assigned on reports (assigned_id, state, id);

-- What a line of the log is about: member, person, post, report, domain or strike, with its id where it has one.
alter table admin_log add column subject_kind text not null default '';
alter table admin_log add column subject_id bigint not null default 0;
alter table admin_log add column strike_id bigint not null default 0;
create index admin_log_account on admin_log (account_id, id);
create index admin_log_action on admin_log (action, id);
create index admin_log_subject on admin_log (subject_kind, subject_id, id);
create index admin_log_handle on admin_log (subject);

-- Works that curators have chosen, with their words.
create table chosen_works (
    artwork_id bigint primary key references artworks (id),
    account_id bigint not null,
    words text not null default '',
    chosen bigint not null
);
create index chosen_works_newest on chosen_works (chosen, artwork_id);
create index chosen_works_account on chosen_works (account_id);
