-- What robots asked for in a day (UTC, days since 1970), by the name their User-Agent gives. Nobody's address is kept.
-- `kind` is what was asked for: robots, terms, page, feed, media, api, activity or other. `refused` got 403, `taken`
-- was taken although robots.txt keeps this robot out of it.
create table crawler_days (
    day bigint not null,
    agent text not null,
    kind text not null,
    hits bigint not null,
    refused bigint not null,
    taken bigint not null,
    primary key (day, agent, kind)
);

-- When in the day it read robots.txt first and last, and when it first asked for anything else (ms, 0: not at all).
create table crawler_visits (
    day bigint not null,
    agent text not null,
    category text not null,
    first_robots bigint not null,
    last_robots bigint not null,
    first_other bigint not null,
    primary key (day, agent)
);

-- The longest side in pixels of what visitors get to see of an artist's works (`owner_id` is an actor's), or of one
-- work (an artwork's). 0 says that there is no such bound, which a work may say against its artist.
-- `servers`: whether other servers get no more than visitors, either.
create table visitor_sizes (
    owner_id bigint primary key,
    side bigint not null,
    servers bigint not null
);
