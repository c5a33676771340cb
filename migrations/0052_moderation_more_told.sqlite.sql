-- Whoever is frozen listens to nothing any more: as of those who are suspended, streams are told of it (0039).
create trigger stream_frozen after update of frozen on accounts when exists (select 1 from stream_listeners) and (new.frozen <> old.frozen) begin insert into stream_events (body) values ('person ' || new.actor_id); end;
