-- What runs this instance: a row for each process of `fediart serve` and `fediart worker`, for as long as it lives.
-- `does`: web | jobs | web jobs. `beat` is when it was last heard of.
create table processes (
    id bigint primary key,
    name text not null,
    does text not null,
    version text not null,
    started bigint not null,
    beat bigint not null
);

create index processes_beat on processes (beat);

-- The request, or the job, because of which a job was queued: one can follow it through the log.
alter table jobs add column cause text not null default '';

-- Where a work stands among those that wait to be looked at, and how quickly they go.
create index jobs_works_waiting on jobs (id) where kind = 'publish' and state <> 'finished';
create index jobs_works_done on jobs (finished) where kind = 'publish' and state = 'finished';
