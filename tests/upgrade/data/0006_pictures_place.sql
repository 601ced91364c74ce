-- Pictures whose place is known.
INSERT INTO pictures (appid, user_id, id, name, kind, bytes, place) VALUES
  ('5009120543', 1750000000997000, 1750000007000000, '0123456789abcdef0123456789abcde4.png', 'upload', 5000, 'kv'),
  ('9273034426', 1750000001056000, 1750000007000001, '0123456789abcdef0123456789abcde5.webp', 'upload', 6000, 'r2');
