-- The words as they are searched for are kept, and not made anew for each row that is looked at. What is written is in the
-- index at once (fastupdate): else every search would go through what is not there yet.
drop index search_posts_words;
drop index search_people_words;
alter table search_posts add column vector tsvector generated always as (array_to_tsvector(string_to_array(words, ' '))) stored;
alter table search_people add column vector tsvector generated always as (array_to_tsvector(string_to_array(words, ' '))) stored;
create index search_posts_words on search_posts using gin (vector) with (fastupdate = off);
create index search_people_words on search_people using gin (vector) with (fastupdate = off);
