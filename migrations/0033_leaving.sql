-- What goes with a work or an account is found by which work, and whose, it is.
create index batch_works_artwork on batch_works (artwork_id);
create index commission_offers_whose on commission_offers (actor_id);
