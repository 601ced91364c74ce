-- Webhooks: where an app's events go, what is to be delivered, and what became of it; and from where users logged in.
ALTER TABLE apps ADD COLUMN webhook_url TEXT;
ALTER TABLE apps ADD COLUMN webhook_secret TEXT;
UPDATE apps SET webhook_secret = 'whsec_' || lower(hex(randomblob(24)));

ALTER TABLE users ADD COLUMN places TEXT;

CREATE TABLE webhook_deliveries (
    appid    TEXT    NOT NULL,
    id       INTEGER NOT NULL,             -- microseconds since 1970, or the next free number
    event    TEXT    NOT NULL,
    account  TEXT,                         -- whose; NULL for one that is a test
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER,                      -- when it is tried next, Unix seconds; NULL: not any more
    state    TEXT    NOT NULL DEFAULT 'pending',
    status   INTEGER,                      -- HTTP status of the last answer
    reason   TEXT,                         -- why the last attempt failed
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
