-- What was said of AI about a picture of another server besides in the documents it came with: a row only where anything
-- was. `server` is what the headers of the answer that carried it said, `file` what its bytes did (both JSON lists of
-- [name, value]); `kept` are the rights fields of the file (JSON), which our smaller copy carries on.
create table remote_wishes (
    media_id bigint primary key references remote_media (id) on delete cascade,
    server text not null default '[]',
    file text not null default '[]',
    kept text not null default '{}'
);
