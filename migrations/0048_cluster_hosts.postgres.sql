-- Which hosts some process is delivering to now: no other begins with them.
create index deliveries_taken on deliveries (host, taken_by) where state = 'waiting' and taken_until > 0;
