-- What was said and done about a commission is never changed afterwards; it goes only with the whole commission.
create trigger commission_events_unchanged before update on commission_events begin select raise(abort, 'rows of commission_events are never changed'); end;
