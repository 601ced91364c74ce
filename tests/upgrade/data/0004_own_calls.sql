-- A balance with its ledger, and something that was written to the developer. A transfer whose payee is no more.
INSERT INTO ledger (appid, user_id, id, amount, balance, kind, peer_id, request_id, note) VALUES
  ('5009120543', 1750000000997000, 1750000002000000, 12, 154, 'admin', NULL, NULL, '补偿; -- ''quoted'''),
  ('5009120543', 1750000000997000, 1750000003000000, -2, 152, 'pay', 1750000000000001, 'order-1', NULL);

INSERT INTO feedback (appid, id, user_id, title, content, contact, status) VALUES
  ('5009120543', 1750000004000000, 1750000000997000, '标题', '内容', NULL, 'open');

UPDATE users SET checkin_at = 1750000005, checkin_streak = 3,
  kv_tokens = 'a9222773a185f9be5a9263107b95698fb571068e5060ff17710543d4c63193ca:4102444800:626870664'
WHERE appid = '5009120543' AND id = 1750000000997000;
