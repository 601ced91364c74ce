-- A picture's row says in which storage its bytes are, so that they are deleted there and nowhere else.

ALTER TABLE pictures ADD COLUMN place TEXT NOT NULL DEFAULT 'any' CHECK (place IN ('kv', 'r2', 'any'));  -- any: not known, of before this column

DROP INDEX pictures_gone;
CREATE INDEX pictures_gone ON pictures (place, id) WHERE kind = 'gone';

-- However a user goes, the pictures go too; one that is marked already costs no write.
DROP TRIGGER users_take_pictures;
CREATE TRIGGER users_take_pictures AFTER DELETE ON users BEGIN
    UPDATE pictures SET kind = 'gone' WHERE appid = OLD.appid AND user_id = OLD.id AND kind <> 'gone';
END;

-- And so does an avatar that is replaced.
CREATE TRIGGER users_replace_pictures AFTER UPDATE OF picture ON users BEGIN
    UPDATE pictures SET kind = 'gone'
    WHERE appid = NEW.appid AND user_id = NEW.id AND kind = 'avatar' AND name IS NOT NEW.picture;
END;
