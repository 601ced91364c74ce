-- Who has proved an address is found among however many others have bound it. One more row written where an address is proved.
CREATE INDEX users_verified ON users (appid, verified_email COLLATE NOCASE) WHERE verified_email IS NOT NULL;
