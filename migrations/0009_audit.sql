-- What is done by the admin API, kept for a month; sessions of the console; and how often calls were refused.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,    -- microseconds since 1970, or the next free number: no further index
    developer_id INTEGER,                -- whose key did it; NULL: the owner's
    event        TEXT    NOT NULL,
    appid        TEXT,                   -- the app that it was done to or in
    subject      TEXT,                   -- the user, developer, picture or feedback that it was done to
    detail       TEXT                    -- what was changed: columns, numbers and words, no texts
) STRICT;

CREATE TABLE admin_sessions (
    digest       TEXT    NOT NULL PRIMARY KEY,   -- SHA-256, hex; the owner's with the key's digest in it
    developer_id INTEGER,                        -- NULL: the owner
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals (
    appid  TEXT    NOT NULL,
    hour   INTEGER NOT NULL,             -- hours since 1970
    reason TEXT    NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (appid, hour, reason)
) STRICT, WITHOUT ROWID;
