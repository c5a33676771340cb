-- Which processes have apps that listen: while there is a row, changes are told to them. `beat` in milliseconds.
create table stream_listeners (
    name text primary key,
    beat bigint not null
);
