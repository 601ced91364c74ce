-- What was done by the admin API, a session of a developer, and refusals.
INSERT INTO audit (id, developer_id, event, appid, subject, detail) VALUES
  (1750000009000000, 2, 'app_changed', '5009120543', NULL, 'token_ttl'),
  (1750000009000001, NULL, 'balance_changed', '5009120543', 'Alice_01', 'balance +12');
INSERT INTO admin_sessions (digest, developer_id, expires_at) VALUES
  ('d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35', 2, 4102444800);
INSERT INTO refusals (appid, hour, reason, count) VALUES ('5009120543', 486111, 'wrong_credentials', 7), ('5009120543', 486112, 'throttled', 1);
