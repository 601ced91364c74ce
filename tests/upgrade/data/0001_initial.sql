-- What a database of the first release may hold: made by its API, then written down. calls.mjs has the passwords, keys
-- and tokens that belong to it. The second token has expired.

INSERT INTO developers (id, name, status, expires_at, key_digest, created_at) VALUES
  (2, '顾江', 'active', NULL, 'f37b033ca1abf8e69b9263132859c7d1fab223d2af8d8a36d2035d0ce373eccc', 1750000000);

INSERT INTO apps (seq, appid, developer_id, name, signature, signature_digest, status, token_required, token_ttl, account_min, account_max, strict_format, created_at) VALUES
  (1, '5009120543', 2, '迁移', '5ee6fcb722e363bffdd7d39e68a6acea', '199c206a573f1c5000fbaf15aead063f2beb84a4bcf192bc0f69d0fc5d728b4f', 'active', 1, 31536000, 4, 20, 1, 1750000000),
  (2, '9273034426', 1, 'by password', 'a390991b7b74b7b4c69b21b6693159b6', '21fa5c28f4365b72db00312d55909c1bf5a790f6b0e5ad41aeb224990a17e424', 'active', 0, 86400, 4, 32, 1, 1750000000);

INSERT INTO users (appid, id, account, password, status, generation, issued, nickname, qq, email, icon, sign, title, exp, grade, sex, balance, likes, following, fans, posts, checkin_streak, login_streak, vip_until, created_at, login_at) VALUES
  ('5009120543', 1750000000997000, 'Alice_01', '$argon2id$v=19$m=8,t=1,p=1$ehWLkddx6Q49e7b2dkGfxQ$SL1iOKi3W0/xlbrTuj7TpaFXpiBJ95sC4DieUD86i8E', 'active', 626870664, 2, '昵称', '10000001', 'alice@example.com', 'https://example.com/a.png', '旧签名; -- ''quoted''', '版主', 7, 3, 2, 152, 1, 2, 4, 5, 6, 0, 4102415999, 1750000000, 1750000001),
  ('5009120543', 1750000001042000, '10002', '$argon2id$v=19$m=8,t=1,p=1$9kHv7Ue6dsgzZddfDNozVQ$sYeBslIOIsFxIqZgVLzP7kpvIrTaqoZzc21uMWqP10I', 'disabled', 768392374, 0, 'bob', NULL, NULL, NULL, NULL, NULL, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1750000001, 1750000001, NULL),
  ('9273034426', 1750000001056000, '10003', '$argon2id$v=19$m=8,t=1,p=1$WtdMUyqIenh/La+sEvh56g$LF9NCsVZanhfTQdpwVVuVf44IhZVt2YolY+Cauc3ScA', 'active', 3026029506, 0, 'carol', '10000001', NULL, NULL, NULL, NULL, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1750000001, 1750000001, NULL);

INSERT INTO tokens (digest, appid, user_id, generation, expires_at) VALUES
  ('a9222773a185f9be5a9263107b95698fb571068e5060ff17710543d4c63193ca', '5009120543', 1750000000997000, 626870664, 4102444800),
  ('e34cf16e46da6fe98f51e42bec208a32e50a7be844f08e20e78794a54baffba8', '5009120543', 1750000000997000, 626870664, 1700000000);

INSERT INTO stats (scope, computed_at, users, counts, registrations) VALUES
  ('5009120543', 1750000001, 2, '"users":2,"disabled":1,"with_qq":1,"with_email":1,"active_1d":1,"active_7d":1,"active_30d":1', '20253:0,20254:0,20255:2'),
  ('all', 1750000001, 3, '"users":3,"disabled":1,"with_qq":2,"with_email":1,"active_1d":1,"active_7d":1,"active_30d":1', '20253:0,20254:0,20255:3');
