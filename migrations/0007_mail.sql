-- Mail: codes for forgotten passwords and for checking addresses, and mails that users send.

ALTER TABLE users ADD COLUMN verified_email TEXT;  -- the address that a code proved; it counts while it is the bound one
ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL
    GENERATED ALWAYS AS (email IS NOT NULL AND verified_email IS NOT NULL AND verified_email = email) VIRTUAL;
ALTER TABLE users ADD COLUMN mailed_at INTEGER;    -- last mail/send, Unix seconds

ALTER TABLE apps ADD COLUMN verify_mail INTEGER NOT NULL DEFAULT 0 CHECK (verify_mail IN (0, 1));
ALTER TABLE apps ADD COLUMN allow_mail_send INTEGER NOT NULL DEFAULT 0 CHECK (allow_mail_send IN (0, 1));
ALTER TABLE apps ADD COLUMN mail_daily INTEGER NOT NULL DEFAULT 100;  -- mails of mail/send in a day
ALTER TABLE apps ADD COLUMN mail_language TEXT NOT NULL DEFAULT 'zh' CHECK (mail_language IN ('zh', 'en'));
ALTER TABLE apps ADD COLUMN mail_subject TEXT;  -- NULL: the default of that language
ALTER TABLE apps ADD COLUMN mail_text TEXT;     -- likewise

-- A code that was sent to an address, for one user and one purpose.
CREATE TABLE codes (
    appid   TEXT    NOT NULL,
    mail    TEXT    NOT NULL,  -- in lower case
    purpose TEXT    NOT NULL CHECK (purpose IN ('reset', 'bind')),
    user_id INTEGER NOT NULL,  -- users.id
    digest  TEXT    NOT NULL,  -- of the code, keyed
    tries   INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,  -- Unix seconds
    PRIMARY KEY (appid, mail, purpose, user_id)
) STRICT, WITHOUT ROWID;

-- The addresses that codes were asked for, whether or not a user has them.
CREATE TABLE code_requests (
    appid   TEXT    NOT NULL,
    mail    TEXT    NOT NULL,  -- in lower case
    last_at INTEGER NOT NULL,  -- Unix seconds
    since   INTEGER NOT NULL,  -- likewise: the first of those counted
    count   INTEGER NOT NULL,
    PRIMARY KEY (appid, mail)
) STRICT, WITHOUT ROWID;

-- What became of mails: no address in full, no content.
CREATE TABLE deliveries (
    appid   TEXT    NOT NULL,
    id      INTEGER NOT NULL,  -- microseconds, made unique
    purpose TEXT    NOT NULL CHECK (purpose IN ('reset', 'bind', 'send')),
    domain  TEXT    NOT NULL,  -- what stands after the @
    outcome TEXT    NOT NULL CHECK (outcome IN ('pending', 'sent', 'failed')),
    reason  TEXT,              -- why it failed, a word
    PRIMARY KEY (appid, id)
) STRICT, WITHOUT ROWID;

-- Where MAIL is "log", which is for trying: the mails themselves, the newest.
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,  -- Unix seconds
    mail    TEXT    NOT NULL,  -- to whom
    subject TEXT    NOT NULL,
    text    TEXT    NOT NULL
) STRICT;

-- However a user goes, the codes of the user's address go too.
CREATE TRIGGER users_take_codes AFTER DELETE ON users WHEN OLD.email IS NOT NULL BEGIN
    DELETE FROM codes WHERE appid = OLD.appid AND mail = lower(OLD.email) AND user_id = OLD.id;
END;
