-- Imports: an app whose users bring other systems' hashes refuses wrong passwords no sooner than after so many
-- milliseconds.

ALTER TABLE apps ADD COLUMN refusal_ms INTEGER NOT NULL DEFAULT 0;
