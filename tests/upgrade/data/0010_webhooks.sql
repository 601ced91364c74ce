-- An app with a webhook that is away, a user's known networks, and deliveries in each state.
UPDATE apps SET webhook_url = 'http://127.0.0.1:1/hook?a=''b''' WHERE appid = '9273034426';
UPDATE users SET places = '0123456789ab cdef01234567 ' WHERE appid = '9273034426' AND id = 1750000001056000;
INSERT INTO webhook_deliveries (appid, id, event, account, attempts, next_at, state, status, reason) VALUES
  ('9273034426', 1750000010000000, 'user.registered', '10003', 2, 1750000011, 'pending', 503, 'refused'),
  ('9273034426', 1750000010000001, 'user.disabled', '10003', 1, NULL, 'delivered', 204, NULL),
  ('9273034426', 1750000010000002, 'ping', NULL, 6, NULL, 'failed', NULL, 'timeout');
