-- The trail of decisions is only ever added to.
create function verdicts_kept() returns trigger language plpgsql as $$ begin raise exception 'rows of verdicts are never changed or deleted'; end $$;
create trigger verdicts_kept before update or delete on verdicts for each row execute function verdicts_kept();
