-- An address that was proved, a code that was asked for, and what became of mails.
UPDATE users SET verified_email = email, mailed_at = 1750000008 WHERE appid = '5009120543' AND id = 1750000000997000;
UPDATE apps SET mail_daily = 50, mail_language = 'en', mail_subject = '验证码 ''quoted''', mail_text = 'Your code is {code}' WHERE appid = '9273034426';

INSERT INTO codes (appid, mail, purpose, user_id, digest, tries, sent_at) VALUES
  ('5009120543', 'alice@example.com', 'reset', 1750000000997000, '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', 2, 1750000008);
INSERT INTO code_requests (appid, mail, last_at, since, count) VALUES ('5009120543', 'alice@example.com', 1750000008, 1750000000, 3);
INSERT INTO deliveries (appid, id, purpose, domain, outcome, reason) VALUES
  ('5009120543', 1750000008000000, 'reset', 'example.com', 'sent', NULL),
  ('5009120543', 1750000008000001, 'send', 'example.org', 'failed', 'refused');
INSERT INTO outbox (id, at, mail, subject, text) VALUES (1, 1750000008, 'alice@example.com', '主题', '正文; -- ''quoted''');
