-- Until now, SmartCloud saved an empty sid if ID-porten's ID token had no sid. A front-channel logout with an empty sid
-- then ended all those sign-ins. From now on such a row holds NULL, which equals nothing in SQL.
-- SQLite cannot drop NOT NULL from a column, so the table is built again.
CREATE TABLE sign_in_with_optional_sid (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    sid TEXT,
    organisations TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL
);
INSERT INTO sign_in_with_optional_sid (id, issuer, sid, organisations, signed_in_at)
SELECT id, issuer, NULLIF(sid, ''), organisations, signed_in_at FROM sign_in;
DROP TABLE sign_in;
ALTER TABLE sign_in_with_optional_sid RENAME TO sign_in;
CREATE INDEX sign_in_of ON sign_in (issuer, sid);
