CREATE TABLE developers (
    id         INTEGER PRIMARY KEY,
    status     TEXT NOT NULL DEFAULT 'active',
    expires_at INTEGER
);
CREATE TABLE apps (
    appid          TEXT PRIMARY KEY,
    developer_id   INTEGER NOT NULL REFERENCES developers (id),
    signature      TEXT NOT NULL,
    status         TEXT NOT NULL DEFAULT 'active',
    token_required INTEGER NOT NULL DEFAULT 1,
    token_ttl      INTEGER NOT NULL DEFAULT 86400
);
CREATE TABLE users (
    id         INTEGER PRIMARY KEY,
    appid      TEXT NOT NULL REFERENCES apps (appid),
    account    TEXT NOT NULL COLLATE NOCASE,
    password   TEXT NOT NULL,
    status     TEXT NOT NULL DEFAULT 'active',
    nickname   TEXT NOT NULL,
    qq         TEXT,
    email      TEXT,
    icon       TEXT,
    sign       TEXT,
    created_at INTEGER NOT NULL,
    login_at   INTEGER,
    UNIQUE (appid, account),
    UNIQUE (appid, qq)
);
INSERT INTO developers (id) VALUES (1);
INSERT INTO apps (appid, developer_id, signature, token_required) VALUES ('10001', 1, 'signature-of-10001', 1), ('10002', 1, 'signature-of-10002', 0);
