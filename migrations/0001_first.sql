-- The first house. Ids are made by us (fediart/ids.py), times are milliseconds, flags are 0 or 1, JSON is text.

create table settings (
    key text primary key,
    value text not null,
    changed bigint not null
);

-- Everyone who can speak in the fediverse, from here or from elsewhere. `name` + `host` is the handle; host '' is ours.
create table actors (
    id bigint primary key,
    uri text not null unique,
    name text not null,
    host text not null,
    kind text not null,
    display_name text not null default '',
    bio text not null default '',
    bio_html text not null default '',
    url text not null,
    inbox text not null,
    shared_inbox text not null default '',
    outbox text not null default '',
    followers_uri text not null default '',
    following_uri text not null default '',
    featured_uri text not null default '',
    avatar text not null default '',
    avatar_alt text not null default '',
    header text not null default '',
    header_alt text not null default '',
    fields text not null default '[]',
    public_key_id text not null,
    public_key text not null,
    private_key text not null default '',
    approves_follows bigint not null default 0,
    discoverable bigint not null default 1,
    ai_policy text not null default '',
    remote_rights text not null default '{}',
    moved_to text not null default '',
    also_known_as text not null default '[]',
    follower_count bigint not null default 0,
    following_count bigint not null default 0,
    created bigint not null,
    fetched bigint not null default 0,
    suspended bigint not null default 0,
    deleted bigint not null default 0
);
create unique index actors_handle on actors (lower(name), host);
create index actors_key on actors (public_key_id);
create index actors_avatar on actors (avatar) where host = '' and avatar <> '';
create index actors_header on actors (header) where host = '' and header <> '';
create index actors_fetched on actors (fetched) where host <> '';
create index actors_host on actors (host) where host <> '';
create index actors_shown on actors (lower(display_name)) where host = '';

-- What a local person has beside the public face: how to log in, the role, the state.
create table accounts (
    id bigint primary key,
    actor_id bigint not null unique references actors (id),
    email text not null,
    password_hash text not null,
    role text not null,
    locale text not null default 'en',
    confirmed bigint not null default 0,
    approved bigint not null default 0,
    suspended bigint not null default 0,
    reason text not null default '',
    created bigint not null,
    last_seen bigint not null default 0
);
create unique index accounts_email on accounts (lower(email));
create index accounts_waiting on accounts (id) where approved = 0;

create table sessions (
    token_hash text primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    created bigint not null,
    last_seen bigint not null,
    expires bigint not null,
    agent text not null default ''
);
create index sessions_account on sessions (account_id);
create index sessions_expires on sessions (expires);

-- API tokens, hashed.
create table tokens (
    token_hash text primary key,
    id bigint not null unique,
    account_id bigint not null references accounts (id) on delete cascade,
    scopes text not null,
    label text not null default '',
    created bigint not null,
    last_used bigint not null default 0
);
create index tokens_account on tokens (account_id);

-- One-time links sent by mail: `purpose` is confirm or reset; bound to the address they were sent to.
create table mail_links (
    token_hash text primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    purpose text not null,
    email text not null,
    created bigint not null,
    expires bigint not null
);
create index mail_links_account on mail_links (account_id);
create index mail_links_expires on mail_links (expires);

create table invitations (
    code text primary key,
    account_id bigint not null references accounts (id) on delete cascade,
    uses_left bigint not null,
    expires bigint not null,
    created bigint not null
);
create index invitations_account on invitations (account_id);

-- Brakes: how often something was tried by someone in a window of time.
create table tries (
    key text primary key,
    count bigint not null,
    since bigint not null
);
create index tries_since on tries (since);

create table follows (
    id bigint primary key,
    follower_id bigint not null references actors (id),
    followee_id bigint not null references actors (id),
    state text not null,
    uri text not null,
    created bigint not null
);
create unique index follows_pair on follows (follower_id, followee_id);
create index follows_followee on follows (followee_id, state, id);
create index follows_follower on follows (follower_id, state, id);
create index follows_uri on follows (uri);

create table blocks (
    actor_id bigint not null references actors (id),
    target_id bigint not null references actors (id),
    created bigint not null,
    primary key (actor_id, target_id)
);
create index blocks_target on blocks (target_id);

create table domain_blocks (
    domain text primary key,
    comment text not null default '',
    created bigint not null
);

create table series (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    slug text not null,
    title text not null,
    description text not null default '',
    created bigint not null
);
create unique index series_slug on series (actor_id, slug);

-- Everything that federates as a Note: an artwork's post, a reply, a remote post. `source` is what a local person typed.
create table posts (
    id bigint primary key,
    uri text not null unique,
    actor_id bigint not null references actors (id),
    local bigint not null,
    kind text not null,
    reply_to_id bigint references posts (id),
    reply_to_uri text not null default '',
    thread_id bigint not null,
    content text not null,
    source text not null default '',
    title text not null default '',
    warning text not null default '',
    sensitive bigint not null default 0,
    language text not null default '',
    visibility text not null,
    url text not null,
    published bigint not null,
    edited bigint not null default 0,
    deleted bigint not null default 0,
    remote_rights text not null default '{}',
    reply_count bigint not null default 0,
    like_count bigint not null default 0,
    boost_count bigint not null default 0
);
create index posts_actor on posts (actor_id, published, id);
create index posts_thread on posts (thread_id, published);
create index posts_reply on posts (reply_to_id);
create index posts_reply_uri on posts (reply_to_uri) where reply_to_uri <> '';
create index posts_comments on posts (id) where local = 1 and kind = 'reply' and deleted = 0;
create index posts_gallery on posts (published, id) where local = 1 and kind = 'artwork' and visibility = 'public' and deleted = 0;

-- A portfolio piece. Its id is its post's id; the post exists only once the artwork is published.
-- state: submitted -> checking -> preparing -> published | held | refused | failed; deleted at the end.
create table artworks (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    state text not null,
    title text not null,
    description text not null default '',
    medium text not null default '',
    tools text not null default '',
    tags text not null default '[]',
    series_id bigint references series (id),
    series_position bigint not null default 0,
    licence text not null default 'all-rights-reserved',
    warning text not null default '',
    mature bigint not null default 0,
    visibility text not null,
    language text not null default '',
    ai_policy text not null default '',
    ai_label text not null default '',
    digital_source_type text not null default '',
    note text not null default '',
    portfolio bigint not null default 1,
    created bigint not null,
    changed bigint not null,
    published bigint not null default 0
);
create index artworks_actor on artworks (actor_id, state, published, id);
create index artworks_state on artworks (state, created);
create index artworks_series on artworks (series_id, series_position);
create index artworks_title on artworks (lower(title)) where state = 'published' and visibility = 'public';
create index artworks_policy on artworks (ai_policy, id) where ai_policy <> '';

-- One image of an artwork. `original` is the storage key of the private original, byte for byte.
create table pictures (
    id bigint primary key,
    artwork_id bigint not null references artworks (id),
    position bigint not null,
    original text not null,
    sha256 text not null,
    bytes bigint not null,
    file_name text not null default '',
    media_type text not null,
    width bigint not null default 0,
    height bigint not null default 0,
    alt text not null default '',
    focal_x double precision not null default 0,
    focal_y double precision not null default 0,
    blurhash text not null default '',
    colour text not null default ''
);
create index pictures_artwork on pictures (artwork_id, position);
create index pictures_original on pictures (original);

-- What the public may see of a picture: `name` is unguessable and stays the same when a file is re-embedded.
create table renditions (
    id bigint primary key,
    picture_id bigint not null references pictures (id),
    artwork_id bigint not null references artworks (id),
    name text not null unique,
    role text not null,
    media_type text not null,
    width bigint not null,
    height bigint not null,
    bytes bigint not null,
    key text not null,
    policy text not null
);
create index renditions_picture on renditions (picture_id, width);
create index renditions_artwork on renditions (artwork_id);
create index renditions_key on renditions (key);

-- Images of remote posts, and avatars and headers of everyone (owner_kind: post, avatar, header). `key` is our cached copy.
create table remote_media (
    id bigint primary key,
    post_id bigint references posts (id),
    actor_id bigint references actors (id),
    role text not null,
    position bigint not null default 0,
    url text not null,
    media_type text not null default '',
    alt text not null default '',
    width bigint not null default 0,
    height bigint not null default 0,
    blurhash text not null default '',
    focal_x double precision not null default 0,
    focal_y double precision not null default 0,
    key text not null default '',
    state text not null default 'waiting',
    rights text not null default '{}',
    created bigint not null
);
create index remote_media_post on remote_media (post_id, position);
create index remote_media_actor on remote_media (actor_id, role);
create index remote_media_key on remote_media (key) where key <> '';

create table post_tags (
    tag text not null,
    post_id bigint not null references posts (id),
    published bigint not null,
    primary key (tag, post_id)
);
create index post_tags_post on post_tags (post_id);
create index post_tags_recent on post_tags (tag, published);

create table mentions (
    post_id bigint not null references posts (id),
    actor_id bigint not null references actors (id),
    primary key (post_id, actor_id)
);
create index mentions_actor on mentions (actor_id, post_id);

create table likes (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    post_id bigint not null references posts (id),
    uri text not null,
    created bigint not null
);
create unique index likes_pair on likes (post_id, actor_id);
create index likes_actor on likes (actor_id, id);
create index likes_uri on likes (uri);

create table boosts (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    post_id bigint not null references posts (id),
    uri text not null,
    published bigint not null
);
create unique index boosts_pair on boosts (post_id, actor_id);
create index boosts_actor on boosts (actor_id, published, id);
create index boosts_uri on boosts (uri);

-- Works an artist pins to the top of the portfolio: the actor's `featured` collection.
create table pins (
    actor_id bigint not null references actors (id),
    post_id bigint not null references posts (id),
    position bigint not null,
    primary key (actor_id, post_id)
);

create table notifications (
    id bigint primary key,
    actor_id bigint not null references actors (id),
    kind text not null,
    from_id bigint references actors (id),
    post_id bigint references posts (id),
    artwork_id bigint references artworks (id),
    text text not null default '',
    created bigint not null,
    seen bigint not null default 0
);
create index notifications_actor on notifications (actor_id, id);
create index notifications_from on notifications (from_id) where from_id is not null;
create unique index notifications_once on notifications (actor_id, kind, from_id, post_id);

-- Every judgement, by the machine or by a person; never changed, only added to.
create table verdicts (
    id bigint primary key,
    artwork_id bigint not null references artworks (id),
    picture_id bigint references pictures (id),
    sha256 text not null default '',
    model text not null default '',
    score double precision,
    abstained bigint not null default 0,
    evidence text not null default '[]',
    policy_version bigint not null default 0,
    decision text not null,
    label text not null default '',
    reasons text not null default '[]',
    account_id bigint references accounts (id),
    note text not null default '',
    created bigint not null
);
create index verdicts_artwork on verdicts (artwork_id, id);
create index verdicts_picture on verdicts (picture_id);

create table admission_policies (
    version bigint primary key,
    body text not null,
    account_id bigint references accounts (id),
    created bigint not null
);

-- Work to be done. Kinds that share an `order_key` are done one after the other, in the order of their ids.
create table jobs (
    id bigint primary key,
    kind text not null,
    order_key text not null default '',
    once_key text,
    payload text not null,
    state text not null default 'waiting',
    due bigint not null,
    tries bigint not null default 0,
    taken_until bigint not null default 0,
    outcome text not null default '',
    created bigint not null,
    finished bigint not null default 0
);
create unique index jobs_once on jobs (once_key);
create index jobs_due on jobs (due, id) where state = 'waiting';
create index jobs_taken on jobs (taken_until) where state = 'taken';
create index jobs_order on jobs (order_key, id) where state <> 'finished';
create index jobs_finished on jobs (finished) where state = 'finished';

-- An activity of ours, as sent: one body for all who receive it.
create table outgoing (
    id bigint primary key,
    uri text not null unique,
    actor_id bigint not null references actors (id),
    kind text not null,
    post_id bigint,
    body text not null,
    created bigint not null
);
create index outgoing_post on outgoing (post_id);
create index outgoing_created on outgoing (created);

-- One row per activity and inbox. state: waiting -> delivered | rejected | gone | given-up.
create table deliveries (
    id bigint primary key,
    outgoing_id bigint not null references outgoing (id),
    inbox text not null,
    host text not null,
    state text not null default 'waiting',
    due bigint not null,
    tries bigint not null default 0,
    taken_until bigint not null default 0,
    outcome text not null default '',
    finished bigint not null default 0
);
create unique index deliveries_once on deliveries (outgoing_id, inbox);
create index deliveries_due on deliveries (due, id) where state = 'waiting';
create index deliveries_host on deliveries (host, state);
create index deliveries_finished on deliveries (finished) where state <> 'waiting';

-- What we know of another server: how it fares, and which signatures it reads.
create table hosts (
    host text primary key,
    scheme text not null default '',
    failures bigint not null default 0,
    retry_at bigint not null default 0,
    last_success bigint not null default 0,
    last_failure bigint not null default 0,
    last_error text not null default '',
    software text not null default ''
);

-- What admins and moderators did. Never changed, only added to.
create table admin_log (
    id bigint primary key,
    account_id bigint references accounts (id),
    action text not null,
    subject text not null default '',
    detail text not null default '',
    created bigint not null
);
