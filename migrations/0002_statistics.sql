-- Replaces the table `stats`. That one stays until a later migration drops it: the Worker of the release before still
-- reads and writes it, and it runs on this schema between the migration and the deployment, or after a rollback.
CREATE TABLE statistics (
    scope       TEXT    NOT NULL PRIMARY KEY,  -- an appid, 'all', or 'developer' and its id
    shape       INTEGER NOT NULL,              -- the form of `found`: a row of another form is counted again
    computed_at INTEGER NOT NULL,
    found       TEXT    NOT NULL               -- a JSON object
) STRICT, WITHOUT ROWID;
