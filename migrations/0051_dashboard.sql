-- What staff see at a glance, and what our copies of pictures from other servers take.

-- Figures of each day (days since 1970, UTC), counted once an hour so that no page counts large tables. Nobody is named.
create table day_figures (
    day bigint not null,
    name text not null,
    value bigint not null,
    primary key (day, name)
);

-- Copies of pictures of other servers that lie in storage: whose server's, how large, and the hour (since
-- 1970) in which it was last looked at. Of those that lie here already the size is guessed from width and height.
create table remote_copies (
    media_id bigint primary key references remote_media (id) on delete cascade,
    host text not null,
    bytes bigint not null,
    used bigint not null
);
create index remote_copies_used on remote_copies (used, media_id);
create index remote_copies_host on remote_copies (host, media_id);
insert into remote_copies (media_id, host, bytes, used) select m.id, a.host, 20000 + m.width * m.height / 6, m.created / 3600000 from remote_media m left join posts p on p.id = m.post_id join actors a on a.id = coalesce(m.actor_id, p.actor_id) where m.state = 'kept' and m.key <> '' and a.host <> '';
