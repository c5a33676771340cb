-- What pictures measure, whatever any policy makes of it: one row per picture (its bytes) and model.
-- `model` is the label of the model, or of all that voted, joined by ' + '; empty where none was asked.
-- `crops` is JSON [[x, y, side, probability], ...] in pixels of the original as it is shown, `votes` and `evidence`
-- are lists of objects. `probability` is null where the detector abstained.
create table measurements (
    sha256 text not null,
    model text not null,
    probability double precision,
    band text not null,
    abstained integer not null,
    why text not null,
    crops text not null,
    width integer not null,
    height integer not null,
    votes text not null,
    evidence text not null,
    created bigint not null,
    primary key (sha256, model)
);
