-- What was said and done about a commission is never changed afterwards; it goes only with the whole commission.
create function commission_events_kept() returns trigger language plpgsql as $$ begin raise exception 'rows of commission_events are never changed'; end $$;
create trigger commission_events_kept before update on commission_events for each row execute function commission_events_kept();
