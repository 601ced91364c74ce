-- A user's own calls: signing in by the day, money, feedback.

ALTER TABLE users ADD COLUMN checkin_at INTEGER;   -- last sign-in (签到), Unix seconds
ALTER TABLE users ADD COLUMN kv_tokens TEXT;      -- the tokens that KV may know: DIGEST:EXPIRY:GENERATION, with spaces between

ALTER TABLE apps ADD COLUMN public_contacts INTEGER NOT NULL DEFAULT 0 CHECK (public_contacts IN (0, 1));
ALTER TABLE apps ADD COLUMN signin_exp INTEGER NOT NULL DEFAULT 0;      -- added at a day's first sign-in
ALTER TABLE apps ADD COLUMN signin_balance INTEGER NOT NULL DEFAULT 0;  -- likewise
ALTER TABLE apps ADD COLUMN allow_new_pass INTEGER NOT NULL DEFAULT 1 CHECK (allow_new_pass IN (0, 1));
ALTER TABLE apps ADD COLUMN client_money_add INTEGER NOT NULL DEFAULT 0 CHECK (client_money_add IN (0, 1));

CREATE TABLE ledger (
    appid      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL,  -- users.id; no account name, so nothing here outlives a deleted user's
    id         INTEGER NOT NULL,  -- microseconds of the change, made unique
    amount     INTEGER NOT NULL,  -- what was added; negative: taken
    balance    INTEGER NOT NULL,  -- of the user, after it
    kind       TEXT    NOT NULL CHECK (kind IN ('add', 'reduce', 'pay', 'receive', 'signin', 'admin')),
    peer_id    INTEGER,           -- the other user of a transfer
    request_id TEXT,              -- the caller's own, by which a repeated request acts once
    note       TEXT,
    PRIMARY KEY (appid, user_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX ledger_request ON ledger (appid, user_id, request_id) WHERE request_id IS NOT NULL;

-- A balance changes by its row in the ledger, so neither can be without the other.
CREATE TRIGGER ledger_sets_balance AFTER INSERT ON ledger BEGIN
    UPDATE users SET balance = NEW.balance WHERE appid = NEW.appid AND id = NEW.user_id;
END;

CREATE TABLE feedback (
    appid      TEXT    NOT NULL,
    id         INTEGER NOT NULL,  -- microseconds, made unique
    user_id    INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    content    TEXT    NOT NULL,
    contact    TEXT,
    status     TEXT    NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_of_user ON feedback (appid, user_id, id);
