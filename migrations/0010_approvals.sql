-- Replies of ours to posts whose author wants to see each one first (GoToSocial's ReplyRequest).
-- state: waiting | allowed | refused. `approval` is the address of the ReplyAuthorization.
create table reply_approvals (
    post_id bigint primary key references posts (id),
    author_id bigint not null references actors (id),
    request_uri text not null,
    state text not null,
    approval text not null default '',
    created bigint not null
);
create unique index reply_approvals_request on reply_approvals (request_uri);
