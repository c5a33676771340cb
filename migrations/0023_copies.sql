-- Which mails somebody wants about their works before the moderators, where that is not what is usual.
create table mail_choices (
    account_id bigint not null references accounts (id) on delete cascade,
    kind text not null,
    wanted bigint not null,
    primary key (account_id, kind)
);
