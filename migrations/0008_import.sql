-- Imports: an app whose users bring other systems' hashes answers wrong passwords no sooner than this.

ALTER TABLE apps ADD COLUMN refusal_ms INTEGER NOT NULL DEFAULT 0;  -- milliseconds
