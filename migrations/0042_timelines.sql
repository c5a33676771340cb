-- Notes of this instance in its public timeline, the newest first.
create index posts_notes on posts (published, id)
    where local = 1 and kind = 'note' and visibility = 'public' and deleted = 0;
