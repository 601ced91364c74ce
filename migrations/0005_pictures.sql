-- Pictures that users upload.

ALTER TABLE users ADD COLUMN picture TEXT;        -- the uploaded avatar: its name
ALTER TABLE apps ADD COLUMN allow_upload INTEGER NOT NULL DEFAULT 0 CHECK (allow_upload IN (0, 1));

-- One row for each picture that is kept in KV or R2.
CREATE TABLE pictures (
    appid      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL,  -- users.id
    id         INTEGER NOT NULL,  -- microseconds of the upload, made unique
    name       TEXT    NOT NULL,  -- the key of its bytes, and the end of its address
    kind       TEXT    NOT NULL CHECK (kind IN ('avatar', 'upload', 'gone')),  -- gone: its bytes are still to be deleted
    bytes      INTEGER NOT NULL,
    PRIMARY KEY (appid, user_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pictures_gone ON pictures (appid) WHERE kind = 'gone';

-- However a user goes, the pictures go too.
CREATE TRIGGER users_take_pictures AFTER DELETE ON users BEGIN
    UPDATE pictures SET kind = 'gone' WHERE appid = OLD.appid AND user_id = OLD.id;
END;
