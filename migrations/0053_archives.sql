-- Pictures of a profile that an import has put others in the place of: kept for as long as it can be taken back.
create table replaced_pictures (
    item_id bigint primary key references import_items (id) on delete cascade,
    actor_id bigint not null references actors (id),
    key text not null
);
create index replaced_pictures_actor on replaced_pictures (actor_id);
create index replaced_pictures_key on replaced_pictures (key);
