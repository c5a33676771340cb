-- Which of several processes on one database has taken a piece of work: its seat, 0 for none. Where a process dies,
-- the others see its seat empty and take over at once.
alter table jobs add column taken_by bigint not null default 0;
alter table deliveries add column taken_by bigint not null default 0;
alter table app_answers add column held_by bigint not null default 0;
