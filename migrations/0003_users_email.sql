-- For the admin's search by the beginning of an e-mail address. Costs one more row written where an address is bound.
CREATE INDEX users_email ON users (appid, email COLLATE NOCASE) WHERE email IS NOT NULL;
