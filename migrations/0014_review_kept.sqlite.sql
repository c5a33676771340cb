-- The trail of decisions is only ever added to.
create trigger verdicts_unchanged before update on verdicts begin select raise(abort, 'rows of verdicts are never changed'); end;
create trigger verdicts_undeleted before delete on verdicts begin select raise(abort, 'rows of verdicts are never deleted'); end;
