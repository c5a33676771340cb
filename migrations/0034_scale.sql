-- So that lists stay as quick as they are when there is much of everything.

-- Lists ask of every author whether they are gone: few are, and PostgreSQL else goes through all people to know.
create index actors_away on actors (id) where suspended <> 0 or deleted <> 0;

-- Most rows are pictures of posts and have no actor: they need not be in it, nor are they taken for what is asked.
drop index remote_media_actor;
create index remote_media_actor on remote_media (actor_id, role) where actor_id is not null;

-- Its condition is one by which no other index would be chosen instead.
drop index artworks_title;
create index artworks_title on artworks (lower(title)) where published > 0 and visibility = 'public';
