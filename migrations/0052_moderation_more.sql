-- What moderators have taken from a member, kept until the time for an appeal is over: then the files and words go.
-- kind is post, picture, avatar, header, name, bio or field. `post_id` is the post, or the work that a picture hung in;
-- `carrier_id` the row of artworks, seen by nobody, that the picture is in meanwhile, and `place` where it hung.
-- `label` is the name of a field, the alt text of an avatar or a header, or the marks that the work's files had;
-- `stored` the storage key of an avatar or a header.
create table taken_things (
    id bigint primary key,
    strike_id bigint not null references strikes (id),
    actor_id bigint not null references actors (id),
    kind text not null,
    post_id bigint not null default 0,
    picture_id bigint not null default 0,
    carrier_id bigint not null default 0,
    place bigint not null default 0,
    label text not null default '',
    words text not null default '',
    stored text not null default '',
    final bigint not null,
    ended bigint not null default 0
);
create index taken_things_strike on taken_things (strike_id, id);
create index taken_things_actor on taken_things (actor_id);
create index taken_things_post on taken_things (post_id, kind, ended);
create index taken_things_final on taken_things (ended, final);
create index taken_things_stored on taken_things (stored) where stored <> '';

-- Posts that a moderator has put behind the warning: no edit by their author takes it off.
create table marked_posts (
    post_id bigint primary key references posts (id),
    marked bigint not null
);

-- When moderators were last reminded of an appeal that waits, 0 for never.
alter table strike_appeals add column reminded bigint not null default 0;
