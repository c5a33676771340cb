-- Full-text search: the words are kept in plain tables, apart already, and indexed as they are.
create index search_posts_words on search_posts using gin (array_to_tsvector(string_to_array(words, ' ')));
create index search_people_words on search_people using gin (array_to_tsvector(string_to_array(words, ' ')));

-- What has changed is noted by the statement that changes it. A plain post from elsewhere sets none of these off.
create function note_post_id() returns trigger language plpgsql as $$ begin insert into to_index (kind, id) values ('post', new.id) on conflict (kind, id) do update set kind = excluded.kind; return null; end $$;
create function note_post_artwork_id() returns trigger language plpgsql as $$ begin insert into to_index (kind, id) values ('post', new.artwork_id) on conflict (kind, id) do update set kind = excluded.kind; return null; end $$;
create function note_post_post_id() returns trigger language plpgsql as $$ begin insert into to_index (kind, id) values ('post', new.post_id) on conflict (kind, id) do update set kind = excluded.kind; return null; end $$;
create function note_person_id() returns trigger language plpgsql as $$ begin insert into to_index (kind, id) values ('person', new.id) on conflict (kind, id) do update set kind = excluded.kind; return null; end $$;
create trigger posts_indexed after insert on posts for each row when (new.local = 1 and new.kind <> 'reply') execute function note_post_id();
create trigger posts_indexed_again after update of content, title, warning, visibility, deleted on posts for each row when (new.kind <> 'reply') execute function note_post_id();
create trigger artworks_indexed_again after update of state, title, description, medium, tools, tags, visibility, ai_policy, series_id on artworks for each row when (new.published > 0) execute function note_post_id();
create trigger pictures_indexed_again after update of alt on pictures for each row when (new.alt <> old.alt) execute function note_post_artwork_id();
create trigger renditions_indexed_again after update of policy on renditions for each row when (new.policy <> old.policy) execute function note_post_artwork_id();
create trigger remote_media_indexed after insert on remote_media for each row when (new.post_id is not null) execute function note_post_post_id();
create trigger remote_media_indexed_again after update of alt, state, key on remote_media for each row when (new.post_id is not null) execute function note_post_post_id();
create trigger actors_indexed after insert on actors for each row when (new.host = '' or new.discoverable = 1) execute function note_person_id();
create trigger actors_indexed_again after update of display_name, bio, bio_html, fields, discoverable, ai_policy, remote_rights, suspended, deleted on actors for each row when (new.host = '' or new.discoverable = 1 or old.discoverable = 1) execute function note_person_id();
-- What was said in a deleted post is gone at once; the rest follows.
create function forget_words() returns trigger language plpgsql as $$ begin delete from search_posts where id = new.id; return null; end $$;
create trigger posts_buried after update of deleted on posts for each row when (new.deleted <> 0 and old.deleted = 0) execute function forget_words();
-- A post or a person that goes for good leaves nothing behind.
create function unindex_post() returns trigger language plpgsql as $$ begin delete from search_posts where id = old.id; delete from facets where post_id = old.id; delete from impression_bands where post_id = old.id; delete from alike where post_id = old.id or other_id = old.id; delete from impressions where post_id = old.id; return old; end $$;
create function unindex_person() returns trigger language plpgsql as $$ begin delete from search_people where id = old.id; return old; end $$;
create trigger posts_unindexed before delete on posts for each row execute function unindex_post();
create trigger actors_unindexed before delete on actors for each row execute function unindex_person();
