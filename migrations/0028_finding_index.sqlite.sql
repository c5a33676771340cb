-- Full-text search: an index over the words that are kept in plain tables, without a copy of them.
create virtual table found_posts using fts5(words, content='search_posts', content_rowid='id', tokenize="ascii tokenchars ':'", detail=none, prefix='1 2 3');
create virtual table found_people using fts5(words, content='search_people', content_rowid='id', tokenize="ascii tokenchars ':'", detail=none, prefix='1 2 3');
create trigger search_posts_in after insert on search_posts begin insert into found_posts (rowid, words) values (new.id, new.words); end;
create trigger search_posts_out after delete on search_posts begin insert into found_posts (found_posts, rowid, words) values ('delete', old.id, old.words); end;
create trigger search_posts_changed after update of words on search_posts begin insert into found_posts (found_posts, rowid, words) values ('delete', old.id, old.words); insert into found_posts (rowid, words) values (new.id, new.words); end;
create trigger search_people_in after insert on search_people begin insert into found_people (rowid, words) values (new.id, new.words); end;
create trigger search_people_out after delete on search_people begin insert into found_people (found_people, rowid, words) values ('delete', old.id, old.words); end;
create trigger search_people_changed after update of words on search_people begin insert into found_people (found_people, rowid, words) values ('delete', old.id, old.words); insert into found_people (rowid, words) values (new.id, new.words); end;

-- What has changed is noted by the statement that changes it. A plain post from elsewhere sets none of these off.
create trigger posts_indexed after insert on posts when new.local = 1 and new.kind <> 'reply' begin insert into to_index (kind, id) values ('post', new.id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger posts_indexed_again after update of content, title, warning, visibility, deleted on posts when new.kind <> 'reply' begin insert into to_index (kind, id) values ('post', new.id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger artworks_indexed_again after update of state, title, description, medium, tools, tags, visibility, ai_policy, series_id on artworks when new.published > 0 begin insert into to_index (kind, id) values ('post', new.id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger pictures_indexed_again after update of alt on pictures when new.alt <> old.alt begin insert into to_index (kind, id) values ('post', new.artwork_id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger renditions_indexed_again after update of policy on renditions when new.policy <> old.policy begin insert into to_index (kind, id) values ('post', new.artwork_id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger remote_media_indexed after insert on remote_media when new.post_id is not null begin insert into to_index (kind, id) values ('post', new.post_id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger remote_media_indexed_again after update of alt, state, key on remote_media when new.post_id is not null begin insert into to_index (kind, id) values ('post', new.post_id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger actors_indexed after insert on actors when new.host = '' or new.discoverable = 1 begin insert into to_index (kind, id) values ('person', new.id) on conflict (kind, id) do update set kind = excluded.kind; end;
create trigger actors_indexed_again after update of display_name, bio, bio_html, fields, discoverable, ai_policy, remote_rights, suspended, deleted on actors when new.host = '' or new.discoverable = 1 or old.discoverable = 1 begin insert into to_index (kind, id) values ('person', new.id) on conflict (kind, id) do update set kind = excluded.kind; end;
-- What was said in a deleted post is gone at once; the rest follows.
create trigger posts_buried after update of deleted on posts when new.deleted <> 0 and old.deleted = 0 begin delete from search_posts where id = new.id; end;
-- A post or a person that goes for good leaves nothing behind.
create trigger posts_unindexed before delete on posts begin delete from search_posts where id = old.id; delete from facets where post_id = old.id; delete from impression_bands where post_id = old.id; delete from alike where post_id = old.id or other_id = old.id; delete from impressions where post_id = old.id; end;
create trigger actors_unindexed before delete on actors begin delete from search_people where id = old.id; end;
