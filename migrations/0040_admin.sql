-- Where accounts may not come from: domains of e-mail addresses, and networks.
create table email_domain_blocks (
    id bigint primary key,
    domain text not null unique,
    created bigint not null
);

-- severity is sign_up_requires_approval, sign_up_block or no_access; network as in 192.0.2.0/24. `expires` 0: never.
create table ip_blocks (
    id bigint primary key,
    network text not null unique,
    severity text not null,
    comment text not null default '',
    created bigint not null,
    expires bigint not null default 0
);
