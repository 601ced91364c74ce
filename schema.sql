-- The place to start reading: what nobase-edge keeps, and why each index is worth its rows.
--
-- For reading only. What is applied to a database is migrations/, one numbered file after the other; a
-- test holds the two equal. A change of the schema is a new file there, and the same change here (a new
-- column after the others of its table, where ADD COLUMN puts it).
--
-- D1's free plan counts every row AND every index entry written (100,000 a day), so the tables that
-- calls write to have as few indexes as they can.
--
-- Times are Unix seconds. Accounts are ASCII, so NOCASE is exact.

-- Who owns apps. Rarely written; indexes cost nothing that matters.
CREATE TABLE developers (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    status      TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    expires_at  INTEGER,                 -- NULL: never overdue
    key_digest  TEXT    UNIQUE,          -- SHA-256 of the developer's key; NULL: no key works
    created_at  INTEGER NOT NULL
) STRICT;

-- The built-in developer that the owner's apps belong to.
INSERT OR IGNORE INTO developers (id, name, created_at) VALUES (1, 'owner', unixepoch());

-- Apps. `seq` orders lists; `appid` is the public name.
CREATE TABLE apps (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    appid            TEXT    NOT NULL UNIQUE,
    developer_id     INTEGER NOT NULL REFERENCES developers (id),
    name             TEXT    NOT NULL,
    signature        TEXT    NOT NULL,   -- shown in the console, so kept in plain
    signature_digest TEXT    NOT NULL,   -- SHA-256 of it: what callers are compared by
    status           TEXT    NOT NULL DEFAULT 'active'
                             CHECK (status IN ('active', 'reviewing', 'disabled', 'deleted')),
    token_required   INTEGER NOT NULL DEFAULT 1 CHECK (token_required IN (0, 1)),
    token_ttl        INTEGER NOT NULL DEFAULT 86400,  -- seconds
    account_min      INTEGER NOT NULL DEFAULT 4,      -- characters
    account_max      INTEGER NOT NULL DEFAULT 32,     -- characters
    strict_format    INTEGER NOT NULL DEFAULT 1 CHECK (strict_format IN (0, 1)),
    created_at       INTEGER NOT NULL,
    public_contacts  INTEGER NOT NULL DEFAULT 0 CHECK (public_contacts IN (0, 1)),
    signin_exp       INTEGER NOT NULL DEFAULT 0,      -- added at a day's first sign-in
    signin_balance   INTEGER NOT NULL DEFAULT 0,      -- likewise
    allow_new_pass   INTEGER NOT NULL DEFAULT 1 CHECK (allow_new_pass IN (0, 1)),
    client_money_add INTEGER NOT NULL DEFAULT 0 CHECK (client_money_add IN (0, 1)),
    allow_upload     INTEGER NOT NULL DEFAULT 0 CHECK (allow_upload IN (0, 1)),
    verify_mail      INTEGER NOT NULL DEFAULT 0 CHECK (verify_mail IN (0, 1)),
    allow_mail_send  INTEGER NOT NULL DEFAULT 0 CHECK (allow_mail_send IN (0, 1)),
    mail_daily       INTEGER NOT NULL DEFAULT 100,    -- mails of mail/send in a day
    mail_language    TEXT NOT NULL DEFAULT 'zh' CHECK (mail_language IN ('zh', 'en')),
    mail_subject     TEXT,                            -- NULL: the default of that language
    mail_text        TEXT,                            -- likewise
    refusal_ms       INTEGER NOT NULL DEFAULT 0,      -- a wrong password is refused no sooner; 0 without other systems' hashes
    webhook_url      TEXT,                            -- where its events go
    webhook_secret   TEXT                             -- what they are signed by; shown in the console, so kept in plain
) STRICT;

CREATE INDEX apps_of_developer ON apps (developer_id, seq);

-- Users. The primary key is the table itself (WITHOUT ROWID) and follows time within an app, so that
-- lists, newest users and registrations per day need no index. A registration writes 2 rows (the row
-- and its account), 3 with a QQ number; a login or an update of the row itself writes 1.
CREATE TABLE users (
    appid          TEXT    NOT NULL,
    id             INTEGER NOT NULL,     -- microseconds of the registration, made unique
    account        TEXT    NOT NULL COLLATE NOCASE,
    password       TEXT    NOT NULL,     -- PHC string (Argon2id); until the first login after an import maybe another form
    status         TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    generation     INTEGER NOT NULL DEFAULT 0,   -- random at registration, raised by a revocation; tokens carry theirs
    issued         INTEGER NOT NULL DEFAULT 0,   -- tokens issued since the last revocation
    nickname       TEXT    NOT NULL,
    qq             TEXT,
    email          TEXT,
    icon           TEXT,
    sign           TEXT,
    title          TEXT,
    exp            INTEGER NOT NULL DEFAULT 0,
    grade          INTEGER NOT NULL DEFAULT 0,
    sex            INTEGER NOT NULL DEFAULT 1 CHECK (sex IN (1, 2)),
    balance        INTEGER NOT NULL DEFAULT 0,
    likes          INTEGER NOT NULL DEFAULT 0,
    following      INTEGER NOT NULL DEFAULT 0,
    fans           INTEGER NOT NULL DEFAULT 0,
    posts          INTEGER NOT NULL DEFAULT 0,
    checkin_streak INTEGER NOT NULL DEFAULT 0,
    login_streak   INTEGER NOT NULL DEFAULT 0,
    vip_until      INTEGER,
    created_at     INTEGER NOT NULL,
    login_at       INTEGER,
    checkin_at     INTEGER,              -- last sign-in (签到)
    kv_tokens      TEXT,                 -- the tokens that KV may know: DIGEST:EXPIRY:GENERATION, with spaces between
    picture        TEXT,                 -- the uploaded avatar: its name
    verified_email TEXT,                 -- the address that a code proved; it counts while it is the bound one
    email_verified INTEGER NOT NULL
        GENERATED ALWAYS AS (email IS NOT NULL AND verified_email IS NOT NULL AND verified_email = email) VIRTUAL,
    mailed_at      INTEGER,              -- last mail/send
    places         TEXT,                 -- from where the user logged in: short digests, the newest first
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

-- One account per app, one user per QQ number and app. The second holds only bound numbers.
CREATE UNIQUE INDEX users_account ON users (appid, account);
CREATE UNIQUE INDEX users_qq ON users (appid, qq) WHERE qq IS NOT NULL;

-- For the admin's search by the beginning of an e-mail address. One more row written where an address
-- is bound, none anywhere else.
CREATE INDEX users_email ON users (appid, email COLLATE NOCASE) WHERE email IS NOT NULL;

-- Who has proved an address is found among however many others have bound it. One more row written where an address is proved.
CREATE INDEX users_verified ON users (appid, verified_email COLLATE NOCASE) WHERE verified_email IS NOT NULL;

-- Every change of a balance, each one row: the row itself changes the balance, so neither can be without
-- the other. No account names, so a deleted user leaves none. A change writes 2 rows (this one and the
-- user), 3 with a request_id.
CREATE TABLE ledger (
    appid      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL,         -- users.id
    id         INTEGER NOT NULL,         -- microseconds of the change, made unique
    amount     INTEGER NOT NULL,         -- what was added; negative: taken
    balance    INTEGER NOT NULL,         -- of the user, after it
    kind       TEXT    NOT NULL CHECK (kind IN ('add', 'reduce', 'pay', 'receive', 'signin', 'admin')),
    peer_id    INTEGER,                  -- the other user of a transfer
    request_id TEXT,                     -- the caller's own: a repeated request acts once
    note       TEXT,
    PRIMARY KEY (appid, user_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX ledger_request ON ledger (appid, user_id, request_id) WHERE request_id IS NOT NULL;

CREATE TRIGGER ledger_sets_balance AFTER INSERT ON ledger BEGIN
    UPDATE users SET balance = NEW.balance WHERE appid = NEW.appid AND id = NEW.user_id;
END;

-- What users wrote to the app's developer. The index finds when a user last wrote, and what goes with a
-- user; so a feedback writes 2 rows.
CREATE TABLE feedback (
    appid      TEXT    NOT NULL,
    id         INTEGER NOT NULL,         -- microseconds, made unique
    user_id    INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    content    TEXT    NOT NULL,
    contact    TEXT,
    status     TEXT    NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_of_user ON feedback (appid, user_id, id);

-- Pictures that users uploaded, whose bytes are in KV or R2. However a user goes, the pictures go too: they are
-- "gone" until the sweep has deleted their bytes.
CREATE TABLE pictures (
    appid      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL,         -- users.id; 0 for a file that nobody has
    id         INTEGER NOT NULL,         -- microseconds of the upload, made unique
    name       TEXT    NOT NULL,         -- the key of its bytes, and the end of its address
    kind       TEXT    NOT NULL CHECK (kind IN ('avatar', 'upload', 'gone')),
    bytes      INTEGER NOT NULL,
    place      TEXT    NOT NULL DEFAULT 'any' CHECK (place IN ('kv', 'r2', 'any')),  -- where its bytes are
    PRIMARY KEY (appid, user_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pictures_gone ON pictures (place, id) WHERE kind = 'gone';

CREATE TRIGGER users_take_pictures AFTER DELETE ON users BEGIN
    UPDATE pictures SET kind = 'gone' WHERE appid = OLD.appid AND user_id = OLD.id AND kind <> 'gone';
END;

-- And so does an avatar that is replaced.
CREATE TRIGGER users_replace_pictures AFTER UPDATE OF picture ON users BEGIN
    UPDATE pictures SET kind = 'gone'
    WHERE appid = NEW.appid AND user_id = NEW.id AND kind = 'avatar' AND name IS NOT NEW.picture;
END;

-- Codes that were sent to e-mail addresses, by keyed digest, each for one user and one purpose. They live 10 minutes; the
-- sweep deletes them after a day.
CREATE TABLE codes (
    appid   TEXT    NOT NULL,
    mail    TEXT    NOT NULL,            -- in lower case
    purpose TEXT    NOT NULL CHECK (purpose IN ('reset', 'bind')),
    user_id INTEGER NOT NULL,
    digest  TEXT    NOT NULL,
    tries   INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (appid, mail, purpose, user_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER users_take_codes AFTER DELETE ON users WHEN OLD.email IS NOT NULL BEGIN
    DELETE FROM codes WHERE appid = OLD.appid AND mail = lower(OLD.email) AND user_id = OLD.id;
END;

-- The addresses that codes were asked for in the last day, whether or not a user has them: each may be sent one in 60
-- seconds and a few in a day.
CREATE TABLE code_requests (
    appid   TEXT    NOT NULL,
    mail    TEXT    NOT NULL,            -- in lower case
    last_at INTEGER NOT NULL,
    since   INTEGER NOT NULL,            -- the first of those counted
    count   INTEGER NOT NULL,
    PRIMARY KEY (appid, mail)
) STRICT, WITHOUT ROWID;

-- What became of mails, for a month: no address in full, no content.
CREATE TABLE deliveries (
    appid   TEXT    NOT NULL,
    id      INTEGER NOT NULL,            -- microseconds, made unique
    purpose TEXT    NOT NULL CHECK (purpose IN ('reset', 'bind', 'send')),
    domain  TEXT    NOT NULL,            -- what stands after the @
    outcome TEXT    NOT NULL CHECK (outcome IN ('pending', 'sent', 'failed')),
    reason  TEXT,                        -- why it failed, a word
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

-- The newest mails themselves, where they are kept instead of being sent (MAIL = "log").
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    mail    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    text    TEXT    NOT NULL
) STRICT;

-- Tokens, by digest alone: a stolen database logs nobody in. No further index, so a login writes one
-- row here; what expired, was revoked or lost its user is swept by the cron trigger.
CREATE TABLE tokens (
    digest     TEXT    NOT NULL PRIMARY KEY,     -- SHA-256, hex
    appid      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL,
    generation INTEGER NOT NULL,                 -- users.generation when it was issued
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done by the admin API, kept for a month. Each entry is written by the transaction that did it.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,    -- microseconds since 1970, or the next free number: no further index
    developer_id INTEGER,                -- whose key did it; NULL: the owner's
    event        TEXT    NOT NULL,
    appid        TEXT,                   -- the app that it was done to or in
    subject      TEXT,                   -- the user, developer, picture or feedback that it was done to
    detail       TEXT                    -- what was changed: columns, numbers and words, no texts
) STRICT;

-- Sessions of the console, by the digests of their tokens.
CREATE TABLE admin_sessions (
    digest       TEXT    NOT NULL PRIMARY KEY,   -- SHA-256, hex; the owner's with the key's digest in it
    developer_id INTEGER,                        -- NULL: the owner
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How often calls were refused, added up by the isolates; kept for a month.
CREATE TABLE refusals (
    appid  TEXT    NOT NULL,
    hour   INTEGER NOT NULL,             -- hours since 1970
    reason TEXT    NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (appid, hour, reason)
) STRICT, WITHOUT ROWID;

-- Events of apps that have a webhook: what is to be delivered, and what became of it. Kept for a week.
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

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (appid, next_at) WHERE next_at IS NOT NULL;

-- What the last scan for the admin API's statistics found, so that looking at them does not scan every
-- time. One row for each app and each key's whole that somebody has looked at.
CREATE TABLE statistics (
    scope       TEXT    NOT NULL PRIMARY KEY,  -- an appid, 'all', or 'developer' and its id
    shape       INTEGER NOT NULL,              -- the form of `found`: a row of another form is counted again
    computed_at INTEGER NOT NULL,
    found       TEXT    NOT NULL               -- a JSON object
) STRICT, WITHOUT ROWID;

-- The first release's form of `statistics`. Nothing reads or writes it but the Worker of that release,
-- which may still run while the next one is deployed; a later migration drops it.
CREATE TABLE stats (
    scope         TEXT    NOT NULL PRIMARY KEY,  -- an appid, 'all', or 'developer' and its id
    computed_at   INTEGER NOT NULL,
    users         INTEGER NOT NULL,
    counts        TEXT    NOT NULL,              -- the inside of a JSON object, as it is answered
    registrations TEXT    NOT NULL               -- DAY:COUNT,...: days since 1970 in the deployment's zone
) STRICT, WITHOUT ROWID;
