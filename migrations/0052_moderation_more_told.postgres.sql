-- Whoever is frozen listens to nothing any more: as of those who are suspended, streams are told of it (0039).
create trigger stream_frozen after update of frozen on accounts for each row when (new.frozen <> old.frozen) execute function stream_account();
