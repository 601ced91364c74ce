-- Pictures of a user: the avatar, an upload, and one whose bytes are still to be deleted.
INSERT INTO pictures (appid, user_id, id, name, kind, bytes) VALUES
  ('9273034426', 1750000001056000, 1750000006000000, '0123456789abcdef0123456789abcde1.png', 'avatar', 1200),
  ('9273034426', 1750000001056000, 1750000006000001, '0123456789abcdef0123456789abcde2.jpg', 'upload', 300000),
  ('9273034426', 1750000001056000, 1750000006000002, '0123456789abcdef0123456789abcde3.gif', 'gone', 43);

UPDATE users SET picture = '0123456789abcdef0123456789abcde1.png' WHERE appid = '9273034426' AND id = 1750000001056000;
UPDATE apps SET allow_upload = 1 WHERE appid = '9273034426';
